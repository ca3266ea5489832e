"""How long it takes to read a text of rubbish, such as may be pasted in place of replies.

`python benchmarks/replies.py`: the seconds of processor time that 600 kB of each kind take, and
what a text of numbers in lines takes to be parsed by `csv` beside it. It measures and judges
nothing: it exits with 0 whatever comes out.
"""

import csv
import io
import random
from collections.abc import Callable
from datetime import date
from functools import cache
from time import process_time

from cddctl.exchange.forms import Round, Wanted
from cddctl.intake.returned import read_returns
from cddctl.periods import Month
from cddctl.places import Place, find_province
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

SIZE = 600_000
HEAD = "ตอบกลับ อ.แม่เมาะ 09/61"
LETTERS = "กขคงจชซดตถทนบปผพฟมยรลวศสหอฮะาิีึืุูเแโไใ่้๊๋ abc 0123456789=/.,()"
LIBRARY = ScheduleLibrary()


def some(count: int) -> str:
    """Some letters by chance."""
    return "".join(random.choices(LETTERS, k=count))


KINDS: dict[str, Callable[[], str]] = {
    "letters": lambda: some(60),
    "long lines": lambda: some(990),
    "numbers": lambda: str(random.randrange(10**6)),
    "answers": lambda: "3 ผู้นำ ทั้งหมด=1 คน=1",
    "blank answers": lambda: random.choice(["3 ผู้นำ ทั้งหมด= คน=", "8 สถาบัน", "ประเมิน ทั้งหมด="]),
    "heads": lambda: HEAD,
    "offices": lambda: "อ.เถิน 09/61",
    "others": lambda: f"10:30 สมชาย ส่งแล้ว {random.randrange(99)} ไฟล์",
    "others' counts": lambda: f"10:30 สมชาย ทั้งหมด={random.randrange(99)}",
    "spaces": lambda: " " * 900 + "x",
    "dots": lambda: "." * 900,
    "signs": lambda: "3 ผู้นำ " + "ทั้งหมด=" * 100,
    "no line": lambda: "",
}


@cache
def round_of(province: Place, month: Month) -> Round:
    """The round of a province and month."""
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


def text_of(line: Callable[[], str]) -> bytes:
    """A text of one kind of line below the head of a reply."""
    lines, size = [HEAD], 0
    while size < SIZE:
        lines.append(line())
        size += len(lines[-1].encode()) + 1
    return "\n".join(lines).encode()


def seconds(read: Callable[[], object]) -> float:
    """The processor time that reading takes, the least of three."""
    times = []
    for _n in range(3):
        begun = process_time()
        read()
        times.append(process_time() - begun)
    return min(times)


def main() -> None:
    """Measure each kind, and print a line for it."""
    random.seed(1)
    wanted = Wanted(find_province("lampang"), Month(2018, 9), round_of, date(2018, 9, 12))
    floor = io.StringIO("".join(f"{n},{n}\n" for n in range(SIZE // 13))).getvalue()
    print(f"{'csv of numbers':16} {seconds(lambda: list(csv.reader(io.StringIO(floor)))):6.2f} s")
    for kind, line in KINDS.items():
        content = text_of(line)
        took = seconds(lambda content=content: read_returns("a.txt", "", content, wanted))
        print(f"{kind:16} {took:6.2f} s")


if __name__ == "__main__":
    main()
