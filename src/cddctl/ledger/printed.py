"""The values that a row of a form or table was printed with, before anyone filled it in."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from cddctl.ledger.drafts import Draft
    from cddctl.ledger.entries import Entry

TOTAL, NOTE, ANSWER = "total", "note", "answer"
"""The names of a row's values beside its units."""

_DIGEST = 8


class Printed(NamedTuple):
    """The values of a row, of which the note is kept as its digest alone."""

    total: int | None = None
    recorded: Mapping[str, int] = MappingProxyType({})
    """The recorded counts, by unit."""
    not_applicable: bool = False
    note: str = ""
    """The digest of the note; empty where there is none."""

    @classmethod
    def of(cls, source: "Entry | Draft | None") -> Self:
        """The values of an entry or a draft; of no entry, those of a blank row."""
        if source is None:
            return cls()
        counts = dict(source.recorded)
        return cls(source.total, counts, source.not_applicable, digest_of(source.note))

    def value(self, name: str) -> object:
        """The value of a unit, the total, the note or the answer; None where it is blank."""
        values = {TOTAL: self.total, NOTE: self.note or None, ANSWER: self.not_applicable or None}
        return values[name] if name in values else self.recorded.get(name)


def digest_of(note: str | None) -> str:
    """The digest of a note; empty where there is none."""
    text = (note or "").strip()
    return sha256(text.encode()).hexdigest()[:_DIGEST] if text else ""
