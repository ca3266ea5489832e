"""The floor of `cddctl forms --nation`: the same workbooks, built and saved by openpyxl.

What stands in them is written down beforehand, a line of JSON a workbook, by `describe`. `main`
gives cells their styles by openpyxl's own attributes; `lean` gives a cell the number of a style
that another of the workbook has had already, as people do who have looked inside openpyxl.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins

FONT = "TH SarabunPSK"
ZOOM = 80
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
ALIGNED = ("horizontal", "vertical", "wrap_text", "indent", "shrink_to_fit")
CHECKED = ("type", "formula1", "formula2", "error", "allow_blank", "showErrorMessage")
TOLD = ("creator", "title", "subject", "keywords", "language")

Put = Callable[[Any, list[Any]], None]


def main() -> None:
    """Build the workbooks, each part of a style given by its name."""
    _write(_put_plainly)


def lean() -> None:
    """Build the workbooks, each style made once for each of them."""
    known: dict[int, Any] = {}

    def put(cell: Any, style: list[Any]) -> None:  # noqa: ANN401
        if id(style) in known:
            cell._style = known[id(style)]  # noqa: SLF001
        else:
            _put_plainly(cell, style)
            known[id(style)] = cell._style  # noqa: SLF001

    _write(put, known.clear)


def _write(put: Put, begun: Callable[[], None] = lambda: None) -> None:
    target = Path(sys.argv[2])
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        styles = [_style(*parts) for parts in json.loads(next(lines))]
        for line in lines:
            said = json.loads(line)
            begun()
            path = target / said["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            _build(said, styles, put).save(path)


def _style(
    font: dict[str, Any],
    alignment: dict[str, Any],
    number_format: str,
    fill: str | None,
    *others: bool,
) -> list[Any]:
    boxed, locked, quoted = others
    return [
        Font(name=FONT, **font),
        Alignment(**alignment),
        BOX if boxed else None,
        PatternFill("solid", start_color=fill, end_color=fill) if fill else None,
        None if number_format == "General" else number_format,
        None if locked else Protection(locked=False),
        quoted,
    ]


def _put_plainly(cell: Any, style: list[Any]) -> None:  # noqa: ANN401
    font, alignment, border, fill, number_format, protection, quoted = style
    cell.font = font
    cell.alignment = alignment
    if border:
        cell.border = border
    if fill:
        cell.fill = fill
    if number_format:
        cell.number_format = number_format
    if protection:
        cell.protection = protection
    if quoted:
        cell.quotePrefix = True


def _build(said: dict[str, Any], styles: list[list[Any]], put: Put) -> Workbook:
    book = Workbook()
    book._fonts = IndexedList([Font(name=FONT, size=16)])  # noqa: SLF001 (or widths are of another)
    sheet = book.worksheets[0]
    sheet.title = said["title"]
    for area in said["merged"]:
        sheet.merge_cells(area)
    for row, column, value, style in said["cells"]:
        cell = sheet.cell(row, column)
        put(cell, styles[style])
        if value is not None:
            cell.value = value
            if cell.data_type == "f":
                cell.data_type = "s"
    for check, areas in said["checks"]:
        validation = DataValidation(**check)
        for area in areas:
            validation.add(area)
        sheet.add_data_validation(validation)
    _set_up(sheet, said)
    for key, value in said["told"].items():
        setattr(book.properties, key, value)
    for key, value in said["custom"].items():
        book.custom_doc_props.append(StringProperty(name=key, value=value))
    return book


def _set_up(sheet: Any, said: dict[str, Any]) -> None:  # noqa: ANN401
    for column, width in said["widths"]:
        sheet.column_dimensions[column].width = width
    for row, height in said["heights"]:
        sheet.row_dimensions[row].height = height
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(0.5, 0.5, 0.5, 0.5, 0.3, 0.3)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = said["header"]
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = ZOOM


def describe() -> None:
    """Write down what stands in the workbooks of a folder."""
    source = Path(sys.argv[1])
    styles: dict[str, int] = {}
    lines = [
        json.dumps(_described(path, source, styles), ensure_ascii=False)
        for path in sorted(source.rglob("*.xlsx"))
    ]
    with Path(sys.argv[2]).open("w", encoding="utf-8") as file:
        file.write(f"[{','.join(styles)}]\n")
        file.writelines(f"{line}\n" for line in lines)


def _described(path: Path, source: Path, styles: dict[str, int]) -> dict[str, Any]:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    # Of a merged area openpyxl reads the style of the first cell alone; the others have the same.
    over = {
        sheet.cell(*at).coordinate: sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for at in area.cells
    }
    return {
        "path": str(path.relative_to(source)),
        "title": sheet.title,
        "merged": sorted(area.coord for area in sheet.merged_cells.ranges),
        "cells": [
            [
                cell.row,
                cell.column,
                cell.value,
                styles.setdefault(json.dumps(_parts(over.get(cell.coordinate, cell))), len(styles)),
            ]
            for row in sheet.iter_rows()
            for cell in row
        ],
        "widths": [[key, column.width] for key, column in sheet.column_dimensions.items()],
        "heights": [[key, row.height] for key, row in sheet.row_dimensions.items()],
        "checks": [
            [
                {key: getattr(check, key) for key in CHECKED},
                [str(area) for area in check.sqref.ranges],
            ]
            for check in sheet.data_validations.dataValidation
        ],
        "header": sheet.print_title_rows.replace("$", ""),
        "told": {key: getattr(book.properties, key) for key in TOLD},
        "custom": {told.name: told.value for told in book.custom_doc_props.props},
    }


def _parts(cell: Any) -> list[Any]:  # noqa: ANN401
    """The parts of a cell's style, as `_style` takes them."""
    font = {"size": cell.font.size, "bold": bool(cell.font.bold)}
    if cell.font.color is not None:
        font["color"] = cell.font.color.rgb
    aligned = {key: getattr(cell.alignment, key) for key in ALIGNED}
    return [
        font,
        {key: value for key, value in aligned.items() if value},
        cell.number_format,
        cell.fill.start_color.rgb if cell.fill.fill_type else None,
        bool(cell.border.left and cell.border.left.style),
        bool(cell.protection.locked),
        bool(cell.quotePrefix),
    ]
