"""CSV files as a grid: UTF-8, UTF-16 or Thai Windows, with comma, semicolon or tab.

The program's own CSV files put an apostrophe before a text that Excel would take for a formula; it
is removed here.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.grid import Grid, Unreadable, Value, unmarked
from cddctl.thai import is_garbled

MAX_RECORDS = 300_000
MAX_COLUMNS = 64

UTF8_MARK = codecs.BOM_UTF8
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# In order of preference: those that texts and numbers rarely contain come first.
_DELIMITERS = "\t;,"
_HEAD = 64 * 1024
_SEP_LINE = re.compile(rb'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
# Thai letters and typographic signs in UTF-8. Thai Windows text, such as "เขต", can be valid UTF-8
# by chance, but then it reads as other letters.
_SURELY_UTF8 = re.compile(rb"\xe0(\xb8[\x81-\xbf]|\xb9[\x80-\x9b])|\xe2[\x80\x81][\x80-\xbf]")


def read_csv(content: bytes) -> Grid:
    """Read a CSV file, lazily. Raises `FileRefused`, also while its rows are read."""
    content, encoding = _decodable(content)
    nul = content.find(b"\0")
    if nul >= 0:
        raise FileRefused(
            _(
                "line {line} holds a character that no text has (NUL); "
                "open it in Excel and save it as CSV UTF-8"
            ).format(line=_line_at(content, nul))
        )
    head = content[:_HEAD].decode(encoding, "replace")
    if is_garbled(head):
        raise FileRefused(garbled())
    named = _SEP_LINE.match(content)
    if named:
        rows = _rows(content[named.end() :], encoding, named[1].decode(), above=1)
    else:
        rows = _rows(content, encoding, _delimiter(head), above=0)
    return Grid(None, rows)


def garbled() -> str:
    """The message for a file whose Thai was read in the wrong encoding, and saved so."""
    return _(
        "its Thai letters are garbled: it was once opened in the wrong encoding and saved so; "
        "ask for the file from before that, and save it as .xlsx or CSV UTF-8"
    )


def decoded_text(content: bytes) -> str:
    """Decode a text whose encoding is certain. Raises `FileRefused`."""
    content, encoding = _decodable(content)
    return content.decode(encoding)


def _rows(
    content: bytes, encoding: str, delimiter: str, *, above: int
) -> Iterator[tuple[int, Sequence[Value]]]:
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    may_be_marked = b"=" in content or b"'" in content
    end = above
    try:
        for record, row in enumerate(reader, 1):
            line, end = end + 1, reader.line_num + above
            if record > MAX_RECORDS:
                raise FileRefused(
                    _(
                        "it has more than {limit} lines; delete the empty lines below the table, "
                        "or send it in parts"
                    ).format(limit=f"{MAX_RECORDS:,}")
                )
            if len(row) > MAX_COLUMNS:
                raise FileRefused(
                    _(
                        "line {line} has {count} columns, more than a table has ({limit}); "
                        "delete the columns to the right of the table"
                    ).format(line=line, count=f"{len(row):,}", limit=MAX_COLUMNS)
                )
            # Files have very many rows, so each is examined only as far as needed.
            if may_be_marked and ("=" in (joined := "".join(row)) or "'" in joined):
                yield line, [_typed(text) for text in row]
            elif any(row):
                yield line, row
    except csv.Error as error:
        raise _not_csv(str(error), first=end + 1, last=reader.line_num + above) from None


def _typed(text: str) -> Value:
    """A cell without the apostrophe added for Excel; a formula is `Unreadable`."""
    if text.startswith("="):
        return Unreadable(text, _("a formula; write the text itself"))
    return unmarked(text)


def _not_csv(error: str, *, first: int, last: int) -> FileRefused:
    if "unexpected end" in error:
        return FileRefused(
            _("the quotes opened on line {line} are never closed; close or delete them").format(
                line=first
            )
        )
    if "field larger" in error:
        return FileRefused(
            _("the text that begins on line {line} is too long; are its quotes closed?").format(
                line=first
            )
        )
    return FileRefused(
        _(
            "line {line}: there is text after closing quotes; "
            "put quotes around the whole cell, and write quotes within it twice"
        ).format(line=last)
    )


def _decodable(content: bytes) -> tuple[bytes, str]:
    """The content without its byte order mark, and its encoding."""
    if content.startswith(UTF16_MARKS):
        try:
            return content.decode("utf-16").encode(), "utf-8"
        except UnicodeDecodeError:
            raise FileRefused(
                _("the text is cut short or damaged; save it again as CSV UTF-8")
            ) from None
    is_marked = content.startswith(UTF8_MARK)
    content = content.removeprefix(UTF8_MARK)
    fault = _fault(content, "utf-8")
    if fault is None:
        if is_marked or content.isascii() or _SURELY_UTF8.search(content):
            return content, "utf-8"
    elif is_marked:
        raise _mixed(_line_at(content, fault))
    elif _SURELY_UTF8.search(content):
        _refuse_mixed(content)
    fault = _fault(content, "cp874")
    if fault is not None:
        raise FileRefused(
            _(
                "line {line} is neither UTF-8 nor Thai Windows text; "
                "open it in Excel and save it as CSV UTF-8"
            ).format(line=_line_at(content, fault))
        )
    return content, "cp874"


def _fault(content: bytes, encoding: str) -> int | None:
    """The offset of the first byte that is invalid in the encoding; None where all are valid."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _refuse_mixed(content: bytes) -> None:
    """Refuse a mixture of UTF-8 lines and others: one encoding would spoil the other's lines."""
    first: bool | None = None
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        is_utf8 = _fault(line, "utf-8") is None
        if is_utf8 and not _SURELY_UTF8.search(line):
            continue  # it can be read either way
        if first is None:
            first = is_utf8
        elif is_utf8 is not first:
            raise _mixed(number)


def _mixed(line: int) -> FileRefused:
    return FileRefused(
        _(
            "line {line} is in another character encoding than the lines before it; "
            "open it in Excel, look at that line, and save it as CSV UTF-8"
        ).format(line=line)
    )


def _delimiter(head: str) -> str:
    """The separator of the first line that has one."""
    for line in _QUOTED.sub("", head).splitlines():
        counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
        if any(counts.values()):
            return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
    return ","


def _line_at(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1
