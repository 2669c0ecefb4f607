"""Errors as they may be written down: without the rows that PostgreSQL puts into its own words."""

import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, Final

_DETAIL: Final = "\nDETAIL:"
_STATEMENT: Final = "\n[SQL: "

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def without_rows(text: str) -> str:
    """An error's words without its DETAIL, which may hold a whole row: what citizens wrote."""
    words, found, detail = text.partition(_DETAIL)
    _, has_statement, statement = detail.rpartition(_STATEMENT)
    return words + (has_statement + statement if found and has_statement else "")


def format_error(exc_info: ExcInfo) -> str:
    """The traceback of an error and of all that led to it, as Python prints it, without rows."""
    printed = "".join(traceback.format_exception(*exc_info)).rstrip()
    for one in _chain(exc_info[1]):
        text = str(one)
        printed = printed.replace(text, without_rows(text)) if _DETAIL in text else printed
    return printed


def cut_rows(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """A processor of structlog: no value of a line holds a row either."""
    for name, value in event.items():
        if name != "exception" and isinstance(value, str) and _DETAIL in value:
            event[name] = without_rows(value)
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [e for e in (one.__cause__, one.__context__) if e is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
