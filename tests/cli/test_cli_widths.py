"""Every table fits 80 columns, with the largest counts and long names, and late by years."""

import pytest
from rich.cells import cell_len

from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.library import ScheduleLibrary

MOST = 9_999_999
NOTE = "น้ำท่วมพื้นที่หลายตำบล ยังสำรวจไม่ครบถ้วน จะดำเนินการให้แล้วเสร็จโดยเร็ว"
UNITS = ("persons", "networks", "groups", "savings_groups", "places", "makers")
MONTH = ("--month", "2561-09")
LATE = ("--as-of", "2569-11-28")
COMMANDS = (
    ("due", *MONTH), ("due", "--year", "2561"),
    ("status", *MONTH), ("status", *MONTH, "--full"), ("status", "--year", "2561"),
    ("status", *MONTH, "--full", "--rows", "database"), ("status", *MONTH, "--district", "01"),
    ("report", *MONTH), ("report", *MONTH, "--district", "01"), ("compare", *MONTH),
    ("today",), ("history", *MONTH), ("doubts", *MONTH),
    ("schedule", "show", "--year", "2561"),
)  # fmt: skip


def largest(province):
    """A table of the largest counts, some of them incomplete, missing or with a long note."""
    _schedule, periods = Calendars(ScheduleLibrary()).of(province).of_month(Month(2018, 9))
    lines = [f"district,database,total,{','.join(UNITS)},note"]
    for place, district in enumerate(districts(province)):
        for period in periods:
            database = period.database
            if database.entered_by == "province" or (place + database.number) % 5 == 0:
                continue
            each = MOST // len(database.counts) - place % 2
            counts = ",".join(str(each) if unit in database.counts else "" for unit in UNITS)
            lines.append(
                f"{district.code},{database.number},{MOST},{counts},{'' if place % 4 else NOTE}"
            )
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["lampang", "phra nakhon si ayutthaya"])
def test_every_table_fits(here, work, name):
    (work / "most.csv").write_text(largest(find_province(name)), "utf-8-sig")
    here("init", "--province", name, "--from", "2561-09", check=0)
    here("record", "--from", "most.csv", *MONTH, "--as-of", "2561-09-10", "--yes", check=0)
    too_wide = [
        (" ".join(words), line)
        for words in COMMANDS
        for language in ("th", "en")
        for line in here(*words, *LATE, "--lang", language, check=0).out.splitlines()
        if cell_len(line) > 80 or "…" in line
    ]
    assert too_wide == []
