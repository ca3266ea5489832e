"""Excel workbooks: a zip file checked and unpacked, and its cells read in one bounded pass."""
