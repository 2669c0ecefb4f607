"""All that seeding says, in both languages: the sentences are in messages.yaml.

Those about a value have the names of pydantic's errors, or those that `wrong` adds to them.
"""

from pathlib import Path
from typing import Any, Final

import yaml
from pydantic_core import PydanticCustomError

from api.kit.problems import Words

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT: Final = Path(__file__).with_name("messages.yaml").read_text("utf-8")
SENTENCES: Final[dict[str, dict[str, str]]] = yaml.load(_TEXT, LOADER)  # noqa: S506 - a safe one


def message(name: str, /, **values: object) -> Words:
    """The sentence with its placeholders filled in; a value may be Words itself."""
    indonesian, english = (
        SENTENCES[name][key].format(
            **{k: v.text(language) if isinstance(v, Words) else v for k, v in values.items()}
        )
        for key, language in (("id", "ID"), ("en", "EN"))
    )
    return Words(indonesian, english)


def wrong(name: str, /, **values: object) -> PydanticCustomError:
    """A value that cannot be used, and the name of the sentence that says why: to be raised."""
    return PydanticCustomError(name, name, values)
