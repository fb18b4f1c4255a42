"""One meeting at a counter: its start, its log, what was attached, what was taken back."""
