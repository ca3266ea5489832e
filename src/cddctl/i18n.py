"""The language of the output, Thai or English: English in the code, Thai in the catalog.

The command line chooses the language once, before it prints anything.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
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
    """Use this language from now on."""
    _Current.language = language
    _Current.catalog = _catalog(language)


@cache
def _catalog(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return _English
    return gettext.translation(DOMAIN, str(CATALOGS), languages=[language])


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Use a language for a while: official paper is Thai whatever the screen is in."""
    before = _Current.language
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def language() -> Language:
    """The language in use."""
    return _Current.language


def _(message: str) -> str:
    """Translate a message. Text that a user typed goes into it as `{typed!r}`: in quotes."""
    return _quoting(_Current.catalog.gettext(message))


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _quoting(_Current.catalog.ngettext(singular, plural, n))


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark a message to be translated later."""
    return message


def printable(text: str) -> str:
    """A text with unprintable characters and cursor controls shown as escapes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def quoted(text: str) -> str:
    """A text in quotes, as it was typed: unlike `repr`, it doubles no backslash of a path."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{printable(text)}{mark}"


class _Quoting(Formatter):
    def convert_field(self, value: Any, conversion: str | None) -> Any:  # noqa: ANN401
        is_text = conversion == "r" and isinstance(value, str)
        return quoted(value) if is_text else super().convert_field(value, conversion)


class _WithQuotes(str):
    """A message that puts `!r` values in quotes when it is formatted."""

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        return _Quoting().vformat(self, values, named)


def _quoting(message: str) -> str:
    return _WithQuotes(message) if "!r}" in message else message
