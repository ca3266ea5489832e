"""`cddctl due`: which periods a month or a fiscal year holds."""

from cddctl.cli.options import (
    AsOfOption,
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    OutputOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
)
from cddctl.i18n import N_

HELP = N_("Show which periods are due in a month, or in a fiscal year.")
EXAMPLE = N_("Example: cddctl due --month 2018-09 --province lampang")


def due(
    *,
    month: MonthOption = None,
    year: YearOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.due import show_due

    show_due(
        month=month,
        year=year,
        province=province,
        format=format.value,
        output=output,
        force=force,
        as_of=as_of,
        register=register,
        schedules=schedules,
    )
