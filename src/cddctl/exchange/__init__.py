"""Words that go out and are known again when they come back: forms, and replies."""
