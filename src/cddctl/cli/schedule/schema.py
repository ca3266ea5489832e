"""`cddctl schedule schema`: writes the JSON Schema of schedule files."""

import typer

from cddctl.cli.command import command
from cddctl.cli.options import ForceOption, OutputOption
from cddctl.cli.output import write_data
from cddctl.i18n import N_
from cddctl.schedule.schema import schedule_schema


@command(example=N_("Example: cddctl schedule schema -o schedules/schedule.schema.json"))
def schema(
    ctx: typer.Context,  # noqa: ARG001 (each command takes it)
    *,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Write the schema to a file, or to stdout."""
    write_data(schedule_schema(), output, force=force)
