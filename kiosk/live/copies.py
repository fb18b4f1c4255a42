"""The copy of the expo elsewhere: told to the organiser when it stands still, still holds somebody who was forgotten, or is none
after a take-over."""

from kiosk.actions.refusals import Unusable
from kiosk.data import mastership, replicas
from kiosk.data.health import Trouble
from kiosk.data.replicas import State
from kiosk.data.store import Store

LOOK_S = 2
STANDS_S = 10  # so long nothing of what was answered has reached the target


class Copies:
    """What the server's health says of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[str, Trouble] = {}

    def look(self) -> None:
        """Tell what is wrong now, and take back what is no more."""
        state = replicas.read_state(self._store.path.parent)
        found = self._off() if state is None or state.ended else self._troubles(state)
        for code in self._told.keys() - found.keys():
            self._store.health.clear(code)
        for code, trouble in found.items():
            if self._told.get(code) != trouble:
                self._store.health.tell(code, trouble)
        self._told = found

    def _off(self) -> dict[str, Trouble]:
        """The laptop that was copied is gone, and this one, which has taken over from it, is copied nowhere."""
        try:
            standing = mastership.read(self._store.path.parent)
        except Unusable:  # the guard tells of it
            return {}
        if standing.role != "first" or not standing.point:
            return {}
        return {"copy_off": Trouble("copy_off", int(standing.point["at"]))}

    def _troubles(self, state: State) -> dict[str, Trouble]:
        now = replicas.clock()
        shown: dict[str, object] = {"target": state.target}
        found = {}
        stands_s = (now - state.at) / 1000 if state.is_silent(now) else state.lag_s(now)
        if stands_s > STANDS_S:
            problem = "silent" if state.is_silent(now) else state.problem
            found["copy_stands"] = self._trouble("copy_stands", stands_s, shown | {"problem": problem})
        if state.uncleared:
            found["copy_remembers"] = self._trouble("copy_remembers", 0, shown | {"n": state.uncleared})
        return found

    def _trouble(self, code: str, since_s: float, values: dict[str, object]) -> Trouble:
        """The same as was told before while nothing about it is new: its beginning by the store's clock, which may be another's."""
        told = self._told.get(code)
        if told and told.values == values:
            return told
        return Trouble(code, told.since if told else self._store.now() - round(since_s * 1000), values)
