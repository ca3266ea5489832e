from datetime import UTC, datetime

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province, office_of
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

LAMPANG = find_province("lampang")
OF_LAMPANG = ScheduleLibrary().schedule(FiscalYear(2561), LAMPANG)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
SEPTEMBER = Month(2018, 9)

LONG_NOTE = (
    "กำลังตรวจสอบทะเบียนกลุ่มกับสำนักงานสหกรณ์จังหวัด และจะบันทึกส่วนที่เหลือ"
    "ให้แล้วเสร็จภายในวันที่ 20 กันยายน 2561 เนื่องจากระบบขัดข้องหลายวัน"
)


@pytest.fixture(scope="session")
def national():
    """The department's own schedule, in which the provincial office enters two databases."""
    return NATIONAL


@pytest.fixture(scope="session")
def codes():
    """The codes of Lampang's thirteen districts."""
    return [district.code for district in districts(LAMPANG)]


@pytest.fixture(scope="session")
def entry():
    """An entry: `entry("leaders", "5201", 10, persons=8)`; without a total, not applicable."""

    def build(database, office, total=None, *, note=None, month=SEPTEMBER, **recorded):
        periods = periods_of_month(NATIONAL, month, Holidays())
        (number,) = (p.number for p in periods if p.database.id == database)
        values = {"total": total, "recorded": recorded, "note": note}
        return Entry(
            "52", office, database, 2561, number, month, **values, not_applicable=total is None
        )

    return build


@pytest.fixture(scope="session")
def report():
    """A report of Lampang, or of the district of that code; with `only`, of a single database."""

    def build(*entries, schedule=OF_LAMPANG, month=SEPTEMBER, district=None, only=None):
        periods = periods_of_month(schedule, month, Holidays())
        return build_report(
            schedule,
            LAMPANG,
            districts(LAMPANG),
            month,
            [p for p in periods if only in (None, p.database.id)],
            entries,
            district=office_of(district) if district else None,
        )

    return build


@pytest.fixture(scope="session")
def filled(entry, codes):
    """A month's entries: a reason in place of counts, zeros, large and partial sums, notes."""
    entries = [entry("cd-standards", code, note="หลังการรับรอง") for code in codes]
    for place, code in enumerate(codes):
        note = {0: "=1+1", 1: LONG_NOTE, 3: LONG_NOTE}.get(place)
        entries += [
            entry("leaders", code, 1200, persons=1200),
            entry("groups", code, 300, networks=0, groups=200, places=100, note=note),
            entry("savings-groups", code, 950_000, savings_groups=950_000),
            entry("poverty-alleviation", code, 0, places=0),
        ]
    for code in codes[:9]:
        entries.append(entry("volunteer-leader-assessment", code, 1000, persons=900))
    return entries


@pytest.fixture(scope="session")
def created():
    return datetime(2018, 9, 6, 1, 30, tzinfo=UTC)
