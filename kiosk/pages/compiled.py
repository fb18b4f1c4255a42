"""What templates were compiled to, kept between two starts: after a restart two thousand pages ask for them at once, and
compiling them would hold the loop for 0.3 to 0.5 s of the processor's time."""

import logging
from contextlib import suppress

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache

log = logging.getLogger(__name__)


def kept_templates() -> BytecodeCache | None:
    """In this user's own folder of temporary files, which nobody else can write; None where there can be none."""
    try:
        return _Kept(pattern=f"kiosk-{jinja2.__version__}-%s.cache")
    except (OSError, RuntimeError) as error:
        log.info("compiled templates are not kept: %s", error)
        return None


class _Kept(FileSystemBytecodeCache):
    """A full or locked disk keeps nobody from a page."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)
