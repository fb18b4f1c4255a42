"""The verb of forecasts: the clock keeps what was foretold."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, Verb, takes
from kiosk.expo.figures import forecasts

ROWS: dict[str, Verb] = {
    "forecast.keep": Verb(
        forecasts.keep,
        takes({"day": fields.iso_day, "told": fields.forecast}, instead_of=fields.moment),
        INSIDE,
        late=False,
        history=SILENT,
        feed=SILENT,
    ),
}
