"""Registers against a model of plain dicts: whatever is done, in whatever order, both say the same.

The machine does what the commands do, by the commands' own functions, to three registers, as two
offices of one province and a region would; the model says beside it what they have to hold. Only
SQLite's files, the clock and the random uids are not as in use: the files are in memory, and time
stands still, goes on or goes back as the machine wants. Two schedules take turns, and an older copy
may be put back over a register by hand.

100 examples of 50 steps; the same ones wherever the same modules are loaded, as Hypothesis takes
numbers out of them. By hand, with new ones:
    CDDCTL_EXAMPLES=5000 python -m pytest tests/register/test_model.py
"""

import csv
import io
import os
import sys
import tempfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import copyfile, rmtree

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cddctl.cli import HELPS
from cddctl.cli.command import Commands
from cddctl.cli.context import Context
from cddctl.errors import DataRefused
from cddctl.ledger.acts import closing
from cddctl.ledger.history import is_entry
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register import store as store_of_registers
from cddctl.register.copies import folder_of
from cddctl.register.examine import damage
from cddctl.register.store import Register
from cddctl.report.form import build_report
from cddctl.report.sent import SentContent
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

EXAMPLES = int(os.environ.get("CDDCTL_EXAMPLES", "100"))
IS_BY_HAND = "CDDCTL_EXAMPLES" in os.environ

AS_OF, TODAY = "2018-09-28", date(2018, 9, 28)
JUNE, SEPTEMBER = "2018-06", "2018-09"
PROVINCES = ("83", "75")
NUMBERS = ("01", "02", "03")
"""Of the districts: both provinces have three."""

SLOTS = {
    "leaders": (SEPTEMBER, 1, ("persons",)),
    "groups": (SEPTEMBER, 1, ("networks", "groups", "places")),
    "cd-standards": (SEPTEMBER, 2, ("persons", "networks")),  # which the province enters
    "otop-sales": (SEPTEMBER, 12, ("makers",)),  # which is not on the form
    "savings-groups": (JUNE, 3, ("savings_groups",)),
}
OFF_THE_FORM = {"otop-sales"}
BY_PROVINCE = {"cd-standards"}
_DUE = {
    SEPTEMBER: dict.fromkeys(
        ("leaders", "volunteer-leader-assessment", "groups", "fund-institutions", "fund-networks"),
        date(2018, 9, 30),
    )
    | dict.fromkeys(("savings-groups", "poverty-alleviation"), date(2018, 9, 20))
    | {"otop-sales": date(2018, 9, 10)},
    JUNE: {"savings-groups": date(2018, 6, 20), "otop-sales": date(2018, 6, 10)},
}
_CHANGED = _DUE | {
    SEPTEMBER: _DUE[SEPTEMBER] | {"leaders": date(2018, 9, 20), "otop-sales": date(2018, 9, 25)},
    JUNE: _DUE[JUNE] | {"otop-sales": date(2018, 6, 25)},
}
DUE = (_DUE, _CHANGED)
"""What the districts enter, and by when, by the shipped schedule and by a changed one."""

HEADS = "province,district,month,database,total,persons,networks,savings_groups\n"
FILES = (
    [("83", "8301", "leaders", {"persons": 7}), ("83", "8302", "leaders", {"persons": 100})],
    [("83", f"830{n}", "savings-groups", {"savings_groups": 100}) for n in (1, 2, 3)],
    [
        ("83", "8301", "leaders", {"persons": 9}),
        ("83", "8301", "savings-groups", {"savings_groups": 9}),
        ("75", "7502", "leaders", {"persons": 7}),
    ],
    [("83", "8302", "groups", {"networks": 3}), ("83", "8302", "leaders", {"persons": 100})],
)
"""What each of some files gives, with 100 for the total: for both months, or two provinces."""

REFUSED = {DataRefused.exit_code}


# --- The model -------------------------------------------------------------------------------


class Plain:
    """A register as batches by uid; each has when, what by, from which file, entries and acts.

    An entry is a key (province, office, database, month), and what it says: total, counts, whether
    not applicable, note, day received.
    """

    def __init__(self, home):
        self.home = home
        self.batches = {}

    def copy(self):
        other = Plain(self.home)
        other.batches = dict(self.batches)
        return other

    def in_order(self):
        return sorted(self.batches.values(), key=lambda b: (b["at"], b["uid"]))

    def add(self, uid, now, command, *, entries=(), acts=(), file=None, by=None, targets=()):
        last = max((b["at"] for b in self.batches.values()), default=None)
        at = now if last is None or now > last else last + timedelta(microseconds=1)
        self.batches[uid] = {
            "uid": uid, "at": at, "command": command, "file": file, "by": by,
            "entries": list(entries), "acts": list(acts), "targets": tuple(targets),
        }  # fmt: skip

    def lines(self):
        """Every entry in the order recorded: name, key, what it says, file."""
        return [
            (f"{b['uid']}/{number}", key, says, b["file"])
            for b in self.in_order()
            for number, (key, says) in enumerate(b["entries"], 1)
        ]

    def undone(self):
        """The batches and lines that do not count: of the latest that is said of each."""
        said = {target: b["command"] for b in self.in_order() for target in b["targets"]}
        return {target for target, command in said.items() if command == "undo"}

    def counts(self, name):
        return not {name, name.split("/")[0]} & self.undone()

    def counting(self):
        return [line for line in self.lines() if self.counts(line[0])]

    def thread(self, key):
        """The entries of an office and period, undone or not."""
        return [line for line in self.lines() if line[1] == key]

    def known(self):
        return list(dict.fromkeys(line[1] for line in self.lines()))

    def stands(self):
        return {key: says for _name, key, says, _file in self.counting()}

    def acts(self, province, month):
        return [
            act
            for b in self.in_order()
            if not b["targets"]
            for number, act in enumerate(b["acts"], len(b["entries"]) + 1)
            if act[1:3] == (province, month) and self.counts(f"{b['uid']}/{number}")
        ]

    def steps(self):
        """The batches that an undo may be of, in the order recorded."""
        return [b for b in self.in_order() if not b["targets"] and (b["entries"] or b["acts"])]

    def rounds_of(self, target):
        batch = self.batches[target.split("/")[0]]
        rounds = [(key[0], key[3]) for key, _says in batch["entries"]]
        rounds += [act[1:3] for act in batch["acts"]]
        line = target.partition("/")[2]
        return {rounds[int(line) - 1]} if line else set(rounds)

    def is_closed(self, province, month):
        kinds = [a[0] for a in self.acts(province, month) if a[0] != "extend"]
        return kinds[-1:] == ["close"]

    def closed(self):
        return sorted(one for one in self.rounds() if self.is_closed(*one))

    def rounds(self):
        return {(key[0], key[3]) for key in self.known()} | {
            a[1:3] for b in self.batches.values() for a in b["acts"]
        }

    def is_taken(self, file):
        """Whether something that a file gave for these rounds counts, or it gave nothing new."""
        given = {(province, SLOTS[database][0]) for province, _, database, _ in FILES[file]}
        of_file = [b for b in self.batches.values() if b["file"] == file]
        return any(not b["entries"] for b in of_file) or any(
            (key[0], key[3]) in given for _name, key, _says, of in self.counting() if of == file
        )

    def is_of_a_table(self, key, offices):
        """Whether what stands came in a table that a later one, of these offices, may replace.

        Such a table was of several offices that the later one has too, unless that is of one.
        """
        names = [(name, file) for name, its, _says, file in self.counting() if its == key]
        if not names or names[-1][1] is None:
            return False
        entries = self.batches[names[-1][0].partition("/")[0]]["entries"]
        before = {of[1] for of, _says in entries if (of[0], of[3]) == (key[0], key[3])}
        return len(offices) == 1 or (len(before) > 1 and before <= offices)

    def files(self):
        """The files that it was recorded from."""
        return sorted({b["file"] for b in self.batches.values()} - {None})

    def extension(self, office, database, month):
        """The date that an office has been given for a database, if any."""
        until = None
        for kind, _province, _month, *given in self.acts(office[:2], month):
            if kind == "extend" and given[0] == office and given[1] in {None, database}:
                until = given[2]
        return until


def settled(before, total, counts, not_applicable, note, received):
    """What stands once this is given where something stood; None where it is refused."""
    only_note = total is None and not counts and not not_applicable
    if before is not None and not before[2] and not not_applicable:
        total = before[0] if total is None else total
        counts = {**dict(before[1]), **counts}
        note = before[3] if note is None else note
    elif before is not None and before[2] and only_note:
        not_applicable = True
    if not_applicable:
        if not note:
            return None
        total, counts = None, {}
    elif total is None or not counts:
        return None
    says = (total, tuple(sorted(counts.items())), not_applicable, note or None)
    if before is not None and says == before[:4] and received in {None, before[4]}:
        return before
    return (*says, received or TODAY)


def changed_in(says, printed):
    """What a row says that is not as it was printed: total, counts, not applicable, note."""
    total, counts, not_applicable, note = says[:4]
    was = printed or (None, (), False, None)
    if not_applicable:
        return None if says[:4] == was[:4] else says[:4]
    total = None if total == was[0] else total
    counts = {unit: n for unit, n in counts if dict(was[1]).get(unit) != n}
    note = None if note == was[3] else note
    return (total, counts, False, note) if (total, counts, note) != (None, {}, None) else None


def is_conflict(changed, printed, now):
    """Whether a value that was changed in a row was changed in the register too."""
    (was_total, was, was_answer, _was_note), (now_total, nows, now_answer, _now_note) = (
        (says or (None, (), False, None))[:4] for says in (printed, now)
    )
    if was_answer != now_answer:
        return True
    total, counts, *_ = changed
    return (total is not None and now_total not in {was_total, total}) or any(
        dict(nows).get(unit) not in {dict(was).get(unit), n} for unit, n in counts.items()
    )


# --- The machine -----------------------------------------------------------------------------

books = st.integers(0, 2)
provinces = st.sampled_from(("83", "83", "83", "75"))
months = st.sampled_from((SEPTEMBER, JUNE))
small = st.integers(0, 3)
given = st.tuples(
    st.lists(st.sampled_from((0, 30, 50, 100)), max_size=2),
    st.booleans(),
    st.sampled_from((None, None, None, "", "ก", "ข")),
    st.sampled_from((None, None, date(2018, 9, 4))),
    st.sampled_from((None, "สมชาย")),
)
"""Counts, and of which of the units; a note, the day received, and who recorded."""
places = st.tuples(
    provinces,
    st.sampled_from(("01", "01", *NUMBERS)),
    st.sampled_from(("leaders", "leaders", *SLOTS)),
)


class Library(ScheduleLibrary):
    """The shipped schedules, looked for once, since nothing here changes them."""

    schedule = cache(ScheduleLibrary.schedule)


@cache
def calendars(schedule):
    """By the shipped schedule, and by one in which the department has moved some dates."""
    if schedule == 0:
        return Calendars(Library())
    text = (Path(__file__).parents[2] / "schedules" / "2561.yaml").read_text("utf-8")
    _before, _leaders, behind = text.partition("  leaders:")
    text = text.replace(behind, behind.replace("กันยายน}", "กันยายน, day: 20}", 1))
    assert "every_month: {day: 10" in text
    text = text.replace("every_month: {day: 10", "every_month: {day: 25")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "2561.yaml").write_text(text, "utf-8")
        changed = Calendars(Library(Path(folder)))
        for province in PROVINCES:
            for month in DUE[schedule]:
                changed.of(province_of(province)).of_month(Month.parse(month))  # read it now
    return changed


COMMANDS = Commands("cddctl.cli", HELPS)


def as_words(options):
    """Options as they are typed: those that are None or False are not."""
    words = []
    for name, value in options.items():
        if value is not None and value is not False:
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return words


@cache
def round_of(schedule, province, month):
    """The schedule and the periods of a province's month."""
    return calendars(schedule).of(province).of_month(month)


class Registers(RuleBasedStateMachine):
    """Three registers: two of one province, and one of several."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cddctl-"))
        self.uids, self.given = count(), ""
        self.schedule = 0
        self.now = datetime(2018, 9, 3, 2, 0, tzinfo=UTC)
        self.paths = [self.folder / f"{name}.db" for name in "abc"]
        self.plain = [Plain("83"), Plain("83"), Plain(None)]
        self.kept = []  # files that a register can be restored from, and what they hold
        self.touched = set()
        self.tables = []  # tables that were printed to be filled in, and what stood then
        self.files = []
        for number, rows in enumerate(FILES):
            self.files.append(self.folder / f"{number}.csv")
            self.files[-1].write_text(
                HEADS
                + "".join(
                    f"{province},{office},{SLOTS[database][0]},{database},100,"
                    + ",".join(str(counts.get(unit, "")) for unit in HEADS.strip().split(",")[5:])
                    + "\n"
                    for province, office, database, counts in rows
                )
            )
        with self.in_place():
            for path, plain in zip(self.paths, self.plain, strict=True):
                Register.create(path, plain.home, self.now).close()
        self.registers = [Register.open(path) for path in self.paths]

    def new_uid(self):
        self.given = sha256(str(next(self.uids)).encode()).hexdigest()[:32]
        return self.given

    @contextmanager
    def in_place(self):
        """The machine's clock and uids in place of the real ones."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cddctl.cli.clock.utc_now", lambda: self.now)
            patch.setattr(store_of_registers, "new_uid", self.new_uid)
            yield

    def do(self, which, name, *words, **options):
        """Run a command, with all it says left aside: whether it was done, or refused."""
        context = Context(self.paths[which], None, AS_OF)
        context.__dict__["calendars"] = calendars(self.schedule)  # read once for all examples
        command = COMMANDS[name.split()[0]]
        for below in name.split()[1:]:
            command = command.commands[below]
        words = [str(word) for word in words] + as_words(options)
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with self.in_place(), redirect_stdout(out), redirect_stderr(out):
            try:
                return not command.main(
                    args=words, prog_name="cddctl", obj=context, standalone_mode=False
                )
            except DataRefused:
                return False

    def touch(self, which, *rounds):
        self.touched |= {(which, *one) for one in rounds}

    # --- Time, and files that are let go and opened again

    @rule(by=st.sampled_from((0.000001, 1, 3600, -1, -3600, -86400, 86400)))
    def time_goes(self, by):
        self.now += timedelta(seconds=by)

    @rule()
    def the_schedule_changes(self):
        """The department moves dates, or moves them back."""
        self.schedule = 1 - self.schedule
        for which, plain in enumerate(self.plain):
            self.touch(which, *plain.rounds())

    @rule(which=books)
    def reopen_the_file(self, which):
        self.registers[which].close()
        self.registers[which] = Register.open(self.paths[which])
        self.touch(which, *self.plain[which].rounds())

    # --- Recording

    @rule(which=books, place=places, given=given)
    def record(self, which, place, given):
        self._record(which, place, 100, *given, not_applicable=False)

    @rule(which=books, place=places, given=given)
    def record_for_another(self, which, place, given):
        self._record(which, place, 100, *given, not_applicable=False)

    @precondition(lambda self: any(plain.batches for plain in self.plain))
    @rule(
        which=books,
        at=st.sampled_from((None, None, None, 0, 1, 2, 3, 4)),
        given=given,
        total=st.sampled_from((None, None, 100)),
        again=st.sampled_from((None, None, 0, 1, 1, 2)),
    )
    def correct(self, which, at, given, total, again):
        plain, key = self.plain[which], ("83", "8301", "leaders", SEPTEMBER)
        if plain.known():  # what was recorded last, more often than not
            keys = sorted(plain.known())
            key = plain.lines()[-1][1] if at is None else keys[at % len(keys)]
        province, office, database, _month = key
        place = province, office[2:], database
        if again is not None:  # what stood once, or stands, be it received on another day
            thread = plain.thread(key)
            says = thread[-1 - again % len(thread)][2] if thread else (None, (), False, None, None)
            counts, units = dict(says[1]), SLOTS[database][2]
            received = says[4] if again else given[3]
            listed = [counts[unit] for unit in units[:2] if unit in counts]
            given = listed, True, says[3] or "", received, None
        self._record(which, place, total, *given, not_applicable=False)

    @precondition(lambda self: any(plain.batches for plain in self.plain))
    @rule(which=books, at=small, given=given)
    def correct_and_put_back(self, which, at, given):
        self.correct(which, at, given, 100, None)
        self.correct(which, None, given, 100, 1)

    @rule(which=books, place=places, note=st.sampled_from((None, "หลังการรับรอง", "ก")))
    def record_that_it_is_not_applicable(self, which, place, note):
        self._record(which, place, None, [], True, note, None, None, not_applicable=True)

    def _record(self, which, place, total, given, first, note, received, by, *, not_applicable):
        province, number, database = place
        month, _period, units = SLOTS[database]
        units = units if first else tuple(reversed(units))
        is_of_province = database in BY_PROVINCE
        office = province if is_of_province else province + number
        counts = dict(zip(units, given if len(units) > 1 else given[:1], strict=False))
        if sum(counts.values()) > 100:  # above the total
            counts = dict.fromkeys(counts, 40)
        done = self.do(
            which,
            "record",
            database,
            *([] if is_of_province else [office]),
            *([] if total is None else [f"total={total}"]),
            *(f"{unit}={n}" for unit, n in counts.items()),
            month=month, province=province, note=note, not_applicable=not_applicable,
            received=received and received.isoformat(), by=by,
        )  # fmt: skip
        plain, key = self.plain[which], (province, office, database, month)
        before = plain.stands().get(key)
        says = settled(before, total, counts, not_applicable, note, received)
        is_something = counts or total is not None or not_applicable or note is not None
        is_closed = plain.is_closed(province, month) and database not in OFF_THE_FORM
        is_above = says is not None and sum(n for _, n in says[1]) > 100
        # A note explains what it was given with.
        is_explained = says is not None and (
            says[3] == (note or None) or (before is not None and before[:3] == says[:3])
        )
        # What changes nothing is accepted in a closed round, too.
        may = is_something and says is not None and (says is before or not is_closed)
        may = may and (not is_above or (says[3] is not None and is_explained))
        assert done == bool(may)
        if may and says is not before:
            plain.add(self.given, self.now, "record", entries=[(key, says)], by=by)
        self.touch(which, (province, month))

    @rule(which=books, file=st.integers(0, len(FILES) - 1), again=st.booleans())
    def import_a_file(self, which, file, again):
        # Who has no province of its own has to name one.
        nation = self.plain[which].home is not None
        for _time in range(1 + again):
            province = None if nation else FILES[file][0][0]
            done = self.do(
                which, "record", "--from", self.files[file], province=province, nation=nation,
                format="json",
            )  # fmt: skip
            plain = self.plain[which]
            given = [
                ((province, office, database, SLOTS[database][0]), counts)
                for province, office, database, counts in FILES[file]
            ]
            rounds_given = {(key[0], key[3]) for key, _ in given}
            # A file of other provinces is refused where one was named.
            is_of_one = len({province for province, _month in rounds_given}) == 1
            may, entries = nation or is_of_one, []
            for key, counts in given:
                before = plain.stands().get(key)
                says = settled(before, 100, counts, False, None, None)
                may = may and (sum(n for _, n in says[1]) <= 100 or plain.is_taken(file))
                is_closed = plain.is_closed(key[0], key[3]) and key[2] not in OFF_THE_FORM
                may = may and (says is before or plain.is_taken(file) or not is_closed)
                if says is not before:
                    entries.append((key, says))
            assert done == may
            if may and not plain.is_taken(file):
                plain.add(self.given, self.now, "record", entries=entries, file=file)
            self.touch(which, *rounds_given)

    # --- Tables that were printed, and come back when the register may say otherwise

    @precondition(lambda self: len(self.tables) < 6)
    @rule(which=books)
    def print_a_table(self, which):
        plain, path = self.plain[which], self.folder / f"printed-{len(self.tables)}.csv"
        done = self.do(
            which, "forms", month=SEPTEMBER, province="83", csv=True, output=path, yes=True
        )
        assert done != plain.is_closed("83", SEPTEMBER)
        if done:
            printed = {
                key: says
                for key, says in plain.stands().items()
                if (key[0], key[3]) == ("83", SEPTEMBER) and key[2] not in BY_PROVINCE
            }
            self.tables.append((path, printed))

    @precondition(lambda self: self.tables)
    @rule(
        which=books,
        back=small,
        number=st.sampled_from(("01", "01", *NUMBERS)),
        persons=st.sampled_from((None, 0, 30, 50, 100)),
        theirs=st.booleans(),
    )
    def a_table_comes_back(self, which, back, number, persons, theirs):
        plain = self.plain[which]
        path, printed = self.tables[-1 - back % len(self.tables)]
        key = ("83", f"83{number}", "leaders", SEPTEMBER)
        rows = dict(printed)
        if persons is not None:  # the one row that somebody filled in
            note = printed[key][3] if key in printed else None
            rows[key] = (100, (("persons", persons),), False, note, None)
        file, in_order = self._filled_in(path, key, persons)
        done = self.do(
            which, "record", "--from", self.files[file], format="json", theirs=theirs,
            province=None if plain.home else "83",
        )  # fmt: skip
        may, entries, is_filled_in = True, [], False
        for of in sorted(rows, key=in_order):
            before = plain.stands().get(of)
            was = printed.get(of) if plain.thread(of) else None
            if (changed := changed_in(rows[of], was)) is None:
                continue
            is_filled_in = True
            if plain.thread(of) and is_conflict(changed, was, before):
                may = may and (theirs or plain.is_of_a_table(of, {key[1] for key in rows}))
            if theirs and (before is None or before[2]):
                changed = rows[of][:4]  # nothing is there that the printed values could stand in
            total, counts, not_applicable, note = changed
            says = settled(before, total, dict(counts), not_applicable, note, None)
            is_closed = plain.is_closed("83", SEPTEMBER) and of[2] not in OFF_THE_FORM
            may = may and says is not None and (says is before or not is_closed)
            if says is not before:
                entries.append((of, says))
        assert done == may
        if may and is_filled_in:
            plain.add(self.given, self.now, "record", entries=entries, file=file)
        self.touch(which, ("83", SEPTEMBER))

    def _filled_in(self, path, key, persons):
        """The number of a file with a count filled in to a printed table, and its order."""
        _province, office, database, _month = key
        with path.open(encoding="utf-8-sig", newline="") as printed:
            rows = list(csv.DictReader(printed))
        for row in rows:
            if persons is not None and row["printed"].startswith(f"{office} {database}/"):
                row |= {"total": 100, "persons": persons, "state": ""}
        self.files.append(self.folder / f"{len(self.files)}.csv")
        with self.files[-1].open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(rows)
            file.write("\n" * len(self.files))  # no two are the same, byte for byte
        lines = [row["printed"].partition("/")[0] for row in rows]
        return len(self.files) - 1, lambda of: lines.index(f"{of[1]} {of[2]}")

    # --- Undoing

    @precondition(lambda self: any(plain.batches for plain in self.plain))
    @rule(which=books, at=small, whole=st.booleans(), times=st.sampled_from((1, 1, 2, 3)))
    def undo_the_last(self, which, at, whole, times):
        for _time in range(times):
            plain = self.plain[which]
            province, month = self._a_round(which, at)
            month = None if whole else month
            steps = [b for b in plain.steps() if self._counting_rounds(which, b, province, month)]
            targets = [steps[-1]["uid"]] if steps else []
            self._reverse(which, "undo", targets, province=province, month=month, last=True)

    @precondition(lambda self: any(plain.undone() for plain in self.plain))
    @rule(which=books, at=small, whole=st.booleans(), times=st.sampled_from((1, 1, 2, 3)))
    def redo(self, which, at, whole, times):
        for _time in range(times):
            plain = self.plain[which]
            province, month = self._a_round(which, at)
            month = None if whole else month
            targets = []
            for b in reversed(plain.in_order()):
                if b["targets"]:
                    is_of = any(act[1] == province and month in {None, act[2]} for act in b["acts"])
                    if is_of and b["command"] == "undo" and (targets := self._left(which, b)):
                        break
                elif self._counting_rounds(which, b, province, month):
                    break
            self._reverse(which, "redo", targets, province=province, month=month)

    @precondition(lambda self: any(plain.batches for plain in self.plain))
    @rule(which=books, back=st.sampled_from((0, 0, 0, 1, 2, 3, 5, 7)), line=st.booleans())
    def undo_by_name(self, which, back, line):
        plain = self.plain[which]
        named = [b for b in plain.in_order() if b["entries"] or b["acts"]]
        if not named:
            assert not self.do(which, "undo", "00000000/1", yes=True)
            return
        batch = named[-1 - back % len(named)]
        name = batch["uid"][:8] + "/1" * line  # as it is shown
        if batch["targets"]:
            kind = "redo" if batch["command"] == "undo" else "undo"
            self._reverse(which, "undo", self._left(which, batch), name, kind=kind)
            return
        lines = [f"{batch['uid']}/{n}" for n in range(1, 1 + self._length(batch))]
        counting = [one for one in lines if plain.counts(one)]
        if not line or counting == lines[:1]:
            targets = [batch["uid"]] if counting else []
        else:
            targets = [one for one in lines[:1] if one in counting]
        self._reverse(which, "undo", targets, name)

    @precondition(lambda self: any(plain.files() for plain in self.plain))
    @rule(which=books, at=st.integers(0, len(FILES) - 1))
    def undo_a_file(self, which, at):
        plain = self.plain[which]
        file = [*plain.files(), *range(len(FILES))][at]
        uids = [name.split("/")[0] for name, _key, _says, of in plain.counting() if of == file]
        self._reverse(which, "undo", list(dict.fromkeys(uids)), **{"from": self.files[file]})

    def _a_round(self, which, at):
        found = sorted(self.plain[which].rounds()) or [("83", JUNE)]
        return found[at % len(found)]

    def _length(self, batch):
        return len(batch["entries"]) + len(batch["acts"])

    def _counting_rounds(self, which, batch, province, month):
        """The rounds of a step, of these, that something of it counts in."""
        plain = self.plain[which]
        return {
            (of, when)
            for number in range(1, 1 + self._length(batch))
            if plain.counts(name := f"{batch['uid']}/{number}")
            for of, when in plain.rounds_of(name)
            if of == province and month in {None, when}
        }

    def _left(self, which, batch):
        """What of an undo or redo nothing later is of, if taking it back changes something."""
        plain = self.plain[which]
        latest = {of: b["uid"] for b in plain.in_order() for of in b["targets"]}
        targets = [target for target in batch["targets"] if latest[target] == batch["uid"]]
        kind = "redo" if batch["command"] == "undo" else "undo"
        return targets if self._changed(plain, kind, targets) else []

    def _changed(self, plain, kind, targets):
        """The lines that an undo or redo of these takes back or brings back."""
        return [
            name
            for target in targets
            for name in self._names_in(plain, target)
            if plain.counts(name) == (kind == "undo")
            and (kind == "undo" or self._would_count(plain, name, targets))
        ]

    def _reverse(self, which, command, targets, *words, kind=None, **options):
        plain, kind = self.plain[which], kind or command
        done = self.do(which, command, *words, yes=True, **options)
        changed = self._changed(plain, kind, targets)
        self.touch(which, *{round_ for name in changed for round_ in plain.rounds_of(name)})
        may = bool(targets) and not any(
            self._is_hindered(plain, name, changed, kind) for name in changed
        )
        assert done == may
        if done:
            acts = sorted(
                {
                    (target, *round_)
                    for target in targets
                    for name in changed
                    if target in {name, name.split("/")[0]}
                    for round_ in plain.rounds_of(name)
                }
            )
            acts = [(kind, province, month) for _target, province, month in acts]
            plain.add(self.given, self.now, kind, acts=acts, targets=targets)

    def _names_in(self, plain, target):
        batch = plain.batches[target.split("/")[0]]
        names = [f"{batch['uid']}/{n}" for n in range(1, 1 + self._length(batch))]
        return [target] if "/" in target else names

    def _would_count(self, plain, name, targets):
        """Whether a line counts once its target does: it may be undone by itself."""
        return not {name, name.split("/")[0]} & (plain.undone() - set(targets))

    def _is_hindered(self, plain, name, changed, kind):
        """Whether a line cannot be undone or brought back: the round is closed, or others rest on
        it.
        """
        order = [
            f"{b['uid']}/{n}"
            for b in plain.in_order()
            for n in range(1, 1 + self._length(b))
            if not b["targets"]
        ]
        what = self._line(plain, name)
        [(province, month)] = plain.rounds_of(name)
        is_shown = what[0] == "extend" or (what[0] == "entry" and what[1][2] not in OFF_THE_FORM)
        if is_shown and plain.is_closed(province, month):
            return True
        for later in order[order.index(name) + 1 :]:
            if later in changed or not plain.counts(later):
                continue
            other = self._line(plain, later)
            if self._rests_on(
                other, what, closes=what[0] == {"undo": "reopen", "redo": "close"}[kind]
            ):
                return True
        return False

    def _line(self, plain, name):
        """A line: its kind, and the key of the entry or what the act is of."""
        uid, line = name.split("/")
        batch, at = plain.batches[uid], int(line) - 1
        if at < len(batch["entries"]):
            return "entry", batch["entries"][at][0]
        act = batch["acts"][at - len(batch["entries"])]
        return act[0], act[1:]

    def _rests_on(self, later, line, *, closes):
        (kind, of), (earlier, what) = later, line
        if kind == earlier == "entry":
            return of == what
        if kind == "entry":
            return closes and (of[0], of[3]) == what[:2] and of[2] not in OFF_THE_FORM
        if earlier == "entry" or of[:2] != what[:2]:
            return False
        if "extend" in {kind, earlier}:
            return (
                kind == earlier
                and of[2] == what[2]
                and (of[3] == what[3] or None in {of[3], what[3]})
            )
        return True

    # --- Rounds

    @rule(
        which=books,
        province=provinces,
        number=st.sampled_from(NUMBERS),
        month=months,
        database=st.sampled_from((None, "leaders", "savings-groups", "otop-sales")),
        until=st.sampled_from((date(2018, 6, 15), date(2018, 9, 25), date(2018, 10, 5))),
    )
    def extend(self, which, province, number, month, database, until):
        plain, office = self.plain[which], province + number
        done = self.do(
            which, "extend", office, *([database] if database else []), month=month,
            until=until.isoformat(), reason="น้ำท่วม", province=province,
        )  # fmt: skip
        due = DUE[self.schedule][month]
        ids = [one for one in due if database in {None, one}]
        later = [
            one for one in ids if due[one] < until and plain.extension(office, one, month) != until
        ]
        assert done == (bool(later) and not plain.is_closed(province, month))
        if done:
            if database is None and all(due[one] < until for one in ids):
                later = [None]
            # In the order of the schedule.
            acts = [("extend", province, month, office, one, until) for one in later]
            acts.sort(key=lambda act: list(SLOTS_IN_ORDER).index(act[4]) if act[4] else 0)
            plain.add(self.given, self.now, "extend", acts=acts)
        self.touch(which, (province, month))

    @rule(
        which=books,
        province=provinces,
        number=st.sampled_from(NUMBERS),
        month=months,
        database=st.sampled_from((None, "leaders", "savings-groups", "otop-sales")),
    )
    def withdraw(self, which, province, number, month, database):
        plain, office = self.plain[which], province + number
        done = self.do(
            which, "extend", office, *([database] if database else []), month=month,
            withdraw=True, province=province,
        )  # fmt: skip
        extended = [
            one for one in DUE[self.schedule][month]
            if database in {None, one} and plain.extension(office, one, month) is not None
        ]  # fmt: skip
        assert done == (bool(extended) and not plain.is_closed(province, month))
        if done:
            act = ("extend", province, month, office, database, None)
            plain.add(self.given, self.now, "extend", acts=[act])
        self.touch(which, (province, month))

    @precondition(lambda self: sum(len(plain.stands()) for plain in self.plain) > 3)
    @rule(which=books, province=provinces, month=months)
    def close_round(self, which, province, month):
        plain = self.plain[which]
        done = self.do(
            which, "close", month=month, province=province, by="สมหญิง", incomplete=True,
            reason="ส่งก่อน",
        )  # fmt: skip
        assert done != plain.is_closed(province, month)
        if done:
            sent = sums(plain.stands(), province, month)
            plain.add(
                self.given, self.now, "close", acts=[("close", province, month, sent)], by="สมหญิง"
            )
        self.touch(which, (province, month))

    @precondition(lambda self: any(plain.closed() for plain in self.plain))
    @rule(which=books, at=small)
    def reopen_round(self, which, at):
        plain = self.plain[which]
        found = [*plain.closed(), ("83", SEPTEMBER), ("75", JUNE)]
        province, month = found[at % max(1, len(found) - 2)]
        done = self.do(which, "reopen", month=month, province=province, reason="แก้ไข")
        assert done == plain.is_closed(province, month)
        if done:
            plain.add(self.given, self.now, "reopen", acts=[("reopen", province, month)])
        self.touch(which, (province, month))

    # --- Copies

    @precondition(lambda self: len(self.kept) < 4)
    @rule(which=books)
    def back_up(self, which):
        path = self.folder / f"backup-{len(self.kept)}.db"
        assert self.do(which, "register backup", path)
        self.kept.append((path, self.plain[which].copy()))

    @precondition(lambda self: self.kept)
    @rule(which=books, back=small)
    def restore(self, which, back):
        path, plain = self.kept[-1 - back % len(self.kept)]
        aside = set(folder_of(self.paths[which]).glob("*put-aside*"))
        if sys.platform == "win32":  # no file is replaced there that a reader has open
            self.registers[which].close()
        assert self.do(which, "register restore", path, yes=True)
        [kept] = set(folder_of(self.paths[which]).glob("*put-aside*")) - aside
        self.kept.append((kept, self.plain[which]))
        self.plain[which] = plain.copy()
        self.reopen_the_file(which)

    @precondition(lambda self: self.kept)
    @rule(which=books, back=small)
    def put_back(self, which, back):
        """By hand, over the register: nothing is put aside, and a copy may hold more."""
        path, plain = self.kept[-1 - back % len(self.kept)]
        self.registers[which].close()
        copyfile(path, self.paths[which])
        self.plain[which] = plain.copy()
        self.registers[which] = Register.open(self.paths[which])
        self.touch(which, *plain.rounds())

    @rule(which=books, other=books)
    def merge(self, which, other):
        self._merge(which, self.paths[other], self.plain[other])

    @precondition(lambda self: self.kept)
    @rule(which=books, back=small)
    def merge_what_was_kept(self, which, back):
        self._merge(which, *self.kept[-1 - back % len(self.kept)])

    def _merge(self, which, path, plain):
        done = self.do(which, "register merge", path, format="json", yes=True)
        latest = max((batch["at"] for batch in plain.batches.values()), default=self.now)
        assert done == (latest <= self.now + timedelta(days=1))  # else a clock runs ahead
        if done:
            self.plain[which].batches |= plain.batches
        self.touch(which, *self.plain[which].rounds())

    # --- What has to be so after each

    @invariant()
    def both_say_the_same(self):
        for which in {which for which, *_ in self.touched}:
            found = self.registers[which].rounds()
            assert {(p, str(m)) for p, m in found} == self.plain[which].rounds()
        for which, province, month in self.touched:
            self._check(which, province, month)
        self.touched = set()

    def _check(self, which, province, month):
        register, plain = self.registers[which], self.plain[which]
        when = Month.parse(month)
        lines = [line for line in plain.lines() if (line[1][0], line[1][3]) == (province, month)]
        batches = {b["uid"]: b for b in plain.batches.values()}
        records = register.records(province, [when])
        assert [
            (r.name, key_of(r.content), says_of(r.content), r.content.recorded_at,
             r.content.recorded_by, r.source_sha256 is None)
            for r in records
            if is_entry(r)
        ] == [
            (name, key, says, batches[name[:32]]["at"], batches[name[:32]]["by"], file is None)
            for name, key, says, file in lines
        ]  # fmt: skip
        stands = {
            k: says for k, says in plain.stands().items() if (k[0], k[3]) == (province, month)
        }
        current = register.current(province, when)
        assert {key_of(entry): says_of(entry) for entry in current} == stands
        assert len(current) == len(stands)
        history = [(key_of(e), says_of(e)) for e in register.history(province, [when])]
        assert history == [(key, says) for name, key, says, _file in lines if plain.counts(name)]
        acts = register.acts(province, [when])
        assert [act_of(act) for act in acts] == plain.acts(province, month)
        assert (closing(acts) is not None) == plain.is_closed(province, month)
        assert self.sums(province, month, current) == sums(stands, province, month)
        place = province_of(province)
        _schedule, periods = round_of(self.schedule, place, when)
        status = build_status(place, districts(place), periods, (), acts)
        assert {
            (one.office.code, one.period.database.id): one.until
            for one in status.all()
            if one.is_extended
        } == {
            (office, database): until
            for office in (province + number for number in NUMBERS)
            for database in DUE[self.schedule][month]
            if (until := plain.extension(office, database, month)) is not None
        }  # fmt: skip

    def sums(self, province, month, entries):
        """What the program's report of the province says, by database."""
        place, when = province_of(province), Month.parse(month)
        schedule, periods = round_of(self.schedule, place, when)
        report = build_report(schedule, place, districts(place), when, periods, entries)
        return {
            row.period.database.id: (
                row.total,
                {unit: n for unit, n in row.recorded.items() if n is not None},
                row.share.reported,
            )
            for row in report.rows
            if row.share.reported
        }

    def teardown(self):
        try:
            for register, plain in zip(self.registers, self.plain, strict=True):
                assert damage(register._connection) == []
                rows = register._connection.execute(
                    "SELECT province_code, office_code, database_id, month, total, recorded "
                    "FROM current_entries"
                ).fetchall()
                assert sorted(rows, key=str) == sorted(
                    (
                        (*key, says[0], None if says[2] else sum(n for _, n in says[1]))
                        for key, says in plain.stands().items()
                    ),
                    key=str,
                )
        finally:
            for register in self.registers:
                register.close()
            rmtree(self.folder)


SLOTS_IN_ORDER = (
    "leaders", "volunteer-leader-assessment", "groups", "savings-groups", "poverty-alleviation",
    "fund-institutions", "fund-networks", "otop-sales",
)  # fmt: skip


def key_of(entry):
    return entry.province, entry.office, entry.database, str(entry.month)


def says_of(entry):
    counts = tuple(sorted(entry.recorded.items()))
    return entry.total, counts, entry.not_applicable, entry.note, entry.received


def act_of(act):
    """An act as the model has it: of one that closed, the sums that were sent."""
    what = (str(act.kind), act.province, str(act.month))
    if act.kind == "extend":
        return (*what, act.office, act.database, act.until)
    return (*what, sent_of(act)) if act.kind == "close" else what


def sent_of(act):
    """The sums of the report that was sent, and those of the entries kept beside it."""
    sent = SentContent.of(act)
    rows = {
        row["database"]: (
            row["total"],
            {unit: n for unit, n in row["recorded"].items() if n is not None},
            row["reported"],
        )
        for row in sent.report["rows"]
        if row["reported"]
    }
    entries = {key_of(e): says_of(e) for e in sent.entries}
    assert rows == sums(entries, act.province, str(act.month))
    return rows


def sums(stands, province, month):
    """A report's sums, by database on the form, of those that gave counts."""
    found = {}
    for (of, _office, database, when), (total, counts, not_applicable, *_) in stands.items():
        if (of, when) == (province, month) and database not in OFF_THE_FORM and not not_applicable:
            totals, units, offices = found.get(database, (0, {}, 0))
            units = dict(units)
            for unit, n in counts:
                units[unit] = units.get(unit, 0) + n
            found[database] = totals + total, units, offices + 1
    return found


@pytest.fixture(autouse=True)
def in_memory(monkeypatch):
    """All files that are made on the way are in memory, where there is any."""
    memory = Path("/dev/shm")
    if memory.is_dir():
        monkeypatch.setattr(tempfile, "tempdir", str(memory))


TestRegisters = Registers.TestCase
TestRegisters.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    derandomize=not IS_BY_HAND,
    database=None,
    print_blob=IS_BY_HAND,
    suppress_health_check=list(HealthCheck),
)
