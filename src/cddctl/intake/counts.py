"""Counts as people type them."""

import re

from cddctl.errors import CountRefused
from cddctl.i18n import _
from cddctl.ledger.entries import MAX_COUNT
from cddctl.thai import arabic_digits

_LONGEST = 40
"""Nothing that is longer is a number, of whatever kind."""

_SPACES = re.compile(r"[ \u00a0\u202f\u3000]")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d+", re.ASCII)
_NUMBER = re.compile(r"[-+−–]?[\d,]*\.?\d+([eE][-+]?\d+)?%?", re.ASCII)


def parse_count(typed: str) -> int:
    """Read a whole number of 0 or more: `120`, `1,200`, `๑,๒๐๐`, `１２０`. Raises `CountRefused`.

    Spaces go, Thai and full-width digits become Arabic; then whole digits only, with commas where
    thousands have them.
    """
    text = _SPACES.sub("", arabic_digits(typed))
    if not _GROUPED.fullmatch(text):
        raise CountRefused(typed, _why_not(text))
    digits = text.replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
        raise CountRefused(
            typed,
            _("more than {limit} cannot be meant; check the digits").format(limit=f"{MAX_COUNT:,}"),
        )
    return int(digits)


def _why_not(text: str) -> str:
    if not text:
        return _("it is empty; write 0 if there are none")
    if re.fullmatch(r"[\d,]+", text, re.ASCII):
        return _("the commas do not stand at the thousands; write 1200 or 1,200")
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return _("write digits only, as in 120, 1,200 or ๑๒๐")
    if text[0] in "-−–":
        return _("a count is 0 or more")
    return _("write a whole number, without fraction or sign")
