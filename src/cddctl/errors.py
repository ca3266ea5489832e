"""The exceptions shown to users: each is one line that says where, why, and what to do next.

The exit code is set on each branch of the tree: 2 usage, 3 data refused, 4 register, 5 schedule. A
refusal has a class of its own where it is caught by name, or raised in several modules; every other
message is written where it is raised.
"""

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cddctl.i18n import N_, _
from cddctl.wording import cut, say_any_of, say_date


class CddctlError(Exception):
    """Any refusal that the user can act on: a line, or several."""

    exit_code = 3

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines

    def __str__(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


class UsageRefused(CddctlError):
    """The command line is incomplete or wrong."""

    exit_code = 2


class DataRefused(CddctlError):
    """Data to record or a name to look up is wrong."""

    exit_code = 3


class RegisterRefused(CddctlError):
    """The register cannot be used."""

    exit_code = 4


class ScheduleRefused(CddctlError):
    """The schedules cannot be used."""

    exit_code = 5


def system_reason(error: OSError) -> str:
    """Why the system refused, in plain words for the usual reasons.

    Windows has its own error numbers; Python maps several of them to one `errno`.
    """
    code = getattr(error, "winerror", None)
    if code in _WINDOWS_REASONS:
        return _(_WINDOWS_REASONS[code])
    return _(_SYSTEM_REASONS.get(error.errno or 0, error.strerror or repr(error)))


_SYSTEM_REASONS = {
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EIO: N_("the disk failed"),
}

_NOT_THERE = N_("there is no such file or folder")
_DENIED = N_("no permission")
_READ_ONLY = N_("the disk is read-only")
_FULL = N_("the disk is full")
_FAILED = N_("the disk failed")
_IN_USE = N_("it is in use by another program")
_NO_DRIVE = N_("there is no such drive")
_NO_DISK = N_("there is no disk in the drive, or it is not ready")
_NO_NETWORK = N_("the other computer, its folder or the network cannot be reached")
_TOO_LONG = N_("its name is too long")
_FORBIDDEN = N_('Windows allows no such name: none of < > : " | ? * may stand in it')

_WINDOWS_REASONS = {
    2: _NOT_THERE,  # ERROR_FILE_NOT_FOUND
    3: _NOT_THERE,  # ERROR_PATH_NOT_FOUND
    5: _DENIED,  # ERROR_ACCESS_DENIED
    15: _NO_DRIVE,  # ERROR_INVALID_DRIVE
    19: _READ_ONLY,  # ERROR_WRITE_PROTECT
    20: _NO_DISK,  # ERROR_BAD_UNIT
    21: _NO_DISK,  # ERROR_NOT_READY
    23: _FAILED,  # ERROR_CRC
    29: _FAILED,  # ERROR_WRITE_FAULT
    30: _FAILED,  # ERROR_READ_FAULT
    31: _FAILED,  # ERROR_GEN_FAILURE
    32: _IN_USE,  # ERROR_SHARING_VIOLATION
    33: _IN_USE,  # ERROR_LOCK_VIOLATION
    39: _FULL,  # ERROR_HANDLE_DISK_FULL
    51: _NO_NETWORK,  # ERROR_REM_NOT_LIST
    53: _NO_NETWORK,  # ERROR_BAD_NETPATH
    55: _NO_NETWORK,  # ERROR_DEV_NOT_EXIST
    59: _NO_NETWORK,  # ERROR_UNEXP_NET_ERR
    64: _NO_NETWORK,  # ERROR_NETNAME_DELETED
    65: _DENIED,  # ERROR_NETWORK_ACCESS_DENIED
    67: _NO_NETWORK,  # ERROR_BAD_NET_NAME
    112: _FULL,  # ERROR_DISK_FULL
    121: _NO_NETWORK,  # ERROR_SEM_TIMEOUT
    123: _FORBIDDEN,  # ERROR_INVALID_NAME
    161: _FORBIDDEN,  # ERROR_BAD_PATHNAME
    206: _TOO_LONG,  # ERROR_FILENAME_EXCED_RANGE
    267: N_("it is no folder"),  # ERROR_DIRECTORY
    1224: _IN_USE,  # ERROR_USER_MAPPED_FILE
    1231: _NO_NETWORK,  # ERROR_NETWORK_UNREACHABLE
    1326: _DENIED,  # ERROR_LOGON_FAILURE
}
"""The reasons by the number that Windows gives them (winerror.h)."""


# --- Usage -----------------------------------------------------------------------------------


class NotAMonth(UsageRefused):
    """A text that is not a month."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            _(
                '{typed!r} is not a month; write it like 2018-09, 2561-09, 9/2561 or "ก.ย. 2561"'
            ).format(typed=cut(typed))
        )


class ProvinceNeeded(UsageRefused):
    """No province was given and the register has none."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "which province? add --province, as in --province lampang, "
                "or create its register once: cddctl init --province lampang"
            )
        )


# --- Names -----------------------------------------------------------------------------------


class UnknownName(DataRefused):
    """A name that does not exist; similar names are offered."""

    def __init__(
        self, kind: str, typed: str, near: Sequence[str], hint: str, new: str | None = None
    ) -> None:
        message = _("no {what} is called {typed!r}").format(what=kind, typed=cut(typed))
        if near:
            message += _("; did you mean {near}?").format(near=say_any_of(near))
        else:
            message += _("; {hint}").format(hint=hint)
        if new is not None:
            message += _("; {hint}").format(hint=new)
        super().__init__(message)


def ambiguous(typed: str, named: Iterable[str]) -> DataRefused:
    """The refusal of a name that several places or databases have."""
    return DataRefused(
        _("{typed!r} is the name of several: give the number of one, {places}").format(
            typed=typed, places=say_any_of(named)
        )
    )


# --- Entries ---------------------------------------------------------------------------------


class EntryRefused(DataRefused):
    """An entry that cannot be accepted, and what to do about it.

    A total or recorded counts that are `missing` are named where the message has `{values}`.
    """

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        self._message, self._missing = message, missing
        super().__init__(self.message_in({}))

    def message_in(self, columns: Mapping[str, tuple[int, str]]) -> str:
        """The message for a row of a file; `columns` has the column and heading of each value.

        A heading takes the place of the words of a command, as persons=N.
        """
        if not self._missing:
            return self._message
        headings = {key: " ".join(heading.split()) for key, (_column, heading) in columns.items()}
        names = [headings.get(value) or f"{value}=N" for value in self._missing]
        return self._message.format(values=say_any_of(names))


class RoundClosed(EntryRefused):
    """A change of a round whose report was sent."""


# --- Files that come in ----------------------------------------------------------------------


class FileRefused(DataRefused):
    """A file that cannot be read at all: why, and what to do; the caller prints its name first."""


# --- Register --------------------------------------------------------------------------------


class RegisterMissing(RegisterRefused):
    """The register file does not exist; a backup beside it is suggested."""

    def __init__(self, path: Path, backup: Path | None = None) -> None:
        if backup is not None:
            super().__init__(
                _(
                    "there is no register at {path}, but there are backups of one; "
                    "put the latest back: "
                    'cddctl register restore "{backup}" --register "{path}"; '
                    "to begin anew, move that folder away first"
                ).format(path=path, backup=backup)
            )
            return
        super().__init__(
            _(
                "there is no register at {path}; check the path, or create it: "
                "cddctl init --province NAME --register PATH"
            ).format(path=path)
        )


class _AboutAFile(RegisterRefused):
    """A refusal that names the file of a register, or a copy, and perhaps what is wrong with it."""

    message: str

    def __init__(self, path: Path, problem: str = "") -> None:
        super().__init__(_(self.message).format(path=path, what=problem))


class RegisterExists(_AboutAFile):
    """A file already exists where a register was to be created."""

    message = N_("{path} is there already and stays as it is; choose another --register")


class NotARegister(_AboutAFile):
    """A file that is not a register."""

    message = N_("{path} is not a register of cddctl; nothing was changed, check the path")


class RegisterOutdated(_AboutAFile):
    """A register in a format that is no longer read."""

    message = N_(
        "{path} was written by an earlier cddctl, in a format that is not read any more; "
        "nothing was changed; take its counts over: with that cddctl "
        "cddctl register export -o old.csv, with this one cddctl record --from old.csv"
    )


class RegisterDamaged(_AboutAFile):
    """A register whose content was altered or is corrupt."""

    message = N_(
        "the register {path} is damaged ({what}); keep the file; "
        "cddctl register check says which backup to use"
    )


class RegisterLocked(_AboutAFile):
    """Another process has locked the register for too long."""

    message = N_("the register {path} is in use by another program; close it and try again")


class RegisterUnusable(_AboutAFile):
    """The operating system refuses the register: no permission, no space, or it is a folder."""

    message = N_("the register {path} cannot be used: {what}; nothing was changed")


class CopyRefused(_AboutAFile):
    """A copy of the register that cannot be made."""

    message = N_("the copy {path} could not be made: {what}; the register is unchanged")


# --- Schedules -------------------------------------------------------------------------------


class Problem(NamedTuple):
    """One problem in a schedule file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ScheduleInvalid(ScheduleRefused):
    """A schedule file with problems: all of them, one per line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*map(str, problems))
        self.problems = tuple(problems)


class NoScheduleYet(ScheduleRefused):
    """A date before the first schedule."""

    exit_code = 3

    def __init__(self, asked: int, first: int, start: date) -> None:
        super().__init__(
            _(
                "there is no schedule for fiscal year {asked}; "
                "the first is that of {first}, from {start} on; "
                "to make it: cddctl schedule new --year {asked}"
            ).format(asked=asked, first=first, start=say_date(start))
        )


# --- Files written ---------------------------------------------------------------------------


class OutputRefused(DataRefused):
    """A file that cannot be written; an existing file is left as it was."""

    def __init__(self, path: Path, problem: str) -> None:
        message = _("{path} could not be written: {what}")
        if os.path.isfile(path):  # noqa: PTH113 (of any name, without raising)
            message = _("{path} could not be written: {what}; what stood there is unchanged")
        super().__init__(message.format(path=path, what=problem))


class OutputHeld(OutputRefused):
    """A file that cannot be written now, for example because it is open in Excel."""
