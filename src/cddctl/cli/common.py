"""The options that every command takes, anywhere on the command line, read before the command."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _


class CommonOption(NamedTuple):
    """An option of every command, and its environment variable."""

    name: str
    metavar: str
    variable: str
    help: str


LANG = CommonOption(
    "--lang", "[th|en]", "CDDCTL_LANG", N_("Language; else CDDCTL_LANG, else the system's.")
)
REGISTER = CommonOption(
    "--register",
    "PATH",
    "CDDCTL_REGISTER",
    N_("The register; else CDDCTL_REGISTER, else the one in your data folder."),
)
SCHEDULES = CommonOption(
    "--schedules",
    "DIR",
    "CDDCTL_SCHEDULES",
    N_("Your own schedules, used before the shipped ones; else CDDCTL_SCHEDULES."),
)
AS_OF = CommonOption(
    "--as-of", "DATE", "CDDCTL_AS_OF", N_("Take this date for today; else CDDCTL_AS_OF.")
)
COMMON_OPTIONS = (REGISTER, SCHEDULES, AS_OF, LANG)

MONTH_RULE = N_(
    "If no month is said: this one if it has a row on the form, or the one next to it with a date "
    "at most 14 days away; else the latest with entries; else the latest past one on the form."
)
"""Told in the program's help, and in that of each command that takes the usual month."""


def take_option(option: CommonOption, words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take an option out of the arguments: its value, or that of its variable, and the rest.

    It may come once, anywhere before `--`. Raises `UsageRefused` where it comes again, or its value
    is missing.
    """
    values: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += [word, *left]
        elif word == option.name:
            values.append(_next_of(left, option))
        elif word.startswith(option.name + "="):
            values.append(word.removeprefix(option.name + "="))
        else:
            rest.append(word)
    if len(values) > 1:
        raise given_twice(option.name, "cddctl")
    return values[0] if values else os.environ.get(option.variable) or None, rest


def given_twice(option: str, command: str) -> UsageRefused:
    """The error for an option of one value that is given more than once."""
    message = _("{option} is given twice; give it once").format(option=option)
    return UsageRefused(message + _("; see: {command} --help").format(command=command))


def _next_of(words: Iterator[str], option: CommonOption) -> str:
    try:
        return next(words)
    except StopIteration:
        message = _("{option} is not complete: a value belongs after it").format(option=option.name)
        see = _("; see: {command} --help").format(command="cddctl")
        raise UsageRefused(message + see) from None
