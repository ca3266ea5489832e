"""YAML files read as plain data, with the position of every value and every problem.

Only the YAML that people write by hand is accepted: text, whole numbers, true, false, null, lists
and mappings. Anchors, tags and duplicate keys are refused, and `no`, `12:30` and `010` stay text.
The file is read as a stream of events, so that neither its depth nor its length can do harm.
"""

import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cddctl.errors import Problem, ScheduleInvalid, system_reason
from cddctl.holds import facts_of, open_file
from cddctl.i18n import N_, _
from cddctl.thai import arabic_digits
from cddctl.wording import has_controls

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

Where = tuple[str | int, ...]
"""The keys and list indexes that lead to a value: ("databases", "leaders", "periods", 0)."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"0|-?[1-9]\d{0,8}", re.ASCII)
_BARE = r"[^\W_](?:[^\s:#,{}\[\]\"'\\]| (?=\S))*"
"""Texts that need no quotes anywhere."""
_QUOTES = ("'", '"')
_BLOCKS = ("|", ">")
_OPEN_QUOTE = N_("the quote that opens here is not closed on its line; close it")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class Mark(NamedTuple):
    """A position in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str) -> Problem:
        """A problem at this position."""
        return Problem(self.file, self.line, self.column, message)


class Document(NamedTuple):
    """Plain data, and the position of each part of it."""

    data: dict[str, Any]
    marks: Mapping[Where, Mark]

    def mark(self, where: Where) -> Mark:
        """The position of a value or, if it is missing, of the nearest parent that exists."""
        while where not in self.marks:
            where = where[:-1]
        return self.marks[where]

    def laid_under(self, over: "Document") -> "Document":
        """This document with another laid over it: mappings are merged, all else is replaced."""
        data, marks = dict(self.data), dict(self.marks)
        _lay(data, over.data, (), marks, over.marks)
        return Document(data, marks)


def read_yaml(path: Path, name: str) -> Document:
    """Read a file; problems call it by `name`. Raises `ScheduleInvalid`."""
    return parse_yaml(read_text(path, name), name)


def parse_yaml(text: str, name: str = "") -> Document:
    """Read a text as `read_yaml` reads a file. Raises `ScheduleInvalid`."""
    builder = _Builder(name)
    try:
        builder.take_all(text, _LOADER)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, builder) from None
    except yaml.reader.ReaderError as error:
        place = _place_after(text[: text.index(chr(error.character))])
        raise _refusal(name, _("a control character stands here; take it out"), *place) from None
    if builder.problems:
        raise ScheduleInvalid(builder.problems)
    if not isinstance(builder.root, dict):
        raise _refusal(name, _("expected lines of the form `key: value`"))
    return Document(builder.root, builder.marks)


class _Writer(yaml.SafeDumper):
    """Writes texts so that they are read back as texts."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (none are taken)
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """A text, in quotes where it would be read as a number or a word of YAML."""
        style = None if _plain(text) == text else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)


_Writer.add_representer(str, _Writer.text)


def as_yaml(data: Mapping[str, Any]) -> str:
    """Plain data as the text of a file."""
    text: str = yaml.dump(
        dict(data), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1000
    )
    return text


def scalar(text: str) -> str:
    """A text as a value within a file, in quotes where it would be read as something else."""
    is_plain = re.fullmatch(_BARE, text) is not None and _plain(text) == text
    return text if is_plain else "'" + text.replace("'", "''") + "'"


def read_text(path: Path, name: str) -> str:
    """The text of a file. Raises `ScheduleInvalid`."""
    try:
        # Opening a pipe would wait for a writer, and a device may never end.
        mode = facts_of(path).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise _refusal(name, _("it is a pipe or device; name a file"))
        with open_file(path) as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(
            name, _("the file cannot be read: {why}").format(why=system_reason(error))
        ) from None
    if len(raw) > MAX_BYTES:
        raise _refusal(
            name,
            _("the file is larger than {limit} bytes; is it a schedule?").format(limit=MAX_BYTES),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_after(error.object[: error.start].decode())
        raise _refusal(name, _("the file is not UTF-8; save it as UTF-8"), *place) from None


def _not_yaml(error: yaml.MarkedYAMLError, text: str, builder: "_Builder") -> ScheduleInvalid:
    """The refusal of a text that is not YAML.

    A quote that is left open ends where the next one opens, perhaps a hundred lines below, and only
    there the parser fails: the first quote that runs over a line is what has to be mended.
    """
    if builder.open_quote is not None:
        return ScheduleInvalid([builder.open_quote])
    at, opened = error.problem_mark or error.context_mark, error.context_mark
    if at and opened and opened.line < at.line and text[opened.index] in _QUOTES:
        return _refusal(builder.file, _(_OPEN_QUOTE), opened.line + 1, opened.column + 1)
    if builder.may_be_too_deep(text[: at.index if at else None]):
        try:
            _Builder(builder.file).take_all(text, yaml.SafeLoader)
        except ScheduleInvalid as refusal:
            return refusal
        except yaml.YAMLError:
            pass
    place = (at.line + 1, at.column + 1) if at else (1, 1)
    why = _("this is not YAML; check indentation, colons and quotes here")
    return _refusal(builder.file, why, *place)


def _refusal(name: str, message: str, line: int = 1, column: int = 1) -> ScheduleInvalid:
    return ScheduleInvalid([Problem(name, line, column, message)])


def _place_after(before: str) -> tuple[int, int]:
    """Line and column of the text that follows."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _lay(
    under: dict[str, Any],
    over: Mapping[str, Any],
    where: Where,
    marks: dict[Where, Mark],
    over_marks: Mapping[Where, Mark],
) -> None:
    for key, value in over.items():
        here = (*where, key)
        below = under.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            under[key] = joined = dict(below)
            _lay(joined, value, here, marks, over_marks)
        else:
            under[key] = value
            marks.update(
                (place, mark) for place, mark in over_marks.items() if place[: len(here)] == here
            )


class _Open:
    """A list or mapping that is not closed yet, and the key of it that waits for its value."""

    def __init__(self, value: dict[str, Any] | list[Any], where: Where) -> None:
        self.value = value
        self.where = where
        self.key: str | None = None
        self.key_mark: Mark | None = None


class _Builder:
    """Builds plain data from YAML events, and collects problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.marks: dict[Where, Mark] = {(): Mark(file, 1, 1)}
        self.problems: list[Problem] = []
        self.taken_to = 0
        self.open_quote: Problem | None = None
        """The first quoted text that runs over a line: its quote was left open."""
        self._open: list[_Open] = []
        self._documents = 0

    def take_all(self, text: str, loader: Any) -> None:  # noqa: ANN401 (either parser)
        for event in yaml.parse(text, Loader=loader):
            self.take(event)

    def may_be_too_deep(self, text: str) -> bool:
        """Whether a text that a parser failed on may be nested more deeply than allowed.

        The fast parser reads ahead of the events that it reports, and some versions of PyYAML limit
        its depth. The parser in Python has no limit, and so reports what is refused here.
        """
        ahead = text[self.taken_to :]
        return ahead.count("[") + ahead.count("{") > MAX_DEPTH

    def take(self, event: yaml.Event) -> None:
        start: Any = event.start_mark
        self.taken_to = start.index
        mark = Mark(self.file, start.line + 1, start.column + 1)
        match event:
            case yaml.ScalarEvent():
                self._refuse_extras(event, mark)
                self._scalar(event, mark)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_extras(event, mark)
                self._start({} if isinstance(event, yaml.MappingStartEvent) else [], mark)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                self._refuse(mark, _("aliases (*name) are not taken; write the value out"))
                self._put(None, mark)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise ScheduleInvalid(
                        [
                            *self.problems,
                            mark.problem(_("a file holds one schedule; `---` starts another")),
                        ]
                    )

    def _refuse(self, mark: Mark, message: str) -> None:
        self.problems.append(mark.problem(message))

    def _refuse_extras(self, event: Any, mark: Mark) -> None:  # noqa: ANN401
        if event.anchor is not None:
            self._refuse(
                mark, _("anchors (&name) are not taken; write the value out where it is used")
            )
        if event.tag is not None:
            self._refuse(
                mark, _("tags (!name) are not taken; leave {tag} out").format(tag=event.tag)
            )

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        top = self._open[-1] if self._open else None
        text = event.value.removesuffix("\n") if event.style in _BLOCKS else event.value
        self._check_text(text, event, mark)
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if event.value in top.value:
                first = self.marks[(*top.where, event.value)]
                self._refuse(
                    mark,
                    _("{key} stands here a second time; the first is on line {line}").format(
                        key=event.value, line=first.line
                    ),
                )
            top.key, top.key_mark = event.value, mark
            return
        self._put(text if event.style in (*_QUOTES, *_BLOCKS) else _plain(text), mark)

    def _check_text(self, text: str, event: Any, mark: Mark) -> None:  # noqa: ANN401
        if event.style in _QUOTES and event.end_mark.line != event.start_mark.line:
            problem = mark.problem(_(_OPEN_QUOTE))
            self.open_quote = self.open_quote or problem
            self.problems.append(problem)
        elif "\n" in text:
            self._refuse(mark, _("the text has several lines; write it on one"))
        elif has_controls(text):
            self._refuse(mark, _("a control character stands here; take it out"))

    def _start(self, value: dict[str, Any] | list[Any], mark: Mark) -> None:
        top = self._open[-1] if self._open else None
        if len(self._open) >= MAX_DEPTH:
            raise ScheduleInvalid(
                [
                    *self.problems,
                    mark.problem(_("lists within lists too deep; is this a schedule?")),
                ]
            )
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise ScheduleInvalid(
                [*self.problems, mark.problem(_("a key is text, not a list or mapping"))]
            )
        place = top.key_mark if top is not None and top.key_mark is not None else mark
        where = self._put(value, place)
        self._open.append(_Open(value, where))

    def _put(self, value: Any, mark: Mark) -> Where:  # noqa: ANN401
        if not self._open:
            self.root = value
            return ()
        top = self._open[-1]
        if isinstance(top.value, list):
            where: Where = (*top.where, len(top.value))
            top.value.append(value)
        elif top.key is None:  # an alias in place of a key
            return top.where
        else:
            where = (*top.where, top.key)
            top.value[top.key] = value
            top.key = top.key_mark = None
        self.marks[where] = mark
        return where


def _plain(text: str) -> Any:  # noqa: ANN401
    """The value of an unquoted text; a number may have Thai digits."""
    if text in _WORDS:
        return _WORDS[text]
    return int(number) if _NUMBER.fullmatch(number := arabic_digits(text)) else text


def problems_at(document: Document, messages: Iterable[tuple[Where, str]]) -> list[Problem]:
    """Problems in the data, each with its position, in the order of the file."""
    problems = []
    for where, message in messages:
        name = ".".join(str(key) for key in where)
        problems.append(document.mark(where).problem(f"{name}: {message}" if name else message))
    return sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message))
