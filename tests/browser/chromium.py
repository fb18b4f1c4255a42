"""The Chromium of the stories: Debian's headless shell, which draws pages and no windows of its own around them.

Where it is not to be had it is a whole Chromium, much slower; a run says which one it has.
"""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), NAMES[0])
