"""The register: the SQLite file that holds the entries, and what was done to the rounds."""

from cddctl.ledger.history import Record
from cddctl.register.store import Register

__all__ = ["Record", "Register"]
