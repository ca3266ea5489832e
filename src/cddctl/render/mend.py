"""A text for LINE to an office whose file was refused: the places to mend. Always Thai."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from cddctl.exchange import replies
from cddctl.ledger.sources import Outcome, Problem
from cddctl.places import Place
from cddctl.render.remind import split_message
from cddctl.schedule.model import Text

_MOST = 15
"""The most that one text asks to mend."""
_KEYS = {"total": "ทั้งหมด", "note": "หมายเหตุ", "district": "อำเภอ", "database": "ฐานข้อมูล"}


def request_to_mend(
    office: Place,
    refused: Sequence[Outcome],
    units: Mapping[str, Text],
    reply_to: str | None = None,
) -> list[str]:
    """The messages to an office; the problems of `refused` are in Thai already.

    A form without a problem to mend came back blank.
    """
    dear = replies.DEAR_PROVINCE if office.is_province else replies.DEAR_DISTRICT
    names = {key: text.th for key, text in units.items()} | _KEYS
    blocks = [dear.format(name=office.name_th)]
    for outcome in refused:
        name = PurePath(outcome.source.name).name
        if not (problems := outcome.to_mend):
            blocks.append(f"ไฟล์ {name} ที่ส่งมายังไม่ได้กรอกข้อมูล โปรดกรอกให้ครบถ้วน")
            continue
        lines = [
            f"ไฟล์ {name} ที่ส่งมายังบันทึกลงทะเบียนไม่ได้ โปรดแก้ไข {len(problems):,} แห่ง ดังนี้"
            if not outcome.source.is_reply
            else f"ข้อความที่ตอบกลับมายังบันทึกลงทะเบียนไม่ได้ โปรดแก้ไข {len(problems):,} แห่ง ดังนี้"
        ]
        lines += [
            f"{number}. {_line(problem, names)}"
            for number, problem in enumerate(problems[:_MOST], 1)
        ]
        if (more := len(problems) - _MOST) > 0:
            lines.append(f"และอีก {more:,} แห่ง")
        blocks.append("\n".join(lines))
    again = replies.closing(replies.MENDED, reply_to)
    return split_message([*blocks, f"{again}\n{replies.THANKS}"])


def _line(problem: Problem, names: Mapping[str, str]) -> str:
    """A problem with its heading's words, without paths and keys."""
    where = problem.where
    if problem.heading and problem.heading not in where:
        where += f" ({' '.join(problem.heading.split())})"
    message = re.sub(r"\S*[/\\](\S+\.\w{3,4})", r"\1", problem.message)
    message = re.sub(
        r"(?<![\w'])([a-z_]+)(=N)?(?![\w'])", lambda key: names.get(key[1], key[0]), message
    )
    return f"{where}: {message}" if where else message
