"""`cddctl completion`: the script that lets a shell complete commands, options and names."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.common import COMMON_OPTIONS
from cddctl.cli.context import Context
from cddctl.cli.output import write_text
from cddctl.errors import CddctlError
from cddctl.i18n import N_
from cddctl.periods import Month
from cddctl.places import Place, districts, find_province, provinces
from cddctl.settings import KEYS, NOTED

_SCRIPTS = {
    "bash": """\
# To use it: cddctl completion bash >> ~/.bashrc
_cddctl() {
    local IFS=$'\\n' at=$((COMP_CWORD - 1))
    COMPREPLY=($(cddctl completion words --at $at -- "${COMP_WORDS[@]:1}" 2>/dev/null))
}
complete -o default -F _cddctl cddctl
""",
    "powershell": """\
# To use it: cddctl completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName cddctl -ScriptBlock {
    param($word, $line, $cursor)
    $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    $at = $words.Count
    if ($word) { $at = $at - 1 }
    $before = [Console]::OutputEncoding
    try { [Console]::OutputEncoding = [System.Text.Encoding]::UTF8 } catch { }
    try { $found = @(cddctl completion words --at $at -- @words 2>$null) }
    finally { try { [Console]::OutputEncoding = $before } catch { } }
    $found | ForEach-Object {
        $text = if ($_ -match ' ') { "'$_'" } else { $_ }
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
""",
}


@command(example=N_("Example: cddctl completion powershell >> $PROFILE"))
def completion(
    ctx: typer.Context,
    *,
    shell: Annotated[
        Literal["bash", "powershell", "words"],
        typer.Argument(metavar="bash|powershell", help=N_("The shell to print the script for.")),
    ],
    words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    at: Annotated[int, typer.Option("--at", hidden=True)] = 0,
) -> None:
    """Print the script of a shell; with `words`, the candidates for one of them."""
    if shell != "words":
        write_text(_SCRIPTS[shell])
        return
    before, partial = (words or [])[:at], "".join((words or [])[at : at + 1])
    fitting = dict.fromkeys(
        word
        for word in _candidates(Context.of(ctx), ctx.find_root().command, before, partial)
        if word.startswith(partial)
    )
    write_text("".join(f"{word}\n" for word in fitting))


def _candidates(
    context: Context,
    root: Any,  # noqa: ANN401 (typer's own class of command is private)
    before: Sequence[str],
    partial: str,
) -> Iterable[str]:
    """The words that may follow others on the command line."""
    called = root
    for word in before:
        if (commands := getattr(called, "commands", None)) is not None and word in commands:
            called = commands[word]
    commands = getattr(called, "commands", None)
    options = {name: param for param in called.params for name in param.opts}
    common = [option.name for option in COMMON_OPTIONS]
    last = before[-1] if before else ""
    if last in options and not options[last].is_flag:
        return _values(context, options[last].metavar or "", before, partial)
    if partial.startswith("-"):
        return [*(name for name in options if name.startswith("--")), *common, "--help"]
    if commands is not None:
        return list(commands)
    wanted = [param.metavar or "" for param in called.params if param.param_type_name == "argument"]
    return [value for metavar in wanted for value in _values(context, metavar, before, partial)]


def _values(context: Context, metavar: str, before: Sequence[str], partial: str) -> list[str]:
    """The values that an option or argument takes, by how the help shows it."""
    try:
        if metavar == "P":
            return [spelling for place in provinces() for spelling in (place.id, place.name_th)]
        if metavar == "M":
            this_month = Month.of(context.today)
            return [month.buddhist for month in (this_month, this_month.previous())]
        if metavar == "KEY":
            return [key for key in KEYS if key not in NOTED]
        if metavar == "D" or "DISTRICT" in metavar or "DATABASE" in metavar:
            return _names(context, metavar, _province(context, before), partial)
    except CddctlError:
        return []
    return metavar.split("|") if "|" in metavar and metavar.islower() else []


def _province(context: Context, before: Sequence[str]) -> Place:
    """The province that is typed, else the register's own."""
    typed = dict(pairwise(before)).get("--province")
    return find_province(typed) if typed else context.province(None)


def _names(context: Context, metavar: str, province: Place, partial: str) -> list[str]:
    """The districts of a province, and the databases of its schedule.

    Databases also by their Thai names where the word begins in Thai: as one word of a shell.
    """
    names: list[str] = []
    if metavar == "D" or "DISTRICT" in metavar:
        for district in districts(province, Month.of(context.today)):
            names += [district.id, district.name_th]
    if "DATABASE" in metavar:
        year = Month.of(context.today).fiscal_year
        for database in context.calendar(province).schedule(year).ordered():
            names.append(database.id)
            if partial and not partial.isascii():
                short = database.short_name
                spelt = (short, short.removeprefix("ข้อมูล"), *database.also)
                names += [name.replace(" ", "") for name in spelt if "(" not in name]
    return names
