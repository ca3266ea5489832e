"""The register in Datasette, a program that others read it with: as the program itself says it."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from cddctl.register.store import Register

pytestmark = pytest.mark.skipif(
    find_spec("datasette") is None, reason="datasette is not installed; it is in the dev extra"
)

UNITS = {"persons", "networks", "groups", "savings_groups", "places", "makers"}
GROUPS = "ข้อมูลกลุ่มองค์กร เครือข่าย และชุมชน"
STANDARDS = "ข้อมูลผลการดำเนินงานตามระบบมาตรฐานการพัฒนาชุมชน"
MONTH = ("--month", "2018-09")
SEEN = {"CDDCTL_AS_OF": "2018-09-05", "CDDCTL_LANG": "en", "PYTHONUTF8": "1"}
STATES = {
    "none": "ยังไม่ได้บันทึก",
    "incomplete": "บันทึกไม่ครบถ้วน",
    "complete": "ครบถ้วน",
    "not-applicable": "ยังไม่ถึงเวลา/ไม่มีข้อมูล",
}


@pytest.fixture
def program(tmp_path):
    """Run the program on Lampang's register."""
    path = tmp_path / "lampang.sqlite3"
    Register.create(path, "52", datetime(2018, 9, 1, tzinfo=UTC)).close()

    def run(command, *args):
        done = subprocess.run(
            [sys.executable, "-m", "cddctl", command, *args, "--register", path],
            env=os.environ | SEEN, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    run.path = path
    return run


@pytest.fixture
def served(program):
    """Datasette on this machine alone; what it answers, as the tables' rows."""
    processes = []

    def start(*options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "datasette", "serve", *options, "-h", "127.0.0.1"]
        log = (program.path.parent / "datasette.log").open("wb")
        with log:
            process = subprocess.Popen([*command, "-p", str(port)], stdout=log, stderr=log)
        processes.append(process)

        def rows(table, **wanted):
            query = "&".join(f"{quote(name)}={quote(value)}" for name, value in wanted.items())
            url = f"http://127.0.0.1:{port}/lampang/{table}.json?_shape=array&_size=max&{query}"
            with urlopen(url, timeout=30) as answer:
                return json.load(answer)

        until = time.monotonic() + 60
        while True:
            try:
                rows("register")
            except URLError:
                said = (program.path.parent / "datasette.log").read_text(encoding="utf-8")
                assert process.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.1)
            else:
                return rows

    yield start
    for process in processes:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def recorded(program):
    """What a round has: counts, a correction, zero, a reason, an undo and a later date."""
    program("record", *MONTH, "leaders", "mae-mo", "total=120", "persons=97", "--by", "สมชาย ใจดี")
    program("record", *MONTH, "leaders", "mae-mo", "persons=120")
    program("record", *MONTH, "groups", "ko-kha", "total=60", "networks=0", "--note", "รอเอกสาร")
    program("record", *MONTH, "groups", "ngao", "total=9", "networks=2", "groups=3")
    program("record", *MONTH, "cd-standards", "ngao", "--not-applicable", "--note", "หลังการรับรอง")
    program("record", *MONTH, "leaders", "ko-kha", "total=80", "persons=80")
    program("undo", *MONTH, "--last", "--yes", "--province", "lampang")
    program("extend", *MONTH, "ngao", "groups", "--until", "2018-10-05", "--reason", "น้ำท่วม")


def said_by(program):
    """What `cddctl status` says of each office and period."""
    text = program("status", *MONTH, "--format", "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    units = [name for name in rows[0] if name in UNITS]
    return {
        (row["office"], row["office_name"], row["database"], int(row["period"])): (
            STATES[row["state"]],
            int(row["total"]) if row["total"] else None,
            sum(int(row[unit]) for unit in units if row[unit])
            if any(row[unit] for unit in units)
            else None,
            row["until"],
            row["note"] or None,
            row["received"] or None,
        )
        for row in rows
    }


def read_from(rows):
    """What the view `current_status` says of each."""
    return {
        (row["office_code"], row["office"], row["database_id"], row["period"]): tuple(
            row[name] for name in ("state", "total", "recorded", "until", "note", "received")
        )
        for row in rows("current_status", province="ลำปาง", month="2018-09")
    }


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("how", [(), ("--immutable",)])
def test_the_views_say_what_the_program_says(program, served, how):
    rows = served(*how, str(program.path))
    assert read_from(rows) == said_by(program)
    assert len(read_from(rows)) == 13 * 9
    assert {
        (row["office"], row["database"], row["state"], row["recorded_by_unit"], row["recorded_by"])
        for row in rows("current_entries", province="ลำปาง", month="2018-09")
    } == {
        ("แม่เมาะ", "ข้อมูลผู้นำ", "ครบถ้วน", '{"persons":120}', None),
        ("เกาะคา", GROUPS, "บันทึกไม่ครบถ้วน", '{"networks":0}', None),
        ("งาว", GROUPS, "บันทึกไม่ครบถ้วน", '{"groups":3,"networks":2}', None),
        ("งาว", STANDARDS, "ยังไม่ถึงเวลา/ไม่มีข้อมูล", "{}", None),
    }


@pytest.mark.usefixtures("recorded")
def test_what_is_recorded_while_it_is_served_is_seen(program, served):
    rows = served(str(program.path))
    before = read_from(rows)
    program("record", *MONTH, "leaders", "hang-chat", "total=40", "persons=40")
    found = read_from(rows)
    assert found == said_by(program) != before
    with Register.open(program.path) as register, register.writing():
        assert read_from(rows) == found  # who reads is not kept out by one who is about to write
    program("record", *MONTH, "leaders", "hang-chat", "persons=39")  # nor the other way round
    assert read_from(rows) == said_by(program) != found
