"""Where a copy goes: a folder (a USB stick's, too), another laptop over SFTP, storage that speaks S3.

No password or key is ever part of a target's name: names stand in command lines, logs and on pages.
"""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kiosk.actions.refusals import Unusable
from kiosk.data import replicas

MARK = "expo-kiosk-copy.txt"
MARK_TEXT = (
    "박람회 데이터의 복사본입니다. 지우거나 옮기지 마세요. (A live copy of the expo: please leave it here.)"
)
SAME_DISK = "복사할 곳이 이 노트북과 같은 디스크입니다. 노트북이 망가지면 함께 없어지니 USB나 다른 노트북에 복사해 주세요."
S3_OPTIONS = {"endpoint", "region", "force-path-style"}
SSH_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")


@dataclass(frozen=True)
class Target:
    """`shown` is its name for people. `folder`: where it is one of this laptop's, else None; `replica`: Litestream's settings."""

    shown: str
    folder: Path | None
    replica: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """By which its past is known; "" where it is not there. Of a folder it lies within: two sticks may come to the same path,
        and of a stick that was pulled out the path may still exist, on our own disk."""
        if self.folder is None:
            return self.shown
        try:
            with (self.folder / MARK).open(encoding="utf-8", errors="replace") as file:
                return file.read(1024).rpartition(":")[2].strip()
        except OSError:
            return ""

    def begin(self, data: Path) -> None:
        """Mark a folder as this copy's. One that was marked and is not any more, on the disk of the data folder, is where a stick
        was: nothing is begun there. Raises Unusable."""
        if self.folder is None or self.key:
            return
        try:
            if replicas.is_known(data, self.shown) and self.is_on_disk_of(data):
                return
            self.folder.parent.mkdir(mode=0o700, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            (self.folder / MARK).write_text(f"{MARK_TEXT}: {secrets.token_hex(8)}\n", encoding="utf-8")
        except OSError as error:
            raise Unusable(
                f"{self.shown}: 쓸 수 없는 폴더입니다 ({error.strerror}). 꽂혀 있는지, 쓰기 금지가 아닌지 봐 주세요."
            ) from error

    def is_on_disk_of(self, data: Path) -> bool:
        """Whether a folder is on the same disk, and so is lost with it."""
        if self.folder is None:
            return False
        place = next(one for one in (self.folder, *self.folder.parents) if one.exists())
        return place.stat().st_dev == data.stat().st_dev


def identity(badge_key: bytes) -> str:
    """Which expo's copy it is, 8 digits: one target may hold those of several. It tells nothing of the key."""
    return blake2b(b"copy of an expo", key=badge_key, digest_size=4).hexdigest()


def parse(
    text: str,
    expo: str,
    *,
    data: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    option: str = "--to",
) -> Target:
    """The place for the copy of the expo with this `identity`. `data`: the data folder, which can't hold its own copy; `option`: by
    which it was asked for. Raises Unusable, saying what would be right."""
    text = text.strip()
    scheme = text.partition("://")[0] if "://" in text else "file"
    if scheme == "sftp":
        return _sftp(text, expo)
    if scheme == "s3":
        return _s3(text, expo, environ)
    if scheme != "file" or not text or any(ord(letter) < 32 for letter in text):
        raise Unusable(
            f"{text or option}: 알 수 없는 곳입니다. 폴더(/media/usb/expo), sftp://사용자@노트북/폴더, "
            "s3://버킷/폴더?endpoint=https://… 가운데 하나로 적어 주세요."
        )
    return _folder(Path(text.removeprefix("file://")), expo, data)


def _folder(path: Path, expo: str, data: Path | None) -> Target:
    whole = Path(os.path.abspath(path.expanduser()))
    if whole.exists() and not whole.is_dir():
        raise Unusable(f"{path}: 폴더가 아닙니다. 복사본을 둘 폴더를 적어 주세요.")
    if not whole.parent.is_dir():
        raise Unusable(f"{path}: {whole.parent} 폴더가 없습니다. USB가 꽂혀 있는지, 이름이 맞는지 봐 주세요.")
    own = data.resolve() if data else None
    if own and (whole.resolve() == own or own in whole.resolve().parents):
        raise Unusable(
            f"{path}: 데이터 폴더 안에는 복사할 수 없습니다. 다른 디스크나 USB의 폴더를 적어 주세요."
        )
    folder = whole / f"expo-{expo}"
    return Target(str(path), folder, {"type": "file", "path": str(folder)})


def _sftp(text: str, expo: str) -> Target:
    parts = urlsplit(text)
    if parts.password is not None:
        raise Unusable("sftp: 비밀번호는 주소에 적지 마세요. ssh 열쇠로 접속하게 해 주세요 (ssh-copy-id).")
    if not parts.username or not parts.hostname or not _has_port(text) or parts.query or len(parts.path) < 2:
        raise Unusable(f"{text}: sftp://사용자@노트북/폴더 처럼 적어 주세요.")
    host = f"{parts.hostname}:{parts.port or 22}"
    home = Path.home() / ".ssh"
    host_key = _host_key(parts.hostname, parts.port, home / "known_hosts")
    if not host_key:
        raise Unusable(
            f"{text}: 처음 접속하는 노트북입니다. 먼저 `ssh {parts.username}@{parts.hostname}`로 한 번 접속해 지문을 확인해 주세요."
        )
    settings = {
        "type": "sftp",
        "host": host,
        "user": parts.username,
        "path": f"{parts.path.rstrip('/')}/expo-{expo}",
        "host-key": host_key,
    }
    keys = [str(home / name) for name in SSH_KEYS if (home / name).is_file()]
    if not keys:
        raise Unusable(
            f"{text}: ssh 열쇠가 없습니다. ssh-keygen으로 만들고 ssh-copy-id로 그 노트북에 알려 주세요."
        )
    return Target(text, None, settings | {"key-path": keys[0]})


def _host_key(host: str, port: int | None, known: Path) -> str:
    """The key by which ssh knows that laptop, as in known_hosts (whose names may be hashed), "" for none."""
    program = shutil.which("ssh-keygen")
    if not program or not known.is_file():
        return ""
    name = f"[{host}]:{port}" if port and port != 22 else host
    found = subprocess.run(
        [program, "-F", name, "-f", str(known)], capture_output=True, text=True, timeout=10, check=False
    ).stdout
    keys = [line.split()[1:3] for line in found.splitlines() if line and line[0] not in "#@"]
    best = sorted(keys, key=lambda one: one[0] != "ssh-ed25519")
    return " ".join(best[0]) if best else ""


def _s3(text: str, expo: str, environ: Mapping[str, str]) -> Target:
    parts = urlsplit(text)
    options = dict(parse_qsl(parts.query))
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,62}", parts.netloc) or options.keys() - S3_OPTIONS:
        raise Unusable(
            f"s3://{parts.netloc.rpartition('@')[2]}: s3://버킷/폴더?endpoint=https://주소 처럼 적어 주세요. "
            "열쇠는 AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY에 둡니다."
        )
    if endpoint := options.get("endpoint"):
        at = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
        if at.scheme not in ("http", "https") or not at.hostname or at.username:
            raise Unusable(f"endpoint={endpoint}: https://storage.example.kr 처럼 적어 주세요.")
        options["endpoint"] = at.geturl()
    named = {"AWS_ACCESS_KEY_ID", "LITESTREAM_ACCESS_KEY_ID", "AWS_PROFILE"} & environ.keys()
    if not named and not (Path.home() / ".aws" / "credentials").is_file():
        raise Unusable("s3: AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY를 정해 주세요.")
    settings: dict[str, Any] = {
        "type": "s3",
        "bucket": parts.netloc,
        "path": f"{parts.path.strip('/')}/expo-{expo}".lstrip("/"),
    }
    for name in ("endpoint", "region"):
        if name in options:
            settings[name] = options[name]
    if "endpoint" in options:
        settings["force-path-style"] = options.get("force-path-style") != "false"
    return Target(f"s3://{parts.netloc}{parts.path}", None, settings)


def _has_port(text: str) -> bool:
    try:
        return urlsplit(text).port != 0
    except ValueError:
        return False
