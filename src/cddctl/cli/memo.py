"""`cddctl memo`: the memorandum (บันทึกข้อความ) on a report that was closed."""

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.letters import (
    letter_on_sent_report,
    usual_name,
    write_document,
)
from cddctl.cli.options import (
    DocumentOption,
    ForceOption,
    NoEnclosuresOption,
    ProvinceOption,
    UsualMonthOption,
)
from cddctl.cli.paths import check_ending
from cddctl.i18n import N_


@command(example=N_("Example: cddctl memo --month 2018-09"))
def memo(
    ctx: typer.Context,
    *,
    month: UsualMonthOption = None,
    province: ProvinceOption = None,
    no_enclosures: NoEnclosuresOption = False,
    output: DocumentOption = None,
    force: ForceOption = False,
) -> None:
    """Write the memorandum that covers the report as it was sent."""
    from cddctl.render.letter.document import saved
    from cddctl.render.letter.enclosures import enclose_form
    from cddctl.render.letter.pages import memo_pages
    from cddctl.render.letter.report import memo_of

    check_ending(output, ".docx")
    context = Context.of(ctx)
    place = context.province(province)
    letter, report, garuda = letter_on_sent_report(context, place, month, memo_of)

    def content() -> bytes:
        document = memo_pages(letter, garuda)
        if not no_enclosures:
            enclose_form(document, report)
        return saved(document, clock.utc_now())

    write_document(output or usual_name("memo", place, report.month), content, force=force)
