"""Write docs/contract.md: the verbs, pages, topics and settings that outside programs rely on, from the tables themselves.

.venv/bin/python -m tools.contract
"""

import inspect
import json
from collections.abc import Iterable
from pathlib import Path

from kiosk.actions.access import PAGES, TOPICS
from kiosk.actions.verb import Verb
from kiosk.actions.verbs import VERBS
from kiosk.data.expo_settings import BOOTH, EXPO, Setting
from kiosk.language.sentences import gettext

TARGET = Path(__file__).parent.parent / "docs" / "contract.md"

HEAD = """# What outside programs rely on

The names, fields and shapes below are generated from the tables of verbs, roles and settings
(`python -m tools.contract`); a test holds that they agree. Nothing here is renamed or taken away; it grows. How an action is
sent and answered, what can be read, and the sockets stand in [programs.md](programs.md). A running server tells verbs and readings
as OpenAPI 3.1 at `GET /openapi.json`, and what happens at `GET /events`: of each entry the members of the column "events".

Every action is `POST /actions/<verb>` with JSON or a form, an `action_id` and, where the last column says so, `at` and
`sent_at`. Fields in brackets are optional; of those parted by `|` exactly one is sent. A kiosk names a visitor by `code` alone.
Off the server's own machine, what the column "where" gives as HTTPS is refused over plain HTTP.

What `at` and `sent_at` say is believed where it is possible (within three days; on an expo day, from four hours before
opening, where the verb needs one; after what the action is about was there; not on another day once the station was heard
today). Else the action happened when it arrived, its journal entry's detail says `"time_unknown": true`, and it is never
refused for its time.

Only desks and organisers read the code of a badge that they did not show: to everybody else an answer's `badge.code` is
null unless it was sent, the action made that badge, or it is the bound phone's own. `need` is for desks, organisers and booths. A
bound phone reads a consultation without the booth's `note`, `follow_up` and notes on lines; what is to be done next stands on the
visitor's own page of meetings (`/v/<code>/meetings`), as the booth's tablet says beside the field.

Every response bears the header `X-Kiosk: 1`: without it somebody else answered in the server's place (a captive portal). What
is no JSON with a boolean `ok` and a text `code` is no answer to an action. `/healthz` tells the server's clock as `now`.

What is remembered of an action is answered with the header `Answer-Proof`. Where another laptop takes the first one's place (a new
`epoch`), a station tells it what it was answered in the last ten minutes, before anything new: `POST /answered` with `records`
(100 at most, each `{action_id, verb, fields, proof, answer}`, as they were sent and came) and `round`: `first`, a second later `again`
for what waits, at last `last`. It answers `verdicts` by action_id: `restored` (as it was answered), `known` (it is here), `waits`,
`listed` (it can't be restored and stands on the desks' list), `forgotten`, `void` (undone on purpose), `reused`.
"""


def contract() -> str:
    """The page as it should be now."""
    return "\n".join(
        [
            HEAD,
            "## Verbs",
            "",
            *_verbs(),
            "",
            "## Pages",
            "",
            *_pages(),
            "",
            "## Topics",
            "",
            *_topics(),
            "",
            "## Settings of the expo",
            "",
            "Changed by `expo.settings`; a booth's own by `booth.settings`. Read at `GET /settings.json` (organiser).",
            "",
            *_settings(EXPO.values()),
            "",
            "## Settings of a booth",
            "",
            *_settings(BOOTH.values()),
            "",
        ]
    )


def _verbs() -> list[str]:
    rows = [
        "| verb | fields | who may | where | what it does | late | events |",
        "|---|---|---|---|---|---|---|",
    ]
    for verb, row in sorted(VERBS.items()):
        roles = ", ".join(sorted(row.roles)) or "the clock and the command line"
        does = " ".join((inspect.getdoc(row.rule) or "").split("\n\n")[0].split())
        late = "yes" if row.late else ""
        tells = ", ".join(f"`{name}`" for name in row.tells)
        rows.append(f"| `{verb}` | {_fields(row)} | {roles} | {_where(row)} | {does} | {late} | {tells} |")
    return rows


def _where(row: Verb) -> str:
    if not row.roles:
        return ""
    if row.by_page:
        return "by a page alone"
    return "HTTPS, HTTP" if row.over_http else "HTTPS"


def _fields(row: Verb) -> str:
    one = [" \\| ".join(f"`{name}`" for name in row.one_of)] if row.one_of else []
    rest = [
        f"`{name}`" if field.required else f"[`{name}`]"
        for name, field in row.fields.items()
        if name not in row.one_of
    ]
    return ", ".join(one + rest)


def _pages() -> list[str]:
    return [f"- `/{page}`: {', '.join(sorted(roles))}" for page, roles in sorted(PAGES.items())]


def _topics() -> list[str]:
    return [f"- `{word}`: {', '.join(sorted(roles))}" for word, roles in sorted(TOPICS.items())]


def _settings(settings: Iterable[Setting]) -> list[str]:
    rows = ["| setting | default | bound | what it is |", "|---|---|---|---|"]
    for one in settings:
        default, what = json.dumps(one.default), gettext(one.label, "en")
        rows.append(f"| `{one.name}` | `{default}` | {one.kind.bound('en')} | {what} |")
    return rows


if __name__ == "__main__":
    TARGET.write_text(contract(), encoding="utf-8")
