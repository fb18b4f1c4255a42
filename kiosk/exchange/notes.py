"""Sentences about a whole file: what was read, what was left out, and how it was understood."""

from collections.abc import Iterable
from itertools import islice

from kiosk.exchange import asides
from kiosk.exchange.asides import Aside
from kiosk.exchange.headings import Found
from kiosk.exchange.sheet_units import Money
from kiosk.exchange.wording import Field
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import line

NAMED = 8
_OF_ASIDES = {
    asides.TOTAL: N_("합계를 적은 줄 %(count)s개는 넣지 않았어요: %(rows)s."),
    asides.REMARK: N_("설명을 적은 줄 %(count)s개는 넣지 않았어요: %(rows)s."),
    asides.HEADING: N_("제목을 되풀이한 줄 %(count)s개는 넣지 않았어요: %(rows)s."),
    asides.UNIT: N_("단위만 적은 줄 %(count)s개는 넣지 않았어요: %(rows)s."),
    asides.EMPTY: N_("번호만 있고 내용이 없는 줄 %(count)s개는 넣지 않았어요: %(rows)s."),
}


def of_sheets(found: list[Found], chosen: list[Found], lang: str) -> list[str]:
    """Which sheets were read, where there are several, and which were not."""
    read = [one.sheet.name for one in chosen]
    hidden = [one.sheet.name for one in found if one.sheet.hidden]
    left = [one.sheet.name for one in found if one not in chosen and not one.sheet.hidden and one.sheet.rows]
    said = {
        N_("시트 %(count)s개를 읽었어요: %(names)s."): read if len(read) > 1 else [],
        N_("숨긴 시트는 읽지 않았어요: %(names)s."): hidden,
        N_("이 시트는 읽지 않았어요: %(names)s."): left if any(left) else [],
    }
    return [
        gettext(sentence, lang, count=len(names), names=_few(names, lang))
        for sentence, names in said.items()
        if names
    ]


def of_sheet(found: Found, fields: Iterable[Field], unit: Money, lang: str) -> list[str]:
    return [
        *found.sheet.notes,
        *_of_columns(found, fields, unit, lang),
        *_of_unit(found, unit, lang),
        *_of_hidden(found, lang),
    ]


def together(of_each: list[tuple[str, list[str]]]) -> list[str]:
    """What is said of every sheet once, and what is said of some with its sheet's name."""
    common = [said for said in of_each[0][1] if all(said in others for _, others in of_each)]
    return common + [f"[{sheet}] {said}" for sheet, own in of_each for said in own if said not in common]


def of_asides(found: list[Aside], lang: str) -> list[str]:
    said = []
    for kind, sentence in _OF_ASIDES.items():
        rows = [_place(one, lang) for one in found if one.kind == kind]
        if rows:
            said.append(gettext(sentence, lang, count=len(rows), rows=_few(rows, lang)))
    return said


def _of_columns(found: Found, fields: Iterable[Field], unit: Money, lang: str) -> list[str]:
    if "made" in found.columns:  # a sheet that we sent out: what is not read of it was written by us
        return []
    names = {one.name: found.label(found.columns[one.name]) for one in fields if one.name in found.columns}
    said = []
    for column, label in enumerate(found.block.labels):
        shown = line(label)[:40]
        if column in found.spare:
            used = line(names[found.spare[column]])[:40]
            said.append(
                gettext(
                    N_("‘%(heading)s’ 열은 쓰지 않고 ‘%(used)s’ 열을 써요."), lang, heading=shown, used=used
                )
            )
        elif shown and column not in found.columns.values() and column != unit.column:
            said.append(gettext(N_("‘%(heading)s’ 열은 쓰지 않아요."), lang, heading=shown))
    return said


def _of_unit(found: Found, unit: Money, lang: str) -> list[str]:
    if not unit.asked:
        return []
    if unit.column is not None:
        heading = line(found.label(unit.column))[:40]
        return [gettext(N_("금액을 ‘%(heading)s’ 열에 적힌 단위로 읽었어요."), lang, heading=heading)]
    if not unit.unit:
        return [gettext(N_("금액 단위가 적혀 있지 않아 원으로 읽었어요."), lang)]
    said = N_("금액을 %(unit)s 단위로 읽었어요(‘%(said)s’).")
    return [gettext(said, lang, unit=unit.unit, said=unit.said[:40])]


def _of_hidden(found: Found, lang: str) -> list[str]:
    sheet = found.sheet
    rows = [at for at in sorted(sheet.hidden_rows) if found.at < at < len(sheet.rows) and any(sheet.rows[at])]
    columns = [column for column in found.columns.values() if column in sheet.hidden_columns]
    said = []
    if rows:
        named = _few([f"{at + 1}" for at in rows], lang)
        said.append(
            gettext(N_("숨긴 줄 %(count)s개도 읽었어요: %(rows)s."), lang, count=len(rows), rows=named)
        )
    if columns:
        named = _few([line(found.label(column))[:40] for column in columns], lang)
        said.append(gettext(N_("숨긴 열도 읽었어요: %(names)s."), lang, names=named))
    return said


def _place(aside: Aside, lang: str) -> str:
    row = gettext(N_("%(row)s행"), lang, row=aside.row)
    where = f"{aside.sheet} {row}" if aside.sheet else row
    label = line(aside.label)[:30]
    return f"{where} ‘{label}’" if label else where


def _few(names: Iterable[str], lang: str) -> str:
    names = list(names)
    shown = ", ".join(islice(names, NAMED))
    more = len(names) - NAMED
    return gettext(N_("%(names)s 외 %(more)s"), lang, names=shown, more=more) if more > 0 else shown
