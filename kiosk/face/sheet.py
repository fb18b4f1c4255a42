"""The face as a style sheet: what styles/base/tokens.css says of the default, said of this expo."""

from kiosk.face.scale import Scale


def sheet(scale: Scale, pictures: dict[str, str]) -> str:
    """CSS of custom properties."""
    light = _rule(":root", scale.light | scale.field | pictures)
    return light + _rule(':root[data-theme="dark"]', scale.dark)


def pictures_of(emblem: str, on_field: str = "") -> dict[str, str]:
    """The emblem's properties, of its address (and of another one for fields). An emblem that somebody brought may have
    whatever colours, so on a field it stands on a white plate."""
    return {
        "face-emblem": f'url("{emblem}")',
        "face-emblem-on-field": f'url("{on_field or emblem}")',
        "face-plate": "transparent" if on_field else "#fff",
        "face-plate-room": "0" if on_field else "0.12em",
    }


def _rule(selector: str, properties: dict[str, str]) -> str:
    return (
        f"{selector} {{\n" + "".join(f"  --{name}: {value};\n" for name, value in properties.items()) + "}\n"
    )
