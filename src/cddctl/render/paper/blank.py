"""The form that a district fills in: its report as a workbook, unlocked where it can be edited.

Current entries are filled in already. The rest is locked, without a password, and identifies the
return, so that it can be read however it was sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.exchange.forms import (
    ANSWER_HEADING,
    CODE_HEADING,
    INSTRUCTIONS,
    MONTH_TITLE,
    Answer,
    Identity,
    code_of,
    printed_code,
)
from cddctl.ledger.drafts import Printed
from cddctl.ledger.entries import MAX_COUNT, State
from cddctl.libraries import keep_style
from cddctl.notes import MAX_NOTE
from cddctl.places import Place, Scope
from cddctl.render.labels import AS_A_FORMULA, digits_of, month_label, weekday_label
from cddctl.render.notes import paper_note
from cddctl.render.paper.form import LINE_HEIGHT, Form, Line, form_to_fill
from cddctl.render.paper.sheet import (
    BOX,
    FIRST_UNIT,
    GREY,
    LEFT,
    MIDDLE,
    NUMBER_FORMATS,
    TOP,
    archived,
    font,
    merged,
    new_workbook,
    parts_of,
    properties,
    put,
    set_up_page,
    set_widths,
    sheet_title,
    style_of,
    write_header,
    write_lines,
    write_month_footer,
)
from cddctl.render.paper.widths import width_of
from cddctl.report.form import NOT_ON_FORM, Report, return_columns
from cddctl.report.rows import OfficeAnswer, Row
from cddctl.wording import say_list

_WRONG_COUNT = f"กรอกเป็นจำนวนเต็ม ตั้งแต่ 0 ถึง {MAX_COUNT:,} ด้วยเลขอารบิก เช่น 1200"
_WRONG_ANSWER = "เลือกคำตอบจากรายการ หรือเว้นว่างไว้"
_WRONG_NOTE = f"หมายเหตุยาวได้ไม่เกิน {MAX_NOTE} ตัวอักษร"

_ANSWER_WIDTH = max(map(width_of, Answer)) + 2
_CODE_WIDTH = 12.0
"""Codes are long and in small print; they break after a hyphen."""

_ROW_HEIGHT = 42
"""Two lines of TH SarabunPSK: a row does not grow while a note is typed."""

_YELLOW = PatternFill("solid", start_color="FFFFF9CC", end_color="FFFFF9CC")
_WHITE = PatternFill()
_RED = PatternFill(bgColor="FFFFC7CE")
_SMALL = font(size=9, color="FF808080")
_FIELD = Alignment(horizontal="right", vertical="center", indent=1, shrink_to_fit=True)
_TEXT_FORMAT = "@"
"""Keeps typed text as text: a date, a number, or text that begins with =."""

# Letters that no text can contain: notes with them are refused.
_PROVINCE = Place("\ue000", "\ue001", "\ue001")
_DISTRICT = Place("\ue002", "\ue003", "\ue003")


_ZOOM = 80
"""In percent: the form fits the width of an ordinary screen."""


def forms_to_fill(reports: Iterable[Report], *, created: datetime) -> Iterator[bytes]:
    """Make the workbook of each district's report; the same input gives the same bytes.

    Most districts have no entries, so their forms differ only in the place: a run of equal forms is
    laid out once, and the places are put into copies of it.
    """
    book = new_workbook()
    styles = _Styles.of(book.worksheets[0])
    laid_out: Report | None = None
    parts: dict[str, bytes] = {}
    for report in (each._replace(is_return=True) for each in reports):
        if (nowhere := _nowhere(report)) != laid_out:
            laid_out = nowhere
            book.remove(book.worksheets[0])
            _write(book.create_sheet(sheet_title(nowhere)), nowhere, styles)
            _set_properties(book, nowhere, created)
            parts = parts_of(book)
        yield archived(_in_place(parts, report), created)


def _nowhere(report: Report) -> Report:
    """The report with placeholders for its province and district."""
    scope = Scope.of(_PROVINCE, districts=[_DISTRICT])
    rows = tuple(
        replace(row, scope=scope, answers=tuple(map(_nobodys, row.answers))) for row in report.rows
    )
    return report._replace(scope=scope, rows=rows)


def _nobodys(answer: OfficeAnswer) -> OfficeAnswer:
    """An answer without values that are not on the form: office, who recorded it, and when."""
    entry = answer.entry and answer.entry._replace(
        province="", office="", received=None, recorded_at=None, recorded_by=None
    )
    return replace(answer, office=_DISTRICT, entry=entry)


def _in_place(parts: Mapping[str, bytes], report: Report) -> dict[str, bytes]:
    """Replace the placeholders in the parts of a workbook."""
    province, district = report.scope.province, cast("Place", report.scope.district)
    texts = {
        _PROVINCE.code: province.code,
        _PROVINCE.name_th: province.name_th,
        _DISTRICT.code: district.code,
        _DISTRICT.name_th: district.name_th,
    }
    placed = dict(parts)
    for mark, text in texts.items():
        new = escape(text).encode()
        # Where lxml is installed, openpyxl writes characters as references: &#57344;
        for old in (mark.encode(), mark.encode("ascii", "xmlcharrefreplace")):
            placed = {name: content.replace(old, new) for name, content in placed.items()}
    return placed


def _set_properties(book: Workbook, report: Report, created: datetime) -> None:
    """Write the file's properties, with the form's identity."""
    book.properties = properties(report, "thai", created)
    custom: Any = CustomPropertyList()
    for name, value in _identity(report).properties.items():
        custom.append(StringProperty(name=name, value=value))
    book.custom_doc_props = custom  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _RowStyles:
    """The styles of a row's cells."""

    ordinal: StyleArray
    text: StyleArray
    centred: StyleArray
    count: StyleArray
    answer: StyleArray
    note: StyleArray
    code: StyleArray

    @classmethod
    def of(
        cls, sheet: Worksheet, words: PatternFill, fields: PatternFill, protection: Protection
    ) -> "_RowStyles":
        ordinal, count = NUMBER_FORMATS["thai"]
        label = {"border": BOX, "fill": words}
        field = {"border": BOX, "fill": fields, "protection": protection}
        return cls(
            ordinal=_style(sheet, MIDDLE, **label, number_format=ordinal),
            text=_style(sheet, LEFT, **label),
            centred=_style(sheet, MIDDLE, **label),
            count=_style(sheet, _FIELD, **field, number_format=count),
            answer=_style(sheet, MIDDLE, **field),
            note=_style(sheet, LEFT, **field, number_format=_TEXT_FORMAT),
            code=_style(sheet, MIDDLE, **label, font=_SMALL),
        )


@dataclass(frozen=True, slots=True)
class _Styles:
    """The cells' styles, made once for all forms."""

    title: StyleArray
    instruction: StyleArray
    heading: StyleArray
    open: _RowStyles
    closed: _RowStyles
    """For a row that the district does not enter."""
    quoted: StyleArray
    """For a note that Excel would take for a formula once it is edited."""
    identity: StyleArray

    @classmethod
    def of(cls, sheet: Worksheet) -> "_Styles":
        unlocked, locked = Protection(locked=False), Protection(locked=True)
        quoted = _style(
            sheet, LEFT, border=BOX, fill=_YELLOW, protection=unlocked,
            number_format=_TEXT_FORMAT, quotePrefix=True,
        )  # fmt: skip
        return cls(
            title=_style(sheet, TOP, font=font(bold=True)),
            instruction=_style(sheet, TOP),
            heading=_style(sheet, MIDDLE, font=font(bold=True), border=BOX),
            open=_RowStyles.of(sheet, _WHITE, _YELLOW, unlocked),
            closed=_RowStyles.of(sheet, GREY, GREY, locked),
            quoted=quoted,
            identity=_style(sheet, LEFT, font=_SMALL),
        )


def _style(sheet: Worksheet, alignment: Alignment, **parts: Any) -> StyleArray:  # noqa: ANN401
    """Make a style that every file contains, used or not, so that no form depends on another."""
    style = style_of(sheet, alignment, **parts)
    keep_style(sheet.parent, style)
    return style


def _identity(report: Report) -> Identity:
    return Identity.of(_PROVINCE, _DISTRICT, report.month, report.schedule.name)


def _write(sheet: Worksheet, report: Report, styles: _Styles) -> None:
    form = form_to_fill(report, digits="thai")
    *widths, note = form.widths
    widths += [_ANSWER_WIDTH, note, _CODE_WIDTH]
    set_widths(sheet, widths)
    lines = [(line, styles.title) for line in (*form.titles, _when(report))]
    lines += [(line, styles.instruction) for line in INSTRUCTIONS]
    write_lines(sheet, lines, len(widths))
    header = len(lines) + 1
    after = (ANSWER_HEADING, form.headings[-1], CODE_HEADING)
    write_header(sheet, form, header, after, styles.heading)
    rows: list[tuple[int, Line]] = []
    last = header + 2
    for line in form.lines:
        if not line.row.period.database.on_form and not _is_below_heading(rows):
            _write_heading(sheet, report, styles, last)
            last += 1
        _write_line(sheet, line, styles, last, form)
        rows.append((last, line))
        last += 1
    merged(sheet, (last, 1, last, len(widths)), _identity(report).line, styles.identity)
    sheet.row_dimensions[last].height = LINE_HEIGHT
    _validate_input(sheet, form, rows)
    _redden_excess(sheet, form, rows)
    sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False)
    sheet.column_dimensions[get_column_letter(len(widths))].hidden = True  # the codes
    set_up_page(sheet, header)
    write_month_footer(sheet, report, "thai")
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_view.zoomScale = _ZOOM


def _when(report: Report) -> str:
    """The month, and the dates to send its rows by, or else their due dates."""
    rows: dict[tuple[date, str], list[Row]] = {}
    for row in report.rows:
        if row.answers:
            by = row.period.report_by
            key = (by, "ส่งจังหวัดภายใน") if by else (row.period.due, "ครบกำหนด")
            rows.setdefault(key, []).append(row)
    days = []
    for (day, label), of_day in sorted(rows.items(), key=lambda item: item[0]):
        days.append(f"{label}{weekday_label(day, digits='thai')}")
        if len(rows) > 1:
            days[-1] += f" ({_rows_label(of_day)})"
    return f"{MONTH_TITLE}{month_label(report.month, digits='thai')} {' และ'.join(days)}"


def _rows_label(rows: Sequence[Row]) -> str:
    """The numbers of rows on the form, and the names of those that are not on it."""
    numbers = [row.number for row in rows if row.number is not None]
    parts = [digits_of(f"ลำดับที่ {_spans(numbers)}", "thai")] if numbers else []
    parts += [row.period.database.short_name for row in rows if row.number is None]
    return say_list(parts)


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in a list, three and more that follow one another as a span: 2 - 4, 7, 8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = ([f"{run[0]} - {run[-1]}"] if run[-1] - run[0] > 1 else run for run in runs)
    return say_list(part for span in spans for part in span)


def _is_below_heading(rows: Sequence[tuple[int, Line]]) -> bool:
    """Whether the last row written is one that is not on the report form."""
    return bool(rows) and not rows[-1][1].row.period.database.on_form


def _write_heading(sheet: Worksheet, report: Report, styles: _Styles, row: int) -> None:
    """Write the heading of the rows that are not on the report form, with their own units."""
    units = {number: unit for unit, number in _other_units(report).items()}
    cells: list[str | None] = [None, NOT_ON_FORM, None, None]
    cells += [
        report.schedule.units[units[number]].th if number in units else None
        for number in range(len(report.units))
    ]
    cells += [None] * 3
    for column, text in enumerate(cells, 1):
        put(sheet, row, column, text, styles.heading)
    sheet.row_dimensions[row].height = LINE_HEIGHT


def _other_units(report: Report) -> dict[str, int]:
    """The columns, by number, of the units that the report form has no column for."""
    return return_columns(report.schedule, [row.period for row in report.rows])[1]


def _write_line(sheet: Worksheet, line: Line, styles: _Styles, row: int, form: Form) -> None:
    """Write a row of the table on a single row of the sheet, however long its note is."""
    entered, note = line.row, paper_note(line.row, digits="thai")
    own = styles.open if entered.answers else styles.closed
    answer = Answer.NOT_YET if entered.answers and entered.state is State.NOT_APPLICABLE else None
    cells: list[tuple[int | str | None, StyleArray]] = [
        (entered.number, own.ordinal),
        (line.name, own.text),
        (line.period, own.centred),
        (entered.total, own.count),
    ]
    others = {number: unit for unit, number in _other_units(form.report).items()}
    for number, column in enumerate(form.report.units):
        other = others.get(number, column.unit)
        unit = other if other in entered.recorded else column.unit
        counted = unit in entered.recorded
        cells.append(
            (entered.recorded[unit], own.count) if counted else (None, styles.closed.count)
        )
    cells += [
        (answer, own.answer),
        (note or None, styles.quoted if AS_A_FORMULA.match(note) else own.note),
        (_code(entered), own.code),
    ]
    for at, (value, style) in enumerate(cells, 1):
        put(sheet, row, at, value, style)
    sheet.row_dimensions[row].height = max(_ROW_HEIGHT, *line.heights)


def _code(row: Row) -> str:
    """The code of a row; of a row to fill in also the values that it is printed with."""
    if not row.answers:
        return code_of(row.period)
    (answer,) = row.answers
    return printed_code(row.period, Printed.of(answer.effective_entry))


def _validate_input(sheet: Worksheet, form: Form, lines: Sequence[tuple[int, Line]]) -> None:
    """Have Excel refuse, with a reason, an invalid count or answer, or a note that is too long."""
    answer = FIRST_UNIT + len(form.units)
    rows = [row for row, line in lines if line.row.answers]
    counts = DataValidation("whole", 0, MAX_COUNT, error=_WRONG_COUNT)
    answers = DataValidation("list", f'"{",".join(Answer)}"', error=_WRONG_ANSWER)
    notes = DataValidation("textLength", 0, MAX_NOTE, error=_WRONG_NOTE)
    for check, left, right in (
        (counts, FIRST_UNIT - 1, answer - 1),
        (answers, answer, answer),
        (notes, answer + 1, answer + 1),
    ):
        for row in rows:
            check.add(f"{get_column_letter(left)}{row}:{get_column_letter(right)}{row}")
        check.allow_blank = check.showErrorMessage = True
        sheet.add_data_validation(check)


def _redden_excess(sheet: Worksheet, form: Form, lines: Sequence[tuple[int, Line]]) -> None:
    """Have Excel colour the cells for counts red while more are recorded than the total."""
    total, first, last = (
        get_column_letter(column)
        for column in (FIRST_UNIT - 1, FIRST_UNIT, FIRST_UNIT + len(form.units) - 1)
    )
    for row, line in lines:
        if line.row.answers:
            counts = f"${first}{row}:${last}{row}"
            formula = f"AND(ISNUMBER(${total}{row}),SUM({counts})>${total}{row})"
            rule = Rule("expression", dxf=DifferentialStyle(fill=_RED), formula=[formula])
            (cells,) = sheet[f"{total}{row}:{last}{row}"]
            to_fill = [cell.coordinate for cell in cells if not cell.protection.locked]
            sheet.conditional_formatting.add(" ".join(to_fill), rule)
