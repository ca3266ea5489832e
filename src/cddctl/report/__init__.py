"""The report form of a month, for a district, a province or several, now and as it was sent."""
