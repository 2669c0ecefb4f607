"""From headers to viewers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.auth import (
    MOST_REMEMBERED,
    Authenticator,
    open_authenticator,
    routes,
)
from api.http.languages import language_of
from api.identity.tokens import BadToken, Claims, LocalKeys
from api.identity.values import Role
from api.settings import Settings
from tests.http.serving import application

HOUR = timedelta(hours=1)


@pytest.fixture
def keys(tmp_path: Path) -> LocalKeys:
    return LocalKeys(tmp_path / "keys", "kulkul")


@pytest.fixture
def authenticator(keys: LocalKeys) -> Authenticator:
    return Authenticator([keys])


def bearer(token: str, **more: str) -> list[tuple[bytes, bytes]]:
    others = [(name.replace("_", "-").encode(), value.encode()) for name, value in more.items()]
    return [(b"host", b"api"), (b"authorization", f"Bearer {token}".encode()), *others]


async def test_nobody_without_a_token(authenticator: Authenticator) -> None:
    viewer = await authenticator.viewer_of([(b"accept-language", b"en")])
    assert (viewer.role, viewer.language, viewer.person_id) == (Role.ANONYMOUS, "EN", None)


async def test_somebody_with_one(authenticator: Authenticator, keys: LocalKeys) -> None:
    token = keys.mint(Role.OFFICER, "ketut", "pupr", "Ketut", HOUR)
    viewer = await authenticator.viewer_of(bearer(token, accept_language="en-GB"))
    assert (viewer.role, viewer.agency, viewer.name) == (Role.OFFICER, "pupr", "Ketut")
    assert viewer.language == "EN"
    for spelling in (f"bearer {token}", f"BEARER   {token} "):
        again = await authenticator.viewer_of([(b"authorization", spelling.encode())])
        assert again.person_id == viewer.person_id


@pytest.mark.parametrize(
    "values",
    [
        [b""],
        [b"Bearer"],
        [b"Bearer "],
        [b"Basic bWFkZTpyYWhhc2lh"],
        [b"Token x"],
        [b"Bearer x"],
        [b"Bearer \xff\xfe"],
        [b"Bearer a, Bearer b"],
        [b"Bearer a", b"Bearer b"],
        [b"Bearer " + b"a" * 20_000],
    ],
)
async def test_a_bad_authorization_is_never_anonymous(
    authenticator: Authenticator, values: list[bytes]
) -> None:
    with pytest.raises(BadToken) as refused:
        await authenticator.viewer_of([(b"authorization", value) for value in values])
    assert refused.value.status == 401
    assert refused.value.words.id and refused.value.words.en


async def test_an_unknown_issuer_is_refused(authenticator: Authenticator, tmp_path: Path) -> None:

    other = LocalKeys(tmp_path / "other", "kulkul")
    with pytest.raises(BadToken, match="not valid here"):
        await authenticator.viewer_of(bearer(other.mint(Role.ADMIN, "x", None, None, HOUR)))
    with pytest.raises(BadToken, match="not valid here"):
        await Authenticator([]).viewer_of(bearer(other.mint(Role.ADMIN, "x", None, None, HOUR)))


async def test_a_token_stops_when_it_expires_though_it_is_remembered(
    authenticator: Authenticator, keys: LocalKeys
) -> None:
    token = keys.mint(Role.CITIZEN, "made", None, None, timedelta(minutes=1))
    now = datetime.now(UTC)
    await authenticator.viewer_of(bearer(token), now)
    await authenticator.viewer_of(bearer(token), now + timedelta(seconds=59))
    past = keys.mint(Role.CITIZEN, "made", None, None, timedelta(minutes=-1))
    with pytest.raises(BadToken, match="expired"):
        await authenticator.viewer_of(bearer(past))


class Counting:
    """A verifier that counts, and says yes for ten minutes."""

    issuer = "kulkul-local"

    def __init__(self) -> None:
        self.asked = 0

    async def claims(self, token: str) -> Claims:
        self.asked += 1
        until = datetime.now(UTC) + timedelta(minutes=10)
        return Claims(self.issuer, token[-20:], Role.CITIZEN, None, None, until)


async def test_a_verified_token_is_remembered_five_minutes_at_most(keys: LocalKeys) -> None:
    counting = Counting()
    authenticator = Authenticator([counting])
    token, now = keys.mint(Role.CITIZEN, "made", None, None, HOUR), datetime.now(UTC)
    for _ in range(3):
        await authenticator.viewer_of(bearer(token), now)
    assert counting.asked == 1
    await authenticator.viewer_of(bearer(token), now + timedelta(minutes=5, seconds=1))
    assert counting.asked == 2


async def test_memory_is_bounded(keys: LocalKeys) -> None:
    authenticator = Authenticator([Counting()])
    head = keys.mint(Role.CITIZEN, "made", None, None, HOUR).rsplit(".", 1)[0]
    for number in range(MOST_REMEMBERED + 50):
        await authenticator.viewer_of(bearer(f"{head}.{number:084d}"))
    assert len(authenticator._known) == MOST_REMEMBERED


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ID"),
        ("en", "EN"),
        ("EN-us", "EN"),
        ("id", "ID"),
        ("in-ID, en;q=0.9", "ID"),
        ("id-ID,id;q=0.9,en;q=0.8", "ID"),
        ("en-GB,en;q=0.9,id;q=0.8", "EN"),
        ("id;q=0.5, en;q=0.6", "EN"),
        ("en, id", "EN"),
        ("id, en", "ID"),
        ("fr", "ID"),
        ("fr, en;q=0.1", "EN"),
        ("*", "ID"),
        ("*, id;q=0.5", "EN"),
        ("id;q=0, *", "EN"),
        ("en;q=0", "ID"),
        ("en;q=0, id;q=0", "ID"),
        ("en;q=nan, id", "ID"),
        ("en;q=2", "ID"),
        ("en;level=1;q=0.9, id;q=0.2", "EN"),
        (";;;,,,=", "ID"),
        ("en" * 5_000, "ID"),
    ],
)
def test_the_language_wished_for(header: str, language: str) -> None:
    assert language_of(header.encode()) == language


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(data=tmp_path, **changes)


async def test_local_tokens_in_production(
    tmp_path: Path, keys: LocalKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = keys.mint(Role.ADMIN, "made", None, None, HOUR)
    without_google = open_authenticator(settings(tmp_path, environment="production"), keys)
    assert (await without_google.viewer_of(bearer(token))).role is Role.ADMIN

    class Firebase:
        issuer = "https://securetoken.google.com/kota"

        def __init__(self, *_arguments: object) -> None:
            pass

    monkeypatch.setattr("api.http.auth.FirebaseVerifier", Firebase)
    google = {"firebase_credentials": tmp_path / "account.json"}
    development = open_authenticator(settings(tmp_path, **google), keys)
    assert (await development.viewer_of(bearer(token))).role is Role.ADMIN
    production = open_authenticator(settings(tmp_path, environment="production", **google), keys)
    with pytest.raises(BadToken):
        await production.viewer_of(bearer(token))


async def test_public_keys_are_published(keys: LocalKeys) -> None:
    transport = httpx.ASGITransport(application(routes(keys)))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        answer = await client.get("/.well-known/jwks.json")
    assert answer.json() == keys.jwks()
    assert "private" not in answer.text and '"d"' not in answer.text
