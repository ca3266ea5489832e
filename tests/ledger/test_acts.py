from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from cddctl.ledger.acts import Act, Kind, closing, last_closing, reopening
from cddctl.periods import Month

SEPTEMBER = Month(2018, 9)


def act(kind, minute, **values):
    at = datetime(2018, 10, 1, 2, minute, tzinfo=UTC)
    return Act(kind, "52", SEPTEMBER, recorded_at=at, **values)


FIRST = act(Kind.CLOSE, 1, sent="{}")
OPEN = act(Kind.REOPEN, 2, reason="แม่เมาะแก้ไข")
SECOND = act(Kind.CLOSE, 3, sent="[]")
AGAIN = act(Kind.REOPEN, 4, reason="อีกครั้ง")
LATER = act(Kind.EXTEND, 5, office="5202", until=date(2018, 10, 5))


@pytest.mark.parametrize(
    ("acts", "closed", "sent", "reopened"),
    [
        ([], None, None, None),
        ([LATER], None, None, None),
        ([FIRST], FIRST, FIRST, None),
        ([FIRST, LATER], FIRST, FIRST, None),
        ([FIRST, OPEN], None, FIRST, OPEN),
        ([FIRST, OPEN, LATER], None, FIRST, OPEN),
        ([FIRST, OPEN, SECOND], SECOND, SECOND, None),
        ([FIRST, OPEN, SECOND, AGAIN], None, SECOND, AGAIN),
    ],
)
def test_whether_a_round_is_closed(acts, closed, sent, reopened):
    found = closing(iter(acts)), last_closing(iter(acts)), reopening(iter(acts))
    assert found == (closed, sent, reopened)


def test_the_sha256_is_of_what_was_sent():
    thai = act(Kind.CLOSE, 1, sent='{"note":"แม่เมาะ"}')
    assert thai.sha256 == sha256('{"note":"แม่เมาะ"}'.encode()).hexdigest()
    assert (FIRST.sha256 == SECOND.sha256, OPEN.sha256) == (False, None)
