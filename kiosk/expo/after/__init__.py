"""After the expo: what became of what was promised, and what was bought later."""
