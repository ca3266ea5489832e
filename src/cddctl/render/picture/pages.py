"""The content of a picture, as plain values for a template: always Thai, in Arabic digits."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope
from cddctl.render.labels import date_label, month_label
from cddctl.render.picture.looks import (
    ABOVE,
    COLOURS,
    COMPLETE,
    LATE,
    NOT_APPLICABLE,
    NOTHING,
    UNTIL,
    Cell,
    Look,
    office_cell,
    province_cell,
    short_day,
)
from cddctl.schedule.due import Period, on_form, regular_date
from cddctl.status.league import FEWEST_PERIODS, Placing
from cddctl.status.round import Standing, Status, Tally
from cddctl.status.trend import RoundSums
from cddctl.thai import MONTHS_SHORT
from cddctl.wording import BUDDHIST_ERA, percent

Page = dict[str, Any]

TITLE = "ผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน"
LEAGUE = "อันดับการรายงานครบถ้วนทันกำหนด"
TREND = "แนวโน้มการรายงานครบถ้วนทันกำหนด"
ON_FORM, NOT_ON_FORM = ("อยู่ใน", "แบบ", "รายงาน"), ("ไม่อยู่ใน", "แบบ", "รายงาน")
"""The headings of both groups of databases, in pieces between which a line may break."""


def status_page(status: Status, month: Month, today: date) -> Page:
    """The round of a month: offices by databases; over several provinces, provinces."""
    form = on_form(status.periods)
    others = tuple(period for period in status.periods if period not in form)
    groups = [(name, group) for name, group in ((ON_FORM, form), (NOT_ON_FORM, others)) if group]
    periods = (*form, *others)
    rows = _rows(status, periods, today)
    cells = [cell for _place, cells, _tally in rows for cell in cells if cell]
    is_blank = any(cell is None for _place, cells, _tally in rows for cell in cells)
    return {
        **_head(TITLE, status.scope, f"งวดเดือน{month_label(month, digits='arabic')}", today),
        "remarks": _closed(status),
        "done": [
            {
                "name": _databases("".join(name), group),
                "count": f"{COMPLETE} {_done(chain(*map(status.of_period, group)), today)}",
                "until": _dates(group),
            }
            for name, group in groups
        ],
        "corner": _kind_of_rows(status.scope),
        "groups": [
            {"lines": _group_lines(name, len(group)), "columns": len(group)}
            for name, group in groups
        ],
        "columns": [
            {
                "lines": [piece.strip() for piece in period.database.brief_name],
                "until": short_day(regular_date(period)),
            }
            for period in periods
        ],
        "rows": [
            {
                "name": _row_name(place, status.scope),
                "cells": [cell and cell._asdict() for cell in cells],
                "done": _share(tally),
            }
            for place, cells, tally in rows
        ],
        "sums": [_done(status.of_period(period), today) for period in periods],
        "all": _done(status.all(), today),
        "legend": _legend(cells, status.scope, is_blank=is_blank),
        "colours": COLOURS,
    }


def league_page(placings: Sequence[Placing], scope: Scope, year: FiscalYear, today: date) -> Page:
    """The league of a fiscal year: a bar for each office, or province."""
    return {
        **_head(LEAGUE, scope, f"ปีงบประมาณ {year}", today),
        "remarks": [
            "นับเฉพาะรายการที่ครบถ้วนแล้วหรือพ้นกำหนดแล้ว รายการที่ขยายเวลานับตามกำหนดใหม่",
            f"จัดอันดับเมื่อมีตั้งแต่ {FEWEST_PERIODS} งวดขึ้นไป ร้อยละเท่ากันได้อันดับเดียวกัน",
        ],
        "done": [],
        "corner": _kind_of_rows(scope),
        "not_ranked": f"น้อยกว่า {FEWEST_PERIODS} งวด",
        "rows": [
            {
                "rank": "" if placing.rank is None else str(placing.rank),
                "name": _row_name(placing.place, scope),
                "share": None if placing.rank is None else float(placing.share or 0),
                "percent": _percent(placing.tally, places=1) if placing.rank is not None else "",
                "numbers": [
                    f"{number:,}"
                    for number in (
                        placing.tally.on_time,
                        placing.tally.complete,
                        placing.tally.share.reported,
                        placing.tally.share.expected,
                    )
                ],
            }
            for placing in placings
        ],
    }


def trend_page(rounds: Sequence[RoundSums], scope: Scope, year: FiscalYear, today: date) -> Page:
    """The rounds of a fiscal year: a bar for each, in parts on time and late."""
    return {
        **_head(TREND, scope, f"ปีงบประมาณ {year}", today),
        "remarks": [],
        "done": [],
        "has_open": any(each.has_begun and each.is_open for each in rounds),
        "rounds": [
            {
                "month": MONTHS_SHORT[each.month.number - 1],
                "databases": f"{each.on_form}+{each.others}",
                "has_begun": each.has_begun,
                "is_open": each.has_begun and each.is_open,
                "on_time": float(each.tally.rate(each.tally.on_time) or 0),
                "late": float(each.tally.rate(each.tally.late) or 0),
                "percent": _percent(each.tally),
                "done": _share(each.tally) if each.has_begun else "",
            }
            for each in rounds
        ],
    }


def _percent(tally: Tally, *, places: int = 0) -> str:
    """The share complete on time in percent; – where nothing is expected."""
    expected = tally.share.expected
    return f"{percent(tally.on_time, expected, places=places)} %" if expected else NOT_APPLICABLE


def _head(title: str, scope: Scope, span: str, today: date) -> Page:
    return {
        "title": title,
        "place": scope.title_th,
        "span": span,
        "as_of": f"ข้อมูล ณ วันที่ {date_label(today, digits='arabic')}",
    }


def _rows(
    status: Status, periods: Sequence[Period], today: date
) -> list[tuple[Place, list[Cell | None], Tally]]:
    """The rows: a place, its cells, and the sums over them."""
    rows = []
    for place, standings in status.by_place():
        cells: list[Cell | None] = []
        for period in periods:
            own = [standing for standing in standings if standing.period.key == period.key]
            if not own:
                cells.append(None)
            elif status.scope.is_several:
                cells.append(province_cell(own, today))
            else:
                cells.append(office_cell(own[0], today))
        rows.append((place, cells, Tally.of(standings, today)))
    return rows


def _done(standings: Iterable[Standing], today: date) -> str:
    return _share(Tally.of(standings, today))


def _share(tally: Tally) -> str:
    """Complete of expected; – where nothing is expected."""
    expected = tally.share.expected
    return f"{tally.complete:,}/{expected:,}" if expected else NOT_APPLICABLE


def _databases(name: str, periods: Sequence[Period]) -> str:
    if len(periods) == 1:
        return f"{name} ({''.join(periods[0].database.brief_name)})"
    return f"{name} {len(periods)} ฐานข้อมูล"


def _group_lines(name: Sequence[str], count: int) -> list[str]:
    """The heading over a group of columns; over a single one it is broken."""
    *pieces, last = name
    lines = [*pieces, f"{last} {count}"]
    return lines if count == 1 else ["".join(lines)]


def _dates(periods: Sequence[Period]) -> str:
    """By when: the date, or every one of several."""
    *others, last = sorted({regular_date(period) for period in periods})
    if not others:
        return f"ภายในวันที่ {date_label(last, digits='arabic')}"
    days = [*map(short_day, others), f"{short_day(last)} {last.year + BUDDHIST_ERA}"]
    return f"ภายใน {', '.join(days)}"


def _closed(status: Status) -> list[str]:
    if status.scope.is_several:
        count = sum(each.closed is not None for each in status.of_provinces)
        return [f"ปิดรอบแล้ว {count}/{len(status.of_provinces)} จังหวัด"]
    closed = status.closed
    return [f"ปิดรอบการรายงานแล้วเมื่อวันที่ {date_label(closed, digits='arabic')}"] if closed else []


def _kind_of_rows(scope: Scope) -> str:
    return "จังหวัด" if scope.is_several else "อำเภอ"


def _row_name(place: Place, scope: Scope) -> str:
    is_office = place.is_province and not scope.is_several
    return f"สพจ.{place.name_th}" if is_office else place.name_th


def _legend(cells: Sequence[Cell], scope: Scope, *, is_blank: bool) -> list[Page]:
    """The meaning of words and colours; rare ones only where they are on the picture."""
    part = "7/13" if scope.is_several else "67 %"
    items = [
        (COMPLETE, Look.COMPLETE, "ครบถ้วนทันกำหนด"),
        (LATE, Look.LATE, "ครบถ้วนหลังกำหนด"),
        (
            part,
            Look.PART,
            "หน่วยรายงานที่ครบถ้วน" if scope.is_several else "บันทึกไม่ครบถ้วน (ร้อยละ)",
        ),
        (NOTHING, Look.NOTHING, "ยังไม่ได้บันทึก"),
        (f"{part} {NOTHING}", Look.OVERDUE, "เกินกำหนด"),
        (NOT_APPLICABLE, Look.NOT_APPLICABLE, "ยังไม่ถึงเวลา/ไม่มีข้อมูล"),
    ]
    if any(cell.note for cell in cells):
        items.append((UNTIL.format(day="…"), Look.NOTHING, "ได้รับการขยายเวลา"))
    if any(cell.word.endswith(ABOVE) for cell in cells):
        items.append((ABOVE, Look.COMPLETE, "บันทึกมากกว่าจำนวนทั้งหมด"))
    if is_blank:
        items.append(("", Look.NOT_APPLICABLE, "ไม่ต้องบันทึก"))
    return [{"word": word, "look": look, "meaning": meaning} for word, look, meaning in items]
