"""press.xlsx: the figures that the press asks for, each with its definition beside it, on one page. Kinds of outcome stand each for
itself and are never added up."""

import sqlite3

from kiosk.exchange.ready_sheets import corrected
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table
from kiosk.expo.figures import definitions, scope
from kiosk.expo.figures.definitions import FIGURES, GROUPS, Value
from kiosk.language.sentences import N_, gettext

TOLD = (
    "persons",
    "enterprises",
    "citizens",
    "check_ins",
    "consultations_finished",
    "outcome_consulted",
    "outcome_consulted_won",
    "outcome_commitment",
    "outcome_commitment_won",
    "outcome_contract",
    "outcome_contract_won",
    "outcome_mou",
    "signings",
    "wait_per_call_min",
    "wait_per_visitor_min",
    "no_shows",
    "wishes",
    "wishes_met_share",
    "plan_items",
    "plan_won",
    "plan_items_touched",
    "plan_won_touched_share",
    "programme_attended",
    "programme_citizens",
)


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    each = scope.each_day(db, now)
    found = [definitions.collect(db, one) for one in (*each, scope.of_expo(db, now))]
    columns = (
        Column(N_("묶음")),
        Column(N_("무엇")),
        *(Column(one.day or "", "count") for one in each),
        Column(N_("모든 날"), "count"),
        Column(N_("단위")),
        Column(N_("뜻"), is_wide=True),
    )
    table = Table(
        N_("보도 자료"),
        columns,
        [_row(name, [one[name] for one in found], lang) for name in TOLD],
        is_one_page=True,
    )
    corrections = corrected.of_figures(db, TOLD, now=now, lang=lang)
    about = [
        corrected.basis(db, corrections, now=now, lang=lang),
        gettext(
            N_("상담 결과는 종류마다 따로 세고, 서로 더하지 않아요. 약정과 구매 논의는 계약이 아니에요."),
            lang,
        ),
        gettext(
            N_(
                "사람과 기업은 여러 날 와도 한 번만 세므로, 날마다의 수를 더하면 모든 날의 수보다 클 수 있어요."
            ),
            lang,
        ),
    ]
    return Book(N_("보도 자료"), [table, *([corrections] if corrections else [])], about=about)


def _row(name: str, values: list[Value], lang: str) -> list[Cell]:
    figure = FIGURES[name]
    group, unit = GROUPS[figure.group], figure.unit
    return [
        gettext(group, lang),
        gettext(figure.word, lang),
        *(corrected.cell(value, unit, lang) for value in values),
        gettext(unit, lang),
        gettext(figure.definition, lang),
    ]
