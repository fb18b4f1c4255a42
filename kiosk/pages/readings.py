"""What programs may read, one row an address: GET /openapi.json tells it, and docs/programs.md shows the shapes in words.

Every GET of JSON or JSON lines that the server answers stands here (a test compares the two).
"""

from typing import Any, NamedTuple

from kiosk.actions.access import PAGES, STATIONS, TOPICS
from kiosk.forecast.what_if import WHAT

ANYBODY = frozenset({"visitor", "phone", "stranger"}) | STATIONS
ORGANISER = PAGES["organiser"]
DESK = PAGES["desk"]

Schema = dict[str, Any]
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
OBJECT: Schema = {"type": "object"}


def list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


class Reading(NamedTuple):
    """`path` with its parts in braces; `who`: roles, `stranger` being anybody; `asks`: of the query, each optional unless
    in `needs`; `answers`: the members of the object that comes beside what every answer has."""

    path: str
    says: str
    who: frozenset[str]
    answers: dict[str, Schema]
    asks: dict[str, Schema] = {}
    needs: tuple[str, ...] = ()
    media: str = "application/json"


_SEQ = {"seq": WHOLE}
_ROWS = list_of(OBJECT)
_TIME: Schema = {"type": "string", "format": "date-time"}
_STEP: Schema = {
    "type": "object",
    "properties": {"at": _TIME, "time": TEXT}
    | dict.fromkeys(("arrivals", "present", "waiting", "meetings", "finished"), WHOLE)
    | dict.fromkeys(("wait_p50_min", "wait_p80_min"), maybe(NUMBER)),
}
_EVENT = {
    "seq": WHOLE,
    "at": _TIME,
    "happened_at": _TIME,
    "kind": TEXT,
    "actor": TEXT,
    "station": maybe(WHOLE),
    "booth": maybe(TEXT),
    "ticket": maybe(WHOLE),
    "consultation": maybe(WHOLE),
}
_PLAN = {
    "q": {"type": "string", "maxLength": 100},
    **dict.fromkeys(("category", "agency", "quarter", "event"), list_of(TEXT)),
    **dict.fromkeys(("min", "max", "page"), WHOLE),
}

READINGS = (
    Reading(
        "/healthz",
        "Whether the server lives, and its clock.",
        ANYBODY,
        {"ok": FLAG, "now": TEXT, "version": TEXT, "fence": WHOLE, **_SEQ},
    ),
    Reading(
        "/standby.json",
        "What this laptop is to the others of its expo: whether it writes, its second laptop, the third.",
        ORGANISER,
        {
            "state": TEXT,
            "role": TEXT,
            "fence": WHOLE,
            "linked": FLAG,
            "by_itself": FLAG,
            "behind": WHOLE,
            "alone": WHOLE,
        },
    ),
    Reading("/openapi.json", "This description.", ANYBODY, {}),
    Reading(
        "/events",
        "The journal behind `after` as JSON lines, without anything of a person; `wait` waits so many seconds for more.",
        ORGANISER,
        _EVENT,
        {
            "after": {"type": "integer", "minimum": 0},
            "wait": {"type": "integer", "minimum": 0, "maximum": 60},
            "epoch": TEXT,
        },
        media="application/jsonl",
    ),
    Reading(
        "/board.json", "Every booth with who is called, masked.", TOPICS["board"], {**_SEQ, "booths": _ROWS}
    ),
    Reading(
        "/booths/{number}.json",
        "One booth with its tickets.",
        TOPICS["booth"],
        {**_SEQ, "number": TEXT, "tickets": _ROWS},
    ),
    Reading(
        "/visitors/{code}.json",
        "A visitor and their agenda; the name masked for who only holds the code.",
        TOPICS["visitor"],
        {**_SEQ, "visitor": {"$ref": "#/components/schemas/Visitor"}, "agenda": OBJECT, "programme": _ROWS},
    ),
    Reading(
        "/organiser.json",
        "The figures of now, and the alarms.",
        ORGANISER,
        {
            **_SEQ,
            **dict.fromkeys(("persons_today", "enterprises_today", "waiting", "in_meetings"), WHOLE),
            "outcomes": OBJECT,
            "alarms": _ROWS,
        },
    ),
    Reading(
        "/organiser/alarms.json",
        "Alarms that were, the newest first.",
        ORGANISER,
        {"alarms": _ROWS},
        {"before": WHOLE},
    ),
    Reading(
        "/organiser/forecast.json",
        "What was foretold last of the rest of today (`forecast --json`); null where nothing was.",
        ORGANISER,
        {"forecast": maybe(OBJECT)},
    ),
    Reading(
        "/organiser/what-if.json",
        "What one change of the rest of today would do: the same futures with and without it. Takes seconds.",
        ORGANISER,
        {"lead": TEXT, "changes": _ROWS, "difference": OBJECT},
        {
            "what": {"enum": list(WHAT)},
            **dict.fromkeys(("booth", "at", "until", "to"), TEXT),
            "count": WHOLE,
        },
        ("what",),
    ),
    Reading(
        "/organiser/booths.json",
        "Every booth as the organiser's table has it.",
        ORGANISER,
        {**_SEQ, "booths": _ROWS},
    ),
    Reading(
        "/organiser/day.json",
        "Today by ten minutes, the day before it, and the last hour by five.",
        ORGANISER,
        {
            **_SEQ,
            "day": maybe(TEXT),
            "step_min": WHOLE,
            "steps": list_of(_STEP),
            "before": maybe({"type": "object", "properties": {"day": TEXT, "steps": list_of(_STEP)}}),
            "last_hour": {
                "type": "object",
                "properties": {"at": list_of(_TIME)}
                | dict.fromkeys(
                    ("present", "in_meetings", "waiting", "longest_wait_min", "met"), list_of(WHOLE)
                ),
            },
        },
    ),
    Reading(
        "/organiser/feed.json",
        "What happened, in words, the newest first.",
        ORGANISER,
        {**_SEQ, "entries": _ROWS, "earlier": maybe(WHOLE)},
        {"before": WHOLE},
    ),
    Reading(
        "/organiser/closing.json", "What is open before a day is closed, and days that are.", ORGANISER, {}
    ),
    Reading(
        "/organiser/doctor.json",
        "What the last look before the doors open found, worst first; null before the first.",
        ORGANISER,
        {"checkup": maybe(OBJECT)},
    ),
    Reading(
        "/laptop/seen.json",
        "How the server and the stations it heard of are; for a program that can read its word in the data folder.",
        frozenset(),
        {"now": WHOLE, "is_demo": FLAG, "clock_rate": NUMBER, "open_files": WHOLE, "fleet": _ROWS},
    ),
    Reading(
        "/organiser/follow-ups.json",
        "What became of each commitment and memorandum, and since when its answer is asked for.",
        ORGANISER,
        {"as_of": TEXT, "promises": _ROWS},
    ),
    Reading(
        "/organiser/timetable.json",
        "Marks, proposals and answers of each agency, and the counters that its booth will need.",
        ORGANISER,
        {
            "agencies": _ROWS,
            "marks": WHOLE,
            "mutual": WHOLE,
            "counts": OBJECT,
            "figures": maybe(OBJECT),
            "short": _ROWS,
        },
    ),
    Reading("/notices.json", "What was told to everybody, and to booths.", ORGANISER, _SEQ),
    Reading(
        "/stations.json", "Every station, and how it is.", TOPICS["stations"], {**_SEQ, "stations": _ROWS}
    ),
    Reading(
        "/organiser/start.json", "What makes an expo, step by step.", ORGANISER, {**_SEQ, "steps": _ROWS}
    ),
    Reading(
        "/figures.json",
        "Every figure with its unit and definition; of one day with `day`.",
        ORGANISER,
        {"as_of": TEXT, "day": maybe(TEXT), "figures": OBJECT},
        {"day": TEXT},
    ),
    Reading("/results.json", "Results by agency, once released.", ANYBODY, {}),
    Reading("/results/{booth}.json", "One agency's results, once released.", ANYBODY, {}),
    Reading("/organiser/rehearsal.json", "What a rehearsal's end would wipe.", ORGANISER, {}),
    Reading("/stage.json", "Signings.", TOPICS["stage"], _SEQ),
    Reading("/programme.json", "What is on.", TOPICS["programme"], {"items": _ROWS}),
    Reading(
        "/plan.json",
        "What agencies announced, by page.",
        TOPICS["plan"],
        {"items": _ROWS, **dict.fromkeys(("count", "won", "pages"), WHOLE)},
        _PLAN,
    ),
    Reading(
        "/settings.json",
        "Settings, days, organisers, retention.",
        ORGANISER,
        {**_SEQ, "settings": _ROWS, "days": _ROWS},
    ),
    Reading(
        "/words.json", "The expo's own words.", ANYBODY, {"consent_version": TEXT, "languages": list_of(TEXT)}
    ),
    Reading("/face.json", "How the expo looks.", ANYBODY, {}),
    Reading("/sounds.json", "Recordings that boards play.", ANYBODY, {}),
    Reading(
        "/organiser/find.json",
        "Whatever has these words or numbers.",
        ORGANISER,
        {"found": _ROWS},
        {"q": TEXT},
        ("q",),
    ),
    *(
        Reading(
            f"/organiser/{kind}/{{key}}.json",
            f"One of the {kind}: its sheet.",
            ORGANISER,
            {**_SEQ, "sheet": OBJECT},
        )
        for kind in ("booths", "visitors", "enterprises", "meetings", "stations", "purchases")
    ),
    Reading(
        "/organiser/privacy.json",
        "How long personal data is kept, and who saw contact data.",
        ORGANISER,
        {"purposes": _ROWS, "is_due": FLAG, "goes": OBJECT, "records": _ROWS, "earlier": maybe(WHOLE)},
        {"before": WHOLE},
    ),
    Reading(
        "/organiser/standby.json",
        "How the copy of the expo elsewhere stands: `copy.state` off, whole, near or stands, `lag_s` by how much it is behind.",
        ORGANISER,
        {"copy": OBJECT},
    ),
    Reading("/organiser/files.json", "Files that are being made, or were.", ORGANISER, {"jobs": _ROWS}),
    Reading("/organiser/import.json", "How far a large import is.", ORGANISER, {}),
    Reading("/organiser/printers.json", "Printers, and what waits for them.", ORGANISER, {}),
    Reading("/desk/search.json", "People by name, number or phone; noted.", DESK, {}, {"q": TEXT}),
    Reading(
        "/desk/snapshot.json",
        "What a desk's or a door's own tablet keeps for when the server is away, or what changed of it; noted.",
        frozenset({"desk", "door"}),
        {
            **_SEQ,
            "of": TEXT,
            "at": WHOLE,
            "whole": FLAG,
            "key": maybe(TEXT),
            "people": list_of({"type": "array"}),
            "gone": list_of(WHOLE),
            "enterprises": list_of({"type": "array"}),
            "blanks": _ROWS,
            "crowds": list_of(WHOLE),
        },
        {"of": TEXT, "after": {"type": "integer", "minimum": 0}},
    ),
    Reading("/desk/person/{visitor}.json", "One person's panel; noted.", DESK, {}),
    Reading("/desk/data/{visitor}.json", "All that is kept of one person; noted.", DESK, {}),
    Reading("/desk/lists.json", "Who waits to be confirmed, and who looks alike.", DESK, {}),
    Reading("/desk/enterprise.json", "An enterprise by its name or number.", DESK, {}, {"q": TEXT}),
    Reading("/desk/late.json", "What cut-off stations reported and could not be done.", DESK, {}),
    Reading("/desk/prints.json", "Badges on their way to a printer.", DESK, {}),
    Reading(
        "/booth/plan.json",
        "What a booth's agency announced that fits a visitor.",
        PAGES["booth"],
        {},
        {"booth": TEXT, "visitor": WHOLE},
    ),
    Reading("/booth/log.json", "The log of a meeting.", PAGES["booth"], {}, {"consultation": WHOLE}),
    Reading("/kiosk/found.json", "Booths that fit words, for the kiosk.", PAGES["kiosk"], {}, {"q": TEXT}),
    Reading("/kiosk/enterprise.json", "Whether an enterprise is known.", PAGES["kiosk"], {}),
    Reading("/programme/own.json", "A bound phone's own sign-ups.", ANYBODY, {}),
    Reading(
        "/v/{code}/day.json",
        "A bound phone's own day.",
        frozenset({"visitor"}),
        {"number": WHOLE, "date": TEXT, "timed": _ROWS, "untimed": _ROWS},
    ),
    Reading(
        "/v/{code}/data.json",
        "All that is kept of a bound phone's owner.",
        frozenset({"visitor"}),
        {"number": WHOLE},
    ),
)
