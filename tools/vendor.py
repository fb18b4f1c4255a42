"""Fill kiosk/static/vendor/ from node_modules: the browser's parts, served by the project's own server.

Run by run.sh after `npm ci`. Text and wasm get a `.gz` and a `.br` beside them: the server never compresses.
"""

import gzip
import json
import shutil
import sys
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "kiosk" / "static" / "vendor"

KRDS = "krds-uiux/resources"
PARTS = {
    "socket.io.esm.min.js": "socket.io-client/dist/socket.io.esm.min.js",
    "barcode-detector.js": "barcode-detector/dist/es/ponyfill.js",
    "zxing-exported.js": "barcode-detector/dist/es/zxing-exported.js",  # the one module the ponyfill imports
    "uPlot.esm.js": "uplot/dist/uPlot.esm.js",
    "uPlot.min.css": "uplot/dist/uPlot.min.css",
    "krds_tokens.css": f"{KRDS}/css/token/krds_tokens.css",
    **{
        f"fonts/PretendardGOV-{weight}.subset.woff2": f"{KRDS}/fonts/PretendardGOV-{weight}.subset.woff2"
        for weight in ("Regular", "Medium", "Bold")
    },
    # Badges are drawn with the whole font: the subsets lack rare syllables.
    **{
        f"fonts/Pretendard-{weight}.otf": f"pretendard/dist/public/static/Pretendard-{weight}.otf"
        for weight in ("Regular", "Bold")
    },
}
# What the TypeScript compiler reads instead of the minified modules: the types of their packages.
TYPES = {
    "socket.io.esm.min.d.ts": 'export { io } from "socket.io-client";\n',
    "barcode-detector.d.ts": 'export { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";\n',
}
COMPRESSED = {".js", ".css", ".wasm"}


def main() -> None:
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in PARTS.items():
        copy(MODULES / source, fresh / name)
    copy(zxing_of_the_detector(), fresh / "zxing_reader.wasm")
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


def zxing_of_the_detector() -> Path:
    """The reader of the very zxing-wasm that barcode-detector was built with: another version crashes."""
    detector = MODULES / "barcode-detector"
    wanted = version_in(detector / "package.json", "dependencies", "zxing-wasm")
    for modules in (detector / "node_modules", MODULES):
        package = modules / "zxing-wasm"
        if package.is_dir() and version_in(package / "package.json", "version") == wanted:
            return package / "dist" / "reader" / "zxing_reader.wasm"
    sys.exit(f"barcode-detector wants zxing-wasm {wanted}, which is not in node_modules: run `npm ci` again.")


def version_in(package_json: Path, *keys: str) -> str:
    found = json.loads(package_json.read_text(encoding="utf-8"))
    for key in keys:
        found = found[key]
    return found


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
