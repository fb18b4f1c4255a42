"""A mixed-integer model, built a column and a row at a time, and the best of it by HiGHS."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

GAP = 1e-4  # of the worth: a search ends as near to the bound as this
TIME_S = 25.0  # the sample takes one or two; what is found by then is taken
ROUND = 0.5


@dataclass(frozen=True)
class Found:
    values: list[float]
    bound: float
    is_whole: bool

    def value(self, column: int) -> bool:
        """Whether a column of wholes is taken."""
        return self.values[column] > ROUND


@dataclass
class Model:
    """To be made as large as can be. Columns lie between 0 and 1 (or `most`); rows between `least` and `most`."""

    _worth: list[float] = field(default_factory=list)
    _whole: list[bool] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _index: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)
    _least: list[float] = field(default_factory=list)
    _most: list[float] = field(default_factory=list)

    def column(self, worth: float, *, whole: bool = False, most: int = 1) -> int:
        self._worth.append(worth)
        self._whole.append(whole)
        self._upper.append(float(most))
        return len(self._worth) - 1

    def row(self, terms: list[tuple[int, float]], *, least: float = -inf, most: float = inf) -> None:
        self._starts.append(len(self._index))
        self._index += [column for column, _ in terms]
        self._value += [value for _, value in terms]
        self._least.append(least)
        self._most.append(most)

    def best(self) -> Found:
        """Nothing taken where there is nothing to take."""
        if not self._worth:
            return Found([], 0.0, True)
        import highspy  # with numpy a quarter of a second: never at the start of a server
        from highspy._core import (
            _Highs,  # Highs() itself prints before it can be told not to (known to HiGHS)
        )

        solver = _Highs()
        for name, value in {
            "log_to_console": False,  # standard output is the file's or the job's own
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "mip_rel_gap": GAP,
            "time_limit": TIME_S,
        }.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._as_highs(highspy))
        solver.run()
        info = solver.getInfo()
        is_whole = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Found(list(solver.getSolution().col_value), float(info.mip_dual_bound), is_whole)

    def _as_highs(self, highspy: Any) -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._worth), len(self._least)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = self._worth
        lp.col_lower_, lp.col_upper_ = [0.0] * lp.num_col_, self._upper
        lp.row_lower_, lp.row_upper_ = self._least, self._most
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
            for whole in self._whole
        ]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = [*self._starts, len(self._index)]
        lp.a_matrix_.index_, lp.a_matrix_.value_ = self._index, self._value
        return lp
