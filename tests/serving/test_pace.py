"""Who sends on and on rests as long as that took, however many there are."""

import time

import gevent

from kiosk.serving.pace import REST_MOST_S, Pace

WORK_S = 0.002


def test_nobody_is_read_while_another_rests():
    pace, worked = Pace(), []

    def flood() -> None:
        for _ in range(5):
            began = time.monotonic()
            while time.monotonic() < began + WORK_S:
                pass
            over = time.monotonic()
            worked.append((began, over))
            pace.rest(over - began)

    gevent.joinall([gevent.spawn(flood) for _ in range(4)], raise_error=True)
    # The first of each begin together: nobody has to rest before it has taken anything.
    later = worked[3:]
    assert len(later) == 17
    for (began, over), (next_began, _) in zip(later, later[1:], strict=False):
        assert next_began - over >= over - began


def test_a_rest_has_an_end():
    pace = Pace()
    began = time.monotonic()
    pace.rest(3600)
    assert REST_MOST_S <= time.monotonic() - began < 60
    pace.rest(-1)
