"""The program as one whose registers have a version more than they have, to see one upgraded.

`python benchmarks/later.py COMMAND…` is `cddctl COMMAND…` of that program.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def make_later(db: "Database") -> None:
    """The step to that version."""
    db.table("places").add_column("region", str)
    db.execute("UPDATE places SET region = 'north'")
    db.table("remarks").create({"id": int, "text": str}, pk="id", strict=True)
    db.create_view("regions", "SELECT DISTINCT region FROM places")


def become_later() -> None:
    """Make the program in this process one of that version."""
    from cddctl.register import schema  # noqa: PLC0415 (what measures does not load the program)

    schema.STEPS.append(make_later)


if __name__ == "__main__":
    from cddctl.__main__ import main

    become_later()
    sys.exit(main())
