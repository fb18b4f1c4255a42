"""The machine under a server: its wall clock, how long its disk takes for a sync, and whether there is room on it."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

SHIM = Path(__file__).with_name("shim.c")
FIELDS = struct.Struct("=qqq")  # seconds, microseconds, whether it is full: as in shim.c


class Machine:
    """What `shim.c` does to the programs that are started with `environ`. Where no C compiler is, it `is_able` of nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._library, path = folder / "shim.so", folder / "control"
        path.write_bytes(bytes(FIELDS.size))
        with path.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), FIELDS.size)
        self.environ: dict[str, str] = {}
        self.is_able = self._made()
        if self.is_able:
            self.environ = {"LD_PRELOAD": str(self._library), "CHAOS_CONTROL": str(path)}
        self._clock_s = self._sync_ms = 0.0
        self._is_full = False

    def _made(self) -> bool:
        if not (compiler := shutil.which("cc")):
            return False
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(self._library), str(SHIM), "-ldl"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    @property
    def clock_s(self) -> float:
        """By how many seconds its wall clock is ahead of this one."""
        return self._clock_s

    def set_clock(self, ahead_s: float) -> None:
        self._clock_s = ahead_s
        self._write()

    def slow_down(self, sync_ms: float) -> None:
        """Each sync takes so long; 0: as long as it does."""
        self._sync_ms = sync_ms
        self._write()

    def fill(self, is_full: bool) -> None:
        """Whether writing to a file fails for want of room."""
        self._is_full = is_full
        self._write()

    def _write(self) -> None:
        values = round(self._clock_s), round(self._sync_ms * 1000), int(self._is_full)
        self._control[:] = FIELDS.pack(*values)
