"""Output of the command line: data on stdout, everything else on stderr."""

import atexit
import codecs
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from cddctl.cli import files
from cddctl.cli.console import encode_text, encoding_of, is_console, is_pipe, takes_colour, width_of
from cddctl.errors import DataRefused, OutputHeld, OutputRefused
from cddctl.i18n import _
from cddctl.wording import one_line, without_controls

if TYPE_CHECKING:
    from rich.console import Console, RenderableType, RenderHook
    from rich.progress import Progress

NARROWEST = 80
"""The least width that tables are laid out for; a narrower terminal wraps their lines itself."""

_PIECE = 1 << 20
"""Bytes copied to stdout at a time."""

LONG = 0.5
"""Work that takes this many seconds is shown while it is done."""


def steady_streams() -> None:
    """Make both streams accept every letter, in the encoding that their readers expect.

    A stream that was closed before the program began discards its output.
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
    """Print a message that is not data to stderr; its lines are wrapped on a terminal."""
    _clear_label()
    print(fitted(without_controls(message), sys.stderr), file=sys.stderr)  # noqa: T201


def fitted(text: str, stream: TextIO) -> str:
    """A text with its lines wrapped, if it goes to a terminal that is narrower."""
    width = width_of(stream)
    if width is None or all(len(line) < width for line in text.split("\n")):
        return text
    from cddctl.cli.wrapping import indented

    return "\n".join(indented(text, width - 1))


def say_error(message: str) -> None:
    """Print an error to stderr, as one line."""
    say(_("error: {message}").format(message=one_line(message)))


def is_interactive() -> bool:
    """Whether there is someone to ask: stdin and stdout are both a terminal."""
    return is_console(sys.stdin) and is_console(sys.stdout)


@contextmanager
def progress(label: str, count: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr, if that is a terminal and it takes long; call it to advance."""
    if not takes_colour(sys.stderr):
        yield lambda: None
        return
    begun, done, bars = monotonic(), 0, ExitStack()
    bar: Progress | None = None

    def advance() -> None:
        nonlocal done, bar
        done += 1
        if bar is None and monotonic() - begun >= LONG and done < count:
            bar = bars.enter_context(_bar())
            bar.add_task(label, total=count)
        if bar is not None:
            bar.update(bar.task_ids[0], completed=done)

    with bars:
        yield advance


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, force_terminal=True, legacy_windows=False)
    return Progress(*columns, console=console, transient=True)


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show on a terminal which work is being done, if it takes long, until it is done."""
    if not takes_colour(sys.stderr):
        yield
        return
    from threading import Timer

    timer = Timer(LONG, _show_label, [label])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _clear_label()


class _Label:
    is_shown = False


def _show_label(label: str) -> None:
    _Label.is_shown = True
    print(f"{label} ...", end="", file=sys.stderr, flush=True)  # noqa: T201


def _clear_label() -> None:
    if _Label.is_shown:
        _Label.is_shown = False
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)  # noqa: T201


def table_width() -> int | None:
    """The width to lay out a table for; None where there is no limit, as in a pipe."""
    if columns := os.environ.get("COLUMNS", ""):
        return (
            max(NARROWEST, int(columns)) if columns.isascii() and columns.isdigit() else NARROWEST
        )
    columns_shown = width_of(sys.stdout)
    if columns_shown is None and is_pipe(sys.stdout):  # as before `more`, which shows it
        columns_shown = width_of(sys.stderr)
    return None if columns_shown is None else max(NARROWEST, columns_shown)


def as_text(*parts: "RenderableType", color: bool = False) -> str:
    """Lay out tables and lines as text. Lines are as long as needed: nothing is cut."""
    buffer = io.StringIO()
    console = _console(buffer, color=color)
    console.push_render_hook(_showing_controls(console))
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def show(*parts: "RenderableType") -> None:
    """Print tables and lines on stdout, in colour where it is a terminal that supports it."""
    _print_text(as_text(*parts, color="NO_COLOR" not in os.environ and takes_colour(sys.stdout)))


def write_parts(parts: "Iterable[RenderableType]", output: Path | None, *, force: bool) -> None:
    """Write tables and lines as text to a file, or show them if no file is given."""
    if output is None:
        show(*parts)
    else:
        write_text(as_text(*parts), output, force=force)


def write_text(text: str, output: Path | None = None, *, force: bool = False) -> None:
    """Write text for people to a file, as UTF-8, or to stdout in the encoding expected there."""
    if output is None or str(output) == "-":
        _print_text(without_controls(text))
    else:
        write_data(text, output, force=force)


def write_data(content: str | bytes, output: Path | None, *, force: bool = False) -> None:
    """Write data for programs (CSV, JSON, a workbook) to a file, or to stdout if none is given.

    Text is UTF-8 everywhere.
    """
    if isinstance(content, str):
        _check_no_workbook(output)
        content = without_controls(content).encode()
    if output is None or str(output) == "-":
        mark = codecs.BOM_UTF8 if is_console(sys.stdout) else b""  # of no use to a person
        _write_raw([content.removeprefix(mark)])
    else:
        files.write_file(output, content, force=force)


def write_made(content: str | bytes, path: Path, *, force: bool) -> None:
    """Write a file that was made and print its path, or write its content to stdout for `-`."""
    write_data(content, path, force=force)
    if str(path) != "-":
        write_text(f"{path}\n")


def write_pieces(pieces: Iterable[str], output: Path | None, *, force: bool = False) -> None:
    """Write a long text, piece by piece, to a file or to stdout, like `write_data`.

    Output to stdout is completed in a temporary file first: its reader may pause for long.
    """
    _check_no_workbook(output)
    encoded = (without_controls(piece).encode() for piece in pieces)
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
    for piece in pieces:
        rest = memoryview(piece)
        # Under PYTHONUNBUFFERED a full disk takes a part, and is refused only the next time.
        while rest:
            rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.flush()


def write_all(contents: Iterable[tuple[Path, bytes]], *, force: bool) -> None:
    """Write files, and print the paths of those written. Raises `DataRefused`.

    A file that is open elsewhere does not stop the others from being written. Any other error, such
    as a full disk, would affect all the others too.
    """
    written: list[Path] = []
    refused: list[OutputRefused] = []
    try:
        with working(_("Writing")):
            for path, content in contents:
                try:
                    files.write_file(path, content, force=force)
                except OutputHeld as error:
                    refused.append(error)
                else:
                    written.append(path)
    except OutputRefused as error:
        refused.append(error)
    if len(written) > 1 and not files.is_dry():
        above = written[0].parent
        while not all(path.is_relative_to(above) for path in written):
            above = above.parent
        say(_("{count} files written, in {folder}").format(count=f"{len(written):,}", folder=above))
    write_text("".join(f"{path}\n" for path in written), None)
    if refused:
        raise DataRefused(*map(str, refused))


def _check_no_workbook(output: Path | None) -> None:
    """Refuse, with `OutputRefused`, to write text under an Excel file name."""
    if output is not None and output.suffix.lower() == ".xlsx":
        raise OutputRefused(output, _("this is text, no workbook; name it .txt, .csv or .json"))


def _showing_controls(console: "Console") -> "RenderHook":
    """Show control characters as escapes on a console; colours are added only after that."""
    from rich.console import RenderHook
    from rich.segment import Segment, Segments

    class Showing(RenderHook):
        def process_renderables(self, parts: "list[RenderableType]") -> "list[RenderableType]":  # type: ignore[override]
            return [
                Segments(
                    Segment(without_controls(segment.text), segment.style, segment.control)
                    for segment in console.render(part)
                )
                for part in parts
            ]

    return Showing()


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
