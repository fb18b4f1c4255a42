"""What is told of a timetable: how much of what was wished it gives, to whom, and how near it is to the best there can be."""

from collections import Counter
from typing import Any

from kiosk.expo.timetable.problem import AGENCY, ENTERPRISE, Problem, Solution


def figures(problem: Problem, solution: Solution) -> dict[str, Any]:
    """Counts; `of_best`: worth in parts of the bound that no timetable can be above."""
    meetings = solution.meetings
    asked = [pair for pair in problem.marks if pair not in problem.refused]
    met = {one.pair for one in meetings}
    had = Counter(one.enterprise for one in meetings)
    enterprises = {enterprise for enterprise, _ in asked}
    mutual = [pair for pair in asked if problem.is_mutual(pair)]
    held = sum(problem.booth_share(booth, day) for booth in problem.booths for day in problem.days)
    return {
        "meetings": len(meetings),
        "kept": len(problem.kept),
        "asked": len(asked),
        "asked_by_enterprises": sum(ENTERPRISE in problem.marks[pair] for pair in asked),
        "asked_by_agencies": sum(AGENCY in problem.marks[pair] for pair in asked),
        "met": sum(pair in met for pair in asked),
        "mutual": len(mutual),
        "mutual_met": sum(pair in met for pair in mutual),
        "enterprises": len(enterprises),
        "enterprises_met": sum(enterprise in had for enterprise in enterprises),
        "fewest": min((had[enterprise] for enterprise in enterprises), default=0),
        "most": max(had.values(), default=0),
        "refused": len(problem.refused),
        "room": held,
        "of_best": round(solution.worth / solution.bound, 4) if solution.bound else 1.0,
        "is_whole": solution.is_whole,
    }
