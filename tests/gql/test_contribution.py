"""Subjects contribute fields to each other's types; none replaces another's field."""

import pytest
import strawberry

from api.gql.schema.contribution import contribute


def test_contributed_fields_come_after_the_types_own() -> None:
    @strawberry.type
    class Box:
        width: int

    @strawberry.type
    class Lid:
        lid: str = strawberry.field(description="Its lid.")

    @strawberry.type
    class Query:
        box: Box

    contribute(Box, Lid)
    sdl = strawberry.Schema(Query).as_str()
    assert sdl.partition("type Box {")[2].split()[:2] == ["width:", "Int!"]
    assert '"""Its lid."""\n  lid: String!' in sdl and "type Lid" not in sdl


def test_a_field_cannot_be_contributed_twice() -> None:
    @strawberry.type
    class Box:
        width: int

    @strawberry.type
    class Size:
        width: int

    with pytest.raises(TypeError, match="Box has a field width already"):
        contribute(Box, Size)
