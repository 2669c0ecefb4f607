"""`scripts/staff` against a local Firebase: claims are set through Google's library, and read."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import firebase_admin
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner, Result

from api import cli
from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.session import Database
from api.identity.gateway import EMULATOR
from api.identity.models import Agency
from api.identity.tokens import FirebaseVerifier
from api.identity.values import Role
from scripts.twins.fcm_account import service_account
from scripts.twins.firebase_auth import FirebaseAuthTwin
from tests.http.serving import serving

AYU = "ayu@badung.example"
OFFICER = ("grant", AYU, "--role", "officer", "--agency", "pupr", "--area", "51.03.01")


@pytest.fixture(autouse=True)
def no_apps_left() -> Iterator[None]:
    yield
    for app in list(firebase_admin._apps.values()):
        firebase_admin.delete_app(app)


@pytest.fixture
async def twin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FirebaseAuthTwin]:
    """A project in which Ayu has an account, where Google's library finds it."""
    twin = FirebaseAuthTwin()
    twin.add(AYU, name="Ayu")
    async with serving(twin.app) as url:
        monkeypatch.setenv(EMULATOR, url.removeprefix("http://"))
        monkeypatch.setenv("KULKUL_FIREBASE_PROJECT", twin.project)
        yield twin


@pytest.fixture
async def city(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with two agencies and a district, and the folder that stands for it."""
    monkeypatch.setenv("KULKUL_DATABASE_URL", database.url)
    async with database.write() as session:
        for code, name in (("pupr", "Dinas Pekerjaan Umum"), ("dlhk", "Dinas Lingkungan Hidup")):
            session.add(Agency(code=code, name_id=name, name_en=name, kind="dinas"))
        session.add(
            Area(
                code="51.03.01", level=AreaLevel.DISTRICT, kind="kecamatan", name="Kuta Selatan",
                latitude=-8.7, longitude=115.1,
            )
        )  # fmt: skip
    return tmp_path


async def staff(data: Path, *arguments: str) -> Result:
    """`scripts/staff …`, in a thread: it starts an event loop of its own."""
    words = ["staff", *arguments, "--data", str(data)]
    return await asyncio.to_thread(lambda: CliRunner().invoke(cli.app, words))


def claims_of(twin: FirebaseAuthTwin, email: str) -> Any:
    (account,) = (one for one in twin.accounts.values() if one.email == email)
    return json.loads(account.claims or "{}")


async def test_granted_claims_are_understood_at_the_next_sign_in(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    granted = await staff(city, *OFFICER)
    assert granted.exit_code == 0, granted.output
    assert "officer, agency pupr, area 51.03.01; before: citizen" in granted.stdout
    assert "1 hour" in granted.stdout
    key = city / "key.json"
    key.write_text(json.dumps(service_account("https://oauth2.example/token")))
    claims = await FirebaseVerifier(key, twin.project).claims(twin.id_token(AYU))
    assert (claims.role, claims.agency, claims.area) == (Role.OFFICER, "pupr", "51.03.01")
    assert claims.name == "Ayu"


async def test_a_new_role_replaces_the_old_and_leaves_what_is_not_ours(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    old = {"role": "OFFICER", "agency": "dlhk", "area": "51.03.01", "tenant": 7, "beta": True}
    twin.add("sari@badung.example", claims=old)
    changed = await staff(city, "grant", "sari@badung.example", "--role", "EDITOR")
    assert changed.exit_code == 0, changed.output
    assert "editor; before: officer, agency dlhk, area 51.03.01" in changed.stdout
    assert claims_of(twin, "sari@badung.example") == {"role": "EDITOR", "tenant": 7, "beta": True}
    again = await staff(city, "grant", "sari@badung.example", "--role", "editor")
    assert again.exit_code == 0 and "already" in again.stdout
    assert twin.requests.count("accounts:update") == 1


async def test_revoked_is_a_citizen_again(twin: FirebaseAuthTwin, city: Path) -> None:
    twin.add("made@badung.example", claims={"role": "ADMIN", "tenant": 7})
    revoked = await staff(city, "revoke", "made@badung.example")
    assert revoked.exit_code == 0 and "citizen; before: admin" in revoked.stdout
    assert claims_of(twin, "made@badung.example") == {"tenant": 7}
    again = await staff(city, "revoke", "made@badung.example")
    assert again.exit_code == 0 and "no role" in again.stdout
    assert (await staff(city, *OFFICER)).exit_code == 0
    assert (await staff(city, "revoke", AYU)).exit_code == 0
    assert claims_of(twin, AYU) == {}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--role", "mayor"), "admin, editor, officer, partner"),
        (("--role", "citizen"), "'citizen' is not a role of staff"),
        (("--role", "system"), "'system' is not a role of staff"),
        (("--role", "officer"), "An officer works for an agency"),
        (("--role", "partner", "--agency", "pupr"), "A partner works for no agency"),
        (("--role", "editor", "--area", "51.03.01"), "An area limits the work of an officer"),
        (("--role", "officer", "--agency", "pupt"), "Did you mean pupr (Dinas Pekerjaan Umum)?"),
        (("--role", "officer", "--agency", "dinas pekerjan umum"), "Did you mean pupr"),
        (("--role", "editor", "--agency", "xyz"), "'xyz' is not an agency of this city. Choose"),
        (
            ("--role", "officer", "--agency", "pupr", "--area", "kuta slatan"),
            "Did you mean 51.03.01 (Kuta Selatan)?",
        ),
    ],
)
async def test_what_cannot_be_granted_is_refused_before_firebase_is_asked(
    twin: FirebaseAuthTwin, city: Path, arguments: tuple[str, ...], word: str
) -> None:
    refused = await staff(city, "grant", AYU, *arguments)
    assert refused.exit_code == 2 and word in refused.stderr and not refused.stdout
    assert not twin.requests and claims_of(twin, AYU) == {}


async def test_codes_are_not_granted_where_no_store_can_check_them(
    twin: FirebaseAuthTwin, tmp_path: Path
) -> None:
    refused = await staff(tmp_path, *OFFICER)
    assert refused.exit_code == 2 and "cannot be checked" in refused.stderr
    assert not twin.requests
    assert (await staff(tmp_path, "grant", AYU, "--role", "editor")).exit_code == 0


async def test_an_address_that_nobody_has_verified_gets_no_role(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    twin.add("mayor@badung.example", is_verified=False, is_disabled=True)
    refused = await staff(city, "grant", "mayor@badung.example", "--role", "admin")
    assert refused.exit_code == 2 and "--unverified" in refused.stderr
    assert claims_of(twin, "mayor@badung.example") == {}
    granted = await staff(city, "grant", "mayor@badung.example", "--role", "admin", "--unverified")
    assert granted.exit_code == 0 and "disabled" in granted.stderr
    assert claims_of(twin, "mayor@badung.example") == {"role": "ADMIN"}


async def test_claims_that_are_too_long_together_change_nothing(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    others = {"notes": "x" * 970}
    twin.add("full@badung.example", claims=others)
    refused = await staff(city, "grant", "full@badung.example", *OFFICER[2:])
    assert refused.exit_code == 1 and "1000 characters" in refused.stderr
    assert "Other claims of this account: notes." in refused.stderr
    assert claims_of(twin, "full@badung.example") == others


async def test_the_list_shows_who_has_which_role_and_what_is_odd(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    for number in range(1_050):  # more than one page
        twin.add(f"citizen-{number}@example.org")
    twin.add("chief@badung.example", claims={"role": "ADMIN"}, is_disabled=True)
    twin.add("odd@badung.example", claims={"role": "mayor", "agency": "gone"}, is_verified=False)
    twin.add("lost@badung.example", claims={"role": "officer"})
    assert (await staff(city, *OFFICER)).exit_code == 0
    listed = await staff(city, "list", "--json")
    assert listed.exit_code == 0, listed.output
    rows = {row.pop("account"): row for row in json.loads(listed.stdout)}
    assert rows == {
        AYU: {
            "name": "Ayu", "role": "OFFICER", "agency": "pupr", "area": "51.03.01", "notes": "",
        },
        "chief@badung.example": {
            "name": "", "role": "ADMIN", "agency": "", "area": "", "notes": "disabled",
        },
        "lost@badung.example": {
            "name": "", "role": "officer", "agency": "", "area": "",
            "notes": "an officer works for an agency: name its code",
        },
        "odd@badung.example": {
            "name": "", "role": "mayor", "agency": "gone", "area": "",
            "notes": "a citizen: the role is not known, agency is not known in this city,"
            " e-mail is not verified",
        },
    }  # fmt: skip
    assert twin.requests.count("accounts:batchGet") == 2


async def test_the_list_is_narrowed(twin: FirebaseAuthTwin, city: Path) -> None:
    twin.add("chief@badung.example", claims={"role": "ADMIN"})
    assert (await staff(city, *OFFICER)).exit_code == 0
    for arguments, shown in (
        (("--role", "officer"), [AYU]),
        (("--agency", "pupr"), [AYU]),
        (("--role", "admin", "--agency", "pupr"), []),
        (("chief@badung.example",), ["chief@badung.example"]),
    ):
        listed = await staff(city, "list", *arguments, "--json")
        assert [row["account"] for row in json.loads(listed.stdout or "[]")] == shown
    table = await staff(city, "list")
    assert table.exit_code == 0 and AYU in table.stdout and "51.03.01" in table.stdout
    assert "Nobody" in (await staff(city, "list", "--role", "partner")).stdout


FAULTS: list[tuple[int, Any, str]] = [
    (400, "CONFIGURATION_NOT_FOUND", "Get started"),
    (400, "INSUFFICIENT_PERMISSION : no", "Firebase Authentication Admin"),
    (
        403,
        {"error": {"code": 403, "message": "Identity Toolkit API is disabled", "status": "X"}},
        "Identity Toolkit API is disabled",
    ),
    (401, "UNAUTHENTICATED", "does not accept the key"),
    (404, "PROJECT_NOT_FOUND", "does not exist"),
    (429, "QUOTA_EXCEEDED : slow down", "try again later"),
    (400, "TOO_MANY_ATTEMPTS_TRY_LATER", "try again later"),
    (502, {"html": "bad gateway"}, "Firebase"),
    (400, "SOMETHING_NEW : and its words", "SOMETHING_NEW"),
]


@pytest.mark.parametrize(("status", "error", "word"), FAULTS, ids=lambda v: str(v)[:20])
async def test_what_firebase_refuses_is_explained(
    twin: FirebaseAuthTwin, city: Path, status: int, error: Any, word: str
) -> None:
    for method, arguments in (
        ("accounts:lookup", OFFICER),
        ("accounts:update", OFFICER),
        ("accounts:lookup", ("revoke", AYU)),
        ("accounts:batchGet", ("list",)),
    ):
        twin.faults = {method: (status, error)}
        refused = await staff(city, *arguments)
        assert refused.exit_code == 1 and word in refused.stderr, refused.output
        assert len(refused.stderr.strip().splitlines()) == 1 and not refused.stdout
    assert claims_of(twin, AYU) == {}


async def test_an_unknown_account_and_what_is_not_an_address(
    twin: FirebaseAuthTwin, city: Path
) -> None:
    for email, word in (("nobody@badung.example", "no account nobody@"), ("ayu", "not an e-mail")):
        for arguments in (("grant", email, "--role", "editor"), ("revoke", email), ("list", email)):
            refused = await staff(city, *arguments)
            assert refused.exit_code == 1 and word in refused.stderr
            assert len(refused.stderr.strip().splitlines()) == 1


async def test_a_firebase_out_of_reach(
    twin: FirebaseAuthTwin, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMULATOR, "127.0.0.1:1")
    refused = await staff(city, *OFFICER)
    assert refused.exit_code == 1 and "cannot be reached" in refused.stderr


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({}, "KULKUL_FIREBASE_CREDENTIALS"),
        ({EMULATOR: "127.0.0.1:1"}, "KULKUL_FIREBASE_PROJECT"),
        ({"KULKUL_FIREBASE_CREDENTIALS": "/nowhere/key.json"}, "/nowhere/key.json"),
        (
            {EMULATOR: "127.0.0.1:1", "KULKUL_ENVIRONMENT": "production"},
            "never trusts an emulator",
        ),
    ],
)
async def test_a_project_that_is_not_configured(
    city: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], word: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    refused = await staff(city, "list")
    assert refused.exit_code in (1, 2) and word in refused.stderr
    assert "Traceback" not in refused.output


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[[str], Path]:
    """Makes the key file of a service account whose access tokens come from an address."""

    def make(token_uri: str) -> Path:
        file = tmp_path / "key.json"
        file.write_text(json.dumps(service_account(token_uri)))
        return file

    return make


async def test_a_key_that_was_deleted(
    city: Path, key_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deny(_request: Request) -> Response:
        return JSONResponse({"error": "invalid_grant", "error_description": "no such key"}, 400)

    async with serving(Starlette(routes=[Route("/token", deny, methods=["POST"])])) as url:
        monkeypatch.setenv("KULKUL_FIREBASE_CREDENTIALS", str(key_file(f"{url}/token")))
        refused = await staff(city, "grant", AYU, "--role", "editor")
    assert refused.exit_code == 1 and "does not accept the key" in refused.stderr
    assert "no such key" in refused.stderr
