"""`cddctl register`: looks after the file that holds the entries."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cddctl.cli.help import LocalizedCommand, LocalizedGroup
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    OutputOption,
    RegisterOption,
    SchedulesOption,
)
from cddctl.commands.paths import file_path
from cddctl.i18n import N_

app = typer.Typer(
    cls=LocalizedGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    help=N_("Look after the register: check it, copy it, put registers together."),
    epilog=N_("Example: cddctl register check"),
)


@app.command(
    "info",
    cls=LocalizedCommand,
    help=N_("Show where the register is, what it holds, and when it was last backed up."),
    epilog=N_("Example: cddctl register info"),
)
def info(
    *,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["table", "json"],
        typer.Option(
            "--format",
            metavar="table|json",
            show_default=False,
            help=N_("How to write it; a table if not said."),
        ),
    ] = "table",
    register: RegisterOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.info import show_info

    show_info(format=format, register=register)


@app.command(
    "check",
    cls=LocalizedCommand,
    help=N_("Verify that the register holds what was recorded, all of it, and nothing else."),
    epilog=N_("Example: cddctl register check"),
)
def check(*, register: RegisterOption = None, schedules: SchedulesOption = None) -> None:
    """Declare what may be typed."""
    from cddctl.commands.check import check_register

    raise typer.Exit(check_register(register=register, schedules=schedules))


@app.command(
    "backup",
    cls=LocalizedCommand,
    help=N_("Copy the register to a file or folder, and verify the copy."),
    epilog=N_("Example: cddctl register backup E:\\"),
)
def backup(
    *,
    path: Annotated[
        str | None,  # of a Path the separator at its end would be lost
        typer.Argument(
            metavar="PATH",
            help=N_("A file that is not there yet, or a folder; beside the register if not said."),
        ),
    ] = None,
    register: RegisterOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.copies import back_up

    back_up(path=path, register=register)


@app.command(
    "restore",
    cls=LocalizedCommand,
    help=N_("Put a backup in the register's place; what stood there is kept aside."),
    epilog=N_("Example: cddctl register restore register-backups/register-2018-09-06.sqlite3"),
)
def restore(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=file_path, help=N_("The backup."))],
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do it without asking."))] = False,
    register: RegisterOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.copies import restore

    restore(file=file, yes=yes, register=register)


@app.command(
    "export",
    cls=LocalizedCommand,
    help=N_("Write what the register holds as a CSV or JSON file, or as another register."),
    epilog=N_("Example: cddctl register export --format csv -o entries.csv"),
)
def export(
    *,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["csv", "json", "sqlite"] | None,
        typer.Option(
            "--format",
            metavar="csv|json|sqlite",
            help=N_("How to write it; else as the file's name ends, csv if nothing is said."),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    province: Annotated[
        str | None,
        typer.Option(
            "--province", metavar="P", help=N_("Only that of a province, by name or code.")
        ),
    ] = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.export import export_register

    export_register(
        format=format,
        output=output,
        force=force,
        province=province,
        register=register,
        schedules=schedules,
    )


@app.command(
    "merge",
    cls=LocalizedCommand,
    help=N_("Take in all that other registers hold; nothing is overwritten."),
    epilog=N_("Example: cddctl register merge mae-mo.sqlite3 ngao.sqlite3 --dry-run"),
)
def merge(
    *,
    others: Annotated[
        list[Path],
        typer.Argument(metavar="OTHER...", parser=file_path, help=N_("The registers to take in.")),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be done, and do nothing."))
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.merge import merge_registers

    merge_registers(
        others=others,
        dry_run=dry_run,
        format=format.value,
        register=register,
        schedules=schedules,
    )
