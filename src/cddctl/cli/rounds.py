"""`cddctl extend`, `cddctl close`, `cddctl reopen`: what is done to a round beside recording."""

from typing import Annotated

import typer

from cddctl.cli.options import (
    AsOfOption,
    MonthOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
)
from cddctl.i18n import N_

EXTEND_HELP = N_("Give a district a later date, for one database or for all that it enters.")
EXTEND_EXAMPLE = N_(
    "Example: cddctl extend mae-mo leaders --month 2018-09 --until 2018-09-14 --reason flood"
)
CLOSE_HELP = N_("Mark a month's report as sent: keep it as it is, and refuse further entries.")
CLOSE_EXAMPLE = N_("Example: cddctl close --month 2018-09 --by Somsak")
REOPEN_HELP = N_("Let a closed month be recorded for again; the report that was sent stays.")
REOPEN_EXAMPLE = N_('Example: cddctl reopen --month 2018-09 --reason "Mae Mo was wrong"')

_By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="CDDCTL_BY",
        show_envvar=False,
        help=N_("Who does it; else CDDCTL_BY."),
    ),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help=N_("Show what would be done, do nothing."))
]
_Reason = Annotated[
    str | None, typer.Option("--reason", metavar="T", help=N_("Why, in a few words; it is kept."))
]


def extend(
    *,
    district: Annotated[
        str | None,
        typer.Argument(metavar="DISTRICT", help=N_("The district, by name or code.")),
    ] = None,
    database: Annotated[
        str | None,
        typer.Argument(
            metavar="DATABASE", help=N_("One database; all that the district enters if not said.")
        ),
    ] = None,
    month: MonthOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            help=N_("The date that holds instead; the day itself is in time."),
        ),
    ] = None,
    reason: _Reason = None,
    province: ProvinceOption = None,
    by: _By = None,
    dry_run: _DryRun = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.rounds import extend_date

    extend_date(
        district=district,
        database=database,
        month=month,
        until=until,
        reason=reason,
        province=province,
        by=by,
        dry_run=dry_run,
        as_of=as_of,
        register=register,
        schedules=schedules,
    )


def close(
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help=N_("Close it though something is outstanding; say why.")),
    ] = False,
    reason: _Reason = None,
    by: _By = None,
    dry_run: _DryRun = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.rounds import close_round

    close_round(
        month=month,
        province=province,
        by=by,
        incomplete=incomplete,
        reason=reason,
        dry_run=dry_run,
        as_of=as_of,
        register=register,
        schedules=schedules,
    )


def reopen(
    *,
    month: MonthOption = None,
    reason: _Reason = None,
    province: ProvinceOption = None,
    by: _By = None,
    dry_run: _DryRun = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.rounds import reopen_round

    reopen_round(
        month=month,
        province=province,
        by=by,
        reason=reason,
        dry_run=dry_run,
        as_of=as_of,
        register=register,
        schedules=schedules,
    )
