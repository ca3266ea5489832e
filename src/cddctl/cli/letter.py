"""`cddctl letter`: official letters of a round, as Word documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free, make_folder
from cddctl.cli.letters import (
    letter_on_sent_report,
    letter_settings,
    usual_name,
    write_document,
)
from cddctl.cli.lost import say_lost
from cddctl.cli.options import (
    ForceOption,
    NoEnclosuresOption,
    ProvinceOption,
    UsualMonthOption,
    output_option,
)
from cddctl.cli.output import say, write_all
from cddctl.cli.paths import check_ending
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.writing import say_closed
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _, ngettext
from cddctl.places import Place, districts, find_district
from cddctl.report.form import build_report
from cddctl.schedule.due import Period, report_periods
from cddctl.schedule.letter import LetterKind, LetterSettings
from cddctl.status.round import build_status
from cddctl.wording import say_list

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.periods import Month
    from cddctl.render.letter.compose import LetterRound
    from cddctl.report.form import Report

_ALL, _OWING = "all", "owing"
_KINDS = {
    LetterKind.OPEN: N_("the announcement of a round (open)"),
    LetterKind.FOLLOW_UP: N_("a follow-up (follow-up)"),
    LetterKind.THANKS: N_("thanks (thanks)"),
}


@command(example=N_("Example: cddctl letter --month 2018-09 --kind follow-up"))
def letter(
    ctx: typer.Context,
    *,
    month: UsualMonthOption = None,
    province: ProvinceOption = None,
    kind: Annotated[
        LetterKind | None,
        typer.Option(
            "--kind",
            metavar="open|follow-up|thanks",
            help=N_("The kind of letter; by the day and the standing if not said."),
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="all|owing|D",
            help=N_(
                "All districts in one letter, a letter to each that owes something, or to a "
                "district; may be given several times."
            ),
        ),
    ] = None,
    up: Annotated[
        bool,
        typer.Option(
            "--up", help=N_("The letter to the Director-General with the report that was closed.")
        ),
    ] = False,
    no_enclosures: NoEnclosuresOption = False,
    output: Annotated[
        Path | None,
        output_option(
            N_("The document, or - for stdout; of several letters, the folder."), "FILE|DIR"
        ),
    ] = None,
    setup: Annotated[
        bool,
        typer.Option("--setup", help=N_("Ask for what the office's letters need, and keep it.")),
    ] = False,
    force: ForceOption = False,
) -> None:
    """Write an official letter, or one to each of several districts."""
    context = Context.of(ctx)
    place = context.province(province)
    if setup:
        from cddctl.cli.letter_setup import set_up

        set_up(context, place)
    elif up:
        if kind is not None or to:
            raise UsageRefused(_("--up is a letter of its own; leave --kind and --to out"))
        _write_up(context, place, month, output, enclosed=not no_enclosures, force=force)
    else:
        letters = _Letters.of(context, place, month, kind, to or [_ALL], enclosed=not no_enclosures)
        letters.write(output, force=force)


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of a round to districts, all of one kind."""

    round: "LetterRound"
    kind: LetterKind
    settings: LetterSettings
    garuda: bytes | None
    province: Place
    offices: tuple[Place, ...] | None
    """The districts that get a letter each; None for one letter to all."""
    form: "Report | None"
    """The blank form to enclose; None where nothing is enclosed."""

    @classmethod
    def of(
        cls,
        context: Context,
        place: Place,
        typed_month: str | None,
        kind: LetterKind | None,
        to: Sequence[str],
        *,
        enclosed: bool,
    ) -> "_Letters":
        """Read the round, and choose the kind of letter and the offices. Says which were chosen."""
        from cddctl.render.letter.compose import has_enclosures

        wanted = _wanted(to, place)
        settings, garuda = letter_settings(context, place)
        asked = parsed_month(typed_month)
        with context.open_register() as register, register.reading():
            month = asked or context.usual_month(register, [place])
            round_ = _round(context, register, place, month)
            closed = say_closed(register, place.code, month)
        say_schedule(round_.schedule, month.fiscal_year)
        say_month(typed_month, month)
        chosen = kind or (LetterKind.FOLLOW_UP if wanted == () else round_.usual_kind())
        if kind is None:
            say(_("kind not said: this is {kind}").format(kind=_(_KINDS[chosen])))
        offices = _offices(round_, chosen, wanted)
        if chosen is not LetterKind.THANKS and closed is not None:
            say(closed)
        form = None
        if enclosed and has_enclosures(chosen):
            periods = context.calendar(place).of_month(month)[1]
            form = build_report(round_.schedule, place, districts(place), month, periods, [])
        return cls(round_, chosen, settings, garuda, place, offices, form)

    def write(self, output: Path | None, *, force: bool) -> None:
        """Write the letter, or a letter to each office into a folder; print the paths."""
        month = self.round.month
        if self.offices is not None and len(self.offices) != 1:
            folder = output or Path(
                usual(
                    f"letters-{self.province.id}-{month.buddhist}",
                    "หนังสือ",
                    self.province.name_th,
                    month.buddhist,
                )
            )
            self._write_each(self.offices, folder, force=force)
            return
        check_ending(output, ".docx")
        office = self.offices[0] if self.offices else None
        path = output or self._name(office)
        write_document(path, lambda: self._content(office), force=force)

    def _write_each(self, offices: Sequence[Place], folder: Path, *, force: bool) -> None:
        """Write a letter to each office; none if one may not be overwritten."""
        if str(folder) == "-" or folder.suffix.lower() == ".docx":
            raise UsageRefused(
                _("-o names the folder of the letters, not {path}").format(path=folder)
            )
        paths = [folder / self._name(office) for office in offices]
        for path in paths:
            check_free(path, force=force)
        make_folder(folder)
        contents = map(self._content, offices)
        write_all(zip(paths, contents, strict=True), force=force)

    def _name(self, office: Place | None) -> Path:
        return usual_name(f"letter-{self.kind}", self.province, self.round.month, office)

    def _content(self, office: Place | None) -> bytes:
        """The document of the letter to an office, or to all."""
        from cddctl.render.letter.compose import letter_to_all, letter_to_office
        from cddctl.render.letter.document import saved
        from cddctl.render.letter.enclosures import enclose_form, enclose_login, enclose_schedule
        from cddctl.render.letter.pages import letter_pages

        enclosed = self.form is not None
        if office is None:
            letter = letter_to_all(self.round, self.kind, self.settings, is_enclosed=enclosed)
        else:
            letter = letter_to_office(
                self.round, self.kind, self.settings, office, is_enclosed=enclosed
            )
        document = letter_pages(letter, self.garuda)
        if self.form is not None:
            enclose_schedule(document, self.round.schedule)
            enclose_login(document, self.round.schedule, self.settings)
            enclose_form(document, self.form)
        return saved(document, clock.utc_now())


def _wanted(to: Sequence[str], province: Place) -> tuple[Place, ...] | None:
    """The districts that `--to` names; none for those that owe something, None for all in one."""
    words = [word.casefold() for word in to]
    if words == [_ALL]:
        return None
    if words == [_OWING]:
        return ()
    if {_ALL, _OWING} & set(words):
        raise UsageRefused(_("--to all and --to owing stand alone; leave the others out"))
    return tuple(dict.fromkeys(find_district(typed, province) for typed in to))


def _round(
    context: Context, register: "AnyRegister", place: Place, month: "Month"
) -> "LetterRound":
    """The status of the databases of a month that the districts enter and its report shows."""
    from cddctl.render.letter.compose import LetterRound

    schedule, periods = context.calendar(place).of_month(month)
    entries = register.history(place.code, [month])
    acts = register.acts(place.code, [month])
    say_lost(context.schedule_of, place, month, periods, register.current(place.code, month))
    entered = [period for period in periods if period.database.entered_by == "district"]
    if not entered:
        raise DataRefused(_("the districts enter nothing in {month}").format(month=month.say()))
    shown = report_periods(entered)
    _say_left_out(entered, shown)
    status = build_status(place, districts(place), shown, entries, acts)
    return LetterRound(schedule, month, status, context.today)


def _say_left_out(entered: Sequence[Period], shown: Sequence[Period]) -> None:
    if others := [period.database.say() for period in entered if period not in shown]:
        say(
            _("not in the letter, as it is not on the form: {databases}").format(
                databases=say_list(others)
            )
        )


def _offices(
    round_: "LetterRound", kind: LetterKind, wanted: tuple[Place, ...] | None
) -> tuple[Place, ...] | None:
    """The districts to write to, each by itself; None for all in one letter.

    Refuses, with `DataRefused`, a kind of letter that would not be true.
    """
    owing = round_.status.owing(round_.today).offices
    month = round_.month.say()
    if kind is LetterKind.THANKS and not round_.is_over:
        message = ngettext(
            "the round of {month} is not over: {count} office still owes something",
            "the round of {month} is not over: {count} offices still owe something",
            len(owing),
        )
        raise DataRefused(message.format(month=month, count=len(owing)))
    if kind is not LetterKind.FOLLOW_UP:
        if wanted == ():
            raise UsageRefused(_("--to owing belongs to a follow-up; leave --kind out"))
        return wanted
    if not owing:
        message = _("nothing of {month} is outstanding; there is no one to remind")
        raise DataRefused(message.format(month=month))
    if free := [office.name for office in wanted or () if office not in owing]:
        message = _("{offices} has nothing outstanding in {month}; leave it out")
        raise DataRefused(message.format(offices=say_list(free), month=month))
    return owing if wanted == () else wanted


def _write_up(
    context: Context,
    place: Place,
    typed_month: str | None,
    output: Path | None,
    *,
    enclosed: bool,
    force: bool,
) -> None:
    """Write the letter to the Director-General that covers the report as it was sent."""
    from cddctl.render.letter.document import saved
    from cddctl.render.letter.enclosures import enclose_form
    from cddctl.render.letter.pages import letter_pages
    from cddctl.render.letter.report import letter_up

    check_ending(output, ".docx")
    letter, report, garuda = letter_on_sent_report(context, place, typed_month, letter_up)

    def content() -> bytes:
        document = letter_pages(letter, garuda)
        if enclosed:
            enclose_form(document, report)
        return saved(document, clock.utc_now())

    write_document(output or usual_name("letter-up", place, report.month), content, force=force)
