"""`./run.sh audit` says what is known, and never calls safe what it could not ask about."""

import json
from pathlib import Path
from typing import Any

from tools.audit import main

# As pip-audit 2.10 and npm 10 write them.
ASKED = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {
    "name": "pillow",
    "version": "9.0.0",
    "vulns": [{"id": "PYSEC-2023-175", "fix_versions": ["10.0.1"], "aliases": [], "description": ""}],
}
SKIPPED = {"name": "tzdata", "skip_reason": "Dependency not found on PyPI and could not be audited"}
NPM_ASKED = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 211}}}
NPM_HOLED = NPM_ASKED | {"vulnerabilities": {"ws": {"range": "8.0.0 - 8.17.0", "severity": "high"}}}
NPM_AWAY = {"message": "405 Method Not Allowed", "error": {}}


def audit(folder: Path, pip: Any, npm: Any) -> int:
    (folder / "requirements.lock").write_text(json.dumps(pip), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(npm), encoding="utf-8")
    return main(folder)


def test_all_asked_and_nothing_known_is_good(tmp_path: Path) -> None:
    assert audit(tmp_path, {"dependencies": [ASKED], "fixes": []}, NPM_ASKED) == 0


def test_a_known_hole_is_told_with_what_mends_it(tmp_path: Path, capsys: Any) -> None:
    assert audit(tmp_path, {"dependencies": [ASKED, HOLED], "fixes": []}, NPM_HOLED) == 1
    said = capsys.readouterr().out
    assert "pillow 9.0.0: PYSEC-2023-175, mended in 10.0.1" in said
    assert "ws 8.0.0 - 8.17.0: high" in said


def test_a_hole_is_told_also_where_the_rest_could_not_be_asked(tmp_path: Path) -> None:
    assert audit(tmp_path, {"dependencies": [HOLED, SKIPPED], "fixes": []}, NPM_AWAY) == 1


def test_what_could_not_be_asked_is_named_and_never_called_safe(tmp_path: Path, capsys: Any) -> None:
    assert audit(tmp_path, {"dependencies": [ASKED, SKIPPED], "fixes": []}, NPM_ASKED) == 2
    assert "not asked about: tzdata" in capsys.readouterr().out


def test_a_report_that_never_came_is_no_clean_bill(tmp_path: Path) -> None:
    assert audit(tmp_path, {"dependencies": [ASKED], "fixes": []}, NPM_AWAY) == 2
    (tmp_path / "requirements.lock").write_text("", encoding="utf-8")
    assert main(tmp_path) == 2
