"""The program with a fault in it: killed at one step of what it writes, or refused by the system.

`Faulty` starts this file as a process that loads the program once and forks for each run, so that a
run takes a tenth of a start. A step is a thing done to a file below the folder worked in: SQLite's
own system calls, which its layer for POSIX lets be replaced (sqlite.org/c3ref/vfs.html,
xSetSystemCall), and those of Python, by its audit hooks. A kill at step n is before it is done; at
a write there is one step more, of which the first half is written.

A killed process is no power cut: what it had given to the system is written. Linux only.
"""

import ctypes
import errno
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

WRITES = ("write", "pwrite", "pwrite64")
_NO_LOCKS = {"nolocks": errno.ENOLCK, "unsupported": errno.EOPNOTSUPP}
_REFUSALS = {"full": errno.ENOSPC, "readonly": errno.EROFS, "broken": errno.EIO}
_LOADED = (
    "cddctl.render.tables.imported", "platformdirs.unix", "rich.table", "sqlite_utils",
)  # fmt: skip
_LOCKING = {5, 6, 7}
"""F_GETLK, F_SETLK, F_SETLKW."""


def why_not() -> str | None:
    """Why the program cannot be run so here, if it cannot."""
    if not sys.platform.startswith("linux"):
        return "Linux alone has a fork that is safe, and /proc"
    if sysconfig.get_config_var("Py_GIL_DISABLED") or _sqlite() is None:
        return "this Python has SQLite built in, so its system calls cannot be replaced"
    return None


class Ended(NamedTuple):
    """How a run ended: its exit code, or the signal below 0; what it said; the steps it took."""

    code: int
    out: str
    err: str
    steps: list[str]


class Faulty:
    """Runs the program in a folder. A context manager."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(environment),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.communicate()

    def run(self, *words: object, fault: str | None = None, step: int = 0, **more: object) -> Ended:
        """Run a command. `fault` happens at a step, or from there on.

        `kill`; `full`, `readonly`, `broken`: what the system answers to whatever changes a file;
        `nolocks`, `unsupported`: what it answers to a lock; `vanish`: the file `victim` is deleted.
        `bound` binds even the administrator by permissions; `limit` is the size at which a file
        cannot grow; `busy` how many seconds a lock is waited for; with `later` it is the program of
        a later version (later.py).
        """
        asked = {"words": [str(word) for word in words], "folder": str(self.folder)}
        asked |= {"fault": fault, "step": step, **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


# --- In the process that forks ----------------------------------------------------------------


def _serve() -> None:
    from cddctl.cli import app  # noqa: PLC0415 (here alone)

    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile(buffering=0) as log,
        ):
            child = os.fork()
            if child == 0:
                _be_the_program(app, asked, out.fileno(), err.fileno(), log.fileno())
            _pid, status = os.waitpid(child, 0)
            said = [os.pread(one.fileno(), 10_000_000, 0) for one in (out, err, log)]
        texts = [one.decode("utf-8", "replace") for one in said]
        ended = Ended(os.waitstatus_to_exitcode(status), texts[0], texts[1], texts[2].splitlines())
        print(json.dumps(ended._asdict()), flush=True)


def _load() -> None:
    """Import what commands import when they run, so that no run has to."""
    import cddctl.cli as room  # noqa: PLC0415 (here alone)

    modules = (module.name for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))
    for name in (*modules, *_LOADED):
        importlib.import_module(name)


def _be_the_program(
    app: Callable[[list[str]], None], asked: dict[str, Any], out: int, err: int, log: int
) -> None:
    code: object = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        os.chdir(asked["folder"])
        os.environ.update(asked.get("env") or {})
        if asked.get("bound"):
            _drop_privileges()
        if asked.get("limit") is not None:
            import resource  # noqa: PLC0415 (POSIX only)

            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["limit"], asked["limit"]))
        if asked.get("busy") is not None:
            import cddctl.register.sqlite  # noqa: PLC0415 (here alone)

            cddctl.register.sqlite.BUSY_SECONDS = asked["busy"]
        if asked.get("later"):
            importlib.import_module("later").become_later()
        faults = _Faults(asked, log)
        try:
            app(asked["words"])
        except SystemExit as ended:
            code = ended.code or 0
        if sys.stdout is not None:
            sys.stdout.flush()
        faults.step("end")
    except BaseException:  # noqa: BLE001 (whatever it is, it is told)
        import traceback  # noqa: PLC0415

        os.write(2, traceback.format_exc().encode())
    os._exit(code if isinstance(code, int) else 70)


def _drop_privileges() -> None:
    """Give up what lets the administrator pass over permissions; the owner is bound by them."""
    overriding = (0, 1, 2, 3)  # CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    if libc.capget(header, data) == 0:
        for set_ in range(3):
            data[set_] &= ~sum(1 << one for one in overriding)
        if libc.capset(header, data) != 0:
            raise OSError(ctypes.get_errno(), "capset")


class _Faults:
    """Counts the steps of a process, and does what is asked at one."""

    def __init__(self, asked: dict[str, Any], log: int) -> None:
        self._folder = os.path.realpath(asked["folder"]) + os.sep
        self._fault, self._at = asked["fault"], asked["step"]
        self._victim = asked.get("victim")
        self._log = log
        self._count = 0
        self._within = False
        sys.addaudithook(self._audit)
        self._replace_calls()

    def step(self, name: str) -> int:
        """Count a step; kill where it is the one. The error that is to be returned, or 0."""
        self._count += 1
        os.write(self._log, f"{name}\n".encode())
        if self._fault == "kill" and self._count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fault == "vanish" and self._count == self._at:
            self._within = True
            os.unlink(self._victim)  # noqa: PTH108 (a name as it was given)
            self._within = False
        return _REFUSALS.get(self._fault or "", 0) if self._count >= self._at else 0

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Count what Python does. Whatever is raised here is raised where it is done."""
        if self._within or event not in {
            "open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate"
        }:  # fmt: skip
            return
        if event == "open" and not _for_writing(args[2]):
            return
        path = args[1] if event in {"os.link", "os.rename"} else args[0]
        if not isinstance(path, (str, bytes, os.PathLike)) or not self._is_here(path):
            return
        if (error := self.step(f"{event} {_said(path)}")) and (
            event not in {"os.remove", "os.rename"} or error != errno.ENOSPC
        ):
            raise OSError(error, os.strerror(error))

    def _is_here(self, path: Any) -> bool:  # noqa: ANN401 (whatever Python is given)
        return os.path.abspath(os.fsdecode(path)).startswith(self._folder)  # noqa: PTH100

    def _replace_calls(self) -> None:
        library = _sqlite()
        assert library is not None
        vfs = library.sqlite3_vfs_find(None).contents
        calls = {
            "open": (self._open, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int),
            "ftruncate": (self._ftruncate, ctypes.c_int, ctypes.c_int, ctypes.c_int64),
            "unlink": (self._unlink, ctypes.c_int, ctypes.c_char_p),
        }
        for name in WRITES:
            of = (ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
            calls[name] = (self._write, *of, *(() if name == "write" else (ctypes.c_int64,)))
        if self._fault in _NO_LOCKS:
            of = (ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
            calls["fcntl"] = (self._fcntl, *of)
        self._kept = []
        for name, (function, *types) in calls.items():
            there = vfs.xGetSystemCall(ctypes.byref(vfs), name.encode())
            if there:
                kind = ctypes.CFUNCTYPE(*types, use_errno=True)
                made = kind(function(kind(there)))
                self._kept.append(made)
                pointer = ctypes.cast(made, ctypes.c_void_p)
                vfs.xSetSystemCall(ctypes.byref(vfs), name.encode(), pointer)

    def _open(self, call: Callable[..., int]) -> Callable[..., int]:
        def opened(path: bytes, flags: int, mode: int) -> int:
            if self._is_here(path):
                error = 0
                if flags & os.O_CREAT:
                    error = self.step(f"sqlite open {_said(path)}")
                elif self._fault == "readonly" and _for_writing(flags):
                    error = errno.EROFS
                if error:
                    ctypes.set_errno(error)
                    return -1
            return call(path, flags, mode)

        return opened

    def _write(self, call: Callable[..., int]) -> Callable[..., int]:
        def written(file: int, content: int, size: int, *offset: int) -> int:
            path = _path_of(file)
            if self._is_here(path):
                if error := self.step(f"sqlite write {_said(path)}"):
                    ctypes.set_errno(error)
                    return -1
                if self._fault == "kill" and self._count + 1 == self._at:
                    call(file, content, size // 2, *offset)
                self.step(f"sqlite half-written {_said(path)}")
            return call(file, content, size, *offset)

        return written

    def _ftruncate(self, call: Callable[..., int]) -> Callable[..., int]:
        def truncated(file: int, size: int) -> int:
            path = _path_of(file)
            if self._is_here(path):
                error = self.step(f"sqlite truncate {_said(path)}")
                if error and error != errno.ENOSPC:
                    ctypes.set_errno(error)
                    return -1
            return call(file, size)

        return truncated

    def _unlink(self, call: Callable[..., int]) -> Callable[..., int]:
        def unlinked(path: bytes) -> int:
            if self._is_here(path):
                error = self.step(f"sqlite unlink {_said(path)}")
                if error and error != errno.ENOSPC:
                    ctypes.set_errno(error)
                    return -1
            return call(path)

        return unlinked

    def _fcntl(self, call: Callable[..., int]) -> Callable[..., int]:
        def controlled(file: int, command: int, argument: int) -> int:
            if command in _LOCKING and self._is_here(_path_of(file)):
                ctypes.set_errno(_NO_LOCKS[self._fault])
                return -1
            return call(file, command, argument)

        return controlled


def _path_of(file: int) -> str:
    return os.readlink(f"/proc/self/fd/{file}")  # noqa: PTH115 (no way back into the audit hooks)


def _for_writing(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _said(path: Any) -> str:  # noqa: ANN401 (whatever Python is given)
    return os.path.basename(os.fsdecode(path))  # noqa: PTH119


class _Vfs(ctypes.Structure):
    """The head of sqlite3_vfs, up to what version 3 has."""


_METHODS = (
    "xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose",
    "xRandomness", "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64",
)  # fmt: skip
_Vfs._fields_ = [
    ("iVersion", ctypes.c_int),
    ("szOsFile", ctypes.c_int),
    ("mxPathname", ctypes.c_int),
    ("pNext", ctypes.c_void_p),
    ("zName", ctypes.c_char_p),
    ("pAppData", ctypes.c_void_p),
    *((name, ctypes.c_void_p) for name in _METHODS),
    (
        "xSetSystemCall",
        ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p),
    ),
    (
        "xGetSystemCall",
        ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p),
    ),
]


def _sqlite() -> ctypes.CDLL | None:
    """The library of SQLite that this Python has loaded, where it is one of its own."""
    import sqlite3  # noqa: F401, PLC0415 (loads it)

    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    for name in dict.fromkeys(one for one in mapped if "libsqlite3" in one):
        library = ctypes.CDLL(name)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        vfs = library.sqlite3_vfs_find(None)
        if vfs and vfs.contents.iVersion >= 3 and vfs.contents.xSetSystemCall:  # noqa: PLR2004
            return library
    return None


if __name__ == "__main__":
    _serve()
