"""Changing settings, of the expo or of a booth: whole, within their bounds, and never over somebody's newer change."""

import json
from collections.abc import Mapping
from typing import Any

from kiosk.actions.fields import UNKNOWN_NAMED, printable
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import expo_settings
from kiosk.data.expo_settings import BOOTH, EXPO, Setting
from kiosk.data.store import Change
from kiosk.expo.square import booth_plans, booths, breaks, ground, own_words, setting_history
from kiosk.expo.square.setting_history import By
from kiosk.language.sentences import N_, gettext

Values = dict[str, Any]


def one_of_both(values: Values, lang: str) -> dict[str, str]:
    """What a form lacks that neither changes nor resets anything."""
    if "settings" in values or "reset" in values:
        return {}
    return {"settings": gettext("바꿀 설정(settings)이나 되돌릴 이름(reset)을 보내 주세요.", lang)}


def change_expo(
    change: Change,
    *,
    settings: Values | None = None,
    reset: list[str] | None = None,
    seen: Values | None = None,
) -> dict[str, Any]:
    """Change some of the expo's settings (kiosk/data/expo_settings.py), `reset` others to their defaults; the rest stays.
    `seen`: the values that the page showed; a setting that is another by now is not written over.

    Raises BadFields; Refused wrong_state, with `changed`: name -> value, said, by, time of what somebody else has set.
    """
    now = expo_settings.with_defaults(change.value("SELECT settings FROM expo") or "{}")
    wanted = _wanted(EXPO, settings or {}, reset or [], change.lang)
    _require_seen(change, EXPO, now, wanted, seen or {}, setting_history.of_expo)
    made, before = _made(now, wanted)
    after = {**now, **made}
    change.update("UPDATE expo SET settings = ?", _kept(EXPO, after))
    if own_words.consent_version(now) != own_words.consent_version(after):
        own_words.keep_texts(change, now)  # somebody may be reading these words on a screen that is open
        own_words.keep_texts(change, after)
    if "breaks" in made:
        breaks.end_those_taken_away(change, now["breaks"], after["breaks"])
    change.record("expo.settings", settings=made, before=before)
    return {"settings": after}


def change_booth(
    change: Change,
    *,
    booth: str,
    settings: Values | None = None,
    reset: list[str] | None = None,
    seen: Values | None = None,
) -> dict[str, Any]:
    """Change some of a booth's settings, `reset` others to their defaults; the rest stays. `seen` as for the expo's.

    Raises BadFields; Refused unknown_booth, wrong_state, with `changed`: name -> value, said, by, time.
    """
    row = booths.require(change, booth)
    now = booth_plans.settings_of(row)
    wanted = _wanted(BOOTH, settings or {}, reset or [], change.lang)
    _require_seen(
        change, BOOTH, now, wanted, seen or {}, lambda db, lang: setting_history.of_booth(db, row["id"], lang)
    )
    made, before = _made(now, wanted)
    booth_plans.keep(change, row, now, {**now, **made}, _kept(BOOTH, {**now, **made}))
    change.record("booth.settings", booth_id=row["id"], settings=made, before=before)
    after = ground.of(change.db).booths[row["id"]]
    return {"booth": row["number"], "settings": booth_plans.settings_of(after)}


def _wanted(table: Mapping[str, Setting], settings: Values, reset: list[str], lang: str) -> Values:
    """Name -> new value. Raises BadFields, naming each setting that is unknown or out of its bound."""
    wrong = {
        printable(name): gettext("모르는 설정이에요: %(name)s", lang, name=printable(name))
        for name in [one for one in [*settings, *reset] if one not in table][:UNKNOWN_NAMED]
    }
    wrong |= {
        name: sentence
        for name, value in settings.items()
        if name in table and (sentence := table[name].misfit(value, lang))
    }
    if both := set(settings) & set(reset):
        wrong |= {printable(name): gettext("바꾸면서 되돌릴 수는 없어요.", lang) for name in both}
    if wrong:
        raise BadFields(wrong)
    return settings | {name: table[name].default for name in reset}


def _require_seen(
    change: Change,
    table: Mapping[str, Setting],
    now: Values,
    wanted: Values,
    seen: Values,
    history: Any,
) -> None:
    """Raises Refused where a setting that is to be written is not what its page showed, nor what is wanted."""
    moved = [name for name in wanted if name in seen and now[name] not in (seen[name], wanted[name])]
    if not moved:
        return
    by: Mapping[str, By] = history(change.db, change.lang)
    told = [_moved(table[name], now[name], by.get(name), change.lang) for name in moved]
    changed = {
        name: {"value": now[name], "said": table[name].kind.said(now[name], change.lang), **by.get(name, {})}
        for name in moved
    }
    raise Refused("wrong_state", " ".join(told), changed=changed)


def _moved(setting: Setting, value: Any, by: By | None, lang: str) -> str:
    sentence = N_("그 사이 ‘%(label)s’ 값이 바뀌었어요: %(value)s (%(by)s). 확인하고 다시 저장해 주세요.")
    who = by["by"] if by else gettext("다른 곳", lang)
    said = setting.kind.said(value, lang)
    return gettext(sentence, lang, by=who, label=gettext(setting.label, lang), value=said)


def _made(now: Values, wanted: Values) -> tuple[Values, Values]:
    """What becomes another, and what it was."""
    made = {name: value for name, value in wanted.items() if now[name] != value}
    return made, {name: now[name] for name in made}


def _kept(table: Mapping[str, Setting], values: Values) -> str:
    """What the row keeps: a default is not kept, so that a better one of a later program is taken."""
    kept = {name: value for name, value in values.items() if name in table and value != table[name].default}
    return json.dumps(kept, ensure_ascii=False)
