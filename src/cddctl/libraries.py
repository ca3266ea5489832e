"""All that rests on a library's private names, or on its wording in English, in one place.

A new version may change them: the ranges in pyproject.toml end before the next one that may, and
`tests/test_libraries.py` names the library that has.
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
    """What a command of typer is given with its arguments; typer shows no name for it."""


# --- typer: the kinds of its errors, told by their names, and what they say ---------------------

HELP_OF_HELP = N_("Show this message and exit.")
"""The help of `--help`, which typer words."""


def without_type(name: str) -> str:
    """An option's name in the help, without the Python type that typer adds."""
    return re.sub(r" <.*>$", "", name)


def help_instead(error: "TyperException") -> str | None:
    """The help that is shown where nothing was typed; None where the error is another."""
    if _kind(error) != "NoArgsIsHelpError":
        return None
    text: str = _parts(error).ctx.get_help()
    return text


def unknown_option(error: "TyperException") -> tuple[str, Sequence[str]] | None:
    """An option that there is not, and those of a name near it."""
    if _kind(error) != "NoSuchOption":
        return None
    return _parts(error).option_name, _parts(error).possibilities or ()


def option_with_a_value(error: "TyperException") -> str | None:
    """An option that stands alone, and was given a value."""
    is_it = _kind(error) == "BadOptionUsage" and "does not take" in error.message
    return _parts(error).option_name if is_it else None


def option_without_a_value(error: "TyperException") -> str | None:
    """An option after which its value is missing."""
    is_it = _kind(error) == "BadOptionUsage" and "does not take" not in error.message
    return _parts(error).option_name if is_it else None


def bad_value(error: "TyperException") -> tuple[str, str] | None:
    """An option, and what typer says of its value."""
    if _kind(error) != "BadParameter" or _parts(error).param is None:
        return None
    return _parts(error).param.opts[0], error.message


def missing_argument(error: "TyperException") -> str | None:
    """What an argument that is missing is called in the usage."""
    if _kind(error) != "MissingParameter" or _parts(error).param is None:
        return None
    name: str = _parts(error).param.metavar
    return name.rstrip(".")


def extra_words(error: "TyperException") -> str | None:
    """The words that are too many."""
    words = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL)
    return words[1] if words else None


def unknown_command(error: "TyperException") -> tuple[str, Sequence[str]] | None:
    """A command that there is not, and those of a name near it."""
    command = re.match(r"No such command '(.*?)'\.", error.message)
    if command is None:
        return None
    return command[1], re.findall(r"'([\w-]+)'", error.message[command.end() :])


def not_a_choice(message: str) -> tuple[str, Sequence[str]] | None:
    """What was typed, in its quotes, and what there is to choose from."""
    choice = re.search(r"('.*') is not one of (.*)\.", message, re.DOTALL)
    return (choice[1], choices_in(choice[2])) if choice else None


def _kind(error: "TyperException") -> str:
    return type(error).__name__


def _parts(error: "TyperException") -> Any:  # noqa: ANN401
    """The error itself: each kind has attributes of its own, that no public class has."""
    return error


# --- typer and pydantic: choices in a sentence ---------------------------------------------------


def choices_in(text: str) -> list[str]:
    """The choices of a text that has each in quotes: 'a', 'b' or 'c'."""
    return re.findall(r"'([^']*)'", text)


# --- openpyxl: styles by their numbers, which is much quicker than by their parts ----------------


def set_default_font(book: "Workbook", font: "Font") -> None:
    """Make a font that of every cell left alone, and the measure of the columns' widths."""
    from openpyxl.utils.indexed_list import IndexedList  # noqa: PLC0415 (only for workbooks)

    book._fonts = IndexedList([font])  # type: ignore[attr-defined]  # noqa: SLF001


def style_numbers(cell: Any) -> "StyleArray":  # noqa: ANN401
    """A cell's style, in the numbers of its workbook."""
    numbers: StyleArray = cell._style  # noqa: SLF001
    return numbers


def set_style_numbers(cell: Any, style: "StyleArray") -> None:  # noqa: ANN401
    """Give a cell a style of its workbook."""
    cell._style = style  # noqa: SLF001


def keep_style(book: Any, style: "StyleArray") -> None:  # noqa: ANN401
    """Have a style written in a workbook's file, whether a cell has it or not."""
    book._cell_styles.add(style)  # noqa: SLF001
