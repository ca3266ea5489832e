"""Which of two words names a district, and which a database: they are typed in either order."""

import re
from collections.abc import Sequence

from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.places import (
    CAPITAL_ALONE,
    Place,
    districts_by_spelling,
    is_like_a_district,
    provinces,
)
from cddctl.thai import arabic_digits, folded

ALL = frozenset({"all", "ทุกอำเภอ"})
"""Typed in place of a district: all offices that enter the database."""


def district_first(words: Sequence[str], province: Place | None) -> bool:
    """Whether the first of two words is the district, of a province or any, not the database.

    Raises `UsageRefused` where each may be either: two numbers of two digits.
    """
    first, second = (_may_be(word, province) for word in words)
    if first == second == {"district", "database"}:
        raise UsageRefused(
            _("{words}: which is the district? Write its name, or its code of four digits").format(
                words=" ".join(words)
            )
        )
    if first == second == {"database"} and province is not None:  # one is mistyped, or both
        return is_like_a_district(words[0], province) > is_like_a_district(words[1], province)
    return (first == {"district"} and "database" in second) or (
        "district" in first and second == {"database"}
    )


def database_then_district(words: Sequence[str], province: Place | None) -> list[str]:
    """The words with the database first, if they are two."""
    is_turned = len(words) == 2 and district_first(words, province)  # noqa: PLR2004
    return [*reversed(words)] if is_turned else [*words]


def _may_be(word: str, province: Place | None) -> set[str]:
    number = arabic_digits(word.strip())
    if re.fullmatch(r"[1-9]\d", number):
        return {"district", "database"}
    if re.fullmatch(r"\d", number):
        return {"database"}
    if word.strip().casefold() in ALL or re.fullmatch(r"0\d|\d{4}", number):
        return {"district"}
    key = folded(word)
    places = provinces() if province is None else (province,)
    is_district = key in CAPITAL_ALONE or any(key in districts_by_spelling(each) for each in places)
    return {"district"} if is_district else {"database"}
