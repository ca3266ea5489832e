"""What was reported: entries, what else was done to a round, and how one follows from another."""
