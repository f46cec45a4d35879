"""Which of two roles has more; the order is data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.model import About, Figure, Path, Role, Source, Statement
from chatbot.ordering import chain, edges_of, extreme, measures_of, standing

SOURCE = Source("book", "A Book", "A Press")
ROLES = (Role("cook", "Cook"), Role("mate", "Mate"), Role("captain", "Captain"))
FIGURE = Figure("wage", 10, 10, "crowns a year", "Atlantis", "1890")


def statement(role: str, *, dimension: str = "pay", **fields: object) -> Statement:
    text = f"{role} {sorted(fields)}"
    return replace(Statement(f"{role}-{dimension}", role, dimension, text, SOURCE), **fields)  # type: ignore[arg-type]


def wage(role: str, low: float, high: float | None = None, **fields: object) -> Statement:
    figure = replace(FIGURE, low=low, high=high or low, **fields)  # type: ignore[arg-type]
    return statement(role, figure=figure)


def more(statements: list[Statement], one: str, other: str, dimension: str = "pay") -> bool:
    return bool(chain(edges_of(statements, ROLES, dimension), one, other))


def test_a_higher_figure_puts_a_role_first() -> None:
    statements = [wage("cook", 10), wage("captain", 30)]
    assert more(statements, "captain", "cook")
    assert not more(statements, "cook", "captain")


def test_the_figure_of_the_one_that_has_more_is_given_as_the_reason() -> None:
    statements = [wage("cook", 10), wage("captain", 30)]
    assert chain(edges_of(statements, ROLES, "pay"), "captain", "cook") == (statements[1],)


@pytest.mark.parametrize(
    "other",
    [{"year": "1891"}, {"country": "Mu"}, {"unit": "crowns a week"}, {"measure": "bonus"}],
)
def test_figures_of_different_measure_unit_country_or_year_are_never_ordered(other: dict[str, str]) -> None:
    statements = [wage("cook", 10), wage("captain", 30, **other)]
    assert not more(statements, "captain", "cook")


def test_ranges_that_overlap_are_not_ordered() -> None:
    assert not more([wage("cook", 10, 20), wage("captain", 15, 30)], "captain", "cook")
    assert more([wage("cook", 10, 14), wage("captain", 15, 30)], "captain", "cook")


def test_roles_that_stand_for_one_occupation_are_not_ordered_by_its_figure() -> None:
    statements = [wage("cook", 10, occupation="11"), wage("captain", 30, occupation="11")]
    assert not more(statements, "captain", "cook")


def test_a_proxy_lends_its_figure() -> None:
    roles = (*ROLES, Role("admiral", "Admiral", proxy_of="captain"))
    edges = edges_of([wage("cook", 10), wage("captain", 30)], roles, "pay")
    assert chain(edges, "admiral", "cook")


def test_who_reports_to_another_stands_below() -> None:
    statements = [statement("cook", reports_to=("mate",)), statement("mate", reports_to=("captain",))]
    assert more(statements, "mate", "cook")
    assert not more(statements, "cook", "mate")


def test_the_order_runs_through_other_roles_and_every_step_is_told() -> None:
    statements = [statement("cook", reports_to=("mate",)), statement("mate", reports_to=("captain",))]
    assert chain(edges_of(statements, ROLES, "pay"), "captain", "cook") == (statements[1], statements[0])


def test_a_statement_of_a_pair_says_which_of_the_two_has_more() -> None:
    statements = [statement("cook", partner="mate", more="mate")]
    assert more(statements, "mate", "cook")


def test_what_a_pair_says_comes_before_figures() -> None:
    said = statement("cook", partner="mate", more="cook")
    edges = edges_of([said, wage("cook", 10), wage("mate", 30)], ROLES, "pay")
    assert chain(edges, "cook", "mate") == (said,)


def test_an_order_holds_for_its_own_dimension() -> None:
    assert not more([wage("cook", 10), wage("captain", 30)], "captain", "cook", dimension="rank")


def test_what_is_said_of_the_way_into_a_role_orders_nothing() -> None:
    way = replace(wage("captain", 30), path=Path(About.STEPS))
    assert not more([wage("cook", 10), way], "captain", "cook")


def test_the_measure_stated_first_counts_and_the_others_can_be_asked_for() -> None:
    statements = [wage("cook", 10), wage("captain", 30), wage("cook", 9, measure="bonus")]
    statements.append(wage("captain", 1, measure="bonus"))
    assert more(statements, "captain", "cook")
    assert chain(measures_of(statements, ROLES, "pay")["bonus"], "cook", "captain")


def test_circles_come_to_an_end() -> None:
    statements = [statement("cook", reports_to=("mate",)), statement("mate", reports_to=("cook",))]
    assert more(statements, "mate", "cook")
    assert not more(statements, "mate", "captain")


def test_the_extremes_are_those_that_none_of_the_others_beats() -> None:
    edges = edges_of([wage("cook", 10), wage("mate", 20), wage("captain", 30)], ROLES, "pay")
    roles = ["cook", "mate", "captain"]
    assert extreme(edges, roles) == ("captain",)
    assert extreme(edges, roles, least=True) == ("cook",)
    assert extreme(edges, ["cook", "mate"]) == ("mate",)


def test_where_nothing_orders_roles_none_is_extreme() -> None:
    assert extreme({}, ["cook", "mate"]) == ()


def test_a_role_stands_the_higher_the_more_others_it_has_more_than() -> None:
    edges = edges_of([wage("cook", 10), wage("mate", 20), wage("captain", 30)], ROLES, "pay")
    assert [standing([edges], role) for role in ("cook", "mate", "captain")] == [-2, 0, 2]
