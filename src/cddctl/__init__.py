"""What is due, what is recorded, and the report form, for the CDD's eleven databases."""
