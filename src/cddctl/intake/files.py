"""Read files that people send: check their size, tell their kind by content, return their cells."""

import re
import stat
from pathlib import Path, PurePath
from typing import IO, Literal

from cddctl.errors import FileRefused, system_reason
from cddctl.holds import facts_of, open_file
from cddctl.i18n import _
from cddctl.intake.csvfile import UTF8_MARK, UTF16_MARKS, read_csv
from cddctl.intake.grid import Grid, Workbook
from cddctl.intake.xlsx.archive import (
    OLE_MAGIC,
    ZIP_MAGIC,
    old_office,
    old_workbook,
    open_document,
)
from cddctl.intake.xlsx.workbook import read_workbook

MAX_WORKBOOK = 20 * 1024 * 1024
MAX_CSV = 64 * 1024 * 1024

_HEAD = 4096
_PIECE = 1024 * 1024
_BLANK = b" \t\r\n\0"
_WORKBOOK_NAMES = {".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods"}
_OTHER_MAGICS = (b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
_PICTURE = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(hei|mif|avif)",
    re.DOTALL,
)
# Excel 2 to 5 wrote the stream of a workbook as the whole file.
_BARE_STREAM = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08]\x00")
_HTML = re.compile(rb"\s*<(!--|(!doctype|html|head|meta|body|table|style)\b)", re.IGNORECASE)
_XML = re.compile(rb"\s*<[?\w]")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))


def read_bytes(path: Path) -> bytes:
    """The content of a file no larger than a form or table can be. Raises `FileRefused`."""
    try:
        facts = facts_of(path)
        # Opening a pipe would wait for a writer, and a device may never end.
        if not stat.S_ISREG(facts.st_mode):
            raise FileRefused(_("it is no file but a folder or device; name the file itself"))
        with open_file(path) as file:
            limit = MAX_WORKBOOK if file.read(len(ZIP_MAGIC)) == ZIP_MAGIC else MAX_CSV
            if facts.st_size > limit:
                raise _too_large(limit)
            file.seek(0)
            content = _read_pieces(file, limit + 1)
    except PermissionError as error:
        raise FileRefused(
            _("it cannot be read ({why}); close it in Excel if it is open there").format(
                why=system_reason(error)
            )
        ) from None
    except OSError as error:
        raise FileRefused(_("it cannot be read: {why}").format(why=system_reason(error))) from None
    if len(content) > limit:
        raise _too_large(limit)
    return content


def read_open(file: IO[bytes]) -> bytes:
    """The content of an open file, such as piped or typed input. Raises `FileRefused`."""
    try:
        content = _read_pieces(file, MAX_CSV + 1)
    except OSError as error:
        raise FileRefused(_("it cannot be read: {why}").format(why=system_reason(error))) from None
    limit = MAX_WORKBOOK if content.startswith(ZIP_MAGIC) else MAX_CSV
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _read_pieces(file: IO[bytes], most: int) -> bytes:
    """The content of an open file, up to `most` bytes.

    In pieces: the Windows console refuses to read much at once. It returns a line each time and
    would ask for more after the end, so nothing is read after that.
    """
    read = getattr(file, "read1", file.read)
    pieces: list[bytes] = []
    while most > 0 and (piece := read(min(most, _PIECE))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def kind_of(content: bytes) -> Literal["workbook", "csv"]:
    """The kind of a file, judged by its content. Raises `FileRefused` for any other kind."""
    if not _unmarked(content[:_HEAD]).strip(_BLANK) and not _unmarked(content).strip(_BLANK):
        raise FileRefused(_("the file is empty"))
    if content.startswith(ZIP_MAGIC):
        return "workbook"
    if content.startswith(OLE_MAGIC):
        raise old_office(content)
    head = content[:_HEAD]
    if _BARE_STREAM.match(head):
        raise old_workbook()
    if _PICTURE.match(head):
        raise FileRefused(
            _("it is a picture; ask for the workbook itself (.xlsx), or type in what it shows")
        )
    if head.startswith(b"%PDF"):
        raise FileRefused(
            _("it is a PDF; ask for the workbook itself (.xlsx), or type in what it shows")
        )
    if content.startswith(UTF16_MARKS):
        return "csv"
    # A single control character is reported with its line; a file full of them is not text.
    controls = len(head) - len(head.translate(None, _CONTROL))
    if content.startswith(_OTHER_MAGICS) or controls > max(4, len(head) // 20):
        raise FileRefused(
            _("it is neither a workbook nor a table; send an Excel workbook (.xlsx) or a CSV file")
        )
    return "csv"


def read_file(content: bytes, name: str) -> Workbook | Grid:
    """Read a file; its name only explains why a text is not a workbook. Raises `FileRefused`."""
    if kind_of(content) == "workbook":
        return read_workbook(content)
    is_named_workbook = PurePath(name).suffix.lower() in _WORKBOOK_NAMES
    head = _unmarked(content[:_HEAD]).replace(b"\0", b"")
    if _XML.match(head) and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise FileRefused(
            _("it is an XML spreadsheet of Excel 2003; open it in Excel and save it as .xlsx")
        )
    if _XML.match(head) and b"urn:oasis:names:tc:opendocument" in head:
        raise FileRefused(open_document())
    if _MIME.search(head):
        raise FileRefused(
            _("it is a web page in one file (.mht); open it in Excel and save it as .xlsx")
        )
    if _HTML.match(head):
        raise FileRefused(
            _(
                "it is a web page (HTML) under the name of a workbook; "
                "open it in Excel and save it as .xlsx"
            )
            if is_named_workbook
            else _("it is a web page (HTML); open it in Excel and save it as .xlsx")
        )
    if is_named_workbook:
        raise FileRefused(
            _(
                "it is text, such as CSV, under the name of a workbook; "
                "name it .csv, or open it in Excel and save it as .xlsx"
            )
        )
    return read_csv(content)


def _unmarked(content: bytes) -> bytes:
    for mark in (UTF8_MARK, *UTF16_MARKS):
        content = content.removeprefix(mark)
    return content


def _too_large(limit: int) -> FileRefused:
    return FileRefused(
        _(
            "it is larger than {limit} MB, far more than a form or table; is it the right file?"
        ).format(limit=limit // (1024 * 1024))
    )
