"""Due dates, recorded counts and the report form for the CDD's eleven databases."""
