"""The register: the SQLite file that holds the entries."""

from cddctl.register.store import Register, home_province

__all__ = ["Register", "home_province"]
