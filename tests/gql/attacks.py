# ruff: noqa: E501 - documents
"""Documents that are made to cost much and to look like little."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.gql.corpus import IDS as IDS_OF_ALL

MOST_BYTES: Final = 100_000
"""No document is longer: the edge refuses longer bodies."""


@dataclass(frozen=True)
class Attack:
    """A document with variables."""

    name: str
    document: str
    variables: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _nested(opening: str, closing: str, times: int, core: str) -> str:
    return opening * times + core + closing * times


def _doubling(levels: int, core: str = "id") -> str:
    """Each fragment spreads the next one twice: 2**levels fields when they are walked naively."""
    parts = [
        f"fragment F{n} on Report {{ a: mergedInto {{ ...F{n + 1} }}"
        f" b: mergedInto {{ ...F{n + 1} }} }}"
        for n in range(levels)
    ]
    return (
        "{ reports(first: 1) { nodes { ...F0 } } } "
        + " ".join(parts)
        + f" fragment F{levels} on Report {{ {core} }}"
    )


def _same_level_doubling(levels: int) -> str:
    parts = [f"fragment F{n} on Report {{ ...F{n + 1} id ...F{n + 1} }}" for n in range(levels)]
    return (
        "{ reports(first: 1) { nodes { ...F0 } } } "
        + " ".join(parts)
        + f" fragment F{levels} on Report {{ id }}"
    )


def _fill(piece: Callable[[int], str], start: str, end: str, most: int = MOST_BYTES) -> str:
    """As many pieces as a body holds."""
    parts, size, number = [start], len(start) + len(end), 0
    while True:
        text = piece(number)
        size += len(text)
        if size > most:
            break
        parts.append(text)
        number += 1
    return "".join(parts) + end


def _all_pairs(count: int) -> str:
    fragments = " ".join(f"fragment F{n} on Report {{ title x: id }}" for n in range(count))
    spreads = " ".join(f"...F{n}" for n in range(count))
    return f"{{ reports(first: 1) {{ nodes {{ {spreads} }} }} }} {fragments}"


def _cross(count: int, depth: int) -> str:
    """Many copies of one chain of fields: all must be merged with all."""
    chain = _nested("mergedInto { ", " }", depth, "id title")
    return "{ reports(first: 1) { nodes { " + f"{chain} " * count + "} } }"


def _cross_fragments(count: int) -> str:
    fragments = " ".join(
        f"fragment F{n} on Report {{ mergedInto {{ ...G{n} }} }}"
        f" fragment G{n} on Report {{ category {{ id name }} ...F{(n + 1) % count if n + 1 < count else 0}x }}"
        for n in range(count)
    )
    fragments = fragments.replace("...F0x", "").replace("x }", " }")
    spreads = " ".join(f"...F{n}" for n in range(count))
    return f"{{ reports(first: 1) {{ nodes {{ {spreads} }} }} }} {fragments}"


_TYPE: Final = "name kind ofType { name kind ofType { name kind ofType { name kind } } }"
_BOMB: Final = (
    f"types {{ name fields {{ name args {{ name type {{ {_TYPE} }} }} type {{ {_TYPE} }} }} }}"
)


def attacks() -> Iterator[Attack]:
    """Every attack by name."""
    yield Attack("exponential fragments", _doubling(20))
    yield Attack("exponential fragments, long", _doubling(55))
    yield Attack("doubled spreads", _same_level_doubling(80))
    yield Attack(
        "fragment cycle",
        """{ reports { nodes { ...a } } } fragment a on Report { ...b }
      fragment b on Report { mergedInto { ...a } }""",
    )
    yield Attack("10,000 aliases", "{city{" + "".join(f"a{n}:id " for n in range(10_000)) + "}}")
    yield Attack("365 aliases", "{" + "".join(f"a{n}:__typename " for n in range(365)) + "}")
    yield Attack(
        "205 aliased roots", "{" + "".join(f"a{n}:city{{name}} " for n in range(205)) + "}"
    )
    yield Attack(
        "aliases below",
        "{reports(first:100){nodes{"
        + "".join(f"a{n}:updates(first:100){{nodes{{id}}}} " for n in range(55))
        + "}}}",
    )
    yield Attack(
        "roots in a fragment",
        "{...f} fragment f on Query{"
        + "".join(f"a{n}:reports(first:80){{nodes{{id}}}} " for n in range(59))
        + "}",
    )
    yield Attack("deep fields", "{reports{nodes{" + _nested("mergedInto{", "}", 300, "id") + "}}}")
    yield Attack(
        "deep inline fragments", "{reports{nodes{" + _nested("...{", "}", 600, "id") + "}}}"
    )
    yield Attack("deeper than the parser", "{" * 40_000)
    yield Attack("deep lists", "{nodes(ids:" + "[" * 40_000)
    yield Attack("deep list values", "{nodes(ids:" + _nested("[", "]", 500, '"x"') + "){id}}")
    yield Attack(
        "deep input objects",
        "{reports(filter:" + _nested("{box:", "}", 500, "null") + "){nodes{id}}}",
    )
    yield Attack("deep variable", "query($i:[ID!]!){nodes(ids:$i){id}}", {"i": _deep(400)})
    yield Attack(
        "deep input variable",
        "query($f:ReportFilter){reports(filter:$f){nodes{id}}}",
        {"f": _deep_object(400)},
    )
    yield Attack(
        "huge pages multiplied",
        """{reports(first:100){nodes{updates(first:100){nodes{photos{
      image{url}}}}}}}""",
    )
    yield Attack(
        "huge pages by variables",
        """query($n:Int){reports(first:$n){nodes{updates(first:$n){
      nodes{photos{image{url}}}}}}}""",
        {"n": 100},
    )
    yield Attack(
        "pages out of range", "query($n:Int){reports(first:$n){nodes{id}}}", {"n": 2**31 - 1}
    )
    yield Attack("directive flood", "{city{" + "name@skip(if:false)@include(if:true) " * 100 + "}}")
    yield Attack("directives on one field", "{city{name" + "@skip(if:false)" * 230 + "}}")
    yield Attack("unknown directives", "{city{name" + "@a" * 730 + "}}")
    yield Attack("directives on the operation", "query" + "@a" * 730 + "{city{name}}")
    yield Attack(
        "directives on spreads",
        "{city{" + "...f@skip(if:false) " * 180 + "}} fragment f on City{name}",
    )
    yield Attack("same leaf", "{city{" + "id " * 1_480 + "}}")
    yield Attack(
        "same leaf with arguments",
        "{articles(first:1){nodes{images{" + "url(width:320) " * 240 + "}}}}",
    )
    yield Attack("same object", "{city{" + "area{id} " * 365 + "}}")
    yield Attack("same chain", _cross(41, 10))
    yield Attack("same wide chain", _cross(140, 2))
    yield Attack("all pairs of fragments", _all_pairs(100))
    yield Attack("crossed fragments", _cross_fragments(48))
    yield Attack(
        "conflicts everywhere",
        "{city{"
        + "".join(f"a:{('id', 'code', 'name', 'population')[n % 4]} " for n in range(480))
        + "}}",
    )
    yield Attack(
        "list literals compared", "{" + ("nodes(ids:[" + '"x" ' * 60 + "]){id} ") * 20 + "}"
    )
    yield Attack(
        "object literals compared",
        "{"
        + ('reports(filter:{text:"x",box:{south:1,west:1,north:2,east:2}}){nodes{id}} ' * 43)
        + "}",
    )
    yield Attack(
        "many variables", "query(" + "".join(f"$v{n}:Int " for n in range(365)) + "){city{name}}"
    )
    yield Attack(
        "many used variables",
        "query("
        + "".join(f"$v{n}:Int " for n in range(115))
        + "){"
        + "".join(f"a{n}:reports(first:$v{n}){{nodes{{id}}}} " for n in range(78))
        + "}",
    )
    yield Attack("many operations", "".join(f"query q{n}{{city{{name}}}} " for n in range(180)))
    yield Attack(
        "many unused fragments",
        "{city{name}} " + "".join(f"fragment f{n} on City{{name}} " for n in range(180)),
    )
    yield Attack(
        "many unknown fields", "{city{" + "".join(f"naem{n} " for n in range(1_480)) + "}}"
    )
    yield Attack("one long name", "{" + "a" * 99_000 + "}")
    yield Attack("long names", "{city{" + "".join("n" * 900 + f"{n} " for n in range(100)) + "}}")
    yield Attack("one comment", "#" + "x" * 99_000 + "\n{city{name}}")
    yield Attack("many comments", "#\n" * 49_000 + "{city{name}}")
    yield Attack("only commas", "{city{" + "," * 99_000 + "name}}")
    yield Attack("one long string", '{app(slug:"' + "x" * 99_000 + '"){name}}')
    yield Attack("escapes", '{app(slug:"' + "\\u0041" * 16_000 + '"){name}}')
    yield Attack("block string", '{app(slug:"""' + "\n x" * 30_000 + '"""){name}}')
    yield Attack("long number", "{reports(first:" + "1" * 90_000 + "){nodes{id}}}")
    yield Attack(
        "long float", "{areaAt(point:{latitude:1" + "0" * 90_000 + ".5,longitude:1}){precision}}"
    )
    yield Attack("tokens", _fill(lambda _n: "a ", "{", "}"))
    yield Attack("list literal", "{nodes(ids:[" + '"x" ' * 1_480 + "]){id}}")
    yield Attack("list of enums", "{reports(filter:{status:[" + "DONE " * 1_480 + "]}){nodes{id}}}")
    yield Attack("33,000 ids", "query($i:[ID!]!){nodes(ids:$i){id}}", {"i": [""] * 33_000})
    yield Attack("19,000 wrong ids", "query($i:[ID!]!){nodes(ids:$i){id}}", {"i": [None] * 19_000})
    yield Attack(
        "14,000 states",
        "query($f:ReportFilter){reports(filter:$f){nodes{id}}}",
        {"f": {"status": ["DONE"] * 14_000}},
    )
    yield Attack(
        "unknown input fields",
        "query($f:ReportFilter){reports(filter:$f){nodes{id}}}",
        {"f": {f"x{n}": n for n in range(8_000)}},
    )
    yield Attack(
        "introspection bomb", "{" + "".join(f"a{n}:__schema{{{_BOMB}}} " for n in range(19)) + "}"
    )
    yield Attack(
        "introspection aliases", "{__schema{" + "".join(f"a{n}:{_BOMB} " for n in range(20)) + "}}"
    )
    yield Attack(
        "introspection with a variable",
        "query($x:Boolean=true){__schema{" + f"{_BOMB} "
        "b:types{name@include(if:$x) fields{name type{fields{name type{name}}}}}}}",
    )
    yield Attack(
        "introspection of one type",
        "{"
        + "".join(
            f'a{n}:__type(name:"Report"){{fields{{name type{{{_TYPE} fields{{name}}}}}}}} '
            for n in range(19)
        )
        + "}",
    )
    yield Attack(
        "introspection in circles",
        "{__schema{types{" + _nested("fields{type{", "}}", 20, "name") + "}}}",
    )
    yield Attack(
        "introspection through interfaces",
        "{__schema{types{interfaces{possibleTypes{fields{name type{possibleTypes{name}}}}}}}}",
    )
    yield Attack(
        "introspection by fragments",
        "{__schema{types{...a ...b}}} fragment a on __Type{x:fields{"
        "type{...c}}} fragment b on __Type{y:fields{type{...c}}} fragment c on __Type{"
        + "".join(f"f{n}:fields{{name description}} " for n in range(50))
        + "}",
    )


_MERGED: Final = (
    "id ticket title category { code agency { name } } area { name parent { name } }"
    " district { name } agency { code } reporter { name } provenance { synthetic }"
)


def allowed() -> Iterator[Attack]:
    """The dearest documents that the bounds let pass."""
    chain = _MERGED
    for _ in range(4):
        chain = f"{_MERGED} mergedInto {{ {chain} }}"
    yield Attack("most joins", f"{{ reports(first: 100) {{ nodes {{ {chain} }} }} }}")
    yield Attack(
        "nested lists",
        """{ cameraSites { code point { latitude longitude } cameras { code
      history(first: 1) { nodes { capturedAt image { url } } } } } }""",
    )
    yield Attack(
        "pages in pages",
        """{ reports(first: 44) { nodes { id title updates(first: 37) { edges {
      cursor node { id note photos { id } } } } } } }""".replace("photos { id }", "internalNote"),
    )
    yield Attack(
        "many roots",
        "{"
        + "".join(
            f"a{n}: reports(first: 50, order: {order}) {{ edges {{ cursor node {{ id title point {{ latitude"
            " longitude } } } pageInfo { endCursor } } "
            for n, order in enumerate(["NEWEST", "OLDEST", "RECENTLY_UPDATED"] * 6)
        )
        + "}",
    )
    yield Attack(
        "roots in a fragment, allowed",
        "{...f} fragment f on Query{"
        + "".join(f"a{n}:reports(first:100){{nodes{{id title}}}} " for n in range(20))
        + "}",
    )
    yield Attack(
        "searches",
        "{"
        + "".join(
            f'a{n}: reports(first: 100, filter: {{text: "jalan", near: {{latitude: -8.7, longitude: 115.17}},'
            " radiusMetres: 50000}) { nodes { id } } "
            for n in range(19)
        )
        + "}",
    )
    yield Attack(
        "hundred ids of every type",
        "query($i:[ID!]!){nodes(ids:$i){id __typename"
        " ... on Report{title updates(first:20){nodes{id note}}}"
        " ... on Article{title images{url} corrections{note}}}}",
        {"i": IDS_OF_ALL},
    )
    yield Attack(
        "the other path",
        "{ reportStatuses { status } reports(first: 100) { nodes { id title"
        " updates(first: 22) { nodes { id note status createdAt } } } } }",
    )
    yield Attack(
        "many fields",
        "{ reports(first: 100) { nodes { "
        + " ".join(f"a{n}: title" for n in range(38))
        + " "
        + _MERGED
        + " } } }",
    )
    yield Attack(
        "skipped everywhere",
        "query("
        + " ".join(f"$v{n}: Boolean!" for n in range(38))
        + ") { reports(first: 1) { nodes { "
        + " ".join(f"a{n}: title @skip(if: $v{n})" for n in range(38))
        + " } } }",
        {f"v{n}": n % 2 == 0 for n in range(38)},
    )


def _deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def _deep_object(levels: int) -> Any:
    value: Any = None
    for _ in range(levels):
        value = {"box": value}
    return value
