"""Options that may be followed by a value or by nothing: `--xlsx`, `--docx`, `--sent`."""

from typing import TYPE_CHECKING

from cddctl.cli.help import LocalizedCommand

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
    """Lets these options stand without a value."""

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
