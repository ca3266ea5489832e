"""Official letters as Word documents: their words, their layout, and their enclosures."""
