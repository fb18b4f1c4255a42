"""What one row of the table of verbs holds. The rows stand in `kiosk/actions/verbs/`, one file a wing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from kiosk.actions.fields import Field


@dataclass(frozen=True)
class By:
    """One sentence for each value that an entry's detail has under `name`. For any other value nothing is said."""

    name: str
    sentences: Mapping[Any, str]


class Feed(Enum):
    SAME = auto()


# What a screen says of an entry: a sentence of the catalogue (`%(booth)s` is the entry's booth), or nothing.
Said = str | By | None
SILENT: Final = None
SAME: Final = Feed.SAME


class Screens(Enum):
    """Which screens an entry of the journal may have changed."""

    NONE = auto()
    # The organiser's, and those of the visitor and the booths that the entry names.
    OWN = auto()
    # Those of OWN, and the plan's: whether a booth takes people in is another.
    BOOTH = auto()
    # The organiser's, and the list of stations.
    FLEET = auto()
    # Those of OWN, and the programme's.
    SEATS = auto()
    # Those of SEATS, the boards, and the visitors that its detail lists.
    PROGRAMME = auto()
    # Those of OWN, the stage and the boards.
    STAGE = auto()
    # The organiser's, and those of `to` in its detail: boards, phones, tablets. Of phones only what all see alike.
    NOTICES = auto()
    # The organiser's, and the tablets of the booths `tablets` in its detail.
    MESSAGES = auto()
    ALL = auto()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the screens make of one kind of journal entries. An entry's kind is the verb that wrote it."""

    # In the history of the visitor it is about.
    history: Said
    # In the organiser's feed of the square: the SAME as in the history, something else, or SILENT.
    feed: Said | Feed
    screens: Screens = Screens.OWN
    # Somebody's name or number is another afterwards: the desk's search reads them anew.
    renames: bool = False
    # Of its entry's detail what programs that follow are told (GET /events): counts, ids and words of the program. Never
    # what somebody typed, nor anything of a person.
    tells: tuple[str, ...] = ()

    @property
    def in_feed(self) -> Said:
        return self.history if isinstance(self.feed, Feed) else self.feed


@dataclass(frozen=True)
class Verb(Kind):
    """All there is to say of one action. The docstring of its rule says what it does."""

    # The plain function `rule(change, **values)` in kiosk/expo; what it returns goes into the answer.
    rule: Callable[..., dict[str, Any]]
    fields: dict[str, Field]
    # Roles of stations, `visitor` (a bound phone) and `phone` (any other). Nobody: only `system` may.
    roles: frozenset[str]

    # Exactly one of these fields names who or what the action is about.
    one_of: tuple[str, ...] = ()
    # From these roles the badge's `code` is required: nobody watches them, or the badge proves who is there.
    badge_from: tuple[str, ...] = ()
    # What no single field tells: form(values, lang) gives a sentence for each field that doesn't fit.
    form: Callable[[dict[str, Any], str], dict[str, str]] | None = None
    # The field `booth` says where somebody is sent. Else it says where the station acts, and must be its own.
    sends_to_booth: bool = False

    # Only a page of this server may ask, never POST /actions: it holds the bytes that came, or knows whom it showed.
    by_page: bool = False
    # Allowed over plain HTTP too. Whatever takes or shows a person's data is HTTPS only.
    over_http: bool = False
    # `system` asks for somebody whom nobody knows yet: a refusal is not remembered, for they could fill the disk.
    for_strangers: bool = False
    # Every refusal counts as a wrong guess at a secret. Else only an unknown or void code does.
    is_guess: bool = False
    # From a phone that no visitor is bound to, so many from one device and one network in an hour (pages/limits).
    is_rationed: bool = False
    # What would hold the store for too long is done beforehand: in_pieces(transaction, **values), where
    # transaction(work) runs work(change) in one of its own. The rule is given what it returns as `before`.
    in_pieces: Callable[..., Any] | None = None

    # Somebody is forgotten: files of the data folder are looked through before the answer goes out (Store.after_forgetting).
    forgets: bool = False
    # It may be about somebody who was forgotten; any other action is refused (`forgotten`).
    of_forgotten: bool = False

    # These values of the answer are shown only the first time.
    secrets: tuple[str, ...] = ()
    # The action made the badge whose code it answers, so whoever asked may read the code.
    makes_badge: bool = False

    # A station that was cut off may tell of it later, with `at` and `sent_at`.
    late: bool = True
    # It only happens while the expo is on: an `at` outside those hours is not believed.
    on_expo_days: bool = False
    # The browser of a cut-off station keeps it and sends it later. This is what its list and the desk's call it.
    deed: str = ""

    # What the clock does with it, told to the organiser when the clock can't (see kiosk.actions.timers).
    by_clock: str = ""

    @property
    def is_public(self) -> bool:
        """Whether anybody may post it to /actions. Not what only the clock, the command line or a page may do."""
        return bool(self.roles) and not self.by_page


def takes(
    required: Mapping[str, Callable[[Any], Any]] | None = None, /, **optional: Callable[[Any], Any]
) -> dict[str, Field]:
    """The fields of a verb: name -> what turns a given value into one that fits (see kiosk.actions.fields)."""
    return {name: Field(kind, True) for name, kind in (required or {}).items()} | {
        name: Field(kind) for name, kind in optional.items()
    }


def who(roles: str) -> frozenset[str]:
    return frozenset(roles.split())


# Nobody outside: the clock and the command line alone.
INSIDE = who("")
