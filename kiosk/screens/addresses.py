"""Where the sheets of the organiser stand: each kind of thing, and one of it."""

from urllib.parse import quote

from kiosk.language.sentences import N_

KINDS = {
    "booth": N_("부스"),
    "enterprise": N_("기업"),
    "visitor": N_("참가자"),
    "meeting": N_("상담"),
    "station": N_("단말"),
    "purchase": N_("구매계획"),
}
# The word of a kind in an address: /organiser/booths/A03.
PLACES = {kind: f"{kind}s" for kind in KINDS}


def address(kind: str, key: object) -> str:
    """Where the sheet about this stands: of a booth and a visitor by their number, of everything else by its id."""
    return f"/organiser/{PLACES[kind]}/{quote(str(key), safe='')}"
