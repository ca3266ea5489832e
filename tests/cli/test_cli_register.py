"""`cddctl register`: info, backup, restore, export, and the backup of each day."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.schema import refusal_of
from cddctl.register.store import Register

MONTH = ("--month", "2018-09")
NOON = datetime(2018, 9, 6, 5, 0, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)


LAMPANG = {"code": "52", "id": "lampang", "name_th": "ลำปาง", "name_en": "Lampang"}


@pytest.fixture
def clock(monkeypatch):
    """Set the moment that it is: clock(datetime(2018, 9, 7, 5))."""

    def clock(moment):
        monkeypatch.setattr("cddctl.cli.clock.utc_now", lambda: moment)

    clock(NOON)
    return clock


@pytest.fixture
def of(here, register):
    """Call `cddctl register`: of("info")."""
    return lambda what, *args, **options: here(
        "register", what, "--register", register, *args, **options
    )


@pytest.fixture
def leaders(register):
    """Record leaders of districts at noon of a day of September: leaders(5, mae_mo=97)."""

    def leaders(day, /, **persons):
        entries = [
            Entry("52", office, "leaders", 2561, 1, SEPTEMBER, total=120, recorded={"persons": n})
            for office, n in ((f"52{name[1:]}", n) for name, n in persons.items())
        ]
        with Register.open(register) as book, book.writing():
            book.append(
                entries,
                command="record",
                schedule="2561/lampang",
                now=datetime(2018, 9, day, 5, 0, tzinfo=UTC),
                by="สมหญิง",
            )

    return leaders


@pytest.fixture
def stands(register):
    """The persons recorded, by district."""

    def stands(path=register):
        with Register.open(path) as book:
            return {e.office[2:]: e.recorded["persons"] for e in book.current("52", SEPTEMBER)}

    return stands


@pytest.fixture
def backups(register):
    """The names of the copies beside the register."""
    folder = register.with_name("lampang-backups")
    return lambda: sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def september(day):
    return f"{day} September 2018 (2561) at 12:00"


def falsify(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_refuse_UPDATE")
        connection.execute("UPDATE entries SET total = 7")
        connection.execute(refusal_of("UPDATE", "entries"))


# --- info ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_info(of, leaders, register, stands):
    leaders(1, o02=97)
    leaders(5, o02=118, o05=50)
    shown = of("info", check=0)
    assert shown.err == (
        "warning: there is no backup beside the register; make one: cddctl register backup\n"
    )
    lines = dict(re.split(r"  +", line, maxsplit=1) for line in shown.out.splitlines())
    assert lines | {"Size": ""} == {
        "Register": str(register),
        "Home province": "Lampang",
        "Provinces": "Lampang",
        "Fiscal years": "2561",
        "Entries": "3 entries in 2 batches; 2 stand now",
        "Other acts": "0",
        "First recorded": "1 September 2018 (2561) at 12:00, by สมหญิง",
        "Last recorded": "5 September 2018 (2561) at 12:00, by สมหญิง",
        "Last backup": "none yet",
        "Schedules": "the shipped ones",
        "Format": "1",
        "Size": "",
    }
    assert len(stands()) == 2


@pytest.fixture(autouse=True)
def _in_utc(zone):
    zone("UTC0")


@pytest.mark.parametrize(
    ("day", "age", "warned"),
    [
        (6, "(today):", False),
        (7, "(1 day ago):", False),
        (20, "(14 days ago):", False),
        (21, "(15 days ago):", True),
    ],
)
@pytest.mark.parametrize("since", [True, False])
def test_how_old_the_last_backup_is(of, leaders, clock, day, age, warned, since):
    leaders(1, o02=97)
    of("backup", check=0)
    if since:
        leaders(6 + (day > 6), o02=98)
    clock(NOON.replace(day=day))
    shown = of("info", check=0)
    assert f"6 September 2018 (2561) {age}\n" in shown.out
    assert "\n                lampang-backups/lampang-2018-09-06-1200.sqlite3\n" in shown.posix_out
    assert shown.err == (
        "warning: the last backup is old; make one: cddctl register backup\n"
        if warned and since
        else ""
    )


def test_a_backup_of_a_day_to_come_is_not_the_last(of, leaders, clock):
    leaders(1, o02=97)
    clock(datetime(2037, 1, 1, 5, 0, tzinfo=UTC))
    of("backup", check=0)
    clock(NOON)
    of("backup", check=0)
    assert "Last backup     6 September 2018 (2561) (today):" in of("info", check=0).out


def test_info_of_an_empty_register(here, work):
    here("init", "--nation", "--register", "nation.sqlite3", check=0)
    shown = here("register", "info", "--register", "nation.sqlite3", check=0).out
    assert "Home province   the nation\nProvinces       -\nFiscal years    -\n" in shown
    assert "First recorded  nothing yet\n" in shown
    found = here("register", "info", "--register", "nation.sqlite3", "--format", "json").out
    assert json.loads(found)["path"] == str(work / "nation.sqlite3")
    here("register", "backup", "--register", "nation.sqlite3", check=0)
    assert here("register", "info", "--register", "nation.sqlite3", check=0).err == ""


@pytest.mark.usefixtures("clock")
def test_info_for_programs(of, leaders, register):
    leaders(5, o02=97)
    leaders(5, o02=98)
    nothing = json.loads(of("info", "--format", "json", check=0).out)
    assert nothing["last_backup"] is None
    of("backup", check=0)
    found = json.loads(of("info", "--format", "json", check=0).out)
    assert re.fullmatch("[0-9a-f]{32}", found.pop("uid"))
    assert found.pop("bytes") == register.stat().st_size
    assert found == {
        "path": str(register),
        "home_province": LAMPANG,
        "created_at": "2018-09-01T00:00:00+00:00",
        "provinces": [LAMPANG],
        "fiscal_years": [2561],
        "batches": 2,
        "entries": 2,
        "current_entries": 1,
        "acts": 0,
        "first_recorded": {"at": "2018-09-05T05:00:00+00:00", "by": "สมหญิง"},
        "last_recorded": {"at": "2018-09-05T05:00:00+00:00", "by": "สมหญิง"},
        "last_backup": {
            "path": str(register.with_name("lampang-backups") / "lampang-2018-09-06-1200.sqlite3"),
            "date": "2018-09-06",
            "days": 0,
        },
        "schedules": None,
        "format": 1,
    }


@pytest.mark.usefixtures("clock")
def test_info_of_many_provinces(of, register):
    from cddctl.places import provinces

    def add(codes):
        with Register.open(register) as book, book.writing():
            entries = [
                Entry(code, code, "x", 2561, 1, SEPTEMBER, total=1, recorded={"persons": 1})
                for code in codes
            ]
            book.append(entries, command="record", schedule="2561", now=NOON)

    codes = [place.code for place in provinces()]
    add(codes[:20])
    shown = of("info", check=0).out
    assert (
        "Provinces       20: Samut Prakan, Nonthaburi, Pathum Thani,\n                Phra" in shown
    )
    assert max(map(len, shown.splitlines()[1:])) <= 80
    add(codes[20:])
    assert "\nProvinces       all 76\n" in of("info", check=0).out


@pytest.mark.usefixtures("clock")
def test_info_says_a_large_size_in_mb(of, leaders, register, monkeypatch):
    from cddctl.render.tables import info as rendered

    leaders(5, o02=97)
    monkeypatch.setattr(rendered, "_KIB", 128)
    size = register.stat().st_size / 128 / 128
    assert f"Size            {size:,.1f} MB\n" in of("info", check=0).out


def test_no_register(here, data):
    for what in (("info",), ("backup",), ("export",)):
        refused = here("register", *what, check=4)
        assert f"there is no register at {data / 'cddctl' / 'register.sqlite3'};" in refused.error


# --- backup ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_backup(of, leaders, register, backups, stands, work):
    leaders(5, o02=97)
    done = of("backup", check=0)
    made = register.with_name("lampang-backups") / "lampang-2018-09-06-1200.sqlite3"
    assert done.out == f"{made}\n"
    assert done.error == "the register was copied, and the copy verified:"
    of("backup", check=0)
    assert backups() == ["lampang-2018-09-06-1200-2.sqlite3", "lampang-2018-09-06-1200.sqlite3"]
    target = work / "ที่เก็บ สำรอง" / "สำเนา ของเรา.sqlite3"
    assert of("backup", target, check=0).out == f"{target}\n"
    assert stands(target) == stands(made) == {"02": 97}
    inside = of("backup", target.parent, check=0).out.rstrip("\n")
    assert inside == str(target.parent / "lampang-2018-09-06-1200.sqlite3")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("folder", ["stick/", "stick/of.2561/", "ใหม่"])
def test_a_backup_in_a_folder_that_is_not_there_yet(of, leaders, work, stands, folder):
    leaders(5, o02=97)
    made = of("backup", folder, check=0).out.rstrip("\n")
    assert work / made == work / folder / "lampang-2018-09-06-1200.sqlite3"
    assert stands(work / made) == {"02": 97}


@pytest.mark.usefixtures("clock")
def test_a_backup_goes_over_no_file(of, leaders, work, everything):
    leaders(5, o02=97)
    (work / "notes.txt").write_text("notes", encoding="utf-8")
    before = everything()
    refused = of("backup", work / "notes.txt", check=4)
    assert "could not be made: there is a file of that name; choose another;" in refused.error
    assert everything() == before


@pytest.mark.usefixtures("clock")
def test_what_is_damaged_is_no_backup(of, leaders, register, everything):
    leaders(5, o02=97)
    falsify(register)
    before = everything()
    refused = of("backup", check=4)
    assert f"the register {register} is damaged" in refused.error
    assert everything() == before


def test_a_full_disk(run, leaders, register, work):
    leaders(5, o02=97)
    before = register.read_bytes()
    (work / "stick").mkdir()
    refused = run("register", "backup", "stick", "--register", register, file_limit=20_000)
    assert refused.code == 4
    assert "could not be made: the disk" in refused.error
    assert list((work / "stick").iterdir()) == []
    assert register.read_bytes() == before


# --- restore ---------------------------------------------------------------------------------


@pytest.fixture
def backup(of, leaders, work, clock):
    """A backup of 97 persons; 118 are recorded since."""
    del clock
    leaders(4, o02=97)
    of("backup", work / "backup.sqlite3", check=0)
    leaders(5, o02=118)
    return work / "backup.sqlite3"


def test_restore(of, backup, register, stands, backups):
    done = of("restore", backup, "--yes", check=0)
    aside = register.with_name("lampang-backups") / "lampang-put-aside-2018-09-06-1200.sqlite3"
    assert done.out == ""
    assert done.err.splitlines() == [
        f"stands now: Lampang, 2 entries, last recorded on {september(5)}",
        f"the backup: Lampang, 1 entry, last recorded on {september(4)}",
        f"restored: {register}: Lampang, 1 entry, last recorded on {september(4)}",
        f"what stood there is kept: {aside}",
    ]
    assert (stands(), stands(aside), backups()) == ({"02": 97}, {"02": 118}, [aside.name])


def test_nobody_can_be_asked(of, backup, everything):
    before = everything()
    refused = of("restore", backup, check=2)
    assert refused.err.splitlines()[-1] == (
        "error: nothing is restored: there is no terminal here to ask on; add --yes to do this"
    )
    assert everything() == before


@pytest.mark.parametrize(
    ("typed", "is_done"),
    [(["y"], True), (["?", "ใช่"], True), (["n"], False), (["ไม่"], False), ([], None)],
)
def test_it_is_asked(of, backup, register, stands, monkeypatch, typed, is_done):
    answers = iter(typed)

    def answer(question):
        assert question == f"Put the backup in the place of {register}? [y/n] "
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("cddctl.cli.ask.is_interactive", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    done = of("restore", backup, check=130 if is_done is None else 0)
    assert stands() == {"02": 97 if is_done else 118}
    if is_done is False:
        assert done.err.splitlines()[-1] == "Nothing is restored."


def test_where_nothing_stands_nobody_is_asked(here, backup, data, stands):
    done = here("register", "restore", backup, check=0)
    path = data / "cddctl" / "register.sqlite3"
    assert done.error.startswith(f"restored: {path}: Lampang, 1 entry, last recorded on 4 Sept")
    assert stands(path) == {"02": 97}


def test_a_register_of_another_province(of, here, register, work, backup):
    del backup
    here("init", "--province", "phayao", "--register", "phayao.sqlite3", check=0)
    done = of("restore", "phayao.sqlite3", "--yes", check=0)
    lines = done.err.splitlines()
    assert lines[1:3] == [
        "the backup: Phayao, 0 entries",
        "warning: they are registers of different provinces",
    ]
    assert here("register", "info", "--register", register).out.count("Phayao") == 1
    here("init", "--nation", "--register", "nation.sqlite3", check=0)
    done = of("restore", work / "nation.sqlite3", "--yes", check=0)
    assert "the backup: the nation, 0 entries\n" in done.err


def test_another_register_of_the_same_province(of, here, backup):
    warning = "warning: the backup is of another register, not of the one that stands now\n"
    assert warning not in of("restore", backup, "--yes", check=0).err
    here("init", "--province", "lampang", "--register", "other.sqlite3", check=0)
    done = of("restore", "other.sqlite3", "--yes", check=0)
    assert f"the backup: Lampang, 0 entries\n{warning}restored: " in done.err


def test_what_stands_cannot_be_read(of, backup, register, stands, backups):
    register.write_bytes(b"not a register")
    done = of("restore", backup, "--yes", check=0)
    assert done.err.startswith("stands now: it cannot be read as a register\n")
    assert stands() == {"02": 97}
    [aside] = backups()
    assert register.with_name("lampang-backups").joinpath(aside).read_bytes() == b"not a register"


@pytest.mark.parametrize(
    ("name", "code", "what"),
    [
        ("lampang.sqlite3", 3, "lampang.sqlite3 is the register itself; name a backup of it"),
        ("none.sqlite3", 4, "there is no backup at none.sqlite3; check the path, or see: cddctl"),
        ("notes.txt", 4, "notes.txt is not a register of cddctl; nothing was changed"),
    ],
)
def test_what_is_no_backup(of, backup, work, everything, name, code, what):
    del backup
    (work / "notes.txt").write_text("notes", encoding="utf-8")
    before = everything()
    refused = of("restore", name, "--yes", check=code)
    assert refused.error.startswith(f"error: {what}")
    assert everything() == before


# --- export ----------------------------------------------------------------------------------


def rows_of(raw):
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.fixture
def filled(record):
    """A register with what there may be in one."""
    record("leaders", "mae-mo", "total=120", "persons=97", *MONTH)
    record("leaders", "mae-mo", "persons=118", *MONTH, "--note", "=1+1 ครบ, แล้ว")
    record("leaders", "ngao", "total=50", "persons=0", *MONTH, "--received", "2018-09-01")
    record("cd-standards", "ngao", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    record("savings-groups", "mae-mo", "total=12", "savings_groups=11", "--month", "2018-06")


@pytest.mark.usefixtures("filled")
def test_export_to_csv(of):
    rows = rows_of(of("export", check=0).raw)
    shown = [{key: text for key, text in row.items() if text} for row in rows]
    common = {
        "province": "52",
        "province_name": "ลำปาง",
        "month": "2561-09",
        "received": "2018-09-05",
    }
    assert shown[1] == common | {
        "district": "5202", "district_name": "แม่เมาะ", "number": "3",
        "database": "leaders", "name": "ข้อมูลผู้นำ",
        "period": "1", "total": "120", "persons": "118", "state": "incomplete",
        "note": "'=1+1 ครบ, แล้ว",
    }  # fmt: skip
    assert [row["persons"] for row in rows] == ["", "118", "0", ""]
    assert rows[2]["received"] == "2018-09-01"
    assert (rows[3]["state"], rows[3]["total"]) == ("not-applicable", "")


@pytest.mark.usefixtures("filled")
def test_what_is_exported_gives_the_same_report(of, here, register, work):
    of("export", "-o", "entries.csv", check=0)
    here("init", "--province", "lampang", "--register", "new.sqlite3", check=0)
    here("record", "--register", "new.sqlite3", "--from", "entries.csv", check=0)
    for month in ("2018-06", "2018-09"):
        reports = [
            here("report", "--register", path, "--month", month, "--format", "json", check=0).out
            for path in (register, "new.sqlite3")
        ]
        assert reports[0] == reports[1]
    of("export", "-o", "again.csv", check=0)
    again = here("register", "export", "--register", "new.sqlite3", check=0).raw
    assert again == (work / "entries.csv").read_bytes() == (work / "again.csv").read_bytes()


def test_what_no_schedule_knows_is_exported(of, register):
    with Register.open(register) as book, book.writing():
        own = Entry("52", "5202", "own", 2561, 1, SEPTEMBER, total=2, recorded={"ours": 1})
        early = Entry("56", "56", "own", 2550, 1, Month(2007, 9), total=1, recorded={"ours": 1})
        book.append([own, early], command="record", schedule="2561", now=NOON)
    rows = rows_of(of("export", check=0).raw)
    assert [(row["database"], row["name"], row["ours"], row["district_name"]) for row in rows] == [
        ("own", "", "1", "แม่เมาะ"),
        ("own", "", "1", ""),
    ]
    of_one = rows_of(of("export", "--province", "พะเยา", check=0).raw)
    assert [list(row.values()) for row in of_one] == [
        ["56", "พะเยา", "", "", "2550-09", "", "own", "", "1", "complete", "1", "1", "", ""]
    ]


@pytest.mark.usefixtures("filled")
def test_export_to_json(of, here, register, work):
    of("export", "-o", "all.json", check=0)
    found = json.loads((work / "all.json").read_text(encoding="utf-8"))
    assert of("export", "--format", "json", check=0).raw == (work / "all.json").read_bytes()
    assert (found["format"], found["home_province"], found["province"]) == (1, "52", None)
    assert [len(batch["entries"]) for batch in found["batches"]] == [1, 1, 1, 1, 1]
    assert found["batches"][1]["entries"][0]["recorded"] == {"persons": 118}
    assert found["batches"][1]["entries"][0]["note"] == "=1+1 ครบ, แล้ว"
    assert found["batches"][1]["previous"] == found["batches"][0]["digest"]
    here(
        "close", *MONTH, "--incomplete", "--reason", "x", "--register", register, check=0
    )  # an act alone, of a batch without entries
    with Register.open(register) as book, book.writing():
        book.append([], command="record", schedule="2561", now=NOON)
    last = json.loads(of("export", "--format", "json", check=0).out)["batches"][-2:]
    assert [(one["entries"], len(one["acts"])) for one in last] == [([], 1), ([], 0)]


def test_an_empty_register_as_json(of):
    assert json.loads(of("export", "--format", "json", check=0).out)["batches"] == []


@pytest.mark.usefixtures("filled")
def test_export_to_a_register(of, work, everything):
    of("export", "-o", "copy.sqlite3", check=0)
    with Register.open(work / "copy.sqlite3") as book:
        assert len(book.current("52", SEPTEMBER)) == 3
    before = everything()
    refused = of("export", "-o", "copy.sqlite3", "--force", check=4)
    assert "there is a file of that name; choose another" in refused.error
    assert everything() == before


@pytest.mark.parametrize(
    ("args", "code", "what"),
    [
        (("--format", "sqlite"), 2, "another register needs a name; add -o FILE"),
        (("--format", "sqlite", "-o", "-"), 2, "another register needs a name; add -o FILE"),
        (("-o", "a.db", "--province", "lampang"), 2, "a copy of a register is of all of it; leave"),
        (("-o", "lampang.sqlite3", "--force"), 3, "lampang.sqlite3 could not be written: it is"),
        (("-o", "notes.csv"), 3, "notes.csv is there already; add --force to replace it"),
        (("-o", "a.xlsx"), 3, "a.xlsx could not be written: this is text, no workbook"),
        (("--province", "nowhere"), 3, "no province is called 'nowhere'"),
    ],
)
def test_export_refused(of, leaders, work, everything, args, code, what):
    leaders(5, o02=97)
    (work / "notes.csv").write_text("notes", encoding="utf-8")
    before = everything()
    refused = of("export", *args, check=code)
    assert refused.error.startswith(f"error: {what}")
    assert everything() == before


def test_what_is_damaged_is_not_exported(of, leaders, register, work):
    leaders(5, o02=97)
    falsify(register)
    for format_ in ("csv", "json", "sqlite"):
        refused = of("export", "--format", format_, "-o", f"out.{format_}", check=4)
        assert f"the register {register} is damaged" in refused.error
        assert of("export", "--format", "csv", check=4).out == ""
    assert list(work.glob("out*")) == list(work.glob(".out*")) == []


# --- The backup of each day ------------------------------------------------------------------


def test_the_first_entry_of_a_day_makes_a_backup(record, clock, backups, stands, register):
    record("leaders", "mae-mo", "total=120", "persons=1", *MONTH)
    assert backups() == []  # there was nothing yet
    record("leaders", "mae-mo", "persons=2", *MONTH)
    assert backups() == ["lampang-2018-09-06.sqlite3"]
    record("leaders", "mae-mo", "persons=3", *MONTH)
    copy = register.with_name("lampang-backups") / "lampang-2018-09-06.sqlite3"
    assert (stands(), stands(copy)) == ({"02": 3}, {"02": 1})
    for day in range(7, 30):
        clock(NOON.replace(day=day))
        record("leaders", "mae-mo", f"persons={day}", *MONTH)
    assert backups() == [f"lampang-2018-09-{day:02}.sqlite3" for day in range(16, 30)]


@pytest.mark.parametrize(
    "args",
    [
        ("record", "leaders", "mae-mo", "persons=5", *MONTH),
        ("record", "--from", "table.csv"),
        ("undo", "--yes"),
        ("extend", "mae-mo", *MONTH, "--until", "2018-09-20", "--reason", "x"),
        ("close", *MONTH, "--incomplete", "--reason", "x"),
        ("register", "merge", "other.sqlite3"),
    ],
)
def test_whatever_writes_makes_it_and_a_dry_run_none(
    here, leaders, register, work, clock, backups, args
):
    del clock
    leaders(5, o02=97)
    (work / "table.csv").write_text(
        "province,district,month,database,total,persons\nlampang,05,2561-09,leaders,9,8\n",
        encoding="utf-8",
    )
    Register.create(work / "other.sqlite3", "52", NOON).close()
    if args[0] != "undo":
        here(*args, "--dry-run", "--register", register, check=0)
    else:
        here("undo", "--dry-run", "--register", register, check=0)
    assert backups() == []
    here(*args, "--register", register, check=0)
    assert backups() == ["lampang-2018-09-06.sqlite3"]


@pytest.mark.usefixtures("clock")
def test_what_is_refused_or_stands_already_makes_none(here, leaders, register, backups):
    leaders(5, o02=97)
    here("record", "leaders", "02", "persons=200", *MONTH, "--register", register, check=3)
    here("record", "leaders", "02", "persons=97", *MONTH, "--register", register, check=0)
    assert backups() == []


@pytest.mark.usefixtures("clock")
def test_a_backup_that_fails_is_a_warning(record, leaders, register, stands):
    leaders(5, o02=97)
    folder = register.with_name("lampang-backups")
    folder.write_text("a file", encoding="utf-8")
    done = record("leaders", "mae-mo", "persons=98", *MONTH)
    copy = folder / "lampang-2018-09-06.sqlite3"
    assert done.err.splitlines()[0] == (
        f"warning: there is no backup of today: the copy {copy} could not be made: "
        "a part of its path is no folder; the register is unchanged"
    )
    assert stands() == {"02": 98}


@pytest.mark.parametrize(
    "args",
    [
        ("status", "--month", "2018-09"),
        ("report", "--month", "2018-09", "--province", "lampang"),
        ("close", "--month", "2018-09"),
        ("history",),
    ],
)
def test_what_only_reads_says_too_that_the_register_is_gone(here, data, args):
    record = (
        "record",
        "leaders",
        "mae-mo",
        "total=9",
        "--month",
        "2018-09",
        "--province",
        "lampang",
    )
    for persons in (1, 2):  # the second of a day copies what was there before
        here(*record, f"persons={persons}", check=0)
    [path] = data.rglob("register.sqlite3")
    path.unlink()
    result = here(*args, check=4)
    assert result.error.startswith(f"error: there is no register at {path}, but there are backups")
