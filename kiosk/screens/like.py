"""Words as SQL's LIKE takes them literally, with ! as the escape: `column LIKE ? ESCAPE '!'`."""


def holds(word: str) -> str:
    """The pattern for a text that holds this word, whatever signs stand in it."""
    return f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
