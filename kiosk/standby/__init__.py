"""The second laptop: a copy of the expo that is never more than seconds old, and what it takes to go on with it.

Litestream makes the copy (litestream.py, replication.py), a bundle takes the keys along (bundle.py), and the second laptop
follows (follow.py). docs/standby.md is for whoever sets it up, docs/decisions/replication.md says why it is so.
"""
