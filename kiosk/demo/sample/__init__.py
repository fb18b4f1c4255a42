"""The sample expo: 44 agencies, 3,849 purchases, 260 pre-registered enterprises and 60 who just turn up.

Made by this script from a fixed seed, the same every time; every person, number and enterprise is invented.
Shapes and sizes follow what an organiser of the first expo sent.
"""

from kiosk.demo.sample.files import files, write_sample
from kiosk.demo.sample.make import Sample, make

__all__ = ["Sample", "files", "make", "write_sample"]
