"""`cddctl letter --setup`: asks for what the office's letters need, and keeps it in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cddctl.cli.ask import ask, is_yes
from cddctl.cli.context import Context
from cddctl.cli.files import make_folder, write_file
from cddctl.cli.output import is_interactive, say, show, write_text
from cddctl.errors import CddctlError, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import parse_date
from cddctl.places import Place
from cddctl.schedule.checking import problems_of_letter
from cddctl.schedule.library import LETTER_FILE, read_picture
from cddctl.schedule.yamlfile import as_yaml, read_yaml

_NONE = "-"
_BETWEEN = "|"

Where = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question for one value of the file."""

    where: Where
    text: str
    is_list: bool = False
    may_be_empty: bool = False


_QUESTIONS = (
    _Question(("letterhead", "number"), N_("Number of letters, without what the registry adds")),
    _Question(("letterhead", "office"), N_("Office in the letterhead")),
    _Question(("letterhead", "address"), N_("Its address (lines parted by |)"), is_list=True),
    _Question(("garuda",), N_("Picture file of the garuda (- for none)"), may_be_empty=True),
    _Question(
        ("signatory", "name"), N_("Name of the signatory (- for a dotted line)"), may_be_empty=True
    ),
    _Question(
        ("signatory", "position"), N_("Position of the signatory (lines parted by |)"), is_list=True
    ),
    _Question(
        ("owner", "unit"), N_("Unit that letters come from (lines parted by |)"), is_list=True
    ),
    _Question(("owner", "phone"), N_("Its telephone")),
    _Question(("addressee",), N_("To whom letters to all districts go")),
    _Question(("reply_to",), N_("Where districts report to (after ทาง)")),
)


def set_up(context: Context, province: Place) -> None:
    """Ask for every value, show the file, and write it once it is confirmed."""
    if not is_interactive():
        raise UsageRefused(_("--setup asks questions; use it in a terminal"))
    folder = context.own_schedules / province.id
    before = context.calendars.library.letter_file(province)
    data = _known(province, read_yaml(before, f"{before}").data if before else {})
    say(_("Enter keeps what stands in brackets."))
    for question in _QUESTIONS:
        _ask(question, data, folder)
    _ask_reference(data)
    path = folder / LETTER_FILE
    text = as_yaml(data)
    show(text)
    if not is_yes(_("Write this to {path}? [y/n] ").format(path=path)):
        say(_("Nothing is written."))
        return
    make_folder(folder)
    write_file(path, text.encode(), force=True)  # confirmed above
    write_text(f"{path}\n", None)
    say(_("Texts of your own go under texts in this file; see docs/usage.md."))


def _known(province: Place, data: Mapping[str, Any]) -> dict[str, Any]:
    """What is known already, of the file or of any province."""
    name = province.name_th
    usual: dict[str, Any] = {
        "letterhead": {"office": f"ศาลากลางจังหวัด{name}"},
        "garuda": None,
        "signatory": {
            "name": "",
            "position": ["พัฒนาการจังหวัด ปฏิบัติราชการแทน", f"ผู้ว่าราชการจังหวัด{name}"],
        },
        "owner": {"unit": ["สำนักงานพัฒนาชุมชนจังหวัด", "กลุ่มงานสารสนเทศการพัฒนาชุมชน"]},
        "addressee": "นายอำเภอทุกอำเภอ",
        "references": [],
        "reply_to": "ระบบกลุ่มไลน์ของจังหวัด",
        "texts": {},
    }
    known: dict[str, Any] = {}
    for key, value in usual.items():
        given = data.get(key)
        if isinstance(value, dict) and isinstance(given, Mapping):
            known[key] = {**value, **given}
        else:
            known[key] = data.get(key, value)
    return known


def _ask(question: _Question, data: dict[str, Any], folder: Path) -> None:
    """Ask until the answer may stand in the file."""
    *above, key = question.where
    part = data
    for name in above:
        part = part[name]
    while True:
        known = part.get(key)
        shown = f" {_BETWEEN} ".join(known) if isinstance(known, list) else known
        typed = ask(f"{_(question.text)}{f' [{shown}]' if shown else ''}: ")
        if typed:
            part[key] = _value(question, typed)
        elif known is None and not question.may_be_empty:
            part[key] = ""
        problems = problems_of_letter(data, question.where)
        if question.where == ("garuda",):
            problems += [why for _where, why in read_picture(part[key], folder)[1]]
        if not problems:
            return
        part[key] = known
        if known is None and key in part and not question.may_be_empty:
            del part[key]
        say(problems[0])


def _value(question: _Question, typed: str) -> Any:  # noqa: ANN401
    """What an answer stands for: a text, or its lines."""
    if question.is_list:
        return [line.strip() for line in typed.split(_BETWEEN) if line.strip()]
    if question.may_be_empty and typed == _NONE:
        return None if question.where == ("garuda",) else ""
    return typed


def _ask_reference(data: dict[str, Any]) -> None:
    """Ask for the letter that ours refer to; several that are in the file may be kept."""
    known = data["references"]
    shown = ", ".join(str(reference.get("letter")) for reference in known)
    typed = _ask_until(
        _("Number of the letter referred to (- for none)") + (f" [{shown}]: " if shown else ": "),
        lambda answer: answer,
    )
    if typed == _NONE or (not typed and not known):
        data["references"] = []
    elif typed:
        day = _ask_until(_("Its date: "), lambda answer: parse_date(answer).isoformat())
        issuer = _ask_until(_("From whom it is: "), _filled)
        data["references"] = [{"letter": typed, "date": day, "from": issuer}]


def _filled(answer: str) -> str:
    if not answer:
        raise UsageRefused(_("is empty; write a text, or leave the line out"))
    return answer


def _ask_until(question: str, read: Callable[[str], str]) -> str:
    while True:
        try:
            return read(ask(question))
        except CddctlError as error:
            say(str(error))
