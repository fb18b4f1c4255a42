"""Boards, plan and programme for a hundred thousand phones: the primary gives each public message once to Redis, and edges on other
machines hand it on (docs/decisions/edges.md says why so). Nothing else of the expo ever enters Redis.
"""
