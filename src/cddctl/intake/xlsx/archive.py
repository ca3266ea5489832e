"""The zip archive of a workbook: checked before anything in it is unpacked, then unpacked.

The sizes that the archive declares are not trusted: reading stops at limits of our own.
"""

import io
import re
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cddctl.errors import FileRefused
from cddctl.i18n import _

MAX_PARTS = 2_000
MAX_UNPACKED = 40 * 1024 * 1024
# A sheet of similar rows shrinks 20 to 60 times; a part that shrinks more is a zip bomb.
MAX_RATIO = 200
# Parsing takes time for each tag and attribute, that is, each `<` and `=`. These limits are enough
# for as many cells as are read, however they are written.
MAX_TAGS = 3_500_000
MAX_ATTRIBUTES = 1_500_000
# The longest text of a cell takes half of this.
MAX_STRETCH = 200_000
MAX_SHOWN = 100
_RATIO_FROM = 1024 * 1024

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The errors of the zip module for a file that is cut short or altered.
_DAMAGES = (
    BadZipFile, EOFError, IndexError, NotImplementedError, OSError, RuntimeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip

_STRETCH = re.compile(rb"<[^<]{%d}" % MAX_STRETCH)
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_OTHER_OFFICE = ("word/", "ppt/")


def unpack(content: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook, by name, with `/` between folders. Raises `FileRefused`."""
    # Each entry costs time to list, so they are counted before they are.
    if content.count(_ENTRY) > MAX_PARTS:
        raise FileRefused(
            _(
                "it holds more than {limit} parts, and a workbook has a few; "
                "copy the sheet that is meant into a new workbook"
            ).format(limit=f"{MAX_PARTS:,}")
        )
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            _check_kind(archive)
            parts = {
                name: _unpacked(archive, entry)
                for entry in entries
                if (name := part_name(entry.filename)).casefold().endswith((".xml", ".rels"))
            }
    except _DAMAGES as error:
        raise damaged(str(error)) from None
    if (
        sum(part.count(b"<") for part in parts.values()) > MAX_TAGS
        or sum(part.count(b"=") for part in parts.values()) > MAX_ATTRIBUTES
        or any(_STRETCH.search(part) for part in parts.values())
    ):
        raise too_large()
    return parts


def part_name(written: str) -> str:
    r"""The name of a part as Excel understands it: some programs write `\\`, or a leading `/`."""
    return written.replace("\\", "/").lstrip("/")


def old_office(content: bytes) -> FileRefused:
    """The refusal of a file of Office before 2007, or of one with a password."""
    content = content.lower()  # some programs write the names of streams in capitals
    if _stream("EncryptedPackage") in content:
        return _has_password()
    if _stream("Workbook") in content or _stream("Book") in content:
        return old_workbook()
    return FileRefused(not_a_workbook())


def not_a_workbook() -> str:
    """The message for a file of another program."""
    return _(
        "it is not a workbook but a file of another program; send the workbook, saved as .xlsx"
    )


def old_workbook() -> FileRefused:
    """The refusal of a workbook of Excel before 2007."""
    return FileRefused(
        _("it is a workbook of the old kind (.xls); open it in Excel and save it as .xlsx")
    )


def open_document() -> str:
    """The message for a workbook of LibreOffice's own kind."""
    return _(
        "it is an OpenDocument spreadsheet (.ods); open it in LibreOffice or Excel "
        "and save it as .xlsx"
    )


def damaged(detail: str) -> FileRefused:
    """The refusal of a workbook that no program writes so; the detail is technical."""
    # It can contain names from the file, which may be of any length and characters.
    detail = "".join(c if c.isprintable() else "?" for c in detail[:MAX_SHOWN])
    return FileRefused(
        _(
            "the workbook is cut short or damaged [{detail}]; "
            "open it in Excel and save it again, or ask for it again"
        ).format(detail=detail)
    )


def too_large() -> FileRefused:
    """The refusal of a workbook that would take too much time or memory."""
    return FileRefused(
        _(
            "unpacked it is far larger than a form or table; delete the empty rows and columns "
            "around the table, or copy the sheet that is meant into a new workbook"
        )
    )


def macros() -> FileRefused:
    """The refusal of a workbook that contains macros."""
    return FileRefused(
        _("it holds macros; open it in Excel and save it as .xlsx, which leaves them out")
    )


def _check_entries(entries: list[ZipInfo]) -> None:
    names = set()
    for entry in entries:
        name = part_name(entry.filename).casefold()
        if name in names:
            raise damaged(_("the part {part} is in it twice").format(part=entry.filename))
        names.add(name)
        if entry.flag_bits & _ENCRYPTED:
            raise _has_password()
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise damaged(_("the part {part} is packed oddly").format(part=entry.filename))
        if entry.file_size > max(_RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise too_large()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_large()
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise damaged(_("the part {part} lies over another").format(part=entry.filename))
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _check_kind(archive: ZipFile) -> None:
    """Refuse another kind of file, and a workbook with macros or values from elsewhere."""
    names = {part_name(name).casefold() for name in archive.namelist()}
    is_other = any(name.startswith(_OTHER_OFFICE) for name in names)
    if "[content_types].xml" not in names or (is_other and "xl/workbook.xml" not in names):
        raise FileRefused(_what_else(archive, names))
    if any(name.endswith("vbaproject.bin") for name in names):
        raise macros()
    if any(name.startswith("xl/externallinks/") for name in names):
        raise FileRefused(
            _(
                "it takes values from other workbooks; "
                "in Excel choose Data, Edit Links, Break Link, and save it again"
            )
        )
    if any(name in {"xl/connections.xml", "xl/connections.bin"} for name in names):
        raise FileRefused(
            _(
                "it takes data from elsewhere; "
                "in Excel delete them under Data, Queries & Connections, and save it again"
            )
        )
    if "xl/workbook.bin" in names:
        raise FileRefused(
            _("it is a binary workbook (.xlsb); open it in Excel and save it as .xlsx")
        )


def _what_else(archive: ZipFile, names: set[str]) -> str:
    if "mimetype" in archive.namelist() and b"opendocument.spreadsheet" in archive.read("mimetype"):
        return open_document()
    if any(name.startswith("word/") for name in names):
        return _("it is a Word document; send the workbook, saved as .xlsx")
    if any(name.startswith("ppt/") for name in names):
        return _("it is a PowerPoint file; send the workbook, saved as .xlsx")
    if any(name.endswith(".iwa") for name in names):
        return _("it is a Numbers or Pages file; export it as an Excel workbook (.xlsx)")
    return _("it is a packed folder (zip), not a workbook; unpack it and take the workbook in it")


def _unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    with archive.open(entry) as part:
        # One byte more than declared, to notice a part that is larger.
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise damaged(_("the part {part} has another size").format(part=entry.filename))
    return data


def _stream(name: str) -> bytes:
    return name.lower().encode("utf-16-le") + b"\0\0"


def _has_password() -> FileRefused:
    return FileRefused(
        _(
            "it is protected with a password; "
            "take that off in Excel (File, Info, Protect Workbook) and save it again"
        )
    )
