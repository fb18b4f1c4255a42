"""The direction of imports: a part may import any on a line below it (docs/architecture.md)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The lines of the house, the highest first: a part may import what stands on a line below. A part is named by the longest
# of these prefixes. The topmost join the parts and may name each other.
LINES = [
    {"kiosk", "kiosk.app", "kiosk.cli", "kiosk.__main__", "kiosk.demo.demo"},
    {"kiosk.demo.rehearsing"},
    {"kiosk.simulation", "kiosk.demo.crowd"},
    {"kiosk.live.sockets"},
    {"kiosk.pages", "kiosk.actions.timers", "kiosk.actions.alarm_watch", "kiosk.demo"},
    {"kiosk.push", "kiosk.doctor"},
    {"kiosk.live", "kiosk.printing"},
    {"kiosk.live.painting"},
    {"kiosk.standby", "kiosk.edges", "kiosk.forecast"},
    {"kiosk.exchange", "kiosk.serving.tls.https"},
    {"kiosk.actions", "kiosk.screens"},
    # The table names the rules, and says what the screens say: below whoever reads it.
    {"kiosk.actions.verbs"},
    {"kiosk.expo"},
    {"kiosk.actions.access", "kiosk.data.open_store"},
    {"kiosk.data.upgrading"},
    {"kiosk.data.store"},
    {"kiosk.data.migrations", "kiosk.data.journal", "kiosk.data.health"},
    {"kiosk.data.old_files"},
    {"kiosk.actions.refusals", "kiosk.language.sentences", "badges"},
]
# The wings of the rules, likewise: where people meet stands on where they wait, and that on who they are and where.
WINGS = [
    {"kiosk.expo.proposals"},
    {"kiosk.expo.figures", "kiosk.expo.imports"},
    {"kiosk.expo.timetable"},
    {"kiosk.expo.after"},
    {"kiosk.expo.door", "kiosk.expo.meeting"},
    {"kiosk.expo.queue"},
    {"kiosk.expo.programme"},
    {"kiosk.expo.person"},
    {"kiosk.expo.square"},
]
# Helpers on no line know no rule, action, screen or page.
HELPERS = {
    "kiosk.settings",
    "kiosk.addresses",
    "kiosk.face",
    "kiosk.language",
    "kiosk.data",
    "kiosk.actions.fields",
    "kiosk.actions.verb",
    "kiosk.serving",
    "kiosk.live.watchers",
}
RULES_KNOW = {"kiosk.face", "kiosk.data", "kiosk.actions.fields", "kiosk.language", "kiosk.addresses"}
# Settings are create_app's and the command line's, and handed on; whoever gets them may name their type.
SETTINGS_FOR = LINES[0] | {
    "kiosk.data.open_store",
    "kiosk.pages",
    "kiosk.doctor",
    "kiosk.serving.tls.https",
    "kiosk.standby",
}
PARTS = set().union(*LINES, HELPERS)


def modules() -> dict[str, Path]:
    found = {}
    for top in ("kiosk", "badges"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


@cache
def imported(path: Path) -> set[str]:
    """The full names of the project's modules, and of outside packages, that a file imports when it runs."""
    names: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _running(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names.add(whole if whole in MODULES else node.module)
    return names


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _running(child)


def part(module: str) -> str:
    """The part of the house a module belongs to: `kiosk.expo.queue.places` to `kiosk.expo`."""
    words = module.split(".")
    for length in range(len(words), 0, -1):
        name = ".".join(words[:length])
        if name in PARTS and (name != "kiosk" or module == "kiosk"):
            return name
    return words[0]


def line(name: str) -> int | None:
    return next((index for index, names in enumerate(LINES) if name in names), None)


def test_a_part_imports_only_what_stands_below_it() -> None:
    upward = []
    for module, path in MODULES.items():
        own = part(module)
        for name in imported(path):
            other = part(name)
            if name not in MODULES or other == own or None in (line(own), line(other)):
                continue
            if line(other) <= line(own) and line(own) > 0:
                upward.append(f"{module} imports {name}")
    assert upward == []


def test_every_part_has_its_place() -> None:
    placeless = {module for module in MODULES if part(module) not in PARTS}
    assert placeless == set()


def test_a_wing_of_the_rules_imports_only_what_stands_below_it() -> None:
    upward = []
    for module, path in MODULES.items():
        for name in imported(path):
            if (own := wing(module)) is None or (other := wing(name)) is None or own == other:
                continue
            if _height(other) <= _height(own):
                upward.append(f"{module} imports {name}")
    assert upward == []


def wing(module: str) -> str | None:
    return next((name for names in WINGS for name in names if module.startswith(f"{name}.")), None)


def _height(name: str) -> int:
    return next(index for index, names in enumerate(WINGS) if name in names)


def test_every_rule_stands_in_a_wing() -> None:
    rules = {module for module in MODULES if module.startswith("kiosk.expo.")}
    assert {module for module in rules if wing(f"{module}.") is None} == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    order = TopologicalSorter(
        {module: {name for name in imported(path) if name in MODULES} for module, path in MODULES.items()}
    )
    order.prepare()


def test_helpers_know_nothing_of_what_the_house_does() -> None:
    known = {
        f"{module} imports {one}"
        for module, path in MODULES.items()
        if part(module) in HELPERS
        for one in imported(path)
        if one in MODULES and one != "kiosk" and (line(part(one)) or 99) < line("kiosk.data.store")
    }
    assert known == set()


def test_the_rules_know_store_journal_and_refusals_and_never_flask() -> None:
    known, outside = set(), set()
    for module, path in MODULES.items():
        if part(module) == "kiosk.expo":
            names = imported(path)
            known |= {part(one) for one in names if one in MODULES}
            outside |= {one.split(".")[0] for one in names if one not in MODULES}
    below = set().union(*LINES[line("kiosk.expo") :])
    assert known <= below | RULES_KNOW
    assert outside & {"flask", "flask_socketio", "flask_babel", "werkzeug", "jinja2", "gevent"} == set()


def test_what_an_action_is_answered_is_decided_without_flask() -> None:
    known, outside, unread = set(), set(), ["kiosk.pages.answer"]
    while unread:
        module = unread.pop()
        known.add(module)
        names = imported(MODULES[module])
        outside |= {one.split(".")[0] for one in names if one not in MODULES}
        unread += [one for one in names if one in MODULES and one not in known]
    assert outside & {"flask", "flask_socketio", "flask_babel", "jinja2"} == set()


def test_badges_import_nothing_from_kiosk() -> None:
    assert {
        f"{module}: {name}"
        for module, path in MODULES.items()
        if part(module) == "badges"
        for name in imported(path)
        if part(name).startswith("kiosk")
    } == set()


def test_settings_are_read_by_create_app_and_the_command_line_alone() -> None:
    readers = {part(module) for module, path in MODULES.items() if "kiosk.settings" in imported(path)}
    assert readers - SETTINGS_FOR == set()


def test_begin_and_commit_stand_only_in_the_store() -> None:
    said = re.compile(
        r"""["'](?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|END TRANSACTION)\b(?!:)|\.(?:commit|rollback)\("""
    )
    assert _files_with(said) == {"kiosk.data.store"}


def test_only_live_emits() -> None:
    assert _files_with(re.compile(r"\.emit\(")) <= {"kiosk.live", "kiosk.serving.transport"}


def test_every_write_of_a_page_is_an_action() -> None:
    """Only perform() and the store's own module open a change; everything above speaks actions."""
    above = set().union(*LINES[: line("kiosk.live.painting")])
    assert {module for module in _files_with(re.compile(r"\.change\(")) if part(module) in above} == set()


def _files_with(pattern: re.Pattern[str]) -> set[str]:
    return {
        module
        for module, path in MODULES.items()
        if module.startswith("kiosk") and pattern.search(path.read_text(encoding="utf-8"))
    }
