"""Every write of the project is an action: a verb with fields, done by an actor.

verbs/        the table: one row says all of a verb       verb.py      what a row holds
perform.py    the path of an action to its answer         fields.py    what each field takes
access.py     who may see what                            answers.py   what of an answer its reader may read
refusals.py   why something is not done                   moments.py   when something happened that is told late
timers.py     what the clock does                         held_topics.py  how much one socket may hold
"""
