"""Local keys and the claims of tokens; tokens that must be rejected."""

import asyncio
import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner, Result

from api import cli
from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.session import Database
from api.identity.models import Agency
from api.identity.tokens import BadToken, LocalKeys, viewer
from api.identity.tokens.claims import UNREADABLE
from api.identity.values import Role, agency_id, area_id, person_id

HOUR = timedelta(hours=1)


@pytest.fixture
def keys(tmp_path: Path) -> LocalKeys:
    return LocalKeys(tmp_path / "keys", "kulkul")


def citizen(keys: LocalKeys, **changes: Any) -> str:
    details = {"agency": None, "name": "Made", "lifetime": HOUR} | changes
    return keys.mint(Role.CITIZEN, "made", **details)


def signed(keys: LocalKeys, tmp_path: Path, **changes: Any) -> str:
    """A token signed with the real key, with any claims; None removes a claim."""
    keys.jwks()
    file = next((tmp_path / "keys").glob("*.pem"))
    now = datetime.now(UTC)
    claims = {
        "iss": "kulkul-local", "aud": "kulkul", "sub": "made", "role": "CITIZEN",
        "iat": now, "exp": now + HOUR,
    } | changes  # fmt: skip
    claims = {key: value for key, value in claims.items() if value is not None}
    return jwt.encode(claims, file.read_bytes(), "ES256", headers={"kid": file.stem})


def test_a_minted_token_has_the_given_claims(keys: LocalKeys) -> None:
    token = keys.mint(Role.OFFICER, "ketut", "pupr", "Ketut", HOUR)
    claims = keys.verify(token)
    assert (claims.issuer, claims.subject, claims.role) == ("kulkul-local", "ketut", Role.OFFICER)
    assert (claims.agency, claims.name) == ("pupr", "Ketut")
    assert timedelta(minutes=59) < claims.expires_at - datetime.now(UTC) <= HOUR


def test_the_viewer_is_the_same_person_every_time(keys: LocalKeys) -> None:
    now = datetime.now(UTC)
    found = viewer(keys.verify(keys.mint(Role.OFFICER, "ketut", "pupr", None, HOUR)), "EN", now)
    assert found.person_id == person_id("kulkul-local", "ketut")
    assert found.agency_id == agency_id("pupr")
    assert (found.subject, found.language) == ("kulkul-local#ketut", "EN")
    nobody = viewer(None, "ID", now)
    assert (nobody.role, nobody.person_id, nobody.is_signed_in) == (Role.ANONYMOUS, None, False)


def test_keys_are_readable_by_the_server_alone_and_outlive_it(
    keys: LocalKeys, tmp_path: Path
) -> None:
    token = citizen(keys)
    (file,) = (tmp_path / "keys").glob("*.pem")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert not list(file.parent.glob("*.part"))
    assert LocalKeys(tmp_path / "keys", "kulkul").verify(token).subject == "made"


def test_concurrent_first_users_create_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: citizen(LocalKeys(folder, "kulkul")), range(16)))
    assert len(list(folder.glob("*.pem"))) == 1
    checker = LocalKeys(folder, "kulkul")
    assert {checker.verify(token).subject for token in tokens} == {"made"}


def test_a_running_server_picks_up_a_rotated_key(keys: LocalKeys, tmp_path: Path) -> None:
    old = citizen(keys)
    server = LocalKeys(tmp_path / "keys", "kulkul")
    server.verify(old)
    kid = LocalKeys(tmp_path / "keys", "kulkul").add()
    new = citizen(keys)
    assert jwt.get_unverified_header(new)["kid"] == kid
    server.verify(new)
    server.verify(old)
    first = min((tmp_path / "keys").glob("*.pem"))
    first.unlink()
    with pytest.raises(BadToken):
        server.verify(old)
    server.verify(new)


def test_the_public_keys_verify_our_tokens_elsewhere(keys: LocalKeys) -> None:
    token = citizen(keys)
    (public,) = keys.jwks()["keys"]
    assert "d" not in public and public["alg"] == "ES256"
    payload = jwt.decode(token, jwt.PyJWK(public).key, ["ES256"], audience="kulkul")
    assert payload["sub"] == "made"


@pytest.mark.parametrize(
    ("role", "subject", "agency", "area"),
    [
        (Role.SYSTEM, "made", None, None),
        (Role.ANONYMOUS, "made", None, None),
        (Role.OFFICER, "made", None, None),
        (Role.CITIZEN, "", None, None),
        (Role.CITIZEN, "a" * 129, None, None),
        (Role.CITIZEN, "a\x00b", None, None),
        (Role.CITIZEN, "made", None, "51.03.01"),
        (Role.ADMIN, "made", None, "51.03.01"),
    ],
)
def test_claims_that_no_token_may_have(
    keys: LocalKeys, role: Role, subject: str, agency: str | None, area: str | None
) -> None:
    with pytest.raises(ValueError):
        keys.mint(role, subject, agency, None, HOUR, area=area)


@pytest.mark.parametrize(
    ("claimed", "limit"),
    [
        (None, None),
        ("51.03.01", area_id("51.03.01")),
        (" 51.03.01 ", area_id("51.03.01")),
        ("99.99", area_id("99.99")),
        ("", area_id(UNREADABLE)),
        (["51.03.01"], area_id(UNREADABLE)),
        (7, area_id(UNREADABLE)),
    ],
)
def test_an_area_that_cannot_be_read_still_limits_its_officer(
    keys: LocalKeys, tmp_path: Path, claimed: Any, limit: str | None
) -> None:
    now = datetime.now(UTC)
    token = signed(keys, tmp_path, role="OFFICER", agency="pupr", area=claimed)
    assert viewer(keys.verify(token), "ID", now).area_id == limit
    citizens = signed(keys, tmp_path, area=claimed)
    assert viewer(keys.verify(citizens), "ID", now).area_id is None


@pytest.fixture
async def small_city(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one agency and one district, and the folder that stands for it."""
    monkeypatch.setenv("KULKUL_DATABASE_URL", database.url)
    async with database.write() as session:
        session.add(Agency(code="pupr", name_id="x", name_en="x", kind="dinas"))
        session.add(
            Area(
                code="51.03.01", level=AreaLevel.DISTRICT, kind="kecamatan", name="Kuta",
                latitude=-8.7, longitude=115.1,
            )
        )  # fmt: skip
    return tmp_path


@pytest.mark.parametrize(
    ("agency", "area", "error"),
    [
        ("pupr", "51.03.01", ""),
        ("pu", None, "Did you mean pupr (x)?"),
        ("nope", None, "--agency: 'nope' is not an agency of this city. Choose pupr."),
        (
            "pupr",
            "51.03.99",
            "--area: '51.03.99' is not an area of this city. Did you mean 51.03.01 (Kuta)? Choose",
        ),
        ("pupr", "Kutta", "--area: 'Kutta' is not an area of this city. Did you mean 51.03.01"),
    ],
)
async def test_the_command_accepts_only_agencies_and_areas_of_the_city(
    small_city: Path, agency: str, area: str | None, error: str
) -> None:
    words = ["token", "--role", "officer", "--agency", agency, "--data", str(small_city)]
    words += ["--area", area] if area else []
    result = await asyncio.to_thread(CliRunner().invoke, cli.app, words)
    if error:
        assert result.exit_code == 2 and error in result.output and not result.stdout
    else:
        claims = LocalKeys(small_city / "keys", "kulkul").verify(result.stdout.strip())
        assert (claims.agency, claims.area, result.stderr) == (agency, area, "")


def test_the_command_warns_if_there_is_no_store_to_check_against(tmp_path: Path) -> None:
    words = ["token", "--role", "officer", "--agency", "nope", "--data", str(tmp_path)]
    result = CliRunner().invoke(cli.app, words)
    assert result.exit_code == 0 and "were not checked" in result.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"aud": "another-city"},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "a\x00b"},
        {"sub": 7},
        {"role": "SYSTEM"},
        {"role": "ANONYMOUS"},
        {"role": "mayor"},
        {"role": None},
        {"iat": datetime.now(UTC) + timedelta(hours=5)},
        {"nbf": datetime.now(UTC) + timedelta(hours=5)},
    ],
)
def test_a_valid_signature_is_not_enough(
    keys: LocalKeys, tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert keys.verify(signed(keys, tmp_path)).role is Role.CITIZEN
    with pytest.raises(BadToken) as caught:
        keys.verify(signed(keys, tmp_path, **changes))
    assert caught.value.status == 401 and caught.value.words.id != caught.value.words.en


def test_clocks_may_differ_by_half_a_minute(keys: LocalKeys, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    keys.verify(signed(keys, tmp_path, exp=now - timedelta(seconds=20)))
    with pytest.raises(BadToken, match="expired"):
        keys.verify(signed(keys, tmp_path, exp=now - timedelta(seconds=40)))


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_the_token_cannot_choose_the_algorithm(keys: LocalKeys, tmp_path: Path) -> None:
    head, body, _ = citizen(keys).split(".")
    kid = jwt.get_unverified_header(f"{head}.{body}.")["kid"]
    unsigned = f"{_part({'alg': 'none', 'kid': kid})}.{body}."
    payload = jwt.decode(citizen(keys), options={"verify_signature": False})
    public = keys.jwks()["keys"][0]["x"]
    symmetric = jwt.encode(payload, public, "HS256", headers={"kid": kid})
    stranger = jwt.encode(
        payload, ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": kid}
    )
    for forged in (unsigned, symmetric, stranger):
        with pytest.raises(BadToken):
            keys.verify(forged)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "....", "\x00", "é.é.é", "e30.e30.e30", "a" * 9_000, "[]" * 100]
)
def test_texts_that_are_not_tokens_are_rejected(keys: LocalKeys, token: str) -> None:
    with pytest.raises(BadToken):
        keys.verify(token)


def test_one_changed_letter_anywhere_is_detected(keys: LocalKeys) -> None:
    token = citizen(keys)
    for place in range(0, len(token) - 1, 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BadToken):
            keys.verify(token[:place] + other + token[place + 1 :])


def test_a_file_that_is_not_a_key_is_named(keys: LocalKeys, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "odd.pem").write_bytes(
        b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9q"
        b"fSnF\n-----END PRIVATE KEY-----\n"
    )
    with pytest.raises(ValueError, match=r"odd\.pem"):
        citizen(keys)


def test_keys_are_rotated_with_an_overlap_by_the_command_line(
    keys: LocalKeys, tmp_path: Path
) -> None:
    """A running server accepts old and new tokens until the old key is retired."""
    folder = ["--data", str(tmp_path)]

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli.app, ["keys", *words, *folder])

    old = citizen(keys)
    (first,) = (line.split()[0] for line in run("list").output.splitlines())
    rejected = run("retire", first)
    assert rejected.exit_code == 2 and "add a new one first" in rejected.output
    second = run("add").output.strip()
    assert run("list").output.splitlines() == [f"{first}  accepted", f"{second}  signs, accepted"]
    new = citizen(LocalKeys(tmp_path / "keys", "kulkul"))
    assert jwt.get_unverified_header(new)["kid"] == second
    assert keys.verify(old).subject == keys.verify(new).subject
    assert run("retire", first).exit_code == 0
    with pytest.raises(BadToken):
        keys.verify(old)
    assert keys.verify(new)
    unknown = run("retire", first)
    assert unknown.exit_code == 2 and "there is no key" in unknown.output
