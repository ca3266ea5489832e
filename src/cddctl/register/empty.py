"""A register that is not there yet: nothing is recorded in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cddctl.ledger.acts import Act
    from cddctl.ledger.entries import Entry
    from cddctl.ledger.history import AnyRecord
    from cddctl.periods import Month


class EmptyRegister:
    """Answers as a register does that holds nothing, and belongs to no province."""

    is_there = False
    home: None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        """Where it would be."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nothing can change meanwhile."""
        yield

    def current(self, _province: str, _month: "Month") -> "list[Entry]":
        """No entry."""
        return []

    def history(self, _province: str, _months: "Iterable[Month]") -> "list[Entry]":
        """No entry."""
        return []

    def records(self, _province: str, _months: "Iterable[Month]") -> "list[AnyRecord]":
        """No entry, and no act."""
        return []

    def acts(self, _province: str, _months: "Iterable[Month]") -> "list[Act]":
        """Nothing was done."""
        return []

    def rounds(self) -> "list[tuple[str, Month]]":
        """No province, no month."""
        return []

    def began(self, _province: str) -> None:
        """Its use has not begun."""

    def latest_month(self, _province: str) -> "Month | None":
        """No month."""
        return None

    def taken(self, _sources: "Mapping[str, Collection[tuple[str, Month]]]") -> dict[str, datetime]:
        """No file."""
        return {}
