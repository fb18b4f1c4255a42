"""How a name stands on public screens: 김○서."""


def mask(name: str) -> str:
    """김민서 is 김○서 on public screens; two letters keep the first, one keeps none."""
    if len(name) < 3:
        return name[: len(name) - 1] + "○"
    return name[0] + "○" * min(len(name) - 2, 3) + name[-1]
