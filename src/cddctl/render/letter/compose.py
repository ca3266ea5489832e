"""The text of a letter to the districts: chosen and filled in from the status of a round.

A round is here the databases of a month that the districts enter and that its report shows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cddctl.periods import Month
from cddctl.places import Place
from cddctl.render.labels import date_label, month_label
from cddctl.render.letter import words
from cddctl.render.paper.widths import width_of
from cddctl.schedule.due import regular_date
from cddctl.schedule.letter import LetterKind, LetterSettings
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, Status
from cddctl.thai import thai_digits
from cddctl.wording import say_list

_ADDRESS_WIDTH = 28.0
"""The width of a line of the letterhead's address, in digits of the font."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a letter; one with a number is an item of a list."""

    text: str
    number: str = ""


class Letter(NamedTuple):
    """The text of a letter or memorandum, part by part as it is printed."""

    number: str
    letterhead: tuple[str, str]
    """The office, and its address."""
    date: str
    subject: str
    to: str
    references: tuple[str, ...]
    enclosures: tuple[str, ...]
    body: tuple[Paragraph, ...]
    name: str
    position: tuple[str, ...]
    owner: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterRound:
    """The round that letters to the districts report on, as it is today."""

    schedule: Schedule
    month: Month
    status: Status
    today: date

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or nothing is outstanding."""
        return self.status.closed is not None or not self.status.outstanding()

    def usual_kind(self) -> LetterKind:
        """The kind of letter that fits the day and the reports so far."""
        if self.is_over:
            return LetterKind.THANKS
        has_begun = any(standing.state.has_counts for standing in self.status.all())
        last = max(map(regular_date, self.status.periods))
        is_early = not has_begun and self.today <= last
        return LetterKind.OPEN if is_early else LetterKind.FOLLOW_UP


def letter_to_all(
    round_: LetterRound, kind: LetterKind, settings: LetterSettings, *, is_enclosed: bool
) -> Letter:
    """The letter to every district."""
    own = settings.texts.of(kind)
    values = _values(round_, settings)
    texts = own or _usual_texts(round_, kind, settings, is_enclosed=is_enclosed)
    body = tuple(Paragraph(text.format(**values)) for text in texts)
    return _letter(round_, kind, settings, settings.addressee, body, is_enclosed=is_enclosed)


def letter_to_office(
    round_: LetterRound,
    kind: LetterKind,
    settings: LetterSettings,
    office: Place,
    *,
    is_enclosed: bool,
) -> Letter:
    """The letter to one district; a follow-up lists the databases it owes."""
    to = words.DISTRICT_CHIEF.format(name=office.name_th)
    whole = letter_to_all(round_, kind, settings, is_enclosed=is_enclosed)
    body = whole.body
    if kind is LetterKind.FOLLOW_UP:
        owed = [
            standing for standing in round_.status.owed(round_.today) if standing.office == office
        ]
        body = _with_owed(round_, settings, owed, body, is_enclosed=is_enclosed)
    return _letter(round_, kind, settings, to, body, is_enclosed=is_enclosed)


def letter_of(
    settings: LetterSettings,
    today: date,
    *,
    subject: str,
    to: str,
    references: Iterable[str],
    enclosures: Sequence[str],
    body: tuple[Paragraph, ...],
) -> Letter:
    """A letter with the parts that all letters of an office share."""
    head, owner = settings.letterhead, settings.owner
    return Letter(
        number=thai_digits(head.number),
        letterhead=(head.office, _address(head.address)),
        date=date_label(today, digits="thai"),
        subject=subject,
        to=to,
        references=tuple(references),
        enclosures=tuple(enclosures),
        body=body,
        name=settings.signatory.name,
        position=settings.signatory.position,
        owner=(*owner.unit, words.PHONE.format(phone=thai_digits(owner.phone))),
    )


def listed(outcomes: Iterable[tuple[str, str]]) -> tuple[Paragraph, ...]:
    """The items of a list of databases and how far each is; those that are alike share an item.

    A single item has no number.
    """
    names: dict[str, list[str]] = {}
    for database, outcome in outcomes:
        names.setdefault(outcome, []).append(database)
    return tuple(
        Paragraph(
            _with_outcome(databases, outcome), thai_digits(f"{number}.") if len(names) > 1 else ""
        )
        for number, (outcome, databases) in enumerate(names.items(), 1)
    )


def _with_outcome(databases: Sequence[str], outcome: str) -> str:
    if len(databases) == 1:
        return f"{databases[0]}: {outcome}"
    return words.OUTCOME_OF_SEVERAL.format(
        outcome=outcome, count=thai_digits(len(databases)), databases=say_list(databases)
    )


def enclosures_of(schedule: Schedule) -> tuple[str, ...]:
    """The enclosures of a letter to the districts."""
    year = thai_digits(schedule.year_of_letter)
    return (
        words.ENCLOSED_SCHEDULE.format(year=year),
        words.ENCLOSED_LOGIN,
        words.ENCLOSED_FORM,
    )


def has_enclosures(kind: LetterKind) -> bool:
    """Whether a kind of letter asks for something, and so encloses how it is done."""
    return kind is not LetterKind.THANKS


def _letter(
    round_: LetterRound,
    kind: LetterKind,
    settings: LetterSettings,
    to: str,
    body: tuple[Paragraph, ...],
    *,
    is_enclosed: bool,
) -> Letter:
    is_thanks = kind is LetterKind.THANKS
    subject = words.SUBJECT_OF_THANKS if is_thanks else words.SUBJECT
    return letter_of(
        settings,
        round_.today,
        subject=subject.format(year=thai_digits(round_.month.fiscal_year)),
        to=to,
        references=(
            words.REFERENCE.format(
                issuer=reference.issuer,
                letter=thai_digits(reference.letter),
                date=date_label(reference.date, digits="thai"),
            )
            for reference in settings.references
        ),
        enclosures=enclosures_of(round_.schedule) if is_enclosed else (),
        body=body,
    )


def _address(lines: Sequence[str]) -> str:
    """An address on one line if it fits its place, else in the lines that it was given in."""
    address = " ".join(lines)
    return thai_digits(address if width_of(address) <= _ADDRESS_WIDTH else "\n".join(lines))


def _values(round_: LetterRound, settings: LetterSettings) -> dict[str, str]:
    """The values of the placeholders of a text, in Thai digits."""
    owing = round_.status.owing(round_.today)
    periods = round_.status.periods
    return {
        "month": month_label(round_.month, digits="thai"),
        "year": thai_digits(round_.month.fiscal_year),
        "count": thai_digits(len(periods)),
        "none": thai_digits(len(owing.none)),
        "part": thai_digits(len(owing.part)),
        "deadline": _deadline(map(regular_date, periods)),
        "reply_to": settings.reply_to,
    }


def _deadline(dates: Iterable[date]) -> str:
    """A date, or several with how many databases each is for."""
    counts = Counter(dates)
    if len(counts) == 1:
        return date_label(*counts, digits="thai")
    return " และวันที่ ".join(
        f"{date_label(day, digits='thai')} ({thai_digits(count)} ฐานข้อมูล)"
        for day, count in sorted(counts.items())
    )


def _usual_texts(
    round_: LetterRound, kind: LetterKind, settings: LetterSettings, *, is_enclosed: bool
) -> tuple[str, str, str]:
    """Our paragraphs for a kind of letter, with placeholders."""
    cause = _cause(settings)
    if kind is LetterKind.THANKS:
        return cause, words.THANKED.replace("{outcome}", _outcome(round_.status)), words.TO_KNOW
    how = _how(map(regular_date, round_.status.periods), round_.today, is_enclosed=is_enclosed)
    if kind is LetterKind.OPEN:
        request = words.REQUEST.replace("{how}", how)
        return cause, words.OPENING.replace("{request}", request), words.TO_ACT
    finding = words.FINDING.replace("{finding}", _finding(round_))
    return cause, finding + words.AS_ASKED.replace("{how}", how), words.TO_ACT


def _cause(settings: LetterSettings) -> str:
    lead = words.REFERRED if settings.references else words.NOT_REFERRED
    return words.CAUSE.replace("{lead}", lead)


def _how(dates: Iterable[date], today: date, *, is_enclosed: bool, how: str = words.HOW) -> str:
    """By which way and when to enter and to report; once the last date has passed, at once."""
    is_late = max(dates) < today
    how = how.replace("{by}", words.AT_ONCE if is_late else words.BY)
    how = how.replace("{also}", words.ALSO_AT_ONCE if is_late else "")
    return how + (words.ENCLOSED if is_enclosed else "")


def _finding(round_: LetterRound) -> str:
    owing = round_.status.owing(round_.today)
    if owing.none and owing.part:
        return words.BOTH
    return words.NONE if owing.none else words.PART


def _outcome(status: Status) -> str:
    is_complete = not status.outstanding()
    if status.closed is None:
        return words.COMPLETE
    return words.COMPLETE_AND_SENT if is_complete else words.SENT


def _with_owed(
    round_: LetterRound,
    settings: LetterSettings,
    owed: Sequence[Standing],
    body: tuple[Paragraph, ...],
    *,
    is_enclosed: bool,
) -> tuple[Paragraph, ...]:
    """A follow-up's paragraphs for one office, with the list of the databases it owes."""
    office = owed[0].office
    items = listed(map(_item, owed))
    values = {
        "name": office.name_th,
        "month": month_label(round_.month, digits="thai"),
        "owed": thai_digits(len(owed)),
    }
    if settings.texts.follow_up is not None:
        lead = Paragraph(words.OWES_BESIDE.format(**values))
        return (*body[:-1], lead, *items, body[-1])
    dates = [standing.until for standing in owed]
    request = _how(dates, round_.today, is_enclosed=is_enclosed, how=words.REQUEST_IN_SHORT).format(
        deadline=_deadline(dates), reply_to=settings.reply_to
    )
    lead = Paragraph(words.OFFICE_OWES.format(**values))
    return (body[0], lead, *items, Paragraph(request), body[-1])


def _item(standing: Standing) -> tuple[str, str]:
    """A database that an office owes, and how far it is."""
    period, entry = standing.period, standing.entry
    database = period.database.short_name
    if period.of > 1:
        database += words.PERIOD.format(number=thai_digits(period.number))
    if entry is None:
        return database, words.NOT_REPORTED
    return database, words.INCOMPLETE.format(
        recorded=thai_digits(f"{entry.recorded_sum:,}"),
        total=thai_digits(f"{entry.total:,}"),
    )
