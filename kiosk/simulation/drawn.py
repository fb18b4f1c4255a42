"""Expos that are not the sample: other layouts, counters, popularity and lengths, drawn from a seed.

What is found on the sample alone flatters itself; `simulate --drawn` asks again where nothing was tuned.
"""

import random

from kiosk.simulation.scenario import Booth, Expo, Traits

BOOTHS = (24, 60)
ROWS = (2, 6)
STEP_M, ROW_M = (5.0, 10.0), (8.0, 20.0)
COUNTERS = {1: 60, 2: 28, 3: 9, 4: 3}  # so many booths of a hundred have so many tables


def draw(seed: int) -> Expo:
    """The same expo for the same seed. Meetings of 9 to 19 minutes, and crowds that spread evenly or besiege a few."""
    draw = random.Random(f"expo {seed}")
    count, rows = draw.randint(*BOOTHS), draw.randint(*ROWS)
    step_m, row_m = draw.uniform(*STEP_M), draw.uniform(*ROW_M)
    booths = {}
    for place in range(count):
        column, row = divmod(place, rows)
        number = f"{'ABCDEF'[row]}{column + 1:02}"
        counters = draw.choices(list(COUNTERS), list(COUNTERS.values()))[0]
        at = (6 + step_m * column + draw.uniform(-1, 1), 8 + row_m * row + draw.uniform(-1, 1))
        booths[number] = Booth(
            number, f"모의기관{place + 1:02}", counters, (round(at[0], 1), round(at[1], 1))
        )
    return Expo(booths, _traits(draw))


def _traits(draw: random.Random) -> Traits:
    return Traits(
        popularity_sigma=draw.uniform(0.15, 0.7),
        arrival_mean_min=draw.uniform(50, 130),
        arrival_shape=draw.uniform(1.2, 2.5),
        meeting_min=draw.uniform(9, 19),
        meeting_sigma=draw.uniform(0.3, 0.65),
        booth_sigma=draw.uniform(0.1, 0.4),
        no_show_share=draw.uniform(0.01, 0.08),
    )
