"""The sheet of a month, districts by databases: its identity, and the codes of rows and columns.

Shared by the module that writes it and the one that reads it back.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cddctl.errors import CddctlError
from cddctl.exchange.forms import code_of
from cddctl.ledger.printed import NOTE, TOTAL
from cddctl.periods import Month
from cddctl.schedule.due import Period
from cddctl.thai import arabic_digits, normalized

PRINTED = "printed"
LAST_YEAR = "ปีก่อน"
"""The beginning of the code of a row with last year's figures, which is not read."""

_MARK = "รหัสตาราง"
_LONGEST = 300
_IDENTITY = re.compile(
    _MARK + r".*?จังหวัด\s*(?P<province>\d{2})\b.*?เดือน\s*(?P<month>\d{4}-\d{2})\b"
    r".*?กำหนดการ\s*(?P<schedule>\d{4}(?:/[a-z-]+)?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SheetIdentity:
    """The province, month and schedule that a sheet was made for."""

    province: str
    """The province's code."""
    month: Month
    schedule: str

    @property
    def line(self) -> str:
        """The identity as a line in a cell of the sheet."""
        return (
            f"{_MARK} (อย่าแก้ไข): จังหวัด {self.province} เดือน {self.month.buddhist} "
            f"กำหนดการ {self.schedule}"
        )

    @classmethod
    def in_line(cls, text: str) -> Self | None:
        """The identity in a cell's text; None if the text is not an identity line."""
        if _MARK not in text or len(text) > _LONGEST:
            return None
        match = _IDENTITY.search(normalized(arabic_digits(text)))
        if match is None:
            return None
        try:
            return cls(match["province"], Month.parse(match["month"]), match["schedule"])
        except CddctlError:
            return None


def columns_of(period: Period) -> dict[str, str]:
    """The values that a period has columns for, each with the code of its column."""
    keys = (TOTAL, *period.database.counts, NOTE, PRINTED)
    return {key: f"{code_of(period)} {key}" for key in keys}


def last_year_code(office: str, figures: tuple[object, ...]) -> str:
    """The code of a row with last year's figures, by which it is known whether one was changed."""
    text = " ".join("" if figure is None else str(figure) for figure in figures)
    return f"{LAST_YEAR} {office} {sha256(text.encode()).hexdigest()[:8]}"
