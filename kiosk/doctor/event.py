"""The expo itself: its days, what visitors agree to, its booths, and a rehearsal that somebody forgot to end."""

from kiosk.data import conditions
from kiosk.data.expo_settings import EXPO
from kiosk.doctor.found import Found, fail, ok, warn
from kiosk.doctor.place import Place
from kiosk.expo.square import days, ground, own_words
from kiosk.expo.square.stations import CONNECTED
from kiosk.language.sentences import LANGUAGES, N_

LISTED = 4
OWN_TEXTS = ("consent_keep", "consent_share", "welcome", "closing")

NOTHING_SET = N_("박람회의 이름과 날을 아직 정하지 않았어요. ‘준비’에서 정해 주세요.")


def days_and_hours(place: Place) -> Found:
    """Set, and today among them."""
    if not place.database.exists():
        return fail(NOTHING_SET)
    with place.read() as db:
        known, zone = days.all_days(db), days.time_zone(db)
    if not known:
        return fail(NOTHING_SET)
    date = days.date_of(place.now, zone)
    today = next((one for one in known if one.day == date), None)
    if today:
        opens, closes = days.hours_text(today, zone)
        return ok(N_("오늘 %(opens)s에 열고 %(closes)s에 닫아요."), opens=opens, closes=closes)
    coming = next((one for one in known if one.day > date), None)
    if coming is None:
        return fail(N_("정한 날이 모두 지났어요. ‘준비’에서 날을 고쳐 주세요."))
    return warn(
        N_("오늘(%(today)s)은 여는 날이 아니에요. 다음은 %(next)s이니, 틀렸으면 ‘준비’에서 고쳐 주세요."),
        today=date,
        next=coming.day,
    )


def consents(place: Place) -> Found:
    """There in both languages: own Korean words without own English ones are shown to English readers in Korean."""
    with place.read() as db:
        settings = ground.of(db).settings
    texts = [text for lang in LANGUAGES for text in own_words.consents(settings, lang).values()]
    if not all(text.strip() for text in texts):
        return fail(N_("동의하는 글이 비어 있어요. ‘설정’의 개인정보에서 적어 주세요."))
    if "en" not in settings["languages"]:
        return ok(N_("동의하는 글이 있어요."))
    lacking = [
        EXPO[one].label for one in OWN_TEXTS if settings[one].strip() and not settings[f"{one}_en"].strip()
    ]
    if lacking:
        return warn(
            N_(
                "고쳐 적은 글 %(n)s개에 영어가 없어 영어 화면에도 한국어로 나와요. ‘설정’에서 영어를 적어 주세요."
            ),
            n=len(lacking),
        )
    return ok(N_("동의하는 글이 한국어와 영어로 있어요."))


def counters(place: Place) -> Found:
    """Every agency has a booth with a counter; the tables hold that a booth has one at least."""
    with place.read() as db:
        lacking = [
            row["name"]
            for row in db.execute(
                "SELECT name FROM agencies a WHERE NOT EXISTS (SELECT 1 FROM booths b WHERE b.agency_id = a.id) ORDER BY name"
            )
        ]
        row = db.execute(
            "SELECT count(*) AS booths, coalesce(sum(counters), 0) AS counters FROM booths"
        ).fetchone()
    if not row["booths"]:
        return fail(N_("부스가 하나도 없어요. ‘파일’에서 기관 파일을 넣어 주세요."))
    if lacking:
        return warn(
            N_("상담석이 없는 기관이 %(n)s곳이에요(%(which)s). 기관 파일에 부스를 적어 다시 넣어 주세요."),
            n=len(lacking),
            which=_listed(lacking),
        )
    return ok(N_("부스 %(n)s곳에 상담석이 %(counters)s개 있어요."), n=row["booths"], counters=row["counters"])


def on_the_map(place: Place) -> Found:
    """Two booths at one spot: one of them was never given a place, and nobody would find it."""
    with place.read() as db:
        twice = [
            row["numbers"]
            for row in db.execute(
                "SELECT group_concat(number, '·') AS numbers FROM booths GROUP BY x_m, y_m HAVING count(*) > 1 ORDER BY 1"
            )
        ]
    if twice:
        return warn(
            N_(
                "지도에서 같은 자리에 있는 부스가 있어요(%(which)s). 기관 파일의 위치를 고쳐 다시 넣어 주세요."
            ),
            which=_listed(twice),
        )
    return ok(N_("부스가 모두 지도에 제자리가 있어요."))


def kiosks_on_the_map(place: Place) -> Found:
    """A kiosk that knows where it stands shows the way from there."""
    with place.read() as db:
        kiosks = db.execute(
            f"SELECT count(*) AS n FROM stations WHERE role = 'kiosk' AND {conditions.NOT_REVOKED} AND {CONNECTED} AND x_m IS NULL"
        ).fetchone()["n"]
    if kiosks:
        return warn(
            N_("지도에 자리가 없는 키오스크가 %(n)s대예요. ‘단말’에서 놓인 자리를 정하면 길을 알려 줘요."),
            n=kiosks,
        )
    return ok(N_("키오스크가 모두 지도에 있어요."))


def rehearsal(place: Place) -> Found:
    with place.read() as db:
        is_on = ground.of(db).rehearsal is not None
    if is_on:
        return fail(N_("연습이 켜져 있어요. 문을 열기 전에 ‘연습’에서 끝내고 지워 주세요."))
    return ok(N_("연습은 꺼져 있어요."))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:LISTED]) + (f" +{len(names) - LISTED}" if len(names) > LISTED else "")
