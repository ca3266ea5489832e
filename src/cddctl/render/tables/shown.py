"""A status to show on the terminal, and the text of its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from cddctl.i18n import N_, _
from cddctl.ledger.entries import Share, State
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, Status, Tally
from cddctl.wording import percent

STATES = {
    State.NONE: N_("nothing reported"),
    State.INCOMPLETE: N_("incomplete"),
    State.COMPLETE: N_("complete"),
    State.NOT_APPLICABLE: N_("not applicable yet"),
}
"""The states in the words of Lampang's letter."""

_OFFICE_AT_80 = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """A status with the schedule, months and day to show it for."""

    status: Status
    schedule: Schedule
    months: tuple[Month, ...]
    """One month, or all of the fiscal year."""
    today: date

    @property
    def month(self) -> Month | None:
        """The month, if there is only one."""
        return self.months[0] if len(self.months) == 1 else None

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year of the months."""
        return self.months[0].fiscal_year

    def closed(self, status: Status) -> date | None:
        """The day a province's round was closed; None for a year, which has several rounds."""
        return status.closed if self.month else None

    def tally(self, standings: Iterable[Standing]) -> Tally:
        """The sums of standings, as of today."""
        return Tally.of(standings, self.today)


def number_of(period: Period, periods: Sequence[Period]) -> str:
    """The number of its database; with the period's if the database has several in the month."""
    same = sum(other.database.id == period.database.id for other in periods)
    return f"{period.database.number}/{period.number}" if same > 1 else str(period.database.number)


def short_code(office: Place) -> str:
    """The last two digits of a district's code; 00 for the provincial office."""
    return office.code[2:] or "00"


def office_label(office: Place, *, roomy: bool) -> str:
    """An office with its short code; unless `roomy`, its name is broken into several lines."""
    name = office.name
    if office.is_province:
        name = _("{province} (province)").format(province=name)
    return _label(short_code(office), name, roomy=roomy)


def province_label(province: Place, *, roomy: bool) -> str:
    """A province with its code; unless `roomy`, its name is broken into several lines."""
    return _label(province.code, province.name, roomy=roomy)


def say_state(standing: Standing) -> str:
    """The state in words, with recorded and total if it is incomplete."""
    state = _(STATES[standing.state])
    entry = standing.entry
    if entry is None or standing.state is not State.INCOMPLETE:
        return state
    return f"{state} {entry.recorded_sum:,}/{entry.total:,}"


def say_share(share: Share) -> str:
    """Reported of expected; - if nothing is expected, blank if there are no offices."""
    if not share.expected:
        return "-" if share.offices else ""
    return f"{share.reported:,}/{share.expected:,}"


def say_amounts(tally: Tally, *, folded: bool = False) -> str:
    """Recorded of the total; blank if nothing was reported."""
    if not tally.share.reported:
        return ""
    slash = "/\n" if folded else "/"
    return f"{tally.recorded:,}{slash}{tally.total:,}"


def say_rate(tally: Tally, part: int) -> str:
    """A part of those expected, with percent; - if none is expected."""
    if not tally.share.expected:
        return "-"
    return f"{part:,}/{tally.share.expected:,} ({percent(part, tally.share.expected)} %)"


def _label(code: str, name: str, *, roomy: bool) -> str:
    lines = [""]
    for word in name.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if roomy or not lines[-1] or cell_len(joined) <= _OFFICE_AT_80:
            lines[-1] = joined
        else:
            lines.append(word)
    return f"{code} " + "\n   ".join(lines)
