"""Waiting for what another program holds: for how long, and who is told of it.

The command line chooses once, as it does the language.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

A_MOMENT = 0.2
"""Seconds that a commit may take: so long what only looks waits too."""
TOLD_AFTER = 1.0
"""Seconds after which it is told that something is waited for."""


def _nobody() -> None:
    pass


class _Current:
    is_patient: bool = True
    tell: Callable[[], None] = staticmethod(_nobody)


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
    """From here on wait for no lock, but for the moment that a commit takes: this only looks."""
    _Current.is_patient = False


def only_looks() -> bool:
    """Whether no lock is waited for, as nothing is written."""
    return not _Current.is_patient


def at_most(seconds: float) -> float:
    """How long to wait for a lock that may be waited for so long."""
    return seconds if _Current.is_patient else min(seconds, A_MOMENT)


@contextmanager
def told_if_long() -> Iterator[None]:
    """Tell of it where what is done within has to wait."""
    from threading import Timer  # noqa: PLC0415 (no command needs it but for the register)

    timer = Timer(TOLD_AFTER, _Current.tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
