"""The laptop: its disk, memory, clock, and how many phones it can hold at once."""

import os
import resource
import shutil
import socket
import statistics
import struct
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.doctor.found import Found, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.expo.square import days
from kiosk.language.sentences import N_

MB = 1_000_000
DISK_LOW_MB, DISK_FULL_MB = 2_000, 300
MEMORY_LOW_MB, MEMORY_OUT_MB = 1_000, 250
SYNCS, SYNCS_S, SYNC_BYTES = 20, 2.0, 4096
SYNC_SLOW_MS, SYNC_STUCK_MS = 30, 500  # the slowest, in the middle of twenty
SOCKETS, FILES_BESIDE = 5_000, 200
CLOCK_WARN_S, CLOCK_FAIL_S = 5, 120
MOVED_S = 15  # more than a server takes to answer
FLEET_SKEWED_S, FLEET_AT_LEAST = 60, 3
# The Korean institute of standards' own, then everybody's. Asked once, and never waited for.
NTP = (("time.kriss.re.kr", 123), ("pool.ntp.org", 123))
NTP_S = 1.2
SINCE_1900_S = 2_208_988_800


def disk(place: Place) -> Found:
    free_mb = shutil.disk_usage(place.nearest).free // MB
    if free_mb < DISK_FULL_MB:
        return fail(
            N_("디스크가 %(n)sMB밖에 남지 않았어요. 파일을 지워 자리를 비워 주세요."), n=f"{free_mb:,}"
        )
    if free_mb < DISK_LOW_MB:
        return warn(N_("디스크가 %(n)sMB 남았어요. 쓰지 않는 파일을 지워 두세요."), n=f"{free_mb:,}")
    return ok(N_("디스크가 %(n)sGB 남았어요."), n=f"{free_mb / 1000:,.0f}")


def sync(place: Place) -> Found:
    """How long the disk takes until it has something for sure: each action waits for that once."""
    took = _synced_ms(place.nearest)
    middle, worst = (max(0.1, round(ms, 1)) for ms in (statistics.median(took), max(took)))
    if middle > SYNC_STUCK_MS:
        return fail(N_("저장 한 번에 %(n)sms가 걸려요. 다른 디스크로 데이터 폴더를 옮겨 주세요."), n=middle)
    if middle > SYNC_SLOW_MS:
        return warn(
            N_(
                "저장 한 번에 %(n)sms(가장 긴 것 %(worst)sms)가 걸려 느려요. 디스크를 쓰는 다른 프로그램을 끝내 주세요."
            ),
            n=middle,
            worst=worst,
        )
    return ok(N_("저장 한 번에 %(n)sms(가장 긴 것 %(worst)sms) 걸려요."), n=middle, worst=worst)


def _synced_ms(folder: Path) -> list[float]:
    """A few writes that wait for the disk, as the database's own do."""
    took: list[float] = []
    until = time.monotonic() + SYNCS_S
    with tempfile.TemporaryFile(dir=folder) as file:
        while len(took) < SYNCS and (not took or time.monotonic() < until):
            began = time.perf_counter()
            file.write(os.urandom(SYNC_BYTES))
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return took


def memory(place: Place) -> Found:
    free_mb = _memory_mb(place)
    if free_mb is None:
        return unseen(N_("남은 메모리를 이 컴퓨터에서는 볼 수 없어요. 다른 프로그램을 모두 닫아 두세요."))
    if free_mb < MEMORY_OUT_MB:
        return fail(N_("메모리가 %(n)sMB밖에 남지 않았어요. 다른 프로그램을 모두 닫아 주세요."), n=free_mb)
    if free_mb < MEMORY_LOW_MB:
        return warn(N_("메모리가 %(n)sMB 남았어요. 쓰지 않는 프로그램을 닫아 주세요."), n=free_mb)
    return ok(N_("메모리가 %(n)sGB 남았어요."), n=f"{free_mb / 1000:.1f}")


def _memory_mb(place: Place) -> int | None:
    """What may be had without swapping (Linux, proc_meminfo(5))."""
    for line in (place.text("proc/meminfo") or "").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024 // MB
    return None


def open_files(place: Place) -> Found:
    """A socket is an open file."""
    most = place.seen.open_files if place.seen else resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = SOCKETS * 100 if most == resource.RLIM_INFINITY else most
    if most < SOCKETS // 10:
        return fail(
            N_("연결을 %(n)s개밖에 받을 수 없어요. 터미널에서 ulimit -n 65536을 적고 서버를 다시 켜 주세요."),
            n=f"{most:,}",
        )
    if most < SOCKETS + FILES_BESIDE:
        return warn(
            N_(
                "휴대전화까지 %(n)s대만 한꺼번에 이어져요. 터미널에서 ulimit -n 65536을 적고 서버를 다시 켜 주세요."
            ),
            n=f"{most:,}",
        )
    return ok(N_("한꺼번에 %(n)s대까지 이어져요."), n=f"{min(most, SOCKETS * 10):,}")


def clock(place: Place) -> Found:
    """Against the world's where that can be asked, against the tablets' where they are heard, and as the system says of itself."""
    is_demo = place.seen is not None and place.seen.is_demo
    if place.clock_rate != 1 and not is_demo:
        return fail(
            N_("시계가 %(n)s배로 가고 있어요(KIOSK_CLOCK_RATE). 그 설정을 지우고 서버를 다시 켜 주세요."),
            n=f"{place.clock_rate:g}",
        )
    if abs(place.shift_s) > MOVED_S and not is_demo:
        minutes = round(place.shift_s / 60)
        return fail(
            N_("시계를 %(n)s분 옮겨 둔 채예요(KIOSK_CLOCK_SHIFT_S). 그 설정을 지우고 서버를 다시 켜 주세요."),
            n=f"{minutes:,}",
        )
    if (off := _off_by_ntp_s()) is not None:
        return _told(off, N_("표준시와 %(n)s초 차이예요."))
    if (off := _off_by_fleet_s(place)) is not None:
        return _told(off, N_("단말들의 시계와 %(n)s초 차이예요."))
    if place.run("timedatectl", "show", "--property=NTPSynchronized", "--value") == "yes\n":
        return ok(N_("시계를 인터넷 시간에 맞춰 두었어요."))
    return unseen(N_("시계를 견줄 곳이 없어요. 휴대전화의 시각과 같은지 눈으로 봐 주세요."))


def _told(off_s: float, well: str) -> Found:
    """`off_s`: by how much the laptop is ahead."""
    n = f"{abs(off_s):,.0f}"
    if abs(off_s) >= CLOCK_FAIL_S:
        return fail(N_("노트북의 시계가 %(n)s초 틀려요. 날짜와 시각을 맞추고 서버를 다시 켜 주세요."), n=n)
    if abs(off_s) >= CLOCK_WARN_S:
        return warn(N_("노트북의 시계가 %(n)s초 틀려요. 날짜와 시각을 맞춰 주세요."), n=n)
    return ok(well, n=n)


def _off_by_fleet_s(place: Place) -> float | None:
    """By how much most tablets say that the laptop is ahead; None where too few were heard, or it is within what they differ by."""
    skews = (
        [one.skew_ms for one in place.seen.fleet.values() if one.skew_ms is not None] if place.seen else []
    )
    if len(skews) < FLEET_AT_LEAST:
        return None
    off_s = -statistics.median(skews) / 1000
    return off_s if abs(off_s) >= FLEET_SKEWED_S else 0.0


def _off_by_ntp_s() -> float | None:
    """By how much the laptop's clock is ahead of a time server's (SNTP, RFC 4330); None where none answers."""
    for address in NTP:
        try:
            family, kind, protocol, _, where = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
            with socket.socket(family, kind, protocol) as line:
                line.settimeout(NTP_S)
                sent = time.time()
                line.sendto(b"\x1b" + bytes(47), where)
                answer = line.recv(512)
                half = (time.time() + sent) / 2
        except OSError:
            continue
        if len(answer) >= 48 and answer[0] & 7 == 4 and answer[1]:  # of a server that knows the time itself
            seconds, fraction = struct.unpack("!II", answer[40:48])
            there = float(seconds) - SINCE_1900_S + float(fraction) / 2**32
            return half - there
    return None


def time_zone(place: Place) -> Found:
    with place.read() as db:
        name = days.time_zone(db)
    try:
        there = datetime.fromtimestamp(place.wall / 1000, ZoneInfo(name)).utcoffset()
    except ZoneInfoNotFoundError:
        return fail(N_("이 노트북은 %(zone)s 시간대를 몰라요. tzdata를 설치해 주세요."), zone=name)
    here = datetime.fromtimestamp(place.wall / 1000).astimezone().utcoffset()
    if here != there:
        return warn(
            N_(
                "노트북의 시간대가 %(zone)s이 아니에요. 화면은 바르게 나오지만, 노트북의 시계와 달라 보이니 시간대를 맞춰 주세요."
            ),
            zone=name,
        )
    return ok(N_("노트북도 박람회도 %(zone)s 시각이에요."), zone=name)
