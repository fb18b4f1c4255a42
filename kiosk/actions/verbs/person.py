"""The verbs of the person: the phone that is theirs, and who looked at their contact data."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SAME, SILENT, By, Screens, Verb, takes, who
from kiosk.expo.door import forgetting
from kiosk.expo.person import consents, contact_log, links, phones, push_subscriptions
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "phone.offer": Verb(
        phones.offer,
        takes({"code": fields.code}),
        who("desk kiosk"),
        secrets=("bind_url",),
        history=SILENT,
        feed=SILENT,
    ),
    "phone.bind": Verb(
        phones.bind,
        takes(code=fields.code, digits=fields.secret, bind=fields.secret),
        who("phone"),
        one_of=("digits", "bind"),
        over_http=True,
        is_guess=True,
        history=N_("휴대전화를 연결했어요"),
        feed=SAME,
    ),
    "phone.unbind": Verb(
        phones.unbind,
        takes({"visitor": fields.identifier}),
        who("desk organiser"),
        history=N_("휴대전화 연결을 끊었어요"),
        feed=SAME,
    ),
    "push.subscribe": Verb(
        push_subscriptions.subscribe,
        takes(
            {
                "visitor": fields.identifier,
                "endpoint": fields.address,
                "p256dh": fields.browser_key,
                "auth": fields.browser_key,
            }
        ),
        who("visitor"),
        late=False,
        history=N_("꺼진 휴대폰에도 알림을 받아요"),
        feed=SILENT,
    ),
    "push.unsubscribe": Verb(
        push_subscriptions.unsubscribe,
        takes({"visitor": fields.identifier}),
        who("visitor"),
        late=False,
        history=N_("꺼진 휴대폰의 알림을 껐어요"),
        feed=SILENT,
    ),
    "push.gone": Verb(
        push_subscriptions.gone,
        takes({"subscription": fields.identifier}),
        INSIDE,
        history=N_("휴대폰의 알림이 끝났어요"),
        feed=SILENT,
    ),
    "link.open": Verb(
        links.opened,
        takes({"code": fields.code}),
        who("phone visitor"),
        late=False,
        over_http=True,
        history=N_("휴대전화로 자기 화면을 처음 열었어요"),
        feed=SILENT,
        screens=Screens.NONE,
    ),
    "contact.search": Verb(
        contact_log.searched,
        takes({"persons": fields.count}),
        who("desk organiser"),
        by_page=True,
        history=SILENT,
        feed=SILENT,
        screens=Screens.NONE,
    ),
    "contact.open": Verb(
        contact_log.opened,
        takes({"visitor": fields.identifier}),
        who("desk organiser"),
        by_page=True,
        history=SILENT,
        feed=SILENT,
        screens=Screens.NONE,
    ),
    "visitor.forget": Verb(
        forgetting.forget,
        takes({"visitor": fields.identifier, "reason": fields.filled_text}),
        who("desk organiser visitor"),
        late=False,
        history=N_("개인정보를 지웠어요"),
        feed=N_("한 참가자의 개인정보를 지웠어요"),
        renames=True,
        forgets=True,
        tells=("removed", "by"),
    ),
    "visitor.set_consent": Verb(
        consents.set_consent,
        takes({"visitor": fields.identifier, "share": fields.flag}),
        who("desk organiser visitor"),
        history=By(
            "share",
            {
                True: N_("기관에 연락처를 알리는 데 동의했어요"),
                False: N_("기관에 연락처를 알리는 동의를 거뒀어요"),
            },
        ),
        feed=SILENT,
        tells=("share",),
    ),
    "contacts.forget": Verb(
        forgetting.forget_contacts,
        takes(as_of=fields.day),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("보관 기간이 지나 연락처를 지웠어요"),
        screens=Screens.ALL,
        renames=True,
        forgets=True,
        by_clock=N_("보관 기간이 지난 연락처 지우기"),
        tells=("people", "removed", "purposes"),
    ),
    "contacts.announce": Verb(
        forgetting.announce,
        takes({"purpose": fields.short_text, "due_on": fields.day}),
        INSIDE,
        history=SILENT,
        feed=N_("곧 보관 기간이 끝나는 개인정보가 있어요"),
        by_clock=N_("보관 기간이 끝난다고 알리기"),
        tells=("purpose", "due_on"),
    ),
    "export.note": Verb(
        contact_log.note,
        takes({"persons": fields.count, "rows": fields.count}),
        who("booth organiser"),
        by_page=True,
        history=SILENT,
        feed=N_("자료를 파일로 내보냈어요"),
        tells=("persons", "rows"),
    ),
}
