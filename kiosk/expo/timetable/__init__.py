"""Appointments made from what both sides wish: marks, the timetable in two runs, answers, and what each booth will need."""
