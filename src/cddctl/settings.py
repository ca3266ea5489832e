"""The settings of a register, in a small JSON file beside it; no count depends on reading it.

A file that is absent or cannot be read, and a value that makes no sense, leave the defaults.
Settings that this version does not know are kept when another is written.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from cddctl.errors import OutputRefused, UsageRefused, system_reason
from cddctl.holds import open_file, write_whole
from cddctl.i18n import _
from cddctl.wording import say_any_of, without_controls

Key = Literal["schedules", "inbox", "language", "digits", "by", "reply_to", "backup", "backed_up"]

KEYS: tuple[Key, ...] = get_args(Key)

NOTED: frozenset[Key] = frozenset({"backup", "backed_up"})
"""Noted by the program itself: where the last backup elsewhere is, and its day."""

CHOICES: Mapping[str, tuple[str, ...]] = {"language": ("th", "en"), "digits": ("thai", "arabic")}
"""The values that a setting may have, where not any text will do."""

FOLDERS = frozenset({"schedules", "inbox", "backup"})
"""The settings that name a folder: below the register's own it moves with the register."""

VARIABLES: Mapping[str, str] = {
    "schedules": "CDDCTL_SCHEDULES",
    "language": "CDDCTL_LANG",
    "by": "CDDCTL_BY",
}
"""The environment variables that come before a setting."""

_LARGEST = 1 << 20


class Origin(StrEnum):
    """Where a value comes from; the first that gives one holds."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    SETTING = "setting"
    DEFAULT = "default"


class Value(NamedTuple):
    """The value that holds for a setting, and where it comes from."""

    text: str | None
    origin: Origin


class Settings:
    """The settings of one register."""

    def __init__(self, register: Path) -> None:
        """Read the settings of a register; never fails."""
        self.path = register.with_name(f"{register.name}.settings.json")
        self.values: dict[str, Any] = {}
        """All that the file holds."""
        self.problem: str | None = None
        """Why the file, or one of its values, is not used."""
        self._read()

    def _read(self) -> None:
        try:
            self.values, self.problem = _content_of(self.path), None
        except FileNotFoundError:
            self.values, self.problem = {}, None
        except OSError as error:
            self.values, self.problem = {}, system_reason(error)
        except (ValueError, RecursionError):
            self.values, self.problem = {}, _("it is not a file of settings")
        wrong = [key for key in KEYS if key in self.values and not is_valid(key, self.values[key])]
        if wrong:
            self.problem = _("the value of {key} makes no sense").format(key=wrong[0])

    def get(self, key: Key) -> str | None:
        """The setting, or None where there is none; a folder is absolute."""
        value = self.values.get(key)
        if not isinstance(value, str) or not is_valid(key, value):
            return None
        return str(self.path.parent / value) if key in FOLDERS else value

    def value(self, key: Key, option: str | None = None, default: str | None = None) -> Value:
        """The value that holds, by option, environment, setting and default, and its origin."""
        for text, origin in (
            (option, Origin.OPTION),
            (os.environ.get(VARIABLES.get(key, "")) or None, Origin.ENVIRONMENT),
            (self.get(key), Origin.SETTING),
        ):
            if text is not None:
                return Value(text, origin)
        return Value(default, Origin.DEFAULT)

    def set(self, key: Key, text: str) -> None:
        """Keep a setting. Raises `UsageRefused` for a wrong value, and `OutputRefused`."""
        if key in FOLDERS:
            text = _portable(Path(text), self.path.parent)
        check_value(key, text)
        self._write({key: text})

    def unset(self, key: Key) -> None:
        """Forget a setting. Raises `OutputRefused`."""
        self._write({key: None})

    def _write(self, changes: Mapping[str, str | None]) -> None:
        """Write the file anew; settings of another command or version stay."""
        import json  # noqa: PLC0415 (most commands read no settings)

        self._read()
        values = {**self.values, **changes}
        values = {key: value for key, value in values.items() if value is not None}
        content = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
        try:
            if self.problem is not None and not self.values and self.path.is_file():
                self.path.replace(self.path.with_name(f"{self.path.name}.unread"))
            write_whole(self.path, [content.encode("utf-8", "backslashreplace")])
        except OSError as error:
            raise OutputRefused(self.path, system_reason(error)) from None
        self.values, self.problem = values, None


def _content_of(path: Path) -> dict[str, Any]:
    """The content of the file. Raises `OSError` or `ValueError`."""
    if path.exists() and not path.is_file():
        raise ValueError(path)
    with open_file(path) as file:
        text = file.read(_LARGEST).decode("utf-8-sig")
    import json  # noqa: PLC0415 (as above)

    values = json.loads(text)
    if not isinstance(values, dict):
        raise ValueError(path)  # noqa: TRY004 (it is the file that is wrong)
    return values


def is_valid(key: Key, value: object) -> bool:
    """Whether a value makes sense for a setting."""
    if not isinstance(value, str) or not value.strip() or value != without_controls(value):
        return False
    return value in CHOICES.get(key, (value,))


def check_value(key: Key, text: str) -> None:
    """Refuse, with `UsageRefused`, a value that makes no sense for a setting."""
    if is_valid(key, text):
        return
    message = _("{text!r} is no value of {key}").format(text=text, key=key)
    if key in CHOICES:
        message += _("; it may be {choices}").format(choices=say_any_of(CHOICES[key]))
    raise UsageRefused(message)


def _portable(folder: Path, home: Path) -> str:
    """A folder as it is kept: one below the register's own from there, else absolute."""
    try:
        return folder.relative_to(home).as_posix()
    except ValueError:
        return str(folder)
