"""Reads the YAML files of a pack as items of text, each text with its line.

Values are taken as they are written, before YAML guesses a type: 0361, 51.10 and no stay text.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from api.kit.text import clean
from api.seed.faults import Faults, Origin
from api.seed.messages import LOADER
from api.seed.sheets import Item, Sheet, read_text

_DEEPEST: Final = 6
_NULL: Final = "tag:yaml.org,2002:null"


def read_yaml(
    folder: Path, file: str, under: Sequence[str | None], faults: Faults
) -> Mapping[str | None, Sheet]:
    """The items of a YAML file: of the list that it is (None), of the lists under some of its
    keys, and the one item that its other keys make (the empty key)."""
    sheets: dict[str | None, Sheet] = {key: Sheet(whole=False) for key in under}
    root = _compose(folder, file, faults)
    if root is None:
        return sheets
    lines: dict[str, int] = {}
    data = _plain(root, "", Origin(file, 0, lines), faults)
    if None in under:
        return {None: _list(data, "", Origin(file, 0, lines), faults)}
    if not isinstance(data, dict):
        faults.add(file, lines[""], "", "not_a_mapping")
        return sheets
    for name in filter(None, under):
        if name in data:
            sheets[name] = _list(data.pop(name), name, Origin(file, 0, lines), faults)
        else:
            faults.add(file, lines[""], name, "missing_list")
    sheets[""] = Sheet([Item(data, Origin(file, lines[""], lines))])
    return sheets


def _compose(folder: Path, file: str, faults: Faults) -> yaml.Node | None:
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        reason = ": ".join(part for part in (error.context, error.problem) if part)
    except yaml.reader.ReaderError as error:
        line, reason = text.count("\n", 0, error.position) + 1, error.reason
    except RecursionError as error:
        line, reason = 0, str(error)
    else:
        if root is None:
            faults.add(file, 1, "", "empty_file")
        return root
    faults.add(file, line, "", "broken_yaml", reason=reason)
    return None


def _plain(node: yaml.Node, key: str, origin: Origin, faults: Faults) -> Any:
    """A node as text, or as lists and mappings of texts without those that are empty.

    The line of each is noted in `origin.lines` under its dotted key.
    """
    line = node.start_mark.line + 1
    lines: Any = origin.lines
    lines[key] = line
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == _NULL else clean(str(node.value))
    if key.count(".") > _DEEPEST:
        faults.add(origin.file, line, key, "too_deep")
        return ""
    below = f"{key}." if key else ""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(n, f"{below}{i}", origin, faults) for i, n in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, child in node.value:
        name = below + str(key_node.value)
        if name in lines:
            faults.add(origin.file, key_node.start_mark.line + 1, name, "key_twice")
        else:
            found[str(key_node.value)] = _plain(child, name, origin, faults)
    return {name: value for name, value in found.items() if value != ""}


def _list(data: Any, key: str, origin: Origin, faults: Faults) -> Sheet:
    """The items of what should be a list."""
    if not isinstance(data, list):
        faults.add(origin.file, origin.lines[key], key, "not_a_list")
        return Sheet(whole=False)
    sheet = Sheet()
    for place, item in enumerate(data):
        prefix = f"{key}.{place}" if key else str(place)
        line = origin.lines[prefix]
        if isinstance(item, dict):
            sheet.items.append(Item(item, Origin(origin.file, line, origin.lines, f"{prefix}.")))
        else:
            sheet.whole = False
            faults.add(origin.file, line, key, "not_an_item")
    return sheet
