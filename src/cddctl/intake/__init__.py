"""Files and lines that people send or type, read strictly."""
