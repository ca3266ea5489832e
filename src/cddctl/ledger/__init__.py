"""The reported entries, the acts on a round, and how a new entry follows from the one before."""
