"""`record --from … --replies DIR`: a text for LINE to each office whose file was refused."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cddctl.cli.context import Context
from cddctl.cli.files import make_folder
from cddctl.cli.output import say, write_all
from cddctl.cli.remind import text_file
from cddctl.i18n import _, in_language, language
from cddctl.ledger.settling import Outcome
from cddctl.periods import FiscalYear
from cddctl.places import Place, province_of
from cddctl.render.mend import request_to_mend


def write_requests(
    context: Context,
    outcomes: Sequence[Outcome],
    folder: Path,
    again: Callable[[], Sequence[Outcome]],
) -> None:
    """Write a text to each office with a refused file, and print the paths.

    `again` checks the files once more, so that what is wrong with them is told in Thai.
    """
    if not any(outcome.problems for outcome in outcomes):
        return
    if language() != "th":
        with in_language("th"):
            outcomes = again()
    refused: dict[Place, list[Outcome]] = {}
    for outcome in outcomes:
        if not outcome.problems:
            continue
        if not outcome.source.offices:
            say(
                _("no text to mend {file}: whose it is is not known").format(
                    file=outcome.source.name
                )
            )
        for office in outcome.source.offices:
            refused.setdefault(office, []).append(outcome)
    make_folder(folder)
    texts = []
    for office, of_office in refused.items():
        province = province_of(office.code)
        units = context.calendar(province).schedule_for_words(FiscalYear.of(context.today)).units
        name = "-".join(dict.fromkeys(["mend", province.id, office.code, office.id]))
        parts = request_to_mend(office, of_office, units)
        texts.append((_free(folder, name), text_file(parts)))
    write_all(texts, force=False)


def _free(folder: Path, name: str) -> Path:
    """A name that no file has yet: a text of before stays."""
    path, number = folder / f"{name}.txt", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.txt"
    return path
