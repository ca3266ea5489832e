"""Read workbooks (.xlsx) as grids, one for each sheet.

The parts are read here and not by openpyxl, which accepts harmful files, silently drops cells that
are out of order, and needs several times as long.
"""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.grid import Grid, Unreadable, Workbook
from cddctl.intake.xlsx.archive import (
    MAX_SHOWN,
    damaged,
    macros,
    not_a_workbook,
    too_large,
    unpack,
)
from cddctl.intake.xlsx.cells import MAX_CELLS, Room, SheetRefused, Texts, read_sheet
from cddctl.intake.xlsx.markup import MAIN, Attributes, check_part, parse_part
from cddctl.intake.xlsx.styles import CellStyles, read_styles
from cddctl.intake.xlsx.values import MAC_EPOCH, WINDOWS_EPOCH, Book, unescaped

MAX_SHEETS = 50

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPES = (
    "spreadsheetml.sheet.main+xml",
    "spreadsheetml.template.main+xml",
    "sheet.macroEnabled.main+xml",
    "template.macroEnabled.main+xml",
)
_STRICT = "http://purl.oclc.org/ooxml/"

_CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "_rels/.rels"
_MAIN_PART = "xl/workbook.xml"
_PROPERTIES = "docProps/custom.xml"

_COMMENTS = ("xl/comments", "xl/threadedcomments")
_MACRO_SHEETS = {"xlMacrosheet", "xlIntlMacrosheet"}
_WITHOUT_CELLS = {"chartsheet", "dialogsheet"}


def read_workbook(content: bytes) -> Workbook:
    """Read a whole workbook. Raises `FileRefused`."""
    package = _Package(unpack(content))
    main = package.main_part()
    declared, epoch = package.sheets(main)
    targets = package.targets(main)
    by_kind = {target.kind: target.part for target in targets.values() if target.is_there}
    strings = package.strings(by_kind.get("sharedStrings"))
    styles = package.styles(by_kind.get("styles"))
    book = Book(strings, styles, epoch)
    room = Room()
    sheets: list[Grid] = []
    charts: list[str] = []
    for name, _state, relation in declared:
        target = targets.get(relation)
        if target is None or not target.is_there:
            raise damaged(_("sheet {sheet!r} is missing").format(sheet=name))
        if target.kind in _MACRO_SHEETS:
            raise macros()
        if target.kind in _WITHOUT_CELLS:
            charts.append(name)
            continue
        used = replace(room)
        try:
            sheets.append(read_sheet(package.taken(target.part), target.part, name, book, used))
            room = used
        except SheetRefused as refused:  # another sheet may be the one that is meant
            sheets.append(Grid(name, (), refused=str(refused)))
    properties = package.properties()
    package.check_rest()
    return Workbook(
        tuple(sheets),
        properties,
        tuple(charts),
        has_comments=package.has(_COMMENTS),
    )


class _Target(NamedTuple):
    kind: str
    part: str
    is_there: bool


class _Sheet(NamedTuple):
    name: str
    state: str
    relation: str


class _Package:
    """The parts of a workbook, and those of them that are not parsed yet.

    Their names are compared without regard to capitals, as Excel does.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = {name.casefold(): part for name, part in parts.items()}
        self._names = {name.casefold(): name for name in parts}
        self._unread = set(self._parts)

    def has(self, beginning: str | tuple[str, ...]) -> bool:
        """Whether there is a part whose name begins so."""
        return any(name.startswith(beginning) for name in self._parts)

    def taken(self, part: str) -> bytes:
        """The content of a part that is parsed elsewhere. Raises `FileRefused`."""
        if part.casefold() not in self._parts:
            raise damaged(_("the part {part} is missing").format(part=part))
        self._unread.discard(part.casefold())
        return self._parts[part.casefold()]

    def main_part(self) -> str:
        """The part that lists the sheets, by the package's relationships or its types."""
        names: list[str] = []

        def override(attributes: Attributes) -> None:
            kind = attributes.get("ContentType", "")
            if kind.endswith(_MAIN_TYPES):
                names.append(attributes.get("PartName", "").removeprefix("/"))

        self._parse(_CONTENT_TYPES, {f"{_PACKAGE}/content-types Override": override})
        if self.has(_RELATIONSHIPS):
            targets = self._related(_RELATIONSHIPS, "").values()
            names[:0] = [target.part for target in targets if target.kind == "officeDocument"]
        names.append(_MAIN_PART)
        return next((name for name in names if name.casefold() in self._parts), names[0])

    def sheets(self, main: str) -> tuple[list[_Sheet], datetime]:
        """The sheets in order, and the day from which dates are counted."""
        sheets: list[_Sheet] = []
        epoch = WINDOWS_EPOCH

        def workbook(attributes: Attributes) -> None:
            nonlocal epoch
            if attributes.get("date1904") in {"1", "true"}:
                epoch = MAC_EPOCH

        def sheet(attributes: Attributes) -> None:
            if len(sheets) == MAX_SHEETS:
                raise FileRefused(
                    _(
                        "it has more than {limit} sheets; "
                        "copy those that are meant into a new workbook"
                    ).format(limit=MAX_SHEETS)
                )
            relation = attributes.get(f"{_OFFICE}/relationships id", "")
            state = attributes.get("state", "visible")
            sheets.append(_Sheet(attributes.get("name", "")[:MAX_SHOWN], state, relation))

        root = self._parse(main, {f"{MAIN} workbookPr": workbook, f"{MAIN} sheet": sheet})
        if root.rpartition(" ")[2] != "workbook":
            raise FileRefused(not_a_workbook())
        if root.startswith(_STRICT):
            raise FileRefused(
                _(
                    'it is a workbook of the kind "Strict Open XML"; '
                    'save it in Excel as "Excel Workbook (.xlsx)"'
                )
            )
        if not sheets:
            raise damaged(_("it has no sheet"))
        return sheets, epoch

    def targets(self, main: str) -> dict[str, _Target]:
        """The targets of the main part's relationships, by id."""
        folder, name = posixpath.split(main)
        return self._related(posixpath.join(folder, "_rels", f"{name}.rels"), folder)

    def _related(self, part: str, folder: str) -> dict[str, _Target]:
        """The targets of relationships, by id; they are named from a folder."""
        targets: dict[str, _Target] = {}

        def relationship(attributes: Attributes) -> None:
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = attributes.get("Target", "").replace("\\", "/")
            name = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
            is_there = name.casefold() in self._parts
            targets[attributes.get("Id", "")] = _Target(kind, name, is_there)

        self._parse(part, {f"{_PACKAGE}/relationships Relationship": relationship})
        return targets

    def strings(self, part: str | None) -> list[str | Unreadable] | None:
        """The shared texts, in the order of their numbers; None where their part is missing."""
        strings: list[str | Unreadable] = []
        texts = Texts()

        def string(_text: str) -> None:
            if len(strings) == MAX_CELLS:
                raise too_large()
            text = texts.taken()
            strings.append(unescaped(text) if isinstance(text, str) else text)

        if part is None:
            return None
        self._parse(part, texts.opened, {**texts.closed, f"{MAIN} si": string})
        return strings

    def styles(self, part: str | None) -> CellStyles:
        """The styles of cells."""
        return CellStyles() if part is None else read_styles(self.taken(part), part)

    def properties(self) -> tuple[tuple[str, str], ...]:
        """The custom properties that are texts."""
        properties: list[tuple[str, str]] = []
        names = [""]

        def name(attributes: Attributes) -> None:
            names.append(attributes.get("name", ""))

        def text(value: str) -> None:
            properties.append((names[-1], value))

        if self.has(_PROPERTIES.casefold()):
            self._parse(
                _PROPERTIES,
                {f"{_OFFICE}/custom-properties property": name},
                {f"{_OFFICE}/docPropsVTypes lpwstr": text},
            )
        return tuple(properties)

    def check_rest(self) -> None:
        """Parse the parts that were not read, so that nothing harmful is accepted with them."""
        for part in sorted(self._unread):
            check_part(self.taken(part), self._names[part])

    def _parse(
        self,
        part: str,
        opened: Mapping[str, Callable[[Attributes], None]],
        closed: Mapping[str, Callable[[str], None]] = MappingProxyType({}),
    ) -> str:
        return parse_part(self.taken(part), part, opened, closed)
