"""Everything that relies on a library's private names or English wording, in one place.

A new version may change them: the ranges in pyproject.toml end before the next version that may,
and `tests/test_libraries.py` names the library that did.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cddctl.i18n import N_

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.styles.cell_style import StyleArray
    from typer import TyperException
    from typer._click import Context

    TyperContext = Context
    """The context that typer gives a command; typer shows no public name for it."""


# --- typer: its kinds of errors, known by their class names, and their texts ---------------------

HELP_OF_HELP = N_("Show this message and exit.")
"""Typer's help text for `--help`."""

WORDS_OF_USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
"""The words that typer writes behind the name of a command or group."""


def without_type(name: str) -> str:
    """An option's name in the help, without the Python type that typer adds."""
    return re.sub(r" <.*>$", "", name)


def help_instead(error: "TyperException") -> str | None:
    """The help shown when nothing was typed; None for any other error."""
    if _kind(error) != "NoArgsIsHelpError":
        return None
    text: str = _parts(error).ctx.get_help()
    return text


def unknown_option(error: "TyperException") -> tuple[str, Sequence[str]] | None:
    """An unknown option, and the options with similar names."""
    if _kind(error) != "NoSuchOption":
        return None
    return _parts(error).option_name, _parts(error).possibilities or ()


def option_with_a_value(error: "TyperException") -> str | None:
    """A flag that was given a value."""
    is_it = _kind(error) == "BadOptionUsage" and "does not take" in error.message
    return _parts(error).option_name if is_it else None


def option_without_a_value(error: "TyperException") -> str | None:
    """An option whose value is missing."""
    is_it = _kind(error) == "BadOptionUsage" and "does not take" not in error.message
    return _parts(error).option_name if is_it else None


def option_given_twice(command: Any, context: "TyperContext", words: Sequence[str]) -> str | None:  # noqa: ANN401
    """The first option of one value that the arguments of a command give again."""
    _values, _rest, order = command.make_parser(context).parse_args(args=[*words])
    once = [
        param
        for param in order
        if param.param_type_name == "option" and not (param.multiple or param.is_flag)
    ]
    name: str | None = next((p.opts[-1] for p in once if once.count(p) > 1), None)
    return name


def bad_value(error: "TyperException") -> tuple[str, str] | None:
    """An option, and typer's message about its value."""
    if _kind(error) != "BadParameter" or _parts(error).param is None:
        return None
    return _parts(error).param.opts[0], error.message


def missing_argument(error: "TyperException") -> str | None:
    """The name in the usage line of an argument that is missing."""
    if _kind(error) != "MissingParameter" or _parts(error).param is None:
        return None
    name: str = _parts(error).param.metavar
    return name.rstrip(".")


def extra_words(error: "TyperException") -> str | None:
    """The surplus words."""
    words = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL)
    return words[1] if words else None


def options_of(error: "TyperException") -> list[str]:
    """The options of the command that an error is about."""
    context = _parts(error).ctx
    return [name for param in context.command.params for name in param.opts] if context else []


def unknown_command(error: "TyperException") -> tuple[str, Sequence[str]] | None:
    """An unknown command, and the commands with similar names."""
    command = re.match(r"No such command '(.*?)'\.", error.message)
    if command is None:
        return None
    return command[1], re.findall(r"'([\w-]+)'", error.message[command.end() :])


def not_a_choice(message: str) -> tuple[str, Sequence[str]] | None:
    """The quoted value that was typed, and the choices."""
    choice = re.search(r"('.*') is not one of (.*)\.", message, re.DOTALL)
    return (choice[1], choices_in(choice[2])) if choice else None


def _kind(error: "TyperException") -> str:
    return type(error).__name__


def _parts(error: "TyperException") -> Any:  # noqa: ANN401
    """The error itself, untyped: each kind has its own attributes, which no public class has."""
    return error


# --- typer and pydantic: choices in a sentence ---------------------------------------------------


def choices_in(text: str) -> list[str]:
    """The choices in a text that quotes each: 'a', 'b' or 'c'."""
    return re.findall(r"'([^']*)'", text)


# --- openpyxl: styles by their numbers, which is much quicker than by their parts ----------------


_PARTS_OF_A_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color",
    "name", "family", "charset", "scheme",
)  # fmt: skip


def font_of(**parts: Any) -> "Font":  # noqa: ANN401
    """A font whose parts are written in the order that the Open XML SDK demands of a workbook.

    Openpyxl has another order, which Excel reads too, but a validator refuses.
    """
    from openpyxl.styles import Font  # noqa: PLC0415 (only for workbooks)

    font: Any = Font(**parts)
    font.__elements__ = _PARTS_OF_A_FONT
    return font  # type: ignore[no-any-return]


def set_default_font(book: "Workbook", font: "Font") -> None:
    """Set a workbook's default font, which also determines how column widths are measured."""
    from openpyxl.utils.indexed_list import IndexedList  # noqa: PLC0415 (only for workbooks)

    book._fonts = IndexedList([font])  # type: ignore[attr-defined]  # noqa: SLF001


def style_numbers(cell: Any) -> "StyleArray":  # noqa: ANN401
    """A cell's style, as the workbook's style numbers."""
    numbers: StyleArray = cell._style  # noqa: SLF001
    return numbers


def set_style_numbers(cell: Any, style: "StyleArray") -> None:  # noqa: ANN401
    """Give a cell a style of its own workbook."""
    cell._style = style  # noqa: SLF001


def keep_style(book: Any, style: "StyleArray") -> None:  # noqa: ANN401
    """Write a style to a workbook's file even if no cell uses it."""
    book._cell_styles.add(style)  # noqa: SLF001
