"""Workbooks for paper: the report form, and the form that districts fill in."""
