"""A new city pack to fill in: every file, every column explained, and an example of each."""

import re
import shutil
from pathlib import Path
from typing import Final

from api.kit.problems import FieldFault, InvalidInput, ProblemCode
from api.seed.entries.content import IMAGES
from api.seed.entries.fields import SLUG
from api.seed.messages import message

FILES: Final = Path(__file__).with_name("skeleton")
_CODE: Final = "contoh"


def write_skeleton(folder: Path) -> None:
    """Writes a pack whose city has the folder's name as its code.

    Raises InvalidInput if that is not a code, or if there is something in the folder already.
    """
    folder = folder.resolve()
    if not re.fullmatch(SLUG, folder.name):
        words = message("folder_is_not_a_code", name=folder.name)
        raise InvalidInput(FieldFault("folder", words, ProblemCode.WRONG_FORMAT))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        words = message("folder_in_use", folder=folder)
        raise InvalidInput(FieldFault("folder", words, ProblemCode.ALREADY_DONE))
    shutil.copytree(FILES, folder, dirs_exist_ok=True)
    (folder / IMAGES).mkdir()
    city = folder / "city.yaml"
    text = city.read_text("utf-8").replace(f"code: {_CODE}\n", f"code: {folder.name}\n")
    city.write_text(text, "utf-8")
