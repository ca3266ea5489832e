"""The note of a row of the form: n of N, incomplete and not-yet offices, and the offices' notes.

It is worded in the language in use on the terminal, and in Thai on paper and in JSON and CSV.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from cddctl.i18n import _, in_language, ngettext
from cddctl.places import Place, province_of
from cddctl.render.labels import Digits, digits_of
from cddctl.report.rows import BY_PROVINCE, Remark, Row
from cddctl.wording import cut, say_list

Notes = Literal["all", "short", "none"]
"""How much of what offices wrote stands on paper: all, the first of it with the rest on a sheet of
its own, or none. What makes a sum partial, and why nothing is reported yet, always stands there."""

_FEW = 3
"""At most so many offices are named; more are counted."""

_REASONS, _REASON = 3, 40
"""How many reasons a sum over provinces shows, and how much of each."""


def paper_note(row: Row, *, digits: Digits) -> str:
    """The note in one line, in Thai, like official documents."""
    return "; ".join(paper_notes(row, digits=digits))


def paper_notes(row: Row, *, digits: Digits, with_remarks: bool = True) -> list[str]:
    """The parts of the note in Thai, like official documents."""
    if row.scope.district is not None and not row.answers:
        return [BY_PROVINCE]
    with in_language("th"):
        return note_lines(row, digits=digits, with_remarks=with_remarks)


def note_lines(row: Row, *, digits: Digits, with_remarks: bool = True) -> list[str]:
    """The parts of the note. Text that officers typed is left as it is, with its digits.

    Over several provinces it has only the reasons; other notes are on the provinces' own forms, and
    without `with_remarks` no note beside counts is included.
    """
    if row.scope.district is not None and not row.answers:
        return [_("the provincial office enters this one")]
    remarks = row.remarks if with_remarks else ()
    if len(row.answers) == 1:
        return [remark.text for remark in (*row.reasons, *remarks)]
    shown = [] if row.scope.is_several else [_remark(remark, row, digits) for remark in remarks]
    return [*_shares(row, digits), *_incomplete(row, digits), *_not_yet(row, digits), *shown]


def counted_offices(offices: Sequence[Place], *, digits: Digits, are_named: bool = True) -> str:
    """The number of offices, by their kind, with their names where they are few."""
    count = digits_of(_count_of(offices), digits)
    return f"{count} ({_names(offices)})" if are_named and len(offices) <= _FEW else count


def _shares(row: Row, digits: Digits) -> list[str]:
    """How many offices the sum covers, unless it covers all, and who is missing, if few."""
    if not row.is_partial:
        return []
    lines = [digits_of(_share(row), digits)]
    if row.scope.is_several and 0 < len(row.silent_provinces) <= _FEW:
        names = say_list(province.name for province in row.silent_provinces)
        lines.append(_("nothing yet from: {provinces}").format(provinces=names))
    elif 0 < len(row.missing) <= _FEW:
        lines.append(_("not yet: {offices}").format(offices=_names(row.missing)))
    return lines


def _share(row: Row) -> str:
    if row.scope.is_several and row.districts == row.share.expected:
        share = _("recorded by {reported}/{offices} districts of {some}/{all} provinces")
    elif row.scope.is_several and row.districts:
        share = _("recorded by {reported}/{offices} offices of {some}/{all} provinces")
    elif row.scope.is_several:
        share = _("recorded by {some}/{all} provinces")
    else:
        share = _("recorded by {reported}/{offices} districts")
    share = share.format(
        reported=f"{row.share.reported:,}",
        offices=f"{row.share.expected:,}",
        some=row.provinces_reported,
        all=row.provinces_expected,
    )
    units = say_list(f"{unit} {count:,}/{row.share.expected:,}" for unit, count in row.fewer)
    return f"{share} ({units})" if units else share


def _incomplete(row: Row, digits: Digits) -> list[str]:
    """The offices whose entry is incomplete, also where another's surplus makes the sums equal."""
    offices = row.incomplete
    if not offices:
        return []
    counted = counted_offices(offices, digits=digits, are_named=not row.scope.is_several)
    return [_("incomplete: {offices}").format(offices=counted)]


def _not_yet(row: Row, digits: Digits) -> list[str]:
    """The offices for which it is not applicable yet, with their reasons."""
    reasons = row.reasons
    if not reasons:
        return []
    if len(reasons) == 1 and len(reasons[0].offices) == row.share.offices:
        return [reasons[0].text]
    return [
        _("not applicable yet at {offices}: {reasons}").format(
            offices=digits_of(_count_of(row.not_applicable), digits),
            reasons=say_list(_reasons(reasons, row, digits)),
        )
    ]


def _reasons(reasons: Sequence[Remark], row: Row, digits: Digits) -> Iterable[str]:
    """Each reason with who gave it; over several provinces the most frequent, shortened."""
    for reason in reasons[: _REASONS if row.scope.is_several else None]:
        text = cut(reason.text, _REASON) if row.scope.is_several else reason.text
        if _are_named(reason.offices, row):
            yield f"{text} ({_names(reason.offices)})"
        elif len(reasons) > 1:
            yield f"{text} {digits_of(f'{len(reason.offices):,}', digits)}"
        else:
            yield text
    others = sum(len(reason.offices) for reason in reasons[_REASONS:])
    if row.scope.is_several and others:
        yield _("other reasons {count}").format(count=digits_of(f"{others:,}", digits))


def _remark(remark: Remark, row: Row, digits: Digits) -> str:
    """A note beside counts, with who gave it unless all did."""
    if len(remark.offices) == row.share.offices:
        return remark.text
    if _are_named(remark.offices, row):
        return f"{remark.text} ({_names(remark.offices)})"
    return f"{remark.text} ({digits_of(_count_of(remark.offices), digits)})"


def _are_named(offices: Sequence[Place], row: Row) -> bool:
    return len(offices) <= _FEW and not row.scope.is_several


def _names(offices: Iterable[Place]) -> str:
    return say_list(office.name for office in offices)


def _count_of(offices: Sequence[Place]) -> str:
    """The number of offices, by their kind: 4 districts."""
    provincial = sum(office == province_of(office.code) for office in offices)
    count = len(offices)
    if not provincial:
        text = ngettext("{count} district", "{count} districts", count)
    elif provincial == count:
        text = ngettext("{count} province", "{count} provinces", count)
    else:
        text = ngettext("{count} office", "{count} offices", count)
    return text.format(count=f"{count:,}")
