"""The builder of generated functions: what it makes of rows, whatever keys clients choose."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.gql.compile.functions import (
    END_CURSOR,
    HAS_NEXT,
    START_CURSOR,
    FirstRow,
    Function,
    Module,
    Nested,
    Page,
    Returning,
)
from api.gql.compile.source import (
    Call,
    Cell,
    DictDisplay,
    DictOf,
    Expression,
    IfPresent,
    ListOf,
    Literal,
    Names,
    OrNone,
    Prefixed,
    Row,
    Template,
    TupleDisplay,
)

HOSTILE = (
    "rows", "ROW", "inputs", "n", "more", "start", "end", "r0", "v0", "f0", "None", "lambda",
    " for ROW in rows]", "'", '"', "\\", "\\'", "'''", "\n", "\r\n", "\0", "\0type", "{", "}}",
    "{0}", "%s", "#", "]", "): import os", "__import__('os')", "' + __import__('os').getcwd() + '",
    "é", "\u2028", "🔥", "\ud800", "",
)  # fmt: skip


class Given:
    """Stands for the inputs of a request: the arguments at each site."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def args(self, site: int) -> Any:
        return self._arguments[site]


def run(function: Function, rows: Any, *arguments: Any, also: Sequence[Function] = ()) -> Any:
    """What a function makes of rows, compiled in a module with others before it."""
    module = Module()
    for other in also:
        module.add(other)
    module.add(function)
    shape: Any = module.compiled()[function.name]
    return shape(rows, Given(*arguments))


def shown(expression: Expression, row: Any) -> Any:
    """The value of an expression on one row."""
    (made,) = run(Returning(ListOf(expression, Row(row))), [row])
    return made


def test_cells_are_the_values_of_a_row_by_place() -> None:
    assert [shown(Cell(place), ("a", None, 3)) for place in range(3)] == ["a", None, 3]


def test_constants_are_themselves() -> None:
    for value in (*HOSTILE, None, True, False):
        assert shown(Literal(value), ("x",)) == value
        assert type(shown(Literal(value), ("x",))) is type(value)


@pytest.mark.parametrize("key", HOSTILE, ids=repr)
def test_response_keys_are_never_code(key: str) -> None:
    """Also those that GraphQL's grammar does not allow, in every place where a string may stand."""
    display = DictDisplay([(key, Cell(0)), (key + "2", Prefixed(key, Cell(0)))])
    made = shown(display, ("text", 2))
    assert made == {key: "text", key + "2": f"{key}_text"}
    keyed = DictOf(TupleDisplay([Literal(key), Cell(0)]), display, Row("ab"))
    assert run(Returning(keyed), [("text", 2)]) == {(key, "text"): made}
    page = Page(DictDisplay([(key, HAS_NEXT)]), Row("a"), lambda _arguments: 1, 0)
    assert run(page, [("a",), ("b",)], {}) == {key: True}


@pytest.mark.slow
@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.dictionaries(st.text(), st.text()))
def test_any_strings_come_out_as_they_went_in(pairs: dict[str, str]) -> None:
    display = DictDisplay([(key, Literal(value)) for key, value in pairs.items()])
    made = shown(display, ("x",))
    assert made == pairs and list(made) == list(pairs)


def test_nulls_stay_null() -> None:
    half = OrNone(Cell(0), Template("{0} / 2", Cell(0)))
    assert [shown(half, (value,)) for value in (8, 0, None)] == [4, 0, None]
    name = OrNone(Cell(0), Prefixed("rep", Cell(0)))
    assert [shown(name, (value,)) for value in ("1", None)] == ["rep_1", None]


def test_a_joined_object_is_there_where_its_key_is() -> None:
    other = DictDisplay([("id", Cell(0))])
    joined = IfPresent(Cell(0), other, IfPresent(Cell(1), Literal("second"), Literal(None)))
    assert shown(joined, ("", 1)) == {"id": ""}
    assert shown(joined, (None, 0)) == "second"
    assert shown(joined, (None, None)) is None
    part = IfPresent(Cell(0), other, Literal(None), truth=True)
    assert [shown(part, (value,)) for value in (True, False, None)] == [{"id": True}, None, None]


def test_functions_of_ours_are_called_with_cells() -> None:
    called: list[Any] = []

    def make(*values: Any) -> str:
        called.append(values)
        return "made"

    twice = DictDisplay([("a", Call(make, [Cell(1), Literal("x")])), ("b", Call(make, []))])
    assert shown(twice, (1, 2)) == {"a": "made", "b": "made"}
    assert called == [(2, "x"), ()]
    names = Names()
    assert names.of(make) == names.of(make) != names.of(print)
    assert list(names.objects.values()) == [make, print]


def test_a_row_is_as_wide_as_its_level_is_in_the_end() -> None:
    columns: list[str] = []
    row = Row(columns)
    function = Returning(ListOf(Cell(0), row))
    columns += ["a", "b", "c"]
    assert run(function, [(1, 2, 3), (4, 5, 6)]) == [1, 4]
    assert Row([]).target() == "(r0, )", "a statement has a column, also where none is shown"


def test_the_first_row_or_nothing_or_an_exception() -> None:
    item = DictDisplay([("a", Cell(0))])
    assert run(FirstRow(item, Row("a"), None), [(1,), (2,)]) == {"a": 1}
    assert run(FirstRow(item, Row("a"), None), []) is None
    required = FirstRow(item, Row("a"), lambda: LookupError("City"))
    assert run(required, [(1,)]) == {"a": 1}
    with pytest.raises(LookupError, match="City"):
        run(required, [])


def test_rows_in_a_cell_are_made_by_their_own_function() -> None:
    inner = Returning(ListOf(DictDisplay([("n", Cell(0))]), Row("a")))
    nested = Nested(inner, Cell(1), lambda text: [(int(part),) for part in text.split()])
    outer = Returning(ListOf(DictDisplay([("x", Cell(0)), ("in", nested)]), Row("ab")))
    assert run(outer, [("a", "1 2"), ("b", "")], also=[inner]) == [
        {"x": "a", "in": [{"n": 1}, {"n": 2}]},
        {"x": "b", "in": []},
    ]


def _page(cursor: Expression | None, *, start: bool = True, end: bool = True) -> Page:
    row = Row("ab")
    info = DictDisplay([("more", HAS_NEXT), *([("start", START_CURSOR)] if start else []),
                        *([("end", END_CURSOR)] if end else [])])  # fmt: skip
    result = DictDisplay([("info", info), ("nodes", ListOf(Cell(1), row))])
    size = lambda arguments: arguments["first"]  # noqa: E731
    return Page(result, row, size, 1, cursor if start else None, cursor if end else None)


@pytest.mark.parametrize("count", range(5))
def test_a_page_shows_one_row_less_than_it_may_fetch(count: int) -> None:
    rows = [(f"c{n}", n) for n in range(count)]
    made = run(_page(Call(str.upper, [Cell(0)])), rows, None, {"first": 3})
    seen = min(count, 3)
    assert made == {
        "info": {
            "more": count > 3,
            "start": "C0" if count else None,
            "end": f"C{seen - 1}" if count else None,
        },
        "nodes": list(range(seen)),
    }


@pytest.mark.parametrize(("start", "end"), [(True, False), (False, True), (False, False)])
def test_cursors_that_nobody_asks_for_are_not_made(start: bool, end: bool) -> None:
    made = 0

    def cursor(value: str) -> str:
        nonlocal made
        made += 1
        return value

    page = _page(Call(cursor, [Cell(0)]), start=start, end=end)
    info = run(page, [("a", 1), ("b", 2)], None, {"first": 2})["info"]
    assert info == {
        "more": False,
        **({"start": "a"} if start else {}),
        **({"end": "b"} if end else {}),
    }
    assert made == start + end


def test_the_source_is_what_a_person_would_write() -> None:
    """A guard for its speed: one comprehension, rows unpacked, no call for a plain value."""
    module = Module()
    row = Row("abc")
    item = DictDisplay([("id", Prefixed("rep", Cell(0))), ("a", Cell(1)),
                        ("on", OrNone(Cell(2), Template("{0} == 1", Cell(2))))])  # fmt: skip
    module.add(Returning(ListOf(item, row)))
    assert module.source(Names()) == (
        "def f0(rows, inputs):\n"
        "    return [{'id': 'rep_' + r0, 'a': r1, 'on': (None if r2 is None else (r2 == 1))}"
        " for (r0, r1, r2, ) in rows]"
    )
