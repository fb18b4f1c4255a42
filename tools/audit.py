"""Say what the lists of known holes say of our lock files: `./run.sh audit`, which asks and hands a folder of reports over.

A report bears the name of its lock file: pip-audit's JSON for requirements*.lock, npm's for package-lock.json. Without a
network a report is empty or says of each package that it was not found: what was not asked is never called safe.
Exit 0: all asked about, nothing known. 1: a hole is known. 2: none is known of what could be asked, and something could not.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NPM = "package-lock.json"


@dataclass(frozen=True)
class Found:
    """What is known of one lock file: a line a hole, how many packages were asked about, and what could not be asked."""

    holes: list[str] = field(default_factory=list)
    asked: int = 0
    missed: list[str] = field(default_factory=list)


def main(folder: Path) -> int:
    known = {path.name: read(path) for path in sorted(folder.iterdir())}
    for name, found in known.items():
        print(
            f"{name}: {found.asked} asked about, {len(found.holes)} holes known, {len(found.missed)} not reached"
        )
        for line in found.holes:
            print(f"  {line}")
        if found.missed:
            print(f"  not asked about: {', '.join(found.missed)}")
    if any(found.holes for found in known.values()):
        return 1
    if not known or any(found.missed for found in known.values()):
        print("This is no clean bill: ask again where the network reaches the package indexes.")
        return 2
    return 0


def read(path: Path) -> Found:
    """A report, also one that is empty or says why there is none."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        report = {}
    return of_npm(report) if path.name == NPM else of_pip_audit(report)


def of_pip_audit(report: dict[str, Any]) -> Found:
    """https://github.com/pypa/pip-audit: `dependencies`, each with `vulns`, or with the reason why it was skipped."""
    if not report.get("dependencies"):
        return Found(missed=["every package"])
    found = Found(asked=sum("vulns" in one for one in report["dependencies"]))
    for one in report["dependencies"]:
        if "vulns" not in one:
            found.missed.append(one["name"])
        for hole in one.get("vulns", ()):
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            found.holes.append(f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}")
    return found


def of_npm(report: dict[str, Any]) -> Found:
    """`npm audit --json`, version 2 of its reports."""
    if "vulnerabilities" not in report:
        return Found(missed=[f"all of it ({report.get('message', 'npm said nothing')})"])
    holes = [f"{name} {one['range']}: {one['severity']}" for name, one in report["vulnerabilities"].items()]
    return Found(sorted(holes), report["metadata"]["dependencies"]["total"])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
