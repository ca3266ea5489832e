"""Parse the XML parts of a workbook, element by element.

Strict: no document type, no entities, no forbidden characters, limited depth.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType, errors

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.xlsx.archive import damaged

MAX_DEPTH = 64
# Names of tags, attributes and namespaces stay in memory; a part has some dozens.
MAX_NAMES = 5_000

_SMALL = 64 * 1024

# Those of the format. Any other name would be looked up among all codecs of Python. Some programs
# write "utf8", which the parser does not know.
_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii"}
_SAYS_UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{0,99}\sencoding\s*=\s*["']utf8["']""", re.IGNORECASE
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ON = {"1", "true", "on"}

Attributes = dict[str, str]


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    return int(text) if len(text) <= 9 and text.isascii() and text.isdecimal() else None  # noqa: PLR2004


def is_on(attributes: Attributes) -> bool:
    """Whether a property of a font is set by its element."""
    return attributes.get("val", "1") in ON


def parse_part(
    part: bytes,
    name: str,
    opened: Mapping[str, Callable[[Attributes], None]],
    closed: Mapping[str, Callable[[str], None]],
) -> str:
    """Parse a part, call the handlers for its tags, and return the outermost tag.

    A tag is `namespace name`. Handlers in `opened` get the attributes; those in `closed` the text
    since the last opening tag: the text of an element without children. Raises `FileRefused`.
    """
    depth = 0
    root = ""
    texts: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth, root
        if not depth:
            root = tag
        depth += 1
        if depth > MAX_DEPTH or len(names) > MAX_NAMES:
            raise _too_tangled(name)
        texts.clear()
        call = opened.get(tag)
        if call is not None:
            call(attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        call = closed.get(tag)
        if call is not None:
            call("".join(texts))

    parser = _strict_parser(name, "utf-8" if _SAYS_UTF8.match(part) else None)
    names = parser.intern
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(part, True)
    except ExpatError as error:
        raise _refusal(part, name, error, parser.ErrorByteIndex) from None
    return root


def check_part(part: bytes, name: str) -> None:
    """Parse a part that nothing is read from. Raises `FileRefused`.

    Small ones, as the theme is that the forms of a round share, are remembered.
    """
    check = _check_small if len(part) <= _SMALL else _check_small.__wrapped__
    check(part, name)


@lru_cache(maxsize=8)
def _check_small(part: bytes, name: str) -> None:
    parse_part(part, name, {}, {})


def _strict_parser(name: str, encoding: str | None) -> XMLParserType:
    def refuse(*_declaration: Any) -> None:  # noqa: ANN401
        raise FileRefused(
            _(
                "it holds declarations that no workbook has and that can do harm [{part}]; "
                "do not use it, ask for the workbook again"
            ).format(part=name)
        )

    def check_encoding(_version: str, declared: str | None, _standalone: int) -> None:
        if declared is not None and declared.lower() not in _ENCODINGS:
            raise damaged(_("{part}, line {line}").format(part=name, line=1))

    parser = ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = check_encoding
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    # Namespaces are interned, and so counted, only if there is a handler for them.
    parser.StartNamespaceDeclHandler = lambda _prefix, _namespace: None
    return parser


def _too_tangled(name: str) -> FileRefused:
    return damaged(_("too tangled: {part}").format(part=name))


def _refusal(part: bytes, name: str, error: ExpatError, at: int) -> FileRefused:
    where = _("{part}, line {line}").format(part=name, line=error.lineno)
    byte = part[at] if 0 <= at < len(part) else ord(" ")
    if error.code == errors.codes[errors.XML_ERROR_BAD_CHAR_REF] or not (
        byte in b"\t\r\n" or ord(" ") <= byte <= ord("~")
    ):
        return FileRefused(
            _(
                "it holds a character that no file may have [{where}]; "
                "open it in Excel, save it again, or type the text anew"
            ).format(where=where)
        )
    return damaged(where)
