"""What is to be reported: schedules as declared, the periods they hold, and working days."""
