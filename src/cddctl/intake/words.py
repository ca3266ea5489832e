"""The counts in a line of a reply, read word by word: ทั้งหมด=120 คน=118.

Equal signs, dots and order do not matter, but each number must follow its name.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from cddctl.errors import DataRefused
from cddctl.exchange.replies import TOTAL, unit_labels
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import LOOSE, folded

DASHES = "-–—−"
TOTAL_KEY, RECORDED_KEY = "total", "recorded"
_UNIT = "unit:"
_TWO_GROUPS = re.compile(r"\d{3},\d{3}")
"""Either one number, or two with a comma between them."""
_COUNT = r"\d+(?:,\d+)*(?:\.\d+)?"
_TOTAL_WORD = rf"(?:จำนวน)?(?:ข้อมูล)?(?:{TOTAL}|ทั้งสิ้น)|total"
_RECORDED_WORD = r"(?:จำนวน)?(?:ข้อมูล)?(?:ที่)?บันทึก(?:ข้อมูล)?(?:แล้ว)?|recorded"
_DONE = r"(?:บันทึก(?:ข้อมูล)?(?:แล้ว)?\s*)?ครบ(?:ถ้วน)?(?:หมด)?(?:แล้ว)?(?=[\s,;.)|]|$)"
_BEFORE_UNITS = (
    ("gap", r"[\s,;|()]+|(?<!\d)[.…_]{2,}|…+|_+|\.(?=\s|$)"),
    ("equals", r"[=:＝：]"),
    ("number", _COUNT),
    ("none", r"ไม่มี(?:ข้อมูล)?(?=[\s,;.)|]|$)"),
    ("dash", rf"[{DASHES}](?![{DASHES}\d])"),
    ("done", _DONE),
    (TOTAL_KEY, _TOTAL_WORD),
    (RECORDED_KEY, _RECORDED_WORD),
)
_AFTER_UNITS = (
    ("filler", r"จำนวน|มี|เป็น|และ|คือ|แล้ว|ได้"),
    ("unknown", r"\S+?(?=[\s=:\d]|$)|."),
)
_VALUES = {"equals", "number", "none", "dash"}
_PAIR = (
    r"[\s(\[]*(?P<lead>(?:บันทึก(?:ข้อมูล)?(?:แล้ว)?|ได้)\s*)?(?P<first>{count})\s*(?:{units})?\s*"
    r"(?P<sign>/|จาก(?:ทั้งหมด)?|ใน)?\s*(?<!\d)(?P<second>{count})\s*(?:{units})?(?:\s*แล้ว)?"
    rf"\s*(?P<done>{_DONE})?[\s.,)\]]*"
)
"""Two numbers without a name: 45/47, 45 จาก 47 คน, 47 45, 47/47 ครบ."""


@dataclass(slots=True)
class Counts:
    """The content of a line, as far as its words are read."""

    by_name: dict[str, int | None] = field(default_factory=dict)
    """Counts by `TOTAL_KEY` or unit; None where no number follows the name."""
    is_none: bool = False
    """Whether the line says that there are none."""
    is_done: bool = False
    """Whether the line says that everything is recorded."""
    dashes: list[str] = field(default_factory=list)
    """Names followed by a dash; an empty text for a dash that follows no name."""
    zeros: set[str] = field(default_factory=set)
    """Names of which the line says in words that there are none."""
    rest: str = ""
    grouped: str = ""
    """A number that could also be read as two."""

    @property
    def given(self) -> dict[str, int]:
        """The counts that are given, by name."""
        return {name: count for name, count in self.by_name.items() if count is not None}


@dataclass(frozen=True, slots=True)
class Units:
    """The names of the units of a database in a reply."""

    database: Database
    names: tuple[tuple[str, str], ...]
    """Names, the printed one of each unit first, and the unit that each means."""

    @classmethod
    def of(cls, database: Database, schedule: Schedule) -> "Units":
        """The names that the units of a database may be called by."""
        labels = unit_labels(database, schedule)
        return cls(
            database,
            tuple(
                (name, unit)
                for unit, label in labels.items()
                for name in _names(unit, label, schedule)
            ),
        )

    @property
    def example(self) -> str:
        """How a number is written behind its name."""
        return f"{TOTAL}=120 {self.names[0][0]}=118"

    @property
    def only(self) -> str | None:
        """The unit of a database that counts only one."""
        return self.database.counts[0] if len(self.database.counts) == 1 else None


def _names(unit: str, label: str, schedule: Schedule) -> tuple[str, ...]:
    return (label, unit) if label == unit else (label, schedule.units[unit].en, unit)


def counts_within(text: str, schedule: Schedule) -> str | None:
    """The first count with its name in a text, such as a note; None where there is none."""
    databases = schedule.ordered()
    names = {name for database in databases for name, _unit in Units.of(database, schedule).names}
    match = _count_with_name(frozenset(names)).search(text)
    return match[0] if match else None


def pair_in(text: str, units: Units) -> dict[str, int] | None:
    """Total and recorded, where a line has two numbers without a name: 45/47, or 47 45.

    In 45/47 the first is recorded, as in our own messages. In 47 45 the order says nothing, but no
    more can be recorded than there are. None where it is no such line. Raises `DataRefused`.
    """
    if units.only is None or not (match := _pair(units.names).match(text)):
        return None
    if rest := text[match.end() :]:
        if match["sign"] == "/" and (rest[0].isalpha() or rest[0] in "(["):
            raise DataRefused(_("what is {word!r}? a note begins with หมายเหตุ").format(word=rest))
        return None
    first, second = parse_count(match["first"]), parse_count(match["second"])
    if match["sign"] is None:
        if match["lead"]:
            return None
        first, second = sorted((first, second))
    if first > second:
        message = _("{word}: how many are recorded comes first, then how many there are")
        raise DataRefused(message.format(word=text.strip()))
    if match["done"] and first != second:
        raise not_done()
    return {TOTAL_KEY: second, units.only: first}


def not_done() -> DataRefused:
    """The refusal of counts beside the word that everything is recorded."""
    return DataRefused(
        _("it says that everything is recorded, but counts are given too; leave one out")
    )


def read_counts(text: str, units: Units, *, dash_ends: bool) -> Counts:
    """Read the words after the name of a database; with `dash_ends`, a reason may follow a dash."""
    reader = _Reader(units)
    pattern, kinds = _words(units.names)
    matches = ((kinds[(match.lastindex or 1) - 1], match) for match in pattern.finditer(text))
    words = [(kind, match) for kind, match in matches if kind not in {"gap", "filler"}]
    for index, (kind, match) in enumerate(words):
        if kind in {"unknown", "done"} and dash_ends and reader.awaits_reason:
            reader.counts.rest = text[words[index - 1][1].end() :]
            break
        following = words[index + 1][0] if index + 1 < len(words) else ""
        reader.take(kind, match[0], following)
    return reader.counts


@dataclass(slots=True)
class _Reader:
    """Reads the words of a line one by one."""

    units: Units
    counts: Counts = field(default_factory=Counts)
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
        return bool(self.counts.dashes) and not self.counts.given

    def take(self, kind: str, word: str, following: str) -> None:
        """Read a word; `following` is the kind of the next one."""
        is_unit = kind.startswith(_UNIT)
        key = kind.removeprefix(_UNIT)
        if is_unit and self._last and following not in _VALUES:
            self._trailing(key, word)
        elif kind == TOTAL_KEY or is_unit:
            self._named(key, word)
        elif kind == RECORDED_KEY:
            if not (self._is_unit(self._name) and not self._has_value):
                self._begin(kind)
            self._is_recorded = True
        elif kind == "dash" and not (self._name and self._has_value):
            self.counts.dashes.append(self._name)
            self._has_value = bool(self._name)
        elif kind == "none" and not self._name:
            self.counts.is_none = True
        elif kind in {"number", "none"}:
            self._valued(kind, word)
        elif kind == "done" and (not self._name or self._has_value):
            self.counts.is_done = True
        elif kind != "equals" or not self._name or self._has_value:
            raise DataRefused(_("what is {word!r}?").format(word=word))
        else:
            self._has_sign = True

    def _is_unit(self, name: str) -> bool:
        return name in self.units.database.counts

    def _named(self, key: str, word: str) -> None:
        if key in self.counts.by_name and not (self._name == key and not self._has_value):
            raise _twice(word)
        self.counts.by_name.setdefault(key, None)
        self._begin(key)

    def _begin(self, key: str) -> None:
        if self._name not in {key, RECORDED_KEY}:
            self._is_unsure = bool(self._name) and not (self._has_value or self._has_sign)
        if key == TOTAL_KEY and self._is_recorded:
            self._is_unsure = True
        self._name, self._has_value, self._has_sign, self._last = key, False, False, ""
        self._is_recorded = False

    def _trailing(self, unit: str, word: str) -> None:
        """Check that a unit written after a number is that number's own."""
        if self._last not in {TOTAL_KEY, unit}:
            raise DataRefused(
                _(
                    "{word} stands behind the number of another unit; write it before its own"
                ).format(word=word)
            )
        self._last = self._name = ""

    def _valued(self, kind: str, word: str) -> None:
        name = self._name
        if name == RECORDED_KEY and self.units.only:
            name = self.units.only
            if self.counts.by_name.get(name) is not None:
                raise _twice(word)
        self._is_recorded = False
        if name in {"", RECORDED_KEY} or self._has_value or self._is_unsure:
            raise DataRefused(
                _("{word} stands behind no name; write it as in {example}").format(
                    word=word, example=self.units.example
                )
            )
        if _TWO_GROUPS.fullmatch(word):
            self.counts.grouped = word
        self.counts.by_name[name] = parse_count(word)
        if kind == "none":
            self.counts.zeros.add(name)
        self._name, self._has_value, self._last = name, True, name


def _twice(word: str) -> DataRefused:
    return DataRefused(_("{word} is here twice; keep the right one").format(word=word))


@lru_cache(maxsize=64)
def _words(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A pattern of every word that a line may have, a group for each kind, and the kinds."""
    longest_first = sorted(names, key=lambda pair: -len(pair[0]))
    units = [(f"{_UNIT}{unit}", _loose(name)) for name, unit in longest_first]
    kinds, forms = zip(*_BEFORE_UNITS, *units, *_AFTER_UNITS, strict=True)
    return re.compile("|".join(f"({form})" for form in forms), re.IGNORECASE), kinds


@lru_cache(maxsize=64)
def _pair(names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    units = "|".join(_loose(name) for name, _unit in names)
    return re.compile(_PAIR.format(count=_COUNT, units=units), re.IGNORECASE)


@lru_cache(maxsize=64)
def _count_with_name(names: frozenset[str]) -> re.Pattern[str]:
    kinds = "|".join((_TOTAL_WORD, _RECORDED_WORD, *map(re.escape, sorted(names))))
    return re.compile(rf"(?:{kinds})[\s=:＝：.…_]*\d[\d,]*", re.IGNORECASE)


def _loose(name: str) -> str:
    """A pattern for a name that ignores spaces, hyphens and dots."""
    form = f"{LOOSE}*".join(map(re.escape, folded(name)))
    # A Latin word ends where its letters do; a Thai word never ends before a vowel attached to it.
    return rf"{form}[.)]*(?![a-z\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])"
