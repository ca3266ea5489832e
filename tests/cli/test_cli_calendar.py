"""`cddctl calendar`: the periods of a fiscal year as a calendar file."""

import re

import pytest

YEAR = ("--year", "2561")
LAMPANG = ("--province", "lampang")


def values(raw, name):
    """The values of a property, in the order of the file."""
    text = raw.replace(b"\r\n ", b"").decode()
    return re.findall(rf"^{name}(?:;[^:]*)?:(.*)\r$", text, re.MULTILINE)


@pytest.fixture
def calendar(here):
    """What is written to stdout."""
    return lambda *args: here("calendar", "-o", "-", *args, check=0).raw


# --- Whose dates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "place", "days", "on_the_sixth"),
    [
        ((), "national", 20, 0),
        (LAMPANG, "lampang", 19, 1),
        (("--province", "แพร่"), "phrae", 20, 0),
    ],
)
def test_whose_dates(calendar, args, place, days, on_the_sixth):
    raw = calendar(*YEAR, *args)
    uids = values(raw, "UID")
    assert len(set(uids)) == len(uids) == days
    assert {uid.partition("@")[2] for uid in uids} == {f"{place}.cddctl"}
    assert values(raw, "DTSTART").count("20180906") == on_the_sixth


def test_home_province_of_the_register(calendar, register):
    assert calendar(*YEAR, "--register", register) == calendar(*YEAR, *LAMPANG)


def test_own_schedules(calendar, work):
    own = work / "own" / "lampang" / "2561.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "fiscal_year: 2561\nprovince: lampang\nsource: {letter: 'ลป 1; 2, 3\\4', date: 2018-08-01, "
        "from: จังหวัดลำปาง, title: กำหนดการ}\n"
        "report_by: [{month: 2018-03, date: 2018-03-10, databases: [cd-standards]}]\n",
        encoding="utf-8",
    )
    raw = calendar(*YEAR, *LAMPANG, "--schedules", own.parents[1])
    by_uid = dict(zip(values(raw, "UID"), values(raw, "DTSTART"), strict=True))
    assert by_uid["2561-cd-standards-1@lampang.cddctl"] == "20180310"
    assert by_uid["2561-savings-groups-4@lampang.cddctl"] == "20180920"
    [said] = {text for text in values(raw, "DESCRIPTION") if "ส่งจังหวัดภายใน" in text}
    assert "ส่งจังหวัดภายใน: วันเสาร์ที่ 10 มีนาคม 2561 วันทำการถัดไปคือวันจันทร์ที่ 12 มีนาคม 2561\\n" in said
    assert r"ตามหนังสือ ลป 1\; 2\, 3\\4 ลงวันที่" in said


# --- Which year ------------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "year"), [("2018-09-30", "2561"), ("2018-10-01", "2562")])
def test_the_year_that_it_is_if_not_said(here, today, year):
    result = here("calendar", *LAMPANG, "--as-of", today, check=0)
    assert result.out == f"cddctl-lampang-{year}.ics\n"
    assert result.err.splitlines()[-1] == f"fiscal year not said: this is {year}"


def test_a_later_year_says_whose_schedule_is_used(here):
    result = here("calendar", "--year", "2563", "-o", "-", check=0)
    assert result.error == (
        "there is no schedule for fiscal year 2563; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2563"
    )
    assert "20191210" in values(result.raw, "DTSTART")
    assert {uid[:5] for uid in values(result.raw, "UID")} == {"2563-"}


def test_a_year_whose_holidays_are_not_known_is_told(here):
    err = here("calendar", "--year", "2580", "-o", "-", check=0).err
    assert "not all public holidays of 2037 (2580) are known here" in err


# --- Again -----------------------------------------------------------------------------------


def test_the_same_again(calendar):
    assert calendar(*YEAR, *LAMPANG) == calendar(*YEAR, *LAMPANG, "--lang", "th")


def test_a_later_file_updates(calendar):
    first = calendar(*YEAR, *LAMPANG)
    later = calendar(*YEAR, *LAMPANG, "--as-of", "2018-09-20", "--alarm", "1d")
    assert values(later, "UID") == values(first, "UID")
    assert set(values(later, "DTSTAMP")) == {"20180920T000000Z"}
    [sequence], [before] = set(values(later, "SEQUENCE")), set(values(first, "SEQUENCE"))
    assert int(sequence) > int(before)


# --- Alarms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "triggers"),
    [
        ("7d,1d", ["-P6DT15H30M", "-PT15H30M"]),
        ("1d, 7d,7d", ["-P6DT15H30M", "-PT15H30M"]),
        ("๗d", ["-P6DT15H30M"]),
        ("0d", ["PT8H30M"]),
        ("365d", ["-P364DT15H30M"]),
    ],
)
def test_alarms(calendar, typed, triggers):
    assert values(calendar(*YEAR, "--alarm", typed), "TRIGGER") == triggers * 20


def test_no_alarm_if_not_said(calendar):
    assert b"VALARM" not in calendar(*YEAR)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", ""), ("7", "7"), ("7d,", ""), ("d", "d"), ("-1d", "-1d"), ("+1d", "+1d"),
        ("1.5d", "1.5d"), ("12h", "12h"), ("7d;1d", "7d;1d"), ("366d", "366d"), ("9999d", "9999d"),
        ("7d,1w", "1w"), ("²d", "²d"),
    ],
)  # fmt: skip
def test_what_is_no_alarm(here, everything, typed, part):
    before = everything()
    result = here("calendar", *YEAR, f"--alarm={typed}")
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        f"error: {part!r} is no alarm; write days before the date, from 0d to 365d, "
        "as in --alarm 7d,1d"
    )
    assert everything() == before


# --- Where it is written ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "name"),
    [
        ((), "cddctl-national-2561.ics"),
        (LAMPANG, "cddctl-lampang-2561.ics"),
        (("-o", "own.ics"), "own.ics"),
        (("-o", "OWN.ICS"), "OWN.ICS"),
    ],
)
def test_the_file_and_its_path(here, calendar, work, args, name):
    result = here("calendar", *YEAR, *args, check=0)
    assert (result.out, result.err) == (f"{name}\n", "")
    named = args if "-o" not in args else ()
    assert (work / name).read_bytes() == calendar(*YEAR, *named)


def test_a_file_is_replaced_only_when_told(here, work):
    here("calendar", *YEAR, "-o", "a.ics", check=0)
    before = (work / "a.ics").read_bytes()
    result = here("calendar", *YEAR, *LAMPANG, "-o", "a.ics")
    assert (result.code, result.out) == (3, "")
    assert result.error == (
        "error: a.ics is there already; add --force to replace it, or name another file"
    )
    assert (work / "a.ics").read_bytes() == before
    here("calendar", *YEAR, *LAMPANG, "-o", "a.ics", "--force", check=0)
    assert (work / "a.ics").read_bytes() != before


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        (("-o", "due.xlsx"), 2, "'due.xlsx': the name of this file ends in .ics"),
        (("-o", "calendar"), 2, "'calendar': the name of this file ends in .ics"),
        (("-o", "no/such/a.ics"), 3, "could not be written: there is no such file or folder"),
        (("--year", "256"), 2, "'256' is not a fiscal year; write it like 2561, 61 or 2018"),
        (("--year", "2560"), 3, "from 1 October 2017 (2560) on"),
        (("--as-of", "30/2/2561"), 2, "'30/2/2561' is not a date"),
        (("--province", "lampan"), 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
        (("--register", "none.sqlite3"), 4, "there is no register at none.sqlite3"),
    ],
)
def test_refused(here, everything, args, code, error):
    before = everything()
    result = here("calendar", *args)
    assert (result.code, result.out) == (code, "")
    assert error in result.err.splitlines()[-1]
    assert result.err.splitlines()[-1].startswith("error: ")
    assert everything() == before


def test_in_its_own_process(run, here, work):
    ours = here("calendar", *YEAR, *LAMPANG, "--alarm", "7d", "-o", "ours.ics", check=0)
    theirs = run("calendar", *YEAR, *LAMPANG, "--alarm", "7d", "-o", "theirs.ics", check=0)
    assert (ours.out, theirs.out) == ("ours.ics\n", "theirs.ics\n")
    assert (work / "ours.ics").read_bytes() == (work / "theirs.ics").read_bytes()
    streamed = run("calendar", *YEAR, *LAMPANG, "--alarm", "7d", "-o", "-", check=0)
    assert streamed.raw == (work / "ours.ics").read_bytes()
