"""Amounts of won in sentences and tables, always to the won: a report rounds nothing."""

from kiosk.language.sentences import N_, gettext

MAN, EOK = 10_000, 100_000_000


def exact(amount: int, lang: str) -> str:
    """With commas: `642,000,000원`."""
    return gettext(N_("%(won)s원"), lang, won=f"{amount:,}")


def spoken(amount: int, lang: str) -> str:
    """As a sentence says it: `6억 4,200만 원`, `2억 7,576만 9,584원`. With commas in a language that does not count in ten
    thousands."""
    if lang != "ko" or amount < MAN:
        return exact(amount, lang)
    eok, man, rest = amount // EOK, amount % EOK // MAN, amount % MAN
    pieces = [
        *([f"{eok:,}억"] if eok else []),
        *([f"{man:,}만"] if man else []),
        f"{rest:,}원" if rest else "원",
    ]
    return " ".join(pieces)
