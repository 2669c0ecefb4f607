"""What the graph's own scalars take, and what they refuse with words in both languages."""

from datetime import UTC, date, datetime

import pytest
from graphql import GraphQLError, GraphQLScalarType

from api import schema

TYPES = schema.build()._schema.type_map


def scalar(name: str) -> GraphQLScalarType:
    """The scalar of this name as the schema has it."""
    found = TYPES[name]
    assert isinstance(found, GraphQLScalarType)
    return found


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DateTime", "2026-11-24T03:40:05Z", datetime(2026, 11, 24, 3, 40, 5, tzinfo=UTC)),
        ("DateTime", "2026-11-24T11:40:05.5+08:00",
         datetime(2026, 11, 24, 3, 40, 5, 500_000, UTC)),
        ("Date", "2026-11-24", date(2026, 11, 24)),
        ("LocalTime", "00:00", "00:00"),
        ("LocalTime", "23:59", "23:59"),
        ("TimeZone", "Asia/Makassar", "Asia/Makassar"),
        ("TimeZone", "Asia/Ujung_Pandang", "Asia/Ujung_Pandang"),
        ("TimeZone", "UTC", "UTC"),
        ("URL", "https://kota.example/media/ab/960.webp?x=1#y", None),
        ("URL", "http://192.168.1.7:8000/uploads/1", None),
        ("URL", "http://[fd00::1]:8000/", None),
    ],
)  # fmt: skip
def test_what_is_taken(name: str, text: str, value: object) -> None:
    assert scalar(name).coerce_input_value(text) == (text if value is None else value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("DateTime", v) for v in ("2026-11-24T03:40:05", "2026-11-24", "now", 5, None, True, "")),
        *(("DateTime", v) for v in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")),
        *(("Date", v) for v in ("2026-13-01", "24-11-2026", "1899-12-31", 20261124, None, "")),
        *(("LocalTime", v) for v in ("24:00", "7:00", "07:60", "07:00:00", "0700", "٠٧:٠٠", 700)),
        *(("LocalTime", v) for v in ("07:00\n", " 07:00", "", None)),
        *(("TimeZone", v) for v in ("GMT+8", "+08:00", "asia/makassar", "Asia", "../etc", "", 8)),
        *(("TimeZone", v) for v in ("Asia/Makassar\0", "Asia/Makassar ", None)),
        *(("URL", v) for v in ("/media/ab", "kota.example", "ftp://kota.example", "javascript:x")),
        *(("URL", v) for v in ("https://", "https:///x", "https://a b", "https://[x", 5, "", None)),
        ("URL", f"https://kota.example/{'x' * 3_000}"),
    ],
)
def test_what_is_refused(name: str, value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        scalar(name).coerce_input_value(value)
    assert " / " in refused.value.message and len(refused.value.message) < 300


def test_every_scalar_of_ours_says_by_what_it_is_specified() -> None:
    builtin = {"String", "Int", "Float", "Boolean", "ID"}
    ours = {n: t for n, t in TYPES.items() if isinstance(t, GraphQLScalarType)}
    assert set(ours) - builtin >= {"DateTime", "Date", "LocalTime", "TimeZone", "URL"}
    for name in set(ours) - builtin:
        assert (ours[name].specified_by_url or "").startswith("https://"), name
        assert ours[name].description, name


def test_the_schema_and_its_roots_are_described() -> None:
    core = schema.build()._schema
    assert core.description and core.query_type and core.mutation_type
    assert core.query_type.description and core.mutation_type.description
    assert core.description in schema.printed()
