"""The walk: every field of the graph and every route of the server, as one viewer."""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from starlette.routing import Route

from api.kit import clock
from tests.permissions.derived import SCHEMA, Values, document, selections
from tests.permissions.people import ADMIN
from tests.permissions.planting import EXACT, MAY_SEE, Planted
from tests.story.house import House, Somebody

_INNER = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Report { area { id } district { id }
  agency { id } } } cameras(first: 1) { nodes { id code } } apps { id slug } }"""
_FIRST = 14
"""More than are planted: what is newest, and so all of that, is on the first page."""


async def values_for(house: House, planted: Planted) -> Values:
    """What arguments are given: everything that leads to what is planted."""
    ids_ = [report["id"] for report in planted.reports.values()]
    found = await house.ask(_INNER, {"ids": ids_}, ADMIN)
    (camera,) = found["cameras"]["nodes"]
    areas, agencies = set(), set()
    for report in found["nodes"]:
        areas |= {report["area"]["id"], report["district"]["id"]}
        agencies.add(report["agency"]["id"])
    articles = list(planted.articles.values())
    categories = [await house.category(c) for c in ("jalan-rusak", "kekerasan")]
    by_name: dict[str, list[Any]] = {
        "node.id": planted.nodes,
        "nodes.ids[]": planted.nodes[:90],
        "ids[]": planted.nodes[:90],
        "ticket": [report["ticket"] for report in planted.reports.values()],
        "app.slug": [found["apps"][0]["slug"]],
        "ReportKey.id": ids_,
        "ArticleKey.id": [article["id"] for article in articles],
        "ArticleKey.slug": [article["slug"] for article in articles],
        "CameraKey.id": [camera["id"]],
        "code": [camera["code"]],
        "category": categories,
        "area": sorted(areas), "within": sorted(areas), "agency": sorted(agencies),
        "topic": ["uji"],
        "text": [word for word in MAY_SEE if word.isalpha()],
        "radiusMetres": [500],
    }  # fmt: skip
    by_type: dict[str, list[Any]] = {
        "DateTime": [clock.to_text(clock.now() - timedelta(minutes=20))],
        "PointInput": [EXACT],
        "BoxInput": [{"south": -8.72, "north": -8.71, "west": 115.16, "east": 115.17}],
        "Boolean": [True, False],
    }
    return Values(by_name, by_type)


def questions(values: Values, types: dict[str, str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(what is asked, document, variables): every field, and every argument of a root field."""
    assert SCHEMA.query_type is not None
    for root, field in SCHEMA.query_type.fields.items():
        all_variants = values.variants(root, field)
        least = next(all_variants)
        if root != "node":
            for selection in selections(root, field.type):
                yield f"{root} {selection}", document(root, field, selection, least, _FIRST), least
        # Objects below repeat what the whole was asked for; a variant only finds other rows.
        shallow = list(selections(root, field.type, 1))
        for given in itertools.chain([least], all_variants):
            for selection in shallow:
                if root == "node" and f"... on {types[given['id']]} " not in selection:
                    continue
                yield f"{root} {given}", document(root, field, selection, given, _FIRST), given


async def walk(
    house: House, planted: Planted, who: Somebody, values: Values, turn: int
) -> dict[str, str]:
    """The raw answers of everything to this viewer, by what was asked.

    What only other arguments set apart is asked by every viewer on one of the stores, by turns: the
    predicates are the same on both.
    """
    seen: dict[str, str] = {}
    asked = set()
    for number, (name, query, given) in enumerate(questions(values, planted.types)):
        if query in asked and (number + turn) % 2:
            continue
        asked.add(query)
        response = await house.post(query, given, who)
        assert response.status_code == 200 and "errors" not in response.json(), (
            name, query, response.text[:2_000]
        )  # fmt: skip
        seen[name] = response.text
        if who.role.name == "ANONYMOUS" and len(query) < 1_500:
            address = {"query": query, "variables": json.dumps(given)}
            seen[f"{name} by GET"] = (await house.client.get("/graphql", params=address)).text
    await _walk_routes(house, planted, who, seen)
    return seen


def _queries(planted: Planted) -> dict[str, list[str]]:
    tickets = [report["ticket"] for report in planted.reports.values()]
    lists = [
        "", "page_size=1000", "status=open", "status=closed", "service_code=kekerasan",
        "lat=-8.7177&long=115.1687&radius=500", f"service_request_id={','.join(tickets)}",
    ]  # fmt: skip
    return {
        "/open311/v2/requests.{format}": lists,
        "/open311/v2/servicerequestupdates.{format}": lists,
        "/open-data/reports.csv": ["", "category=kekerasan", "district=51.03.01"],
        "/open-data/reports.geojson": ["", "category=kekerasan", "district=51.03.01"],
    }


async def _walk_routes(house: House, planted: Planted, who: Somebody, seen: dict[str, str]) -> None:
    """Every route, by every method, and an address that there is not."""
    assert house.app is not None
    queries = _queries(planted)
    parts = {
        "format": ["json", "xml"],
        "id": [*(report["ticket"] for report in planted.reports.values()), "jalan-rusak", "?"],
        "digest": [*planted.digests, "0" * 64],
        "width": ["320", "5"],
        "code": ["KTA-001-A"],
        "name": ["LICENSES.txt"],
        "rest": ["nothing.json", "requests", "requests/x/y.xml"],
    }
    headers = house.headers(who)
    asked = [("GET", "/nothing"), ("DELETE", "/graphql"), ("PUT", "/uploads/upl_x")]
    for route in house.app._rest.routes:
        assert isinstance(route, Route)
        names = sorted(route.param_convertors)
        for chosen in itertools.product(*(parts[name] for name in names)):
            path = route.path
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"{{{name}}}", value).replace(f"{{{name}:path}}", value)
            for query in queries.get(route.path, [""]):
                more = [query] if "open311" not in path else [f"{query}&extensions=true"]
                asked += [("GET", "?".join(filter(None, (path, *more))))]
        asked += [(method, route.path) for method in ("POST", "PUT", "DELETE")]
    for method, path in dict.fromkeys(asked):
        body = {} if method == "GET" else {"content": b"service_code=kekerasan&lat=1&long=x"}
        answer = await house.client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
        assert answer.status_code in (200, 308, 400, 401, 403, 404, 405, 415, 503), (
            method,
            path,
            answer.text,
        )
        seen[f"{method} {path}"] = f"{answer.headers!r} {answer.content.decode('latin-1')}"
