"""The database that a line of a reply begins with: by number, by a name, or by a part of one."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cddctl.errors import DataRefused
from cddctl.exchange.forms import DATA, Round
from cddctl.i18n import _
from cddctl.schedule.due import on_form
from cddctl.schedule.model import Database
from cddctl.thai import LOOSE, normalized

_NUMBER = re.compile(
    r"(?:[-*•–▪]\s+)?(?:ข้อ\s*(?:ที่)?\s*)?(?P<number>\d{1,2})(?![\d,])(?:(?<=\d)[-–](?=[^\W\d]))?\s*[.)\]:]*\s*"
)
_BULLET = re.compile(r"[-*•–▪]\s*(?=\D)")
_BEHIND = re.compile(r"[\s:=.)'’]*")
_SHORTEST = 4
"""The fewest letters that a part of a name has."""
_LONGEST = 120
"""The most letters of a line that may be a name."""
_SKIPPED = re.compile(LOOSE)
_GOES_ON = re.compile(r"[a-z\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]", re.IGNORECASE)
"""A Latin word ends where its letters do; a Thai word never ends before a vowel attached to it."""
_LABEL = re.compile(
    r"[^\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|\d|$|ทั้ง|จำนวน|บันทึก|ยังไม่|ไม่มี|ครบ|งวด|หมายเหตุ"
)
"""The words that may follow a part of a name."""


def database_at(text: str, round_: Round) -> tuple[Database, str, bool]:
    """The database that a line begins with, the rest of the line, and whether it is named.

    Raises `DataRefused`.
    """
    numbered: list[Database] = []
    rest = normalized(text).strip()
    if match := _NUMBER.match(rest):
        numbered = _by_number(match["number"], round_)
        rest = rest[match.end() :]
    else:
        rest = _BULLET.sub("", rest, count=1)
    named, end = _named(rest, round_, numbered)
    if named and numbered and named not in numbered:
        message = _("the line names two databases, {one} and {other}; put it right")
        raise DataRefused(message.format(one=numbered[0].say(), other=named.say()))
    if named:
        return named, _BEHIND.sub("", rest[end:], count=1), True
    if not numbered:
        raise DataRefused(_("which database? begin with its number or its name"))
    return numbered[0], rest, False


def _by_number(number: str, round_: Round) -> list[Database]:
    """The databases that a number may mean: by the schedule, and by the row of the form."""
    numbers = {database.number: database for database in round_.schedule.databases.values()}
    database = numbers.get(int(number)) or round_.schedule.find(number)
    row = _row(int(number), round_)
    return [database] if row is None or row == database else [database, row]


def _row(number: int, round_: Round) -> Database | None:
    """The database in a row of the form; None where there is no such row."""
    rows = on_form(round_.periods)
    return rows[number - 1].database if 0 < number <= len(rows) else None


def check_row(database: Database, round_: Round) -> None:
    """Refuse a database that is meant by a bare number, if that row of the form is another's."""
    row = _row(database.number, round_)
    if row is not None and row != database:
        raise DataRefused(
            _(
                "{number} is two things here: row {number} of the form is {row}, and number "
                "{number} of the schedule is {database}; write the name"
            ).format(number=database.number, row=row.say(), database=database.say())
        )


class _Match(NamedTuple):
    """A name that a text begins with."""

    end: int
    """Where it ends in the text."""
    is_whole: bool
    database: Database


def _named(text: str, round_: Round, numbered: Sequence[Database]) -> tuple[Database | None, int]:
    """The database with the longest name, or part of one, that a text begins with, and its end.

    A part must fit no other database, nor contradict the number before it.
    """
    matches = [*_matches(text, round_)]
    parts = _longest([match for match in matches if not match.is_whole])
    names = _longest([match for match in matches if match.is_whole])
    if len(parts) == 1 and (not names or parts[0].end > names[0].end):
        [part] = parts
        if not numbered or part.database in numbered:
            return part.database, part.end
    if len(names) > 1:
        raise DataRefused(
            _("{typed!r} is the name of several databases; write the number of one").format(
                typed=text[: names[0].end]
            )
        )
    return (names[0].database, names[0].end) if names else (None, 0)


def _longest(matches: Sequence[_Match]) -> list[_Match]:
    """The matches with the furthest end, one a database."""
    end = max((match.end for match in matches), default=0)
    return [*{match.database.id: match for match in matches if match.end == end}.values()]


def _matches(text: str, round_: Round) -> Iterator[_Match]:
    """The names of databases, and the parts of them, that a text begins with.

    Letters alone are compared, without spaces, hyphens and dots.
    """
    ends = [at + 1 for at, letter in enumerate(text[:_LONGEST]) if not _SKIPPED.match(letter)]
    letters = "".join(text[end - 1] for end in ends).lower()
    if letters.startswith(DATA):
        letters, ends = letters[len(DATA) :], ends[len(DATA) :]
    first = letters[:_SHORTEST]
    for name, database in round_.names:
        begin = name.find(first)
        if begin < 0 and not (len(name) < _SHORTEST and first.startswith(name)):
            continue
        if letters.startswith(name) and not _GOES_ON.match(text, ends[len(name) - 1]):
            yield _Match(ends[len(name) - 1], True, database)
        length = _common(letters, name[begin:]) if begin >= 0 else 0
        while length >= _SHORTEST and not _LABEL.match(text, ends[length - 1]):
            length -= 1
        if length >= _SHORTEST:
            yield _Match(ends[length - 1], False, database)


def _common(name: str, other: str) -> int:
    """The number of letters that two texts begin with alike."""
    pairs = zip(name, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(name), len(other)))
