"""A register that is not there yet."""

import pytest

from cddctl.periods import Month
from cddctl.register.empty import EmptyRegister

SEPTEMBER = Month(2018, 9)


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("current", ("52", SEPTEMBER), []),
        ("history", ("52", [SEPTEMBER]), []),
        ("records", ("52", [SEPTEMBER]), []),
        ("acts", ("52", [SEPTEMBER]), []),
        ("rounds", (), []),
        ("latest_month", ("52",), None),
        ("began", ("52",), None),
        ("taken", ({"ab": [("52", SEPTEMBER)]},), {}),
    ],
)
def test_it_holds_nothing(tmp_path, name, arguments, answer):
    path = tmp_path / "register.sqlite3"
    with EmptyRegister(path) as register, register.reading():
        assert getattr(register, name)(*arguments) == answer
        assert (register.path, register.home, register.is_there) == (path, None, False)
    assert not path.exists()
