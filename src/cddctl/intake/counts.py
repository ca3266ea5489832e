"""Counts as people type them."""

import re

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.ledger.entries import MAX_COUNT
from cddctl.thai import arabic_digits, folded
from cddctl.wording import cut

_LONGEST = 40
"""No number of any kind is longer."""

_AROUND = " \t\r\n\u00a0\u00ad\u200b-\u200d\u202f\u2060\u3000\ufeff"
"""Blanks and invisible characters that mean nothing before or after a number."""

_TRIM = re.compile(rf"^[{_AROUND}]+|[{_AROUND}]+$")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d+", re.ASCII)
_NUMBER = re.compile(r"[-+−–]?[\d,]*\.?\d+([eE][-+]?\d+)?%?", re.ASCII)
_APART = re.compile(rf"[\d,]+(?:[{_AROUND}]+[\d,]+)+", re.ASCII)
_NONE = {"ไม่มี", "ไม่มีข้อมูล"}
"""Words for 0."""


def parse_count(typed: str) -> int:
    """Read a whole number of 0 or more: `120`, `1,200`, `๑,๒๐๐`, `１２０`. Raises `DataRefused`.

    Blanks around it go, Thai and full-width digits become Arabic; then whole digits only, with
    commas where thousands have them. A blank inside makes two numbers of it.
    """
    text = _TRIM.sub("", arabic_digits(typed))
    if _GROUPED.fullmatch(text):
        digits = text.replace(",", "").lstrip("0") or "0"
        if len(digits) <= len(str(MAX_COUNT)) and int(digits) <= MAX_COUNT:
            return int(digits)
        why = _("more than {limit} cannot be meant; check the digits").format(
            limit=f"{MAX_COUNT:,}"
        )
    elif folded(text) in _NONE:
        return 0
    else:
        why = _why_not(text)
    raise DataRefused(_("{typed!r} is not a count: {why}").format(typed=cut(typed), why=why))


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
