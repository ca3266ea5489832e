"""The sheet of a month, districts by databases: the codes of its rows and columns.

Shared by the module that writes it and the one that reads it back.
"""

from hashlib import sha256

from cddctl.exchange.forms import code_of
from cddctl.ledger.drafts import NOTE, TOTAL
from cddctl.schedule.due import Period

PRINTED = "printed"
LAST_YEAR = "ปีก่อน"
"""The beginning of the code of a row with last year's figures, which is not read."""


def columns_of(period: Period) -> dict[str, str]:
    """The values that a period has columns for, each with the code of its column."""
    keys = (TOTAL, *period.database.counts, NOTE, PRINTED)
    return {key: f"{code_of(period)} {key}" for key in keys}


def last_year_code(office: str, figures: tuple[object, ...]) -> str:
    """The code of a row with last year's figures, by which it is known whether one was changed."""
    text = " ".join("" if figure is None else str(figure) for figure in figures)
    return f"{LAST_YEAR} {office} {sha256(text.encode()).hexdigest()[:8]}"
