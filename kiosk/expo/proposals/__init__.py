"""What the timetable proposes to both sides: their answers, changes by hand, and the appointments that come of it."""
