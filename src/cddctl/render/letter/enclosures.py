"""The enclosures of letters, each in its own section: the schedule, how to log in, the form."""

from collections.abc import Sequence
from dataclasses import replace

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.table import Table, _Cell

from cddctl.exchange.forms import NOT_APPLICABLE
from cddctl.ledger.entries import State
from cddctl.render import schedule as cells
from cddctl.render.labels import digits_of
from cddctl.render.letter import words
from cddctl.render.letter.document import (
    CENTRE,
    PLAIN,
    RIGHT,
    SIZE,
    Look,
    Margins,
    add,
    fill_cell,
    grid,
    new_document,
    next_section,
    repeat_rows,
    set_page,
)
from cddctl.render.paper.form import ATTACHED, PAGE_WIDTH, Form, Line, forms, notes_together
from cddctl.report.form import Report
from cddctl.schedule.letter import LetterSettings
from cddctl.schedule.model import Schedule
from cddctl.thai import thai_digits

_UPRIGHT = Margins(left=2.5, right=2, top=1.5, bottom=1.5, header=1)
_ACROSS = Margins(left=1.27, right=1.27, top=1.5, bottom=1.2, header=1)
_ACROSS_WIDTH = 27.16

_SCHEDULE_WIDTHS = (0.9, 5.6, 4.8, 1.4, 1.5, 2.3)
_TEXT_SIZE = 14
"""Points of the schedule's table, which fits one page by it."""

_TITLE = Look(align=CENTRE, bold=True)
_SMALL = Look(size=_TEXT_SIZE)
_SMALL_MIDDLE = Look(align=CENTRE, size=_TEXT_SIZE)
_SMALL_HEAD = Look(align=CENTRE, size=_TEXT_SIZE, bold=True)
_GAP = 6
"""Points between titles and tables."""
_HEADING = Look(bold=True, before=_GAP, with_next=True)
_PART = Look(left=0.8)
_STEP = Look(left=0.58, first_line=-0.58, before=6)
"""Its further lines begin below the text, behind the number."""


def schedule_document(schedule: Schedule) -> Document:
    """A document of the schedule's table alone."""
    document = new_document(thai_digits(schedule.source.title))
    set_page(document.sections[0], _UPRIGHT)
    _write_schedule(document, schedule)
    return document


def enclose_schedule(document: Document, schedule: Schedule) -> None:
    """Add the schedule as the letters' table."""
    next_section(document, _UPRIGHT)
    _write_schedule(document, schedule)


def enclose_login(document: Document, schedule: Schedule, settings: LetterSettings) -> None:
    """Add the page on how to log in: where, with which level of account, and whom to ask."""
    next_section(document, _UPRIGHT)
    add(document, words.ENCLOSED_LOGIN, _TITLE)
    _write_steps(document, [words.LOGIN_WHERE, words.LOGIN_WHICH], 1)
    levels = {database.account for database in schedule.databases.values()}
    rows = [level for level in words.LOGIN_LEVELS if level in levels]
    table = grid(document, (4.0, 12.5), len(rows) + 1, ruled=True)
    for cell, text in zip(
        table.rows[0].cells, (words.LOGIN_LEVEL, words.LOGIN_DATABASES), strict=True
    ):
        fill_cell(cell, text, _TITLE)
    for row, level in zip(list(table.rows)[1:], rows, strict=True):
        left, right = row.cells
        fill_cell(left, words.LOGIN_LEVELS[level])
        names = [
            thai_digits(f"{database.number}. ") + database.name
            for database in schedule.ordered()
            if database.account == level
        ]
        fill_cell(right, names)
    owner = settings.owner
    ask = words.LOGIN_ASK.format(unit=" ".join(owner.unit), phone=thai_digits(owner.phone))
    _write_steps(document, [ask, words.LOGIN_PRIVATE], 3)


def enclose_form(document: Document, report: Report) -> None:
    """Add a report form, blank or filled, across the page, and the notes it has no room for."""
    next_section(document, _ACROSS, landscape=True)
    [form] = forms([report], digits="thai", below=0)
    for title in form.titles:
        add(document, title, _TITLE)
    add(document, "", Look(line=_GAP))
    share = _ACROSS_WIDTH / sum(form.widths)
    table = grid(
        document, [width * share for width in form.widths], len(form.lines) + 2, ruled=True
    )
    size = _size_of(form)
    _write_form_header(table, form, replace(_TITLE, size=size))
    for row, line in zip(list(table.rows)[2:], form.lines, strict=True):
        for cell, (text, look) in zip(row.cells, _form_cells(form, line), strict=True):
            fill_cell(cell, text, replace(look, size=size))
    if form.note:
        add(document, form.note, Look(before=_GAP))
    if any(line.attached for line in form.lines):
        _enclose_notes(document, form)


def _enclose_notes(document: Document, form: Form) -> None:
    """Add the whole notes that the form has only the first of, database by database."""
    next_section(document, _UPRIGHT)
    for title in (ATTACHED, *form.titles):
        add(document, title, _TITLE)
    for group, remarks in notes_together(form.lines):
        for line, rest in group:
            number = digits_of(f"{line.row.number}.  ", "thai") if line.row.number else ""
            add(document, f"{number}{line.heading}", _HEADING)
            if rest:
                add(document, rest, _PART)
        for remark in remarks:
            add(document, remark, _PART)


def _write_schedule(document: Document, schedule: Schedule) -> None:
    add(document, thai_digits(schedule.source.title), _TITLE)
    add(document, "", Look(line=_GAP))
    sections = cells.schedule_sections(schedule)
    count = 2 + sum(1 + len(section.lines) for section in sections)
    table = grid(document, _SCHEDULE_WIDTHS, count, ruled=True)
    _write_schedule_header(table)
    rows = iter(list(table.rows)[2:])
    for section in sections:
        own = next(rows).cells
        fill_cell(own[0].merge(own[-1]), section.title, Look(size=_TEXT_SIZE, bold=True))
        for line in section.lines:
            number, name, rule, district, province, note = next(rows).cells
            fill_cell(number, thai_digits(line.number), _SMALL_MIDDLE)
            fill_cell(name, "".join(line.name), _SMALL)
            fill_cell(rule, line.rule, _SMALL)
            fill_cell(district, line.district, _SMALL_MIDDLE)
            fill_cell(province, line.province, _SMALL_MIDDLE)
            fill_cell(note, line.note, _SMALL)


def _write_schedule_header(table: Table) -> None:
    for (top, left, bottom, right), text in cells.HEADINGS:
        cell = table.cell(top, left).merge(table.cell(bottom, right))
        _fill_heading(cell, text, _SMALL_HEAD)
    repeat_rows(table, 2)


def _write_steps(document: Document, texts: Sequence[str], first: int) -> None:
    for number, text in enumerate(texts, first):
        add(document, f"{thai_digits(number)}.  {text}", _STEP)
    add(document, "", Look(line=_GAP))


def _size_of(form: Form) -> float:
    """The size of a form's text: a workbook prints one that is wider than a page smaller."""
    return int(2 * SIZE * min(1, PAGE_WIDTH / sum(form.widths))) / 2


def _write_form_header(table: Table, form: Form, look: Look) -> None:
    units = range(4, 4 + len(form.units))
    for column, text in zip((0, 1, 2, 3, units.stop), form.headings, strict=True):
        _fill_heading(table.cell(0, column).merge(table.cell(1, column)), text, look)
    over = table.cell(0, units.start).merge(table.cell(0, units.stop - 1))
    _fill_heading(over, form.recorded, look)
    for column, text in zip(units, form.units, strict=True):
        _fill_heading(table.cell(1, column), text, look)
    repeat_rows(table, 2)


def _fill_heading(cell: _Cell, text: str, look: Look) -> None:
    """Write a heading in the middle of its cell, which may be higher than others."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    fill_cell(cell, text, look)


def _form_cells(form: Form, line: Line) -> list[tuple[str, Look]]:
    """The text of each cell of a row, and how it looks."""
    row = line.row
    middle, count = Look(align=CENTRE), Look(align=RIGHT)
    texts = [
        (digits_of(row.number or "", "thai"), middle),
        (line.name, PLAIN),
        (line.period, middle),
        (_count(row.total), count),
    ]
    for unit in (column.unit for column in form.report.units):
        if row.state is State.NOT_APPLICABLE:
            texts.append((NOT_APPLICABLE, middle))
        else:
            texts.append((_count(row.recorded.get(unit)), count))
    return [*texts, ("".join(line.notes), PLAIN)]


def _count(count: int | None) -> str:
    return "" if count is None else thai_digits(f"{count:,}")
