"""`cddctl record`: records what an office has reported for a period."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.help import LocalizedCommand
from cddctl.cli.options import MonthOption, ProvinceOption
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _

if TYPE_CHECKING:
    from cddctl.libraries import TyperContext


class RecordCommand(LocalizedCommand):
    """Shows its words as they are to be written."""

    def collect_usage_pieces(self, ctx: "TyperContext") -> list[str]:  # noqa: ARG002, D102
        return ["[OPTIONS]", "[DATABASE]", "[DISTRICT]", "[KEY=VALUE]..."]


@command(
    example=N_("Example: cddctl record leaders mae-mo total=120 persons=118 --month 2018-09"),
    cls=RecordCommand,
)
def record(
    ctx: typer.Context,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DATABASE] [DISTRICT] [KEY=VALUE]...",
            help=N_(
                "The database by id, number or name; the district by name or code; and the "
                "counts: total=N and a unit each, as in persons=N (recorded=N where there is one)."
            ),
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="PATH...",
            help=N_("Record from files: returned forms, tables, folders of them, or - for stdin."),
        ),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    nation: Annotated[
        bool, typer.Option("--nation", help=N_("With --from: returns of every province."))
    ] = False,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="N", help=N_("The period, where a month has several of a database.")
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="T", help=N_("A note for the form's last column.")),
    ] = None,
    not_applicable: Annotated[
        bool,
        typer.Option(
            "--not-applicable", help=N_("There is nothing to enter yet; say why with --note.")
        ),
    ] = False,
    received: Annotated[
        str | None,
        typer.Option(
            "--received", metavar="DATE", help=N_("The day the office reported; today if not said.")
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            envvar="CDDCTL_BY",
            show_envvar=False,
            help=N_("Who keyed it in; else CDDCTL_BY."),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Check and show everything, record nothing."))
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help=N_("With --from: leave out the lines of a reply that are not understood."),
        ),
    ] = False,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["table", "json"] | None,
        typer.Option(
            "--format",
            metavar="table|json",
            help=N_("With --from: how to write the summary; a table if not said."),
        ),
    ] = None,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    for path in source or []:
        if path.startswith("-") and path != "-":
            raise UsageRefused(
                _("{option} stands where a path belongs; write --from last").format(option=path)
            )
    _check_together(
        source,
        for_words={"--period": period, "--note": note, "--not-applicable": not_applicable or None},
        for_files={"--nation": nation or None, "--partial": partial or None, "--format": format},
    )
    if source:
        from cddctl.commands.returns import record_files

        code = record_files(
            [*source, *(words or [])],
            month=month,
            province=province,
            nation=nation,
            received=received,
            by=by,
            dry_run=dry_run,
            partial=partial,
            format=format or "table",
            as_of=context.typed_today,
            register=context.typed_register,
            schedules=context.typed_schedules,
        )
        raise typer.Exit(code)
    from cddctl.commands.record import record_words

    record_words(
        words or [],
        month=month,
        province=province,
        period=period,
        note=note,
        not_applicable=not_applicable,
        received=received,
        by=by,
        dry_run=dry_run,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )


def _check_together(
    source: list[str] | None,
    *,
    for_words: Mapping[str, object],
    for_files: Mapping[str, object],
) -> None:
    """Refuse options that say nothing beside the others."""
    for option, value in (for_words if source else for_files).items():
        if value is not None:
            raise UsageRefused(
                _("{option} does not go with --from; leave one out").format(option=option)
                if source
                else _("{option} goes with --from PATH; leave it out, or add that").format(
                    option=option
                )
            )
