"""What people and programs read: each module turns values into one kind of output."""
