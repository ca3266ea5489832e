"""The settings of a province's letters: letterhead, signatory, addressee, texts.

Declared in `letter.yaml` in the province's folder. A text that looks like an account or a password
is refused: letters print neither.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from cddctl.errors import ScheduleInvalid
from cddctl.i18n import N_, _
from cddctl.schedule.checking import explained
from cddctl.schedule.model import Day, Declaration, Words
from cddctl.schedule.yamlfile import Document, Where, problems_at
from cddctl.thai import arabic_digits
from cddctl.wording import say_list

PLACEHOLDERS = ("month", "year", "count", "none", "part", "deadline", "reply_to")
"""The placeholders that a paragraph of the office's own may have."""

ACCOUNT_TOLD = N_("looks like an account or a password, which no letter tells; take it out")

_LONGEST_PARAGRAPH = 3000

_KEYWORDS = (
    r"(?:pass ?words?|passwd|\bpwd|pass ?code|user ?names?|user ?id|\blog ?in\b|รหัส ?ผ่าน|พาสเวิร์ด"
    r"|ชื่อ ?ผู้ใช้(?:งาน)?|ยูส(?:เซอร์)?(?:เนม)?|บัญชี ?ผู้ใช้(?:งาน)?)"
)
_TOLD = re.compile(
    _KEYWORDS + r"[\s\"'“]*(?:(?:[:=]|คือ)\s*\S|[A-Za-z0-9@#$%&*!_.\-]{3,})", re.IGNORECASE
)
"""A word for an account or a password, with a value after it."""

_LATIN_WORD = re.compile(r"[!-~]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+", re.ASCII)
_PLAIN_NAME = re.compile(r"[A-Za-z]+-\d{1,4}", re.ASCII)
"""A name such as COVID-19."""
_SHORTEST_ACCOUNT = 6


class LetterKind(StrEnum):
    """The kinds of letter to the districts in a round."""

    OPEN = "open"
    FOLLOW_UP = "follow-up"
    THANKS = "thanks"


def names_an_account(text: str) -> bool:
    """Whether a text looks as if it has an account or a password in it.

    As a word with a value after it, or as Latin letters and digits mixed in one word.
    """
    text = arabic_digits(text)
    return bool(_TOLD.search(text)) or any(
        map(_is_like_an_account, _LATIN_WORD.findall(_ADDRESS.sub(" ", text)))
    )


def _is_like_an_account(word: str) -> bool:
    word = word.strip(".,:;()[]{}\"'")
    has_both = any(c.isalpha() for c in word) and any(c.isdigit() for c in word)
    return has_both and len(word) >= _SHORTEST_ACCOUNT and not _PLAIN_NAME.fullmatch(word)


def _tells_no_account(text: str) -> str:
    if names_an_account(text):
        raise ValueError(_(ACCOUNT_TOLD))
    return text


def _can_be_filled_in(text: str) -> str:
    """A paragraph whose placeholders are known."""
    if len(text) > _LONGEST_PARAGRAPH:
        raise ValueError(_("is longer than {most} characters").format(most=_LONGEST_PARAGRAPH))
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(_("a brace is not closed; a placeholder is like {month}")) from None
    known = say_list(f"{{{name}}}" for name in PLACEHOLDERS)
    for _before, name, form, conversion in fields:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            raise ValueError(
                _("there is no placeholder {name!r}; known are {known}").format(
                    name=f"{{{name}}}", known=known
                )
            )
    return text


OfficeText = Annotated[Words, AfterValidator(_tells_no_account)]
"""A text of the office's own, on one line."""

Lines = Annotated[tuple[OfficeText, ...], Field(min_length=1)]


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError(_("is empty; write a text, or leave the line out"))
    return text


Paragraph = Annotated[
    str,
    AfterValidator(_filled),
    AfterValidator(_tells_no_account),
    AfterValidator(_can_be_filled_in),
]
Paragraphs = Annotated[tuple[Paragraph, ...], Field(min_length=1)]


class Letterhead(Declaration):
    """The number that letters begin with, and the address of the office."""

    number: OfficeText
    """As far as it is known before the registry gives the rest: ลป ๐๐๑๙.๔/ว."""
    office: OfficeText
    address: Lines


class Signatory(Declaration):
    """Who signs: without a name, a dotted line is left for it."""

    name: Annotated[str, AfterValidator(_tells_no_account)] = ""
    position: Lines


class Owner(Declaration):
    """The unit that a letter comes from, printed at its foot."""

    unit: Lines
    phone: OfficeText


class Reference(Declaration):
    """A letter that ours refer to."""

    letter: OfficeText
    date: Day
    issuer: OfficeText = Field(alias="from")


class OwnTexts(Declaration):
    """Paragraphs of the office's own in place of ours, by kind of letter."""

    open: Paragraphs | None = None
    follow_up: Paragraphs | None = Field(default=None, alias="follow-up")
    thanks: Paragraphs | None = None

    def of(self, kind: LetterKind) -> tuple[str, ...] | None:
        """The paragraphs for a kind of letter, if the office has its own."""
        by_kind = {
            LetterKind.OPEN: self.open,
            LetterKind.FOLLOW_UP: self.follow_up,
            LetterKind.THANKS: self.thanks,
        }
        return by_kind[kind]


class LetterSettings(Declaration):
    """All that a province's letters need."""

    letterhead: Letterhead
    garuda: Words | None = None
    """The picture file of the office's own, beside this one; without one the space is left."""
    signatory: Signatory
    owner: Owner
    addressee: OfficeText
    references: tuple[Reference, ...] = ()
    reply_to: OfficeText
    texts: OwnTexts = Field(default_factory=OwnTexts)


def checked_letter(document: Document, wrong: Iterable[tuple[Where, str]] = ()) -> LetterSettings:
    """The settings in a `letter.yaml`. Raises `ScheduleInvalid` with all its problems."""
    problems = list(wrong)
    settings = None
    try:
        settings = LetterSettings.model_validate(document.data)
    except ValidationError as error:
        problems += explained(error)
    if problems or settings is None:
        raise ScheduleInvalid(problems_at(document, problems))
    return settings


def problems_of_letter(data: Mapping[str, Any], where: Where) -> list[str]:
    """The problems with one value of a `letter.yaml`, whatever the others are."""
    try:
        LetterSettings.model_validate(data)
    except ValidationError as error:
        return [why for place, why in explained(error) if place[: len(where)] == where]
    return []
