"""Who has reported and by which date, in one province or several."""
