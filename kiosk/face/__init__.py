"""How the expo looks: a scale of colours, an emblem, a pattern. Values in, text out: no database, no Flask."""
