"""`doctor`: what goes wrong on squares, before the doors open."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.data.checkup import Checkup, State
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.serving.logs import plain
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.cli.work import AddWord

MARKS: dict[State, str] = {"fail": "✗", "warn": "!", "unseen": "?", "ok": "✓"}
MAY_NOT_OPEN = 1
VERDICTS = {
    True: N_("문을 열어도 돼요. 살펴볼 것 %(warn)s가지, 직접 볼 것 %(unseen)s가지 (%(seconds)s초)"),
    False: N_(
        "문을 열기 전에 %(fail)s가지를 고쳐 주세요. 살펴볼 것 %(warn)s가지, 직접 볼 것 %(unseen)s가지 (%(seconds)s초)"
    ),
}


def add_words(word: "AddWord") -> None:
    sub = word(
        "doctor", doctor, "문을 열기 전에 노트북, 네트워크, 단말, 데이터를 살펴봅니다 (열면 안 되면 1로 끝남)"
    )
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--lang", choices=LANGUAGES, default="ko", help="언어 (ko)")
    sub.add_argument("--port", type=int, help="서버를 켤 포트 (켜져 있으면 그 서버의 것)")
    sub.add_argument("--https-port", type=int)
    sub.add_argument("--cert", type=Path)
    sub.add_argument("--key", type=Path)


def doctor(settings: Settings, asked: Namespace) -> None:
    """Say what was found, worst first; exit 1 where the doors should not open."""
    from kiosk.doctor.examine import examine, place_of

    found = examine(
        place_of(
            settings, port=asked.port, https_port=asked.https_port, certificate=asked.cert, key=asked.key
        )
    )
    if asked.json:
        print(json.dumps(found.told(asked.lang), ensure_ascii=False))
    else:
        _print(found, asked.lang)
    sys.stdout.flush()
    raise SystemExit(0 if found.ok else MAY_NOT_OPEN)


def _print(found: Checkup, lang: str) -> None:
    for one in found.checks:
        print(plain(f"{MARKS[one.state]} {one.title[lang]}: {one.says[lang]}"))
    counts = {state: found.count(state) for state in MARKS}
    print(gettext(VERDICTS[found.ok], lang, seconds=f"{found.seconds:.1f}", **counts))
