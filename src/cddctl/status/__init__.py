"""Who has reported what, by which date: of a province, and of several."""
