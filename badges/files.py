"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name of its own to write under, beside `path`: it becomes `path`, on the disk, once all went well, else it goes.

    Of a program that was killed meanwhile `<name>.<random>.part` stays, which nothing takes for the file.
    """
    with all_whole([path]) as unfinished:
        yield unfinished[0]


@contextmanager
def all_whole(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """`whole` for several files of one folder: none takes its name before the disk has all of them."""
    unfinished = [path.with_name(f"{path.name}.{secrets.token_hex(4)}.part") for path in paths]
    try:
        yield unfinished
        for one in unfinished:
            sync(one)
        for one, path in zip(unfinished, paths, strict=True):
            one.replace(path)
        sync(paths[0].parent)
    finally:
        for one in unfinished:
            one.unlink(missing_ok=True)


def made_once(path: Path, content: bytes) -> None:
    """Write a secret of this program's (0600) where none is yet: beside `path`, then linked into place, so that two who start at
    once agree on one. Raises OSError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
        sync(path.parent)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def sync(path: Path) -> None:
    """Until the disk has this file, or this folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
