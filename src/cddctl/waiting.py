"""Waiting for locks of other programs: for how long, and how the user is told.

The command line chooses once, as it does the language.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

A_MOMENT = 0.2
"""Seconds that a commit may take: commands that only read wait this long too."""
TOLD_AFTER = 1.0
"""Seconds after which the user is told that the program waits."""


class _Current:
    is_patient: bool = True
    tell: Callable[[], None] = staticmethod(lambda: None)


@contextmanager
def patience(tell: Callable[[], None]) -> Iterator[None]:
    """Wait for locks within, and call `tell` once where that takes long."""
    before = _Current.is_patient, _Current.tell
    _Current.is_patient, _Current.tell = True, staticmethod(tell)
    try:
        yield
    finally:
        _Current.is_patient, _Current.tell = before[0], staticmethod(before[1])


def wait_for_nothing() -> None:
    """From here on wait for no lock, but for the moment of a commit: this run only reads."""
    _Current.is_patient = False


def only_looks() -> bool:
    """Whether this run only reads, and so waits for no lock."""
    return not _Current.is_patient


def at_most(seconds: float) -> float:
    """How long to wait for a lock: so many seconds, or a moment if this run only reads."""
    return seconds if _Current.is_patient else min(seconds, A_MOMENT)


@contextmanager
def told_if_long() -> Iterator[None]:
    """Tell the user if the work within has to wait."""
    from threading import Timer  # noqa: PLC0415 (no command needs it but for the register)

    timer = Timer(TOLD_AFTER, _Current.tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
