"""The headings of a table, in English or Thai and in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from cddctl.exchange.forms import ANSWER_HEADING
from cddctl.intake.counts import unit_names
from cddctl.intake.grid import Value, shown
from cddctl.schedule.model import Schedule
from cddctl.thai import folded

HEADINGS = {
    "province": ("province", "จังหวัด", "รหัสจังหวัด"),
    "province_name": ("province_name", "ชื่อจังหวัด"),
    "district": ("district", "อำเภอ", "รหัสอำเภอ"),
    "district_name": ("district_name", "ชื่ออำเภอ"),
    "month": ("month", "เดือน", "ประจำเดือน"),
    "row": ("row", "ที่", "ลำดับ", "ลำดับที่"),
    "number": ("number",),
    "database": ("database", "ฐานข้อมูล", "รหัสฐานข้อมูล"),
    "name": ("name", "ชื่อฐานข้อมูล"),
    "period": ("period", "งวด", "งวดที่"),
    "total": ("total", "ทั้งหมด", "จำนวนทั้งหมด", "จำนวนข้อมูลทั้งหมด"),
    "recorded": ("recorded", "บันทึกแล้ว", "ที่บันทึกแล้ว", "จำนวนข้อมูลที่บันทึกแล้ว"),
    "reported": ("reported",),
    "expected": ("expected",),
    "not_applicable": ("not_applicable",),
    "offices": ("offices",),
    "state": ("state", "answer", ANSWER_HEADING, "สถานะ"),
    "note": ("note", "หมายเหตุ"),
    "printed": ("printed",),
    "received": ("received", "วันที่รับ", "วันที่ได้รับ"),
}


_DELIMITERS = re.compile("[,;\t]")


def _plain(text: str) -> str:
    """A heading for comparison; unlike in a name, อำเภอ alone is kept."""
    return folded(f".{text}")


_KEYS = {_plain(name): key for key, names in HEADINGS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Headings:
    """A row of headings; columns count from 0."""

    row: int
    texts: Mapping[int, str]
    """The texts as written, by column."""
    at: Mapping[str, int]
    """The columns of the `HEADINGS` that are present."""
    repeated: tuple[int, ...]
    """Columns that repeat an earlier heading."""
    free: tuple[int, ...]
    """Columns not in `HEADINGS`: units of a schedule, or unknown."""
    width: int
    """The number of columns up to the last that has a heading."""
    cells: int
    """The number of cells in the row, of which the last may be blank."""

    @classmethod
    def of(cls, row: int, values: Sequence[Value]) -> Self | None:
        """The headings in a row; None unless it has a database's and another."""
        texts = {
            column: text for column, value in enumerate(values) if (text := shown(value).strip())
        }
        at: dict[str, int] = {}
        repeated, free = [], []
        for column, text in texts.items():
            key = _KEYS.get(_plain(text))
            if key is None:
                free.append(column)
            elif at.setdefault(key, column) != column:
                repeated.append(column)
        if len(at) < 2 or not ("database" in at or "name" in at):  # noqa: PLR2004
            return None
        return cls(row, texts, at, tuple(repeated), tuple(free), max(texts) + 1, len(values))

    @property
    def missing(self) -> list[str]:
        """The names of required columns that this table lacks."""
        needed = (("district", "district_name"), ("total",))
        return [
            " / ".join(HEADINGS[keys[0]][:2])
            for keys in needed
            if not any(key in self.at for key in keys)
        ]

    def units(self, schedule: Schedule) -> list[tuple[str, int]]:
        """The units of a schedule that have columns.

        Where units share a name, columns of that name are taken in the schedule's order; a single
        column serves each of those units that a database counts and that has no column of its own.
        """
        columns: dict[str, list[int]] = {}
        for column in self.free:
            columns.setdefault(folded(self.texts[column]), []).append(column)
        units: list[tuple[str, int]] = []
        shared: list[tuple[str, int]] = []
        for text, having in columns.items():
            called = [unit for unit in schedule.units if text in unit_names(unit, schedule)]
            if len(having) == 1 < len(called):
                shared += [(unit, having[0]) for unit in called]
            elif called:
                last = len(called) - 1
                units += [(called[min(n, last)], column) for n, column in enumerate(having)]
        own = dict(units)
        return units + [(unit, column) for unit, column in shared if unit not in own]


def has_headings(line: str) -> bool:
    """Whether a line of a text has the headings of a table."""
    cells = _DELIMITERS.split(line) if _DELIMITERS.search(line) else []
    return len(cells) > 1 and Headings.of(1, [cell.strip(' "') for cell in cells]) is not None
