"""Follows the kinds that a template is given (TypedDicts) through its loops and settings, in every branch."""

import types
from collections.abc import Iterable, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from jinja2 import Environment, nodes

Hint = Any  # a type, or None for what is not known
Names = dict[str, Hint]
ORDERING = ("list", "reverse", "sort")  # filters that leave what a list holds as it is


def misread(environment: Environment, template: str, given: Names) -> list[str]:
    """What the template reads and its kinds do not have: ["line 12: Place.boooth"]."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, template)
    faults: list[str] = []
    _follow(environment.parse(source).body, dict(given), faults)
    return faults


def hints_of(kind: Any) -> Mapping[str, Hint]:
    return kind if isinstance(kind, dict) else get_type_hints(kind)


def _follow(body: Iterable[nodes.Node], known: Names, faults: list[str]) -> None:
    for node in body:
        if isinstance(node, nodes.Assign):
            _set(node.target, _hint(node.node, known, faults), known)
        elif isinstance(node, nodes.With):
            within = dict(known)
            for target, value in zip(node.targets, node.values, strict=True):
                _set(target, _hint(value, known, faults), within)
            _follow(node.body, within, faults)
        elif isinstance(node, nodes.For):
            within = known | {"loop": None}
            _set(node.target, _element(_hint(node.iter, known, faults)), within)
            _follow([*([node.test] if node.test else []), *node.body, *node.else_], within, faults)
        elif isinstance(node, nodes.Macro):
            _follow(node.body, known | {one.name: None for one in node.args}, faults)
        elif isinstance(node, nodes.Expr):
            _hint(node, known, faults)
        else:
            _follow(node.iter_child_nodes(), known, faults)


def _set(target: nodes.Node, hint: Hint, known: Names) -> None:
    if isinstance(target, nodes.Name):
        known[target.name] = hint
    elif isinstance(target, nodes.Tuple):
        parts = hint if isinstance(hint, list) else [None] * len(target.items)
        for one, part in zip(target.items, parts, strict=True):
            _set(one, part, known)


def _hint(node: nodes.Expr, known: Names, faults: list[str]) -> Hint:
    """The type of an expression as far as it is known; what is misread within it is noted."""
    if isinstance(node, nodes.Name):
        return known.get(node.name)
    if isinstance(node, nodes.Tuple):
        return [_hint(one, known, faults) for one in node.items]
    if isinstance(node, nodes.Or | nodes.And):
        return Union[tuple(_hint(one, known, faults) for one in (node.left, node.right))]  # noqa: UP007
    if isinstance(node, nodes.Filter) and node.name in ORDERING and node.node:
        return _hint(node.node, known, faults)
    if isinstance(node, nodes.Getattr):
        return _item(_hint(node.node, known, faults), node.attr, node.lineno, faults)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        owner = _hint(node.node, known, faults)
        return (
            _element(owner)
            if isinstance(node.arg.value, int)
            else _item(owner, node.arg.value, node.lineno, faults)
        )
    if isinstance(
        node, nodes.Getitem
    ):  # a slice is of the same kind, an item by a name that is not known of any
        owner = _hint(node.node, known, faults)
        return owner if isinstance(node.arg, nodes.Slice) else None
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Expr):
            _hint(child, known, faults)
        else:
            _follow([child], known, faults)
    return None


def _item(owner: Hint, name: str, line: int, faults: list[str]) -> Hint:
    kinds = [one for one in _alternatives(owner) if isinstance(one, dict) or is_typeddict(one)]
    if not kinds:
        return None
    found = [hints_of(one)[name] for one in kinds if name in hints_of(one)]
    if not found:
        faults.append(f"line {line}: {' | '.join(getattr(one, '__name__', 'p') for one in kinds)}.{name}")
        return None
    return Union[tuple(found)]  # noqa: UP007


def _element(hint: Hint) -> Hint:
    """What a list holds."""
    held = [get_args(one)[0] for one in _alternatives(hint) if get_origin(one) is list]
    return Union[tuple(held)] if held else None  # noqa: UP007


def _alternatives(hint: Hint) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
