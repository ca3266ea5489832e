"""One line of a reply, however it is typed: 3 ผู้นำ ทั้งหมด=120 คน=118.

Equal signs, dots and order do not matter, but each number must follow its name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cddctl.errors import CddctlError, DataRefused
from cddctl.exchange.forms import Round
from cddctl.exchange.replies import TOTAL, unit_labels
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.intake.rows import check_enters
from cddctl.ledger.drafts import Draft
from cddctl.notes import check_note, check_reason
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database
from cddctl.thai import folded

_NUMBER = re.compile(
    r"(?:[-*•–▪]\s+)?(?:ข้อ\s*(?:ที่)?\s*)?(?P<number>\d{1,2})(?![\d,])(?:(?<=\d)[-–](?=[^\W\d]))?\s*[.)\]:]*\s*"
)
_WHICH = re.compile(r"\s*\(?\s*งวด\s*(?:ที่)?\s*(?P<number>\d{1,2})(?!\d)\s*\)?")
_NOTE = re.compile(r"\(?หมายเหตุ\s*[:=]?\s*(?P<note>.*)")
_NOT_YET = re.compile(r"ยังไม่ถึง(?:เวลา|กำหนด)(?:บันทึก(?:ข้อมูล)?)?")
_DONE = re.compile(r"ครบ|เรียบร้อย|ส่งแล้ว|บันทึก")
"""Not a reason for "not applicable yet": these say that everything is entered."""
_TWO_GROUPS = re.compile(r"\d{3},\d{3}")
"""Either one number, or two with a comma between them."""
_WORD = re.compile(rf"(?:(?!{TOTAL})[^\s=:\d])+")
_SHORTEST = 4
_LEADING = re.compile(r"[\s:=.)]*")
_AROUND = " \t()[]:=,.;-–—−"
_DASHES = "-–—−"

_TOTAL, _RECORDED, _UNIT = "total", "recorded", "unit:"
_KINDS = (
    ("gap", r"[\s,;|()]+|(?<!\d)[.…_]{2,}|…+|_+|\.(?=\s|$)"),
    ("equals", r"[=:＝：]"),
    ("number", r"\d+(?:,\d+)*(?:\.\d+)?"),
    ("none", r"ไม่มี(?:ข้อมูล)?(?=[\s,;.)|]|$)"),
    ("dash", rf"[{_DASHES}](?![{_DASHES}\d])"),
    (_TOTAL, r"(?:จำนวน)?(?:ข้อมูล)?(?:ทั้งหมด|ทั้งสิ้น)|total"),
    (_RECORDED, r"(?:จำนวน)?(?:ข้อมูล)?(?:ที่)?บันทึก(?:ข้อมูล)?(?:แล้ว)?|recorded"),
)
_FILLERS = ("filler", r"จำนวน|มี|เป็น|และ|คือ|แล้ว|ได้")


@dataclass(slots=True)
class _Said:
    """The content of a line, gathered while its words are read."""

    counts: dict[str, int | None] = field(default_factory=dict)
    """Counts by name; None where no number follows the name."""
    none: bool = False
    dashes: list[str] = field(default_factory=list)
    """Names followed by a dash; an empty text for a dash that follows no name."""
    zeros: set[str] = field(default_factory=set)
    """Names of which the line says in words that there are none."""
    rest: str = ""
    grouped: str = ""
    """A number that could also be read as two."""


def begins_with_name(text: str, round_: Round) -> bool:
    """Whether a line begins with the name of a database; a number alone does not identify one."""
    try:
        _database, _rest, is_named = _database_of(text, round_)
    except CddctlError:
        return False
    return is_named


def read_line(text: str, round_: Round, office: Place) -> tuple[Period, Draft | None]:
    """The period that a line is about, and its draft; None where nothing is filled in.

    Raises `CddctlError` where any part is not understood.
    """
    database, rest, is_named = _database_of(text, round_)
    period, rest = _period_of(database, rest, round_)
    check_enters(database, office)
    note = None
    if found := _NOTE.search(rest):
        note = found["note"].strip(_AROUND) or None
        rest = rest[: found.start()]
    if note is not None:
        check_note(note)
        _check_no_counts(note, round_)
    units = {name: unit for unit in database.counts for name in _unit_names(unit, database, round_)}
    if found := _NOT_YET.search(rest):
        before = _said(rest[: found.start()], units, database, dash_ends=False)
        reason = rest[found.end() :].strip(_AROUND)
        if any(count is not None for count in before.counts.values()) or before.none:
            raise DataRefused(_("it says that it is not time yet, but counts are given"))
        return period, _not_yet(period, office, reason, note, units, is_said=True)
    said = _said(rest, units, database, dash_ends=True)
    has_counts = any(count is not None for count in said.counts.values())
    if said.dashes and not has_counts and not said.none:
        if not {*said.dashes} - {"", _RECORDED}:
            raise DataRefused(
                _("what does - stand for? write the numbers, or ยังไม่ถึงเวลา and the reason")
            )
        return period, _not_yet(period, office, said.rest.strip(_AROUND), note, units)
    if any(said.dashes):
        raise DataRefused(
            _("- stands for what it is not time for yet; write 0, or leave the cell blank")
        )
    draft = _draft(period, office, said, note)
    if draft is None and not is_named and _TOTAL not in said.counts:
        # The line as printed would mean more: this may be a number that slipped off its line.
        raise DataRefused(_("what is {word!r}?").format(word=text.strip()))
    return period, draft


def _draft(period: Period, office: Place, said: _Said, note: str | None) -> Draft | None:
    """The draft for the counts of a line."""
    counts = {name: count for name, count in said.counts.items() if count is not None}
    if said.none:
        if any(counts.values()):
            raise DataRefused(_("it says that there are none, but counts above 0 are given"))
        return Draft(period, office, 0, dict.fromkeys(period.database.counts, 0), note=note)
    if said.zeros - {_TOTAL} and said.counts.get(_TOTAL, 0) is None:
        raise DataRefused(
            _("is it that there are none, or that none is recorded? write the numbers")
        )
    if said.grouped and len(counts) <= len(period.database.counts):
        what = _("is {word} one number or two? write each behind its name, without a comma")
        raise DataRefused(what.format(word=said.grouped))
    total = counts.pop(_TOTAL, None)
    recorded = {name.removeprefix(_UNIT): count for name, count in counts.items()}
    if total is None and not recorded and note is None:
        return None
    return Draft(period, office, total, recorded, note=note)


def _not_yet(
    period: Period,
    office: Place,
    reason: str,
    note: str | None,
    units: Mapping[str, str],
    *,
    is_said: bool = False,
) -> Draft:
    """A draft that says "not applicable yet"; numbers must not be taken for a reason."""
    names = "|".join(map(re.escape, (TOTAL, "บันทึก", *units)))
    has_counts = re.search(rf"(?:{names})\s*[=:]?\s*\d", reason) or not is_said
    if re.search(r"\d", reason) and (has_counts or reason[0].isdigit()):
        raise DataRefused(_("it says that it is not time yet, but counts are given"))
    if found := _DONE.search(f"{reason} {note or ''}"):
        raise DataRefused(_("what is {word!r}?").format(word=found[0]))
    why = _("the reason is missing: why it is not time yet, as in หลังการรับรอง")
    reason = check_reason(reason or note, why)
    return Draft(period, office, not_applicable=True, note=reason)


def _check_no_counts(note: str, round_: Round) -> None:
    """Refuse a note with counts in it: they may belong to this line or to another."""
    schedule = round_.schedule
    names = {
        name
        for database in schedule.ordered()
        for unit in database.counts
        for name in _unit_names(unit, database, round_)
    }
    kinds = "|".join(
        (*(form for kind, form in _KINDS if kind in {_TOTAL, _RECORDED}), *map(re.escape, names))
    )
    if found := re.search(rf"(?:{kinds})[\s=:＝：.…_]*\d[\d,]*", note, re.IGNORECASE):
        what = _("the note has a count in it, {word!r}; write the counts before the note")
        raise DataRefused(what.format(word=found[0]))


def _said(text: str, units: Mapping[str, str], database: Database, *, dash_ends: bool) -> _Said:
    """Read the words after the name of a database; with `dash_ends`, a reason may follow a dash."""
    reader = _Reader(database, _example(units))
    tokens = [token for token in _tokens(text, units) if token[0] not in {"gap", "filler"}]
    for place, (kind, word, start) in enumerate(tokens):
        if kind == "unknown" and dash_ends and reader.awaits_reason:
            reader.said.rest = text[start:]
            break
        following = tokens[place + 1][0] if place + 1 < len(tokens) else ""
        reader.take(kind, word, following)
    return reader.said


@dataclass(slots=True)
class _Reader:
    """Reads the words of a line one by one."""

    database: Database
    example: str
    said: _Said = field(default_factory=_Said)
    _name: str = ""
    """The name that the next number belongs to."""
    _has_value: bool = False
    _last: str = ""
    """The name of the last number, if its unit may still follow."""
    _has_sign: bool = False
    _is_recorded: bool = False
    """Whether "recorded" is the last word: a total after it is ambiguous."""
    _is_unsure: bool = False
    """Whether the name before had neither sign nor number: the next number may belong to either."""

    @property
    def awaits_reason(self) -> bool:
        """Whether there are dashes in place of all counts."""
        return bool(self.said.dashes) and all(c is None for c in self.said.counts.values())

    def take(self, kind: str, word: str, following: str) -> None:
        """Read a word; `following` is the kind of the next one."""
        if kind.startswith(_UNIT) and self._last and following not in _VALUES:
            self._trailing(kind, word)
        elif kind == _TOTAL or kind.startswith(_UNIT):
            self._named(kind, word)
        elif kind == _RECORDED:
            if not (self._name.startswith(_UNIT) and not self._has_value):
                self._begin(kind)
            self._is_recorded = True
        elif kind == "dash" and not (self._name and self._has_value):
            self.said.dashes.append(self._name)
            self._has_value = bool(self._name)
        elif kind == "none" and not self._name:
            self.said.none = True
        elif kind in {"number", "none"}:
            self._valued(kind, word)
        elif kind != "equals" or not self._name or self._has_value:
            raise DataRefused(_("what is {word!r}?").format(word=word))
        else:
            self._has_sign = True

    def _named(self, kind: str, word: str) -> None:
        if kind in self.said.counts and not (self._name == kind and not self._has_value):
            raise DataRefused(_("{word} is here twice; keep the right one").format(word=word))
        self.said.counts.setdefault(kind, None)
        self._begin(kind)

    def _begin(self, kind: str) -> None:
        if self._name not in {kind, _RECORDED}:
            self._is_unsure = bool(self._name) and not (self._has_value or self._has_sign)
        if kind == _TOTAL and self._is_recorded:
            self._is_unsure = True
        self._name, self._has_value, self._has_sign, self._last = kind, False, False, ""
        self._is_recorded = False

    def _trailing(self, kind: str, word: str) -> None:
        """Check that a unit written after a number is that number's own."""
        if self._last not in {_TOTAL, kind}:
            raise DataRefused(
                _(
                    "{word} stands behind the number of another unit; write it before its own"
                ).format(word=word)
            )
        self._last = self._name = ""

    def _valued(self, kind: str, word: str) -> None:
        name = self._name
        unit = f"{_UNIT}{self.database.counts[0]}"
        if name == _RECORDED and len(self.database.counts) == 1:
            name = unit
            if self.said.counts.get(unit) is not None:
                raise DataRefused(_("{word} is here twice; keep the right one").format(word=word))
        self._is_recorded = False
        if name in {"", _RECORDED} or self._has_value or self._is_unsure:
            raise DataRefused(
                _("{word} stands behind no name; write it as in {example}").format(
                    word=word, example=self.example
                )
            )
        if _TWO_GROUPS.fullmatch(word):
            self.said.grouped = word
        self.said.counts[name] = parse_count(word)
        if kind == "none":
            self.said.zeros.add(name)
        self._name, self._has_value, self._last = name, True, name


_VALUES = {"equals", "number", "none", "dash"}


def _example(units: Mapping[str, str]) -> str:
    return f"{TOTAL}=120 {next(iter(units))}=118"


def _tokens(text: str, units: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """The words of a text: kind, word and position. Any other word has the kind "unknown"."""
    named = sorted(units.items(), key=lambda pair: -len(pair[0]))
    kinds = [*_KINDS, *((f"{_UNIT}{unit}", _loose(name)) for name, unit in named), _FILLERS]
    at = 0
    while at < len(text):
        for kind, form in kinds:
            found = re.compile(form, re.IGNORECASE).match(text, at)
            if found and found.end() > at:
                yield kind, found[0], at
                at = found.end()
                break
        else:
            word = re.compile(r"\S+?(?=[\s=:\d]|$)|.").match(text, at)
            end = word.end() if word else at + 1
            yield "unknown", text[at:end], at
            at = end


def _unit_names(unit: str, database: Database, round_: Round) -> list[str]:
    """The names that a unit may be called by; the printed one first."""
    label = unit_labels(database, round_.schedule)[unit]
    named = round_.schedule.units[unit]
    return [label, unit] if label == unit else [label, named.en, unit]


def _database_of(text: str, round_: Round) -> tuple[Database, str, bool]:
    """The database that a line begins with, by number or name; the rest; and whether by name."""
    numbered = None
    rest = text.strip()
    if found := _NUMBER.match(rest):
        numbered = round_.schedule.find(found["number"])
        rest = rest[found.end() :]
    else:
        rest = re.sub(r"^[-*•–▪]\s*(?=\D)", "", rest)
    named, rest = _named(rest, round_.schedule.ordered())
    if named and numbered and named != numbered:
        what = _("the line names two databases, {one} and {other}; put it right")
        raise DataRefused(what.format(one=numbered.short_name, other=named.short_name))
    if named is None and numbered is not None:
        rest = _without_part_of_name(rest, numbered, round_.schedule.ordered())
    database = named or numbered
    if database is None:
        raise DataRefused(_("which database? begin with its number or its name"))
    return database, rest, named is not None


def _named(text: str, databases: Sequence[Database]) -> tuple[Database | None, str]:
    """The database with the longest name that a text begins with, and the rest of the text."""
    best: tuple[int, list[Database]] = (0, [])
    for database in databases:
        ends = [
            found.end()
            for name in _names(database)
            if (found := re.match(rf"(?:ข้อมูล\s*)?{_loose(name)}", text, re.IGNORECASE))
        ]
        end = max(ends, default=0)
        if end > best[0]:
            best = end, [database]
        elif end and end == best[0]:
            best[1].append(database)
    end, found_ones = best
    if len(found_ones) > 1:
        raise DataRefused(
            _("{typed!r} is the name of several databases; write the number of one").format(
                typed=text[:end]
            )
        )
    if not found_ones:
        return None, text
    return found_ones[0], _LEADING.sub("", text[end:], count=1)


def _without_part_of_name(text: str, database: Database, databases: Sequence[Database]) -> str:
    """The text after a number, less a partial name of its database that fits no other database."""
    found = _WORD.match(text)
    word = folded(found[0]) if found else ""
    having = [one for one in databases if any(word in folded(name) for name in _names(one))]
    if found is None or len(word) < _SHORTEST or having != [database]:
        return text
    return _LEADING.sub("", text[found.end() :], count=1)


def _names(database: Database) -> tuple[str, ...]:
    """The names that a database may be called by."""
    return (
        database.id,
        database.name,
        database.short_name,
        database.names.en,
        *database.also,
    )


def _loose(name: str) -> str:
    """A pattern for a name that ignores spaces, dots and hyphens in it."""
    letters = folded(name).removeprefix("ข้อมูล") or folded(name)
    form = r"[\s.\-()]*".join(map(re.escape, letters))
    # A Latin word ends where its letters do; a Thai word never ends before a vowel attached to it.
    return rf"{form}[.)]*(?![a-z\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])"


def _period_of(database: Database, rest: str, round_: Round) -> tuple[Period, str]:
    """The period of a database in the month of the round, and the rest of the line."""
    round_.check_has(database)
    if found := _WHICH.match(rest):
        period = round_.period_of(database.id, found["number"], int(found["number"]))
        return period, rest[found.end() :]
    return round_.period_of(database.id), rest
