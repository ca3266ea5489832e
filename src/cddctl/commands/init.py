"""What `cddctl init` does."""

from pathlib import Path

from cddctl.commands.gather import default_register, utc_now
from cddctl.commands.streams import say
from cddctl.errors import ProvinceNeeded
from cddctl.i18n import _
from cddctl.places import find_province
from cddctl.register import Register


def create_register(*, province: str | None, register: Path | None) -> None:
    """Create a register where none is, and say where."""
    if province is None:
        raise ProvinceNeeded
    place = find_province(province)
    path = register or default_register()
    Register.create(path, place.code, utc_now()).close()
    say(_("created the register of {province}: {path}").format(province=place.name, path=path))
