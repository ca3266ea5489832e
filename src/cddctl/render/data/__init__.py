"""JSON and CSV output, for programs."""
