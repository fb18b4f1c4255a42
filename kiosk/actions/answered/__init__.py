"""What was answered stays so: by another laptop, from the records of a link or of the stations themselves.

`record.py` says what is kept of an answered action, `proofs.py` how a station can show that it was, `restoring.py` does it
again as it was answered. Why so: docs/decisions/answered.md.
"""
