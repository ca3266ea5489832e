"""The 76 provinces and their districts, by official code or any usual spelling.

Names and codes are those of the package `geothai` (MIT, data CC-BY 4.0). Codes have gaps, and a
name may belong to several districts, so a place is never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cddctl.errors import DataRefused, UnknownName, ambiguous
from cddctl.i18n import _, language
from cddctl.thai import arabic_digits, folded

BANGKOK = "10"

_LONGEST = 60
"""The longest text tried as a name."""

LONGEST_LIST = 60
"""The most characters of province names listed on a line; beyond that they are counted."""

# Names in daily use that cannot be derived from the official ones.
_ALSO_CALLED = {"อยุธยา": "14", "ayutthaya": "14", "โคราช": "30", "korat": "30"} | dict.fromkeys(
    ("กทม", "กรุงเทพ", "กรุงเทพฯ"), BANGKOK
)


@dataclass(frozen=True, slots=True)
class Place:
    """A province (code `52`) or a district (code `5202`)."""

    code: str
    name_th: str
    name_en: str
    """Followed by the code where another district of the province is called the same."""

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
        """What it may be called, folded: the code and the names."""
        english = folded(self.name_en)
        bare = english.removesuffix(self.code)
        muang = bare.replace("mueang", "muang")
        return frozenset({self.code, folded(self.name_th), english, bare, muang})


@dataclass(frozen=True, slots=True)
class Scope:
    """The extent of a report or status: a province, one of its districts, or several provinces."""

    provinces: tuple[Place, ...]
    """In order of code, without duplicates."""
    district: Place | None = None

    @classmethod
    def of(cls, *places: Place, district: Place | None = None) -> "Scope":
        """The scope of these provinces, in any order, or of one district of the only province."""
        return cls(tuple(sorted(set(places), key=lambda place: place.code)), district)

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
        places = (*self.provinces, *([self.district] if self.district else []))
        ids = "-".join(place.id for place in places)
        return ids if len(ids) <= LONGEST_LIST else f"{len(self.provinces)}-provinces"

    @property
    def name_th(self) -> str:
        """The Thai name of the district or province, or of several provinces if not too long."""
        count = len(self.provinces)
        if self.is_nation:
            return f"ทั่วประเทศ ({count} จังหวัด)"
        return f"{count} จังหวัด" if self._has_many else self._names("name_th")

    @property
    def name_en(self) -> str:
        """The name in English."""
        count = len(self.provinces)
        if self.is_nation:
            return f"The nation ({count} provinces)"
        return f"{count} provinces" if self._has_many else self._names("name_en")

    @property
    def name(self) -> str:
        """The name in the language in use."""
        return self.name_th if language() == "th" else self.name_en

    @property
    def _has_many(self) -> bool:
        return self.is_several and len(self._names("name_th")) > LONGEST_LIST

    def _names(self, which: str) -> str:
        places = [self.district] if self.district else self.provinces
        return ", ".join(getattr(place, which) for place in places)


def provinces() -> tuple[Place, ...]:
    """The 76 provinces, in order of code."""
    return tuple(place for code, place in _provinces().items() if code != BANGKOK)


@cache
def districts(province: Place) -> tuple[Place, ...]:
    """The districts of a province, in order of code."""
    import geothai  # noqa: PLC0415 (20 ms that the national schedule never needs)

    named = geothai.districts(province.code)
    times = Counter(district.name_en for district in named)
    return tuple(
        Place(d.code, d.name_th, d.name_en if times[d.name_en] == 1 else f"{d.name_en} {d.code}")
        for d in named
    )


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
    code = _ALSO_CALLED.get(key) or next(
        (p.code for p in _provinces().values() if key in p.spellings), None
    )
    if code == BANGKOK:
        raise DataRefused(
            _(
                "Bangkok (กรุงเทพมหานคร) has no community development office; "
                "name one of the 76 other provinces"
            )
        )
    if code is None:
        near = _near(key, provinces())
        hint = _("write its name or its code, as in ลำปาง, lampang or 52")
        raise UnknownName(_("province"), typed, near, hint)
    return _provinces()[code]


def find_district(typed: str, province: Place) -> Place:
    """The district of a province by code (5202 or 02), id or name; bare เมือง is the capital's.

    Raises `UnknownName`, or `DataRefused` where two districts have that name.
    """
    key = folded(typed)
    if re.fullmatch(r"\d{2}", arabic_digits(typed).strip()):
        key = province.code + key
    if key in {"เมือง", "mueang", "muang"}:
        key = province.code + "01"
    matches = [d for d in districts(province) if key in d.spellings]
    if not matches:
        near = _near(key, districts(province))
        raise UnknownName(
            _("district of {province}").format(province=province.name),
            typed,
            near,
            _("its districts are {districts}").format(districts=say_codes(districts(province))),
        )
    if len(matches) > 1:
        raise ambiguous(typed, (f"{d.code} {d.name_th}" for d in matches))
    return matches[0]


def find_district_anywhere(typed: str) -> Place | None:
    """The only district with that code or name; None where there are several, or none."""
    key = folded(typed)
    matches = [d for p in provinces() for d in districts(p) if key in d.spellings]
    return matches[0] if len(matches) == 1 else None


def say_codes(places: Iterable[Place]) -> str:
    """Places with their codes, in one line."""
    return ", ".join(place.with_code for place in places)


@cache
def _provinces() -> dict[str, Place]:
    import geothai  # noqa: PLC0415 (as above)

    return {p.code: Place(p.code, p.name_th, p.name_en) for p in geothai.provinces()}


def _near(key: str, places: Iterable[Place]) -> list[str]:
    spelt = {folded(name): place for place in places for name in (place.name_th, place.name_en)}
    close = get_close_matches(key[:_LONGEST], spelt, n=3, cutoff=0.7)
    return [f"{place.id} ({place.name_th})" for place in dict.fromkeys(spelt[c] for c in close)]
