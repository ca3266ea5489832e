"""`cddctl config`: the settings of a register, shown with where each comes from, and changed."""

import os
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, has_schedules
from cddctl.cli.language import usual_language
from cddctl.cli.options import DryRunOption, TableOrJsonOption
from cddctl.cli.output import say, show, write_data, write_text
from cddctl.cli.paths import any_path
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.notes import check_name
from cddctl.settings import FOLDERS, KEYS, NOTED, Key, Value, check_value
from cddctl.wording import say_any_of

_KEYS = tuple(key for key in KEYS if key not in NOTED)


@command(example=N_('Example: cddctl config by "Somsri"'))
def config(
    ctx: typer.Context,
    *,
    key: Annotated[
        str | None,
        typer.Argument(
            metavar="KEY", help=N_("language, digits, by, schedules, inbox or reply_to.")
        ),
    ] = None,
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help=N_("What it is from now on."))
    ] = None,
    unset: Annotated[bool, typer.Option("--unset", help=N_("Forget the setting."))] = False,
    dry_run: DryRunOption = False,
    format: TableOrJsonOption = "table",  # noqa: A002 (the option's name)
) -> None:
    """Show all settings or one, keep one, or forget it."""
    context = Context.of(ctx)
    settings = context.settings
    if key is None:
        if unset:
            raise UsageRefused(_("which setting? {keys}").format(keys=say_any_of(_KEYS)))
        _show(context, format)
        return
    chosen = _key(key)
    if value is not None and unset:
        raise UsageRefused(_("a value and --unset do not go together; leave one out"))
    if value is None and not unset:
        write_text(f"{_values(context)[chosen].text or ''}\n")
        return
    text = None if value is None else _checked(chosen, value)
    if text is not None:
        check_value(chosen, text)
    if not dry_run:
        if text is None:
            settings.unset(chosen)
        else:
            settings.set(chosen, text)
    lead = _("would keep") if dry_run else _("kept")
    if text is None:
        lead = _("would forget") if dry_run else _("forgotten")
    say(f"{lead}: {chosen}" + (f" = {text}" if text is not None else ""))


def _key(typed: str) -> Key:
    key = typed.strip().lower().replace("-", "_")
    if key not in _KEYS:
        raise UsageRefused(
            _("{typed!r} is no setting; there are {keys}").format(
                typed=typed, keys=say_any_of(_KEYS)
            )
        )
    return key


def _checked(key: Key, typed: str) -> str:
    """The value to keep. Raises `CddctlError` where it cannot be used."""
    if key == "by":
        return check_name(typed)
    if key == "reply_to":
        return _office_text(typed)
    if key not in FOLDERS:
        return typed
    folder = any_path(typed)
    if not folder.is_dir():
        raise DataRefused(_("there is no folder {path}").format(path=folder))
    if key == "schedules" and not has_schedules(folder):
        from cddctl.schedule.library import no_schedule

        raise no_schedule(folder)
    return str(folder)


def _office_text(typed: str) -> str:
    """A text that letters may bear: it tells no account. Raises `UsageRefused`."""
    from pydantic import TypeAdapter, ValidationError

    from cddctl.schedule.checking import explained
    from cddctl.schedule.letter import OfficeText

    try:
        return TypeAdapter(OfficeText).validate_python(typed)
    except ValidationError as error:
        [*_others, (_where, why)] = explained(error)
        raise UsageRefused(why) from None


def _values(context: Context) -> dict[Key, Value]:
    """Every setting with the value in effect, and where it comes from."""
    typed = None if os.environ.get("CDDCTL_SCHEDULES") else context.typed_schedules
    options: dict[Key, str | None] = {"schedules": None if typed is None else str(typed)}
    defaults: dict[Key, str] = {"language": usual_language()}
    if context.own_schedules.is_dir():
        defaults["schedules"] = str(context.own_schedules)
    return {key: context.settings.value(key, options.get(key), defaults.get(key)) for key in _KEYS}


def _show(context: Context, written: str) -> None:
    values, path = _values(context), context.settings.path
    if written == "json":
        from cddctl.render.data.register import settings_json

        write_data(settings_json(values), None)
    else:
        from cddctl.render.tables.info import settings_table

        show(settings_table(values))
        say(_("kept in {path}").format(path=path))
