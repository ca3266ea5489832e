"""A comparison of a round with an earlier one, for the terminal."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import RenderableType

from cddctl.i18n import _
from cddctl.render.tables.layout import broken_name, hanging, plain_table
from cddctl.render.tables.shown import office_label, province_label
from cddctl.schedule.model import Schedule
from cddctl.status.compare import Change, Compared, Comparison, Pair
from cddctl.wording import BUDDHIST_ERA, say_list, say_month_short

_NAME_AT_80 = 26


def comparison_tables(
    comparison: Comparison, rows: Sequence[Compared], schedule: Schedule, width: int | None
) -> list[RenderableType]:
    """The rows with their sum, and the offices and units reported in the earlier round only."""
    table = plain_table()
    of_place = _("Province") if comparison.scope.is_several else _("Office")
    is_mixed = not any(row.period for row in rows)
    table.add_column(of_place if is_mixed else _("Database"), no_wrap=True)
    table.add_column("", no_wrap=True)
    for heading in (_("Now"), _("Then"), _("Difference"), "%"):
        table.add_column(heading, justify="right", no_wrap=True)
    total = comparison.total()
    for row in [*rows, *([total] if len(rows) > 1 else [])]:
        if row.place is not None and row.is_blank:
            continue
        kinds = (
            (_("reports"), row.reports),
            (_("total"), row.total),
            (_("recorded"), row.recorded),
        )
        cells = zip(
            *(_cells(kind, change, has_then=row.has_then) for kind, change in kinds), strict=True
        )
        table.add_row(_label(row, comparison, width), *("\n".join(cell) for cell in cells))
    title = _("{place}: {month} compared").format(
        place=comparison.scope.name, month=comparison.month.say()
    )
    missing = _by_database(comparison.missing(), lambda pair: pair.office.name)
    lost = _by_database(
        comparison.with_lost_units(),
        lambda pair: f"{pair.office.name} ({say_list(schedule.units[u] for u in pair.lost_units)})",
    )
    mixed = [_("Counts of several databases are added up in units.")] if is_mixed else []
    parts: list[RenderableType] = [title, *mixed, "", table]
    for heading, lines in (
        (_("Reported then, and not now:"), missing),
        (_("Units counted then, and not now:"), lost),
    ):
        if lines:
            parts += ["", heading, *(line for text in lines for line in hanging("  ", text, width))]
    return parts


def _cells(kind: str, change: Change, *, has_then: bool) -> tuple[str, str, str, str, str]:
    now = f"{change.now:,}"
    if not has_then:
        return kind, now, "", "", ""
    difference = f"{change.difference:+,}" if change.difference else "0"
    share = "" if change.share is None else f"{float(100 * change.share):+.1f}"
    return kind, now, f"{change.then:,}", difference, share if change.difference else "0"


def _label(row: Compared, comparison: Comparison, width: int | None) -> str:
    if row.period is not None:
        name = broken_name(row.period.database.pieces(), width, _NAME_AT_80)
        return f"{name}\n{_with(row)}"
    if row.place is None:
        return _("Together, in units")
    if comparison.scope.is_several:
        return province_label(row.place, roomy=True)
    return office_label(row.place, roomy=True)


def _with(row: Compared) -> str:
    """With which period it is compared."""
    earlier = row.earlier
    if earlier is None:
        return _("nothing to compare with")
    month = f"{say_month_short(earlier.month.number)} {earlier.month.year + BUDDHIST_ERA}"
    return _("with period {number} ({month})").format(number=earlier.number, month=month)


def _by_database(pairs: Iterable[Pair], say: Callable[[Pair], str]) -> list[str]:
    lists: dict[str, list[str]] = {}
    for pair in pairs:
        lists.setdefault(pair.period.database.say(), []).append(say(pair))
    return [f"{database}: {say_list(texts)}" for database, texts in lists.items()]
