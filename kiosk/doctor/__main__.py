"""The process that looks for a server (kiosk/doctor/rounds.py): a line of JSON in, one out, in every language."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk.doctor.examine import examine, place_of
from kiosk.serving.forwarded import networks
from kiosk.settings import Settings

if __name__ == "__main__":
    asked = json.loads(sys.stdin.read())
    settings = Settings(
        Path(asked["data"]),
        asked["origin"],
        asked["phone_origin"],
        asked["clock_shift_s"],
        redis=asked["redis"],
        trusted_proxies=networks(asked["trusted_proxies"]),
    )
    print(json.dumps(asdict(examine(place_of(settings))), ensure_ascii=False))
