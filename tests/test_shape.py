"""What a reader may rely on about the files themselves."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|debian[.]org|jsdelivr[.]net|unpkg[.]com"
)
MACHINE_PATHS = re.compile(r"(?<![\w.}-])/(?:work|root|home|Users|opt)/\w")
NOT_HERE = re.compile(
    r"[.][.]/shared|\bshared/(?:data|cases)\b|\b[Ii]ssue #?\d+\b|\b(?:DESIGN|SCREENS|STYLE|CONTRACT)[.]md\b"
)
NOT_UNDER_THE_POLICY = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*json)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.I
)
SCRIPTS = sorted((ROOT / "kiosk" / "static" / "js").rglob("*.js"))


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    assert _found(REGISTRIES) + _found(MACHINE_PATHS) == []


def test_no_file_points_to_what_is_not_in_the_repository() -> None:
    """Whoever has only the repository can follow every pointer."""
    assert _found(NOT_HERE) == []


def test_templates_hold_nothing_that_the_content_security_policy_would_block() -> None:
    """No inline script, no inline style attribute, no event attribute."""
    assert _found(NOT_UNDER_THE_POLICY, ".html") == []


def test_no_file_is_generated_or_brought_from_elsewhere() -> None:
    brought = [str(path) for path in _tracked() if {"vendor", "node_modules", ".venv"} & set(path.parts)]
    generated = [
        str(path) for path in _tracked() if path.suffix in {".mo", ".gz", ".br", ".db", ".pyc", ".pem"}
    ]
    assert brought + generated == []


def test_whatever_answers_a_page_is_looked_at_in_one_place() -> None:
    """A captive portal answers too: see answers.js. And storage may be blocked: see recall.js."""
    asking = {
        path.name for path in SCRIPTS if re.search(r"(?<![.\w])fetch\(", path.read_text(encoding="utf-8"))
    }
    keeping = {
        path.name for path in SCRIPTS if "localStorage" in _code(path) or "sessionStorage" in _code(path)
    }
    assert asking == {
        "answers.js",
        "pair-station.js",
        "posting.js",
        "service-worker.js",
        "trust-check.js",
        "upgrade-guard.js",
    }
    assert keeping == {"pair-station.js", "recall.js", "station-store.js"}


def test_every_package_that_runs_is_the_one_that_is_tested() -> None:
    runtime, development = (_packages(f"requirements{kind}.lock") for kind in ("", "-dev"))
    assert runtime - development == set()


def test_every_locked_package_has_its_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def _code(script: Path) -> str:
    """Without its comments."""
    return re.sub(r"(?<!:)//.*|/\*.*?\*/", "", script.read_text(encoding="utf-8"))


def _packages(lock: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.M))


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _found(pattern: re.Pattern[str], ending: str = "") -> list[str]:
    """`pattern` in the tracked text files, as "file: what was found"."""
    found = []
    for path in _tracked():
        whole = (ROOT / path).read_bytes()
        if path.name.endswith(ending) and b"\0" not in whole:
            text = whole.decode("utf-8", "replace")
            found += [f"{path}: {match.group().strip()}" for match in pattern.finditer(text)]
    return found


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(tmp_path: Path) -> None:
    """A sentence that is not marked would lose its English when the words are collected next."""
    collected, found = tmp_path / "collected.pot", {}
    collect = ["-m", "babel.messages.frontend", "--quiet", "extract", "--mapping-file", "pyproject.toml"]
    words = ["--keywords", "N_", "--keywords", "gettext:1", "--no-location", "--output-file", str(collected)]
    subprocess.run([sys.executable, *collect, *words, "."], cwd=ROOT, check=True)
    catalogue = ROOT / "kiosk" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    for path in (collected, catalogue):
        found[path] = {message.id for message in read_po(path.open("rb")) if message.id}
    assert found[collected] ^ found[catalogue] == set()
