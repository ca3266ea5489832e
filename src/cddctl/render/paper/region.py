"""Sheets that compare provinces in a workbook, one for each database of the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.exchange.forms import NOT_APPLICABLE
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.labels import Digits, digits_of, period_label
from cddctl.render.paper.form import LINE_HEIGHT
from cddctl.render.paper.sheet import (
    BOX,
    NUMBER_FORMATS,
    RIGHT,
    Styles,
    free_title,
    merged,
    put,
    set_up_page,
    set_widths,
    style_of,
    write_lines,
    write_month_footer,
)
from cddctl.render.paper.widths import narrowest, width_of
from cddctl.report.form import Report
from cddctl.report.rows import Row

STATES = {
    State.NONE: "ยังไม่ได้บันทึก",
    State.INCOMPLETE: "บันทึกไม่ครบถ้วน",
    State.COMPLETE: "ครบถ้วน",
    State.NOT_APPLICABLE: "ยังไม่ถึงเวลา/ไม่มีข้อมูล",
}
"""The states in the words of Lampang's letter."""

PART = "* = ยอดจากหน่วยรายงานบางแห่งเท่านั้น (จากที่รายงานแล้ว)"
"""The meaning of the star after a count; the star comes from the cell's number format."""

_NUMBER, _NAME, _TOTAL, _UNIT, _OFFICES, _STATE = 6.0, 32.0, 16.0, 13.0, 13.0, 27.0
_SHEET_TITLE = 28
_EDGES = 2.8


def write_province_sheets(book: Workbook, report: Report, styles: Styles, digits: Digits) -> None:
    """Add a sheet for each row of the form, with the provinces and their sum."""
    look = _Look.of(book.worksheets[0], styles, digits)
    for row in report.rows:
        title = free_title(_sheet_title(row), [sheet.title for sheet in book.worksheets])
        _write(book.create_sheet(title), report, row, look)


@dataclass(frozen=True, slots=True)
class _Look:
    """The styles of the sheets, and the digits that they are written in."""

    styles: Styles
    part: StyleArray
    """For a count given by only some of the offices that have reported; it stays a number."""
    digits: Digits

    @classmethod
    def of(cls, sheet: Worksheet, styles: Styles, digits: Digits) -> "_Look":
        """The look of a sheet, with styles of its workbook."""
        starred = NUMBER_FORMATS[digits][1] + '"*"'
        return cls(
            styles=styles,
            part=style_of(sheet, RIGHT, border=BOX, number_format=starred),
            digits=digits,
        )


def _sheet_title(row: Row) -> str:
    """A sheet title: the number, and as much of the name as fits."""
    name = ""
    for piece in row.period.database.names.short:
        if len(name + piece) > _SHEET_TITLE:
            break
        name += piece
    return f"{row.number or ''} {name}".strip()


def _write(sheet: Worksheet, report: Report, row: Row, look: _Look) -> None:
    styles, digits = look.styles, look.digits
    units = row.period.database.counts
    rows = report.by_province(row)
    widths = _widths(report, row, digits)
    set_widths(sheet, widths)
    label = period_label(row.period, digits=digits)
    titles = [
        *(digits_of(line, digits) for line in report.titles),
        f"{row.period.database.short_name} งวดที่ {label}",
    ]
    write_lines(sheet, [(title, styles.title) for title in titles], len(widths))
    header = len(titles) + 1
    _write_header(sheet, report, row, header, styles.heading)
    at = header + 2
    for number, (place, own) in enumerate(rows, 1):
        _write_line(sheet, at, (number, place), own, units, look)
        at += 1
    merged(sheet, (at, 1, at, 2), "รวม", styles.heading)
    _write_counts(sheet, at, row, units, look)
    sheet.row_dimensions[at].height = LINE_HEIGHT
    if any(row.is_part(unit) for unit in units):
        merged(sheet, (at + 1, 1, at + 1, len(widths)), PART, styles.below)
        sheet.row_dimensions[at + 1].height = LINE_HEIGHT
    set_up_page(sheet, header)
    write_month_footer(sheet, report, digits)


def _write_header(sheet: Worksheet, report: Report, row: Row, at: int, style: StyleArray) -> None:
    headings = report.schedule.form.headings
    units = row.period.database.counts
    end = 4 + len(units)
    total = "".join(headings.total.th)
    for column, text in ((1, "".join(headings.number.th)), (2, "จังหวัด"), (3, total)):
        merged(sheet, (at, column, at + 1, column), text, style)
    merged(sheet, (at, end + 2, at + 1, end + 2), "สถานะ", style)
    merged(sheet, (at, 4, at, end - 1), headings.recorded.th[0], style)
    for column, unit in enumerate(units, 4):
        put(sheet, at + 1, column, report.schedule.units[unit].th, style)
    merged(sheet, (at, end, at, end + 1), "หน่วยรายงาน", style)
    put(sheet, at + 1, end, "รายงานแล้ว", style)
    put(sheet, at + 1, end + 1, "ที่ต้องรายงาน", style)
    for line in (at, at + 1):
        sheet.row_dimensions[line].height = LINE_HEIGHT


def _write_line(
    sheet: Worksheet,
    at: int,
    named: tuple[int, Place],
    row: Row,
    units: Sequence[str],
    look: _Look,
) -> None:
    number, place = named
    put(sheet, at, 1, number, look.styles.ordinal)
    put(sheet, at, 2, place.name_th, look.styles.text)
    _write_counts(sheet, at, row, units, look)
    sheet.row_dimensions[at].height = LINE_HEIGHT


def _write_counts(sheet: Worksheet, at: int, row: Row, units: Sequence[str], look: _Look) -> None:
    styles = look.styles
    put(sheet, at, 3, row.total, styles.count)
    for column, unit in enumerate(units, 4):
        if row.state is State.NOT_APPLICABLE:
            put(sheet, at, column, NOT_APPLICABLE, styles.centred)
        else:
            style = look.part if row.is_part(unit) else styles.count
            put(sheet, at, column, row.recorded.get(unit), style)
    end = 4 + len(units)
    put(sheet, at, end, row.share.reported, styles.count)
    put(sheet, at, end + 1, row.share.expected, styles.count)
    put(sheet, at, end + 2, STATES[row.state], styles.centred)


def _widths(report: Report, row: Row, digits: Digits) -> list[float]:
    """The columns' widths, wide enough for the sums, which are the widest counts."""
    heading = report.schedule.form.headings

    def wide(least: float, count: int | None, mark: str = "") -> float:
        return max(least, width_of(digits_of(f"{count or 0:,}{mark}", digits)) + _EDGES)

    units = row.period.database.counts
    unit = max(_UNIT, (narrowest(heading.recorded.th[:1]) + _EDGES) / len(units))
    return [
        _NUMBER,
        _NAME,
        wide(max(_TOTAL, width_of("".join(heading.total.th)) + _EDGES), row.total),
        *(wide(unit, row.recorded[key], "*" if row.is_part(key) else "") for key in units),
        _OFFICES,
        _OFFICES,
        _STATE,
    ]
