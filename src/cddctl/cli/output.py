"""What the command line says and where: data on stdout, everything else on stderr."""

import atexit
import codecs
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TextIO

from cddctl.cli import files
from cddctl.cli.console import encode_text, encoding_of, is_console, takes_colour, width_of
from cddctl.errors import OutputHeld, OutputRefused, SeveralRefused
from cddctl.i18n import _

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROWEST = 80
"""Tables are made for this width at least; a narrower terminal breaks their lines itself."""

_PIECE = 1 << 20
"""The bytes that are copied to stdout at a time."""

MANY = 12
"""From as many things to do on, a bar shows how far it is."""


def steady_streams() -> None:
    """Make both streams take every letter, in the encoding that who reads them expects.

    A stream that was closed before the program began takes everything and keeps nothing.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding_of(stream), errors="cddctl-utf8")


def _nowhere() -> TextIO:
    stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (open until the exit)
    atexit.register(stream.close)
    return stream


def say(message: str) -> None:
    """Tell the person something that is not data."""
    print(message, file=sys.stderr)  # noqa: T201


def say_error(message: str) -> None:
    """Tell the person what was refused."""
    say(_("error: {message}").format(message=message))


def is_interactive() -> bool:
    """Whether there is someone to ask: both ends are a terminal."""
    return is_console(sys.stdin) and is_console(sys.stdout)


@contextmanager
def progress(what: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, where that is a terminal and there is much to do; call to move it on."""
    if count < MANY or not takes_colour(sys.stderr):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, force_terminal=True, legacy_windows=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=count)
        yield lambda: bar.advance(task)


def table_width() -> int | None:
    """The columns to lay a table out for; None where nothing limits them, as in a pipe."""
    if columns := os.environ.get("COLUMNS", ""):
        return (
            max(NARROWEST, int(columns)) if columns.isascii() and columns.isdigit() else NARROWEST
        )
    columns_shown = width_of(sys.stdout)
    return None if columns_shown is None else max(NARROWEST, columns_shown)


def as_text(*parts: "RenderableType", color: bool = False) -> str:
    """Lay out tables and lines as text. A line is as long as it needs to be: nothing is cut."""
    buffer = io.StringIO()
    console = _console(buffer, color=color)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def show(*parts: "RenderableType") -> None:
    """Print tables and lines on stdout, in colour where it is a terminal that wants it."""
    _print_text(as_text(*parts, color="NO_COLOR" not in os.environ and takes_colour(sys.stdout)))


def write_parts(parts: "Iterable[RenderableType]", output: Path | None, *, force: bool) -> None:
    """Write tables and lines to a file as text, or show them where there is none."""
    if output is None:
        show(*parts)
    else:
        write_text(as_text(*parts), output, force=force)


def write_text(text: str, output: Path | None = None, *, force: bool = False) -> None:
    """Write text for people to a file, as UTF-8, or to stdout in the encoding expected there."""
    if output is None or str(output) == "-":
        _print_text(text)
    else:
        write_data(text, output, force=force)


def write_data(content: str | bytes, output: Path | None, *, force: bool = False) -> None:
    """Write what programs read (CSV, JSON, a workbook) to a file, or to stdout where there is none.

    Text is UTF-8 everywhere.
    """
    if isinstance(content, str):
        _check_no_workbook(output)
        content = content.encode(errors="backslashreplace")
    if output is None or str(output) == "-":
        mark = codecs.BOM_UTF8 if is_console(sys.stdout) else b""  # a person has no use for it
        _write_raw([content.removeprefix(mark)])
    else:
        files.write_file(output, content, force=force)


def write_pieces(pieces: Iterable[str], output: Path | None, *, force: bool = False) -> None:
    """Write a long text, piece by piece, to a file or to stdout, as `write_data` does.

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
        _write_raw(iter(lambda: whole.read(_PIECE), b""))


def _print_text(text: str) -> None:
    if not isinstance(sys.stdout, io.TextIOWrapper) or is_console(sys.stdout):
        sys.stdout.write(text)
    else:
        encoding = encoding_of(sys.stdout)
        _write_raw([encode_text(text.replace("\n", os.linesep), encoding)])
    sys.stdout.flush()


def _write_raw(pieces: Iterable[bytes]) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.flush()


def write_all(contents: Iterable[tuple[Path, bytes]], *, force: bool) -> None:
    """Write files, and print the paths of those that were written. Raises `SeveralRefused`.

    One that is open elsewhere does not keep the rest from being written. Whatever else is refused,
    as on a full disk, would be refused to all the rest.
    """
    written: list[Path] = []
    refused: list[OutputRefused] = []
    try:
        for path, content in contents:
            try:
                files.write_file(path, content, force=force)
            except OutputHeld as error:
                refused.append(error)
            else:
                written.append(path)
    except OutputRefused as error:
        refused.append(error)
    write_text("".join(f"{path}\n" for path in written), None)
    if refused:
        raise SeveralRefused(refused)


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
