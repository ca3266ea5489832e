import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from cddctl.register import schema

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def light_folder():
    """A new folder for each example of a law: in memory where there is any, since laws hold there
    as on a disk, and a hundred examples do not wait for it.
    """

    @contextmanager
    def folder():
        where = MEMORY if MEMORY.is_dir() else None
        with tempfile.TemporaryDirectory(dir=where, prefix="cddctl-") as name:
            yield Path(name)

    return folder


def make_later(db):
    """The step to a version that is still to come."""
    db.table("places").add_column("region", str)
    db.execute("UPDATE places SET region = 'north'")
    db.table("remarks").create({"id": int, "text": str}, pk="id", strict=True)
    db.create_view("regions", "SELECT DISTINCT region FROM places")


@pytest.fixture
def later_version(monkeypatch):
    """Make the program one of that version, from where it is called on."""

    def later_version(step=make_later):
        monkeypatch.setattr(schema, "STEPS", [*schema.STEPS, step])

    return later_version
