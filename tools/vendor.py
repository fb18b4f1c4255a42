"""Fill kiosk/static/vendor/ from node_modules: the browser's parts, served by the project's own server, and their licences.

Run by run.sh after `npm ci`. NOTICE names every part. Text and wasm get a `.gz` and a `.br` beside them: the server never compresses.
"""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import brotli

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "kiosk" / "static" / "vendor"
TEXTS = ROOT / "tools" / "licences"  # where a package ships none

KRDS = "krds-uiux/resources"


class Part(NamedTuple):
    """Files of one source, and the texts of the licences they are given under."""

    files: dict[str, str]  # name in vendor/ -> file in node_modules/
    licences: dict[
        str, str | Path
    ]  # name in vendor/licences/ -> the text, in node_modules/ or this repository


PARTS = [
    Part(
        {"socket.io.esm.min.js": "socket.io-client/dist/socket.io.esm.min.js"},
        {
            "socket.io-client.txt": "socket.io-client/LICENSE",
            # The one file holds these four too.
            "socket.io-parser.txt": "socket.io-parser/LICENSE",
            "engine.io-client.txt": "engine.io-client/LICENSE",
            "engine.io-parser.txt": "engine.io-parser/LICENSE",
            "component-emitter.txt": "@socket.io/component-emitter/LICENSE",
        },
    ),
    Part(
        {
            "barcode-detector.js": "barcode-detector/dist/es/ponyfill.js",
            "zxing-exported.js": "barcode-detector/dist/es/zxing-exported.js",  # the one module the ponyfill imports
        },
        {
            "barcode-detector.txt": "barcode-detector/LICENSE",
            "zxing-wasm.txt": "zxing-wasm/LICENSE",
            "emscripten.txt": TEXTS / "emscripten.txt",
        },
    ),
    Part(
        {"zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm"},
        {
            "zxing-wasm.txt": "zxing-wasm/LICENSE",
            "zxing-cpp.txt": ROOT / "LICENSE",  # Apache-2.0 as well; the package has no text of it
            "emscripten.txt": TEXTS / "emscripten.txt",
        },
    ),
    Part(
        {"krds_tokens.css": f"{KRDS}/css/token/krds_tokens.css"},
        {"krds-uiux.txt": TEXTS / "krds-uiux.txt"},  # the package has no text of its own
    ),
    Part(
        {  # Badges are drawn with the whole font: the subsets lack rare syllables.
            f"fonts/Pretendard-{weight}.otf": f"pretendard/dist/public/static/Pretendard-{weight}.otf"
            for weight in ("Regular", "Bold")
        },
        {"pretendard-OFL.txt": "pretendard/dist/LICENSE.txt"},
    ),
]
# What the TypeScript compiler reads instead of the minified modules: the types of their packages.
TYPES = {
    "socket.io.esm.min.d.ts": 'export { io } from "socket.io-client";\n',
    "barcode-detector.d.ts": 'export { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";\n',
}
COMPRESSED = {".js", ".css", ".wasm"}


def main() -> None:
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in PARTS:
        for name, source in part.files.items():
            copy(found(source), fresh / name)
        for name, text in part.licences.items():
            copy(found(text), fresh / "licences" / name)
    for name, types in TYPES.items():
        (fresh / name).write_text(types, encoding="utf-8")
    for path in sorted(fresh.iterdir()):
        if path.suffix in COMPRESSED:
            compress(path)
    swap(fresh)


def copy(source: Path, target: Path) -> None:
    if not source.is_file():
        sys.exit(f"No {source.relative_to(ROOT)}: run `npm ci` again, or mend PARTS in tools/vendor.py.")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def found(source: str | Path) -> Path:
    if isinstance(source, Path):
        return source
    return (zxing_of_the_detector() if source.startswith("zxing-wasm/") else MODULES) / source


def zxing_of_the_detector() -> Path:
    """The node_modules with the very zxing-wasm that barcode-detector was built with: another version crashes."""
    detector = MODULES / "barcode-detector"
    wanted = version_in(detector / "package.json", "dependencies", "zxing-wasm")
    for modules in (detector / "node_modules", MODULES):
        package = modules / "zxing-wasm"
        if package.is_dir() and version_in(package / "package.json", "version") == wanted:
            return modules
    sys.exit(f"barcode-detector wants zxing-wasm {wanted}, which is not in node_modules: run `npm ci` again.")


def version_in(package_json: Path, *keys: str) -> str:
    found = json.loads(package_json.read_text(encoding="utf-8"))
    for key in keys:
        found = found[key]
    return str(found)


def compress(path: Path) -> None:
    whole = path.read_bytes()
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(whole, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(whole))


def swap(fresh: Path) -> None:
    """Put the filled folder in place at once, so that a server beside us never finds half of it."""
    old = VENDOR.with_name("vendor.old")
    shutil.rmtree(old, ignore_errors=True)
    if VENDOR.exists():
        VENDOR.rename(old)
    fresh.rename(VENDOR)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    main()
