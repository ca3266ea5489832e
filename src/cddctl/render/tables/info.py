"""The contents of a register, its last backup and its settings, as tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import N_, _, ngettext
from cddctl.places import province_of, provinces
from cddctl.register.summary import Moment, Summary
from cddctl.render.tables.layout import plain_table
from cddctl.render.words import say_moment
from cddctl.settings import Key, Origin, Value
from cddctl.wording import say_date, say_list

_WIDE = 80
_KIB = 1024

_MEANINGS: Mapping[Key, str] = {
    "schedules": N_("your own schedules"),
    "inbox": N_("the folder that files come to"),
    "language": N_("language (th, en)"),
    "digits": N_("digits (thai, arabic)"),
    "by": N_("who keys in"),
    "reply_to": N_("where districts report to"),
}
_ORIGINS = {
    Origin.OPTION: N_("option"),
    Origin.ENVIRONMENT: N_("environment variable"),
    Origin.SETTING: N_("setting"),
    Origin.DEFAULT: N_("default"),
}


def info_table(
    path: Path,
    summary: Summary,
    backup: tuple[Path, date] | None,
    today: date,
    schedules: Path | None,
) -> list[RenderableType]:
    """A table with one line for each fact about the register."""
    rows = [
        (_("Register"), [str(path)]),
        (_("Home province"), [_province(summary.home) if summary.home else _("the nation")]),
        (_("Provinces"), _provinces(summary.provinces)),
        (_("Fiscal years"), [say_list(summary.years) or "-"]),
        (_("Entries"), [_entries(summary)]),
        (_("Other acts"), [f"{summary.acts:,}"]),
        (_("First recorded"), [_moment(summary.first)]),
        (_("Last recorded"), [_moment(summary.last)]),
        (_("Last backup"), _backup(backup, today)),
        (_("Schedules"), [str(schedules) if schedules else _("the shipped ones")]),
        (_("Format"), [f"{summary.version}"]),
        (_("Size"), [_size(summary.size)]),
    ]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    room = _WIDE - 2 - max(cell_len(head) for head, _values in rows)
    for head, values in rows:
        table.add_row(head, "\n".join(_filled(values, room)))
    return [table]


def settings_table(values: Mapping[Key, Value]) -> Table:
    """Each setting with its value, and where that comes from."""
    table = plain_table()
    for heading in (_("Setting"), _("Meaning"), _("From"), _("Value")):
        table.add_column(heading)
    for key, value in values.items():
        table.add_row(key, _(_MEANINGS[key]), _(_ORIGINS[value.origin]), value.text or "-")
    return table


def _province(code: str) -> str:
    return province_of(code).name


def _provinces(codes: Sequence[str]) -> list[str]:
    """The names of the provinces, after their number if there are several."""
    if len(codes) == len(provinces()):
        return [_("all {count}").format(count=len(codes))]
    names = [_province(code) for code in codes]
    if len(names) < 2:  # noqa: PLR2004
        return names or ["-"]
    return [f"{len(names)}:", *[f"{name}," for name in names[:-1]], names[-1]]


def _filled(words: Sequence[str], room: int) -> list[str]:
    """Fill lines with words, as few lines as fit."""
    lines: list[str] = []
    for word in words:
        if lines and cell_len(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _entries(summary: Summary) -> str:
    entries = ngettext("{count} entry", "{count} entries", summary.entries).format(
        count=f"{summary.entries:,}"
    )
    return ngettext(
        "{entries} in {count} batch; {standing} stand now",
        "{entries} in {count} batches; {standing} stand now",
        summary.batches,
    ).format(entries=entries, count=f"{summary.batches:,}", standing=f"{summary.current:,}")


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return _("nothing yet")
    return say_moment(moment.at) + (_(", by {name}").format(name=moment.by) if moment.by else "")


def _backup(backup: tuple[Path, date] | None, today: date) -> list[str]:
    if backup is None:
        return [_("none yet")]
    file, day = backup
    days = (today - day).days
    age = (
        ngettext("{n} day ago", "{n} days ago", days).format(n=f"{days:,}")
        if days > 0
        else _("today")
    )
    return [
        _("{date} ({age}):").format(date=say_date(day), age=age),
        str(Path(file.parent.name) / file.name),
    ]


def _size(size: int) -> str:
    if size < _KIB * _KIB:
        return _("{size} KB").format(size=f"{size / _KIB:,.0f}")
    return _("{size} MB").format(size=f"{size / _KIB / _KIB:,.1f}")
