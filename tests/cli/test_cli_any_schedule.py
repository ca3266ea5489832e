"""What `schedule check` passes, every command can use: with whatever schedule, none fails.

4 examples, the same ones wherever the same modules are loaded. By hand, with new ones:
    CDDCTL_EXAMPLES=1000 python -m pytest tests/cli/test_cli_any_schedule.py
"""

import csv
import io
import json
import os
import re
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cddctl.cli import app
from cddctl.errors import ScheduleInvalid
from cddctl.periods import FISCAL_MONTHS, FiscalYear
from cddctl.schedule.library import ScheduleLibrary

EXAMPLES = int(os.environ.get("CDDCTL_EXAMPLES", "4"))
LETTERS_OF_LAMPANG = Path(__file__).parents[2] / "schedules" / "lampang" / "letter.yaml"
YEAR, PROVINCE, DISTRICT = 2562, "ชัยนาท", "1802"
SEPTEMBER, MONTH = 9, ("--month", "2562-09")

# Letters, and what stands for something in a file, a cell, a reply or a message.
LETTERS = "กขคงจฉชซญณดตถทธนบปผพฟภมยรลวศษสหอฮ" + "ะาิีึืุูเแโใไ่้๊๋็์ำฯๆ"
SIGNS = " -=+@,;:.'\"()[]{}<>|/\\#&*!%?$^`~_0123456789๐๑๒๓๙ABCabcé\u200b\u00a0😀"
NAME_SIGNS = " .,-()/&'\"0123456789๐๒ABCabcé\u200b\u00a0"
OFFICES = ["district"], ["province"], ["district", "province"]
COMMON = (
    "--schedules", "own", "--register", "r.sqlite3", "--as-of", "2019-09-20", "--lang", "th",
)  # fmt: skip

texts = st.text(LETTERS * 2 + SIGNS, min_size=1, max_size=40).filter(str.strip) | st.text(
    LETTERS, min_size=150, max_size=300
)
begins = st.sampled_from("กขคABc")
names = st.builds("{}{}".format, begins, st.text(LETTERS * 2 + NAME_SIGNS, max_size=40))
words = st.builds("{}{}".format, begins, st.text(LETTERS + "  abc", max_size=12))
ids = st.from_regex(r"[a-zก-ฮ][a-z0-9ก-ฮ_-]{0,11}", fullmatch=True)


def labels(of=texts):
    return st.fixed_dictionaries({"th": of, "en": of})


@st.composite
def rules(draw):
    """When a database is due: every month, or in some."""
    if draw(st.booleans()):
        rule = draw(st.fixed_dictionaries({}, optional={"day": st.integers(1, 28)}))
        return {"every_month": rule | draw(covered)}
    months = sorted(
        draw(st.sets(st.sampled_from(FISCAL_MONTHS), min_size=1, max_size=4)) | {9},
        key=FISCAL_MONTHS.index,
    )
    days = {month: draw(st.none() | st.integers(1, 28)) for month in months}
    return {
        "periods": [
            {"number": number, "month": month}
            | ({"day": days[month]} if days[month] else {})
            | draw(covered)
            for number, month in enumerate(months, 1)
        ]
    }


covered = st.fixed_dictionaries(
    {}, optional={"covers": st.just("previous-month"), "content": labels()}
)


@st.composite
def databases(draw, units):
    return (
        {
            "name": {"long": draw(names), "short": draw(names), "en": draw(names)},
            "also": draw(st.lists(names, max_size=2)),
            "bureau": "b",
            "reporting": draw(
                st.sampled_from([["district"], ["province"], ["district", "province"]])
            ),
            "account": draw(st.sampled_from(["district", "province"])),
            "counts": draw(st.lists(st.sampled_from(units), unique=True, min_size=1)),
            "on_form": draw(st.booleans()),
        }
        | draw(rules())
        | draw(
            st.fixed_dictionaries(
                {}, optional={"note": labels(), "roll": st.just("next-working-day")}
            )
        )
    )


@st.composite
def schedules(draw):
    units = draw(st.lists(ids, unique=True, min_size=1, max_size=6))
    keys = draw(st.lists(ids, unique=True, min_size=1, max_size=5))
    declared = {
        key: {"number": number} | draw(databases(units)) for number, key in enumerate(keys, 1)
    }
    headings = ("number", "database", "period", "total", "recorded", "note")
    return {
        "fiscal_year": YEAR,
        "source": {
            "letter": draw(texts), "date": "2018-10-01", "from": draw(texts), "title": draw(texts),
        },
        "bureaus": {"b": draw(labels())},
        "units": {unit: draw(labels(words)) for unit in units},
        "databases": declared,
        "not_yet": [
            {"month": "2562-09", "databases": [key], "reason": draw(names)}
            for key in draw(st.sets(st.sampled_from(keys), max_size=2))
        ],
        "form": {
            "titles": draw(st.lists(texts, max_size=3)),
            "province_title": f"{draw(texts)}{{province}}",
            "district_title": f"{draw(texts)}{{district}} {{province}}",
            "headings": {heading: draw(labels(names)) for heading in headings},
            "units": [{"unit": unit, "heading": draw(labels(names))} for unit in units],
        },
    }  # fmt: skip


def run(*args):
    """Run a command in this process: its exit code, and what it printed."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            app([*map(str, args), *COMMON])
        except SystemExit as ended:
            code = ended.code
    for stream in (out, err):
        stream.flush()
    printed, problems = (stream.buffer.getvalue().decode("utf-8-sig") for stream in (out, err))
    return code, printed.replace("\r\n", "\n"), problems


def done(*args):
    """Run a command that has to do its work; what it printed."""
    code, out, err = run(*args)
    assert code == 0, (args, err)
    return out


@given(schedules())
@settings(
    max_examples=EXAMPLES,
    derandomize="CDDCTL_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # to make an example smaller would take minutes
)
def test_what_passes_can_be_used_by_every_command(schedule):
    with tempfile.TemporaryDirectory(prefix="cddctl-") as folder, chdir(folder):
        path = Path("own/2562.yaml")
        path.parent.mkdir()
        path.write_text(json.dumps(schedule, ensure_ascii=False), encoding="utf-8")
        letters = path.parent / PROVINCE / "letter.yaml"
        letters.parent.mkdir()
        letters.write_bytes(LETTERS_OF_LAMPANG.read_bytes())
        try:
            ScheduleLibrary(own=path.parent.absolute()).check(path)
        except ScheduleInvalid:
            assume(False)
        with patch.dict(os.environ, COLUMNS="80", CDDCTL_HOME=folder):
            play_a_round()


def play_a_round():
    """Show the schedule, send all out, record what comes back in four ways, report, and close."""
    done("init", "--province", PROVINCE)
    done("schedule", "show", "--year", YEAR)
    for how in ([], ["--format", "json"], ["--format", "csv"]):
        done("due", "--year", YEAR, *how)
        done("due", *MONTH, *how)
    done("calendar", "--year", YEAR, "--alarm", "1d", "-o", "-")
    schedule = ScheduleLibrary(own=Path("own").absolute()).schedule(FiscalYear(YEAR))
    due = [d for d in schedule.ordered() if any(rule.month == SEPTEMBER for rule in d.rules())]
    of_districts = [database for database in due if database.entered_by == "district"]

    send_the_reply()
    on_form = [database for database in due if database.on_form] or due
    if any(database in of_districts for database in on_form):
        send_the_form()
        send_the_table(of_districts)
    for database in due:
        office = [DISTRICT] if database in of_districts else []
        counts = [f"{unit}=3" for unit in database.counts]
        done("record", database.id, *office, f"total={4 * len(counts)}", *counts, *MONTH)
        done("undo", "--yes")
    for how in ([], ["--format", "json"], ["--format", "csv"]):
        done("report", *MONTH, *how)
        done("history", *MONTH, *how)
        for asked in (MONTH, ["--year", YEAR], [*MONTH, "--district", DISTRICT]):
            done("status", *asked, *how)
    done("report", *MONTH, "--xlsx", "report.xlsx")
    show_the_round()
    done("register", "check")
    done("register", "export", "-o", "-")
    done("close", *MONTH, "--incomplete", "--reason", "ทดสอบ")
    done("report", *MONTH, "--sent")


def show_the_round():
    """Write what else is made of a round: messages, tables, letters, pictures."""
    for words in (
        ("today",), ("doubts",), ("compare", *MONTH), ("remind", "--all", *MONTH),
        ("remind", "--opening", *MONTH), ("schedule", "diff", "2561", str(YEAR)),
        ("summary", *MONTH, "-o", "summary.xlsx"), ("picture", *MONTH, "-o", "picture.png"),
    ):  # fmt: skip
        done(*words)
    code, _out, err = run("letter", *MONTH, "--kind", "open", "-o", "letter.docx")
    assert (code, Path("letter.docx").exists()) == (0, True) or "ไม่มีฐานข้อมูลที่อำเภอต้องบันทึก" in err, (
        err
    )


def send_the_reply():
    """Fill in the lines of a reminder, and read them back."""
    done("remind", *MONTH)
    code, text, err = run("remind", *MONTH, "--district", DISTRICT)
    assert code == 0, err
    if "ตอบกลับ" not in text:  # nothing is outstanding there
        return
    _letter, reply = text.rsplit("ตอบกลับ", 1)
    counted = re.sub(r"=(?= |$)", "=1", reply, flags=re.MULTILINE)
    Path("reply.txt").write_text(
        f"ตอบกลับ{counted.replace('ทั้งหมด=1', 'ทั้งหมด=99')}", encoding="utf-8"
    )
    done("record", "--from", "reply.txt", *MONTH)
    done("undo", "--yes")


def send_the_form():
    """Read back the form as it was printed: nothing is filled in."""
    done("forms", *MONTH, "--district", DISTRICT, "-o", "forms")
    [form] = Path("forms").glob("*.xlsx")
    done("record", "--from", form, *MONTH)


def send_the_table(databases):
    """Fill in a line of the table that goes out, and read it back."""
    table = done("forms", "--csv", "-o", "-", *MONTH)
    rows = []
    for row in csv.DictReader(io.StringIO(table, newline="")):
        database = next(d for d in databases if d.id == row["database"])
        counts = dict.fromkeys(database.counts, "2")
        rows.append(row | counts | {"total": str(2 * len(counts))})
    with Path("back.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done("record", "--from", "back.csv", *MONTH)
    done("undo", "--yes")
