"""The headings of a flat table, in English or Thai and in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from cddctl.exchange.forms import ANSWER_HEADING
from cddctl.intake.grid import Value, shown
from cddctl.schedule.model import Schedule, Text
from cddctl.thai import folded

HEADINGS = {
    "province": ("province", "จังหวัด"),
    "district": ("district", "อำเภอ", "ชื่ออำเภอ"),
    "month": ("month", "เดือน", "ประจำเดือน"),
    "number": ("number", "ที่", "ลำดับ", "ลำดับที่"),
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
    "received": ("received", "วันที่รับ", "วันที่ได้รับ"),
}


def _plain(text: str) -> str:
    """A heading for comparison; อำเภอ alone, unlike in a name, is not left out."""
    return folded(f".{text}")


_KEYS = {_plain(name): key for key, names in HEADINGS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Headings:
    """A row of headings; columns count from 0."""

    row: int
    texts: Mapping[int, str]
    """As they are written, by column."""
    at: Mapping[str, int]
    """The column of each of `HEADINGS`; `width`, where a line is always empty, if there is none."""
    repeated: tuple[int, ...]
    """Columns whose heading another had before them."""

    @classmethod
    def of(cls, row: int, values: Sequence[Value]) -> Self | None:
        """The headings of a row, if it is one of headings: a database's and another."""
        texts = {
            column: text for column, value in enumerate(values) if (text := shown(value).strip())
        }
        at: dict[str, int] = {}
        repeated = []
        for column, text in texts.items():
            if key := _KEYS.get(_plain(text)):
                if key in at:
                    repeated.append(column)
                at.setdefault(key, column)
        if len(at) < 2 or not ("database" in at or "name" in at):  # noqa: PLR2004
            return None
        width = max(texts) + 1
        return cls(row, texts, dict.fromkeys(HEADINGS, width) | at, tuple(repeated))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(self.texts) + 1

    @property
    def missing(self) -> list[str]:
        """What no table goes without, and this one does; the names that it may have."""
        return [
            " / ".join(HEADINGS[key][:2])
            for key in ("district", "total")
            if self.at[key] == self.width
        ]

    def column(self, key: str) -> int | None:
        """The column of one of `HEADINGS`, if there is one."""
        column = self.at[key]
        return column if column < self.width else None

    def free(self) -> list[int]:
        """The columns that are none of `HEADINGS`: units of a schedule, or of no meaning."""
        return [column for column, text in self.texts.items() if _plain(text) not in _KEYS]

    def units(self, schedule: Schedule) -> list[tuple[str, int]]:
        """The units of a schedule that there are columns for.

        Where units share a name, columns of that name come in the schedule's order; a single one
        is for whichever of them a database counts and has no column of its own.
        """
        columns: dict[str, list[int]] = {}
        for column in self.free():
            columns.setdefault(folded(self.texts[column]), []).append(column)
        units: list[tuple[str, int]] = []
        shared: list[tuple[str, int]] = []
        for text, found in columns.items():
            called = [unit for unit, name in schedule.units.items() if text in _names(unit, name)]
            if len(found) == 1 < len(called):
                shared += [(unit, found[0]) for unit in called]
            elif called:
                last = len(called) - 1
                units += [(called[min(n, last)], column) for n, column in enumerate(found)]
        own = dict(units)
        return units + [(unit, column) for unit, column in shared if unit not in own]


def _names(unit: str, name: Text) -> set[str]:
    """What a column of a unit may be called, folded."""
    return {folded(text) for text in (unit, name.th, name.en)}
