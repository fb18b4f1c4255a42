"""The kinds of fields that set a face (see kiosk/actions/fields.py)."""

from base64 import b64encode
from typing import Any

from kiosk.actions.fields import Misfit
from kiosk.face import emblem as emblems
from kiosk.face.colour import parse
from kiosk.face.scale import Unreachable, scale
from kiosk.language.sentences import N_


def colour(given: Any) -> str:
    """A colour (#rrggbb) that carries white letters."""
    value = parse(given) if isinstance(given, str) else None
    if value is None:
        raise Misfit(N_("색은 #0b7d6d처럼 #과 여섯 자리로 적어 주세요."))
    try:
        scale(value)
    except Unreachable as faint:
        raise Misfit(
            N_(
                "이 색 위의 흰 글자는 %(contrast)s:1이라 멀리서 읽을 수 없어요. 4.5:1이 되는 더 짙은 색,"
                " 예를 들어 %(instead)s을 골라 주세요."
            ),
            contrast=f"{faint.contrast:.1f}",
            instead=faint.instead,
        ) from None
    return value


def emblem(given: Any) -> dict[str, Any]:
    """A picture as text (an SVG file, or a `data:` address), cleaned: its kind, its bytes in base64, what was left out."""
    picture = _picture(given)
    data = b64encode(picture.data).decode()
    return {"kind": picture.kind, "data": data, "left_out": list(picture.left_out)}


def png(given: Any) -> str:
    """A PNG as a `data:` address, painted anew; in base64."""
    picture = _picture(given)
    if picture.kind != emblems.PNG:
        raise Misfit(N_("상징은 SVG나 PNG 파일로 골라 주세요."))
    return b64encode(picture.data).decode()


def _picture(given: Any) -> emblems.Cleaned:
    if not isinstance(given, str):
        raise Misfit(N_("글자로 적어 주세요."))
    try:
        return emblems.clean(given)
    except emblems.Broken as broken:
        raise Misfit(str(broken)) from None
