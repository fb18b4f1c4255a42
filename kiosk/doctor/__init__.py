"""Looks, before nine in the morning, at what goes wrong on squares: the laptop, its network, the tablets, the data, the expo.

A check is a row of `checks.py`: its name, when it applies, and one rule that looks at a `Place` and returns what it `Found`. All
rules are asked at once, each in a thread of its own, and whoever has not answered in time is told to be unseen: a laptop before
opening is not waited for. Nothing is changed by looking.
"""
