"""A console of Windows that a test holds: it types there, and reads the cells back.

`Console` starts this file in a process with a console of its own and no window. That process runs
the program in the console, as cmd.exe does; it puts keys into the console's input buffer, reads
the cells of its screen, and is told what to do in lines of JSON. `Console` has the names of
pexpect's `spawn`, so that a test is the same on a terminal of POSIX.
"""

import ctypes
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROWS = 2000
"""More than any test writes, so that nothing scrolls away."""

_PATIENCE = 60
_CTRL_C = 0
_ECHOED = 4


class Console:
    """The program in a console of so many columns."""

    def __init__(self, command, *, env, cwd, columns):
        self._host = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="ascii",
            creationflags=subprocess.CREATE_NO_WINDOW,
        )  # fmt: skip
        self._seen = (0, 0)
        self.exitstatus = None
        self.signalstatus = None
        self._ask(do="start", command=command, env=env, cwd=str(cwd), columns=columns)

    def _ask(self, **asked):
        self._host.stdin.write(json.dumps(asked) + "\n")
        self._host.stdin.flush()
        return json.loads(self._host.stdout.readline())

    def rows(self):
        """The rows of the screen as its cells hold them, and how the program has ended, if so."""
        told = self._ask(do="look")
        return told["rows"], told["code"]

    def _screen(self):
        """What stands on the screen up to the cursor, from where in it nothing was seen yet, and
        how the program has ended.
        """
        rows, self.exitstatus = self.rows()
        row, column = self._seen
        # The blanks at the end of a row are known only while the cursor stands behind them.
        start = sum(len(above) + 1 for above in rows[:row]) + min(column, len(rows[row]))
        return "\n".join(rows), start, self.exitstatus

    def _wait(self, find):
        until = time.monotonic() + _PATIENCE
        while True:
            shown, start, code = self._screen()
            if (span := find(shown, start)) is not None:
                seen = shown[: span[1]].split("\n")
                self._seen = (len(seen) - 1, len(seen[-1]))
                return
            if code is not None or time.monotonic() > until:
                raise AssertionError(f"not seen before exit {code}; the screen: {shown}")
            time.sleep(0.05)

    def expect_exact(self, text):
        text = text.replace("\r\n", "\n")

        def find(shown, start):
            at = shown.find(text, start)
            return None if at < 0 else (at, at + len(text))

        self._wait(find)

    def expect(self, pattern):
        def find(shown, start):
            match = re.compile(pattern, re.DOTALL).search(shown, start)
            return match and match.span()

        self._wait(find)

    def sendline(self, text):
        self._ask(do="type", text=f"{text}\r")

    def sendeof(self):
        self._ask(do="type", text="\x1a\r")

    def sendintr(self):
        self._ask(do="interrupt")

    def read(self):
        """All that is yet to be shown, once the program has ended."""
        until = time.monotonic() + _PATIENCE
        while True:
            shown, start, code = self._screen()
            if code is not None:
                return shown[start:]
            if time.monotonic() > until:
                raise AssertionError(f"it goes on; the screen: {shown}")
            time.sleep(0.05)

    def close(self, *, force=False):  # noqa: ARG002 (as pexpect has it)
        if self._host.poll() is None:
            self._ask(do="end")
        self._host.communicate(timeout=_PATIENCE)


# --- In the process that has the console ---------------------------------------------------------


class _Coord(ctypes.Structure):
    _fields_ = (("x", ctypes.c_short), ("y", ctypes.c_short))


class _Rectangle(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_short) for name in ("left", "top", "right", "bottom"))


class _Screen(ctypes.Structure):
    _fields_ = (
        ("size", _Coord), ("cursor", _Coord), ("colours", ctypes.c_ushort), ("window", _Rectangle),
        ("largest", _Coord),
    )  # fmt: skip


class _Key(ctypes.Structure):
    """INPUT_RECORD, of a key."""

    _fields_ = (
        ("kind", ctypes.c_ushort), ("is_down", ctypes.c_int), ("repeated", ctypes.c_ushort),
        ("key", ctypes.c_ushort), ("scan", ctypes.c_ushort), ("letter", ctypes.c_wchar),
        ("held", ctypes.c_uint),
    )  # fmt: skip


class _Host:
    def __init__(self):
        import msvcrt
        import signal

        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the program
        self.kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        self.keyboard = os.open("CONIN$", os.O_RDWR)
        self.screen = os.open("CONOUT$", os.O_RDWR)
        self.input, self.output = (
            ctypes.c_void_p(msvcrt.get_osfhandle(file)) for file in (self.keyboard, self.screen)
        )
        self.program = None

    def call(self, name, *args):
        """A function of the system; where it fails, that is raised."""
        if not getattr(self.kernel, name)(*args):
            raise ctypes.WinError(ctypes.get_last_error())

    def start(self, command, env, cwd, columns):
        smallest = _Rectangle(0, 0, 9, 9)  # a screen is never smaller than its window
        self.call("SetConsoleWindowInfo", self.output, True, ctypes.byref(smallest))
        self.call("SetConsoleScreenBufferSize", self.output, _Coord(columns, ROWS))
        window = _Rectangle(0, 0, columns - 1, 24)
        self.call("SetConsoleWindowInfo", self.output, True, ctypes.byref(window))
        self.program = subprocess.Popen(
            command, env=env, cwd=cwd, stdin=self.keyboard, stdout=self.screen, stderr=self.screen
        )

    def type(self, text):
        for letter in text:
            for is_down in (1, 0):
                key = 13 if letter == "\r" else 0
                record = _Key(1, is_down, 1, key, 28 if key else 0, letter, 0)
                self.call(
                    "WriteConsoleInputW", self.input, ctypes.byref(record), 1,
                    ctypes.byref(ctypes.c_uint()),
                )  # fmt: skip

    def interrupt(self):
        """Press Ctrl-C. By hand that ends the reading of a line too; here Enter does, unseen."""
        self.call("GenerateConsoleCtrlEvent", _CTRL_C, 0)
        time.sleep(0.2)
        mode = ctypes.c_uint()
        self.call("GetConsoleMode", self.input, ctypes.byref(mode))
        self.call("SetConsoleMode", self.input, mode.value & ~_ECHOED)
        self.type("\r")

    def look(self):
        code = self.program.poll()  # first: what it showed before is then on the screen
        screen = _Screen()
        self.call("GetConsoleScreenBufferInfo", self.output, ctypes.byref(screen))
        width, cursor = screen.size.x, screen.cursor
        count = width * (cursor.y + 1)
        cells, read = ctypes.create_unicode_buffer(count + 1), ctypes.c_uint()
        self.call(
            "ReadConsoleOutputCharacterW", self.output, cells, count, _Coord(0, 0),
            ctypes.byref(read),
        )  # fmt: skip
        rows = [cells[at : at + width].rstrip() for at in range(0, count, width)]
        rows[-1] = rows[-1].ljust(cursor.x)
        return {"rows": rows, "code": code}

    def end(self):
        if self.program is not None and self.program.poll() is None:
            self.program.kill()
            self.program.wait()

    def serve(self):
        for line in sys.stdin:
            asked = json.loads(line)
            told = getattr(self, asked.pop("do"))(**asked)
            print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    _Host().serve()
