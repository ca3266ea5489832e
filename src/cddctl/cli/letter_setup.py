"""`cddctl letter --setup`: asks for the settings of the office's letters and keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cddctl.cli.ask import ask_again, ask_in_turn, ask_or_back, ask_until_read, is_yes
from cddctl.cli.context import Context
from cddctl.cli.files import make_folder, write_file
from cddctl.cli.output import is_interactive, say, show, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.places import Place
from cddctl.schedule.letter import PLACEHOLDERS, LetterKind, problems_of_letter
from cddctl.schedule.library import LETTER_FILE, read_picture
from cddctl.schedule.yamlfile import as_yaml, read_yaml
from cddctl.wording import has_controls, say_list

_NONE = "-"
_BETWEEN = "|"

Where = tuple[str, ...]

_GARUDA: Where = ("garuda",)
_NAME: Where = ("signatory", "name")


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
    _Question(_GARUDA, N_("Picture file of the garuda (- for none)"), may_be_empty=True),
    _Question(_NAME, N_("Name of the signatory (- for a dotted line)"), may_be_empty=True),
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

_TEXTS = tuple(
    _Question(("texts", str(kind)), letter, is_list=True, may_be_empty=True)
    for kind, letter in (
        (
            LetterKind.OPEN,
            N_("Text of an announcement"),
        ),
        (LetterKind.FOLLOW_UP, N_("Text of a follow-up")),
        (LetterKind.THANKS, N_("Text of thanks")),
    )
)
"""In place of the usual texts, which Enter keeps."""


def set_up(context: Context, province: Place) -> None:
    """Ask for every value, show the file, and write it once it is confirmed."""
    if not is_interactive():
        raise UsageRefused(_("--setup asks questions; use it in a terminal"))
    folder = context.own_schedules / province.id
    before = context.calendars.library.letter_file(province)
    known = _known(province, read_yaml(before, f"{before}").data if before else {})
    say(_("Enter keeps what stands in brackets; b goes back to the question before."))
    questions: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
        *(partial(_ask, question, folder) for question in _QUESTIONS),
        _ask_reference,
        *(partial(_ask_text, question, folder) for question in _TEXTS),
    ]
    data = ask_again(lambda: ask_in_turn(known, questions))
    path, text = folder / LETTER_FILE, as_yaml(data)
    show(text)
    if not is_yes(_("Write this to {path}?").format(path=path)):
        say(_("Nothing is written."))
        return
    make_folder(folder)
    write_file(path, text.encode(), force=True)  # confirmed above
    write_text(f"{path}\n", None)


def _known(province: Place, data: Mapping[str, Any]) -> dict[str, Any]:
    """The valid values of a file; for the others, those that are usual in any province."""
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
    valid = {key for key in usual if key in data and not problems_of_letter(data, (key,))}
    return {key: data[key] if key in valid else value for key, value in usual.items()}


def _ask(question: _Question, folder: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """Ask until the answer is valid in the file; return the data with it."""
    known = _value_at(data, question.where)
    shown = f" {_BETWEEN} ".join(known) if isinstance(known, list) else known
    text = f"{_(question.text)}{f' [{shown}]' if shown else ''}: "
    while True:
        typed = _ask_line(text)
        value = _read(question, typed) if typed else known
        answered = _with(data, question.where, value)
        problems = problems_of_letter(answered, question.where)
        if question.where == _GARUDA:
            problems += [why for _where, why in read_picture(value, folder)[1]]
        if not problems:
            return answered
        say(problems[0])


def _ask_text(question: _Question, folder: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the text of a kind of letter; before the first say how it is typed."""
    if question is _TEXTS[0]:
        known = say_list(f"{{{name}}}" for name in PLACEHOLDERS)
        say(
            _(
                "Enter keeps the usual text of a letter. One of your own has paragraphs parted by "
                "|, with {known} filled in; - goes back to the usual one."
            ).format(known=known)
        )
    return _ask(question, folder, data)


def _read(question: _Question, typed: str) -> Any:  # noqa: ANN401
    """The value of an answer: a text, its lines, or nothing."""
    if question.may_be_empty and typed == _NONE:
        return "" if question.where == _NAME else None
    if question.is_list:
        return [line.strip() for line in typed.split(_BETWEEN) if line.strip()]
    return typed


def _ask_reference(data: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the letter that ours refer to; those that are in the file may be kept."""
    known = data["references"]
    shown = f" [{say_list(reference['letter'] for reference in known)}]" if known else ""
    question = _("Number of the letter referred to (- for none)")
    while True:
        typed = _ask_line(f"{question}{shown}: ")
        references = known if not typed else []
        if typed and typed != _NONE:
            day, issuer = _ask_line(_("Its date: ")), _ask_line(_("From whom it is: "))
            references = [{"letter": typed, "date": day, "from": issuer}]
        answered = {**data, "references": references}
        problems = problems_of_letter(answered, ("references",))
        if not problems:
            return answered
        say(problems[0])


def _ask_line(question: str) -> str:
    """Ask for a line of text, without control characters. Raises `Back`."""

    def read(typed: str) -> str:
        if has_controls(typed):
            raise DataRefused(_("a control character stands here; take it out"))
        return typed

    return ask_until_read(question, read, ask_or_back)


def _value_at(data: Mapping[str, Any], where: Where) -> Any:  # noqa: ANN401
    """A value of the file; None where it is not known."""
    *above, key = where
    for name in above:
        data = data[name]
    return data.get(key)


def _with(data: Mapping[str, Any], where: Where, value: object) -> dict[str, Any]:
    """The data with another value at a place; without it if there is none, but for the garuda."""
    key, *below = where
    if below:
        return {**data, key: _with(data[key], tuple(below), value)}
    if value is None and where != _GARUDA:
        return {name: kept for name, kept in data.items() if name != key}
    return {**data, key: value}
