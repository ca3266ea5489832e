import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

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
