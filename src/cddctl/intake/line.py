"""One line of a reply, however it is typed: 3 ผู้นำ ทั้งหมด=120 คน=118."""

import re

from cddctl.errors import CddctlError, DataRefused
from cddctl.exchange.forms import Round
from cddctl.exchange.replies import TOTAL
from cddctl.i18n import _
from cddctl.intake.databases import check_row, database_at
from cddctl.intake.words import (
    DASHES,
    RECORDED_KEY,
    TOTAL_KEY,
    Counts,
    Units,
    counts_within,
    not_done,
    pair_in,
    read_counts,
)
from cddctl.ledger.drafts import Draft
from cddctl.notes import check_note, check_reason
from cddctl.places import Place
from cddctl.schedule.due import Period, check_enters
from cddctl.schedule.model import Database

_WHICH = re.compile(r"\s*\(?\s*งวด\s*(?:ที่)?\s*(?P<number>\d{1,2})(?!\d)\s*\)?")
_NOTE = re.compile(r"(?P<bracket>\()?หมายเหตุ\s*[:=]?\s*(?P<note>.*)")
_NOT_YET = re.compile(r"ยังไม่ถึง(?:เวลา|กำหนด)(?:บันทึก(?:ข้อมูล)?)?")
_DONE = re.compile(r"ครบ|เรียบร้อย|ส่งแล้ว|บันทึก")
"""Not a reason for "not applicable yet": these say that everything is entered."""
_LEADING = " \t:=," + DASHES
"""The signs that may separate a word from the reason after it."""


def begins_with_name(text: str, round_: Round) -> bool:
    """Whether a line begins with the name of a database; a number alone does not identify one."""
    try:
        _database, _rest, is_named = database_at(text, round_)
    except CddctlError:
        return False
    return is_named


def read_line(text: str, round_: Round, office: Place) -> tuple[Period, Draft | None]:
    """The period that a line is about, and its draft; None where nothing is filled in.

    Raises `CddctlError` where any part is not understood.
    """
    database, rest, is_named = database_at(text, round_)
    period, rest = _period_of(database, rest, round_)
    check_enters(database, office)
    try:
        draft, has_total = _draft_in(rest, period, round_, office)
    except DataRefused:
        if not is_named and rest[:1].isdigit():  # counts, maybe of another database
            check_row(database, round_)
        raise
    if not is_named and draft is not None:
        check_row(database, round_)
    if not is_named and draft is None and not has_total:
        # The line as printed would mean more: this may be a number that slipped off its line.
        raise DataRefused(_("what is {word!r}?").format(word=text.strip()))
    return period, draft


def _draft_in(text: str, period: Period, round_: Round, office: Place) -> tuple[Draft | None, bool]:
    """The draft in the words behind the name of a database, and whether the total is named."""
    rest, note = _note_of(text, round_)
    units = Units.of(period.database, round_.schedule)
    if pair := pair_in(rest, units):
        total = pair.pop(TOTAL_KEY)
        return Draft(period, office, total, pair, note=note), True
    if match := _NOT_YET.search(rest):
        before = read_counts(rest[: match.start()], units, dash_ends=False)
        if before.given or before.is_none or before.is_done:
            raise _counts_given()
        reason = _without_brackets(rest[match.end() :])
        return _not_yet(period, office, reason, note, units, is_said=True), False
    counts = read_counts(rest, units, dash_ends=True)
    if counts.dashes and not (counts.given or counts.is_none or counts.is_done):
        if not {*counts.dashes} - {"", RECORDED_KEY}:
            raise DataRefused(
                _("what does - stand for? write the numbers, or ยังไม่ถึงเวลา and the reason")
            )
        reason = _without_brackets(counts.rest)
        return _not_yet(period, office, reason, note, units), False
    if any(counts.dashes):
        raise DataRefused(
            _("- stands for what it is not time for yet; write 0, or leave the cell blank")
        )
    return _draft(period, office, counts, note), TOTAL_KEY in counts.by_name


def _period_of(database: Database, rest: str, round_: Round) -> tuple[Period, str]:
    """The period of a database in the month of the round, and the rest of the line."""
    round_.check_has(database)
    if match := _WHICH.match(rest):
        period = round_.period_of(database.id, match["number"], int(match["number"]))
        return period, rest[match.end() :]
    return round_.period_of(database.id), rest


def _note_of(text: str, round_: Round) -> tuple[str, str | None]:
    """A line without its note, and the note; counts in it may belong elsewhere: refused."""
    match = _NOTE.search(text)
    if match is None:
        return text, None
    note = match["note"].strip()
    if match["bracket"]:
        note = note.removesuffix(")").strip()
    if not any(letter.isalnum() for letter in note):
        return text[: match.start()], None
    check_note(note)
    if word := counts_within(note, round_.schedule):
        message = _("the note has a count in it, {word!r}; write the counts before the note")
        raise DataRefused(message.format(word=word))
    return text[: match.start()], note


def _without_brackets(text: str) -> str:
    """A reason without the brackets or signs that part it from the words before it."""
    reason = text.lstrip(_LEADING + ".)").strip()
    if reason.startswith("(") and reason.endswith(")"):
        reason = reason[1:-1].strip()
    return reason


def _draft(period: Period, office: Place, counts: Counts, note: str | None) -> Draft | None:
    """The draft for the counts of a line."""
    given = counts.given
    if counts.is_none:
        if any(given.values()) or counts.is_done:
            raise DataRefused(_("it says that there are none, but counts above 0 are given"))
        return Draft(period, office, 0, dict.fromkeys(period.database.counts, 0), note=note)
    if counts.zeros - {TOTAL_KEY} and counts.by_name.get(TOTAL_KEY, 0) is None:
        raise DataRefused(
            _("is it that there are none, or that none is recorded? write the numbers")
        )
    if counts.grouped and len(given) <= len(period.database.counts):
        message = _("is {word} one number or two? write each behind its name, without a comma")
        raise DataRefused(message.format(word=counts.grouped))
    total = given.pop(TOTAL_KEY, None)
    if counts.is_done:
        if given:
            raise not_done()
        return Draft(period, office, total, is_complete=True, note=note)
    if total is None and not given and note is None:
        return None
    return Draft(period, office, total, given, note=note)


def _not_yet(
    period: Period,
    office: Place,
    reason: str,
    note: str | None,
    units: Units,
    *,
    is_said: bool = False,
) -> Draft:
    """A draft that says "not applicable yet"; numbers must not be taken for a reason."""
    names = "|".join(map(re.escape, (TOTAL, "บันทึก", *dict(units.names))))
    has_counts = re.search(rf"(?:{names})\s*[=:]?\s*\d", reason) or not is_said
    if re.search(r"\d", reason) and (has_counts or reason[0].isdigit()):
        raise _counts_given()
    if match := _DONE.search(f"{reason} {note or ''}"):
        raise DataRefused(_("what is {word!r}?").format(word=match[0]))
    why = _("the reason is missing: why it is not time yet, as in หลังการรับรอง")
    reason = check_reason(reason or note, why)
    return Draft(period, office, not_applicable=True, note=reason)


def _counts_given() -> DataRefused:
    return DataRefused(_("it says that it is not time yet, but counts are given"))
