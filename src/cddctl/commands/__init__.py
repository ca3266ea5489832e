"""What each command does: gather, call the core with plain values, write.

`cli` declares what may be typed and imports these modules only when a command runs, so that help
comes at once.
"""
