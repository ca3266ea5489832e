"""`cddctl config`: the settings of a register, and that they hold."""

import json

import pytest

from cddctl.settings import Settings


@pytest.fixture
def config(here, register):
    def config(*args, check=0):
        return here("config", *args, "--register", register, check=check)

    return config


@pytest.fixture
def values(config):
    return lambda: {
        key: tuple(value.values())
        for key, value in json.loads(config("--format", "json").out).items()
    }


def test_all_are_shown_with_where_they_come_from(config, values, monkeypatch, work):
    (work / "own").mkdir()
    monkeypatch.setenv("CDDCTL_BY", "Somsri")
    config("by", "Malee")
    config("digits", "thai")
    config("inbox", "own")
    assert values() == {
        "schedules": (None, "default"), "inbox": (str(work / "own"), "setting"),
        "language": ("en", "default"), "digits": ("thai", "setting"),
        "by": ("Somsri", "environment"), "reply_to": (None, "default"),
    }  # fmt: skip
    table = config().out
    assert [line.split()[0] for line in table.splitlines()[2:]] == list(values())
    assert config("digits").out == "thai\n"
    config("digits", "--unset")
    assert values()["digits"] == (None, "default")


def test_the_schedules_in_the_data_folder_are_in_use_by_themselves(values, data, here, register):
    own = data / "cddctl" / "schedules"
    own.mkdir(parents=True)
    assert values()["schedules"] == (str(own), "default")
    info = here("register", "info", "--register", register, "--format", "json").out
    assert json.loads(info)["schedules"] == str(own)


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["colour"], 2, "'colour' is no setting; there are schedules, "),
        (["colour", "red"], 2, "is no setting"),
        (["--unset"], 2, "which setting?"),
        (["language", "fr"], 2, "'fr' is no value of language; it may be th or en"),
        (["digits", "thai", "--unset"], 2, "do not go together"),
        (["inbox", "none"], 3, "there is no folder none"),
        (["schedules", "."], 5, "holds no schedule"),
        (["by", "a\nb"], 3, "is no name"),
        (["reply_to", "password: 1234"], 2, "account"),
        (["backed_up", "2018-09-01"], 2, "is no setting"),
    ],
)
def test_what_cannot_be_kept(config, register, words, code, error):
    assert error in config(*words, check=code).error
    assert not Settings(register).path.exists()


def test_a_dry_run_keeps_nothing(config, register):
    assert config("by", "Malee", "--dry-run").error == "would keep: by = Malee"
    assert not Settings(register).path.exists()


def test_options_still_win(config, here, record, register, monkeypatch):
    config("by", "Malee")
    config("language", "th")
    record("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    record("leaders", "03", "total=1", "persons=1", "--month", "2018-09", "--by", "Somsri")
    said = json.loads(here("history", "--register", register, "--format", "json").out)
    assert [change["recorded_by"] for change in said["history"]] == ["Malee", "Somsri"]
    today = ("today", "--register", register, "--as-of", "2018-10-01")
    assert "เกินกำหนด" in here(*today).out
    assert "Overdue" in here(*today, "--lang", "en").out
    monkeypatch.setenv("CDDCTL_LANG", "en")
    assert "Overdue" in here(*today).out


def test_digits(config, here, register):
    report = ("report", "--register", register, "--month", "2018-09")
    assert "2561" in here(*report).out
    config("digits", "thai")
    assert "๒๕๖๑" in here(*report).out
    assert "2561" in here(*report, "--digits", "arabic").out
    here(*report, "--format", "csv", check=0)  # the setting does not hinder it
