"""What the program takes from libraries besides their public interface is still there.

A failure names the library, and the version of it, that has changed.
"""

import inspect
from contextlib import contextmanager
from importlib.metadata import version
from io import BytesIO
from typing import Annotated, Literal

import pytest
import typer
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from pydantic import BaseModel, ValidationError
from typer.core import TyperCommand, TyperGroup

from cddctl import libraries
from cddctl.cli.help import LocalizedCommand, LocalizedGroup


@contextmanager
def naming(library):
    """Name the library in whatever fails within."""
    try:
        yield
    except (Exception, pytest.fail.Exception) as error:
        changed = f"{library} {version(library)} has changed; mend cddctl.libraries"
        raise AssertionError(changed) from error


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("count", no_args_is_help=True)
def _count(
    name: Annotated[str, typer.Argument(metavar="NAME...")],
    size: Annotated[int, typer.Option("--size")] = 1,
    by: Annotated[Literal["day", "year"], typer.Option("--by")] = "day",
    *,
    whole: Annotated[bool, typer.Option("--whole")] = False,
) -> None:
    pass


@app.command("other")
def _other() -> None:
    pass


def refusal(*typed):
    """What typer raises on a command line of a small program."""
    with pytest.raises(typer.TyperException) as raised:
        typer.main.get_command(app).main(list(typed), standalone_mode=False)
    return raised.value


def test_typer_tells_an_option_given_twice():
    [command] = [c for n, c in typer.main.get_command(app).commands.items() if n == "count"]
    context = command.make_context("count", ["x"])
    with naming("typer"):
        assert libraries.option_given_twice(command, context, ["x", "--whole", "--whole"]) is None
        twice = ["x", "--size", "1", "--by", "day", "--size=1"]
        assert libraries.option_given_twice(command, context, twice) == "--size"


def first_of_help(error):
    return (libraries.help_instead(error) or "").split()[0]


def choice(error):
    option, message = libraries.bad_value(error)
    return option, libraries.not_a_choice(message)


ERRORS = [
    (["count"], first_of_help, "Usage:"),
    (["count", "--siz", "1"], libraries.unknown_option, ("--siz", ["--size"])),
    (["count", "--x"], libraries.unknown_option, ("--x", ())),
    (["count", "a", "--whole=1"], libraries.option_with_a_value, "--whole"),
    (["count", "a", "--size"], libraries.option_without_a_value, "--size"),
    (["count", "a", "--by", "week"], choice, ("--by", ("'week'", ["day", "year"]))),
    (["count", "--size", "1"], libraries.missing_argument, "NAME"),
    (["count", "a", "b c", "d"], libraries.extra_words, "b c d"),
    (["coun"], libraries.unknown_command, ("coun", ["count"])),
]
"""What is typed, what is asked of typer's error, and what must come of it."""


@pytest.mark.parametrize(
    ("typed", "asked", "expected"), ERRORS, ids=[" ".join(typed) for typed, _, _ in ERRORS]
)
def test_the_errors_of_typer(typed, asked, expected):
    with naming("typer"):
        error = refusal(*typed)
        assert asked(error) == expected, repr(error)


def test_only_one_kind_of_error_of_typer_is_each():
    every = {asked for _, asked, _ in ERRORS if asked not in {first_of_help, choice}}
    with naming("typer"):
        for typed, asked, _ in ERRORS:
            error = refusal(*typed)
            assert [a for a in every if a(error)] == [a for a in every if a is asked], typed


def test_the_help_of_typer():
    with naming("typer"):
        command = typer.main.get_command(app).commands["count"]
        context = command.make_context("count", ["a"])
        records = dict(param.get_help_record(context) for param in command.get_params(context))
        assert records["--help"] == libraries.HELP_OF_HELP
        assert list(records)[-1] == "--help"
        group = typer.main.get_command(app)
        assert (
            command.collect_usage_pieces(context)[0],
            *group.collect_usage_pieces(group.make_context("app", ["count", "a"]))[1:],
        ) == libraries.WORDS_OF_USAGE
        assert {libraries.without_type(name) for name in records if "--size" in name} == {"--size"}
        from typer._click import Context

        assert isinstance(context, Context)


@pytest.mark.parametrize(
    ("ours", "typers"), [(LocalizedCommand, TyperCommand), (LocalizedGroup, TyperGroup)]
)
def test_the_methods_of_typer_that_help_stands_in_for(ours, typers):
    with naming("typer"):
        mixed_in = [kind for kind in ours.__mro__ if kind.__module__ == ours.__module__]
        methods = {
            n: m for kind in mixed_in for n, m in inspect.getmembers(kind, inspect.isfunction)
        }
        for name in ("format_usage", "format_help_text", "format_options", "format_epilog"):
            assert list(inspect.signature(getattr(typers, name)).parameters) == list(
                inspect.signature(methods[name]).parameters
            ), name
        for name in ("get_short_help_str", "collect_usage_pieces", "get_params"):
            assert callable(getattr(typers, name)), name


def test_the_choices_that_pydantic_tells():
    class Model(BaseModel):
        by: Literal["day", "month", "year"]

    with naming("pydantic"):
        with pytest.raises(ValidationError) as raised:
            Model(by="week")
        [complaint] = raised.value.errors()
        assert complaint["type"] == "literal_error"
        assert libraries.choices_in(complaint["ctx"]["expected"]) == ["day", "month", "year"]


def test_the_styles_of_openpyxl():
    with naming("openpyxl"):
        book = Workbook()
        libraries.set_default_font(book, Font(name="TH SarabunPSK", size=16))
        model = Cell(book.active, row=1, column=1)
        model.alignment = Alignment(horizontal="right")
        libraries.set_style_numbers(book.active["B2"], libraries.style_numbers(model))
        book.active["B2"] = 1
        unused = Cell(book.active, row=1, column=1)
        unused.font = Font(name="Sarabun", bold=True)
        libraries.keep_style(book, libraries.style_numbers(unused))
        file = BytesIO()
        book.save(file)
        read = load_workbook(file)
        cell = read.active["B2"]
        assert (cell.font.name, cell.alignment.horizontal) == ("TH SarabunPSK", "right")
        assert read._fonts[0].name == "TH SarabunPSK"
        assert "Sarabun" in {read._fonts[style.fontId].name for style in read._cell_styles}
