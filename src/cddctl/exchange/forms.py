"""A district's form: its identity, its texts, and the round that it is for.

Shared by the modules that write forms and tables to be filled in and those that read them back.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, Self

from cddctl.errors import CddctlError, DataRefused
from cddctl.i18n import _
from cddctl.ledger.drafts import NOTE, TOTAL, Printed
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import arabic_digits, folded, normalized
from cddctl.wording import say_any_of


class Answer(StrEnum):
    """A district's answer for a database, in the words of the form's list."""

    DATA = "มีข้อมูล"
    ZERO = "ไม่มีข้อมูล = 0"
    NOT_YET = "ยังไม่ถึงเวลา"


ANSWER_HEADING = "คำตอบ"
CODE_HEADING = "รหัส"

MONTH_TITLE = "งวดเดือน"
"""The beginning of the title line with the month."""

INSTRUCTIONS = (
    "กรอกเฉพาะช่องสีเหลือง ช่องที่เว้นว่างถือว่ายังไม่ได้รายงาน เมื่อกรอกแล้วโปรดบันทึกและส่งไฟล์ Excel นี้กลับไปยังจังหวัด",
    (
        f"หากไม่มีข้อมูล ให้เลือกคำตอบ “{Answer.ZERO}” "
        f"หากยังไม่ถึงเวลา ให้เลือกคำตอบ “{Answer.NOT_YET}” และเขียนเหตุผลในหมายเหตุ"
    ),
)
"""The form's instructions for those who fill it in."""

NOT_APPLICABLE = "-"
"""Written on the form in place of counts where there is nothing to enter yet."""

_OF_FORM, _OF_SHEET = "รหัสแบบ", "รหัสตาราง"
_LONGEST = 300
_IDENTITIES = [
    re.compile(
        rf"{mark}.*?จังหวัด\s*(?P<province>\d{{2}})\b{district}"
        r".*?เดือน\s*(?P<month>\d{4}-\d{2})\b.*?กำหนดการ\s*(?P<schedule>\d{4}(?:/[a-z-]+)?)",
        re.ASCII,
    )
    for mark, district in (
        (_OF_FORM, r".*?อำเภอ\s*(?P<district>\d{4})\b"),
        (_OF_SHEET, r"(?P<district>)"),
    )
]
_PROPERTY = "cddctl."
DATA = "ข้อมูล"
"""The first word of most names of databases, which may be left out."""


class Identity(NamedTuple):
    """The identity of a form, or of the sheet of a month, which is every district's.

    It is written into a form twice, as people and programs may lose either.
    """

    province: str
    """The province's code."""
    district: str
    """The district's code; empty for the sheet of a month."""
    month: Month
    schedule: str
    """The name of the schedule used: 2561, or 2561/lampang."""

    @classmethod
    def of(cls, province: Place, district: Place, month: Month, schedule: str) -> Self:
        """The identity of a district's form."""
        return cls(province.code, district.code, month, schedule)

    @property
    def line(self) -> str:
        """The identity as a line in a cell."""
        mark, district = (_OF_FORM, f"อำเภอ {self.district} ") if self.district else (_OF_SHEET, "")
        return (
            f"{mark} (อย่าแก้ไข): จังหวัด {self.province} {district}"
            f"เดือน {self.month.buddhist} กำหนดการ {self.schedule}"
        )

    @property
    def properties(self) -> dict[str, str]:
        """The identity as custom properties of the workbook."""
        values = (self.province, self.district, self.month.buddhist, self.schedule)
        return dict(zip(_PROPERTIES, values, strict=True))

    @classmethod
    def in_line(cls, text: str) -> Self | None:
        """The identity in a cell's text; None if the text is not an identity line."""
        if len(text) > _LONGEST or not (_OF_FORM in text or _OF_SHEET in text):
            return None
        text = normalized(arabic_digits(text))
        matches = (match for identity in _IDENTITIES if (match := identity.search(text)))
        return next((cls._read(**match.groupdict()) for match in matches), None)

    @classmethod
    def in_properties(cls, properties: Iterable[tuple[str, str]]) -> Self | None:
        """The identity in the custom properties of a workbook; None if there is none."""
        given = dict(properties)
        if not all(name in given for name in _PROPERTIES):
            return None
        return cls._read(*(given[name] for name in _PROPERTIES))

    @classmethod
    def _read(cls, province: str, district: str, month: str, schedule: str) -> Self | None:
        try:
            return cls(province, district, Month.parse(month), schedule)
        except CddctlError:
            return None


_PROPERTIES = tuple(_PROPERTY + name for name in ("province", "district", "month", "schedule"))


@dataclass(frozen=True)
class Round:
    """The periods of a month under one schedule."""

    month: Month
    schedule: Schedule
    periods: tuple[Period, ...]

    def of_code(self, typed: str) -> Period | None:
        """The period with the code in a form's row."""
        return self._by_code.get(folded(code_in(typed)))

    def of_database(self, database: str) -> list[Period]:
        """The periods of a database, given by id."""
        return [period for period in self.periods if period.database.id == database]

    def check_has(self, database: Database) -> None:
        """Refuse, with `DataRefused`, a database that has no period in it."""
        if not self.of_database(database.id):
            raise DataRefused(
                _("{database} has no period in {month}").format(
                    database=database.say(), month=self.month.say()
                )
            )

    def period_of(self, database: str, typed: str | None = None, number: int = 0) -> Period:
        """The period of a database, by id, with that number; `typed` is the number as it was typed.

        Raises `DataRefused` where there is no such period, or where there are several and none was
        typed. The number 0 matches no period.
        """
        periods = self.of_database(database)
        numbers = say_any_of(period.number for period in periods)
        if typed is not None:
            periods = [period for period in periods if period.number == number]
        if not periods:
            message = _("there is no period {typed!r} in {month}; it is {numbers}")
            raise DataRefused(message.format(typed=typed, month=self.month.say(), numbers=numbers))
        if len(periods) > 1:
            raise DataRefused(_("which period? {numbers}").format(numbers=numbers))
        return periods[0]

    @cached_property
    def names(self) -> tuple[tuple[str, Database], ...]:
        """Every name that a database may be called by, folded, and the database."""
        return tuple(
            (name.removeprefix(DATA) or name, database)
            for database in self.schedule.ordered()
            for name in map(
                folded,
                (
                    database.id,
                    database.name,
                    database.short_name,
                    database.names.en,
                    *database.also,
                ),
            )
        )

    @cached_property
    def _by_code(self) -> Mapping[str, Period]:
        return {folded(code_of(period)): period for period in self.periods}


class Wanted(NamedTuple):
    """The province and month that returns are accepted for; others are refused."""

    province: Place | None
    """None accepts all provinces."""
    month: Month | None
    """None accepts any month."""
    round_of: Callable[[Place, Month], Round]
    """Raises `CddctlError` where there is no schedule."""
    today: date = date.max

    def check_province(self, province: Place) -> None:
        """Refuse another province with `DataRefused`."""
        if self.province is not None and province != self.province:
            message = _("this line is of {province}; taken here is {meant} alone")
            raise DataRefused(message.format(province=province.name, meant=self.province.name))

    def check_month(self, month: Month) -> None:
        """Refuse another month with `DataRefused`."""
        if self.month is not None and month != self.month:
            message = _("this line is of {month}; taken here is {meant} alone")
            raise DataRefused(message.format(month=month.say(), meant=self.month.say()))


def code_of(period: Period) -> str:
    """The code that identifies a row of a form, wherever it is moved: leaders/1."""
    return f"{period.database.id}/{period.number}"


# --- The sheet of a month, districts by databases: the codes of its rows and columns --------------

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


# --- The values that a row was printed with ------------------------------------------------------

_PRINTED_MARK = "พิมพ์"
_BLANK_ROW = "ว่าง"
_PRINTED = re.compile(
    rf"(?:(?P<blank>{_BLANK_ROW})|(?P<dash>{NOT_APPLICABLE})|(?P<total>\d*)/(?P<counts>[\d:]*))"
    r"\s*(?:~(?P<note>[0-9a-f]{8}))?",
    re.ASCII,
)


def printed_code(period: Period, printed: Printed) -> str:
    """The code of a form's row, and the values that it is printed with: leaders/1 พิมพ์ 120/115.

    The counts are those of the database's units, in its order; a note is there as its digest.
    """
    values = NOT_APPLICABLE
    if not printed.not_applicable:
        counts = (printed.recorded.get(unit) for unit in period.database.counts)
        total = "" if printed.total is None else printed.total
        values = f"{total}/{':'.join('' if count is None else str(count) for count in counts)}"
    if printed == Printed():
        values = _BLANK_ROW
    note = f" ~{printed.note}" if printed.note else ""
    return f"{code_of(period)} {_PRINTED_MARK} {values}{note}"


def code_in(text: str) -> str:
    """The code in a text that may also have the values that its row was printed with."""
    return text.partition(_PRINTED_MARK)[0].strip()


def printed_in(text: str, period: Period) -> Printed | None:
    """The values a row was printed with; None where the text has none, or of another period."""
    code, mark, values = arabic_digits(text).partition(_PRINTED_MARK)
    match = _PRINTED.fullmatch(values.strip())
    if not mark or match is None or folded(code) != folded(code_of(period)):
        return None
    note = match["note"] or ""
    if match["blank"]:
        return Printed()
    if match["dash"]:
        return Printed(not_applicable=True, note=note)
    units, counts = period.database.counts, match["counts"].split(":")
    if len(counts) != len(units):
        return None
    recorded = {unit: int(count) for unit, count in zip(units, counts, strict=True) if count}
    return Printed(int(match["total"]) if match["total"] else None, recorded, note=note)
