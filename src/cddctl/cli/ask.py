"""Ask the officer on a terminal: for a line of text, or for yes or no; the one kind of question.

A letter is meant by its key, also where the keyboard is set to Thai.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

import typer

from cddctl.cli.output import fitted, is_interactive, say
from cddctl.errors import CddctlError, DataRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.wording import without_controls

_YES = frozenset({"y", "yes", "ใช่", "ตกลง", "ั", "ํ"})
_NO = frozenset({"n", "no", "ไม่", "ไม่ใช่", "ื", "์"})
_BACK = frozenset({"b", "back", "<", "กลับ", "ย้อนกลับ", "ิ", "ฺ"})
_SAVE = frozenset({"s", "save", "บันทึก", "ห", "ฆ"})
"""Each with the letters of its key on a Thai keyboard, alone and with shift."""

_T = TypeVar("_T")


class Back(Exception):
    """The officer goes back to the question before."""


class Save(Exception):
    """The officer saves the complete answers, and leaves."""


def ask(question: str) -> str:
    """Read the officer's answer from one line; the end of input counts as Ctrl-C."""
    try:
        return input(f"{fitted(without_controls(question).rstrip(), sys.stdout)} ").strip()
    except EOFError:
        raise KeyboardInterrupt from None


def ask_or_back(question: str) -> str:
    """Read an answer where one can go back to the question before. Raises `Back`."""
    typed = ask(question)
    if typed.casefold() in _BACK:
        raise Back
    return typed


def ask_or_leave(question: str) -> str:
    """Read an answer where one can go back, or save and leave. Raises `Back` and `Save`."""
    typed = ask_or_back(question)
    if typed.casefold() in _SAVE:
        raise Save
    return typed


def ask_until_read(question: str, read: Callable[[str], _T], ask: Callable[[str], str] = ask) -> _T:
    """Ask until the answer is one that is read; `ask` may offer ways to leave the question."""
    while True:
        try:
            return read(ask(question))
        except CddctlError as error:
            say(str(error))


def ask_in_turn(before: _T, questions: Sequence[Callable[[_T], _T]]) -> _T:
    """Ask questions that each add their answer to the earlier ones; b goes back by one.

    Raises `Back` at the first.
    """
    answered = [before]
    while len(answered) <= len(questions):
        try:
            answered.append(questions[len(answered) - 1](answered[-1]))
        except Back:
            answered.pop()
            if not answered:
                raise
    return answered[-1]


def ask_again(ask_first: Callable[[], _T]) -> _T:
    """Ask, where there is no question before to go back to."""
    while True:
        with suppress(Back):
            return ask_first()


def is_yes(question: str, ask: Callable[[str], str] = ask) -> bool:
    """Ask until the answer is yes or no; `ask` may offer other ways to leave the question."""

    def read(typed: str) -> bool:
        if typed.casefold() not in _YES | _NO:
            raise DataRefused(_("y for yes, n for no"))
        return typed.casefold() in _YES

    keys = _("[y/n]")
    return ask_until_read(f"{question} {keys} ", read, ask)


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
