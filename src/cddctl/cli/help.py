"""Help and usage errors in the language in use, in plain text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cddctl.commands.streams import say_error, write_text
from cddctl.i18n import N_, _
from cddctl.wording import say_any_of

_NO_TEXT = "-"


class _Localized:
    """Help of a command or group: its texts are messages of the catalog."""

    help: str | None
    epilog: str | None

    def format_usage(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage: "))

    def format_help_text(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or _NO_TEXT))

    def format_options(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            param.help = _(param.help) if param.help else None
            if record := param.get_help_record(ctx):
                name = re.sub(r" <.*>$", "", record[0])  # typer adds the Python type
                rows[param.param_type_name].append((name, record[1]))
        rows["option"][-1:-1] = self.rows_of_options()
        if rows["argument"]:
            with formatter.section(_("Arguments")):
                formatter.write_dl(rows["argument"])
        with formatter.section(_("Options")):
            formatter.write_dl(rows["option"])

    def rows_of_options(self) -> list[tuple[str, str]]:
        """Options that are shown before `--help` beside those declared."""
        return []

    def format_epilog(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002
        formatter.write_paragraph()
        formatter.write(_(self.epilog or _NO_TEXT) + "\n")


class LocalizedCommand(_Localized, TyperCommand):
    """A command whose help is in the language in use."""


class LocalizedGroup(_Localized, TyperGroup):
    """A group of commands whose help is in the language in use."""

    def format_options(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, D102
        super().format_options(ctx, formatter)
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in self.helps().items()])

    def helps(self) -> Mapping[str, str]:
        """What each command does, in a sentence; none is loaded for it."""
        return getattr(self.commands, "helps", {})


N_("Show this message and exit.")  # the help of --help, which typer words


def usage_problem(error: typer.TyperException) -> int:
    """Say what is wrong with the command line in one line; the exit code."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        write_text(context.get_help() + "\n")
        return 0
    message = _usage_message(error)
    if context is not None:
        see = _("; see: {command} --help").format(command=context.command_path)
        message += see.removeprefix(";") if message.endswith("?") else see
    say_error(message)
    return error.exit_code


def _usage_message(error: typer.TyperException) -> str:
    """Typer words its errors in English alone; these are the ones that it can raise here."""
    given: Any = error  # each kind has attributes of its own
    match type(error).__name__:
        case "NoSuchOption":
            message = _("there is no option {option}").format(option=given.option_name)
            return message + _did_you_mean(given.possibilities)
        case "BadOptionUsage" if "does not take" in error.message:
            message = _("{option} stands alone: no value belongs to it")
            return message.format(option=given.option_name)
        case "BadOptionUsage":
            message = _("{option} is not complete: a value belongs after it")
            return message.format(option=given.option_name)
        case "BadParameter" if given.param is not None:
            return _value_message(given.param.opts[0], error.message)
        case "MissingParameter" if given.param is not None:
            return _("{argument} is missing").format(argument=given.param.metavar.rstrip("."))
    return _word_message(error)


def _word_message(error: typer.TyperException) -> str:
    extra = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL)
    if extra:
        return _("what is {words!r} for? What has a space in it goes in quotes").format(
            words=extra[1]
        )
    if unknown := re.match(r"No such command '(.*?)'\.", error.message):
        message = _("there is no command {name!r}").format(name=unknown[1])
        return message + _did_you_mean(re.findall(r"'([\w-]+)'", error.message[unknown.end() :]))
    return error.format_message()


def _did_you_mean(near: Sequence[str] | None) -> str:
    return _("; did you mean {near}?").format(near=say_any_of(near)) if near else ""


def _value_message(option: str, message: str) -> str:
    """What is wrong with the value of an option, by what typer says of it."""
    if choice := re.search(r"('.*') is not one of (.*)\.", message, re.DOTALL):
        return _("{option} is {choices}, not {typed}").format(
            option=option, choices=say_any_of(re.findall(r"'([^']*)'", choice[2])), typed=choice[1]
        )
    return _("{option}: {message}").format(option=option, message=message)
