"""`record --from … --replies DIR`: a text for LINE to each office whose file was refused."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cddctl.cli.context import Context
from cddctl.cli.filenames import usual
from cddctl.cli.files import free_path, make_folder
from cddctl.cli.output import say, write_all
from cddctl.i18n import _, in_language, language
from cddctl.ledger.sources import Outcome
from cddctl.periods import FiscalYear
from cddctl.places import Place, province_of
from cddctl.render.mend import request_to_mend
from cddctl.render.remind import text_file


def write_requests(
    context: Context,
    folder: Path,
    outcomes: Sequence[Outcome],
    again: Callable[[], Sequence[Outcome]],
) -> None:
    """Write a text to each office with a refused file, and print the paths."""
    if not any(outcome.problems for outcome in outcomes):
        return
    refused: dict[Place, list[Outcome]] = {}
    for outcome in in_thai(outcomes, again):
        if not outcome.problems:
            continue
        if not outcome.to_mend:
            say(_("no text to mend {file}: its round is closed").format(file=outcome.source.name))
            continue
        if not outcome.source.offices:
            say(
                _("no text to mend {file}: whose it is is not known").format(
                    file=outcome.source.name
                )
            )
        for office in outcome.source.offices:
            refused.setdefault(office, []).append(outcome)
    if not refused:
        return
    make_folder(folder)
    texts = []
    for office, of_office in refused.items():
        province = province_of(office.code)
        english = "-".join(dict.fromkeys(["mend", province.id, office.code, office.id]))
        name = usual(english, "แจ้งแก้ไข", office.name_th)
        parts = _request(context, office, of_office)
        texts.append((free_path(folder, f"{name}.txt"), text_file(parts)))
    write_all(texts, force=False)


def in_thai(
    outcomes: Sequence[Outcome], again: Callable[[], Sequence[Outcome]]
) -> Sequence[Outcome]:
    """The outcomes with their problems in Thai; `again` checks the files once more."""
    if language() == "th" or not any(outcome.problems for outcome in outcomes):
        return outcomes
    with in_language("th"):
        return again()


def text_to_mend(context: Context, refused: Sequence[Outcome]) -> bytes:
    """A text file with the problems of a file, to each office that has to mend it.

    Where there is none, as in a closed round, it is for the province: the reasons alone.
    """
    sent_back = [outcome for outcome in refused if outcome.to_mend or not outcome.problems]
    offices = dict.fromkeys(office for outcome in sent_back for office in outcome.source.offices)
    parts = [part for office in offices for part in _request(context, office, sent_back)]
    if not offices:
        problems = [f"{problem}" for outcome in refused for problem in outcome.problems]
        parts = ["\n".join(problems)]
    return text_file(parts)


def _request(context: Context, office: Place, refused: Sequence[Outcome]) -> list[str]:
    province = province_of(office.code)
    calendar = context.calendar(province)
    units = calendar.schedule_for_names(FiscalYear.of(context.today)).units
    return request_to_mend(office, refused, units, context.reply_to(province))
