"""The face as a style sheet: what styles/base/tokens.css says of the default, said of this expo."""

from kiosk.face.scale import Scale


def sheet(scale: Scale, *, emblem: str, emblem_on_field: str, pattern: str, plate: bool) -> str:
    """CSS of custom properties. The pictures are paths of this server; `plate`: an emblem of whatever colours needs a
    white one behind it on a field."""
    pictures = {
        "face-emblem": f'url("{emblem}")',
        "face-emblem-on-field": f'url("{emblem_on_field}")',
        "face-pattern": f'url("{pattern}")',
        "face-plate": "#fff" if plate else "transparent",
        "face-plate-room": "0.12em" if plate else "0",
    }
    light = _rule(":root", scale.light | scale.field | pictures)
    return light + _rule(':root[data-theme="dark"]', scale.dark)


def _rule(selector: str, properties: dict[str, str]) -> str:
    return (
        f"{selector} {{\n" + "".join(f"  --{name}: {value};\n" for name, value in properties.items()) + "}\n"
    )
