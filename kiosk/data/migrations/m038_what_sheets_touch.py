from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m038_what_sheets_touch(db: Database) -> None:
    """Which meetings were about a purchase, and which enterprises make what it is, are found by indexes; and of the journal
    the few entries about a booth's pauses and about a station. An index of all entries of a booth every call would pay for."""
    run(
        db,
        """
        CREATE INDEX lines_of_plan_item ON lines(plan_item_id, consultation_id) WHERE plan_item_id IS NOT NULL;
        CREATE INDEX makers_of_category ON enterprise_categories(category, enterprise_id);
        CREATE INDEX booth_rests ON journal(booth_id, seq) WHERE kind IN ('booth.pause', 'booth.open', 'booth.go_home',
            'booth.clear', 'booth.undo_clear');
        CREATE INDEX about_station ON journal(json_extract(detail, '$.station'), seq) WHERE kind IN ('station.rename',
            'station.move', 'station.lock', 'station.unlock', 'station.revoke', 'station.redeem', 'pairing.redeem')
        """,
    )
