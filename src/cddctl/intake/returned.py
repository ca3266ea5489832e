"""Any file that people send back: a form, a month sheet, a table or a reply."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from cddctl.errors import CddctlError, FileRefused
from cddctl.exchange.forms import Identity, Round, Wanted
from cddctl.exchange.replies import reply_head
from cddctl.i18n import _
from cddctl.intake.chat import is_of_saved_chat
from cddctl.intake.csvfile import garbled
from cddctl.intake.files import read_file
from cddctl.intake.form import identity_in, looks_like_form, read_form
from cddctl.intake.grid import Grid, Workbook
from cddctl.intake.headings import has_headings
from cddctl.intake.month_sheet import read_month_sheet
from cddctl.intake.reply import is_reply, read_reply, text_of
from cddctl.intake.rows import Reading
from cddctl.intake.table import read_table
from cddctl.ledger.sources import Problem, Source
from cddctl.periods import Month
from cddctl.places import Place, districts, find_district, find_province, province_of
from cddctl.thai import folded, is_garbled


def read_returns(
    name: str, sha256: str, content: bytes, wanted: Wanted, *, partial: bool = False
) -> list[Source]:
    """Read a file that was sent, as a source each where it holds several replies."""
    if is_reply(content, wanted.province):
        return read_reply(name, sha256, content, wanted, partial=partial)
    return [read_return(name, sha256, content, wanted)]


def read_return(name: str, sha256: str, content: bytes, wanted: Wanted) -> Source:
    """Read a form or table that was sent: its drafts, or every problem in it."""
    reading = Reading(today=wanted.today)
    try:
        file = read_file(content, name)
        if isinstance(file, Workbook):
            _read_workbook(file, wanted, reading)
        else:
            _read_text(file, name, content, wanted, reading)
    except FileRefused as error:
        reading.problems.append(Problem("", str(error)))
    if reading.problems and not reading.given and _is_form_as_csv(name, content):
        why = _("it is a form that was saved as CSV; send the workbook itself (.xlsx)")
        reading = Reading(problems=[Problem("", why)])
    named = _named_for(name, list(reading.offices.values()))
    if named is not None:
        message = _("the file is named for {named}, and holds the return of {office}; is it right?")
        (office,) = reading.offices.values()
        reading.warnings.append(message.format(named=named.name, office=office.name))
    return Source(
        name,
        sha256,
        reading.given,
        tuple(reading.problems),
        tuple(reading.unread),
        tuple(reading.blank),
        tuple(reading.offices.values()),
        warnings=tuple(reading.warnings),
        named_for=named,
    )


def _named_for(name: str, offices: Sequence[Place]) -> Place | None:
    """The district that a file is named for, where it holds the return of another alone."""
    if len(offices) != 1 or offices[0].is_province or _names(name, offices[0]):
        return None
    of_province = districts(province_of(offices[0].code))
    return next((place for place in of_province if _names(name, place)), None)


def _names(name: str, district: Place) -> bool:
    """Whether a file name has the code of a district, or its name in either language."""
    stem = PurePath(name).stem
    words = re.escape(district.id)
    return (
        re.search(rf"(?<!\d){district.code}(?!\d)", stem) is not None
        or re.search(rf"(?<![a-z]){words}(?![a-z])", stem.casefold()) is not None
        or folded(district.name_th) in folded(stem)
    )


def _read_text(table: Grid, name: str, content: bytes, wanted: Wanted, reading: Reading) -> None:
    """Read a text that is no reply, as a table."""
    if not name.lower().endswith(".csv"):
        _refuse_talk(content, wanted)
    if not read_table(table, wanted, reading):
        raise FileRefused(
            _(
                "no line of it has the headings of a table; it needs district, database and "
                "total, or อำเภอ, ฐานข้อมูล and ทั้งหมด"
            )
        )


def _refuse_talk(content: bytes, wanted: Wanted) -> None:
    """Refuse, with `FileRefused`, a text that is neither a reply nor a table."""
    lines = [line for line in text_of(content).splitlines() if not is_of_saved_chat(line)]
    if any(has_headings(line) or "\t" in line for line in lines):
        return
    office = districts(wanted.province)[0] if wanted.province else None
    raise FileRefused(
        _("it is no reply, which begins with the district and the month, as in {example}").format(
            example=reply_head(office, wanted.month or Month.of(wanted.today))
        )
    )


def _is_form_as_csv(name: str, content: bytes) -> bool:
    try:
        file = read_file(content, name)
        return isinstance(file, Grid) and identity_in(file) is not None
    except FileRefused:
        return False


def _read_workbook(book: Workbook, wanted: Wanted, reading: Reading) -> None:
    """Read the forms and month sheets in a workbook or, where there are none, its tables."""
    known = [(grid, identity) for grid in book.sheets if (identity := identity_in(grid))]
    forms = _forms(book, [pair for pair in known if pair[1].district], reading)
    made = forms or known
    for grid, identity in made:
        _read_made(grid, identity, wanted, reading)
    read = {grid.sheet for grid, _identity in made} or _read_tables(book, wanted, reading)
    unread = [grid.sheet for grid in book.sheets if grid.sheet not in read and any(grid.rows)]
    reading.unread += [grid.refused for grid in book.sheets if grid.refused]
    if book.has_comments:
        reading.unread.append(_("the comments on cells"))
    for grid in book.sheets:
        if grid.has_pictures:
            message = _("sheet {sheet!r}: the pictures, charts or text boxes over its cells")
            reading.unread.append(message.format(sheet=grid.sheet))
    for sheet in (*unread, *book.charts):
        reading.unread.append(_("sheet {sheet!r}").format(sheet=sheet))


def _read_tables(book: Workbook, wanted: Wanted, reading: Reading) -> set[str | None]:
    """Read the tables of a workbook without forms; the sheets that hold them.

    Raises `FileRefused` where there is none.
    """
    read = {grid.sheet for grid in book.sheets if read_table(grid, wanted, reading)}
    if not read and (refused := [grid.refused for grid in book.sheets if grid.refused]):
        raise FileRefused(refused[0])
    if not read and any(is_garbled(text) for grid in book.sheets for text in grid.texts):
        raise FileRefused(garbled())
    if not read:
        raise FileRefused(
            _(
                "no sheet of it is a form of this program, nor has the headings of a table: "
                "district, database and total, or อำเภอ, ฐานข้อมูล and ทั้งหมด"
            )
        )
    return read


def _forms(
    book: Workbook, forms: list[tuple[Grid, Identity]], reading: Reading
) -> list[tuple[Grid, Identity]]:
    """The sheets that are forms, with their identities, which must not contradict each other."""
    of_file = Identity.in_properties(book.properties)
    if not forms and of_file is not None:  # the line with the identity was deleted
        forms = [(grid, of_file) for grid in book.sheets if looks_like_form(grid)]
    if len(forms) == 1 and of_file not in {None, forms[0][1]}:
        message = _("the sheet is another form than the file was made as; make the form anew")
        reading.wrong(forms[0][0].position(1), message)
    seen: dict[Identity, Grid] = {}
    for grid, identity in forms:
        if seen.setdefault(identity, grid) is not grid:
            message = _("this form is in sheet {other!r} too; delete the one that is wrong")
            reading.wrong(grid.position(1), message.format(other=seen[identity].sheet))
    return [(grid, identity) for identity, grid in seen.items()]


def _read_made(grid: Grid, identity: Identity, wanted: Wanted, reading: Reading) -> None:
    """Read a form, or the sheet of a month, if it is of a wanted province and month."""
    try:
        province = find_province(identity.province)
        district = find_district(identity.district, province) if identity.district else None
        if district is not None:
            _check_wanted(province, district, identity.month, wanted)
        else:
            wanted.check_province(province)
            wanted.check_month(identity.month)
        round_ = _round_of(wanted, province, identity.month, identity.schedule)
    except CddctlError as error:
        reading.problems.append(Problem(_("sheet {sheet!r}").format(sheet=grid.sheet), str(error)))
        return
    if district is not None:
        read_form(grid, round_, province, district, reading)
    else:
        read_month_sheet(grid, round_, province, reading)


def _round_of(wanted: Wanted, province: Place, month: Month, made_by: str) -> Round:
    """The round that a form is of. Raises `FileRefused` where its schedule is not in use."""
    round_ = wanted.round_of(province, month)
    if made_by != round_.schedule.name:
        raise FileRefused(
            _(
                "it was made by schedule {made}, and {used} is in use now; "
                "make the form anew, and copy the numbers"
            ).format(made=made_by, used=round_.schedule.name)
        )
    return round_


def _check_wanted(province: Place, district: Place, month: Month, wanted: Wanted) -> None:
    """Refuse, with `FileRefused`, a return of another province or month."""
    if wanted.province not in {None, province}:
        raise FileRefused(
            _("it is the return of {district} in {province}; taken here is {meant} alone").format(
                district=district.name,
                province=province.name,
                meant=wanted.province.name if wanted.province else "",
            )
        )
    if wanted.month not in {None, month}:
        raise FileRefused(
            _("it is the return of {district} for {month}; taken here is {meant} alone").format(
                district=district.name,
                month=month.say(),
                meant=wanted.month.say() if wanted.month else "",
            )
        )
