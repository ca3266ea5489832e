"""Ask the officer on a terminal: for a line of text, or for yes or no; the one kind of question.

A letter is meant by its key, also where the keyboard is set to Thai.
"""

from collections.abc import Callable, Iterable
from datetime import date

import typer

from cddctl.cli.output import is_interactive, say
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.wording import without_controls

_YES = frozenset({"y", "yes", "ใช่", "ตกลง", "ั", "ํ"})
_NO = frozenset({"n", "no", "ไม่", "ไม่ใช่", "ื", "์"})
_BACK = frozenset({"b", "back", "<", "กลับ", "ย้อนกลับ", "ิ", "ฺ"})
_SAVE = frozenset({"s", "save", "บันทึก", "ห", "ฆ"})
"""Each with the letters of its key on a Thai keyboard, alone and with shift."""


class Back(Exception):
    """The officer goes back to the question before."""


class Save(Exception):
    """The officer saves the complete answers, and leaves."""


def ask(question: str) -> str:
    """Read the officer's answer from one line; the end of input counts as Ctrl-C."""
    try:
        return input(without_controls(question)).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def ask_or_leave(question: str) -> str:
    """Read an answer where one can go back, or save and leave. Raises `Back` and `Save`."""
    typed = ask(question)
    if typed.casefold() in _BACK:
        raise Back
    if typed.casefold() in _SAVE:
        raise Save
    return typed


def is_yes(question: str, ask: Callable[[str], str] = ask) -> bool:
    """Ask until the answer is yes or no; `ask` may offer other ways to leave the question."""
    keys = _("[y/n]")
    while True:
        answer = ask(f"{question} {keys} ").casefold()
        if answer in _YES | _NO:
            return answer in _YES
        say(_("y for yes, n for no"))


def is_wanted(question: str, otherwise: str) -> bool:
    """Ask the officer to confirm; without a terminal, refuse with a hint how to go on."""
    if not is_interactive():
        raise UsageRefused(otherwise)
    return is_yes(question)


def is_far_ahead(month: Month, today: date) -> bool:
    """Whether a month is more than a year ahead."""
    return month > Month(today.year + 1, today.month)


def confirm_months(months: Iterable[Month], today: date, *, yes: bool) -> None:
    """Ask once more for a month more than a year ahead, which is mistyped nearly always.

    Without a terminal it is refused, unless `yes` was said beforehand.
    """
    for month in sorted({month for month in months if is_far_ahead(month, today)}):
        question = _("{month} is more than a year ahead. Is it meant?")
        otherwise = _("{month} is more than a year ahead; check it, or add --yes if it is meant")
        if not yes and not is_wanted(
            question.format(month=month.say()), otherwise.format(month=month.say())
        ):
            say(_("Nothing is done."))
            raise typer.Exit
