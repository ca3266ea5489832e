"""What the floors but help's share: YAML files read, and a few plain models."""

import os
from pathlib import Path
from typing import Any

import typer
import yaml
from pydantic import BaseModel

FOLDER = Path(os.environ["CDDCTL_FLOOR_SCHEDULES"])
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
OCTOBER = 10
BUDDHIST_ERA = 543


class Text(BaseModel):
    """A text in both languages."""

    th: str
    en: str


class Rule(BaseModel):
    """One period a year."""

    number: int
    month: str
    day: int | None = None
    content: Text | None = None


class EveryMonth(BaseModel):
    """Twelve periods a year."""

    day: int


class Names(BaseModel):
    """What a database is called."""

    short: str
    en: str


class Database(BaseModel):
    """One of the databases."""

    number: int
    name: Names
    periods: list[Rule] = []
    every_month: EveryMonth | None = None
    reporting: list[str]
    account: str
    counts: list[str]
    on_form: bool

    def in_month(self, number: int) -> Rule | None:
        """Its period of a calendar month."""
        if self.every_month:
            at = (number - OCTOBER) % 12 + 1
            return Rule(number=at, month=MONTHS[number - 1], day=self.every_month.day)
        return next((rule for rule in self.periods if rule.month == MONTHS[number - 1]), None)


def month_of(typed: str) -> tuple[int, int]:
    """Year and month of `2018-09`."""
    year, month = typed.split("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):  # noqa: PLR2004
        raise typer.BadParameter(typed)
    return int(year), int(month)


def fiscal_year(year: int, month: int) -> int:
    """The fiscal year of a month."""
    return year + BUDDHIST_ERA + (month >= OCTOBER)


def read(name: str) -> Any:  # noqa: ANN401
    """A YAML file as plain data."""
    return yaml.load((FOLDER / name).read_bytes(), Loader=yaml.CSafeLoader)


def read_schedule(year: int, province: str | None = None) -> dict[str, Any]:
    """The schedule of a fiscal year, a province's own laid over it, as plain data."""
    data: dict[str, Any] = read(f"{year}.yaml")
    if province and (FOLDER / province / f"{year}.yaml").exists():
        _lay(data, read(f"{province}/{year}.yaml"))
    return data


def _lay(under: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict):
            _lay(under[key], value)
        else:
            under[key] = value
