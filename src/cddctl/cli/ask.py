"""Ask the officer on a terminal: for a line of text, or for yes or no."""

from collections.abc import Callable

from cddctl.cli.output import is_interactive, say
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.wording import without_controls

_YES = frozenset({"y", "yes", "ใช่"})
_NO = frozenset({"n", "no", "ไม่", "ไม่ใช่"})


def ask(question: str) -> str:
    """Read the officer's answer from one line; the end of input counts as Ctrl-C."""
    try:
        return input(without_controls(question)).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def is_yes(question: str, ask: Callable[[str], str] = ask) -> bool:
    """Ask until the answer is yes or no; `ask` may offer other ways to leave the question."""
    while True:
        answer = ask(question).casefold()
        if answer in _YES | _NO:
            return answer in _YES
        say(_("y for yes, n for no"))


def is_wanted(question: str, otherwise: str) -> bool:
    """Ask the officer to confirm; without a terminal, refuse with a hint at what to do."""
    if not is_interactive():
        raise UsageRefused(otherwise)
    return is_yes(question)
