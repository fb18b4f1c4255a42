"""The programme: what took place, who had signed up and who came."""

from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.expo.figures import programme
from kiosk.expo.figures.programme import Item, OfGathering
from kiosk.language.sentences import N_


def chapter(asked: Asked) -> Chapter:
    found = programme.by_item(asked.db, asked.scope)
    held = [row for row in found if not row["cancelled"]]
    blocks: list[Block] = []
    if held:
        blocks.append(_table(asked, [row for row in held if _people(row)] or held))
    silent = [row["title"] for row in held if not _people(row)]
    if silent and len(silent) < len(held):
        sentence = N_("신청도 참석도 기록되지 않은 것은 %(n)s개입니다: %(names)s.")
        blocks.append(text(asked(sentence, n=len(silent), names=", ".join(silent))))
    if held_with := programme.by_gathering(asked.db, asked.scope):
        blocks.append(_gatherings(asked, held_with))
    cancelled = [row["title"] for row in found if row["cancelled"]]
    if cancelled:
        blocks.append(text(asked(N_("취소한 것: %(names)s."), names=", ".join(cancelled))))
    title = asked(N_("프로그램"))
    return gathered("programme", title, blocks or [text(asked(N_("프로그램이 없습니다.")))])


def _gatherings(asked: Asked, found: list[OfGathering]) -> Block:
    """What took place for each event that was held with the expo."""
    columns = [
        column(asked(N_("행사")), 2.6, "left"),
        column(asked(N_("부스 (곳)")), 0.7),
        column(asked(N_("프로그램 (개)")), 0.8),
        column(asked(N_("신청 (명)")), 0.7),
        column(asked(N_("명찰로 참석 (명)")), 0.9),
        column(asked(N_("시민 (명)")), 0.7),
        column(asked(N_("초청 손님 (명)")), 0.8),
        column(asked(N_("온 손님 (명)")), 0.7),
    ]
    rows: list[list[str | Share]] = [
        [
            (asked.lang == "en" and row["name_en"]) or row["name"] or asked(N_("박람회")),
            *map(
                number,
                (
                    row["booths"],
                    row["items"],
                    row["signed_up"],
                    row["attended"],
                    row["citizens"],
                    row["guests"],
                    row["guests_came"],
                ),
            ),
        ]
        for row in found
    ]
    return table(asked(N_("함께 열린 행사마다")), columns, rows)


def _people(row: Item) -> int:
    return row["signed_up"] + row["attended"] + row["citizens"]


def _table(asked: Asked, found: list[Item]) -> Block:
    columns = [
        column(asked(N_("때")), 1.3, "left"),
        column(asked(N_("프로그램")), 2.6, "left"),
        column(asked(N_("장소")), 1.4, "left"),
        column(asked(N_("정원 (명)")), 0.7),
        column(asked(N_("신청 (명)")), 0.7),
        column(asked(N_("명찰로 참석 (명)")), 0.9),
        column(asked(N_("시민 (명)")), 0.7),
    ]
    rows: list[list[str | Share]] = [
        [
            asked.moment(row["starts_at"]),
            row["title"],
            row["place"] or "",
            *(
                number(one or 0)
                for one in (row["capacity"], row["signed_up"], row["attended"], row["citizens"])
            ),
        ]
        for row in found
    ]
    return table("", columns, rows)
