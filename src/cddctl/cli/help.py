"""Plain-text help and usage errors in the language in use."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import takewhile

import typer
from typer.core import TyperCommand, TyperGroup

from cddctl import libraries
from cddctl.cli.common import COMMON_OPTIONS, given_twice
from cddctl.cli.filenames import use_ascii
from cddctl.cli.files import write_nothing
from cddctl.cli.output import say_error, write_text
from cddctl.cli.renamed import with_new_names
from cddctl.errors import CddctlError
from cddctl.i18n import N_, _
from cddctl.wording import say_any_of

_FLAGS = {
    "--ascii": N_("Name files in English letters."),
    "--dry-run": N_("Show what would be done, do nothing."),
}
_NO_TEXT = "-"


class _Localized:
    """A command or group that translates its help texts by the catalog."""

    help: str | None
    epilog: str | None

    def parse_args(self, ctx, args) -> list[str]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        args = with_new_names(ctx.command_path, args)
        for flag, do in self.flags.items():
            if flag in (own := [*takewhile("--".__ne__, args)]):
                args = [word for word in own if word != flag] + args[len(own) :]
                do()
        # typer would take the last value and say nothing.
        if option := libraries.option_given_twice(self, ctx, args):
            raise given_twice(option, ctx.command_path)
        rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        return rest

    def format_usage(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(map(_, pieces)), prefix=_("Usage: "))

    def format_help_text(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or _NO_TEXT))

    def format_options(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            texts = param.help
            param.help = " ".join(map(_, texts.split("\n"))) if texts else None
            if record := param.get_help_record(ctx):
                name = libraries.without_type(record[0])
                rows[param.param_type_name].append((name, record[1]))
            param.help = texts
        rows["option"][-1:-1] = self.rows_of_options()
        if rows["argument"]:
            with formatter.section(_("Arguments")):
                formatter.write_dl(rows["argument"])
        with formatter.section(_("Options")):
            formatter.write_dl(rows["option"])

    def rows_of_options(self) -> list[tuple[str, str]]:
        """Extra options to list before `--help`."""
        return [(flag, _(_FLAGS[flag])) for flag in self.flags]

    @property
    def flags(self) -> dict[str, Callable[[], None]]:
        """The options that every command that writes files takes beside its own."""
        names = {param.name for param in self.params}  # type: ignore[attr-defined]
        flags: dict[str, Callable[[], None]] = {}
        if names & {"force", "replies"}:
            flags["--ascii"] = use_ascii
        if "force" in names and "dry_run" not in names:
            flags["--dry-run"] = write_nothing
        return flags

    def format_epilog(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002
        formatter.write_paragraph()
        formatter.write(_(self.epilog or _NO_TEXT) + "\n")


class LocalizedCommand(_Localized, TyperCommand):
    """A command whose help is in the language in use."""


class LocalizedGroup(_Localized, TyperGroup):
    """A group of commands whose help is in the language in use."""

    def format_options(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, D102
        super().format_options(ctx, formatter)
        for title, rows in self.sections().items():
            with formatter.section(_(title)):
                formatter.write_dl([(name, _(text)) for name, text in rows])

    def sections(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The commands with one sentence of help each, by title; none is loaded for it."""
        return {N_("Commands"): tuple(getattr(self.commands, "helps", {}).items())}


def usage_problem(error: typer.TyperException) -> int:
    """Report a usage error on one line; return the exit code."""
    if (text := libraries.help_instead(error)) is not None:
        write_text(text + "\n")
        return 0
    message = _usage_message(error)
    context = getattr(error, "ctx", None)
    if context is not None:
        see = _("; see: {command} --help").format(command=context.command_path)
        message += see.removeprefix(";") if message.endswith("?") else see
    say_error(message)
    return error.exit_code


def _usage_message(error: typer.TyperException) -> str:
    """Translate typer's usage errors, which are in English only."""
    return _option_message(error) or _word_message(error) or error.format_message()


def _option_message(error: typer.TyperException) -> str | None:
    if unknown := libraries.unknown_option(error):
        message = _("there is no option {option}").format(option=unknown[0])
        there = {*libraries.options_of(error), *(option.name for option in COMMON_OPTIONS)}
        meant = [option for option in _MEANT.get(unknown[0], ()) if option in there]
        return message + _did_you_mean(meant or _spelt_like(*unknown))
    if lone := libraries.option_with_a_value(error):
        return _("{option} stands alone: no value belongs to it").format(option=lone)
    if unfinished := libraries.option_without_a_value(error):
        return _("{option} is not complete: a value belongs after it").format(option=unfinished)
    if bad := libraries.bad_value(error):
        return _value_message(*bad)
    return None


def _word_message(error: typer.TyperException) -> str | None:
    if argument := libraries.missing_argument(error):
        return _("{argument} is missing").format(argument=argument)
    if words := libraries.extra_words(error):
        if option := _option_for(words, libraries.options_of(error)):
            return _("what is {words!r} for? Type {option}").format(
                words=words, option=f"{option} {words}"
            )
        return _("what is {words!r} for? What has a space in it goes in quotes").format(words=words)
    if unknown := libraries.unknown_command(error):
        message = _("there is no command {name!r}").format(name=unknown[0])
        return message + _did_you_mean(unknown[1])
    return None


def _option_for(words: str, options: Collection[str]) -> str | None:
    """The option that some words without one are the value of: a month, a year or a place."""
    from cddctl.periods import FiscalYear, Month
    from cddctl.places import find_district_anywhere, find_province

    readers: dict[str, Callable[[str], object]] = {
        "--month": Month.parse,
        "--year": FiscalYear.parse,
        "--province": find_province,
        "--district": find_district_anywhere,
    }
    for option, read in readers.items():
        with suppress(CddctlError):
            if option in options and read(words) is not None:
                return option
    return None


_MEANT = {
    "--import": ("--from",),
    "--file": ("--from", "--output"),
    "--input": ("--from",),
    "--out": ("--output",),
    "--save": ("--output",),
    "--excel": ("--xlsx",),
    "--word": ("--docx",),
    "--date": ("--received", "--until", "--as-of"),
    "--today": ("--as-of",),
    "--name": ("--by",),
    "--user": ("--by",),
    "--who": ("--by",),
    "--why": ("--reason", "--note"),
    "--comment": ("--note", "--reason"),
    "--remark": ("--note", "--reason"),
    "--amphoe": ("--district",),
    "--office": ("--district",),
    "--changwat": ("--province",),
    "--fy": ("--year",),
    "--all": ("--nation",),
    "--country": ("--nation",),
    "--test": ("--dry-run",),
    "--preview": ("--dry-run",),
    "--overwrite": ("--force",),
    "--replace": ("--force",),
    "--language": ("--lang",),
    "--json": ("--format",),
    "--csv": ("--format",),
}
"""Options that people type for others of the same meaning."""


def _spelt_like(typed: str, options: Iterable[str]) -> list[str]:
    """The options that a typed one is nearly spelt like; the dashes that all have do not count."""
    from difflib import get_close_matches

    bare = {option.lstrip("-"): option for option in options}
    return [bare[near] for near in get_close_matches(typed.lstrip("-"), bare, cutoff=0.7)]


def _did_you_mean(near: Sequence[str]) -> str:
    return _("; did you mean {near}?").format(near=say_any_of(near)) if near else ""


def _value_message(option: str, message: str) -> str:
    """Describe an invalid option value, based on typer's error."""
    if choice := libraries.not_a_choice(message):
        typed, choices = choice
        return _("{option} is {choices}, not {typed}").format(
            option=option, choices=say_any_of(choices), typed=typed
        )
    return _("{option}: {message}").format(option=option, message=message)
