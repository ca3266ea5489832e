"""What `cddctl init` does."""

from pathlib import Path

from cddctl.commands.gather import default_register, utc_now
from cddctl.commands.streams import say
from cddctl.errors import ProvinceNeeded, UsageRefused
from cddctl.i18n import _
from cddctl.places import find_province
from cddctl.register import Register


def create_register(*, province: str | None, nation: bool, register: Path | None) -> None:
    """Create a register where none is, and say where."""
    path = register or default_register()
    if nation:
        if province is not None:
            raise UsageRefused(_("--nation and --province do not go together; leave one out"))
        Register.create(path, None, utc_now()).close()
        say(_("created the register of the nation: {path}").format(path=path))
        return
    if province is None:
        raise ProvinceNeeded
    place = find_province(province)
    Register.create(path, place.code, utc_now()).close()
    say(_("created the register of {province}: {path}").format(province=place.name, path=path))
