"""Counts as people type them."""

import re
from functools import lru_cache

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.ledger.entries import MAX_COUNT
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import arabic_digits, folded
from cddctl.wording import cut

_LONGEST = 40
"""No number of any kind is longer."""

INVISIBLE = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_AROUND = rf"\s{INVISIBLE}"
"""Blanks and invisible characters that mean nothing before or after a number."""

_TRIM = re.compile(rf"^[{_AROUND}]+|[{_AROUND}]+$")
_WITH_WORD = re.compile(rf"(?P<number>.*\d)[{_AROUND}]*(?P<word>[^\W\d_]\D*)", re.DOTALL)
_COUNT = re.compile(r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?", re.ASCII)
_NUMBER = re.compile(r"[-+−–]?[\d,]*\.?\d+([eE][-+]?\d+)?%?", re.ASCII)
_APART = re.compile(rf"[0-9,.]+(?:[{_AROUND}]+[0-9,.]+)+")
_NONE = {"ไม่มี", "ไม่มีข้อมูล"}
"""Words for 0."""

_ALL_UNITS = "หน่วย"
"""The word for the things counted where several units are summed."""

_ROUNDED = 9
"""Decimals beyond these are left by a formula: 1200.0000000000002 is 1200."""


def parse_count(typed: str, words: frozenset[str] = frozenset()) -> int:
    """Read a whole number of 0 or more: `120`, `1,200`, `๑,๒๐๐`, `120.0`. Raises `DataRefused`.

    Blanks around it go, Thai and full-width digits become Arabic, and one of the `words`, folded,
    may follow it, as in `120 คน`; then whole digits only, with commas where thousands have them.
    A blank inside makes two numbers of it.
    """
    text = typed
    match = _COUNT.fullmatch(text)
    if not match:
        text = _TRIM.sub("", arabic_digits(text))
        match = _COUNT.fullmatch(text)
    if not match and words and (with_word := _WITH_WORD.fullmatch(text)):
        text, word = with_word["number"], with_word["word"]
        if folded(word) not in words:
            why = _("{word!r} is not what is counted here; write the number alone")
            raise _no_count(typed, why.format(word=cut(word)))
        match = _COUNT.fullmatch(text)
    count = _whole(match["digits"], match["decimals"]) if match else None
    if count is None and folded(text) in _NONE:
        count = 0
    if count is None:
        raise _no_count(typed, _why_not(text))
    if count > MAX_COUNT:
        why = _("more than {limit} cannot be meant; check the digits")
        raise _no_count(typed, why.format(limit=f"{MAX_COUNT:,}"))
    return count


def unit_names(unit: str, schedule: Schedule) -> frozenset[str]:
    """The names of a unit, folded."""
    return _folded(_texts(unit, schedule))


def words_after(key: str, database: Database, schedule: Schedule) -> frozenset[str]:
    """The words that may follow a count: the names of its unit, or of any for the `total`."""
    if key in database.counts:
        return unit_names(key, schedule)
    texts = (text for unit in database.counts for text in _texts(unit, schedule))
    return _folded((*texts, _ALL_UNITS))


def _texts(unit: str, schedule: Schedule) -> tuple[str, ...]:
    name = schedule.units[unit]
    return unit, name.th, name.en


@lru_cache(maxsize=256)  # the same few, for every row of every form
def _folded(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, texts))


def _whole(digits: str, decimals: str | None) -> int | None:
    """The number that is written; None where it has a fraction."""
    number = int(digits.replace(",", "").lstrip("0")[:_LONGEST] or "0")
    if decimals is None:
        return number
    fraction = round(float(f"0.{decimals}"), _ROUNDED)
    return number + int(fraction) if fraction.is_integer() else None


def _no_count(typed: str, why: str) -> DataRefused:
    return DataRefused(_("{typed!r} is not a count: {why}").format(typed=cut(typed), why=why))


def _why_not(text: str) -> str:
    if not text:
        return _("it is empty; write 0 if there are none")
    if _APART.fullmatch(text):
        return _("a space stands in it: is it one number or two? write one, as in 1200 or 1,200")
    text = re.sub(f"[{_AROUND}]", "", text)
    if re.fullmatch(r"[\d,]+", text, re.ASCII):
        return _("the commas do not stand at the thousands; write 1200 or 1,200")
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return _("write digits only, as in 120, 1,200 or ๑๒๐")
    if text[0] in "-−–":
        return _("a count is 0 or more")
    return _("write a whole number, without fraction or sign")
