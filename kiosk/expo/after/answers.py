"""What became of a promise, answered by a verb: by an organiser, or by its agency on the page of a link."""

from datetime import date
from typing import Any

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data.store import Change
from kiosk.expo.after.links import LINKS
from kiosk.expo.after.promises import Answer, Followed, State, carried, followed
from kiosk.expo.square import days
from kiosk.language.money import exact
from kiosk.language.sentences import N_, gettext

NO_PROMISE = N_("그 약속을 찾을 수 없어요. 기록이 고쳐졌을 수 있으니 화면을 새로 열어 주세요.")
STATE_WORDS: dict[State, str] = {
    "contracted": N_("계약함"),
    "lapsed": N_("하지 않기로 함"),
    "open": N_("진행 중"),
}


def answer(
    change: Change,
    *,
    promise: int,
    state: State,
    contracted_on: str | None = None,
    won: int | None = None,
    document: str | None = None,
    reason: str | None = None,
    by: str | None = None,
    link: int | None = None,
) -> dict[str, Any]:
    """Say what became of a commitment or memorandum (`promise`: its line): `contracted` (contracted_on, won, document),
    `lapsed` (reason) or still `open`. `by`: who says so, as they call themselves. What was said before stays in the history.

    `link`: the page of an agency's link answers through it, nobody else. Answers `follow_up`. Raises NotFound, BadFields.
    """
    found = require(change, promise, LINKS.agency_of(change, link))
    if state == "contracted":
        _require_day(change, found, contracted_on or "")
    written = add(
        change,
        found,
        state=state,
        contracted_on=contracted_on if state == "contracted" else None,
        won=won if state == "contracted" else None,
        document=document if state == "contracted" else None,
        reason=reason if state != "contracted" else None,
        answered_by=by,
        actor=f"link:{link}" if link else actor_of(change),
        way="link" if link else "organiser",
    )
    change.record("follow_up.answer", **subject(found), follow_up=written, state=state, link=link)
    sentence = N_("‘%(state)s’(으)로 적었어요.")
    return {
        "follow_up": {"id": written, "promise": promise, "state": state},
        "message": gettext(sentence, change.lang, state=gettext(STATE_WORDS[state], change.lang)),
    }


def take_back(
    change: Change, *, follow_up: int, reason: str | None = None, link: int | None = None
) -> dict[str, Any]:
    """Take the newest answer of a promise back; the one before it stands again. Raises NotFound, Refused wrong_state."""
    row = change.one("SELECT line_id, undone_at FROM follow_ups WHERE id = ?", follow_up)
    line = carried(change.db, [row["line_id"]]).get(row["line_id"]) if row else None
    if line is None:
        raise NotFound(gettext(NO_PROMISE, change.lang))
    found = require(change, line, LINKS.agency_of(change, link))
    if found.answer is None or found.answer["id"] != follow_up:
        sentence = N_("그 뒤에 다른 답이 적혔거나 이미 되돌린 답이에요. 화면을 새로 열어 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    undo(change, found.answer, f"link:{link}" if link else actor_of(change))
    visitor = found.promise["visitor_id"]  # with whom the reason is forgotten
    change.record(
        "follow_up.undo", **subject(found), visitor_id=visitor, follow_up=follow_up, reason=reason, link=link
    )
    return {
        "follow_up": {"id": follow_up, "promise": line},
        "message": gettext(N_("답을 되돌렸어요."), change.lang),
    }


def require(change: Change, line: int, agency_id: int | None) -> Followed:
    """The promise of this line, in the newest version of its log; of this agency, where one is named. Raises NotFound."""
    row = change.one(
        "SELECT c.finished_at, b.agency_id FROM lines l JOIN consultations c ON c.id = l.consultation_id"
        " JOIN booths b ON b.id = c.booth_id WHERE l.id = ? AND c.state = 'finished'",
        line,
    )
    if row is None or agency_id not in (None, row["agency_id"]):
        raise NotFound(gettext(NO_PROMISE, change.lang))
    at = row["finished_at"]
    for one in followed(change.db, agency_id=row["agency_id"], since=at, until=at + 1):
        if one.promise["line"] == line:
            return one
    raise NotFound(gettext(NO_PROMISE, change.lang))


def add(change: Change, found: Followed, **columns: Any) -> int:
    """A further answer, which stands from now on; gives its id."""
    return change.insert(
        "follow_ups",
        line_id=found.promise["line"],
        **{"as_of": change.now, "answered_at": change.now, **columns},
    )


def undo(change: Change, one: Answer, by: str) -> None:
    change.update(
        "UPDATE follow_ups SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL",
        change.now,
        by,
        one["id"],
    )


def actor_of(change: Change) -> str:
    """`organiser:12`: a role, and which station."""
    role, station = change.actor.role, change.actor.station_id
    return f"{role}:{station}" if station else role


def subject(found: Followed) -> dict[str, Any]:
    """What a journal entry about this promise is about."""
    return {
        "booth_id": found.promise["booth_id"],
        "consultation_id": found.promise["meeting"],
        "promise": found.promise["line"],
    }


def misfits(values: dict[str, Any], lang: str) -> dict[str, str]:
    """What each state needs: the verb's form."""
    needed: dict[str, dict[str, str]] = {
        "contracted": {
            "contracted_on": N_("계약한 날을 골라 주세요."),
            "won": N_("계약한 금액을 원 단위로 적어 주세요."),
        },
        "lapsed": {"reason": N_("하지 않기로 한 까닭을 적어 주세요.")},
    }
    wanted = needed.get(values["state"], {})
    return {name: gettext(sentence, lang) for name, sentence in wanted.items() if not values.get(name)}


def day_misfit(found: Followed, contracted_on: date, today: date) -> str:
    """What is wrong with the day of a contract, "" where nothing is; with %(day)s, the day of the promise or of today."""
    if contracted_on < found.promised_on:
        return N_("계약한 날이 약속한 날(%(day)s)보다 앞서요. 연도를 확인해 주세요.")
    return (
        N_("계약한 날이 아직 오지 않았어요(오늘은 %(day)s). 연도를 확인해 주세요.")
        if contracted_on > today
        else ""
    )


def told(one: Answer, lang: str) -> str:
    """`계약함 2026-11-30 19,000,000원`, `하지 않기로 함`."""
    word = gettext(STATE_WORDS[one["state"]], lang)
    if one["state"] != "contracted":
        return word
    return f"{word} {one['contracted_on']} {exact(one['won'] or 0, lang)}"


def _require_day(change: Change, found: Followed, contracted_on: str) -> None:
    today = date.fromisoformat(days.date_of(change.now, change.time_zone))
    day = date.fromisoformat(contracted_on)
    if sentence := day_misfit(found, day, today):
        said = found.promised_on if day < found.promised_on else today
        raise BadFields({"contracted_on": gettext(sentence, change.lang, day=said.isoformat())})
