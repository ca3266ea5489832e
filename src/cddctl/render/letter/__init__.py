"""Official letters as Word documents: their words, their layout, and what they enclose."""
