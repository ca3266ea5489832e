"""Which language to speak: `--lang`, else CDDCTL_LANG, else the locale's."""

import locale
import os
import re

from cddctl.errors import UsageRefused
from cddctl.i18n import Language, _

OPTION = "--lang"
VARIABLE = "CDDCTL_LANG"


def choose_language(args: list[str]) -> tuple[Language, list[str]]:
    """The language, and the arguments without `--lang`, which may stand anywhere.

    Raises `UsageRefused` for a language that is neither.
    """
    rest: list[str] = []
    asked = os.environ.get(VARIABLE) or usual_language()
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == OPTION:
            asked = next(words, "")
        elif word.startswith(OPTION + "="):
            asked = word.removeprefix(OPTION + "=")
        else:
            rest.append(word)
    match asked.strip().lower():
        case "th":
            return "th", rest
        case "en":
            return "en", rest
    raise UsageRefused(
        _("{asked!r} is not a language here; write --lang th or --lang en").format(asked=asked)
    )


def usual_language() -> Language:
    """What is spoken until another is asked for: CDDCTL_LANG, else Thai on a Thai PC.

    Windows names its locale in words, and in no environment variable.
    """
    names = [os.environ.get(name) for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "th" if re.match(r"th([_.-]|$)|thai", name, re.IGNORECASE) else "en"
