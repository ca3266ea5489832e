"""The register: the SQLite file that holds the entries and the acts on rounds."""
