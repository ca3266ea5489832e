"""How dates, lists and percentages are worded: B.E. in Thai, both eras in English.

Only the language and the Thai names are imported here, so that errors can word dates too.
"""

import re
from collections.abc import Iterable
from datetime import date

from cddctl import thai
from cddctl.i18n import _, language

ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

BUDDHIST_ERA = 543
"""B.E. = C.E. + 543."""


_CONTROLS = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0, delete and C1: cursor, colours, bell
    r"\u2028\u2029"  # line and paragraph separator
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the order of letters
    r"\ud800-\udfff]"  # bytes of a file name that are no letters
    r"|\r(?!\n)"
)


def without_controls(text: str) -> str:
    r"""A text as it goes out, its control characters but the ends of lines shown as \u001b.

    All that reaches a terminal, a CSV, a calendar file or LINE goes through here. JSON writes these
    characters the same way, so there the value stays as it is.
    """
    return _CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def one_line(text: str) -> str:
    """A text of one line, with the ends of lines shown too."""
    return without_controls(text).replace("\r\n", "\n").replace("\n", "\\u000a")


def has_controls(text: str) -> bool:
    """Whether a text of one line has a control character in it."""
    return "\n" in text or _CONTROLS.search(text) is not None


def say_month(year: int, month: int) -> str:
    """A month of a C.E. year: กันยายน 2561, or September 2018 (2561)."""
    if language() == "th":
        return f"{thai.MONTHS[month - 1]} {year + BUDDHIST_ERA}"
    return f"{ENGLISH_MONTHS[month - 1]} {year} ({year + BUDDHIST_ERA})"


def say_month_name(month: int) -> str:
    """A month without its year: กันยายน, or September."""
    return (thai.MONTHS if language() == "th" else ENGLISH_MONTHS)[month - 1]


def say_month_short(month: int) -> str:
    """A month's abbreviation: ก.ย., or Sep."""
    return thai.MONTHS_SHORT[month - 1] if language() == "th" else ENGLISH_MONTHS[month - 1][:3]


def say_year(year: int) -> str:
    """A C.E. year: พ.ศ. 2561, or 2018 (2561)."""
    buddhist = year + BUDDHIST_ERA
    return f"พ.ศ. {buddhist}" if language() == "th" else f"{year} ({buddhist})"


def say_date(day: date) -> str:
    """A date in full: 6 กันยายน 2561, or 6 September 2018 (2561)."""
    return f"{day.day} {say_month(day.year, day.month)}"


def say_date_short(day: date) -> str:
    """A date for a table: 6 ก.ย. 61, or 6 Sep 2018."""
    year = f"{(day.year + BUDDHIST_ERA) % 100:02}" if language() == "th" else f"{day.year}"
    return f"{day.day} {say_month_short(day.month)} {year}"


def say_weekday(day: date) -> str:
    """The day of the week: วันอาทิตย์, or Sunday."""
    return (thai.WEEKDAYS if language() == "th" else _ENGLISH_DAYS)[day.weekday()]


def cut(text: str, most: int = 60) -> str:
    """A text that somebody typed, cut to a length that is still recognizable."""
    return text if len(text) <= most else f"{text[:most]}…"


def say_offered(id_: str, name: str) -> str:
    """A name that is offered for a mistyped one: in English with the id, which is typed too."""
    return name if language() == "th" else f"{id_} ({name})"


def say_list(items: Iterable[object]) -> str:
    """Items in a list: a, b, c."""
    return ", ".join(str(item) for item in items)


def say_any_of(items: Iterable[object]) -> str:
    """A choice of items: a, b or c."""
    *most, last = [str(item) for item in items] or [""]
    return _("{most} or {last}").format(most=say_list(most), last=last) if most else last


def percent(part: int, whole: int, *, places: int = 0) -> str:
    """A percentage, rounded half up; but only the whole is 100, and only nothing is 0."""
    unit = 10**places
    rounded = (200 * unit * part + whole) // (2 * whole)
    if 0 < part < whole:
        rounded = min(max(rounded, 1), 100 * unit - 1)
    return f"{rounded // unit}" + (f".{rounded % unit:0{places}}" if places else "")
