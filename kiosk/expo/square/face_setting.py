"""Setting the expo's face: what is named changes, the rest stays."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.square import ground
from kiosk.language.sentences import N_, gettext

TOLD = ("name_en", "short_name", "colour")
RESETTABLE = (*TOLD, "emblem")


def set_face(
    change: Change, *, name: str | None = None, reset: list[str] | None = None, **given: Any
) -> dict[str, Any]:
    """Set the expo's names (`name`, `name_en`, `short_name`), its `colour` (#rrggbb that carries white letters) and its
    `emblem` (SVG or PNG, with `emblem_png`: an SVG painted for paper); `reset` names what goes back to the default.

    Raises BadFields; Refused wrong_state where no expo was set up yet.
    """
    reset = reset or []
    _require_names(change, reset, given)
    if not change.value("SELECT count(*) FROM expo"):
        raise Refused("wrong_state", gettext("먼저 박람회의 이름과 날을 정해 주세요.", change.lang))
    if name:
        change.update("UPDATE expo SET name = ?", name)
    change.update("INSERT OR IGNORE INTO face (id) VALUES (1)")
    if columns := _columns(given, reset):
        change.update(f"UPDATE face SET {', '.join(f'{one} = ?' for one in columns)}", *columns.values())
    told = {column: given[column] for column in TOLD if column in given} | ({"name": name} if name else {})
    change.record("expo.face", **told, emblem="emblem" in given, reset=reset)
    return {"face": _shape(change), "message": left_out(given, change.lang)}


def left_out(given: Mapping[str, Any], lang: str) -> str:
    """What an emblem that was cleaned may look different without; "" where nothing is missed."""
    names = given["emblem"]["left_out"] if "emblem" in given else []
    sentence = N_("상징에서 %(names)s 부분은 빼고 넣었어요. 미리 보기가 다르면 도형으로 바꿔 저장해 주세요.")
    return gettext(sentence, lang, names=", ".join(names)) if names else ""


def _require_names(change: Change, reset: list[str], given: dict[str, Any]) -> None:
    if not set(reset) <= set(RESETTABLE):
        sentence = N_("reset: %(names)s 가운데서 골라 주세요.")
        raise BadFields({"reset": gettext(sentence, change.lang, names=", ".join(RESETTABLE))})
    if "emblem_png" in given and "emblem" not in given:
        raise BadFields({"emblem_png": gettext("emblem_png는 emblem과 함께 보내 주세요.", change.lang)})


def _columns(given: dict[str, Any], reset: list[str]) -> dict[str, Any]:
    """The columns of `face` that change."""
    columns: dict[str, Any] = {name: given[name] for name in TOLD if name in given}
    if "emblem" in given:
        own, paper = given["emblem"], given.get("emblem_png")
        columns |= {"emblem": b64decode(own["data"]), "emblem_type": own["kind"]}
        columns["emblem_png"] = b64decode(paper) if paper else None
    columns |= dict.fromkeys(reset)
    return columns | (dict.fromkeys(("emblem_type", "emblem_png")) if "emblem" in reset else {})


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
