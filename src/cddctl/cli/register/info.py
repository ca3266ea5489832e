"""`cddctl register info`."""

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.lost import say_lacking
from cddctl.cli.options import TableOrJsonOption
from cddctl.cli.output import say, show, write_data
from cddctl.i18n import N_, _
from cddctl.periods import thai_time
from cddctl.register.copies import lacking, last_copy
from cddctl.register.summary import summary_of

_OLD = 14
"""A backup older than this many days is old, if something was recorded since."""


@command(example=N_("Example: cddctl register info"))
def info(
    ctx: typer.Context,
    *,
    format: TableOrJsonOption = "table",  # noqa: A002 (the option's name)
) -> None:
    """Show the contents of the register, and when it was last backed up."""
    from cddctl.render.data.register import info_json
    from cddctl.render.tables.info import info_table

    context = Context.of(ctx)
    path = context.register_path.absolute()
    summary = summary_of(path)
    today = clock.today()
    backup = last_copy(path, today)
    schedules = context.remembered_schedules
    if schedules is None and context.own_schedules.is_dir():
        schedules = context.own_schedules
    if format == "json":
        write_data(info_json(path, summary, backup, today, schedules), None)
    else:
        show(*info_table(path, summary, backup, today, schedules))
    if (missing := lacking(path, exactly=True)) is not None:
        say_lacking(path, missing)
    context.say_missing_schedules()
    if backup is None:
        say(_("warning: there is no backup beside the register; make one: cddctl register backup"))
    elif summary.last is not None:
        since = thai_time(summary.last.at).date() - backup[1]
        if since.days > 0 and (today - backup[1]).days > _OLD:
            say(_("warning: the last backup is old; make one: cddctl register backup"))
