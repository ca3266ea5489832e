"""Output for people and programs: each module turns values into one kind of output."""
