"""Options that had another name before: understood for a version, and told by their new one."""

from collections.abc import Mapping, Sequence

from cddctl.cli.output import say
from cddctl.i18n import _

RENAMED: Mapping[str, Mapping[str, str]] = {
    "cddctl status": {"--by": "--rows"},
    "cddctl report": {"--by": "--rows"},
    "cddctl compare": {"--by": "--rows"},
    "cddctl undo": {"--import": "--from"},
}
"""By command: the old name of an option, and the new one."""


def with_new_names(command: str, words: Sequence[str]) -> list[str]:
    """The arguments of a command under the names of today; say which were old."""
    new_names = RENAMED.get(command, {})
    renamed: list[str] = []
    for place, word in enumerate(words):
        if word == "--":
            return [*renamed, *words[place:]]
        old, equals, value = word.partition("=")
        new = new_names.get(old)
        if new is not None:
            say(_("{old} is called {new} now").format(old=old, new=new))
        renamed.append(word if new is None else f"{new}{equals}{value}")
    return renamed
