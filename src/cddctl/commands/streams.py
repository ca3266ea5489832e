"""What the command line says and where: data on stdout, everything else on stderr."""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TextIO

from cddctl.commands import files
from cddctl.errors import OutputRefused, UsageRefused
from cddctl.i18n import _

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROWEST = 80
"""Tables are made for this width at least; a narrower terminal breaks their lines itself."""

YES = frozenset({"y", "yes", "ใช่"})
"""What says yes to a question, in lower case."""

NO = frozenset({"n", "no", "ไม่", "ไม่ใช่"})
"""And what says no."""

MANY = 12
"""From as many things to do on, a bar shows how far it is."""


def steady_streams() -> None:
    """Make both streams take Thai whatever the console's code page: UTF-8, and never an error.

    A stream that was closed before the program began takes everything and keeps nothing.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def say(message: str) -> None:
    """Tell the person something that is not data."""
    print(message, file=sys.stderr)  # noqa: T201


def say_error(message: str) -> None:
    """Tell the person what was refused."""
    say(_("error: {message}").format(message=message))


def is_interactive() -> bool:
    """Whether there is someone to ask: both ends are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def progress(what: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, where that is a terminal and there is much to do; call to move it on."""
    if count < MANY or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=count)
        yield lambda: bar.advance(task)


def table_width() -> int | None:
    """The columns to lay a table out for; None where nothing limits them, as in a pipe."""
    if columns := os.environ.get("COLUMNS", ""):
        return (
            max(NARROWEST, int(columns)) if columns.isascii() and columns.isdigit() else NARROWEST
        )
    if sys.stdout.isatty():
        return max(NARROWEST, os.get_terminal_size(sys.stdout.fileno()).columns)
    return None


def as_text(*parts: "RenderableType", color: bool = False) -> str:
    """Lay out tables and lines as text. A line is as long as it needs to be: nothing is cut."""
    buffer = io.StringIO()
    console = _console(buffer, color=color)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def is_wanted(question: str, otherwise: str) -> bool:
    """Ask until the answer is yes or no; where nobody can be asked, refuse with what to do."""
    if not is_interactive():
        raise UsageRefused(otherwise)
    while True:
        try:
            typed = input(question).strip().casefold()
        except EOFError:
            raise KeyboardInterrupt from None
        if typed in YES | NO:
            return typed in YES


def show(*parts: "RenderableType") -> None:
    """Print tables and lines on stdout, in colour where it is a terminal that wants it."""
    write_out(as_text(*parts, color=sys.stdout.isatty() and "NO_COLOR" not in os.environ), None)


def write_parts(parts: "Iterable[RenderableType]", output: Path | None, *, force: bool) -> None:
    """Write tables and lines to a file as text, or show them where there is none."""
    if output is None:
        show(*parts)
    else:
        write_out(as_text(*parts), output, force=force)


def write_out(content: str | bytes, output: Path | None, *, force: bool = False) -> None:
    """Write text or bytes to a file, or to stdout where there is none."""
    raw = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    if isinstance(content, str):
        _check_no_workbook(output)
    if output is None or str(output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
    else:
        files.write_file(output, raw, force=force)


def write_pieces(pieces: Iterable[str], output: Path | None, *, force: bool = False) -> None:
    """Write a long text, piece by piece, to a file or to stdout, as `write_out` does.

    What goes to stdout is made whole first: who reads it may stop for long.
    """
    _check_no_workbook(output)
    encoded = (piece.encode(errors="backslashreplace") for piece in pieces)
    if output is not None and str(output) != "-":
        files.write_pieces(output, encoded, force=force)
        return
    with TemporaryFile() as whole:
        whole.writelines(encoded)
        whole.seek(0)
        sys.stdout.flush()
        copyfileobj(whole, sys.stdout.buffer)
        sys.stdout.flush()


def _check_no_workbook(output: Path | None) -> None:
    """Refuse, with `OutputRefused`, to name a text as Excel's own files are."""
    if output is not None and output.suffix.lower() == ".xlsx":
        raise OutputRefused(output, _("this is text, no workbook; name it .txt, .csv or .json"))


def _console(file: io.StringIO, *, color: bool) -> "Console":
    from rich.console import Console

    return Console(
        file=file,
        width=1000,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
