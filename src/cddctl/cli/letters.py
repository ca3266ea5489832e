"""Shared by `letter` and `memo`: the settings of the office's letters, and where documents go."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free
from cddctl.cli.output import write_made
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.sent import find_sent_report, say_sent_report
from cddctl.errors import ScheduleRefused
from cddctl.i18n import _
from cddctl.places import Place, Scope
from cddctl.schedule.letter import LetterSettings

if TYPE_CHECKING:
    from datetime import date

    from cddctl.periods import Month
    from cddctl.render.letter.compose import Letter
    from cddctl.report.form import Report
    from cddctl.schedule.model import Source

    Composed = Callable[[Report, str | None, Source, LetterSettings, date], Letter]


_THAI = {
    "letter-open": "หนังสือแจ้ง",
    "letter-follow-up": "หนังสือติดตาม",
    "letter-thanks": "หนังสือขอบคุณ",
    "letter-up": "หนังสือนำส่ง",
    "memo": "บันทึกข้อความ",
}
"""The Thai names of the documents in file names."""


def letter_settings(context: Context, province: Place) -> tuple[LetterSettings, bytes | None]:
    """The settings of a province's letters as of today, and its picture of the garuda.

    No letter refers to a later one. Raises `ScheduleRefused`.
    """
    context.refuse_missing_schedules()
    library = context.calendars.library
    path = library.letter_file(province)
    if path is None:
        raise ScheduleRefused(
            _(
                "there is no letter.yaml for {province}; what its letters need is asked for by "
                "cddctl letter --setup"
            ).format(province=province.name)
        )
    letter, garuda = library.letter(path)
    earlier = tuple(each for each in letter.references if each.date <= context.today)
    reply_to = context.reply_to(province)
    return letter.model_copy(update={"reply_to": reply_to, "references": earlier}), garuda


def letter_on_sent_report(
    context: Context, province: Place, typed_month: str | None, compose: "Composed"
) -> "tuple[Letter, Report, bytes | None]":
    """A letter on the report of a round that was closed, the report, and the garuda."""
    settings, garuda = letter_settings(context, province)
    asked = parsed_month(typed_month)
    with context.open_register() as register:
        month = asked or context.usual_month(register, [province])
        sent_report = find_sent_report(register, province, month)
    say_schedule(sent_report.schedule, month.fiscal_year)
    say_month(typed_month, month)
    say_sent_report(sent_report)
    [report] = sent_report.reports([Scope.of(province)])
    order = context.calendar(None).schedule(month.fiscal_year).source
    letter = compose(report, sent_report.closing.reason, order, settings, context.today)
    return letter, report, garuda


def usual_name(kind: str, province: Place, month: "Month", office: Place | None = None) -> Path:
    """The name of a document that was given none; an office's has its code, as names repeat."""
    to = f"-{office.code}-{office.id}" if office else ""
    whose = (province.name_th, office.name_th) if office else (province.name_th,)
    return Path(
        usual(
            f"{kind}-{province.id}{to}-{month.buddhist}.docx",
            _THAI[kind],
            *whose,
            f"{month.buddhist}.docx",
        )
    )


def write_document(path: Path, content: Callable[[], bytes], *, force: bool) -> None:
    """Write a document and print its path, or the document itself to stdout for `-`."""
    check_free(path, force=force)
    write_made(content(), path, force=force)
