"""Word documents of Thai official papers: pages, paragraphs and tables, by python-docx.

Word takes Thai for a complex script, which has a font, a size, a weight and a language of its own,
and prints text without them in 10 points: every text goes through `put`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import accumulate
from typing import Any
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.render.paper.sheet import NOT_IN_XML, archived

FONT = "TH SarabunPSK"
SIZE = 16
"""Points of the text of a letter."""

LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip
SPREAD = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
"""Both edges even, the room spread between the letters, as Thai is set."""

_WORD_2013 = "15"
"""The mode of Word from 2013 on; in an older one it says that a document is in compatibility."""

_SHORT, _LONG = 21.0, 29.7
"""The edges of an A4 page, in centimetres."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The margins of a page, and how far its header is from the upper edge, in centimetres."""

    left: float
    right: float
    top: float
    bottom: float
    header: float = 1.5


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks; lengths in centimetres, space before and heights in points."""

    align: WD_ALIGN_PARAGRAPH = LEFT
    size: float = SIZE
    bold: bool = False
    before: float = 0
    first_line: float = 0
    left: float = 0
    right: float = 0
    line: float | None = None
    """The exact height of its lines."""
    with_next: bool = False
    """Whether it stays whole on the page of the next paragraph."""


PLAIN = Look()
AFTER_TABLE = Look(size=1, line=1)
"""Of the empty paragraph that Word needs after a table: before another one, and at the end."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table whose rows have cells of widths of their own, in centimetres."""

    width: float
    text: str
    look: Look = PLAIN


def new_document(title: str) -> Document:
    """An empty document in the font and language of official papers."""
    document = docx.Document()
    _set_defaults(document)
    properties = document.core_properties
    properties.author, properties.title, properties.language = "cddctl", title, "th-TH"
    properties.comments = ""
    return document


def saved(document: Document, created: datetime) -> bytes:
    """The document as bytes, the same for the same content and time."""
    stamp = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    properties = document.core_properties
    properties.created = properties.modified = stamp
    properties.last_modified_by, properties.revision = "", 1
    if document.element.body[-2].tag == qn("w:tbl"):
        add(document, "", AFTER_TABLE)
    file = BytesIO()
    document.save(file)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return archived(parts, created)


def set_page(section: Section, margins: Margins, *, landscape: bool = False) -> None:
    """Set a section's page: A4, upright or across."""
    width, height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin, section.right_margin = Cm(margins.left), Cm(margins.right)
    section.top_margin, section.bottom_margin = Cm(margins.top), Cm(margins.bottom)
    section.header_distance, section.footer_distance = Cm(margins.header), Cm(1)


def next_section(document: Document, margins: Margins, *, landscape: bool = False) -> Section:
    """Begin a section on a new page, without the header of the one before."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    _end_in_text(document)
    section.different_first_page_header_footer = False
    section.header.is_linked_to_previous = False
    set_page(section, margins, landscape=landscape)
    return section


def put(paragraph: Paragraph, text: str, *, size: float = SIZE, bold: bool = False) -> None:
    """Add a text to a paragraph; its lines are broken where it has a line feed."""
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    element: Any = run._r  # noqa: SLF001 (python-docx knows no complex scripts)
    element.insert(0, _run_properties(size, bold=bold))


def add(container: Any, text: str = "", look: Look = PLAIN) -> Paragraph:  # noqa: ANN401
    """Add a paragraph to a document, cell or header."""
    return fill(container.add_paragraph(), text, look)


def fill(paragraph: Paragraph, text: str, look: Look = PLAIN) -> Paragraph:
    """Give a paragraph its look and text."""
    form = paragraph.paragraph_format
    form.alignment = look.align
    form.space_before, form.space_after = Pt(look.before), Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if look.line is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.first_line_indent, form.left_indent = Cm(look.first_line), Cm(look.left)
    form.right_indent = Cm(look.right)
    form.keep_together = form.keep_with_next = look.with_next or None
    put(paragraph, text, size=look.size, bold=look.bold)
    return paragraph


def fill_cell(cell: _Cell, text: str | Sequence[str], look: Look = PLAIN) -> None:
    """Write a cell: a text, or several lines of it, a paragraph each."""
    lines = [text] if isinstance(text, str) else text or [""]
    fill(cell.paragraphs[0], lines[0], look)
    for line in lines[1:]:
        add(cell, line, look)


def grid(document: Document, widths: Sequence[float], rows: int, *, ruled: bool) -> Table:
    """Add a table of fixed widths in centimetres, with ruled lines or none."""
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties: Any = table._tbl.tblPr  # noqa: SLF001
    room = 0.15 if ruled else 0.0
    _insert(properties, _table_borders(ruled=ruled), "w:tblBorders")
    _insert(properties, _cell_margins(room), "w:tblCellMar")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        _never_split(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def repeat_rows(table: Table, count: int) -> None:
    """Repeat the first rows of a table on each of its pages."""
    for row in list(table.rows)[:count]:
        _row_properties(row).append(OxmlElement("w:tblHeader"))


def ragged(document: Document, rows: Sequence[Sequence[Cell]]) -> None:
    """Add a table without lines whose rows are divided each in its own way."""
    edges = sorted({edge for row in rows for edge in _edges(row)})
    widths = [after - before for before, after in zip([0.0, *edges], edges, strict=False)]
    table = grid(document, widths, len(rows), ruled=False)
    for row, cells in zip(table.rows, rows, strict=True):
        columns, first = list(row.cells), 0
        for cell, edge in zip(cells, _edges(cells), strict=True):
            last = edges.index(edge)
            fill_cell(columns[first].merge(columns[last]), cell.text, cell.look)
            first = last + 1


def number_pages(section: Section, *, below: float) -> None:
    """Write a page's number above its text, between hyphens and in Thai digits: - ๒ -.

    The digits are those of the section, as Word itself writes it, and not of a switch in the field,
    from which LibreOffice makes Thai letters: - ข -. It shows - 2 - as it is.
    """
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    form = paragraph.paragraph_format
    form.alignment, form.space_after = CENTRE, Pt(below)
    put(paragraph, "- ")
    for part in (
        _element("w:fldChar", {"w:fldCharType": "begin"}),
        _text("w:instrText", " PAGE "),
        _element("w:fldChar", {"w:fldCharType": "separate"}),
        _text("w:t", "๒"),
        _element("w:fldChar", {"w:fldCharType": "end"}),
    ):
        run: Any = paragraph.add_run()._r  # noqa: SLF001
        run.append(_run_properties(SIZE, bold=False))
        run.append(part)
    put(paragraph, " -")
    properties: Any = section._sectPr  # noqa: SLF001
    number = _element("w:pgNumType", {"w:fmt": "thaiNumbers"})
    properties.find(qn("w:pgMar")).addnext(number)


def add_picture(paragraph: Paragraph, picture: bytes, height: float) -> None:
    """Put a picture of a height in centimetres into a paragraph. Raises `DataRefused`."""
    try:
        paragraph.add_run().add_picture(BytesIO(picture), height=Cm(height))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        message = _("the picture of the garuda is damaged; save it anew as PNG or JPEG")
        raise DataRefused(message) from None


def _text(name: str, text: str) -> Any:  # noqa: ANN401
    element = _element(name, {"xml:space": "preserve"})
    element.text = text
    return element


def _end_in_text(document: Document) -> None:
    """End a section in its last text: an empty paragraph for it might come onto a page alone."""
    body: Any = document.element.body
    ending = body[-2]
    before = ending.getprevious()
    if before.tag == qn("w:p"):
        before.get_or_add_pPr().append(ending.pPr.find(qn("w:sectPr")))
        body.remove(ending)
    else:  # a table, after which there has to be a paragraph
        fill(Paragraph(ending, document), "", AFTER_TABLE)


def _edges(cells: Iterable[Cell]) -> list[float]:
    """The right edges of a row's cells."""
    return [round(edge, 2) for edge in accumulate(cell.width for cell in cells)]


def _element(name: str, values: dict[str, str], *children: Any) -> Any:  # noqa: ANN401
    element: Any = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(key), value)
    for child in children:
        element.append(child)
    return element


def _run_properties(size: float, *, bold: bool) -> Any:  # noqa: ANN401
    """The properties of a run, for both kinds of script, in the order of the schema."""
    fonts = {f"w:{script}": FONT for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    half_points = str(round(size * 2))
    weights = [_element("w:b", {}), _element("w:bCs", {})] if bold else []
    return _element(
        "w:rPr",
        {},
        _element("w:rFonts", fonts),
        *weights,
        _element("w:sz", {"w:val": half_points}),
        _element("w:szCs", {"w:val": half_points}),
        _element("w:lang", {"w:val": "th-TH", "w:eastAsia": "th-TH", "w:bidi": "th-TH"}),
    )


def _set_defaults(document: Document) -> None:
    """Make the official font and size those of the whole document, whatever is added to it."""
    styles: Any = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    for part in list(defaults):
        part.clear()
    defaults.find(qn("w:rPrDefault")).append(_run_properties(SIZE, bold=False))
    normal: Any = document.styles["Normal"].element
    for properties in normal.findall(qn("w:rPr")):
        normal.remove(properties)
    normal.append(_run_properties(SIZE, bold=False))
    settings: Any = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        settings.remove(old)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)


def _insert(properties: Any, element: Any, name: str) -> None:  # noqa: ANN401
    """Put an element among a table's properties, in the order of the schema."""
    at = _ORDER.index(name)
    following = [child for child in properties if child.tag in map(qn, _ORDER[at + 1 :])]
    if following:
        following[0].addprevious(element)
    else:
        properties.append(element)


_ORDER = (
    "w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout",
    "w:tblCellMar", "w:tblLook",
)  # fmt: skip


def _table_borders(*, ruled: bool) -> Any:  # noqa: ANN401
    kind = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    values = kind if ruled else {"w:val": "nil"}
    return _element("w:tblBorders", {}, *(_element(f"w:{side}", values) for side in sides))


def _cell_margins(room: float) -> Any:  # noqa: ANN401
    width = str(round(Cm(room).twips))
    margin = {"w:w": width, "w:type": "dxa"}
    return _element("w:tblCellMar", {}, _element("w:left", margin), _element("w:right", margin))


def _row_properties(row: Any) -> Any:  # noqa: ANN401
    return row._tr.get_or_add_trPr()  # noqa: SLF001


def _never_split(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    _row_properties(row).append(OxmlElement("w:cantSplit"))
