"""How sending a badge can end other than well."""


class Ended(Exception):
    """`problem` is a key of printers.PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class NoBadge(Ended):
    """There is nothing to print for this job, whatever the printer."""


class Trouble(Ended):
    """Nothing has come out, and won't until somebody looks after the printer: the job waits."""


class Unsure(Ended):
    """Something was sent, and nobody can say whether it came out: somebody looks and decides."""
