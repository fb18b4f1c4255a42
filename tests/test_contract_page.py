"""docs/contract.md says what the tables say."""

from tools.contract import TARGET, contract


def test_the_contract_page_is_what_the_tables_say():
    assert TARGET.read_text(encoding="utf-8") == contract(), "run: .venv/bin/python -m tools.contract"
