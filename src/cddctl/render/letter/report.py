"""The paper sent up with a closed report: a memorandum, or a letter to the Director-General."""

from datetime import date

from cddctl.errors import DataRefused
from cddctl.i18n import _, in_language
from cddctl.ledger.entries import State
from cddctl.render.labels import date_label, month_label
from cddctl.render.letter import words
from cddctl.render.letter.compose import Letter, Paragraph, letter_of, listed
from cddctl.render.notes import counted_offices
from cddctl.report.form import Report
from cddctl.report.rows import Row
from cddctl.schedule.letter import ACCOUNT_TOLD, LetterSettings, names_an_account
from cddctl.schedule.model import Source
from cddctl.thai import thai_digits
from cddctl.wording import say_list


def memo_of(
    report: Report, reason: str | None, order: Source, settings: LetterSettings, today: date
) -> Letter:
    """The memorandum to the governor on a report as it was sent; `order` is the letter asking it.

    `reason` is why it was sent incomplete.
    """
    name = report.scope.province.name_th
    ordered = words.ORDERED.format(
        issuer=order.issuer,
        letter=thai_digits(order.letter),
        date=date_label(order.date, digits="thai"),
    )
    memo = letter_of(
        settings,
        today,
        subject=_subject(report),
        to=words.GOVERNOR.format(name=name),
        references=(),
        enclosures=(),
        body=_body(report, reason, ordered, words.WHO_OFFICE, words.REPORT_ENCLOSED),
    )
    return memo._replace(position=(words.HEAD_OF_OFFICE.format(name=name),), number=_own(memo))


def letter_up(
    report: Report, reason: str | None, order: Source, settings: LetterSettings, today: date
) -> Letter:
    """The letter to the Director-General that covers a report as it was sent."""
    who = words.WHO_PROVINCE.format(name=report.scope.province.name_th)
    reference = words.REFERENCE.format(
        issuer=order.issuer,
        letter=thai_digits(order.letter),
        date=date_label(order.date, digits="thai"),
    )
    month = month_label(report.month, digits="thai")
    letter = letter_of(
        settings,
        today,
        subject=_subject(report),
        to=words.DIRECTOR_GENERAL,
        references=(reference,),
        enclosures=(words.ENCLOSED_REPORT.format(month=month),),
        body=_body(report, reason, words.ORDERED_BY_REFERENCE, who, words.REPORT_SENT_WITH),
    )
    return letter._replace(number=_own(letter))


def _own(letter: Letter) -> str:
    """The number without the mark of letters to several (ว)."""
    return letter.number.removesuffix("ว")


def _subject(report: Report) -> str:
    return words.SUBJECT_OF_REPORT.format(month=month_label(report.month, digits="thai"))


def _body(
    report: Report, reason: str | None, ordered: str, who: str, enclosed: str
) -> tuple[Paragraph, ...]:
    """The number of databases, the incomplete ones and why, and the enclosures."""
    incomplete = [row for row in report.rows if row.state.is_outstanding]
    unfinished = [row for row in report.rows if row.state is not State.COMPLETE]
    results = _results(report, len(incomplete))
    if incomplete and reason:
        results += words.BECAUSE.format(reason=reason)
    items = listed((row.period.database.short_name, _row(row)) for row in unfinished)
    reported = words.REPORTED.format(
        who=who,
        month=month_label(report.month, digits="thai"),
        count=thai_digits(len(report.rows)),
        results=f"{results} {enclosed}" + (words.AS_FOLLOWS if items else ""),
    )
    body = (Paragraph(ordered), Paragraph(reported), *items, Paragraph(words.TO_KNOW))
    if any(names_an_account(paragraph.text) for paragraph in body):
        raise DataRefused(_("a note or reason in the report: {why}").format(why=_(ACCOUNT_TOLD)))
    return body


def _results(report: Report, incomplete: int) -> str:
    """How many databases are complete, not due yet, and incomplete."""
    states = [row.state for row in report.rows]
    complete, not_yet = states.count(State.COMPLETE), states.count(State.NOT_APPLICABLE)
    if complete == len(states):
        return words.ALL_COMPLETE
    parts = (
        (complete, words.ROWS_COMPLETE),
        (not_yet, words.ROWS_NOT_YET),
        (incomplete, words.ROWS_INCOMPLETE),
    )
    *most, last = [text.format(count=thai_digits(n)) for n, text in parts if n]
    return words.DIVIDED.format(most=" ".join(most), last=last) if most else last


def _row(row: Row) -> str:
    """The gaps of a database: offices that have entered nothing, and incomplete ones."""
    if row.state is State.NOT_APPLICABLE:
        reasons = say_list(reason.text for reason in row.reasons)
        return words.ROW_NOT_YET.format(reasons=reasons)
    part = [answer.office for answer in row.answers if answer.state is State.INCOMPLETE]
    parts = ((row.missing, words.ROW_NONE), (part, words.ROW_PART))
    with in_language("th"):
        return " ".join(
            text.format(offices=counted_offices(places, digits="thai"))
            for places, text in parts
            if places
        )
