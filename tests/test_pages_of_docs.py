"""What the pages say of the code is there: every file they name, every function beside it, and every page they link to.

A function is written with its brackets, `call_next()`, after the file it stands in: the nearest one before it in the same
paragraph, list item or row.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KIOSK = ROOT / "kiosk"
BASES = (ROOT, KIOSK, KIOSK / "static" / "js", KIOSK / "static")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = {page.relative_to(ROOT).as_posix(): page for page in PAGES}

QUOTED = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+\.(?:py|js|mjs|css|sh|toml|html|md|lock)")
FOLDER = re.compile(r"[\w.-]+(?:/[\w.-]+)*/")
FUNCTION = re.compile(r"#?\w+\(\)")
NAMED = re.compile(r"[\w-]+(?=/)|[\w-]+\.(?:py|md)")  # `docs/contract.md` names two
LINK = re.compile(r"\]\(([^)#\s]+)(#[\w'-]+)?\)")
MADE = ("report.html", "expo.html")  # what the program writes for people


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    said = QUOTED.findall(NAMES[name].read_text(encoding="utf-8"))
    files = {one for one in said if FILE.fullmatch(one) and "/" in one and one not in MADE}
    folders = {one for one in said if FOLDER.fullmatch(one) and not one.startswith(".")}
    assert {one for one in files | folders if not _found(one) and not _made_at_set_up(one)} == set()


def test_every_function_of_the_architecture_stands_in_the_file_beside_it() -> None:
    missing = []
    for block in _blocks((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")):
        file: Path | None = None
        for said in QUOTED.findall(block):
            if FILE.fullmatch(said):
                file = _found(said)
            elif FUNCTION.fullmatch(said) and not (file and _defines(file, said[:-2])):
                missing.append(f"{said} in {file and file.relative_to(ROOT)}")
    assert missing == []


def test_the_architecture_names_enough_to_be_held_to() -> None:
    said = QUOTED.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    assert len([one for one in said if FUNCTION.fullmatch(one)]) > 100


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_map_of_the_code_shows_the_tree_as_it_is(name: str) -> None:
    said = set(NAMED.findall(_map(name)))
    assert said - {path.name for path in _tree()} == set()
    folders = {path.name for path in _tree() if path.is_dir() and path.parent in (KIOSK, KIOSK / "expo")}
    assert folders - said - {"__pycache__"} == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = NAMES[name]
    links = LINK.findall(page.read_text(encoding="utf-8"))
    local = {target for target, _ in links if not re.match(r"https?:", target)}
    assert {target for target in local if not (page.parent / target).exists()} == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("docs/decisions/")])
def test_every_decision_stands_in_the_index(name: str) -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert name.endswith("README.md") or f"({Path(name).name})" in index


def _map(name: str) -> str:
    """The lines that are set as code below the heading of the map."""
    text = NAMES[name].read_text(encoding="utf-8")
    below = re.split(r"^## (?:Map of the code|코드의 지도)$", text, flags=re.M)[1]
    return "\n".join(line for line in below.splitlines() if line.startswith("    "))


def _tree() -> list[Path]:
    """Files and folders of the code and its pages, and what lies beside them."""
    return [
        *ROOT.iterdir(),
        *(path for top in ("kiosk", "tests", "docs") for path in (ROOT / top).rglob("*")),
    ]


def _found(said: str) -> Path | None:
    return next((base / said for base in BASES if (base / said).exists()), None)


def _made_at_set_up(said: str) -> bool:
    """Style sheets, the browser's parts and environments: not in the repository, and named all the same."""
    return said.startswith(("kiosk/static/", "static/")) or "/.venv" in said


def _blocks(text: str) -> list[str]:
    """Paragraphs, list items and rows of tables."""
    return re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.) ?)", text)


def _defines(file: Path, name: str) -> bool:
    text = file.read_text(encoding="utf-8")
    own = re.escape(name)
    if file.suffix == ".py":
        return re.search(rf"^\s*(?:async )?def {own}\b", text, re.M) is not None
    return re.search(rf"\bfunction {own}\(|^\s*(?:async )?{own}\([^)]*\) \{{", text, re.M) is not None
