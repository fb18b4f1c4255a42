"""A hall for the crawl: people in every state, logs at two booths, a browser or program for every role, and a list of
what is hidden from whom."""

import base64
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from kiosk.actions import access
from tests.outside.conftest import Cast, Person
from tests.outside.programs import Browser, Reply

HOST = "kiosk.test"  # a name that is not this machine: what comes by it over plain HTTP is not secure
NOTE = {"A01": "첫부스끼리만보는메모", "A03": "셋째부스끼리만보는메모"}
SHARED = {"A01": "첫부스가함께본말", "A03": "셋째부스가함께본말"}
TALKED = {"A01": 87_650_000, "A03": 65_430_000}  # talked about, never signed
SIGNED = 43_210_000  # Hana's contract at A03, sent to the stage
NEED = "조용한자리와통역"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# From who may least to who may most: what is done last changes most.
NOBODIES = ["stranger", "revoked", "foreign", "plain", "plain_organiser", "phone", "bound"]
ROLES = [*NOBODIES, "board", "stage", "kiosk", "booth", "booth_a01", "desk", "organiser"]
STATIONS = access.STATIONS | {"booth_a01"}
PHONES = ("phone", "bound", "plain")
KNOWN = set(ROLES) - {"foreign", "plain_organiser"}
SECURE = KNOWN - {"plain"}
BOOTHS = {"A01": "booth_a01", "A03": "booth"}
DESKS = {"desk", "organiser"}


class Hidden(NamedTuple):
    """Something that stands nowhere but before its readers, as it may be written.

    Who sends one of `said_by` knows it; a station also who sends one of `shown_by`: a badge it was shown.
    """

    written: tuple[str, ...]
    readers: frozenset[str] = frozenset()
    said_by: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()

    def is_told(self, role: str, sent: str, text: str) -> bool:
        if role in self.readers or not any(one in text for one in self.written):
            return False
        known = self.said_by + (self.shown_by if role in STATIONS else ())
        return not any(one in sent for one in known)


@dataclass
class World:
    """The expo as it stands before the crawl."""

    cast: Cast
    browsers: dict[str, Browser]
    people: dict[str, Person]
    ids: dict[str, list[int]]
    codes: list[str]
    void: str
    hidden: list[Hidden]

    def ask(self, role: str, method: str, path: str, **options: Any) -> Reply:
        headers = {"Host": f"{HOST}:{self.cast.kiosk.port}"} if role.startswith("plain") else {}
        browser = self.browsers[role]
        if role not in PHONES:  # a page gives everybody a phone's cookie
            browser.session.cookies.pop("phone", None)
        return browser.send(method, path, headers=headers, **options)

    def leaks(self, role: str, sent: str, text: str) -> set[str]:
        """What this text tells this role that it may not see; `sent` is what it asked with."""
        text = unescaped(text)
        return {one.written[0] for one in self.hidden if one.is_told(role, sent, text)}


def unescaped(text: str) -> str:
    """JSON inside a page stands there with its Korean escaped."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def make(cast: Cast) -> World:
    """The hall, set up over HTTP like any other."""
    browsers = _browsers(cast)
    people, void = _people(cast, browsers)
    ids = _deeds(browsers, people)
    ids["visitor"] = [one.id for one in people.values()]
    blank = done(browsers["desk"], "badge.reserve", count=1)["badges"][0]["code"]
    offer = done(browsers["desk"], "phone.offer", code=people["hana"].code)["bind_url"].partition("#bind=")[2]
    assert browsers["bound"].get(f"/v/{people['hana'].code}").status == 200
    done(browsers["bound"], "phone.bind", bind=offer)
    codes = [one.code for one in people.values() if one.code != void] + [blank]
    secrets = {offer, *cast.tokens.values()}
    for browser in browsers.values():
        secrets |= {str(cookie.value) for cookie in browser.session.cookies if cookie.name != "lang"}
    hidden = [Hidden((one,)) for one in secrets] + _hidden(people, codes)
    return World(cast, browsers, people, ids, codes, void, hidden)


def done(browser: Browser, verb: str, **fields: Any) -> Any:
    answer = browser.act(verb, **fields)
    assert answer.status == 200, (verb, answer.text)
    return answer.data


def _people(cast: Cast, browsers: dict[str, Browser]) -> tuple[dict[str, Person], str]:
    """Who is there, by name, and the code of a badge that was lost."""
    desk = browsers["desk"]

    def person(name: str, phone: str, arrived: bool = True, need: bool = False) -> Person:
        fields: dict[str, Any] = {"phone": phone, "email": f"mail{phone[-4:]}@example.kr"}
        if need:
            fields |= {"need": NEED, "consent": {"keep": True, "share": True, "need": True}}
        return cast.person(name=name, arrived=arrived, **fields)

    people = {
        "hana": person("남궁하나", "010-1111-2201"),
        "dul": person("제갈두리", "010-1111-2202", need=True),
        "set": person("선우세찌", "010-1111-2203", need=True),
        "net": person("황보네모", "010-1111-2204", arrived=False),
        "lost": person("독고오월", "010-1111-2205"),
        "merged": person("사공여섯", "010-1111-2206", arrived=False),
    }
    fields = {"name": "탁일곱이", "enterprise": "폰기업", "consent": True}
    pending = done(browsers["phone"], "visitor.register", **fields)["visitor"]
    people["pending"] = Person(pending["id"], "탁일곱이", pending["number"], pending["badge"]["code"])
    done(desk, "visitor.merge", visitor=people["merged"].id, into=people["net"].id, reason="같은 사람")
    void, lost = people["lost"].code, people["lost"].id
    people["lost"].code = done(desk, "badge.void", visitor=lost, reason="분실")["visitor"]["badge"]["code"]
    return people, void


def _deeds(browsers: dict[str, Browser], people: dict[str, Person]) -> dict[str, list[int]]:
    """What was done at the booths and the desk; the ids by the fields that name them."""
    desk, booth, hana = browsers["desk"], browsers["booth"], people["hana"]
    met, files = zip(
        *(_meeting(browsers[staff], booth, hana) for booth, staff in BOOTHS.items()), strict=True
    )
    signing = done(booth, "signing.send", consultation=met[1])["signing"]["id"]
    tickets = [
        done(desk, "ticket.join", visitor=people[name].id, booth=number)["ticket"]["id"]
        for name, number in (("dul", "A01"), ("set", "A03"), ("hana", "B01"))
    ]
    invited = {"booth": "A01", "visitor": people["set"].id}
    invite = done(browsers["booth_a01"], "booth.invite", **invited)["invite"]["id"]
    started = done(booth, "consultation.start", code=people["set"].code, booth="A03", counter=1)
    running = started["consultation"]["id"]
    done(booth, "consultation.note", consultation=running, note=NOTE["A03"])
    printer = done(browsers["organiser"], "printer.add", name="입구", driver="browser")["printer"]["id"]
    job = done(desk, "print.badge", visitor=hana.id, printer=printer)["print"]["id"]
    event = {"title": "특강", "day": "2026-10-29", "starts": "17:00", "kind": "lecture", "place": "소통의 장"}
    item = done(browsers["organiser"], "programme.add", **event)["item"]["id"]
    done(desk, "programme.sign_up", item=item, visitor=hana.id)
    told = {"kept": "k", "deed": "visitor.check_in", "refused": "badge_void", "message": "이전 명찰이에요."}
    return {
        "consultation": [*met, running],
        "attachment": list(files),
        "ticket": tickets,
        "invite": [invite],
        "signing": [signing],
        "printer": [printer],
        "job": [job],
        "item": [done(desk, "late.report", **told)["item"], item],
    }


def _meeting(staff: Browser, booth: str, person: Person) -> tuple[int, int]:
    """A meeting that was logged and has a file: both ids."""
    began = done(staff, "consultation.start", code=person.code, booth=booth, counter=1)
    met: int = began["consultation"]["id"]
    file = {"file": ("명함.png", PICTURE, "image/png")}
    kept = staff.send("POST", f"/consultations/{met}/attachments", files=file)
    assert kept.status == 200, kept.text
    lines = [{"outcome": "consulted", "amount": TALKED[booth], "note": NOTE[booth]}]
    lines += [{"outcome": "contract", "amount": SIGNED, "note": NOTE[booth]}] if booth == "A03" else []
    said = {"note": NOTE[booth], "shared_note": SHARED[booth], "follow_up": {"text": SHARED[booth]}}
    done(staff, "consultation.finish", consultation=met, lines=lines, **said)
    return met, kept.data["attachments"][-1]["id"]


def _hidden(people: dict[str, Person], codes: list[str]) -> list[Hidden]:
    own = people["hana"].code  # her bound phone's own page is linked wherever else it looks
    found = [
        Hidden((code,), frozenset({*DESKS, "bound"} if code == own else DESKS), said_by=(code,))
        for code in codes
    ]
    own_data = f"/v/{own}/data"
    found += [Hidden((NEED,), frozenset(DESKS | set(BOOTHS.values())), said_by=(own_data,))]
    staff_of = {"hana": BOOTHS.values(), "dul": ["booth_a01"], "set": BOOTHS.values()}  # those they deal with
    for who, one in people.items():
        readers = frozenset({*DESKS, *staff_of.get(who, ())})
        all_of_them = (f"/v/{one.code}/data", f"/desk/data/{one.id}")  # at a desk the journal keeps it
        found += [Hidden((one.name,), readers, said_by=(one.name, *all_of_them), shown_by=(one.code,))]
        if one.phone:
            mail = f"mail{one.phone[-4:]}@example.kr"
            opened = f"/organiser/contact.json {{'visitor': {one.id}}}"  # which the journal keeps
            found += [
                Hidden((one.phone, one.phone.replace("-", "")), said_by=(one.phone, opened, *all_of_them))
            ]
            found += [Hidden((mail,), said_by=(mail, opened, *all_of_them))]
    for booth, staff in BOOTHS.items():
        own = frozenset({staff, "organiser"})
        shared = own | {"bound"}  # Hana's phone
        found += [Hidden((NOTE[booth],), own), Hidden((SHARED[booth],), shared)]
        found += [Hidden(_amount(TALKED[booth]), shared)]
    return [*found, Hidden(_amount(SIGNED), frozenset({"booth", "organiser", "bound", "stage"}))]


def _amount(won: int) -> tuple[str, ...]:
    """The amount as programs write it and as screens do."""
    return (f"{won}", f"{won:,}", f"{won // 10_000:,}만")


def _browsers(cast: Cast) -> dict[str, Browser]:
    def paired(role: str, **fields: Any) -> Browser:
        browser = cast.stranger
        station = cast.organiser.act("station.pair", role=role, **fields).data["station"]
        assert browser.pair(station["pair_url"]).status == 200
        browser.station = station["id"]  # type: ignore[attr-defined]
        return browser

    browsers = {role: cast.kiosk.browser(token) for role, token in cast.tokens.items()}
    browsers |= {"stranger": cast.stranger, "foreign": cast.kiosk.browser("foreign"), "plain": cast.stranger}
    browsers |= {"plain_organiser": cast.organiser, "phone": cast.stranger, "bound": cast.stranger}
    browsers |= {"booth_a01": paired("booth", booth="A01"), "revoked": paired("desk")}
    revoked = browsers["revoked"].station  # type: ignore[attr-defined]
    assert cast.organiser.act("station.revoke", station=revoked).status == 200
    assert cast.organiser.act("pairing.cards", tablets=0, kiosks=1).status == 200
    assert browsers["phone"].get("/register").status == 200
    return browsers
