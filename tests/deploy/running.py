"""nginx as `deploy/nginx` has it, on free ports of this machine, in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.outside.programs import ROOT, free_port
from tests.serving.test_server import self_signed

NGINX = ROOT / "deploy" / "nginx"
SQUARE, LIVE = "kiosk.expo.example", "live.expo.example"  # the names in the files
PROXY = "127.0.0.2"  # as the files say, and KIOSK_TRUSTED_PROXY


class Nginx:
    """In front of the square's port, and of edges' where there are some. `names`: of the square and of the audience."""

    def __init__(
        self, folder: Path, square: int, edges: tuple[int, ...] = (), names: tuple[str, str] = (SQUARE, LIVE)
    ) -> None:
        self.folder, self.http, self.https = folder, free_port(), free_port()
        self.certificate, key = self_signed(folder)
        found = {
            path.relative_to(NGINX): path.read_text(encoding="utf-8")
            for path in NGINX.rglob("*")
            if path.is_file()
        }
        listed = "".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;\n" for port in edges)
        for path, text in found.items():
            text = re.sub(r"\n *listen \[::\][^;]*;", "", text)  # not every machine of tests has IPv6
            text = text.replace("listen 80;", f"listen 127.0.0.1:{self.http};")
            text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.https} ")
            text = text.replace("server 127.0.0.1:8000;", f"server 127.0.0.1:{square};")
            text = re.sub(r"( *server 127\.0\.0\.1:91\d\d [^\n]*\n)+", listed or r"\g<0>", text)
            for name, own in zip((SQUARE, LIVE), names, strict=True):
                text = text.replace(f"server_name {name};", f"server_name {own};")
            text = text.replace("/etc/expo-kiosk/tls/fullchain.pem", str(self.certificate))
            text = text.replace("/etc/expo-kiosk/tls/privkey.pem", str(key))
            text = text.replace("/var/cache/nginx/expo", str(folder / "cache"))
            text = text.replace("/var/log/nginx", str(folder)).replace("/run/nginx.pid", str(folder / "pid"))
            text = text.replace("include mime.types;", "include /etc/nginx/mime.types;")
            text = text.replace("worker_rlimit_nofile 131072;", "worker_rlimit_nofile 8192;")
            text = text.replace("worker_connections 65536;", "worker_connections 4096;")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """All that it has written."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def check(self) -> str:
        """What nginx itself finds in the files; "" for nothing."""
        done = subprocess.run(
            [*self._command(), "-t", "-q"], capture_output=True, text=True, timeout=30, check=False
        )
        return done.stderr

    def start(self) -> "Nginx":
        own = "user root;" if os.geteuid() == 0 else ""  # a test's folder is nobody else's
        self._process = subprocess.Popen([*self._command(), "-g", f"daemon off; {own}"])
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.https), timeout=5).close()
                return self
            except ConnectionRefusedError:
                assert time.monotonic() < until and self._process.poll() is None
                time.sleep(0.02)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)

    def _command(self) -> list[str]:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return [
            program,
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "start.log"),
        ]
