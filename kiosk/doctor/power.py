"""Whether the laptop stays awake: its power, what makes it sleep, and what a closed lid does.

Linux tells most of it (systemd-logind, GNOME, /sys); elsewhere somebody has to look.
"""

from pathlib import Path
from typing import NamedTuple

from kiosk.doctor.found import Found, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.language.sentences import N_

BATTERY_LOW = 30  # percent
LOGIND = ("usr/lib/systemd/logind.conf", "etc/systemd/logind.conf")
SLEEPS = ("sleep.target", "suspend.target")
GNOME = "org.gnome.settings-daemon.plugins.power"


class Power(NamedTuple):
    """`plugged`: None where nobody tells; `battery`: percent, None without one; `drains`: it empties."""

    plugged: bool | None
    battery: int | None
    drains: bool


def power(place: Place) -> Found:
    now = _power(place)
    if now.plugged is None and now.battery is None:
        return unseen(N_("전원을 이 컴퓨터에서는 볼 수 없어요. 전원선이 꽂혀 있는지 봐 주세요."))
    if now.plugged or (now.plugged is None and not now.drains):
        return ok(N_("전원선이 꽂혀 있어요."))
    if now.battery is not None and now.battery < BATTERY_LOW:
        return fail(N_("전원선이 빠져 있고 배터리가 %(n)s%% 남았어요. 전원선을 꽂아 주세요."), n=now.battery)
    return warn(N_("전원선이 빠져 있어요(배터리 %(n)s%%). 문을 열기 전에 꽂아 주세요."), n=now.battery or 0)


def _power(place: Place) -> Power:
    """Linux, Documentation/ABI/testing/sysfs-class-power."""
    plugged: bool | None = None
    battery: int | None = None
    drains = False
    supplies = place.root / "sys/class/power_supply"
    for one in sorted(supplies.iterdir()) if supplies.is_dir() else []:
        kind, scope = _text(one / "type"), _text(one / "scope")
        if kind in ("Mains", "USB") and _text(one / "online") is not None:
            plugged = bool(plugged) or _text(one / "online") == "1"
        elif kind == "Battery" and scope != "Device":  # a mouse has one too
            left = _text(one / "capacity") or ""
            battery = int(left) if left.isdecimal() else battery
            drains = drains or _text(one / "status") == "Discharging"
    return Power(plugged, battery, drains)


def sleep(place: Place) -> Found:
    """Whether it falls asleep when nobody types for a while."""
    if (states := place.text("sys/power/state")) is not None and not {"mem", "freeze"} & set(states.split()):
        return ok(N_("이 컴퓨터는 스스로 잠들지 않아요."))
    if _is_masked(place):
        return ok(N_("잠들기를 꺼 두었어요."))
    gnome = place.run("gsettings", "get", GNOME, "sleep-inactive-ac-type")
    idle = _logind(place).get("IdleAction", "ignore")
    if (gnome and "nothing" not in gnome and "blank" not in gnome) or idle in (
        "suspend",
        "hibernate",
        "poweroff",
        "halt",
    ):
        return warn(
            N_("얼마 동안 쓰지 않으면 노트북이 잠들어요. 설정의 ‘전원’에서 ‘자동으로 잠들기’를 꺼 주세요.")
        )
    if gnome is None and states is None:
        return unseen(
            N_("잠들기 설정을 이 컴퓨터에서는 볼 수 없어요. 전원 설정에서 ‘잠자기 안 함’인지 봐 주세요.")
        )
    return ok(N_("쓰지 않아도 잠들지 않아요."))


def lid(place: Place) -> Found:
    """What happens when somebody closes it to carry it to the next table."""
    lids = place.root / "proc/acpi/button/lid"
    if not (lids.is_dir() and any(lids.iterdir())):
        if place.text("sys/power/state") is None:
            return unseen(N_("덮개 설정을 이 컴퓨터에서는 볼 수 없어요. 덮개를 닫지 말아 주세요."))
        return ok(N_("덮개가 없는 컴퓨터예요."))
    set_to = _logind(place)
    plugged = set_to.get("HandleLidSwitchExternalPower", set_to.get("HandleLidSwitch", "suspend"))
    if plugged in ("ignore", "lock"):
        return ok(N_("전원선을 꽂은 동안은 덮개를 닫아도 꺼지지 않아요."))
    if _is_masked(place):
        return ok(N_("덮개를 닫아도 잠들지 않아요."))
    return warn(
        N_(
            "덮개를 닫으면 서버가 멈춰요(%(action)s). 닫지 말고, logind.conf의 HandleLidSwitch를 ignore로 바꿔 두세요."
        ),
        action=plugged,
    )


def _is_masked(place: Place) -> bool:
    """Somebody forbade the system to sleep at all."""
    states = (place.run("systemctl", "show", "--property=LoadState", "--value", one) for one in SLEEPS)
    return all((state or "").strip() == "masked" for state in states)


def _logind(place: Place) -> dict[str, str]:
    """What logind.conf(5) and its drop-ins say, the later ones last."""
    said: dict[str, str] = {}
    for name in LOGIND:
        file = place.root / name
        for path in (file, *sorted(Path(f"{file}.d").glob("*.conf"))):
            for line in (_text(path) or "").splitlines():
                key, equals, value = line.partition("=")
                if equals and not line.lstrip().startswith("#"):
                    said[key.strip()] = value.strip()
    return said


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
