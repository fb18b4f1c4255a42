"""Four ways to run a day: a fixed route, the shortest queue next, all places held without skipping, and ours."""

from collections.abc import Hashable
from typing import ClassVar

from kiosk.actions.perform import Answer
from kiosk.expo.queue.outlook import LEFT_MS
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.future import RETRY_MS
from kiosk.simulation.hall import DESK, Guest, Hall, InQueue

LATE_MS = 10 * MIN_MS  # an appointment missed by so much is a wish like any other


class _OneAtATime:
    """Visitors walk to one booth, stand in its line and go to the next; only an appointment is called over."""

    wishes_known = False
    settings: ClassVar[dict[str, int]] = {"live_tickets": 3}
    calls_ahead = False
    retries = True
    tells = False

    def __init__(self) -> None:
        self._turned_away: set[tuple[int, int, str]] = set()

    def arrived(self, hall: Hall, guest: Guest) -> None:
        self._go_on(hall, guest)

    def freed(self, hall: Hall, guest: Guest, booth: str) -> None:
        self._go_on(hall, guest)

    def hope(self, hall: Hall, booth: str, queue: list[InQueue]) -> Hashable:
        return free(queue)

    def call(self, hall: Hall, booth: str, counter: int, queue: list[InQueue]) -> Answer:
        return _call_next(hall, booth, counter)

    def order(self, hall: Hall, guest: Guest, booths: list[str]) -> list[str]:
        raise NotImplementedError

    def _go_on(self, hall: Hall, guest: Guest) -> None:
        """To the next booth, unless they stand in a line already."""
        appointed = guest.visitor.appointments
        standing = [booth for booth in hall.places(guest) if booth not in appointed]
        if standing or not hall.is_open:
            return
        left = [
            booth
            for booth in guest.unmet
            if booth not in appointed or hall.clock.now > appointed[booth] + LATE_MS
        ]
        left = [booth for booth in left if (guest.id, hall.day, booth) not in self._turned_away]
        if left:
            booth = self.order(hall, guest, left)[0]
            reaction_ms = hall.scenario.reaction_ms(guest.visitor, booth)
            hall.at(
                hall.clock.now + hall.walk(guest, booth, reaction_ms), lambda: self._join(hall, guest, booth)
            )

    def _join(self, hall: Hall, guest: Guest, booth: str) -> None:
        if not (hall.is_open and guest.here):
            return
        if join(hall, guest, booth):
            hall.look_round(booth)
        else:
            self._turned_away.add((guest.id, hall.day, booth))
            self._go_on(hall, guest)


class Fixed(_OneAtATime):
    """In the order of the list."""

    name = "fixed"

    def order(self, hall: Hall, guest: Guest, booths: list[str]) -> list[str]:
        return booths


class Shortest(_OneAtATime):
    """Where the fewest stand a counter now, the nearer of two alike."""

    name = "shortest"

    def order(self, hall: Hall, guest: Guest, booths: list[str]) -> list[str]:
        return sorted(
            booths, key=lambda booth: (self._length(hall, booth), hall.scenario.walk_ms(guest.place, booth))
        )

    def _length(self, hall: Hall, booth: str) -> float:
        counters = hall.counters[booth]
        busy = sum(one.guest is not None for one in counters) + sum(
            one.called is not None for one in counters
        )
        return (len(hall.waiting(booth)) + busy) / len(counters)


class Held:
    """Every place is held from the start; a counter waits for the head of its queue, busy elsewhere or not."""

    name = "held"
    wishes_known = False
    settings: ClassVar[dict[str, int]] = {"live_tickets": 10}
    calls_ahead = False
    retries = False
    tells = False

    def arrived(self, hall: Hall, guest: Guest) -> None:
        for booth in guest.unmet:
            if booth not in guest.visitor.appointments:
                join(hall, guest, booth)

    def freed(self, hall: Hall, guest: Guest, booth: str) -> None:
        """Their other places are held already; one lost by not coming twice is taken anew."""
        rejoin(hall, guest, booth)

    def hope(self, hall: Hall, booth: str, queue: list[InQueue]) -> Hashable:
        head = self._head(hall, queue)
        return (head["id"], head["free"]) if head else None

    def call(self, hall: Hall, booth: str, counter: int, queue: list[InQueue]) -> Answer:
        """Refused while the head is busy elsewhere: whoever calls from a list of their own can't know."""
        head = self._head(hall, queue)
        assert head is not None
        return hall.do(
            "ticket.call", hall.staff(booth), ticket=head["id"], counter=counter, reason="줄의 맨 앞"
        )

    def _head(self, hall: Hall, queue: list[InQueue]) -> InQueue | None:
        now = hall.clock.now
        return next(
            (row for row in queue if row["appointment_at"] is None or row["appointment_at"] <= now), None
        )


class Ours:
    """As the kiosk does it: three places by routing, busy heads skipped, the next one called ahead."""

    name = "ours"
    wishes_known = True
    settings: ClassVar[dict[str, int]] = {"live_tickets": 3}
    calls_ahead = True
    retries = True
    tells = True
    leaves_to_others = True  # who has just come free is left to the booth that needs them more

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}  # booth -> when its staff look again

    def arrived(self, hall: Hall, guest: Guest) -> None:
        """Checking in has given the places."""

    def freed(self, hall: Hall, guest: Guest, booth: str) -> None:
        """Finishing has promoted the next wish; a place lost by not coming twice is taken anew."""
        rejoin(hall, guest, booth)

    def hope(self, hall: Hall, booth: str, queue: list[InQueue]) -> Hashable:
        """Staff tap where their tablet has somebody to call: nobody who would miss an appointment, nor who has just come
        free and is to be called elsewhere first."""
        able, now = [row for row in queue if row["free"]], hall.clock.now
        unbooked = sum(not row["is_booked"] for row in able)
        is_fresh = (
            self.leaves_to_others
            and len(able) == 1
            and now - hall.by_id[able[0]["visitor_id"]].free_since < LEFT_MS
        )
        # Of two who have no appointment elsewhere one is called in any case: the tablet need not be asked.
        may_be_nobody = unbooked < 2 and unbooked < len(able)
        if (is_fresh or may_be_nobody) and not hall.invites_a_call(booth, leaves=self.leaves_to_others):
            self._look_again(hall, booth, LEFT_MS if is_fresh else RETRY_MS)
            return None
        return free(queue)

    def _look_again(self, hall: Hall, booth: str, after_ms: int) -> None:
        """Staff look again, once, however often they have looked."""
        due = hall.clock.now + after_ms
        if hall.clock.now < self._looks.get(booth, 0) <= due:
            return
        self._looks[booth] = due
        hall.at(due, lambda: hall.look_round(booth))

    def call(self, hall: Hall, booth: str, counter: int, queue: list[InQueue]) -> Answer:
        return _call_next(hall, booth, counter)


class InRank(Ours):
    """Ours where nobody is ever overtaken or left to another booth, as it was before there was a budget: to compare with."""

    name = "in_rank"
    settings: ClassVar[dict[str, int]] = {"live_tickets": 3, "overtaken_times": 0}
    leaves_to_others = False


def join(hall: Hall, guest: Guest, booth: str) -> bool:
    return hall.do("ticket.join", DESK, visitor=guest.id, booth=booth).ok


def rejoin(hall: Hall, guest: Guest, booth: str) -> None:
    """Who did not come, and has no place there any more, asks for one again."""
    if booth in guest.unmet and booth not in hall.places(guest):
        join(hall, guest, booth)


def free(queue: list[InQueue]) -> frozenset[int]:
    """Staff see on their tablet who could come, and tap only then."""
    return frozenset(row["id"] for row in queue if row["free"])


def _call_next(hall: Hall, booth: str, counter: int) -> Answer:
    return hall.do("ticket.call_next", hall.staff(booth), booth=booth, counter=counter)


POLICIES = (Fixed, Shortest, Held, Ours)
BY_NAME = {policy.name: policy for policy in (*POLICIES, InRank)}
