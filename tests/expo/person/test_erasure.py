"""What of an entry somebody typed is known by its name: a rule that writes another must say which of the two it is."""

import ast
from pathlib import Path

import kiosk
from kiosk.expo.person import erasure, mentions
from tests.cast import Cast

# Of an entry's detail, what the program writes itself: ids, numbers, times, words of its own, or what is about no person.
OWN = frozenset(
    "absent_from after again_of agencies_sha256 agency alarm amount attachment before booths by came_at card cards citizens code_tail columns consultation count counter"
    " counters crowd day days deed driver due_on emblem ended ended_at extended_ms face fence first finished_at gathering given gone hours into invite"
    " item jobs job kept key lines link listed merged message minutes moment moved name notice number on open ordinal origin other outcome"
    " outcomes over_at pace pending people persons phones place plays printer problem promise provisional purchase purpose purposes put_back rank"
    " refused removed replaced_by replaces reset restored role rows serial settings sha256 share sheets show_amount signing skipped"
    " started_at state station substitutes tablets then to took touches until version visitors waiting was_done_at welcome what wished won"
    " x_m y_m agency ended_at fence listed restored link place promise purchase"
    " appointments away enterprise meetings new proposal run says side starts_at wanted".split()
)

# Every text of a table is in one of three lists: SAID_ELSEWHERE (mentions.py), or one of these.
# Of a person alone, and removed with them by erase().
WITH_THE_PERSON = {
    "contacts": "name title phone email name_latin comes_from",
    "visitors": "need registered_by guest_lang",
    "phones": "token_hash bind_hash",
    "push_subscriptions": "endpoint p256dh auth lang",
    "pending_networks": "network",
    "imported_rows": "fields",
    "attachments": "sha256",
    "attachment_contents": "content",
}
# What nobody types about a visitor: words, ids, days and hashes of the program, and how the expo is set up and published.
NEVER_TYPED = {
    "away": "source",
    "marks": "side source",
    "proposals": "state agency_says enterprise_says",
    "timetable_runs": "figures",
    "_sqlite_migrations": "migration_set name applied_at",
    "absent_places": "day",
    "after_closing": "touches",
    "agencies": "name name_en kind short_name",
    "alarms": "key",
    "answers": "action_id verb who fields_hash trail",
    "arrivals": "day role",
    "attachments": "media_type",
    "booths": "number left_on settings absent_on full_on",
    "closings": "day figures sha256 so_far open agencies agencies_sha256",
    "column_meanings": "kind form columns",
    "consent_texts": "version purpose lang text",
    "consents": "purpose text_version",
    "consultations": "state confirmed_by",
    "corrections": "actor",
    "days": "day",
    "enterprise_categories": "category",
    "enterprises": "name brn kind district short_name name_en",
    "erasures": "purpose due_on",
    "expo": "name epoch time_zone settings ground plan ids_from lost_epochs copied_from",
    "face": "name_en short_name colour emblem_type emblem emblem_png",
    "follow_up_links": "token_hash made_by",
    "follow_ups": "state contracted_on actor way undone_by",
    "forecasts": "day told",
    "forgotten_actions": "mark",
    "gatherings": "begins_on ends_on",
    "import_pieces": "mark kind told",
    "imported_rows": "mark",
    "invites": "state",
    "journal": "kind actor action_id",
    "lines": "outcome",
    "mark_links": "token_hash made_by",
    "outcome_sums": "outcome",
    "pairing_cards": "role",
    "past_expos": "told",
    "places": "kind",
    "plan_items": "department title category quarter",
    "plan_sums": "category",
    "print_jobs": "state receipt problem",
    "printers": "driver address layout trouble",
    "programme": "kind spoken",
    "provisional_check_ins": "day",
    "purchases": "brn category bought_on decided decided_by",
    "refused_late": "kept verb code",
    "rehearsals": "day",
    "reserved_numbers": "state",
    "signings": "state kind",
    "stations": "role token_hash pair_hash cookie_hash left_unsent",
    "tickets": "state origin place",
    "visitors": "state badge_kind source",
    "wishes": "state source",
}


def test_every_text_of_every_table_is_erased_searched_or_never_typed(cast: Cast) -> None:
    columns = cast.rows(
        "SELECT t.name || '.' || c.name AS name FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND c.type NOT IN ('INTEGER', 'REAL')"
    )
    listed = [
        f"{table}.{column}"
        for part in (WITH_THE_PERSON, NEVER_TYPED)
        for table, names in part.items()
        for column in names.split()
    ] + [f"{table}.{column}" for table, names in mentions.SAID_ELSEWHERE.items() for column in names]
    kept = {row["name"] for row in columns}
    assert not kept - set(listed), (
        f"Who is forgotten may stand in {sorted(kept - set(listed))}. What somebody types goes to SAID_ELSEWHERE, and what is typed of"
        " one person to STEPS and _TYPED_IN too (kiosk/expo/person/erasure.py); what the program writes, to NEVER_TYPED here."
    )
    assert set(listed) <= kept, f"There is no such column: {sorted(set(listed) - kept)}"
    assert len(listed) == len(set(listed)), "A column is in two lists."


def test_every_detail_that_a_rule_records_is_known_as_typed_or_as_our_own() -> None:
    columns = {"visitor_id", "booth_id", "ticket_id", "consultation_id", None}
    recorded = {
        (keyword.arg, f"{path.name}:{node.lineno}")
        for path in Path(kiosk.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record"
        for keyword in node.keywords
        if keyword.arg not in columns
    }
    assert len(recorded) > 100
    assert {one for one in recorded if one[0] not in erasure.TYPED | OWN} == set()


def test_what_was_typed_goes_and_what_the_program_said_stays() -> None:
    detail = {
        "reason": "민서가 원해서",
        "serial": 2,
        "skipped": [{"ticket": 3, "reason": "in_meeting"}],
        "why": ["민서"],
    }
    assert erasure.scrub(detail) == detail | {"reason": None, "why": []}
    answer = {"message": "적어 둘게요: 휠체어.", "visitor": {"need": "휠체어", "number": 7}}
    assert erasure.scrub_answer(answer, "ko") == {
        "message": "개인정보와 함께 지운 내용이에요.",
        "visitor": {"need": None, "number": 7},
    }
