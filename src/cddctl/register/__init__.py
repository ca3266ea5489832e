"""The register: the SQLite file that holds the entries, and what was done to the rounds."""

from cddctl.register.store import Record, Register

__all__ = ["Record", "Register"]
