"""The expo under faults: `./run.sh chaos` (docs/reliability.md).

A real server over the sample expo, stations and screens at its network, faults drawn from a seed, and after each what must
hold. `run.py` joins the parts: what is broken (`faults.py`, by `machine.py`, `laptop.py` and `network.py`), who is there
(`stations.py`, `screens.py`, over `wire.py`), what must hold (`invariants.py`) and what is said in the end (`report.py`).
"""
