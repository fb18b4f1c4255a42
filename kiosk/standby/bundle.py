"""The one file that makes another laptop the expo's standby: its keys and certificates, how it is called and looks, and where it is.

All of it is encrypted by the words of passphrase.py: scrypt makes a key of them, AES-256-GCM seals it, so that a file that was
damaged or touched opens with no words. Nothing in the file says how costly opening it may be: version 1 is always the same.
"""

import base64
import binascii
import json
import os
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from badges.files import all_whole, whole
from kiosk import addresses
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.expo.square import days
from kiosk.standby import passphrase
from kiosk.standby.targets import identity

MAGIC, VERSION = b"EXPO-STANDBY", 1
SALT_BYTES, NONCE_BYTES, TAG_BYTES = 16, 12, 16
HEAD_BYTES = len(MAGIC) + 1 + SALT_BYTES + NONCE_BYTES
BYTES_MAX, FILE_BYTES_MAX = 8 * 1024 * 1024, 256 * 1024
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1  # 64 MB, a fifth of a second

KEY, SERVER = "badge.key", "server.json"
CERTIFICATE, CERTIFICATE_KEY = "public.pem", "public.key"
# What of the data folder goes along: keys of badges and pushes, our own authority, a certificate that was brought.
FILES = (
    KEY,
    "badge.keys.past",
    "push-key.pem",
    "authority.pem",
    "server.pem",
    CERTIFICATE,
    CERTIFICATE_KEY,
)


@dataclass(frozen=True)
class Bundle:
    """What one holds. `files`: names of FILES and their bytes. `names`, `port`, `https_port`: where the first laptop was reached;
    `token`: the station in whose name the second one links to it."""

    expo: str
    days: tuple[str, ...]
    origin: str
    phone_origin: str
    names: tuple[str, ...]
    port: int | None
    https_port: int | None
    token: str
    prepared_at: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    face: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Which expo's it is; see targets.py. Raises Unusable."""
        try:
            return identity(bytes.fromhex(self.files[KEY].decode().strip()))
        except (KeyError, ValueError) as error:
            raise Unusable("묶음에 명찰 열쇠가 없습니다. 첫 노트북에서 다시 만들어 주세요.") from error

    def require_fits(self, folder: Path) -> None:
        """Raises Unusable where the folder is another expo's."""
        try:
            own = (folder / KEY).read_bytes().strip()
        except FileNotFoundError:
            own = b""
        if own and own != self.files[KEY].strip():
            raise Unusable(
                f"{folder}: 다른 박람회의 폴더입니다. 이 묶음은 ‘{self.expo}’의 것이니 빈 폴더를 --data로 적어 주세요."
            )
        if not own and (folder / "expo.db").exists():
            raise Unusable(f"{folder}: 이미 다른 데이터가 있습니다. 빈 폴더를 --data로 적어 주세요.")

    def unpack(self, folder: Path) -> None:
        """Lay the keys into the folder: all of them or none. Raises Unusable, OSError."""
        self.require_fits(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        paths = [folder / name for name in self.files]
        with all_whole(paths) as unfinished:
            for one, content in zip(unfinished, self.files.values(), strict=True):
                with os.fdopen(os.open(one, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)


def new_token(store: Store, actor: Actor = SYSTEM) -> str:
    """A station of its own for the second laptop, in the list of stations, to be revoked like any. Raises Unusable."""
    asked = {"action_id": uuid4().hex, "role": "standby", "name": "둘째 노트북"}
    done = perform(store, "station.add", actor, asked)
    if not done.ok:
        raise Unusable(str(done.data["message"]))
    return str(done.data["station"]["token"])


def note_server(
    folder: Path, port: int, https_port: int | None, certificate: Path | None, key: Path | None
) -> None:
    """Where the server of this folder is, and the certificate that it was started with: a bundle takes them along."""
    said = {"port": port, "https_port": https_port, "cert": certificate, "key": key}
    text = json.dumps(said, default=lambda path: str(path.resolve()))
    with suppress(OSError), whole(folder / SERVER) as place:
        place.write_text(text, encoding="utf-8")


def _server(folder: Path) -> dict[str, Any]:
    try:
        with (folder / SERVER).open("rb") as file:
            found = json.loads(file.read(FILE_BYTES_MAX))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def gather(
    db: sqlite3.Connection,
    folder: Path,
    *,
    now: int,
    token: str,
    origin: str = "",
    phone_origin: str = "",
) -> Bundle:
    """The bundle of the expo in this folder, whose server said by `note_server` where it is. Raises Unusable, OSError."""
    server = _server(folder)
    brought = {CERTIFICATE: server.get("cert"), CERTIFICATE_KEY: server.get("key")}
    files = {}
    for name in FILES:
        path = Path(brought.get(name) or folder / name)
        if path.is_file():
            if path.stat().st_size > FILE_BYTES_MAX:
                raise Unusable(f"{path}: 열쇠나 인증서가 아닙니다 (너무 큽니다).")
            files[name] = path.read_bytes()
    expo = db.execute("SELECT name, settings FROM expo").fetchone()
    if expo is None or KEY not in files:
        raise Unusable("박람회가 아직 없습니다. 먼저 박람회를 만들어 주세요.")
    return Bundle(
        expo["name"],
        tuple(day.day for day in days.all_days(db)),
        origin,
        phone_origin,
        (*addresses.host_names(), *addresses.addresses()),
        server.get("port"),
        server.get("https_port"),
        token,
        now,
        json.loads(expo["settings"]),
        _face(db),
        files,
    )


def _face(db: sqlite3.Connection) -> dict[str, Any]:
    row = db.execute("SELECT name_en, short_name, colour, emblem_type, emblem FROM face").fetchone()
    return {
        name: _text(value) if isinstance(value, bytes) else value for name, value in dict(row or {}).items()
    }


def seal(bundle: Bundle, words: str) -> bytes:
    """The file that these words open."""
    files = {name: _text(content) for name, content in bundle.files.items()}
    content = json.dumps({**bundle.__dict__, "files": files}, ensure_ascii=False).encode()
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    head = MAGIC + bytes([VERSION]) + salt + nonce
    return head + AESGCM(_key(words, salt)).encrypt(nonce, content, head)


def open_sealed(content: bytes, words: str) -> Bundle:
    """Raises Unusable: no bundle, of a newer program, damaged, or other words."""
    if not content.startswith(MAGIC) or len(content) < HEAD_BYTES + TAG_BYTES or len(content) > BYTES_MAX:
        raise Unusable("둘째 노트북의 묶음이 아닙니다. 첫 노트북에서 만든 파일을 골라 주세요.")
    if content[len(MAGIC)] != VERSION:
        raise Unusable("더 새로운 프로그램이 만든 묶음입니다. 두 노트북에 같은 프로그램을 설치해 주세요.")
    head, sealed = content[:HEAD_BYTES], content[HEAD_BYTES:]
    salt, nonce = head[len(MAGIC) + 1 :][:SALT_BYTES], head[-NONCE_BYTES:]
    try:
        return _bundle(json.loads(AESGCM(_key(words, salt)).decrypt(nonce, sealed, head)))
    except InvalidTag as error:
        raise Unusable(
            "비밀 문장이 다르거나 파일이 손상됐습니다. 낱말의 순서와 맞춤법을 보고, 그래도 안 되면 첫 노트북에서 다시 만들어 주세요."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable("묶음을 읽을 수 없습니다. 두 노트북에 같은 프로그램을 설치해 주세요.") from error


def require_new(path: Path) -> None:
    """Raises Unusable where no new file can be made."""
    if path.exists():
        raise Unusable(f"{path}: 이미 있는 파일입니다. 다른 이름을 적어 주세요.")
    if not path.parent.is_dir():
        raise Unusable(f"{path.parent}: 없는 폴더입니다. 먼저 만들어 주세요.")


def write(path: Path, content: bytes) -> None:
    """A new file that this user alone may read. Raises Unusable, OSError."""
    require_new(path)
    with whole(path) as place:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def read(path: Path, words: str) -> Bundle:
    """Raises Unusable."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise Unusable(f"{path}: 파일이 아닙니다. 첫 노트북에서 만든 파일을 골라 주세요.")
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise Unusable(f"{path}: 파일을 읽을 수 없습니다 ({error.strerror}).") from error
    return open_sealed(content, words)


def _key(words: str, salt: bytes) -> bytes:
    return Scrypt(salt, 32, SCRYPT_N, SCRYPT_R, SCRYPT_P).derive(passphrase.plain(words).encode())


def _bundle(said: dict[str, Any]) -> Bundle:
    """Raises ValueError, KeyError, TypeError."""
    files = {str(name): _bytes(text) for name, text in said["files"].items()}
    if not files.keys() <= set(FILES):
        raise ValueError("unknown files")
    port, https_port = said["port"], said["https_port"]
    return Bundle(
        str(said["expo"]),
        tuple(str(day) for day in said["days"]),
        str(said["origin"]),
        str(said["phone_origin"]),
        tuple(str(name) for name in said["names"]),
        None if port is None else int(port),
        None if https_port is None else int(https_port),
        str(said["token"]),
        int(said["prepared_at"]),
        dict(said["settings"]),
        dict(said["face"]),
        files,
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
