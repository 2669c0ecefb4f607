"""Asks a running server a GraphQL document: `scripts/ask --help`."""

import argparse
import json
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 30.0


def main(arguments: list[str] | None = None) -> int:
    """0 when the answer has no errors, 1 when it has some or none came, 2 for a wrong request."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.document is None) == (options.file is None):
        parser.error("give one document: as an argument, or in a file with -f FILE")
    try:
        body = {
            "query": _document(options.document, options.file),
            "variables": _variables(options.variables, options.variable),
            "operationName": options.operation,
        }
    except (OSError, ValueError) as error:
        parser.error(str(error))
    request = urllib.request.Request(
        options.url.rstrip("/") + "/graphql",
        json.dumps({key: value for key, value in body.items() if value}).encode(),
        {"content-type": "application/json", "accept-language": options.language},
    )
    if options.token:
        request.add_header("authorization", f"Bearer {options.token}")
    return _ask(request)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/ask",
        description="Asks a running server a GraphQL document, and prints the answer.",
        allow_abbrev=False,
    )
    parser.add_argument("document", nargs="?", help="the document, such as '{ city { name } }'")
    parser.add_argument("-f", "--file", help="read the document from this file; - is stdin")
    parser.add_argument("--operation", help="which operation of the document to run, by its name")
    parser.add_argument("--variables", default="{}", help="all variables, as one JSON object")
    parser.add_argument(
        "-v", "--variable", action="append", default=[], metavar="NAME=VALUE",
        help="one variable: JSON where the value can be read as such (3, true, [1], \"112\"),"
        " text where it cannot",
    )  # fmt: skip
    parser.add_argument("--token", help="who asks, as scripts/token prints it")
    parser.add_argument("--language", default="id", choices=("id", "en"), help="of words (id)")
    parser.add_argument(
        "--url", default="http://127.0.0.1:8000", help="the server (http://127.0.0.1:8000)"
    )
    return parser


def _document(given: str | None, file: str | None) -> str:
    if file is None:
        text = given or ""
    else:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    if not text.strip():
        raise ValueError("the document is empty")
    return text


def _variables(together: str, single: list[str]) -> dict[str, Any]:
    """What both options say; a single one goes before the same name in the object.

    Raises ValueError for what cannot be read.
    """
    try:
        variables = json.loads(together)
    except ValueError as error:
        raise ValueError(f"--variables is not valid JSON: {error}") from None
    if not isinstance(variables, dict):
        raise ValueError('--variables must be one JSON object, such as {"first": 3}')
    for pair in single:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            raise ValueError(f"-v {pair}: write NAME=VALUE")
        try:
            variables[name] = json.loads(value)
        except ValueError:
            variables[name] = value
    return variables


def _ask(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            status, answer = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, answer = error.code, error.read()
    except OSError as error:  # URLError and time-outs are OSErrors
        reason = getattr(error, "reason", None) or error
        print(
            f"No server answers at {request.full_url}: {reason}. Start one with scripts/serve.",
            file=sys.stderr,
        )
        return 1
    try:
        found = json.loads(answer)
    except ValueError:
        print(f"{request.full_url} answered {status}, but not with JSON.", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 1 if status >= 400 or not isinstance(found, dict) or "errors" in found else 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `scripts/ask … | head` ends without a traceback
    sys.exit(main())
