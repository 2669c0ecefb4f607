"""Pages for people: where to look, GraphiQL with everything it needs, and the schema."""

from collections.abc import Callable
from importlib import resources
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from api.cache.responses import etag_of
from api.http.conditional import not_modified

_FOLDER: Final = resources.files("api.http").joinpath("static", "graphiql")
_TYPES: Final = {"js": "text/javascript", "css": "text/css", "ttf": "font/ttf"}
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "max-age=3600",
}
_WELCOME: Final = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Kulkul</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;
color:#1d2b2a}a{color:#0b6b5d}code{background:#eef4f2;padding:.1rem .3rem;border-radius:.2rem}
</style></head><body><h1>Kulkul</h1>
<p lang="id">API kota untuk laporan, berita, kamera, dan nomor darurat.</p>
<p lang="en">The city's API for reports, news, cameras and emergency numbers.</p>
<ul><li><a href="/graphiql">GraphiQL</a> – coba kueri · try a query</li>
<li><a href="/schema.graphql">schema.graphql</a> – skema · the schema</li>
<li><a href="/emergency.json">emergency.json</a> – nomor darurat · emergency numbers</li>
<li><a href="/readyz">readyz</a> – status server · the server's status</li></ul>
<p>POST <code>/graphql</code></p></body></html>
"""


def routes(schema: Callable[[], str]) -> list[Route]:
    """The routes; `schema` prints this server's schema when it is first asked for."""
    etags: dict[str, str] = {}

    async def welcome(_request: Request) -> Response:
        return HTMLResponse(_WELCOME, headers={**_HEADERS, "Content-Language": "id, en"})

    async def graphiql(_request: Request) -> Response:
        return HTMLResponse(_FOLDER.joinpath("index.html").read_bytes(), headers=_HEADERS)

    async def asset(request: Request) -> Response:
        name: str = request.path_params["name"]
        if name == "LICENSES.txt":
            return PlainTextResponse(_FOLDER.joinpath(name).read_bytes(), headers=_HEADERS)
        kind = _TYPES.get(name.rpartition(".")[2])
        file = _FOLDER.joinpath(f"{name}.gz")
        if kind is None or "/" in name or not file.is_file():
            return PlainTextResponse("Tidak ditemukan. / Not found.\n", 404)
        body = file.read_bytes()
        etag = etags.setdefault(name, etag_of(body))
        headers = {**_HEADERS, "Content-Encoding": "gzip", "ETag": etag}
        if (unchanged := not_modified(request, headers)) is not None:
            return unchanged
        return Response(body, media_type=kind, headers=headers)

    async def printed(_request: Request) -> Response:
        return PlainTextResponse(schema(), headers=_HEADERS)

    async def slash(_request: Request) -> Response:
        return RedirectResponse("/graphiql", 308)

    return [
        Route("/", welcome),
        Route("/graphiql", graphiql),
        Route("/graphiql/", slash),
        Route("/graphiql/{name}", asset),
        Route("/schema.graphql", printed),
    ]
