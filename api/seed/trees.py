"""Reads the YAML files of a pack as items with dotted keys, each value with its line.

Values are taken as the text that is written, before YAML guesses a type: 0361, 51.10 and no stay
what a clerk typed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from api.kit.problems import Words
from api.kit.text import clean
from api.seed.faults import Faults
from api.seed.sources import Listing, Raw, Scalar, Sheet, read_text

_DEEPEST = 4
_NULL = "tag:yaml.org,2002:null"


def read_items(folder: Path, file: str, faults: Faults) -> Sheet:
    """The items of a file that is one list."""
    root = _compose(folder, file, faults)
    if root is None:
        return Sheet(whole=False)
    return _sheet(root, file, "", faults)


def read_head(
    folder: Path, file: str, lists: tuple[str, ...], faults: Faults
) -> tuple[Sheet, Mapping[str, Sheet]]:
    """The one item of a file that is a mapping, and the lists of items under these of its keys."""
    root = _compose(folder, file, faults)
    nothing = {name: Sheet(whole=False) for name in lists}
    if root is None:
        return Sheet(whole=False), nothing
    if not isinstance(root, yaml.MappingNode):
        faults.add(
            file,
            root.start_mark.line + 1,
            "",
            Words("Isinya harus berupa kunci: nilai.", "It must consist of key: value."),
        )
        return Sheet(whole=False), nothing
    below = dict(_pairs(root, file, "", faults))
    parts = {
        name: _sheet(below[name], file, name, faults) if name in below else nothing[name]
        for name in lists
    }
    for name in lists:
        if name not in below:
            faults.add(file, 1, name, Words("Daftar ini tidak ada.", "This list is missing."))
    return Sheet([_item(root, file, lists, faults)]), parts


def _compose(folder: Path, file: str, faults: Faults) -> yaml.Node | None:
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        reason = ": ".join(part for part in (error.context, error.problem) if part)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reason = error.reason
    except RecursionError:
        line, reason = 0, "nested too deeply"
    else:
        if root is not None:
            return root
        line, reason = 1, "the file is empty"
    faults.add(
        file,
        line,
        "",
        Words(
            f"YAML tidak dapat dibaca ({reason}). Periksa lekukan, titik dua, dan tanda kutip.",
            f"The YAML cannot be read ({reason}). Check indentation, colons and quotes.",
        ),
    )
    return None


def _sheet(node: yaml.Node, file: str, field: str, faults: Faults) -> Sheet:
    if not isinstance(node, yaml.SequenceNode):
        faults.add(
            file,
            node.start_mark.line + 1,
            field,
            Words(
                "Di sini harus ada daftar: tiap butir diawali tanda hubung.",
                "There must be a list here: each item begins with a hyphen.",
            ),
        )
        return Sheet(whole=False)
    sheet = Sheet()
    for child in node.value:
        if isinstance(child, yaml.MappingNode):
            sheet.items.append(_item(child, file, (), faults))
            continue
        sheet.whole = False
        faults.add(
            file,
            child.start_mark.line + 1,
            field,
            Words("Butir ini bukan kunci: nilai.", "This item is not made of key: value."),
        )
    return sheet


def _item(node: yaml.MappingNode, file: str, lists: tuple[str, ...], faults: Faults) -> Raw:
    values: dict[str, Scalar | Listing] = {}
    for key, child in _leaves(node, file, "", 1, faults):
        if key.partition(".")[0] in lists:
            continue
        if isinstance(child, yaml.SequenceNode):
            items = tuple(_scalars(child, file, key, faults))
            values[key] = Listing(items, child.start_mark.line + 1)
        else:
            values[key] = _scalar(child)
    return Raw(file, node.start_mark.line + 1, values)


def _leaves(
    node: yaml.MappingNode, file: str, prefix: str, depth: int, faults: Faults
) -> Iterator[tuple[str, yaml.Node]]:
    for key, child in _pairs(node, file, prefix, faults):
        if not isinstance(child, yaml.MappingNode):
            yield key, child
        elif depth < _DEEPEST:
            yield from _leaves(child, file, f"{key}.", depth + 1, faults)
        else:
            faults.add(
                file,
                child.start_mark.line + 1,
                key,
                Words("Bersarang terlalu dalam.", "Nested too deeply."),
            )


def _pairs(
    node: yaml.MappingNode, file: str, prefix: str, faults: Faults
) -> Iterator[tuple[str, yaml.Node]]:
    seen: set[str] = set()
    for key_node, child in node.value:
        key = prefix + str(key_node.value)
        if key in seen:
            faults.add(
                file,
                key_node.start_mark.line + 1,
                key,
                Words("Kunci ini ditulis dua kali.", "This key is written twice."),
            )
            continue
        seen.add(key)
        yield key, child


def _scalars(node: yaml.SequenceNode, file: str, key: str, faults: Faults) -> Iterator[Scalar]:
    for child in node.value:
        if isinstance(child, yaml.ScalarNode):
            yield _scalar(child)
        else:
            faults.add(
                file,
                child.start_mark.line + 1,
                key,
                Words(
                    "Butir daftar ini harus satu nilai.", "An item of this list must be one value."
                ),
            )


def _scalar(node: yaml.Node) -> Scalar:
    line = node.start_mark.line + 1
    return Scalar("" if node.tag == _NULL else clean(str(node.value)), line)
