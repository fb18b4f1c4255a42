"""Trouble that the server says of itself (kiosk.data.health), open or closed."""

from collections.abc import Callable, Iterable, Mapping

from kiosk.data import redis_problems
from kiosk.data.health import Trouble
from kiosk.data.replicas import PROBLEMS
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days, fleet
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

DISK_FULL_MB = 500


def of_server(look: Look, troubles: Iterable[Trouble]) -> list[Alarm]:
    """Each trouble as an alarm."""
    return [_KINDS.get(one.code, _clock_fails)(look, one) for one in troubles]


def _writer_hangs(look: Look, one: Trouble) -> Alarm:
    return Alarm(
        one.code, 0, one.since, look.minutes(one.since), look.say(_NOT_SAVING), cost=look.say(_LEAVE_THEM)
    )


def _clock_fails(look: Look, one: Trouble) -> Alarm:
    booth = str(one.values["booth"])
    what = f"{booth} {look.say(one.values['deed'])}".strip()
    why = one.values["why"] or look.say(N_("서버에 문제가 생겼어요."))
    link = f"/organiser/booths/{booth}" if booth else ""
    return Alarm(
        ":".join(part for part in ("clock_fails", str(one.values["verb"]), booth) if part),
        1,
        one.since,
        look.minutes(one.since),
        look.say(_CLOCK_FAILS, what=what),
        booth=booth,
        cost=joined(look.say(_BY_HAND), look.say(_WHY, why=why)),
        remedies=(Remedy(look.say(N_("부스 보기")), link=link),) if booth else (),
    )


def _silent(look: Look, one: Trouble) -> Alarm:
    """A station of which nothing was heard for a while."""
    minutes = look.minutes(one.since)
    how_long = look.say(_MINUTES if minutes else _JUST_NOW, minutes=minutes)
    link, booth = f"/organiser/stations/{one.values['id']}", _booth_of(look, one.values)
    return Alarm(
        f"station_silent:{one.values['id']}",
        1,
        one.since,
        minutes,
        look.say(_SILENT, station=fleet.called(one.values, look.lang), how_long=how_long),
        booth=booth["number"] if booth else "",
        cost=joined(look.say(_POWER), look.waiting(booth) if booth else ""),
        people=look.people(booth) if booth else 0,
        able=len(look.able_at(booth)) if booth else 0,
        link=link,
        remedies=(
            Remedy(look.say(N_("단말 보기")), link=link),
            *(
                (Remedy(look.say(N_("부스 보기")), link=f"/organiser/booths/{booth['number']}"),)
                if booth
                else ()
            ),
        ),
    )


def _booth_of(look: Look, station: Mapping[str, object]) -> Booth | None:
    """The booth whose tablet it is, while the expo is open."""
    if station["role"] != "booth" or not look.is_open:
        return None
    return look.state.by_number.get(str(station["booth"]))


def _many_silent(look: Look, one: Trouble) -> Alarm:
    link = "/organiser/stations"
    return _alarm(
        look,
        one,
        0,
        look.say(_MANY_SILENT, n=one.values["n"]),
        cost=look.say(_ROUTER),
        link=link,
        remedies=(Remedy(look.say(N_("단말 보기")), link=link),),
    )


def _alarm(
    look: Look,
    one: Trouble,
    level: int,
    sentence: str,
    *,
    cost: str = "",
    link: str = "",
    remedies: tuple[Remedy, ...] = (),
) -> Alarm:
    """One of the whole square, by its code."""
    return Alarm(
        one.code,
        level,
        one.since,
        look.minutes(one.since),
        sentence,
        cost=cost,
        link=link,
        remedies=remedies,
    )


def _no_push(look: Look, one: Trouble) -> Alarm:
    link = "/organiser/settings"
    return _alarm(
        look,
        one,
        2,
        look.say(_NO_PUSH),
        cost=look.say(_OPEN_ONES),
        link=link,
        remedies=(Remedy(look.say(N_("설정 보기")), link=link),),
    )


def _disk_low(look: Look, one: Trouble) -> Alarm:
    megabytes = int(one.values["free_mb"])
    free = f"{megabytes / 1000:.1f}GB" if megabytes >= 1000 else f"{megabytes}MB"
    return _alarm(
        look,
        one,
        0 if megabytes < DISK_FULL_MB else 2,
        look.say(_DISK, free=free),
        cost=look.say(_DISK_FULL),
    )


def _certificate(look: Look, one: Trouble) -> Alarm:
    ends = int(one.values["ends_at"])
    at = f"{days.local(ends, look.state.ground.time_zone):%m.%d %H:%M}"
    sentence = _CERTIFICATE_ENDED if ends <= look.now else _CERTIFICATE
    return _alarm(
        look,
        one,
        1 if ends - look.now < 24 * 60 * days.MIN_MS else 2,
        look.say(sentence, at=at),
        cost=look.say(_NO_TABLET),
    )


def _laptops(look: Look, one: Trouble) -> Alarm:
    """The second laptop, or this one beside it."""
    weight, sentence, cost = _OF_LAPTOPS[one.code]
    return _alarm(
        look,
        one,
        weight,
        look.say(sentence),
        cost=look.say(cost),
        link=_LAPTOP,
        remedies=(Remedy(look.say(N_("노트북 보기")), link=_LAPTOP),),
    )


def _laptop_changed(look: Look, one: Trouble) -> Alarm:
    restored, listed = int(one.values["restored"]), int(one.values["listed"])
    to_do = (Remedy(look.say(N_("되살리지 못한 일 보기")), link="/desk"),) if listed else ()
    return _alarm(
        look,
        one,
        1 if listed else 2,
        look.say(_CHANGED),
        cost=look.say(_CHANGED_COUNTS, restored=restored, listed=listed),
        link=_LAPTOP,
        remedies=(*to_do, Remedy(look.say(N_("노트북 보기")), link=_LAPTOP)),
    )


_LAPTOP = "/standby"


def _copy_stands(look: Look, one: Trouble) -> Alarm:
    """What is copied elsewhere stands still: should the laptop fall off its table now, so much would be missing."""
    minutes, problem = look.minutes(one.since), str(one.values["problem"])
    how_long = look.say(_MINUTES if minutes else _JUST_NOW, minutes=minutes)
    what_to_do = look.say(PROBLEMS[problem]) if problem in PROBLEMS else look.say(_SLOW_COPY)
    return Alarm(
        one.code,
        1,
        one.since,
        minutes,
        look.say(_COPY_STANDS, target=one.values["target"], how_long=how_long),
        cost=what_to_do,
        link=COPIES,
        remedies=(Remedy(look.say(N_("복사 보기")), link=COPIES),),
    )


def _copy_remembers(look: Look, one: Trouble) -> Alarm:
    return _alarm(
        look,
        one,
        2,
        look.say(_COPY_REMEMBERS, n=one.values["n"], target=one.values["target"]),
        cost=look.say(_FORGETS_LATER),
        link=COPIES,
        remedies=(Remedy(look.say(N_("복사 보기")), link=COPIES),),
    )


def _redis(look: Look, one: Trouble) -> Alarm:
    """Phones that look at an edge see boards of a while ago; nothing of the square does."""
    problem = redis_problems.PROBLEMS[str(one.values["problem"])]
    return _alarm(
        look,
        one,
        1,
        look.say(_NOT_HANDED_ON),
        cost=joined(f"{look.say(problem)} ({one.values['redis']})", look.say(_SQUARE_GOES_ON)),
        link=_FLEET,
        remedies=(Remedy(look.say(N_("중계 서버 보기")), link=_FLEET),),
    )


_FLEET = "/organiser/stations"
_NOT_HANDED_ON = N_("행사장 밖의 휴대폰에서 현황판이 멈췄어요")
_SQUARE_GOES_ON = N_("행사장 안의 화면은 그대로예요")


def _copy_off(look: Look, one: Trouble) -> Alarm:
    """The first laptop is gone, and nothing is copied from the one that goes on."""
    return _alarm(
        look,
        one,
        1,
        look.say(_COPY_OFF),
        cost=look.say(_ALL_LOST),
        link=COPIES,
        remedies=(Remedy(look.say(N_("복사 보기")), link=COPIES),),
    )


COPIES = "/organiser/standby"
_COPY_OFF = N_("이어받은 이 노트북은 복사되지 않고 있어요. 복사를 켜고 둘째 노트북을 다시 준비해 주세요")
_ALL_LOST = N_("이 노트북이 망가지면 오늘 기록도 함께 없어져요")
_COPY_STANDS = N_("복사본이 %(how_long)s 멈춰 있어요: %(target)s")
_SLOW_COPY = N_("복사할 곳이 느려요. 조금 기다려도 그대로면 다른 USB나 폴더로 바꿔 주세요")
_COPY_REMEMBERS = N_("지운 %(n)s명이 아직 복사본에 남아 있어요: %(target)s")
_FORGETS_LATER = N_("그 USB를 꽂거나 그곳에 닿으면 저절로 지워요")

_KINDS: Mapping[str, Callable[[Look, Trouble], Alarm]] = {
    "writer_hangs": _writer_hangs,
    "station_silent": _silent,
    "stations_silent": _many_silent,
    "push_unreached": _no_push,
    "disk_low": _disk_low,
    "certificate_ends": _certificate,
    **dict.fromkeys(("standby_lost", "standby_slow", "laptop_stopped", "laptop_old"), _laptops),
    "laptop_changed": _laptop_changed,
    "redis": _redis,
    "copy_stands": _copy_stands,
    "copy_off": _copy_off,
    "copy_remembers": _copy_remembers,
}
# Of each: how heavy, what is so, what it costs.
_OF_LAPTOPS = {
    "standby_lost": (
        1,
        N_("둘째 노트북과 끊어졌어요. 전원과 와이파이를 봐 주세요"),
        N_("이 노트북이 지금 멈추면 마지막 몇 초의 일을 되살리지 못할 수 있어요"),
    ),
    "standby_slow": (
        2,
        N_("둘째 노트북이 느려요. 다른 프로그램을 끄고 공유기 가까이 놓아 주세요"),
        N_("일은 그대로 되고, 따라잡으면 저절로 풀려요"),
    ),
    "laptop_stopped": (
        0,
        N_("이 노트북이 지금 아무것도 적지 않아요. 둘째 노트북과 공유기에 닿지 않아요"),
        N_("닿으면 저절로 이어져요. 태블릿은 그대로 두면 돼요"),
    ),
    "laptop_old": (
        0,
        N_("이 노트북은 이전 노트북이에요. 새 노트북에서 이어지고 있어요"),
        N_("여기에만 있는 기록을 봐 주세요"),
    ),
}
_CHANGED = N_("노트북이 바뀌었어요")
_CHANGED_COUNTS = N_("되살린 일 %(restored)s건, 데스크의 목록에 남은 일 %(listed)s건")
_SILENT = N_("%(station)s: %(how_long)s 소식이 없어요")
_POWER = N_("전원과 와이파이를 봐 주세요")
_JUST_NOW, _MINUTES = N_("조금 전부터"), N_("%(minutes)s분째")
_MANY_SILENT = N_("단말 %(n)s대에서 한꺼번에 소식이 끊겼어요")
_ROUTER = N_("공유기와 와이파이를 먼저 봐 주세요")
_NO_PUSH = N_("꺼진 휴대폰에 알림이 가지 않아요. 노트북의 인터넷을 봐 주세요")
_OPEN_ONES = N_("화면을 열어 둔 휴대폰과 현황판은 그대로 알려요")
_NOT_SAVING = N_("서버가 지금 저장하지 못해요. 노트북의 디스크가 가득 찼거나 멈췄는지 봐 주세요")
_LEAVE_THEM = N_("태블릿은 그대로 두면 돼요")
_CLOCK_FAILS = N_("저절로 되지 않아요: %(what)s")
_BY_HAND, _WHY = N_("손으로 해 주세요"), N_("이유: %(why)s")
_DISK = N_("서버 노트북의 디스크가 %(free)s 남았어요")
_DISK_FULL = N_("가득 차면 아무것도 저장하지 못해요. 쓰지 않는 파일을 옮겨 주세요")
_CERTIFICATE = N_("보안 인증서가 %(at)s에 끝나요")
_CERTIFICATE_ENDED = N_("보안 인증서가 %(at)s에 끝났어요")
_NO_TABLET = N_("끝나면 태블릿이 서버를 열지 못해요. 새 인증서로 서버를 다시 시작해 주세요")
