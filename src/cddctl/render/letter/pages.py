"""The pages of a letter and of a memorandum, laid out to the figure.

After the Office of the Prime Minister's Regulation on Correspondence B.E. 2526, and the explanation
of printing by computer (after the cabinet's resolution of 7 September 2553).
"""

from collections.abc import Sequence
from dataclasses import replace

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Cm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from cddctl.render.letter import words
from cddctl.render.letter.compose import Letter
from cddctl.render.letter.document import (
    AFTER_TABLE,
    CENTRE,
    LEFT,
    PLAIN,
    SPREAD,
    Cell,
    Look,
    Margins,
    add,
    add_picture,
    fill,
    fill_cell,
    grid,
    new_document,
    number_pages,
    ragged,
    set_page,
)
from cddctl.thai import thai_digits

# The garuda is 1.5 cm from the upper edge; on further pages the number of the page is, and below it
# the text begins at 2.5 cm.
_MARGINS = Margins(left=3, right=2, top=1.5, bottom=2)
_BELOW_NUMBER = 8
_WIDTH = 16.0
"""Between the margins, in centimetres."""

_GARUDA = 3.0
_SMALL_GARUDA = 1.5
_SIDE = 3.0
"""The column of the small garuda, left of that of the title, whose middle is that of the page."""
_BESIDE = 5.0
"""The column of the garuda; its middle is that of the page."""

_MIDDLE = 7.5
"""From the left margin to the middle of the page."""
_OFF_MIDDLE = 1.0
"""The right indent that puts the middle of a line on the middle of the page."""

_NUMBER, _SETS = 0.55, 2.1
_TO_SIGN = 38.0
"""Points left for the signature."""

_DOTS = "." * 50
_GAP = "  "
"""Between a heading and its text."""

# The widths of the headings in TH SarabunPSK 16, in centimetres, with two spaces behind each.
_SUBJECT, _TO, _REFERENCES, _ENCLOSURES = 0.95, 1.02, 1.22, 2.32

# Those of a memorandum, in 20 points.
_OFFICE, _NUMBER_HEAD, _DATE, _MEMO_SUBJECT = 2.6, 0.65, 1.2, 1.2

_HEAD = Look(before=6)
_LOW = Look(before=4)
"""Brings text of 16 points down to the line of a heading of 20."""
_BODY = Look(align=SPREAD, first_line=2.5, before=6)
_ITEM = Look(align=SPREAD, first_line=2.5)
_SIGNED = Look(align=CENTRE, right=_OFF_MIDDLE)
_OWNER = Look(before=12)
"""Of the owner unit, except below a list, so that the letter fits one page."""


def letter_pages(letter: Letter, garuda: bytes | None) -> Document:
    """Lay out a letter; without a picture of the garuda its space is left."""
    document = new_document(letter.subject)
    _set_up(document)
    _write_head(document, letter, garuda)
    _write_body(document, letter)
    end = _end(document)
    fill_cell(end, words.RESPECTFULLY, replace(_SIGNED, before=12))
    _write_signature(end, letter)
    has_list = any(part.number for part in letter.body)
    add(end, "\n".join(letter.owner), PLAIN if has_list else _OWNER)
    return document


def memo_pages(memo: Letter, garuda: bytes | None) -> Document:
    """Lay out a memorandum (บันทึกข้อความ)."""
    document = new_document(memo.subject)
    _set_up(document)
    _write_title(document, garuda)
    add(document, "", AFTER_TABLE)
    office = " ".join(memo.owner)
    half = _WIDTH / 2
    rows = [
        [*_field("ส่วนราชการ", _OFFICE, office, _WIDTH)],
        [*_field("ที่", _NUMBER_HEAD, memo.number, half), *_field("วันที่", _DATE, memo.date, half)],
        [*_field("เรื่อง", _MEMO_SUBJECT, memo.subject, _WIDTH)],
        [Cell(_TO, "เรียน", _HEAD), Cell(_WIDTH - _TO, memo.to, _HEAD)],
    ]
    ragged(document, rows)
    _write_body(document, memo)
    _write_signature(_end(document), memo)
    return document


def _set_up(document: Document) -> None:
    """Set the page; all but the first bear their number."""
    section = document.sections[0]
    set_page(section, _MARGINS)
    section.different_first_page_header_footer = True
    number_pages(section, below=_BELOW_NUMBER)


def _write_head(document: Document, letter: Letter, garuda: bytes | None) -> None:
    """Write the parts above the text: number, address, date, subject, to whom, and so on.

    Number and address begin at the foot of the garuda, which is on the middle of the page.
    """
    office, address = letter.letterhead
    left_side = _MIDDLE - _BESIDE / 2
    table = grid(document, (left_side, _BESIDE, _WIDTH - left_side - _BESIDE), 2, ruled=False)
    table.rows[0].height = Cm(_GARUDA)
    left, middle, right = table.rows[0].cells
    for cell, text in ((left, f"ที่{_GAP}{letter.number}"), (right, office)):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        fill_cell(cell, text)
    _write_garuda(middle.paragraphs[0], garuda, _GARUDA)
    fill_cell(table.rows[1].cells[2], address)
    add(document, letter.date, Look(left=_MIDDLE, before=6))
    rows = [
        *_listed("เรื่อง", _SUBJECT, [letter.subject]),
        *_listed("เรียน", _TO, [letter.to]),
        *_listed("อ้างถึง", _REFERENCES, letter.references),
    ]
    for row in _listed("สิ่งที่ส่งมาด้วย", _ENCLOSURES, letter.enclosures):
        name = row[-1]
        sets = replace(name, width=_SETS, text=words.ONE_SET)
        rows.append([*row[:-1], replace(name, width=name.width - _SETS), sets])
    ragged(document, rows)


def _listed(heading: str, width: float, texts: Sequence[str]) -> list[list[Cell]]:
    """The rows of a heading and its text, or of several numbered texts."""
    if len(texts) == 1:
        return [[Cell(width, heading, _HEAD), Cell(_WIDTH - width, texts[0], _HEAD)]]
    return [
        [
            Cell(width, heading if number == 1 else "", look),
            Cell(_NUMBER, thai_digits(f"{number}."), look),
            Cell(_WIDTH - width - _NUMBER, text, look),
        ]
        for number, text in enumerate(texts, 1)
        for look in [_HEAD if number == 1 else PLAIN]
    ]


def _write_body(document: Document, letter: Letter) -> None:
    """Write the paragraphs and lists.

    The last paragraph stays with the signature and all below, and the item of a list before it too.
    """
    *_others, before, last = letter.body
    for part in letter.body:
        if part.number:
            look = replace(_ITEM, with_next=part is before)
            add(document, f"{part.number}{_GAP}{part.text}", look)
        else:
            add(document, part.text, replace(_BODY, with_next=part is last))


def _end(document: Document) -> _Cell:
    """A place at the end of the text that no page break divides."""
    [cell] = grid(document, (_WIDTH,), 1, ruled=False).rows[0].cells
    return cell


def _write_signature(place: _Cell, letter: Letter) -> None:
    """Leave room to sign, above the name in brackets and the position."""
    lines = (f"({letter.name or _DOTS})", *letter.position)
    look = replace(_SIGNED, before=_TO_SIGN)
    if place.text:
        add(place, "\n".join(lines), look)
    else:
        fill_cell(place, "\n".join(lines), look)


def _write_garuda(paragraph: Paragraph, garuda: bytes | None, height: float) -> None:
    """Write the picture of the garuda, or leave its space."""
    fill(paragraph, "", Look(align=CENTRE if height == _GARUDA else LEFT, size=1))
    if garuda is not None:
        add_picture(paragraph, garuda, height)


def _write_title(document: Document, garuda: bytes | None) -> None:
    """Write the title of a memorandum on the middle of the page, right of the small garuda."""
    title = 2 * (_MIDDLE - _SIDE)
    table = grid(document, (_SIDE, title, _WIDTH - _SIDE - title), 1, ruled=False)
    left, middle, _right = table.rows[0].cells
    _write_garuda(left.paragraphs[0], garuda, _SMALL_GARUDA)
    table.rows[0].height = Cm(_SMALL_GARUDA)
    middle.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    fill_cell(middle, "บันทึกข้อความ", Look(align=CENTRE, size=29, bold=True, line=35))


def _field(heading: str, width: float, text: str, whole: float) -> tuple[Cell, Cell]:
    """A heading of a memorandum, in bold 20 points, and its text."""
    return Cell(width, heading, Look(size=20, bold=True)), Cell(whole - width, text, _LOW)
