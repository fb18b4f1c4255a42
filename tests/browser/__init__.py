"""Stories in a browser: what one screen does, the others show."""
