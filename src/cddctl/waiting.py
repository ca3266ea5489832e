"""Waiting for what another program holds: for how long, and who is told of it.

The command line chooses once, as it does the language.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    """From here on wait for no lock: what only looks refuses at once."""
    _Current.is_patient = False


def at_most(seconds: float) -> float:
    """How long to wait for a lock that may be waited for so long."""
    return seconds if _Current.is_patient else 0.0


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
