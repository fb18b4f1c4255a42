"""Coming in and what a badge needs: registering, checking in and out, badges, blanks, printing, late reports."""
