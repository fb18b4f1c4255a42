"""When a workbook was last saved, as the program that saved it says: every one of them keeps it (ISO 29500-2, core properties)."""

import io
import re
import zipfile
from datetime import UTC, datetime

PART = "docProps/core.xml"
PART_BYTES = 64 * 1024
_MODIFIED = re.compile(rb"<dcterms:modified\b[^>]*>\s*([0-9T:.Z+-]{19,35})\s*<")


def saved_at(data: bytes) -> int | None:
    """ms; None for a file that does not say it. Whether it can be true says whoever uses it: clocks go wrong."""
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(PART) as part:
            said = _MODIFIED.search(part.read(PART_BYTES))
        moment = datetime.fromisoformat(said[1].decode().replace("Z", "+00:00")) if said else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError, NotImplementedError):
        return None
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000) if moment else None
