"""Choose the language: `--lang`, else CDDCTL_LANG, else the setting's, else the locale's."""

import locale
import os
import re
from collections.abc import Sequence

from cddctl.cli.common import LANG, take_option
from cddctl.errors import UsageRefused
from cddctl.i18n import Language, _


def typed_language(words: Sequence[str]) -> tuple[Language | None, list[str]]:
    """The language of `--lang` or CDDCTL_LANG, if any; also the arguments without `--lang`.

    Raises `UsageRefused` for a language other than English or Thai.
    """
    typed, rest = take_option(LANG, words)
    match None if typed is None else typed.strip().lower():
        case None:
            return None, rest
        case "th":
            return "th", rest
        case "en":
            return "en", rest
    raise UsageRefused(
        _("{asked!r} is not a language here; write --lang th or --lang en").format(asked=typed)
    )


def usual_language() -> Language:
    """The default language: CDDCTL_LANG, else Thai on a Thai PC.

    Windows gives its locale as a name, and in no environment variable.
    """
    names = [os.environ.get(name) for name in (LANG.variable, "LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "th" if re.match(r"th([_.-]|$)|thai", name, re.IGNORECASE) else "en"
