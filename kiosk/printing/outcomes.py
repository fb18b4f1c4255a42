"""How sending a badge can end other than well."""


class Ended(Exception):
    """`problem` is a key of printers.PROBLEMS."""

    state = "failed"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Trouble(Ended):
    """Nothing has come out, and won't until somebody looks after the printer."""

    state = "queued"


class Broken(Ended):
    """It broke off on the way: some of it may have come out."""


class Unsure(Ended):
    """All was sent, and nobody can say whether it came out."""

    state = "unknown"
