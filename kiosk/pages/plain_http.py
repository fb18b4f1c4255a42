"""What plain HTTP may ask for off loopback, which is little, and what every answer's headers say. No framework.

Pages are named one by one, so that a new one is closed until somebody thought about it; a verb's row says whether it is
open (`over_http`, kiosk/actions/verbs).
"""

from kiosk.actions.refusals import NotAllowed
from kiosk.data.store import Store
from kiosk.language.sentences import gettext

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:;"
    " media-src 'self' blob: mediastream:; connect-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'self'"
)

HEADERS = (  # of every answer
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Kiosk", "1"),  # it is this server that answers, nobody between (static/js/core/answers.js)
)


def fence_header(store: Store) -> tuple[str, str]:
    """Which laptop answers (static/js/core/fence.js): of which expo, under which fence."""
    return "X-Fence", f"{store.expo_mark} {store.fence}"


OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "static_now",
        "face.now",
        "face.style",
        "face.emblem",
        "face.emblem_on_field",
        "face.pattern",
        "face.words",
        "board.hall",
        "board.booth",
        "plan.plan",
        "programme.programme",
        "programme.own",
        "plan.twin",
        "plan.file",
        "plan.way",
        "plan.way_part",
        "openapi.described",
        "results.results",
        "results.twin",
        "results.agency",
        "results.agency_twin",
        "sounds.listed",
        "sounds.sound",
        "phone.visitor",
        "phone.own_part",
        "phone.badge",
        "phone.badge_picture",
        "phone.day",
        "phone.day_file",
        "trust.show",
        "trust.certificate",
        "trust.profile",
        "twins.healthz",
        "twins.board",
        "twins.programme",
        "twins.visitor",
    }
)


def closed(https: str, lang: str) -> NotAllowed:
    """The refusal of what is for HTTPS alone. `https` is this server's HTTPS origin, "" where there is none."""
    if https:
        sentence = gettext(
            "이 일은 안전한 주소에서만 할 수 있어요. %(origin)s 으로 열어 주세요.", lang, origin=https
        )
        return NotAllowed(sentence)
    return NotAllowed(
        gettext("이 일은 안전한 주소(HTTPS)에서만 할 수 있어요. 서버를 --https-port와 함께 켜 주세요.", lang)
    )


def no_registration(lang: str) -> NotAllowed:
    return NotAllowed(gettext("여기서는 등록할 수 없어요. 입구의 키오스크나 안내 데스크로 와 주세요.", lang))
