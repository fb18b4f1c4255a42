"""The file by which somebody without a terminal gets back in: `운영본부 열기.html`, in the data folder, to be double-clicked.

It holds a word that this server made when it started and that works once; who can read the folder could read the database
as well. The word stands behind a # in the file's link, so that no log, proxy or referrer sees it.
"""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

FILE = "운영본부 열기.html"

_PAGE = """<!doctype html>
<html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<title>운영본부 열기</title>
<style>body{{max-width:34em;margin:12vh auto;padding:0 1.5em;font:20px/1.6 system-ui,sans-serif;color:#1e2124}}
a{{display:inline-block;padding:.7em 1.4em;border-radius:10px;background:#0b7d6d;color:#fff;font-weight:700;text-decoration:none}}
p{{color:#464c53}}</style>
<h1>운영본부 열기</h1>
<p>운영본부의 링크를 잃어버렸을 때, 서버가 켜져 있는 이 노트북에서 눌러 주세요. 한 번 쓰면 이 파일은 새로 만들어져요.</p>
<p><a href="{address}">이 노트북에서 운영본부 열기</a></p>
<p>열리지 않으면 서버가 꺼져 있어요. 서버를 켠 뒤 이 파일을 다시 열어 주세요.</p>
<p lang="en">Lost every organiser's link? Open it anew here, on the laptop that runs the server.</p>
</html>
"""


class LaptopDoor:
    """One server's. `address` is where this laptop's browser finds it: `http://localhost:8000`."""

    def __init__(self, folder: Path, address: str) -> None:
        self._path, self._address, self._word = folder / FILE, address, ""

    def renew(self) -> None:
        """Another word, in the file as well: the one before is void. Without the file (a full disk) nobody gets in."""
        self._word = secrets.token_urlsafe(32)
        beside = self._path.with_name(f".{self._path.name}.new")
        with suppress(OSError):
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(_PAGE.format(address=f"{self._address}/again#{self._word}"))
            beside.replace(self._path)

    def opens(self, word: str) -> bool:
        """Whether this is the file's word."""
        return bool(self._word) and hmac.compare_digest(word.encode(), self._word.encode())

    def close(self) -> None:
        """The server goes: its word is void, and its file would lead nowhere."""
        self._word = ""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
