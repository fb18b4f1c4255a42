from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m030_imports_in_pieces(db: Database) -> None:
    """A large file comes in by pieces, each in a transaction of its own. `import_pieces`: those of a file that is not yet
    whole, known by a keyed mark of its rows, and what became of the rows in them (JSON, nobody's data). It goes on from
    there. The indexes find what one piece is about, however many people there are.
    """
    run(
        db,
        """
        CREATE TABLE import_pieces (
            mark TEXT NOT NULL,
            piece INTEGER NOT NULL,
            kind TEXT NOT NULL,
            told TEXT NOT NULL CHECK (json_valid(told)),
            at INTEGER NOT NULL,
            PRIMARY KEY (mark, piece)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX imported_rows_of_visitor ON imported_rows(visitor_id) WHERE visitor_id IS NOT NULL;
        CREATE INDEX visitors_merged_into ON visitors(merged_into) WHERE merged_into IS NOT NULL
        """,
    )
