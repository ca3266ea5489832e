"""Declare a command in its own module, and load that module when the command is called."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from cddctl.cli.help import LocalizedCommand, LocalizedGroup


def command(
    *, example: str, cls: type[LocalizedCommand] = LocalizedCommand
) -> Callable[[Callable[..., None]], TyperCommand]:
    """Turn a function into a command, with the options that its parameters declare.

    Its help text comes from the group that it belongs to.
    """

    def declared(function: Callable[..., None]) -> TyperCommand:
        app = _app()
        app.command(function.__name__.rstrip("_").replace("_", "-"), cls=cls, epilog=example)(
            function
        )
        made = typer.main.get_command(app)
        assert isinstance(made, TyperCommand)  # noqa: S101 (an app of one command is that command)
        return made

    return declared


class Commands(Mapping[str, Any]):
    """The commands of a group, by name; each is loaded from a module of a package on first use.

    The command has the same name as its module, with - for _.
    """

    def __init__(self, package: str, helps: Mapping[str, str]) -> None:
        self._package = package
        self.helps = helps
        """One sentence of help for each command."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (typer's own class of command is private)
        if name not in self.helps:
            raise KeyError(name)
        module = name.replace("-", "_")
        command = getattr(import_module(f"{self._package}.{module}"), module)
        command.help = self.helps[name]
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self.helps)

    def __len__(self) -> int:
        return len(self.helps)


def group(commands: Commands, *, name: str, example: str) -> LocalizedGroup:
    """Make a group of commands below the program."""
    app = _app(name=name, cls=LocalizedGroup, epilog=example, no_args_is_help=True)
    app.callback()(_nothing)
    made = typer.main.get_command(app)
    assert isinstance(made, LocalizedGroup)  # noqa: S101 (its callback says so)
    made.commands = commands  # type: ignore[assignment]  # it is only read
    return made


def _nothing() -> None:
    pass


def _app(**settings: Any) -> typer.Typer:  # noqa: ANN401
    return typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **settings
    )
