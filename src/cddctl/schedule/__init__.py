"""Schedules as declared, the periods that follow from them, and working days."""
