"""Photos and files beside a meeting's log. Whoever attaches one sends its bytes: no name or hash stands for a file."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields, NotFound, Refused, TooLarge
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Consultation
from kiosk.language.sentences import gettext

BYTES_MAX = 8 * 1024 * 1024
A_MEETING = 10

# What the first bytes must say; the name's ending alone proves nothing.
_KINDS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
}


class AttachmentShape(TypedDict):
    """The contract's attachment; `bytes` is its size."""

    id: int
    name: str
    media_type: str
    bytes: int


class Attachment(AttachmentShape):
    """A file of a log that was not taken off, with its booth's number; times in ms."""

    consultation_id: int
    sha256: str
    added_at: int
    removed_at: int | None
    booth: str


@dataclass(frozen=True, eq=False)
class Upload:
    """A file that was sent, and what its own bytes say of it."""

    content: bytes
    media_type: str
    sha256: str


_arriving: list[Upload] = []


def examine(content: bytes, lang: str = "ko") -> Upload:
    """Raises TooLarge, BadFields (not a photo or PDF)."""
    if len(content) > BYTES_MAX:
        raise TooLarge(gettext("파일이 너무 커요. 8MB보다 작은 사진이나 PDF를 골라 주세요.", lang))
    found = media_type(content)
    if found is None:
        raise BadFields({"file": gettext("사진(JPEG, PNG, WebP)이나 PDF만 붙일 수 있어요.", lang)})
    return Upload(content, found, hashlib.sha256(content).hexdigest())


@contextmanager
def arriving(upload: Upload) -> Iterator[str]:
    """Hold the file in this process while the action that attaches it is performed; gives the hash that the action names
    it by, so that the same file sent again is the same action."""
    _arriving.append(upload)
    try:
        yield upload.sha256
    finally:
        _arriving.remove(upload)


def attach(change: Change, *, consultation: int, sha256: str, name: str) -> dict[str, Any]:
    """Put a file that is arriving to a meeting's log, ten at most. Raises NotFound, NotAllowed, Refused wrong_state,
    BadFields."""
    row = consultations.require(change, consultation)
    upload = next((one for one in _arriving if one.sha256 == sha256), None)
    if upload is None:
        raise BadFields({"sha256": gettext("먼저 파일을 올려 주세요.", change.lang)})
    if len(of_consultation(change.db, row["id"])) >= A_MEETING:
        raise Refused("wrong_state", gettext("한 상담에는 파일을 열 개까지 붙일 수 있어요.", change.lang))
    attachment_id = change.insert(
        "attachments",
        consultation_id=row["id"],
        name=name,
        media_type=upload.media_type,
        bytes=len(upload.content),
        sha256=upload.sha256,
        added_at=change.happened_at,
    )
    change.insert("attachment_contents", attachment_id=attachment_id, content=upload.content)
    _record(change, "consultation.attach", row, attachment_id)
    return {
        "attachments": of_consultation(change.db, row["id"]),
        "message": gettext("파일을 붙였어요.", change.lang),
    }


def detach(change: Change, *, attachment: int) -> dict[str, Any]:
    """Take a file off the log: its bytes go, its entry stays in the journal. Raises NotFound, NotAllowed."""
    found = find(change.db, attachment)
    if found is None:
        raise NotFound(gettext("그런 파일이 없어요. 화면을 새로 열어 주세요.", change.lang))
    row = consultations.require(change, found["consultation_id"])
    change.update("UPDATE attachments SET removed_at = ? WHERE id = ?", change.now, attachment)
    change.update("DELETE FROM attachment_contents WHERE attachment_id = ?", attachment)
    _record(change, "consultation.detach", row, attachment)
    return {
        "attachments": of_consultation(change.db, row["id"]),
        "message": gettext("파일을 뺐어요.", change.lang),
    }


def of_consultation(db: sqlite3.Connection, consultation_id: int) -> list[AttachmentShape]:
    """The files of a meeting's log in the order they were added."""
    return rows.every(
        db,
        AttachmentShape,
        f"SELECT id, name, media_type, bytes FROM attachments WHERE consultation_id = ? AND {conditions.NOT_REMOVED}"
        " ORDER BY id",
        consultation_id,
    )


def find(db: sqlite3.Connection, attachment_id: int) -> Attachment | None:
    return rows.one(
        db,
        Attachment,
        "SELECT a.*, b.number AS booth FROM attachments a JOIN consultations c ON c.id = a.consultation_id"
        f" JOIN booths b ON b.id = c.booth_id WHERE a.id = ? AND a.{conditions.NOT_REMOVED}",
        attachment_id,
    )


def content_of(db: sqlite3.Connection, attachment_id: int) -> bytes | None:
    """The file's bytes; None where they are gone."""
    sql = "SELECT content FROM attachment_contents WHERE attachment_id = ?"
    row = db.execute(sql, (attachment_id,)).fetchone()
    return row["content"] if row else None


def media_type(content: bytes) -> str | None:
    """What the first bytes say; None for what is neither a photo nor a PDF."""
    for found, starts in _KINDS.items():
        if content.startswith(starts) and (found != "image/webp" or content[8:12] == b"WEBP"):
            return found
    return None


def _record(change: Change, verb: str, row: Consultation, attachment_id: int) -> None:
    change.record(
        verb,
        visitor_id=row["visitor_id"],
        booth_id=row["booth_id"],
        consultation_id=row["id"],
        attachment=attachment_id,
    )
