"""The language people read, Thai or English: English in the code, Thai in the catalog.

The command line chooses the language once, before anything is said.
"""

import gettext
from pathlib import Path
from typing import Literal

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
    """Translate a message."""
    return _Current.catalog.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _Current.catalog.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark a message for the catalog that is translated later."""
    return message
