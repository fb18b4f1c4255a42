"""One case a verb: fields with which it is done in the cast's expo, and fields with which it is refused.

A case prepares the expo and gives `Case(good, bad, refusal)`: the fields of each, and the status and code of the refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.data import handed_on
from kiosk.data.heard import Report
from kiosk.exchange import timetable
from kiosk.expo import imports
from kiosk.expo.figures import past
from kiosk.expo.meeting import attachments
from kiosk.expo.proposals import proposals
from kiosk.expo.square import follow_on, pairing_cards
from tests.cast import DAY, KEY, NEXT_DAY, ZONE, Cast, Person

Fields = dict[str, Any]
CONTRACT = {"outcome": "contract", "amount": 19_000_000}


@dataclass(frozen=True)
class Case:
    good: Fields
    bad: Fields
    refusal: tuple[int, str]
    # Who acts where the fields are only theirs (a booth's station, a bound phone); else any role that may.
    booth: str = "A01"
    visitor: int = 0
    phone: str = ""

    @property
    def who(self) -> str:
        """The bound phone's visitor, as the cast names them."""
        return f"visitor:{self.visitor}" + (f":{self.phone}" if self.phone else "")


CASES: dict[str, Callable[[Cast], Case]] = {}


def case(verb: str) -> Callable[[Callable[[Cast], Case]], Callable[[Cast], Case]]:
    def keep(prepare: Callable[[Cast], Case]) -> Callable[[Cast], Case]:
        CASES[verb] = prepare
        return prepare

    return keep


@case("visitor.register")
def register(cast: Cast) -> Case:
    good = {"name": "정유진", "enterprise": "새 기업", "consent": True}
    return Case(good, good | {"name": "박도윤", "consent": False}, (409, "no_consent"))


@case("visitor.check_in")
def check_in(cast: Cast) -> Case:
    return Case({"code": cast.minseo.code}, {"code": "1234567890123456"}, (409, "unknown_code"))


@case("visitor.undo_check_in")
def undo_check_in(cast: Cast) -> Case:
    cast.check_in(cast.minseo)
    good = {"visitor": cast.minseo.id, "reason": "잘못 찍음"}
    return Case(good, good | {"visitor": cast.hajun.id}, (409, "not_checked_in"))


@case("visitor.confirm")
def confirm_registration(cast: Cast) -> Case:
    visitor = cast.done("visitor.register", "phone", name="정유진", enterprise="새 기업", consent=True)[
        "visitor"
    ]
    return Case({"visitor": visitor["id"]}, {"visitor": cast.minseo.id}, (409, "wrong_state"))


@case("visitor.set_need")
def set_need(cast: Cast) -> Case:
    return Case(
        {"visitor": cast.minseo.id, "need": "휠체어"}, {"visitor": 999, "need": "통역"}, (404, "not_found")
    )


@case("visitor.merge")
def merge(cast: Cast) -> Case:
    good = {"visitor": cast.register().id, "into": cast.minseo.id, "reason": "같은 사람"}
    return Case(good, good | {"into": 999}, (404, "not_found"))


@case("visitor.keep_apart")
def keep_apart(cast: Cast) -> Case:
    good = {"visitor": cast.register().id, "other": cast.minseo.id}
    return Case(good, good | {"other": 999}, (404, "not_found"))


@case("visitor.undo_keep_apart")
def undo_keep_apart(cast: Cast) -> Case:
    good = {"visitor": cast.register().id, "other": cast.minseo.id}
    cast.done("visitor.keep_apart", "desk", **good)
    return Case(good, {"visitor": cast.seoyeon.id, "other": cast.minseo.id}, (409, "wrong_state"))


@case("badge.void")
def void(cast: Cast) -> Case:
    lost = {"reason": "잃어버렸어요"}
    return Case(
        {"visitor": cast.minseo.id} | lost, {"code": "1234567890123456"} | lost, (409, "unknown_code")
    )


@case("badge.reprint")
def reprint(cast: Cast) -> Case:
    return Case({"visitor": cast.minseo.id}, {"code": "1234567890123456"}, (409, "unknown_code"))


@case("badge.reserve")
def reserve(cast: Cast) -> Case:
    return Case({"count": 2}, {"count": 0}, (400, "bad_fields"))


@case("badge.claim")
def claim(cast: Cast) -> Case:
    code = cast.done("badge.reserve", "desk", count=1)["badges"][0]["code"]
    person = {"name": "정유진", "enterprise": "새 기업", "consent": True}
    return Case({"code": code, **person}, {"code": "1234567890123456", **person}, (409, "unknown_code"))


@case("print.badge")
def print_badge(cast: Cast) -> Case:
    good = {"visitor": cast.minseo.id, "printer": _printer(cast)}
    return Case(good, good | {"visitor": 999}, (404, "not_found"))


@case("print.move")
def move_print(cast: Cast) -> Case:
    good = {"job": _print(cast), "printer": _printer(cast, "둘째")}
    return Case(good, good | {"job": 999}, (404, "not_found"))


@case("printer.pass_on")
def pass_prints_on(cast: Cast) -> Case:
    job = _print(cast)
    printer = cast.rows("SELECT printer_id FROM print_jobs WHERE id = ?", job)[0]["printer_id"]
    good = {"printer": printer, "to": _printer(cast, "둘째")}
    return Case(good, {"printer": good["to"], "to": printer}, (409, "queue_empty"))


@case("print.again")
def print_again(cast: Cast) -> Case:
    job = _print(cast)
    for state in ("sent", "done"):
        cast.done("print.report", "system", job=job, state=state)
    return Case({"job": job}, {"job": 999}, (404, "not_found"))


@case("print.report")
def report_print(cast: Cast) -> Case:
    good = {"job": _print(cast), "state": "sent"}
    return Case(good, good | {"state": "eaten"}, (400, "bad_fields"))


@case("printer.add")
def add_printer(cast: Cast) -> Case:
    good = {"name": "입구", "driver": "browser"}
    return Case(good, good | {"driver": "fax"}, (400, "bad_fields"))


@case("printer.remove")
def remove_printer(cast: Cast) -> Case:
    return Case({"printer": _printer(cast)}, {"printer": 999}, (404, "not_found"))


@case("printer.use")
def use_printer(cast: Cast) -> Case:
    good = {"printer": _printer(cast), "station": cast.stations["desk"]}
    return Case(good, good | {"printer": 999}, (404, "not_found"))


@case("printer.load")
def load_printer(cast: Cast) -> Case:
    good = {"printer": _printer(cast), "sheets": 100}
    return Case(good, good | {"printer": 999}, (404, "not_found"))


@case("printer.trouble")
def trouble_printer(cast: Cast) -> Case:
    good = {"printer": _printer(cast), "problem": "paper"}
    return Case(good, good | {"printer": 999}, (404, "not_found"))


@case("ticket.join")
def join(cast: Cast) -> Case:
    person = cast.arrive()
    good = {"code": person.code, "booth": "A01"}
    return Case(good, good | {"code": cast.hajun.code}, (409, "not_checked_in"), visitor=person.id)


@case("wish.add")
def add_wish(cast: Cast) -> Case:
    person = cast.register()
    good = {"code": person.code, "booth": "A01"}
    return Case(good, good | {"booth": "Z99"}, (409, "unknown_booth"), visitor=person.id)


@case("wish.withdraw")
def withdraw_wish(cast: Cast) -> Case:
    person = cast.register("", "A02")
    good = {"code": person.code, "booth": "A02"}
    return Case(good, good | {"booth": "A03"}, (409, "wrong_state"), visitor=person.id)


@case("ticket.leave")
def leave(cast: Cast) -> Case:
    person, other = cast.arrive("A01"), cast.arrive("A01")
    cast.done("ticket.leave", "desk", ticket=other.tickets["A01"])
    bad = {"ticket": other.tickets["A01"], "code": other.code}
    good = {"ticket": person.tickets["A01"], "code": person.code}
    return Case(good, bad, (409, "wrong_state"), visitor=person.id)


@case("ticket.transfer")
def transfer(cast: Cast) -> Case:
    good = {"ticket": cast.arrive("A01").tickets["A01"], "booth": "A02"}
    return Case(good, good | {"booth": "Z99"}, (409, "unknown_booth"))


@case("ticket.call_next")
def call_next(cast: Cast) -> Case:
    cast.arrive("A01")
    return Case({"booth": "A01", "counter": 1}, {"booth": "A02", "counter": 1}, (409, "queue_empty"))


@case("ticket.call")
def call(cast: Cast) -> Case:
    person, left = cast.arrive("A01"), cast.arrive("A01")
    cast.done("ticket.leave", "desk", ticket=left.tickets["A01"])
    good = {"ticket": person.tickets["A01"], "counter": 1, "reason": "휠체어"}
    return Case(good, good | {"ticket": left.tickets["A01"]}, (409, "wrong_state"))


@case("ticket.recall")
def recall(cast: Cast) -> Case:
    return Case(*_called_and_waiting(cast), (409, "wrong_state"))


@case("ticket.no_show")
def no_show(cast: Cast) -> Case:
    return Case(*_called_and_waiting(cast), (409, "wrong_state"))


@case("consultation.start")
def start(cast: Cast) -> Case:
    good, bad = _called_and_waiting(cast)
    return Case(good | {"counter": 1}, bad | {"counter": 1}, (409, "wrong_state"))


@case("consultation.note")
def note(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    fields = {"note": "견적을 보내기로 함", "lines": [{"outcome": "contract"}]}
    return Case({"consultation": running, **fields}, {"consultation": over, **fields}, (409, "wrong_state"))


@case("consultation.finish")
def finish(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    lines = [CONTRACT]
    return Case(
        {"consultation": running, "lines": lines},
        {"consultation": over, "lines": lines},
        (409, "wrong_state"),
    )


@case("consultation.correct")
def correct(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    fields = {"lines": [{"outcome": "consulted"}], "reason": "잘못 적음"}
    return Case({"consultation": over, **fields}, {"consultation": running, **fields}, (409, "wrong_state"))


@case("consultation.confirm")
def confirm(cast: Cast) -> Case:
    person, running, over = _meetings(cast)
    good = {"consultation": over, "code": person.code}
    return Case(good, good | {"consultation": running}, (409, "wrong_state"), visitor=person.id)


@case("consultation.attach")
def attach(cast: Cast) -> Case:
    good = {"consultation": _meetings(cast)[1], **_FILE}
    return Case(good, good | {"consultation": 999}, (404, "not_found"))


@case("consultation.detach")
def detach(cast: Cast) -> Case:
    cast.done("consultation.attach", consultation=_meetings(cast)[1], **_FILE)
    return Case(
        {"attachment": cast.value("SELECT max(id) FROM attachments")}, {"attachment": 999}, (404, "not_found")
    )


@case("paper.check_in")
def check_in_on_paper(cast: Cast) -> Case:
    cast.clock.set(DAY, "11:00")
    good = {"badge": str(cast.minseo.number), "time": "10:20"}
    return Case(good, good | {"badge": "999"}, (409, "unknown_code"))


@case("paper.meeting")
def meeting_on_paper(cast: Cast) -> Case:
    cast.clock.set(DAY, "11:00")
    good = {
        "badge": cast.seoyeon.code,
        "booth": "A02",
        "starts": "10:20",
        "ends": "10:40",
        "lines": [CONTRACT],
    }
    return Case(good, good | {"starts": "11:20", "ends": None}, (409, "wrong_state"))


@case("link.open")
def open_link(cast: Cast) -> Case:
    return Case(
        {"code": cast.minseo.code},
        {"code": "1234567890123456"},
        (409, "unknown_code"),
        visitor=cast.minseo.id,
    )


@case("ticket.uncall")
def uncall(cast: Cast) -> Case:
    called, waiting = _called_and_waiting(cast)
    slip = {"reason": "잘못 눌렀어요"}
    return Case(called | slip, waiting | slip, (409, "wrong_state"))


@case("consultation.extend")
def extend(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    return Case({"consultation": running}, {"consultation": over}, (409, "wrong_state"))


@case("consultation.cancel_start")
def cancel_start(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    slip = {"reason": "잘못 눌렀어요"}
    return Case({"consultation": running} | slip, {"consultation": over} | slip, (409, "wrong_state"))


@case("booth.open")
def open_booth(cast: Cast) -> Case:
    cast.done("booth.pause", booth="A01")
    return Case({"booth": "A01"}, {"booth": "A02"}, (409, "wrong_state"))


@case("booth.pause")
def pause_booth(cast: Cast) -> Case:
    cast.done("booth.pause", booth="A02")
    return Case({"booth": "A01", "reason": "점심"}, {"booth": "A02"}, (409, "wrong_state"))


@case("booth.go_home")
def go_home(cast: Cast) -> Case:
    cast.done("booth.go_home", booth="A02")
    return Case({"booth": "A01"}, {"booth": "A02"}, (409, "wrong_state"))


@case("booth.clear")
def clear_booth(cast: Cast) -> Case:
    cast.arrive("A01")
    good = {"booth": "A01", "to": ["B01"], "then": "pause"}
    return Case(good, good | {"booth": "A03"}, (409, "queue_empty"))


@case("booth.undo_clear")
def undo_clear_booth(cast: Cast) -> Case:
    cast.arrive("A01")
    cast.done("booth.clear", booth="A01", to=["B01"])
    return Case({"booth": "A01"}, {"booth": "A02"}, (409, "wrong_state"))


@case("booth.call_ahead")
def call_ahead(cast: Cast) -> Case:
    good = {"booth": "A01", "on": True}
    return Case(good, good | {"booth": "Z99"}, (409, "unknown_booth"))


@case("booth.invite")
def invite(cast: Cast) -> Case:
    good = {"booth": "A01", "visitor": cast.arrive().id}
    return Case(good, good | {"visitor": cast.minseo.id}, (409, "not_checked_in"))


@case("ticket.dismiss")
def dismiss(cast: Cast) -> Case:
    cast.clock.set(NEXT_DAY, "12:00")
    person, other = cast.arrive("A02"), cast.arrive("A01")
    cast.done("booth.go_home", booth="A02")
    good = {"ticket": person.tickets["A02"]}
    return Case(good, {"ticket": other.tickets["A01"]}, (409, "wrong_state"), visitor=person.id)


@case("invite.accept")
def accept(cast: Cast) -> Case:
    return _invitation(cast)


@case("invite.decline")
def decline(cast: Cast) -> Case:
    return _invitation(cast)


@case("invite.lapse")
def lapse(cast: Cast) -> Case:
    return Case({}, {"booth": "A01"}, (400, "bad_fields"))


@case("visitor.pause")
def pause(cast: Cast) -> Case:
    person = cast.arrive()
    return Case({"code": person.code}, {"code": cast.minseo.code}, (409, "not_checked_in"), visitor=person.id)


@case("visitor.resume")
def resume(cast: Cast) -> Case:
    person, other = cast.arrive(), cast.arrive()
    cast.done("visitor.pause", "desk", visitor=person.id)
    return Case({"code": person.code}, {"code": other.code}, (409, "wrong_state"), visitor=person.id)


ITEM = {
    "title": "특강",
    "day": DAY,
    "starts": "11:00",
    "ends": "11:20",
    "place": "소통의 장",
    "kind": "lecture",
}


def programme_item(cast: Cast, **other: Any) -> int:
    """A lecture from 11:00 to 11:20, unless told otherwise."""
    item: int = cast.done("programme.add", **ITEM | other)["item"]["id"]
    return item


@case("programme.add")
def add_item(cast: Cast) -> Case:
    return Case(ITEM, ITEM | {"ends": "10:30"}, (400, "bad_fields"))


@case("programme.change")
def change_item(cast: Cast) -> Case:
    good = {"item": programme_item(cast), **ITEM, "starts": "11:10"}
    return Case(good, good | {"item": 999}, (404, "not_found"))


@case("programme.cancel")
def cancel_item(cast: Cast) -> Case:
    return Case({"item": programme_item(cast), "reason": "비가 와요"}, {"item": 999}, (404, "not_found"))


@case("programme.restore")
def restore_item(cast: Cast) -> Case:
    item, other = programme_item(cast), programme_item(cast, starts="10:30")
    cast.done("programme.cancel", item=item)
    return Case({"item": item}, {"item": other}, (409, "wrong_state"))


@case("programme.sign_up")
def sign_up(cast: Cast) -> Case:
    person, show = cast.arrive(), programme_item(cast, kind="exhibition", title="제품 전시")
    return Case(
        {"item": programme_item(cast), "code": person.code},
        {"item": show, "code": person.code},
        (409, "wrong_state"),
        visitor=person.id,
    )


@case("programme.leave")
def leave_item(cast: Cast) -> Case:
    person, item, other = cast.arrive(), programme_item(cast), programme_item(cast, starts="10:30")
    cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    return Case(
        {"item": item, "code": person.code},
        {"item": other, "code": person.code},
        (409, "wrong_state"),
        visitor=person.id,
    )


@case("programme.call_me")
def call_me(cast: Cast) -> Case:
    case = leave_item(cast)
    return Case(case.good | {"on": True}, case.bad | {"on": True}, case.refusal, visitor=case.visitor)


@case("programme.attend")
def attend(cast: Cast) -> Case:
    good = {"item": programme_item(cast), "code": cast.arrive().code}
    return Case(good, good | {"code": "1234567890123456"}, (409, "unknown_code"))


@case("programme.undo_attend")
def undo_attend(cast: Cast) -> Case:
    person, item = cast.arrive(), programme_item(cast)
    cast.done("programme.attend", "door", item=item, code=person.code)
    return Case(
        {"item": item, "visitor": person.id}, {"item": item, "visitor": cast.minseo.id}, (409, "wrong_state")
    )


@case("programme.tell")
def tell_of_item(cast: Cast) -> Case:
    item = programme_item(cast)
    return Case({"item": item, "moment": "soon"}, {"item": 999, "moment": "soon"}, (404, "not_found"))


@case("signing.send")
def send(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    return Case({"consultation": over}, {"consultation": running}, (409, "wrong_state"))


@case("signing.announce")
def announce(cast: Cast) -> Case:
    _, running, over = _meetings(cast)
    return Case({"consultation": over}, {"consultation": running}, (409, "wrong_state"))


@case("signing.done")
def sign(cast: Cast) -> Case:
    signing = cast.done("signing.announce", consultation=_meetings(cast)[2])["signing"]["id"]
    return Case({"signing": signing}, {"signing": 999}, (404, "not_found"))


@case("signing.undo")
def take_signing_back(cast: Cast) -> Case:
    signing = cast.done("signing.announce", consultation=_meetings(cast)[2])["signing"]["id"]
    good = {"signing": signing, "reason": "잘못 눌렀어요"}
    return Case(good, good | {"signing": 999}, (404, "not_found"))


@case("signing.move")
def move_signing(cast: Cast) -> Case:
    signing = cast.done("signing.send", consultation=_meetings(cast)[2])["signing"]["id"]
    return Case({"signing": signing}, {"signing": signing, "before": signing}, (409, "wrong_state"))


@case("signing.skip")
def skip_signing(cast: Cast) -> Case:
    signing = cast.done("signing.send", consultation=_meetings(cast)[2])["signing"]["id"]
    return Case({"signing": signing, "reason": "자리에 없음"}, {"signing": 999}, (404, "not_found"))


@case("signing.edit")
def reword_signing(cast: Cast) -> Case:
    signing = cast.done("signing.send", consultation=_meetings(cast)[2])["signing"]["id"]
    good = {"signing": signing, "text": "환경미화원복 구매", "text_en": "Uniforms"}
    return Case(good, good | {"text": "3억 원"}, (400, "bad_fields"))


@case("station.pair")
def pair(cast: Cast) -> Case:
    return Case({"role": "booth", "booth": "A01"}, {"role": "booth", "booth": "Z99"}, (409, "unknown_booth"))


@case("station.place")
def place_station(cast: Cast) -> Case:
    good = {"station": cast.stations["kiosk"], "x_m": 12.5, "y_m": 50}
    return Case(good, {"station": cast.stations["kiosk"], "x_m": 12.5}, (400, "bad_fields"))


@case("station.add")
def add_station(cast: Cast) -> Case:
    return Case({"role": "desk"}, {"role": "janitor"}, (400, "bad_fields"))


@case("station.begin")
def begin(cast: Cast) -> Case:
    """The cast has people, so only a browser that is an organiser already is told so again."""
    kept = "k" * 40
    url = cast.done("station.pair", role="organiser")["station"]["pair_url"]
    cast.done("station.redeem", "system", pair=url.rsplit("/", 1)[1], secret=kept)
    return Case({"secret": kept}, {"secret": "s" * 40}, (409, "wrong_state"))


@case("station.revoke")
def revoke(cast: Cast) -> Case:
    return Case({"station": cast.stations["kiosk"]}, {"station": 999}, (404, "not_found"))


@case("station.redeem")
def redeem(cast: Cast) -> Case:
    url = cast.done("station.pair", role="kiosk")["station"]["pair_url"]
    good = {"pair": url.rsplit("/", 1)[1], "secret": "cookie"}
    return Case(good, good | {"pair": "guess"}, (409, "wrong_state"))


@case("station.rename")
def rename_station(cast: Cast) -> Case:
    good = {"station": cast.stations["kiosk"], "name": "동문 키오스크"}
    return Case(good, good | {"station": 999}, (404, "not_found"))


@case("station.move")
def move_station(cast: Cast) -> Case:
    good = {"station": cast.stations["booth:A01"], "booth": "B01"}
    return Case(good, good | {"booth": "Z99"}, (409, "unknown_booth"))


@case("station.lock")
def lock_station(cast: Cast) -> Case:
    return Case({"station": cast.stations["kiosk"]}, {"station": 999}, (404, "not_found"))


@case("station.unlock")
def unlock_station(cast: Cast) -> Case:
    cast.done("station.lock", station=cast.stations["kiosk"])
    return Case({"station": cast.stations["kiosk"]}, {"station": cast.stations["desk"]}, (409, "wrong_state"))


@case("station.ask")
def ask_station(cast: Cast) -> Case:
    good = {"station": cast.stations["kiosk"], "what": "sound"}
    return Case(good, good | {"what": "dance"}, (400, "bad_fields"))


@case("pairing.cards")
def lay_out_cards(cast: Cast) -> Case:
    return Case({"kiosks": 2}, {"tablets": 30, "booth_boards": 30}, (400, "bad_fields"))


@case("pairing.open")
def open_pairing(cast: Cast) -> Case:
    return Case({}, {"minutes": 5}, (400, "bad_fields"))


@case("pairing.close")
def close_pairing(cast: Cast) -> Case:
    cast.done("pairing.open")
    return Case({}, {"minutes": 5}, (400, "bad_fields"))


@case("pairing.renew")
def renew_cards(cast: Cast) -> Case:
    return Case({}, {"card": 1}, (400, "bad_fields"))


@case("pairing.redeem")
def redeem_card(cast: Cast) -> Case:
    cast.done("pairing.cards", kiosks=1, tablets=0)
    cast.done("pairing.open")
    with cast.store.read() as db:
        card = pairing_cards.code_of(KEY, pairing_cards.shown(db)[0])
    good = {"card": card, "secret": "s" * 32}
    return Case(good, good | {"card": "1-AAAA"}, (409, "unknown_code"))


@case("phone.offer")
def offer(cast: Cast) -> Case:
    return Case({"code": cast.minseo.code}, {"code": "1234567890123456"}, (409, "unknown_code"))


@case("phone.bind")
def bind(cast: Cast) -> Case:
    good = {"code": cast.minseo.code, "digits": "4074"}
    return Case(good, good | {"digits": "0000"}, (409, "unknown_code"))


@case("phone.unbind")
def unbind(cast: Cast) -> Case:
    cast.done("phone.bind", "phone:mine", code=cast.minseo.code, digits="4074")
    return Case({"visitor": cast.minseo.id}, {"visitor": cast.hajun.id}, (409, "wrong_state"))


SUBSCRIPTION = {
    "endpoint": "https://push.example.com/send/1",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


@case("push.subscribe")
def push_subscribe(cast: Cast) -> Case:
    cast.done("expo.settings", settings={"push": True})
    cast.done("phone.bind", "phone:mine", code=cast.minseo.code, digits="4074")
    good = {"visitor": cast.minseo.id, **SUBSCRIPTION}
    bad = good | {"endpoint": "http://push.example.com/send/1"}
    return Case(good, bad, (400, "bad_fields"), visitor=cast.minseo.id, phone="mine")


@case("push.unsubscribe")
def push_unsubscribe(cast: Cast) -> Case:
    case = push_subscribe(cast)
    cast.done("push.subscribe", case.who, **case.good)
    good = {"visitor": cast.minseo.id}
    return Case(
        good, {"visitor": cast.hajun.id}, (403, "not_allowed"), visitor=case.visitor, phone=case.phone
    )


@case("push.gone")
def push_gone(cast: Cast) -> Case:
    case = push_subscribe(cast)
    cast.done("push.subscribe", case.who, **case.good)
    return Case({"subscription": 1}, {"subscription": 0}, (400, "bad_fields"))


@case("expo.set_up")
def set_up(cast: Cast) -> Case:
    good = {"name": "박람회", "days": [DAY], "hours": "10:00-17:00"}
    return Case(good, good | {"hours": "열 시부터"}, (400, "bad_fields"))


@case("expo.settings")
def change_settings(cast: Cast) -> Case:
    return Case({"settings": {"recall_min": 5}}, {"settings": {"recall_min": 0}}, (400, "bad_fields"))


@case("station.reenter")
def reenter(cast: Cast) -> Case:
    good = {"secret": "r" * 32, "name": "김지수"}
    return Case(good, good | {"name": " "}, (400, "bad_fields"))


@case("booth.settings")
def change_booth_settings(cast: Cast) -> Case:
    good = {"booth": "A01", "settings": {"first_meeting_min": 20, "call_ahead": True}}
    return Case(good, good | {"settings": {"first_meeting_min": 0}}, (400, "bad_fields"))


@case("booth.counters")
def set_counters(cast: Cast) -> Case:
    return Case({"booth": "A01", "counters": 3}, {"booth": "A01", "counters": 2}, (409, "wrong_state"))


@case("booth.admit")
def admit(cast: Cast) -> Case:
    return Case({"booth": "A01", "on": False}, {"booth": "A02", "on": True}, (409, "wrong_state"))


@case("expo.pause_all")
def pause_all(cast: Cast) -> Case:
    return Case({"reason": "비가 와요", "minutes": 30}, {"reason": "비", "minutes": 0}, (400, "bad_fields"))


@case("expo.open_all")
def open_all(cast: Cast) -> Case:
    cast.done("expo.pause_all", reason="비가 와요")
    return Case({}, {"reason": "개었어요"}, (400, "bad_fields"))


@case("rehearsal.begin")
def begin_rehearsal(cast: Cast) -> Case:
    cast.clock.set("2026-10-28", "19:00")
    return Case({"crowd": 30, "pace": 4}, {"crowd": 301}, (400, "bad_fields"))


@case("rehearsal.end")
def end_rehearsal(cast: Cast) -> Case:
    cast.clock.set("2026-10-28", "19:00")
    cast.done("rehearsal.begin")
    return Case({}, {"all": True}, (400, "bad_fields"))


@case("visitor.forget")
def forget(cast: Cast) -> Case:
    good = {"visitor": cast.minseo.id, "reason": "본인 요청"}
    cast.done("visitor.set_need", visitor=cast.minseo.id, need="휠체어")
    cast.done("visitor.forget", visitor=cast.hajun.id, reason="본인 요청")
    return Case(good, good | {"visitor": cast.hajun.id}, (409, "forgotten"), visitor=cast.minseo.id)


@case("visitor.set_consent")
def set_consent(cast: Cast) -> Case:
    good = {"visitor": cast.minseo.id, "share": False}
    return Case(good, good | {"share": True}, (409, "wrong_state"), visitor=cast.minseo.id)


@case("contacts.announce")
def announce_erasure(cast: Cast) -> Case:
    good = {"purpose": "keep", "due_on": "2027-10-30"}
    return Case(good, good | {"due_on": "2027-02-30"}, (400, "bad_fields"))


@case("contacts.forget")
def forget_contacts(cast: Cast) -> Case:
    cast.done("contacts.announce", "system", purpose="keep", due_on="2026-11-30")
    cast.done("expo.settings", settings={"keep_contacts_months": 1})
    cast.clock.set("2026-11-30", "10:00")
    return Case({}, {"all": True}, (400, "bad_fields"))


@case("expo.face")
def set_face(cast: Cast) -> Case:
    return Case({"name_en": "The Fair", "colour": "#1a237e"}, {"colour": "#ffff00"}, (400, "bad_fields"))


@case("expo.open_day")
def open_day(cast: Cast) -> Case:
    return Case({"day": DAY}, {}, (400, "bad_fields"))


@case("expo.end_day")
def end_day(cast: Cast) -> Case:
    return Case({"day": DAY}, {}, (400, "bad_fields"))


def leave_everything_open(cast: Cast) -> None:
    """One thing of every sort that is open when a day ends, but a log nobody wrote: a minute past closing."""
    cast.done("visitor.register", "phone", name="정유진", enterprise="새 기업", consent=True)
    cast.clock.set(DAY, "17:00")
    done = cast.meet(cast.arrive(), "A01")
    cast.finish(done, CONTRACT)
    cast.done("signing.send", consultation=done)
    cast.meet(cast.arrive(), "A01")
    cast.arrive("A02")
    cast.call("A02")
    cast.store.heard.hear(cast.stations["kiosk"], cast.clock.now, Report(waiting={"visitor.check_in": 3}))
    refused = {"deed": "visitor.check_in", "refused": "badge_void", "message": "늦었어요."}
    cast.done("late.report", "kiosk", kept="one", **refused)
    programme_item(cast, day=DAY, starts="17:30", ends="19:00")
    cast.clock.set(DAY, "18:01")


@case("expo.close_day")
def close_day(cast: Cast) -> Case:
    cast.clock.set(DAY, "18:00")
    return Case({"day": DAY}, {"day": NEXT_DAY}, (409, "wrong_state"))


@case("expo.reopen_day")
def reopen_day(cast: Cast) -> Case:
    cast.clock.set(DAY, "18:00")
    cast.done("expo.close_day", day=DAY)
    good = {"day": DAY, "reason": "너무 일찍 마감했어요"}
    return Case(good, good | {"day": NEXT_DAY}, (409, "wrong_state"))


@case("consultation.lapse")
def lapse_meeting(cast: Cast) -> Case:
    meeting = cast.meet(cast.arrive(), "A01")
    cast.clock.set(DAY, "18:00")
    return Case({"consultation": meeting}, {"consultation": 999}, (404, "not_found"))


@case("export.note")
def note_export(cast: Cast) -> Case:
    return Case({"persons": 3, "rows": 5}, {"persons": -1, "rows": 5}, (400, "bad_fields"))


@case("badge.sheet")
def note_sheet(cast: Cast) -> Case:
    return Case({"count": 3}, {"count": -1}, (400, "bad_fields"))


@case("import.apply")
def apply_import(cast: Cast) -> Case:
    return Case(
        {"kind": "plan", "upload": imports.keep("plan", [])},
        {"kind": "plan", "upload": "gone"},
        (404, "not_found"),
    )


@case("import.columns")
def remember_columns(cast: Cast) -> Case:
    good = {"kind": "enterprises", "columns": {"name": "단체", "brn": "고유번호", "email": ""}}
    return Case(good, good | {"columns": {"name": "가온테크", "brn": "1234567891"}}, (409, "wrong_state"))


@case("expo.follow_on")
def follow_another_expo(cast: Cast) -> Case:
    with cast.store.read() as db:
        figures = past.told(db, cast.clock.now)
    cast.store.change(lambda change: change.update("DELETE FROM expo"))
    old = follow_on.keep(follow_on.Old(dict.fromkeys(handed_on.TAKEN, []), {}, ZONE, figures))
    good = {"old": old, "name": "다음 박람회", "days": [DAY], "hours": "10:00-18:00"}
    return Case(good, good | {"old": "gone"}, (404, "not_found"))


@case("gathering.save")
def hold_a_gathering(cast: Cast) -> Case:
    good = {"name": "정책박람회", "name_en": "Policy fair", "begins_on": DAY, "booths": ["A01"]}
    return Case(good, good | {"gathering": 999}, (404, "not_found"))


@case("gathering.remove")
def hold_no_gathering(cast: Cast) -> Case:
    made = cast.done("gathering.save", name="정책박람회")["gathering"]["id"]
    return Case({"gathering": made}, {"gathering": 999}, (404, "not_found"))


@case("expo.restore")
def restore(cast: Cast) -> Case:
    return Case({}, {"from": "backup"}, (400, "bad_fields"))


@case("expo.take_over")
def take_over(cast: Cast) -> Case:
    good = {"fence": 2, "restored": 3, "listed": 1}
    return Case(good, good | {"fence": 1}, (409, "wrong_state"))


@case("code.block")
def block(cast: Cast) -> Case:
    return Case({"count": 2}, {"count": 51}, (400, "bad_fields"))


@case("late.report")
def report_late(cast: Cast) -> Case:
    good = {"kept": "k1", "deed": "visitor.check_in", "refused": "badge_void", "message": "이전 명찰이에요."}
    return Case(good, good | {"visitor": 999}, (404, "not_found"))


@case("late.settle")
def settle_late(cast: Cast) -> Case:
    kept = {"kept": "k1", "deed": "visitor.check_in", "refused": "badge_void", "message": "이전 명찰이에요."}
    return Case({"item": cast.done("late.report", "desk", **kept)["item"]}, {"item": 999}, (404, "not_found"))


_PHOTO = attachments.examine(b"\x89PNG\r\n\x1a\n" + b"held")
_HELD = attachments.arriving(_PHOTO)  # by this process, as a page does while it performs the action
_FILE = {"sha256": _HELD.__enter__(), "name": "명함.png"}


def _called_and_waiting(cast: Cast) -> tuple[Fields, Fields]:
    """Tickets at A01, one called and one waiting, as fields."""
    first, second = cast.arrive("A01"), cast.arrive("A01")
    cast.call("A01")
    return {"ticket": first.tickets["A01"]}, {"ticket": second.tickets["A01"]}


def _meetings(cast: Cast) -> tuple[Person, int, int]:
    """Somebody whose meeting at A01 ended with a contract and has begun another, the second's id, the first's id."""
    person = cast.arrive()
    over = cast.meet(person, "A01")
    cast.finish(over, CONTRACT)
    return person, cast.meet(person, "A01"), over


def _invitation(cast: Cast) -> Case:
    person = cast.arrive()
    invited = cast.done("booth.invite", booth="A01", visitor=person.id)["invite"]["id"]
    declined = cast.done("booth.invite", booth="A02", visitor=person.id)["invite"]["id"]
    cast.done("invite.decline", "desk", invite=declined)
    good = {"invite": invited, "code": person.code}
    return Case(good, good | {"invite": declined}, (409, "wrong_state"), visitor=person.id)


def _printer(cast: Cast, name: str = "첫째") -> int:
    found: int = cast.done("printer.add", name=name, driver="browser")["printer"]["id"]
    return found


def _print(cast: Cast) -> int:
    found: int = cast.done("print.badge", "desk", visitor=cast.minseo.id, printer=_printer(cast))["print"][
        "id"
    ]
    return found


@case("visitor.check_out")
def check_out(cast: Cast) -> Case:
    cast.check_in(cast.minseo)
    return Case({"code": cast.minseo.code}, {"code": cast.hajun.code}, (409, "not_checked_in"))


@case("citizen.count")
def count_citizens(cast: Cast) -> Case:
    return Case({"count": 2}, {"count": -9}, (409, "wrong_state"))


@case("contact.search")
def search_contacts(cast: Cast) -> Case:
    return Case({"persons": 3}, {"persons": -1}, (400, "bad_fields"))


@case("contact.keep")
def keep_contacts(cast: Cast) -> Case:
    return Case({"persons": 3}, {"persons": -1}, (400, "bad_fields"))


@case("contact.open")
def open_contact(cast: Cast) -> Case:
    return Case({"visitor": cast.minseo.id}, {"visitor": 999_999}, (404, "not_found"))


@case("alarm.take")
def take_alarm(cast: Cast) -> Case:
    return Case({"alarm": "idle:A01"}, {"alarm": "nothing:A01"}, (404, "not_found"))


@case("alarm.release")
def release_alarm(cast: Cast) -> Case:
    cast.done("alarm.take", alarm="idle:A01")
    return Case({"alarm": "idle:A01"}, {"alarm": "idle:A02"}, (409, "wrong_state"))


@case("alarm.note")
def note_alarms(cast: Cast) -> Case:
    raised = [{"key": "idle:A01", "since": cast.clock.now, "booth": "A01", "people": 1}]
    return Case({"raised": raised, "ended": []}, {"raised": raised, "ended": "none"}, (400, "bad_fields"))


@case("forecast.keep")
def keep_forecast(cast: Cast) -> Case:
    day = {"day": "2026-10-29"}
    told = '{"half_hours": [], "wait_min": []}'
    return Case({**day, "told": told}, {**day, "told": 1}, (400, "bad_fields"))


@case("results.release")
def release_results(cast: Cast) -> Case:
    return Case({}, {"reason": "x"}, (400, "bad_fields"))


@case("results.withdraw")
def withdraw_results(cast: Cast) -> Case:
    cast.done("results.release")
    return Case({"reason": "숫자를 다시 봐요"}, {}, (400, "bad_fields"))


@case("agency.total_purchase")
def bring_total_purchase(cast: Cast) -> Case:
    good = {"booth": "A01", "won": "128,400,000,000"}
    return Case(good, {"booth": "A01", "won": 0}, (400, "bad_fields"))


@case("notice.send")
def send_notice(cast: Cast) -> Case:
    good = {
        "text": "비가 와요. 우산을 빌려 드려요.",
        "text_en": "It rains.",
        "to": ["boards", "phones"],
        "minutes": 30,
    }
    return Case(good, good | {"to": ["walls"]}, (400, "bad_fields"))


@case("notice.end")
def end_notice(cast: Cast) -> Case:
    notice = cast.done("notice.send", text="비가 와요")["notice"]["id"]
    return Case({"notice": notice}, {"notice": 999}, (404, "not_found"))


@case("message.send")
def send_message(cast: Cast) -> Case:
    return Case(
        {"text": "명찰을 확인해 주세요", "to": ["A01"]},
        {"text": "안녕", "to": ["Z99"]},
        (409, "unknown_booth"),
    )


@case("message.read")
def read_message(cast: Cast) -> Case:
    message = cast.done("message.send", text="명찰을 확인해 주세요")["told"]["id"]
    return Case({"message": message, "booth": "A01"}, {"message": 999, "booth": "A01"}, (404, "not_found"))


@case("message.end")
def end_message(cast: Cast) -> Case:
    message = cast.done("message.send", text="명찰을 확인해 주세요")["told"]["id"]
    return Case({"message": message}, {"message": 999}, (404, "not_found"))


@case("booth.absent")
def absent(cast: Cast) -> Case:
    cast.arrive("A02")
    return Case({"booth": "A02"}, {"booth": "Z99"}, (409, "unknown_booth"))


def _promise(cast: Cast) -> dict[str, int]:
    """A commitment of A02 of 19,000,000 won: its agency and its line."""
    cast.check_in(cast.minseo)
    cast.finish(cast.meet(cast.minseo, "A02"), {"outcome": "commitment", "amount": 19_000_000})
    row = cast.rows(
        "SELECT l.id AS promise, b.agency_id AS agency FROM lines l JOIN consultations c ON c.id = l.consultation_id"
        " JOIN booths b ON b.id = c.booth_id WHERE l.outcome = 'commitment' AND l.version = c.version"
    )[0]
    return {"promise": row["promise"], "agency": row["agency"]}


def _purchase(cast: Cast) -> dict[str, int]:
    """The same with what may be its purchase."""
    found = _promise(cast)
    purchase = cast.store.change(
        lambda change: change.insert(
            "purchases",
            agency_id=found["agency"],
            enterprise="세진플러스",
            brn="2827311272",
            product="근무복",
            bought_on=DAY,
            won=19_000_000,
            imported_at=change.now,
        )
    )
    return {**found, "purchase": purchase}


@case("follow_up.answer")
def answer_follow_up(cast: Cast) -> Case:
    good = {"promise": _promise(cast)["promise"], "state": "lapsed", "reason": "예산이 줄어서"}
    return Case(good, good | {"promise": 999_999}, (404, "not_found"))


@case("follow_up.undo")
def undo_follow_up(cast: Cast) -> Case:
    asked = {"promise": _promise(cast)["promise"], "state": "open"}
    first = cast.done("follow_up.answer", **asked)["follow_up"]["id"]
    second = cast.done("follow_up.answer", **asked)["follow_up"]["id"]
    return Case({"follow_up": second}, {"follow_up": first}, (409, "wrong_state"))


@case("follow_up.link")
def make_link(cast: Cast) -> Case:
    return Case({"agency": _promise(cast)["agency"]}, {"agency": 999_999}, (404, "not_found"))


@case("follow_up.unlink")
def revoke_link(cast: Cast) -> Case:
    agency = _promise(cast)["agency"]
    cast.done("follow_up.link", agency=agency)
    return Case({"agency": agency}, {"agency": agency + 1}, (409, "wrong_state"))


@case("follow_up.opened")
def open_agencys_link(cast: Cast) -> Case:
    link = cast.done("follow_up.link", agency=_promise(cast)["agency"])["link"]["id"]
    return Case({"link": link}, {"link": 999_999}, (404, "not_found"))


@case("purchase.match")
def match_purchase(cast: Cast) -> Case:
    found = _purchase(cast)
    good = {"purchase": found["purchase"], "promise": found["promise"]}
    return Case(good, good | {"promise": 999_999}, (404, "not_found"))


@case("purchase.beside")
def beside_purchase(cast: Cast) -> Case:
    return Case({"purchase": _purchase(cast)["purchase"]}, {"purchase": 999_999}, (404, "not_found"))


@case("purchase.undecide")
def undecide_purchase(cast: Cast) -> Case:
    found = _purchase(cast)
    cast.done("purchase.match", purchase=found["purchase"], promise=found["promise"])
    return Case({"purchase": found["purchase"]}, {"purchase": 999_999}, (404, "not_found"))


def _enterprise(cast: Cast, name: str = "터치포굿") -> int:
    with cast.store.read() as db:
        return int(db.execute("SELECT id FROM enterprises WHERE name = ?", (name,)).fetchone()["id"])


def _proposed(cast: Cast) -> int:
    """A proposal of 터치포굿 at A02, which wished for it."""
    run = proposals.keep(timetable.make(cast.store).run)
    cast.done("timetable.propose", "system", run=run)
    with cast.store.read() as db:
        return int(db.execute("SELECT id FROM proposals WHERE state = 'open'").fetchone()["id"])


def _agency(cast: Cast, booth: str) -> int:
    with cast.store.read() as db:
        return int(
            db.execute("SELECT agency_id FROM booths WHERE number = ?", (booth,)).fetchone()["agency_id"]
        )


@case("timetable.mark")
def mark(cast: Cast) -> Case:
    good = {"agency": _agency(cast, "A02"), "enterprise": _enterprise(cast)}
    return Case(good, good | {"enterprise": 999_999}, (404, "not_found"))


@case("timetable.link")
def make_mark_link(cast: Cast) -> Case:
    return Case({"agency": _agency(cast, "A02")}, {"agency": 999_999}, (404, "not_found"))


@case("timetable.unlink")
def revoke_mark_link(cast: Cast) -> Case:
    agency = _agency(cast, "A02")
    cast.done("timetable.link", agency=agency)
    return Case({"agency": agency}, {"agency": agency + 1}, (409, "wrong_state"))


@case("timetable.opened")
def open_mark_link(cast: Cast) -> Case:
    link = cast.done("timetable.link", agency=_agency(cast, "A02"))["link"]["id"]
    return Case({"link": link}, {"link": 999_999}, (404, "not_found"))


@case("timetable.away")
def away(cast: Cast) -> Case:
    good = {"agency": _agency(cast, "A02"), "day": NEXT_DAY, "until": "12:00"}
    return Case(good, good | {"agency": 999_999}, (404, "not_found"))


@case("timetable.back")
def back_from_away(cast: Cast) -> Case:
    made = cast.done("timetable.away", enterprise=_enterprise(cast), day=NEXT_DAY)["away"]["id"]
    return Case({"away": made}, {"away": 999_999}, (404, "not_found"))


@case("timetable.propose")
def propose(cast: Cast) -> Case:
    run = proposals.keep(timetable.make(cast.store).run)
    return Case({"run": run}, {"run": "gone"}, (404, "not_found"))


@case("timetable.answer")
def answer_proposal(cast: Cast) -> Case:
    good = {"proposal": _proposed(cast), "says": "yes", "side": "enterprise"}
    return Case(good, good | {"proposal": 999_999}, (404, "not_found"), visitor=cast.seoyeon.id)


@case("timetable.move")
def move_proposal(cast: Cast) -> Case:
    good = {"proposal": _proposed(cast), "day": NEXT_DAY, "starts": "14:20"}
    return Case(good, good | {"starts": "09:00"}, (409, "wrong_state"))


@case("timetable.add")
def add_proposal(cast: Cast) -> Case:
    good = {"booth": "B01", "enterprise": _enterprise(cast), "day": NEXT_DAY, "starts": "14:20"}
    return Case(good, good | {"starts": "23:00"}, (409, "wrong_state"))


@case("timetable.drop")
def drop_proposal(cast: Cast) -> Case:
    return Case({"proposal": _proposed(cast)}, {"proposal": 999_999}, (404, "not_found"))


@case("timetable.apply")
def apply_timetable(cast: Cast) -> Case:
    _proposed(cast)
    return Case({}, {"confirmed": True}, (409, "wrong_state"))
