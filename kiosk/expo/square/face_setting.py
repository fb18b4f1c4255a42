"""Setting the expo's face: what is named changes, the rest stays."""

from base64 import b64decode
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.square import ground
from kiosk.language.sentences import N_, gettext

RESETTABLE = ("name_en", "short_name", "colour", "emblem")


def set_face(
    change: Change, *, name: str | None = None, reset: list[str] | None = None, **given: Any
) -> dict[str, Any]:
    """Set the expo's names (`name`, `name_en`, `short_name`), its `colour` (#rrggbb) and `emblem` (kind and data, as
    `fields.emblem` cleaned it); `reset` names what goes back to the default.

    Raises BadFields; Refused wrong_state where no expo was set up yet.
    """
    reset = reset or []
    if not set(reset) <= set(RESETTABLE):
        sentence = N_("reset: %(names)s 가운데서 골라 주세요.")
        raise BadFields({"reset": gettext(sentence, change.lang, names=", ".join(RESETTABLE))})
    if not change.value("SELECT count(*) FROM expo"):
        raise Refused("wrong_state", gettext("먼저 박람회의 이름과 날을 정해 주세요.", change.lang))
    if name:
        change.update("UPDATE expo SET name = ?", name)
        given = {**given, "name": name}
    change.update("INSERT OR IGNORE INTO face (id) VALUES (1)")
    if columns := _columns(given, reset):
        change.update(f"UPDATE face SET {', '.join(f'{one} = ?' for one in columns)}", *columns.values())
    told = {column: value for column, value in given.items() if column != "emblem"}
    change.record("expo.face", **told, emblem="emblem" in given, reset=reset)
    return {"face": _shape(change)}


def _columns(given: dict[str, Any], reset: list[str]) -> dict[str, Any]:
    """The columns of `face` that change."""
    columns: dict[str, Any] = {name: given[name] for name in RESETTABLE[:3] if name in given}
    if "emblem" in given:
        columns |= {"emblem": b64decode(given["emblem"]["data"]), "emblem_type": given["emblem"]["kind"]}
    columns |= dict.fromkeys(reset)
    return columns | ({"emblem_type": None} if "emblem" in reset else {})


def _shape(change: Change) -> dict[str, Any]:
    face = ground.of(change.db).face
    return {
        "name": face.name,
        "name_en": face.name_en,
        "short_name": face.short_name,
        "colour": face.colour,
        "emblem": face.own_emblem.kind if face.own_emblem else None,
        "version": face.version,
    }
