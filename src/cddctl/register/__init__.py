"""The register: the SQLite file that holds the entries."""

from cddctl.register.store import Register

__all__ = ["Register"]
