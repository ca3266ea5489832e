"""Which language to speak: `--lang`, else CDDCTL_LANG, else the locale's."""

import locale
import os

from cddctl.errors import UsageRefused
from cddctl.i18n import Language, _

OPTION = "--lang"


def choose_language(args: list[str]) -> tuple[Language, list[str]]:
    """The language, and the arguments without `--lang`, which may stand anywhere."""
    rest: list[str] = []
    asked: str | None = None
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
    if asked is not None and not asked.strip():
        raise unknown_language(asked)
    return _named(asked) or _named(os.environ.get("CDDCTL_LANG")) or _of_locale(), rest


def unknown_language(asked: str) -> UsageRefused:
    """The refusal of a language that is neither."""
    return UsageRefused(
        _("{asked!r} is not a language here; write --lang th or --lang en").format(asked=asked)
    )


def _named(name: str | None) -> Language | None:
    match (name or "").strip().lower():
        case "":
            return None
        case "th":
            return "th"
        case "en":
            return "en"
    raise unknown_language(name or "")


def _of_locale() -> Language:
    """Thai on a Thai PC. Windows names its locale in words, in no environment variable."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "th" if name.lower().startswith(("th_", "thai", "th-")) or name.lower() == "th" else "en"
