"""What is found where a register is looked through."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MOST = 200
"""No more findings are kept; they are counted."""


class Touched(NamedTuple):
    """What a finding is about, as far as it can be read: codes, ids and a month, or None."""

    province: str
    month: str
    office: str | None = None
    database: str | None = None


class Finding(NamedTuple):
    """What is wrong, and which counts it touches."""

    what: str
    touched: tuple[Touched, ...] = ()


@dataclass
class Examined:
    """What was found, and how much was looked through."""

    damage: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    batches: int = 0
    entries: int = 0
    acts: int = 0
    more: int = 0
    """Findings of damage beyond those kept."""

    def found(self, what: str, touched: Iterable[Touched] = ()) -> None:
        """Add what is wrong."""
        if len(self.damage) < MOST:
            self.damage.append(Finding(what, tuple(dict.fromkeys(touched))))
        else:
            self.more += 1

    def remark(self, what: str) -> None:
        """Add what is worth a look."""
        if len(self.remarks) < MOST:
            self.remarks.append(what)
