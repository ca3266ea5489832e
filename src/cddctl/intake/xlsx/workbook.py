"""Read workbooks (.xlsx) as grids, one for each sheet.

The parts are read here and not by openpyxl, which accepts harmful files, silently drops cells that
are out of order, and needs several times as long.
"""

import posixpath
import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.grid import Grid, Workbook
from cddctl.intake.xlsx.archive import MAX_SHOWN, damaged, macros, too_large, unpack
from cddctl.intake.xlsx.cells import MAIN, MAX_CELLS, Room, Texts, read_sheet
from cddctl.intake.xlsx.markup import Attributes, parse_part
from cddctl.intake.xlsx.values import Book, unescaped, whole

MAX_SHEETS = 50

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = "http://purl.oclc.org/ooxml/"

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PART = "xl/workbook.xml"
_PROPERTIES = "docProps/custom.xml"

# The literal parts of a number format: in quotes, after a backslash, in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

_COMMENTS = ("xl/comments", "xl/threadedComments")


def read_workbook(content: bytes) -> Workbook:
    """Read a whole workbook. Raises `FileRefused`."""
    package = _Package(unpack(content))
    main = package.main_part()
    declared, epoch = package.sheets(main)
    targets = package.targets(main)
    by_kind = {target.kind: target.part for target in targets.values()}
    strings = package.strings(by_kind.get("sharedStrings"))
    dates, durations, percents = package.styles(by_kind.get("styles"))
    book, room = Book(strings, dates, durations, percents, epoch), Room()
    sheets: list[Grid] = []
    charts: list[str] = []
    for name, _state, relation in declared:
        target = targets.get(relation)
        if target is None or target.part not in package.parts:
            raise damaged(_("sheet {sheet!r} is missing").format(sheet=name))
        if target.kind == "chartsheet":
            charts.append(name)
            continue
        package.unread.discard(target.part)
        part = package.parts[target.part]
        sheets.append(read_sheet(part, target.part, name, book, room))
    properties = package.properties()
    package.check_rest()
    has_comments = any(part.startswith(_COMMENTS) for part in package.parts)
    return Workbook(tuple(sheets), properties, tuple(charts), has_comments)


class _Target(NamedTuple):
    kind: str
    part: str


class _Sheet(NamedTuple):
    name: str
    state: str
    relation: str


class _Package:
    """The parts of a workbook, and those of them that are not parsed yet."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.unread = set(parts)

    def main_part(self) -> str:
        """The part that lists the sheets."""
        names: list[str] = []

        def override(attributes: Attributes) -> None:
            kind = attributes.get("ContentType", "")
            if "macroEnabled" in kind:
                raise macros()
            if kind.endswith(("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")):
                names.append(attributes.get("PartName", "").removeprefix("/"))

        self._parse(_CONTENT_TYPES, {f"{_PACKAGE}/content-types Override": override})
        main = names[0] if names else _MAIN_PART
        if main not in self.parts:
            raise damaged(_("the part {part} is missing").format(part=main))
        return main

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
        targets: dict[str, _Target] = {}

        def relationship(attributes: Attributes) -> None:
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = _Target(kind, path.lstrip("/"))

        part = posixpath.join(folder, "_rels", f"{name}.rels")
        self._parse(part, {f"{_PACKAGE}/relationships Relationship": relationship})
        return targets

    def strings(self, part: str | None) -> list[str]:
        """The shared texts, in the order of their numbers."""
        strings: list[str] = []
        texts = Texts()

        def string(_text: str) -> None:
            if len(strings) == MAX_CELLS:
                raise too_large()
            strings.append(unescaped(texts.taken()))

        if part is not None:
            self._parse(part, texts.opened, {**texts.closed, f"{MAIN} si": string})
        return strings

    def styles(self, part: str | None) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
        """The styles that show a number as a date, a duration (also a date), a percentage."""
        custom: dict[str, str] = {}
        used: list[str] = []
        lists: dict[str, bool] = {}  # elsewhere, the same elements mean something else

        def number_format(attributes: Attributes) -> None:
            if lists.get("numFmts"):
                custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

        def style(attributes: Attributes) -> None:
            if lists.get("cellXfs"):
                used.append(attributes.get("numFmtId", "0"))

        opened: dict[str, Callable[[Attributes], None]] = {
            f"{MAIN} numFmt": number_format,
            f"{MAIN} xf": style,
            f"{MAIN} numFmts": lambda _attributes: lists.update(numFmts=True),
            f"{MAIN} cellXfs": lambda _attributes: lists.update(cellXfs=True),
        }
        closed: dict[str, Callable[[str], None]] = {
            f"{MAIN} numFmts": lambda _text: lists.update(numFmts=False),
            f"{MAIN} cellXfs": lambda _text: lists.update(cellXfs=False),
        }
        if part is not None:
            self._parse(part, opened, closed)
        codes = [custom.get(number) or _builtin(number) for number in used]
        return (
            frozenset(n for n, code in enumerate(codes) if is_date_format(code)),
            frozenset(n for n, code in enumerate(codes) if is_timedelta_format(code)),
            frozenset(n for n, code in enumerate(codes) if "%" in _LITERAL.sub("", code)),
        )

    def properties(self) -> tuple[tuple[str, str], ...]:
        """The custom properties that are texts."""
        properties: list[tuple[str, str]] = []
        names = [""]

        def name(attributes: Attributes) -> None:
            names.append(attributes.get("name", ""))

        def text(value: str) -> None:
            properties.append((names[-1], value))

        if _PROPERTIES in self.parts:
            self._parse(
                _PROPERTIES,
                {f"{_OFFICE}/custom-properties property": name},
                {f"{_OFFICE}/docPropsVTypes lpwstr": text},
            )
        return tuple(properties)

    def check_rest(self) -> None:
        """Parse the parts that were not read, so that nothing harmful is accepted with them."""
        for part in sorted(self.unread):
            self._parse(part)

    def _parse(
        self,
        part: str,
        opened: dict[str, Callable[[Attributes], None]] | None = None,
        closed: dict[str, Callable[[str], None]] | None = None,
    ) -> str:
        if part not in self.parts:
            raise damaged(_("the part {part} is missing").format(part=part))
        self.unread.discard(part)
        return parse_part(self.parts[part], part, opened or {}, closed or {})


def _builtin(number: str) -> str:
    return builtin_format_code(whole(number) or 0) or ""
