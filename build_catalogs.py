"""Build hook: compiles each message catalog (.po) to the form that gettext reads (.mo)."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogs(root: Path) -> None:
    """Write a .mo beside every .po under `root`."""
    for po in sorted((root / "src/cddctl/locale").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3])
        draft = po.with_suffix(f".{os.getpid()}.mo")
        with draft.open("wb") as target:
            write_mo(target, catalog)
        draft.replace(po.with_suffix(".mo"))  # whole at any moment, for a program that reads it


class CatalogHook(BuildHookInterface[Any]):
    """Runs before the wheel, the sdist and the editable install are made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogs in the tree being built."""
        compile_catalogs(Path(self.root))
