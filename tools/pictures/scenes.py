"""What is pictured: every page, in the states that matter, at the sizes it is made for."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.hands import scan
from tools.pictures.halls import ROOT, Hall

Size = tuple[int, int]
Steps = Callable[[Page, Hall], None]

TABLETS: tuple[Size, ...] = ((1280, 800), (1024, 768), (800, 1280))
DESKS: tuple[Size, ...] = ((1280, 800), (1024, 768), (1440, 900))
WALLS: tuple[Size, ...] = (
    (1920, 1080),
    (1280, 720),
)  # 3840x2160 is drawn alike: a picture would show the same
LAPTOPS: tuple[Size, ...] = ((1440, 900), (1280, 800), (1920, 1080))
PHONES: tuple[Size, ...] = ((390, 844), (360, 640), (768, 1024))


@dataclass(frozen=True)
class Scene:
    """A page in one state. `path` may hold {NAME} of PEOPLE: the badge of somebody of whom that is so."""

    page: str
    state: str
    hall: str
    path: str
    sizes: tuple[Size, ...]
    steps: Steps | None = None
    stale: bool = False


IN = "JOIN tickets t ON t.visitor_id = v.id"
PEOPLE = {
    "new": "WHERE NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id) ORDER BY v.id DESC",
    "undecided": "ORDER BY v.id DESC",
    "waiting": f"{IN} WHERE t.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = v.id"
    " AND o.state IN ('called', 'serving')) ORDER BY t.rank DESC, v.id",
    "called": f"{IN} WHERE t.state = 'called' ORDER BY t.called_at DESC, v.id",
    "meeting": f"{IN} WHERE t.state = 'serving' ORDER BY t.started_at, v.id",
}


def scanned(who: str) -> Steps:
    """The badge of somebody is held to this kiosk or desk; the answer is whole."""

    def steps(page: Page, hall: Hall) -> None:
        scan(page, hall.code(PEOPLE[who]))
        page.locator(".answer-number, .person").first.wait_for()
        page.locator(".answer-way > *, .person-quiet").first.wait_for()
        page.wait_for_timeout(400)

    return steps


def then_more(who: str) -> Steps:
    """What comes after the first place, at a kiosk."""

    def steps(page: Page, hall: Hall) -> None:
        scanned(who)(page, hall)
        page.click('[data-do="more"]')

    return steps


def foreign(page: Page, hall: Hall) -> None:
    scan(page, "0" * 16)
    page.locator(".answer-desk:not([hidden])").wait_for()


def tapped(selector: str, shown: str) -> Steps:
    def steps(page: Page, hall: Hall) -> None:
        page.locator(selector).first.click()
        page.locator(shown).first.wait_for()

    return steps


def found(page: Page, hall: Hall) -> None:
    page.fill("desk-search input", "김" if hall.folder.name != "long" else "남궁")
    page.locator("#desk-found [data-id]").first.wait_for()


def opened(page: Page, hall: Hall) -> None:
    found(page, hall)
    page.locator("#desk-found [data-id]").first.click()
    page.locator(".person-quiet").wait_for()


def report(page: Page, hall: Hall) -> None:
    """The report that is made of this hall, in the page's language."""
    lang = page.locator("html").get_attribute("lang") or "ko"
    out = hall.folder.parent / f"report-{lang}"
    asked = ["report", "--data", str(hall.folder), "--out", str(out), "--lang", lang]
    subprocess.run([sys.executable, "-m", "kiosk", *asked], check=True, cwd=ROOT, capture_output=True)
    page.goto((out / "report.html").as_uri() + "#glance")


FIRST, ONE = TABLETS, TABLETS[:1]
SCENES = (
    Scene("kiosk", "attract", "full", "/kiosk", TABLETS),
    Scene("kiosk", "welcome", "full", "/kiosk", TABLETS, scanned("new")),
    Scene("kiosk", "waiting", "full", "/kiosk", ONE, scanned("waiting")),
    Scene("kiosk", "called", "full", "/kiosk", ONE, scanned("called")),
    Scene("kiosk", "next places", "full", "/kiosk", TABLETS[:2], then_more("waiting")),
    Scene("kiosk", "offers", "empty", "/kiosk", TABLETS, scanned("undecided")),
    Scene("kiosk", "refused", "full", "/kiosk", ONE, foreign),
    Scene("kiosk", "map", "full", "/kiosk?view=map", TABLETS[:1]),
    Scene("kiosk", "long names", "long", "/kiosk", TABLETS[:2], scanned("waiting")),
    Scene("kiosk", "pad", "full", "/kiosk", ONE, tapped('.attract [data-do="pad"]', '[data-view="pad"]')),
    Scene(
        "kiosk", "register", "full", "/kiosk", ONE, tapped('.attract [data-do="register"]', ".step-choices")
    ),
    Scene("kiosk", "stale", "full", "/kiosk", ONE, stale=True),
    Scene("desk", "full", "full", "/desk", DESKS),
    Scene("desk", "found", "full", "/desk", DESKS[:1], found),
    Scene("desk", "person", "full", "/desk", DESKS[:2], opened),
    Scene(
        "desk", "register", "full", "/desk", DESKS[:1], tapped('[data-do="register"]', "[data-pane=register]")
    ),
    Scene("desk", "empty", "empty", "/desk", DESKS[:1]),
    Scene("desk", "long names", "long", "/desk", DESKS[:1], opened),
    Scene("desk", "stale", "full", "/desk", DESKS[:1], stale=True),
    Scene("booth", "meeting", "full", "/booth?booth=A03", DESKS),
    Scene("booth", "called", "full", "/booth?booth=B02", DESKS[:1]),
    Scene("booth", "empty", "empty", "/booth?booth=A03", DESKS[:2]),
    Scene("booth", "before opening", "early", "/booth?booth=A03", DESKS[:1]),
    Scene("booth", "long names", "long", "/booth?booth=A03", DESKS[:1]),
    Scene("booth", "closed", "closed", "/booth?booth=A03", DESKS[:1]),
    Scene("booth", "stale", "full", "/booth?booth=A03", DESKS[:1], stale=True),
    Scene("hall board", "full", "full", "/board", WALLS),
    Scene("hall board", "map", "full", "/board?view=map", WALLS[:1]),
    Scene("hall board", "empty", "empty", "/board", WALLS[:1]),
    Scene("hall board", "long names", "long", "/board", WALLS[:1]),
    Scene("hall board", "before opening", "early", "/board", WALLS[:1]),
    Scene("hall board", "closed", "closed", "/board", WALLS[:1]),
    Scene("hall board", "stale", "full", "/board", WALLS[:1], stale=True),
    Scene("booth's board", "called", "full", "/board/B02", WALLS),
    Scene("booth's board", "empty", "empty", "/board/A03", WALLS[:1]),
    Scene("booth's board", "long names", "long", "/board/C09", WALLS[:1]),
    Scene("booth's board", "closed", "closed", "/board/A03", WALLS[:1]),
    Scene("stage", "full", "full", "/stage", WALLS),
    Scene("stage", "empty", "empty", "/stage", WALLS[:1]),
    Scene("stage", "crew", "full", "/stage/crew", PHONES[:1]),
    Scene("programme", "full", "full", "/programme", (PHONES[0], TABLETS[0])),
    Scene("programme", "map", "told", "/programme?view=map", PHONES[:1]),
    Scene("phone", "not yet in", "full", "/v/{new}", PHONES[:1]),
    Scene("phone", "waiting", "full", "/v/{waiting}", PHONES),
    Scene("phone", "called", "full", "/v/{called}", PHONES[:1]),
    Scene("phone", "meeting", "full", "/v/{meeting}", PHONES[:1]),
    Scene("phone", "long names", "long", "/v/{called}", PHONES[:1]),
    Scene("phone", "stale", "full", "/v/{waiting}", PHONES[:1], stale=True),
    Scene("register", "empty", "full", "/register", PHONES),
    Scene("plan", "full", "full", "/plan", (PHONES[0], TABLETS[0], WALLS[0])),
    Scene("organiser", "full", "told", "/organiser", LAPTOPS),
    Scene("organiser", "on a phone", "told", "/organiser", PHONES[:1]),
    Scene(
        "organiser",
        "telling everybody",
        "told",
        "/organiser",
        LAPTOPS[:1],
        tapped(".org-all", ".all-notices li"),
    ),
    Scene("organiser", "alarms that were", "told", "/organiser/alarms", LAPTOPS[:1]),
    Scene("organiser", "rehearsal", "eve", "/organiser/rehearsal", LAPTOPS[:1]),
    Scene("organiser", "closing", "closed", "/organiser/closing", LAPTOPS[:1]),
    Scene("organiser", "figures", "full", "/organiser/figures", LAPTOPS[:1]),
    Scene("report", "at a glance", "closed", "/organiser/files", LAPTOPS[:1], report),
    Scene("organiser", "empty", "empty", "/organiser", LAPTOPS[:1]),
    Scene("organiser", "preparation", "empty", "/organiser/start", LAPTOPS[:1]),
    Scene(
        "organiser",
        "booth's sheet",
        "full",
        "/organiser",
        LAPTOPS[:1],
        tapped("#map-A03", "dialog[open] #sheet-title"),
    ),
    Scene("organiser", "booth's sheet alone", "full", "/organiser/booths/A03", PHONES[:1]),
    Scene("organiser", "programme", "full", "/organiser/programme", LAPTOPS[:1]),
    Scene("organiser", "closed", "closed", "/organiser", LAPTOPS[:1]),
    Scene("organiser", "stations", "full", "/organiser/stations", LAPTOPS[:1]),
    Scene("organiser", "printers", "full", "/organiser/printers", LAPTOPS[:1]),
    Scene("organiser", "import", "full", "/organiser/import", LAPTOPS[:1]),
    Scene("organiser", "files", "full", "/organiser/files", LAPTOPS[:1]),
    Scene("organiser", "settings", "full", "/organiser/settings", LAPTOPS[:1]),
    Scene(
        "organiser",
        "doctor",
        "early",
        "/organiser/doctor",
        LAPTOPS[:1],
        tapped("[data-look]", ".doctor-found"),
    ),
    Scene("index", "full", "full", "/", (LAPTOPS[0], TABLETS[1], PHONES[0])),
    Scene("error", "no such page", "full", "/nowhere", (TABLETS[0], PHONES[0])),
    Scene("error", "not paired", "full", "/kiosk", (TABLETS[0], PHONES[0])),
    Scene("pairing", "failed", "full", "/pair/used-up", (TABLETS[0], PHONES[0])),
    Scene("trust", "full", "full", "/trust", (TABLETS[0], PHONES[0])),
)
STRANGERS = ("error", "pairing")  # opened by a browser that is no station
