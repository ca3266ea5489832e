"""The 76 provinces and their districts, by official code or any usual spelling.

Names and codes are those of the package `geothai` (MIT, data CC-BY 4.0), and the changes that a
province's own schedule declares: districts founded, renamed or closed on a day. Codes have gaps,
and a name may belong to several districts, so a place is never guessed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from cddctl.errors import DataRefused, EntryRefused, UnknownName, ambiguous
from cddctl.i18n import _, language
from cddctl.periods import Month
from cddctl.thai import arabic_digits, folded
from cddctl.wording import say_date, say_offered

BANGKOK = "10"

CAPITAL_ALONE = frozenset({"เมือง", "mueang", "muang"})
"""Spellings that mean the capital's district of whatever province."""

_LONGEST = 60
"""The longest text tried as a name."""

LONGEST_LIST = 60
"""The most characters of province names listed on a line; beyond that they are counted."""

# Names in daily use that cannot be derived from the official ones.
_ALSO_CALLED = {"อยุธยา": "14", "ayutthaya": "14", "โคราช": "30", "korat": "30"} | dict.fromkeys(
    ("กทม", "กรุงเทพ", "กรุงเทพฯ"), BANGKOK
)


class DistrictChange(NamedTuple):
    """A declared change of a district: founded or renamed on a day, or closed after one."""

    code: str
    name_th: str | None = None
    name_en: str | None = None
    since: date | None = None
    """The day from which the names hold."""
    until: date | None = None
    """The last day of the district."""


class FormerName(NamedTuple):
    """The names of a district before it was renamed."""

    before: date
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Place:
    """A province (code `52`) or a district (code `5202`); the same under whatever name."""

    code: str
    name_th: str = field(compare=False)
    name_en: str = field(compare=False)
    """Followed by the code where another district of the province is called the same."""
    since: date | None = field(default=None, compare=False)
    """The day of its founding, where it is declared."""
    until: date | None = field(default=None, compare=False)
    """Its last day, where it is declared."""
    former: tuple[FormerName, ...] = field(default=(), compare=False)
    """Its earlier names, the first one first."""

    @property
    def id(self) -> str:
        """The English name in lower case with hyphens, once in a province: mae-mo."""
        return re.sub(r"[^a-z0-9]+", "-", self.name_en.lower()).strip("-")

    @property
    def is_province(self) -> bool:
        """Whether it is a province; as an office, the provincial one."""
        return len(self.code) == len(BANGKOK)

    @property
    def province_code(self) -> str:
        """The code of its province."""
        return self.code[: len(BANGKOK)]

    @property
    def name(self) -> str:
        """The name in the language in use."""
        return self.name_th if language() == "th" else self.name_en

    @property
    def with_code(self) -> str:
        """The code, and the name: 5202 Mae Mo."""
        return f"{self.code} {self.name.removesuffix(f' {self.code}')}"

    @property
    def spellings(self) -> frozenset[str]:
        """Its spellings, folded: the code, the names, earlier and common ones too."""
        spellings = {self.code, *(key for key, code in _ALSO_CALLED.items() if code == self.code)}
        for _before, thai, name in (*self.former, (None, self.name_th, self.name_en)):
            english = folded(name)
            bare = english.removesuffix(self.code)
            spellings |= {folded(thai), english, bare, bare.replace("mueang", "muang")}
        return frozenset(spellings)

    def is_called(self, typed: str) -> bool:
        """Whether a text is one of its names, or its code."""
        return folded(typed) in self.spellings

    def exists_in(self, month: Month) -> bool:
        """Whether it is there at the end of a month, and so has a part in the month's round."""
        if self.since is self.until is None:
            return True
        end = month.last_day
        return (self.since or end) <= end <= (self.until or end)

    def named_in(self, month: Month) -> "Place":
        """The place under the names that it had at the end of a month."""
        former = next((each for each in self.former if each.before > month.last_day), None)
        return replace(self, name_th=former.name_th, name_en=former.name_en) if former else self

    def check_exists_in(self, month: Month) -> None:
        """Refuse, with `EntryRefused`, a district that is not there at the end of a month."""
        if self.exists_in(month):
            return
        message = _("{office} was closed after {date}; it enters nothing for {month}")
        day = self.until
        if self.since is not None and self.since > month.last_day:
            message = _("{office} was founded on {date}; it enters nothing for {month}")
            day = self.since
        assert day is not None  # noqa: S101 (or it exists)
        raise EntryRefused(message.format(office=self.name, date=say_date(day), month=month.say()))


class Scope(NamedTuple):
    """The extent of a report or status: a province, some of its districts, or several provinces."""

    provinces: tuple[Place, ...]
    """In order of code, without duplicates."""
    districts: tuple[Place, ...] = ()
    """The districts of the only province that it is narrowed to; none for all of it."""

    @classmethod
    def of(cls, *places: Place, districts: Iterable[Place] = ()) -> "Scope":
        """The scope of these provinces, in any order, or of districts of the only province."""
        return cls(
            tuple(sorted(set(places), key=lambda place: place.code)),
            tuple(dict.fromkeys(districts)),
        )

    @property
    def district(self) -> Place | None:
        """The only district that it is narrowed to, if it is one."""
        return self.districts[0] if len(self.districts) == 1 else None

    @property
    def is_several(self) -> bool:
        """Whether it covers several provinces."""
        return len(self.provinces) > 1

    @property
    def is_nation(self) -> bool:
        """Whether it covers all provinces."""
        return self.provinces == provinces()

    @property
    def province(self) -> Place:
        """The province of a scope that has only one."""
        [province] = self.provinces
        return province

    @property
    def id(self) -> str:
        """Its part of a file name: lampang-mae-mo, lampang-phayao, 12-provinces or nation."""
        if self.is_nation:
            return "nation"
        ids = "-".join(place.id for place in (*self.provinces, *self.districts))
        if len(ids) <= LONGEST_LIST:
            return ids
        if self.districts:
            return f"{self.province.id}-{len(self.districts)}-districts"
        return f"{len(self.provinces)}-provinces"

    @property
    def file_th(self) -> str:
        """The same in Thai: แม่เมาะ, ลำปาง,พะเยา, 12จังหวัด or ทั่วประเทศ."""
        return "ทั่วประเทศ" if self.is_nation else self.name_th

    @property
    def name_th(self) -> str:
        """The Thai name of the district or province, or of several provinces if not too long."""
        count = len(self.provinces)
        if self.is_nation:
            return f"ทั่วประเทศ ({count} จังหวัด)"
        if self._has_many:
            return f"{len(self.districts)} อำเภอ" if self.districts else f"{count} จังหวัด"
        return self._names("name_th")

    @property
    def title_th(self) -> str:
        """The Thai name of its provinces as a title has it: จังหวัดลำปาง, 12 จังหวัด."""
        is_counted = self.is_nation or (self.is_several and self._has_many)
        return self.name_th if is_counted else f"จังหวัด{self._replace(districts=()).name_th}"

    @property
    def name_en(self) -> str:
        """The name in English."""
        count = len(self.provinces)
        if self.is_nation:
            return f"The nation ({count} provinces)"
        if self._has_many:
            return f"{len(self.districts)} districts" if self.districts else f"{count} provinces"
        return self._names("name_en")

    @property
    def name(self) -> str:
        """The name in the language in use."""
        return self.name_th if language() == "th" else self.name_en

    @property
    def _has_many(self) -> bool:
        several = self.is_several or len(self.districts) > 1
        return several and len(self._names("name_th")) > LONGEST_LIST

    def _names(self, which: str) -> str:
        return ", ".join(getattr(place, which) for place in self.districts or self.provinces)


def provinces() -> tuple[Place, ...]:
    """The 76 provinces, in order of code."""
    return tuple(place for code, place in _provinces().items() if code != BANGKOK)


def districts(province: Place, month: Month | None = None) -> tuple[Place, ...]:
    """The districts of a province, in order of code: all that ever were, or those of a month."""
    known = districts_with(province, _Declared.by(province))
    return known if month is None else in_month(known, month)


def in_month(known: Iterable[Place], month: Month) -> tuple[Place, ...]:
    """Those districts that are there at the end of a month, under the names that they had."""
    return tuple(district.named_in(month) for district in known if district.exists_in(month))


@cache
def official_districts(province: Place) -> tuple[Place, ...]:
    """The districts of a province that `geothai` knows, in order of code."""
    import geothai  # noqa: PLC0415 (20 ms that the national schedule never needs)

    named = geothai.districts(province.code)
    times = Counter(district.name_en for district in named)
    return tuple(
        Place(d.code, d.name_th, d.name_en if times[d.name_en] == 1 else f"{d.name_en} {d.code}")
        for d in named
    )


@cache
def districts_with(province: Place, changes: tuple[DistrictChange, ...]) -> tuple[Place, ...]:
    """The official districts of a province with declared changes, in order of code."""
    known = {district.code: district for district in official_districts(province)}
    for change in sorted(changes, key=lambda change: change.since or date.min):
        known[change.code] = _changed(known.get(change.code), change)
    return tuple(known[code] for code in sorted(known))


def districts_by_spelling(province: Place) -> Mapping[str, Sequence[Place]]:
    """The districts of a province that each spelling, folded, may mean; in order of code."""
    return _by_spelling(province, _Declared.by(province))


@cache
def _by_spelling(
    province: Place, changes: tuple[DistrictChange, ...]
) -> Mapping[str, Sequence[Place]]:
    by_spelling: dict[str, list[Place]] = {}
    for district in districts_with(province, changes):
        for spelling in district.spellings:
            by_spelling.setdefault(spelling, []).append(district)
    return by_spelling


def _changed(district: Place | None, change: DistrictChange) -> Place:
    thai, english = change.name_th, change.name_en
    if district is None:
        return Place(change.code, thai or change.code, english or "", change.since, change.until)
    if thai is not None and english is not None and change.since is not None:
        former = FormerName(change.since, district.name_th, district.name_en)
        district = replace(
            district, name_th=thai, name_en=english, former=(*district.former, former)
        )
    return replace(district, until=change.until or district.until)


class _Declared:
    """The declared changes of districts that are in use, as a language is."""

    by: Callable[[Place], tuple[DistrictChange, ...]] = staticmethod(lambda _province: ())


@contextmanager
def use_declared(by: Callable[[Place], tuple[DistrictChange, ...]]) -> Iterator[None]:
    """Use the changes of districts that provinces declare; `by` gives those of a province."""
    before = _Declared.by
    _Declared.by = staticmethod(by)
    try:
        yield
    finally:
        _Declared.by = staticmethod(before)


def province_of(code: str) -> Place:
    """The province that a province's or a district's code belongs to."""
    return _provinces()[code[:2]]


def office_of(code: str) -> Place:
    """The province or district of a known code."""
    province = province_of(code)
    return next((d for d in districts(province) if d.code == code), province)


def find_province(typed: str) -> Place:
    """The province with that code or name. Raises `DataRefused`."""
    key = folded(typed)
    province = _provinces_by_spelling().get(key)
    if province is not None and province.code == BANGKOK:
        raise DataRefused(
            _(
                "Bangkok (กรุงเทพมหานคร) has no community development office; "
                "name one of the 76 other provinces"
            )
        )
    if province is None:
        near = _near(key, provinces())
        hint = _("write its name or its code, as in ลำปาง, lampang or 52")
        raise UnknownName(_("province"), typed, near, hint)
    return province


def find_district(typed: str, province: Place) -> Place:
    """The district of a province by code (5202 or 02), id or name; bare เมือง is the capital's.

    Raises `UnknownName`, or `DataRefused` where two districts have that name.
    """
    key = folded(typed)
    if re.fullmatch(r"\d{2}", arabic_digits(typed).strip()):
        key = province.code + key
    if key in CAPITAL_ALONE:
        key = province.code + "01"
    matches = districts_by_spelling(province).get(key, ())
    if not matches:
        near = _near(key, districts(province))
        raise UnknownName(
            _("district of {province}").format(province=province.name),
            typed,
            near,
            _("its districts are {districts}").format(districts=say_codes(districts(province))),
            _(
                "if it is new, or newly named, declare it: "
                "cddctl schedule district CODE NAME ENGLISH --from DATE"
            ),
        )
    if len(matches) > 1:
        raise ambiguous(typed, (f"{d.code} {d.name_th}" for d in matches))
    return matches[0]


def find_district_anywhere(typed: str) -> Place | None:
    """The only district with that code or name; None where there are several, or none."""
    key = folded(typed)
    matches = [
        district
        for province in provinces()
        for district in districts_by_spelling(province).get(key, ())
    ]
    return matches[0] if len(matches) == 1 else None


def say_codes(places: Iterable[Place]) -> str:
    """Places with their codes, in one line."""
    return ", ".join(place.with_code for place in places)


@cache
def _provinces() -> dict[str, Place]:
    import geothai  # noqa: PLC0415 (as above)

    return {p.code: Place(p.code, p.name_th, p.name_en) for p in geothai.provinces()}


@cache
def _provinces_by_spelling() -> dict[str, Place]:
    return {key: place for place in _provinces().values() for key in place.spellings}


def is_like_a_district(typed: str, province: Place) -> bool:
    """Whether a word is nearly the name of a district, as one that is mistyped."""
    return bool(_near(folded(typed), districts(province)))


def _near(key: str, places: Iterable[Place]) -> list[str]:
    spelt = {folded(name): place for place in places for name in (place.name_th, place.name_en)}
    close = get_close_matches(key[:_LONGEST], spelt, n=3, cutoff=0.7)
    return [
        say_offered(place.id, place.name_th) for place in dict.fromkeys(spelt[c] for c in close)
    ]
