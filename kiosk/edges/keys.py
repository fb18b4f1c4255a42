"""What stands in Redis: names of keys, the shape of entries, bounds, and the only topics that may ever be there.

`kiosk:<mark>:generation` is a hash, `Generation` below. A generation is a numbering of what was given: `kiosk:<mark>:<gen>:shows` is a
stream whose entries' ids are `<n>-0`, n = 1, 2, 3 ... An entry that was sent twice is refused by Redis itself, and an edge that
misses a number knows that it does. `kiosk:<mark>:<gen>:whole` is a hash: `<topic>|<lang>` to what who joins it is answered,
and the number up to which that contains the stream.

A primary begins another generation whenever Redis may have lost something, and after a restore. All keys expire.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

PROTOCOL = 1

ENTRIES_MAX = 5_000  # of the stream, roughly
STREAM_BYTES_MAX = (
    16 * 1024 * 1024
)  # of the stream's frames; an edge that is behind more asks for the wholes again
FRAME_BYTES_MAX = 1024 * 1024
WHOLE_BYTES_MAX = 2 * 1024 * 1024
EXPIRE_S = 24 * 3600
LEFT_S = 60  # for a generation that another has replaced

# Always given while an edge is linked.
STANDING = ("board:hall", "plan", "programme", "notices:phones")
_PUBLIC = re.compile(r"(?:board|places):[^:|\x00-\x1f]{1,40}|plan|programme|notices:phones")

Kind = Literal["show", "pulse", "whole", "gone"]
KINDS: tuple[Kind, ...] = ("show", "pulse", "whole", "gone")


def is_public(topic: str) -> bool:
    """Whether it may ever stand in Redis: boards, waits, plan, programme, notices. Never what is about one person."""
    return _PUBLIC.fullmatch(topic) is not None


def generation_key(mark: str) -> str:
    return f"kiosk:{mark}:generation"


def shows_key(mark: str, gen: str) -> str:
    return f"kiosk:{mark}:{gen}:shows"


def whole_key(mark: str, gen: str) -> str:
    return f"kiosk:{mark}:{gen}:whole"


def field_of(topic: str, lang: str) -> str:
    """In the hash of wholes."""
    return f"{topic}|{lang}"


@dataclass(frozen=True)
class Generation:
    """`gen`: the name of this numbering; `word`: drawn by the primary at its start, by which an edge knows that this is the Redis
    which its own primary writes to; `fence`: which laptop of the expo writes, a higher one is never replaced by a lower."""

    gen: str
    word: str
    protocol: int
    epoch: str
    fence: int
    version: str

    def fields(self) -> dict[str, str]:
        """As the hash has it."""
        return {name: str(value) for name, value in asdict(self).items()}


def read_generation(fields: Mapping[Any, Any]) -> Generation | None:
    """None for what is no generation of ours."""
    try:
        return Generation(
            fields["gen"],
            fields["word"],
            int(fields["protocol"]),
            fields["epoch"],
            int(fields["fence"]),
            fields["version"],
        )
    except (KeyError, ValueError):
        return None


class Entry(NamedTuple):
    """One of the stream. `show`: `frame` is the Socket.IO packet's text exactly as a room gets it, `seq` what it was read at. `pulse`:
    a frame for every socket, no topic. `whole`: a fresh whole of a topic that was not given before stands in the hash. `gone`:
    nobody may watch this topic any more; who does is cut, and told so when they join again."""

    kind: Kind
    topic: str = ""
    lang: str = ""
    seq: int = 0
    frame: str = ""

    def fields(self) -> dict[str, str]:
        """As the stream has it."""
        fields = {
            "kind": str(self.kind),
            "topic": self.topic,
            "lang": self.lang,
            "seq": str(self.seq),
            "frame": self.frame,
        }
        return {name: value for name, value in fields.items() if value and value != "0"}


def read_entry(fields: Mapping[Any, Any]) -> Entry | None:
    """None for what does not fit: another protocol's, or somebody else's."""
    kind, topic = fields.get("kind"), fields.get("topic", "")
    seq, frame = fields.get("seq", "0"), fields.get("frame", "")
    fits = kind in KINDS and (kind == "pulse" or is_public(topic)) and seq.isdecimal() and len(seq) <= 18
    if not fits or len(frame) > FRAME_BYTES_MAX:
        return None
    return Entry(kind, topic, fields.get("lang", ""), int(seq), frame)  # type: ignore[arg-type]


def entry_id(n: int) -> str:
    return f"{n}-0"


def number_of(entry: str) -> int:
    """The n of an entry's id."""
    return int(entry.partition("-")[0])


def whole_value(n: int, answer: str) -> str:
    """What the hash keeps: the answer to a join (JSON), and the number of the last entry that is contained in it."""
    return f"{n}\n{answer}"


def read_whole(value: str) -> tuple[int, str] | None:
    """The number and the answer's text; None for what is none."""
    n, line, answer = value.partition("\n")
    if not line or not n.isdecimal() or len(n) > 18 or len(answer) > WHOLE_BYTES_MAX:
        return None
    return int(n), answer
