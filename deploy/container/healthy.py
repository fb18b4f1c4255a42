"""Whether the server or edge in this container answers: exit 0 or 1. The port is 8000 unless KIOSK_PORT says otherwise."""

import os
import sys
import urllib.request

ADDRESS = f"http://127.0.0.1:{os.environ.get('KIOSK_PORT', '8000')}/healthz"

try:
    with urllib.request.urlopen(ADDRESS, timeout=2) as answer:
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"{ADDRESS}: {error}")
