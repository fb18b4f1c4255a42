"""The programme: what took place, who had signed up and who came."""

from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.expo.figures import programme
from kiosk.expo.figures.programme import Item
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
    cancelled = [row["title"] for row in found if row["cancelled"]]
    if cancelled:
        blocks.append(text(asked(N_("취소한 것: %(names)s."), names=", ".join(cancelled))))
    title = asked(N_("프로그램"))
    return gathered("programme", title, blocks or [text(asked(N_("프로그램이 없습니다.")))])


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
