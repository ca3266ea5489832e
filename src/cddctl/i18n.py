"""The language people read, Thai or English: English in the code, Thai in the catalog.

The command line chooses the language once, before anything is said.
"""

import gettext
from pathlib import Path
from string import Formatter
from typing import Any, Literal

Language = Literal["th", "en"]

DOMAIN = "cddctl"
CATALOGS = Path(__file__).with_name("locale")

_English = gettext.NullTranslations()


class _Current:
    language: Language = "en"
    catalog: gettext.NullTranslations = _English


def use_language(language: Language) -> None:
    """Say everything in this language from now on."""
    _Current.language = language
    _Current.catalog = (
        _English
        if language == "en"
        else gettext.translation(DOMAIN, str(CATALOGS), languages=[language])
    )


def language() -> Language:
    """The language in use."""
    return _Current.language


def _(message: str) -> str:
    """Translate a message. A text that somebody typed stands in it as `{typed!r}`: in quotes."""
    return _quoting(_Current.catalog.gettext(message))


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _quoting(_Current.catalog.ngettext(singular, plural, n))


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark a message for the catalog that is translated later."""
    return message


def printable(text: str) -> str:
    """A text in which what cannot be printed, or would move the cursor, is said in signs."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def quoted(text: str) -> str:
    """A text in quotes, as it was typed: of a path, no backslash is doubled as Python would."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{printable(text)}{mark}"


class _Quoting(Formatter):
    def convert_field(self, value: Any, conversion: str | None) -> Any:  # noqa: ANN401
        is_text = conversion == "r" and isinstance(value, str)
        return quoted(value) if is_text else super().convert_field(value, conversion)


class _WithQuotes(str):
    """A message in which something is put in quotes when it is filled in."""

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        return _Quoting().vformat(self, values, named)


def _quoting(message: str) -> str:
    return _WithQuotes(message) if "!r}" in message else message
