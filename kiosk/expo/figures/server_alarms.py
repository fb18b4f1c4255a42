"""Trouble that the server says of itself (kiosk.data.health), open or closed: as alarms beside those of the square."""

from collections.abc import Iterable

from kiosk.data.health import Trouble
from kiosk.expo.figures.alarms import Alarm
from kiosk.expo.square import days, fleet
from kiosk.language.sentences import N_, gettext


def of_server(troubles: Iterable[Trouble], now: int, lang: str) -> list[Alarm]:
    """Each trouble at `now` (ms) as an alarm."""
    return [_of_server(one, (now - one.since) // days.MIN_MS, lang) for one in troubles]


def _of_server(one: Trouble, minutes: int, lang: str) -> Alarm:
    if one.code == "writer_hangs":
        return Alarm(one.code, 0, minutes, "", gettext(_NOT_SAVING, lang), "")
    if one.code == "push_unreached":
        sentence, link = gettext(_NO_PUSH, lang), "/organiser/settings"
        return Alarm(one.code, 2, minutes, "", sentence, gettext("설정 보기", lang), link=link)
    if one.code in ("station_silent", "stations_silent"):
        return _of_silence(one, minutes, lang)
    deed, why = one.values["deed"], one.values["why"] or gettext("서버에 문제가 생겼어요.", lang)
    what = f"{one.values['booth']} {gettext(deed, lang)}".strip()
    sentence = gettext(_CLOCK_FAILS, lang, what=what, why=why)
    button = gettext("부스 보기", lang) if one.values["booth"] else ""
    return Alarm(one.code, 1, minutes, one.values["booth"], sentence, button)


def _of_silence(one: Trouble, minutes: int, lang: str) -> Alarm:
    """A station, or many at once, of which nothing was heard for a while."""
    if one.code == "stations_silent":
        sentence, link = gettext(_MANY_SILENT, lang, n=one.values["n"]), "/organiser/stations"
    else:
        how_long = gettext(_MINUTES if minutes else _JUST_NOW, lang, minutes=minutes)
        sentence = gettext(_SILENT, lang, station=fleet.called(one.values, lang), how_long=how_long)
        link = f"/organiser/stations/{one.values['id']}"
    return Alarm(one.code, 1, minutes, "", sentence, gettext("단말 보기", lang), link=link)


_SILENT = N_("%(station)s: %(how_long)s 소식이 없어요. 전원과 와이파이를 봐 주세요.")
_JUST_NOW, _MINUTES = N_("조금 전부터"), N_("%(minutes)s분째")
_MANY_SILENT = N_("단말 %(n)s대에서 한꺼번에 소식이 끊겼어요. 공유기와 와이파이를 먼저 봐 주세요.")
_NO_PUSH = N_(
    "꺼진 휴대폰에 알림이 가지 않아요. 노트북의 인터넷을 봐 주세요. 화면을 열어 둔 휴대폰과 현황판은 그대로 알려요."
)
_NOT_SAVING = N_(
    "서버가 지금 저장하지 못해요. 노트북의 디스크가 가득 찼거나 멈췄는지 봐 주세요. 태블릿은 그대로 두면 돼요."
)
_CLOCK_FAILS = N_("저절로 되지 않아요: %(what)s. 손으로 해 주세요. 이유: %(why)s")
