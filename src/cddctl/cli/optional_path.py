"""Options that may be followed by a value or by nothing: `--xlsx`, `--docx`, `--sent`."""

from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.cli.help import LocalizedCommand
from cddctl.cli.paths import check_ending, file_path
from cddctl.errors import UsageRefused
from cddctl.i18n import _

if TYPE_CHECKING:
    from cddctl.libraries import TyperContext

XLSX, DOCX = "--xlsx", "--docx"

SENT = "--sent"

USUAL_NAME = "*"
"""The value for "no path given": a file of the usual name in the current folder."""

LATEST = "*"
"""The value for "no number given": the report that was sent last."""


_ALONE = {XLSX: USUAL_NAME, DOCX: USUAL_NAME, SENT: LATEST}


class PathCommand(LocalizedCommand):
    """A command whose options `--xlsx`, `--docx` and `--sent` need no value."""

    def parse_args(self, ctx: "TyperContext", args: list[str]) -> list[str]:
        """Give them their value before the options are parsed."""
        words: list[str] = []
        for word in args:
            is_path = word == "-" or not word.startswith("-")
            is_value = is_path if words and words[-1] in {XLSX, DOCX} else word.isdecimal()
            if words and words[-1] in {XLSX, DOCX, SENT} and is_value:
                words[-1] += f"={word}"
            else:
                words.append(word)
        return super().parse_args(
            ctx, [f"{word}={_ALONE[word]}" if word in _ALONE else word for word in words]
        )


def path_to_make(option: str, typed: str | None, output: Path | None) -> str | None:
    """The path of a file from `--xlsx` or `--docx`, or from `-o` with its ending; else None."""
    ending = f".{option.removeprefix('--')}"
    if typed is None:
        if output is None or output.suffix.lower() != ending:
            return None
        typed = USUAL_NAME  # -o with the name of such a file asks for it
    if output is not None:
        if typed != USUAL_NAME:
            message = _("{option} names a file and -o another; leave one out")
            raise UsageRefused(message.format(option=option))
        typed = f"{output}"
    if typed != USUAL_NAME:
        check_ending(typed, ending)
    return typed


def path_for(path: str, usual: str) -> Path:
    """The file of such a path, or of its usual name where none was given."""
    return Path(usual) if path == USUAL_NAME else file_path(path)
