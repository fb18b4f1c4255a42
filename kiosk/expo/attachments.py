"""Photos and files beside a meeting's log. The bytes lie in the data folder under their hash; the table knows them."""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from kiosk.expo import consultations
from kiosk.refusals import BadFields, NotFound, Refused, TooLarge
from kiosk.store import Change
from kiosk.words import gettext

BYTES_MAX = 8 * 1024 * 1024
A_MEETING = 10

# What the first bytes must say; the name's ending alone proves nothing.
_KINDS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
}

Row = dict[str, Any]


def keep(folder: Path, data: bytes, lang: str = "ko") -> tuple[str, str]:
    """Write the bytes under their hash; returns hash and media type. Outside any transaction; writing twice is once.

    Raises TooLarge, BadFields (not a photo or PDF).
    """
    if len(data) > BYTES_MAX:
        raise TooLarge(gettext("파일이 너무 커요. 8MB보다 작은 사진이나 PDF를 골라 주세요.", lang))
    media_type = _media_type(data)
    if media_type is None:
        raise BadFields({"file": gettext("사진(JPEG, PNG, WebP)이나 PDF만 붙일 수 있어요.", lang)})
    name = hashlib.sha256(data).hexdigest()
    target = path(folder, name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".new")
        beside.write_bytes(data)
        beside.replace(target)
    return name, media_type


def path(folder: Path, sha256: str) -> Path:
    return folder / "attachments" / sha256[:2] / sha256


def attach(
    change: Change, *, consultation: int, sha256: str, media_type: str, name: str, size: int
) -> dict[str, Any]:
    """Put a kept file to a meeting's log, ten at most. Raises NotFound, NotAllowed, Refused wrong_state, BadFields."""
    row = consultations.require(change, consultation)
    if len(sha256) != 64 or media_type not in _KINDS:
        raise BadFields({"sha256": gettext("먼저 파일을 올려 주세요.", change.lang)})
    if len(of_consultation(change.db, row["id"])) >= A_MEETING:
        raise Refused("wrong_state", gettext("한 상담에는 파일을 열 개까지 붙일 수 있어요.", change.lang))
    attachment_id = change.insert(
        "attachments",
        consultation_id=row["id"],
        name=name,
        media_type=media_type,
        bytes=size,
        sha256=sha256,
        added_at=change.happened_at,
    )
    _record(change, "consultation.attach", row, attachment_id)
    return {
        "attachments": of_consultation(change.db, row["id"]),
        "message": gettext("파일을 붙였어요.", change.lang),
    }


def detach(change: Change, *, attachment: int) -> dict[str, Any]:
    """Take a file off the log; its entry stays in the journal. Raises NotFound, NotAllowed."""
    found = change.one("SELECT * FROM attachments WHERE id = ? AND removed_at IS NULL", attachment)
    if found is None:
        raise NotFound(gettext("그런 파일이 없어요. 화면을 새로 열어 주세요.", change.lang))
    row = consultations.require(change, found["consultation_id"])
    change.update("UPDATE attachments SET removed_at = ? WHERE id = ?", change.now, attachment)
    _record(change, "consultation.detach", row, attachment)
    return {
        "attachments": of_consultation(change.db, row["id"]),
        "message": gettext("파일을 뺐어요.", change.lang),
    }


def of_consultation(db: sqlite3.Connection, consultation_id: int) -> list[Row]:
    """[{id, name, media_type, bytes}] in the order they were added."""
    return db.execute(
        "SELECT id, name, media_type, bytes FROM attachments WHERE consultation_id = ? AND removed_at IS NULL"
        " ORDER BY id",
        (consultation_id,),
    ).fetchall()


def find(db: sqlite3.Connection, attachment_id: int) -> Row | None:
    """The file's row with the number of its booth, or None."""
    row: Row | None = db.execute(
        "SELECT a.*, b.number AS booth FROM attachments a JOIN consultations c ON c.id = a.consultation_id"
        " JOIN booths b ON b.id = c.booth_id WHERE a.id = ? AND a.removed_at IS NULL",
        (attachment_id,),
    ).fetchone()
    return row


def _media_type(data: bytes) -> str | None:
    for media_type, starts in _KINDS.items():
        if data.startswith(starts) and (media_type != "image/webp" or data[8:12] == b"WEBP"):
            return media_type
    return None


def _record(change: Change, verb: str, row: Row, attachment_id: int) -> None:
    change.record(
        verb,
        visitor_id=row["visitor_id"],
        booth_id=row["booth_id"],
        consultation_id=row["id"],
        attachment=attachment_id,
    )
