"""A row on its way from text to a prepared row: values, and what is to say about them."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.exchange import amounts, blanks, cells
from kiosk.exchange.tables import Row, Table
from kiosk.expo.imports import Prepared
from kiosk.language import text as foreign
from kiosk.language.sentences import N_, gettext


class Draft:
    """Collects one row's values and messages. `heading` is how the file calls the column."""

    def __init__(self, row: Row, lang: str, table: Table) -> None:
        self._row, self._lang, self._table = row, lang, table
        self.messages = [*row.warnings, *row.refusals]
        self.refused = bool(row.refusals)
        if row.spilled:
            self.refuse(N_("칸이 제목보다 많아요. 쉼표가 든 값은 큰따옴표로 묶어 주세요."))

    def warn(self, sentence: str, **values: Any) -> None:
        self.messages.append(gettext(sentence, self._lang, **values))

    def gettext(self, words: str) -> str:
        """Words of the catalogue, for a sentence to hold."""
        return gettext(words, self._lang)

    def refuse(self, sentence: str, **values: Any) -> None:
        self.refused = True
        self.warn(sentence, **values)

    @property
    def unit(self) -> str:
        """In which the row's money is written, as the file says: `천원`."""
        return self._row.unit

    @property
    def has_no_amount(self) -> bool:
        """Whether how the file is made leaves the row without an amount of its own; then that was said."""
        return bool(self._row.refusals)

    def raw(self, name: str) -> str:
        written = self._row.cells[name]
        return "" if blanks.is_blank(written) else written

    def has(self, name: str) -> bool:
        """Whether the file has such a column."""
        return name in self._table.columns

    def said(self, name: str, heading: str) -> str | None:
        """As text(), of what may be left out: `-`, `없음` and `미정` say nothing."""
        return None if blanks.is_placeholder(self.raw(name)) else self.text(name, heading)

    def text(self, name: str, heading: str, *, required: bool = False) -> str | None:
        """Cleaned text, None where there is none (then refused, if it is required)."""
        value = cells.text(self.raw(name))
        self._say_what_was_left_out(name, heading)
        if len(value) > cells.MAX_TEXT:
            self._refuse_long(heading)
            return None
        if value.startswith("="):
            self.warn(
                N_("‘%(heading)s’의 수식은 계산하지 않고 글자 그대로 넣어요. 값을 확인해 주세요."),
                heading=heading,
            )
        if required and not value:
            self.refuse(N_("‘%(heading)s’ 칸이 비어 있어요. 채워서 다시 가져와 주세요."), heading=heading)
        return value or None

    def parts(self, name: str, heading: str, separators: str, *, numbered: bool = False) -> list[str]:
        """The different pieces of a cell that lists several."""
        written = cells.without_numbers(self.raw(name), separators[0]) if numbered else self.raw(name)
        pieces = [piece for piece in cells.parts(written, separators) if not blanks.is_placeholder(piece)]
        self._say_what_was_left_out(name, heading)
        if len(pieces) > cells.MAX_PARTS:
            self.refuse(
                N_("‘%(heading)s’에 너무 많이 적혀 있어요. %(most)s개까지 적어 주세요."),
                heading=heading,
                most=cells.MAX_PARTS,
            )
        elif any(len(piece) > cells.MAX_TEXT for piece in pieces):
            self._refuse_long(heading)
        else:
            return pieces
        return []

    def _say_what_was_left_out(self, name: str, heading: str) -> None:
        if not foreign.has_meaning(self.raw(name)):
            self.warn(
                N_("‘%(heading)s’에서 글자로 읽을 수 없는 문자를 뺐어요. 값을 확인해 주세요."),
                heading=heading,
            )

    def _refuse_long(self, heading: str) -> None:
        sentence = N_("‘%(heading)s’ 글이 너무 길어요. %(most)s자까지 적어 주세요.")
        self.refuse(sentence, heading=heading, most=cells.MAX_TEXT)

    def won(self, none: Mapping[str, str], cut: str) -> int | None:
        """The amount of the row's `won`. `none`: the sentence for each reason (amounts.py) why there is none; `cut`: says
        which words beside it were left out."""
        amount = amounts.read(self.raw("won"), self.unit)
        if self.has_no_amount:
            return None
        if not amount.won:
            self.refuse(none[amount.why or amounts.NONE_YET])
        elif amount.limits:
            self.warn(cut, won=f"{amount.won:,}", limits=amount.limits)
        return amount.won or None

    def prepared(self, **values: Any) -> Prepared:
        prepared = Prepared(row=self._row.number, values=values, messages=self.messages, refused=self.refused)
        return Prepared(**prepared, sheet=self._row.sheet) if self._row.sheet else prepared


def prepare_rows(table: Table, lang: str, read: Callable[[Draft], dict[str, Any]]) -> list[Prepared]:
    """The prepared row of each row of data; `read` gives its values and tells the draft what is amiss."""
    drafts = ((draft := Draft(row, lang, table), read(draft)) for row in table.rows)
    return [draft.prepared(**values) for draft, values in drafts]


def wanted(draft: Draft, value: Any, sentence: str, **values: Any) -> Any:
    """The value; where it is None, the row is refused with the sentence."""
    if value is None:
        draft.refuse(sentence, **values)
    return value
