"""Workbooks for paper: the form, and the form to fill in."""
