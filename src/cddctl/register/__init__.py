"""The register: the SQLite file that holds the entries, and what was done to the rounds."""
