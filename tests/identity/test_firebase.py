"""Firebase ID tokens, verified by Google's own library with a key server of the test."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import firebase_admin
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from firebase_admin import _token_gen
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.identity.tokens import BadToken, CannotVerify, FirebaseVerifier
from api.identity.values import Role
from tests.http.serving import serving

PROJECT = "kota-contoh"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _certificate() -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(KEY, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


class Google:
    """Serves the certificates while it is up."""

    def __init__(self) -> None:
        self.is_up = True
        self.asked = 0
        self.certificates = {"key-1": _certificate()}

    async def answer(self, _request: Request) -> Response:
        self.asked += 1
        if not self.is_up:
            return Response(status_code=503)
        return JSONResponse(self.certificates, headers={"Cache-Control": "public, max-age=3600"})


@pytest.fixture
def google() -> Google:
    return Google()


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    file = tmp_path / "service-account.json"
    account = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "1",
        "private_key": _pem(KEY).decode(),
        "client_email": f"server@{PROJECT}.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    file.write_text(json.dumps(account))
    return file


@pytest.fixture(autouse=True)
def no_apps_left() -> Iterator[None]:
    yield
    for app in list(firebase_admin._apps.values()):
        firebase_admin.delete_app(app)


@pytest.fixture
async def verifier(
    google: Google, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FirebaseVerifier]:
    app = Starlette(routes=[Route("/certificates", google.answer)])
    async with serving(app) as url:
        monkeypatch.setattr(_token_gen, "ID_TOKEN_CERT_URI", f"{url}/certificates")
        yield FirebaseVerifier(credentials)


def token(key: rsa.RSAPrivateKey = KEY, kid: str = "key-1", **changes: Any) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "sub": "uid-1",
        "auth_time": int(now.timestamp()) - 10, "iat": now - timedelta(seconds=5),
        "exp": now + timedelta(hours=1), "name": "Wayan",
        "firebase": {"sign_in_provider": "google.com", "identities": {}},
    } | changes  # fmt: skip
    return jwt.encode(claims, key, "RS256", headers={"kid": kid})


async def test_a_firebase_token_gives_the_same_claims(verifier: FirebaseVerifier) -> None:
    claims = await verifier.claims(token())
    assert claims.issuer == verifier.issuer == f"https://securetoken.google.com/{PROJECT}"
    assert (claims.subject, claims.name) == ("uid-1", "Wayan")
    assert (claims.role, claims.agency) == (Role.CITIZEN, None)
    assert claims.expires_at > datetime.now(UTC)


@pytest.mark.parametrize(
    ("claimed", "role"),
    [
        ("OFFICER", Role.OFFICER),
        ("editor", Role.EDITOR),
        ("SYSTEM", Role.CITIZEN),
        ("anonymous", Role.CITIZEN),
        ("mayor", Role.CITIZEN),
        (["ADMIN"], Role.CITIZEN),
        (None, Role.CITIZEN),
    ],
)
async def test_custom_claims_give_the_role(
    verifier: FirebaseVerifier, claimed: Any, role: Role
) -> None:
    claims = await verifier.claims(token(role=claimed, agency="pupr"))
    assert (claims.role, claims.agency) == (role, "pupr")


async def test_certificates_are_fetched_once(verifier: FirebaseVerifier, google: Google) -> None:
    for number in range(5):
        await verifier.claims(token(sub=f"uid-{number}"))
    assert google.asked == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-project"},
        {"iss": "https://securetoken.google.com/another-project"},
        {"sub": ""},
        {"sub": "a\x00b"},
        {"exp": datetime.now(UTC) - timedelta(minutes=2)},
        {"iat": datetime.now(UTC) + timedelta(days=2)},
        {"kid": "key-2"},
        {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
    ],
)
async def test_other_tokens_are_rejected(
    verifier: FirebaseVerifier, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadToken) as caught:
        await verifier.claims(token(**changes))
    assert not isinstance(caught.value, CannotVerify)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "x" * 9_000])
async def test_texts_that_are_not_tokens_are_rejected(
    verifier: FirebaseVerifier, text: str
) -> None:
    with pytest.raises(BadToken):
        await verifier.claims(text)


async def test_an_outage_of_google_is_not_the_callers_fault(
    verifier: FirebaseVerifier, google: Google
) -> None:
    google.is_up = False
    with pytest.raises(CannotVerify) as caught:
        await verifier.claims(token())
    assert (caught.value.status, caught.value.code) == (503, "SIGN_IN_UNAVAILABLE")
    google.is_up = True
    await verifier.claims(token())
