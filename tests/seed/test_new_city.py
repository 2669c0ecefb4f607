"""A city that nobody knew: a pack of its own, anywhere, and the page that leads through it."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from api import cli, settings
from api.db.migrate import ROOT
from api.kit.problems import InvalidInput
from api.seed import skeleton
from api.seed.entries.entry import columns
from api.seed.messages import SENTENCES
from api.seed.outlines import FILE
from api.seed.pack import KINDS, load_pack
from api.seed.skeleton import write_skeleton
from tests.seed.conftest import MINI
from tests.story.process import Served, environment, run

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new pack."""
    write_skeleton(tmp_path / "kota-baru")
    return tmp_path / "kota-baru"


def test_a_new_pack_is_right_and_has_an_example_of_each_kind(folder: Path) -> None:
    pack = load_pack(folder)
    assert pack.city.code == "kota-baru" and not pack.warnings
    assert pack.outlines and all(getattr(pack, name) for name in KINDS)
    assert (folder / "images").is_dir()


def test_every_column_of_a_new_pack_is_explained(folder: Path) -> None:
    for kind in KINDS.values():
        text = (folder / kind.SOURCE.file).read_text()
        comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
        assert comments, kind.SOURCE.file
        for name, column in columns(kind).items():
            if kind.SOURCE.is_csv:
                assert any(f"{name}:" in line or f"{name}, " in line for line in comments), name
            else:
                assert re.search(rf"^[ -]*{column.path[0]}:", text, re.MULTILINE), name
    assert "properties.code" in (folder / FILE).read_text()


def test_a_new_pack_is_not_written_over_anything(folder: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(InvalidInput, match="something in"):
        write_skeleton(folder)
    with pytest.raises(InvalidInput, match="such as kota-baru"):
        write_skeleton(tmp_path / "Kota Baru")
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="something in"):
        write_skeleton(tmp_path / "file")
    assert before == {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert not (tmp_path / "Kota Baru").exists()
    (tmp_path / "kosong").mkdir()
    write_skeleton(tmp_path / "kosong")
    assert load_pack(tmp_path / "kosong").city.code == "kosong"


def test_tables_that_were_saved_by_a_spreadsheet_keep_their_comments(folder: Path) -> None:
    """It fills comment rows up with commas, and quotes those that have commas of their own."""
    path = folder / "agencies.csv"
    lines = path.read_text().splitlines()
    quoted = [f'"{line}",,,,' if line.startswith("#") else line for line in lines]
    path.write_text("\n".join(quoted))
    assert [agency.code for agency in load_pack(folder).agencies] == ["pupr", "diskominfo"]


def test_the_commands_say_the_same_as_seeding(folder: Path) -> None:
    invoke = CliRunner().invoke
    good = invoke(cli.app, ["pack", "check", str(folder)])
    assert good.exit_code == 0 and "4 areas, 2 outlines" in good.stdout
    again = invoke(cli.app, ["pack", "new", str(folder)])
    assert again.exit_code == 1 and "something in" in again.stderr
    city = folder / "city.yaml"
    city.write_text(city.read_text().replace("Asia/Jakarta\n", "Asia/Jakarte\n", 1)
                    .replace("time_zone: Asia/Jakarta", "time_zone: Asia/Jakarte"))  # fmt: skip
    bad = invoke(cli.app, ["pack", "check", str(folder)])
    assert bad.exit_code == 1 and "Did you mean Asia/Jakarta?" in bad.stderr
    seeded = run("seed", "--pack", str(folder), "--data", str(folder.parent / "data"))
    assert seeded.returncode == 1
    assert [line for line in seeded.stderr.splitlines() if "city.yaml" in line] == [
        line for line in bad.stderr.splitlines() if "city.yaml" in line
    ]


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name in ("CITY", "PACK"):
        monkeypatch.delenv(settings.PREFIX + name, raising=False)
    yield monkeypatch


def test_a_city_is_chosen_by_its_name_or_by_its_folder(
    folder: Path, no_settings: pytest.MonkeyPatch
) -> None:
    assert settings.load().pack_folder == settings.PACKS / "badung"
    assert settings.load(city="cirebon").pack_folder == settings.PACKS / "cirebon"
    assert settings.load(pack=folder).pack_folder == folder
    no_settings.chdir(folder)
    assert settings.load(pack=Path()).pack_folder.name == "kota-baru"
    no_settings.setenv("KULKUL_PACK", str(folder))
    assert settings.load().pack_folder == folder
    assert settings.load(city="badung").pack_folder == settings.PACKS / "badung", "the command wins"
    no_settings.setenv("KULKUL_CITY", "badung")
    with pytest.raises(ValueError, match="Choose one"):
        settings.load()
    assert settings.load(pack=MINI).pack_folder == MINI
    no_settings.setenv("KULKUL_PACK", "")
    assert settings.load().pack_folder.name == "badung"
    with pytest.raises(ValueError, match="Choose one"):
        settings.load(city="badung", pack=folder)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"city": "badun"}, "no city pack “badun”. Did you mean badung? Choose one of badung"),
        ({"city": "../packs/badung"}, "There is no city pack"),
        ({"pack": "kota-bar"}, "There is no folder kota-bar. Did you mean kota-baru?"),
        ({"pack": "kota-baru/images"}, "is not a city pack: it has no city.yaml"),
        ({"pack": "kota-baru/city.yaml"}, "There is no folder kota-baru/city.yaml"),
        ({"pack": "nowhere/at/all"}, "There is no folder nowhere/at/all."),
    ],
)  # fmt: skip
def test_a_wrong_name_or_folder_is_answered_with_the_nearest(
    folder: Path, no_settings: pytest.MonkeyPatch, choice: dict[str, str], words: str
) -> None:
    no_settings.chdir(folder.parent)
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        settings.load(**{k: Path(v) if k == "pack" else v for k, v in choice.items()})
    assert "tidak ada" in str(caught.value), "in Indonesian too"


def test_another_citys_store_is_refused_by_a_pack_from_elsewhere(folder: Path) -> None:
    data = str(folder.parent / "data")
    assert run("seed", "--pack", str(folder), "--data", data).returncode == 0
    for command in (("seed",), ("serve", "--port", "0")):
        refused = run(*command, "--city", "cirebon", "--data", data)
        assert refused.returncode == 1 and "Traceback" not in refused.stderr
        assert "kota-baru" in refused.stderr and "cirebon" in refused.stderr
    assert "--pack …/kota-baru" in refused.stderr


def test_the_page_for_a_new_city_works_as_it_is_written(tmp_path: Path) -> None:
    """Every command of docs/new-city.md, in its order, on a data folder of its own."""
    text = (ROOT / "docs" / "new-city.md").read_text()
    commands = re.findall(r"^    (scripts/.+)$", text, re.MULTILINE)
    assert {shlex.split(command)[0] for command in commands} == {
        "scripts/pack", "scripts/seed", "scripts/serve", "scripts/ask", "scripts/token",
    }  # fmt: skip
    data, served, printed = tmp_path / "data", None, {}
    try:
        for command in commands:
            command = command.replace("../kota-baru", str(tmp_path / "kota-baru"))
            verb, *arguments = shlex.split(command)
            if verb == "scripts/serve":
                served = Served(data, arguments=tuple(arguments)).__enter__()
                continue
            if verb == "scripts/ask":
                assert served is not None
                done = subprocess.run(
                    [ROOT / verb, "--url", served.url, *arguments], capture_output=True, text=True,
                    timeout=60, check=False, env=environment(),
                )  # fmt: skip
            else:  # not by the script itself: it would make the environment anew
                name = verb.removeprefix("scripts/")
                assert f"python_verb api {name} " in (ROOT / verb).read_text()
                done = run(name, *arguments, KULKUL_DATA=str(data))
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            printed[command] = done.stdout
            assert "--dry-run" not in arguments or not data.exists()
    finally:
        if served is not None:
            served.__exit__()
    everything = "\n".join(printed.values())
    assert "dry run: nothing was stored" in everything and "0 changes" not in everything
    assert '"name": "Kota Baru"' not in everything and '"name": "Contoh Barat"' in everything
    assert '"precision": "EXACT"' in everything


def test_what_seeding_says_is_in_both_languages() -> None:
    for name, sentence in SENTENCES.items():
        assert sentence.keys() == {"id", "en"}, name
        fields = [set(re.findall(r"\{(\w+)\}", text)) - {"s"} for text in sentence.values()]
        assert fields[0] == fields[1], name
    for file in skeleton.FILES.glob("*.yaml"):
        assert yaml.safe_load(file.read_text()), file.name
