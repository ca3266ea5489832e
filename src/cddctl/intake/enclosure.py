"""A letter's table of a year's schedule: from Excel, from Word, or from the letter's text.

The table is that of the letters, as `schedule show` writes it: number, name, when it is recorded,
district, province, note; its name is above the rows of a bureau.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.csvfile import decoded_text
from cddctl.intake.files import kind_of
from cddctl.intake.grid import shown
from cddctl.intake.xlsx.archive import ZIP_MAGIC
from cddctl.intake.xlsx.workbook import read_workbook
from cddctl.schedule.newyear import Enclosure, Row
from cddctl.thai import MONTHS, MONTHS_SHORT, arabic_digits, month_number

_TICKS = frozenset({"/", "✓", "✔", "√", "x"})
_BUREAU = "ฐานข้อมูล"
_HEADING = "ชื่อฐานข้อมูล"
_TITLE = "กำหนดการจัดเก็บ"
_FORM_PERIOD = re.compile(r"\d+ ?\((.+?)\)")
_MARKUP = re.compile(r"</?\w+>")
_MONTHS = "|".join(map(re.escape, (*MONTHS, *MONTHS_SHORT)))
_DATE = rf"\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
_NUMBER = re.compile(r"ที่ (\S+ \S+/ ?ว ?\S+)")
_REPORT_BY = re.compile(rf"งวดเดือน ?((?:{_MONTHS}) \d{{4}})(?:(?!งวดเดือน).)*?ภายในวันที่ ({_DATE})")

Cells = Sequence[str]


def read_enclosure(content: bytes) -> Enclosure:
    """Read a workbook, a Word document or a text. Raises `FileRefused`."""
    rows = [[" ".join(_MARKUP.sub("", cell).split()) for cell in row] for row in _rows(content)]
    table = tuple(_table(rows))
    if not table:
        raise FileRefused(
            _(
                "it has no table of databases: number, name, when it is recorded, district, "
                "province, note, below the heading {heading}"
            ).format(heading=_HEADING)
        )
    lines = [row[0] for row in rows if not any(row[1:])]
    text = arabic_digits(" ".join(lines))
    report_by = _REPORT_BY.search(text)
    month = report_by[1] if report_by else None
    return Enclosure(
        rows=table,
        letter=next((m[1] for line in lines if (m := _NUMBER.fullmatch(line))), None),
        day=next((day for line in lines if re.fullmatch(_DATE, day := arabic_digits(line))), None),
        title=next((row[0] for row in rows if row[0].startswith(_TITLE)), None),
        report_by=((month, report_by[2]),) if report_by and month else (),
        not_yet=tuple(_not_yet(rows, month)) if month else (),
    )


def _rows(content: bytes) -> Iterable[Cells]:
    """The rows of a file as texts; a line of text, or a paragraph, is a row of one cell."""
    if content.startswith(ZIP_MAGIC) and b"word/document.xml" in content:
        return _rows_of_word(content)
    if kind_of(content) == "workbook":
        sheet = read_workbook(content).sheets[0]
        return [[*map(shown, values), ""] for _number, values in sheet.rows]
    return [line.split("\t") for line in decoded_text(content).splitlines()]


def _rows_of_word(content: bytes) -> Iterator[Cells]:
    import docx  # noqa: PLC0415 (few need it)
    from docx.table import Table  # noqa: PLC0415

    try:
        document = docx.Document(io.BytesIO(content))
    except Exception:  # noqa: BLE001 (whatever a damaged file leads to)
        raise FileRefused(_("it is a damaged Word document; save it again in Word")) from None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield [cell.text for cell in row.cells]
        else:
            yield [block.text]


def _table(rows: Iterable[Cells]) -> Iterator[Row]:
    """The rows of the schedule's table, each with the bureau above it."""
    bureau, is_within = "", False
    for cells in rows:
        if _HEADING in cells:
            is_within = "งวดที่" not in cells  # or it is the form
        elif is_within and cells[0].startswith(_BUREAU) and not set(cells[1:]) - {"", cells[0]}:
            bureau = cells[0].removeprefix(_BUREAU)
        elif is_within and arabic_digits(cells[0]).isdecimal() and len(cells) > 3:  # noqa: PLR2004
            yield _row(cells, bureau)


def _row(cells: Cells, bureau: str) -> Row:
    number, name, rule, district, *rest = cells
    is_ticked = {"district": district, "province": next(iter(rest), "")}
    offices = (level for level, cell in is_ticked.items() if cell.casefold() in _TICKS)
    note = next((cell for cell in rest if cell and cell.casefold() not in _TICKS), "")
    return Row(int(arabic_digits(number)), name, rule, tuple(offices), note, bureau)


def _not_yet(rows: Iterable[Cells], month: str) -> Iterator[tuple[str, str, str]]:
    """The rows of the form that have - in each column, and their notes."""
    number = month_number(month.split(maxsplit=1)[0])
    for cells in rows:
        period = _FORM_PERIOD.fullmatch(arabic_digits(cells[2])) if len(cells) > 4 else None  # noqa: PLR2004
        columns, note = set(cells[3:-1]) - {""}, cells[-1]
        if period and month_number(period[1]) == number and columns == {"-"} and note:
            yield month, cells[1], note
