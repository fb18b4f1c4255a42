from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m039_settings_of_booths(db: Database) -> None:
    """A booth's own settings, as JSON (data/expo_settings.py). `file_counters`: how many counters the file of agencies said,
    while a plan by the hour has `counters` change. Who changed settings is found in the journal by an index."""
    run(
        db,
        """
        ALTER TABLE booths ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));
        ALTER TABLE booths ADD COLUMN file_counters INTEGER CHECK (file_counters BETWEEN 1 AND 99);
        CREATE INDEX changes_of_settings ON journal(seq)
            WHERE kind IN ('expo.settings', 'booth.settings', 'expo.set_up', 'expo.face')
        """,
    )
