"""Options that may be followed by a path, by - for stdout, or by nothing: `--xlsx`, `--docx`."""

from typing import TYPE_CHECKING

from cddctl.cli.help import LocalizedCommand

if TYPE_CHECKING:
    from cddctl.libraries import TyperContext

XLSX, DOCX = "--xlsx", "--docx"

USUAL_NAME = "*"
"""The value for "no path given": a file of the usual name in the current folder."""


class PathCommand(LocalizedCommand):
    """Lets these options stand without a value."""

    def parse_args(self, ctx: "TyperContext", args: list[str]) -> list[str]:
        """Give them their value before the options are parsed."""
        words: list[str] = []
        for word in args:
            if words and words[-1] in {XLSX, DOCX} and (word == "-" or not word.startswith("-")):
                words[-1] += f"={word}"
            else:
                words.append(word)
        return super().parse_args(
            ctx, [f"{word}={USUAL_NAME}" if word in {XLSX, DOCX} else word for word in words]
        )
