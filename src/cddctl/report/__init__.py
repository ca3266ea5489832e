"""The form of a month: of a province or district, of several provinces, and as it was sent."""
