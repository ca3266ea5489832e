"""Draw a page as a picture or a PDF, by typst and the fonts of official paper."""

import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.render.picture.pages import Page

if TYPE_CHECKING:
    from typst import Fonts

What = Literal["status", "league", "trend"]
Format = Literal["png", "pdf"]

_PIXELS_PER_INCH = 144
"""The templates lay out a page 540 points wide: 1080 pixels."""

_SIZES = {"TH SarabunPSK": 1.0, "TH Sarabun New": 1.0, "Sarabun": 0.65}
"""The fonts in order of preference; Sarabun is drawn larger at the same size."""


class PictureFailed(DataRefused):
    """A picture that cannot be drawn on this PC."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _(
                "the picture cannot be drawn here: {why}; install cddctl again, "
                "until then cddctl status shows the same"
            ).format(why=why)
        )


def draw(what: What, page: Page, form: Format, created: datetime) -> bytes:
    """Draw a page; the same page and time give the same bytes. Raises `PictureFailed`."""
    try:
        import typst  # noqa: PLC0415 (only for pictures)

        fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[_own_fonts()])
        family = _family(fonts)
        content: bytes = typst.compile(
            _template("common") + _template(what),
            format=form,
            ppi=_PIXELS_PER_INCH,
            font_paths=fonts,
            sys_inputs={
                "page": json.dumps(page),
                "family": family,
                "scale": str(_SIZES[family]),
            },
            timestamp=int(created.timestamp()),
        )
    except (ImportError, OSError, RuntimeError) as error:  # typst's own errors are RuntimeErrors
        raise PictureFailed(str(error).split("\n", 1)[0]) from None
    return content


def _template(name: str) -> bytes:
    return files(__package__).joinpath(f"{name}.typ").read_bytes()


def _own_fonts() -> Path:
    """The folder of the fonts that come with the program."""
    import fontpkg_sarabun  # noqa: PLC0415 (only for pictures)

    return Path(fontpkg_sarabun.ROOT) / "files"


def _family(fonts: "Fonts") -> str:
    """The first of the fonts that is there."""
    families = set(fonts.families())
    for family in _SIZES:
        if family in families:
            return family
    raise RuntimeError(_("the font {font} is missing").format(font="Sarabun"))
