"""A local Firebase Authentication: accounts with custom claims, and the ID tokens they lead to.

It speaks the part of the Identity Toolkit REST API that firebase-admin uses for accounts, under the
addresses of Google's emulator, so that `FIREBASE_AUTH_EMULATOR_HOST` leads Google's own library
here. As a program::

    python -m scripts.twins.firebase_auth --port 9099 --account ayu@kota.example
"""

import argparse
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PROJECT: Final = "kota-contoh"
LONGEST_CLAIMS: Final = 1_000
LIFETIME_SECONDS: Final = 3_600
_RESERVED: Final = {
    *("acr", "amr", "at_hash", "aud", "auth_time", "azp", "c_hash", "cnf", "exp", "firebase"),
    *("iat", "iss", "jti", "nbf", "nonce", "sub"),
}
_ADMIN: Final = "Bearer owner"
"""What the library sends in place of an access token where there is an emulator."""


@dataclass
class Account:
    """One account, as the project keeps it; `claims` is JSON text."""

    uid: str
    email: str
    name: str | None = None
    is_verified: bool = True
    is_disabled: bool = False
    claims: str = ""

    def public(self) -> dict[str, Any]:
        """As accounts:lookup and accounts:batchGet show it."""
        shown: dict[str, Any] = {
            "localId": self.uid,
            "email": self.email,
            "emailVerified": self.is_verified,
            "disabled": self.is_disabled,
            "createdAt": "1760000000000",
            "providerUserInfo": [
                {"providerId": "password", "rawId": self.email, "email": self.email}
            ],
        }
        if self.name:
            shown["displayName"] = self.name
        if self.claims:
            shown["customAttributes"] = self.claims
        return shown


@dataclass
class FirebaseAuthTwin:
    """The accounts of one project.

    `faults` are answers in place of the right ones, status and error by the method's name, such as
    ``accounts:lookup``.
    """

    project: str = PROJECT
    accounts: dict[str, Account] = field(default_factory=dict)
    faults: dict[str, tuple[int, Any]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def add(self, email: str, claims: Mapping[str, Any] | None = None, **more: Any) -> Account:
        """A new account with this address."""
        account = Account(f"uid-{secrets.token_hex(8)}", email, **more)
        account.claims = json.dumps(claims) if claims else ""
        self.accounts[account.uid] = account
        return account

    def id_token(self, email: str) -> str:
        """What an app holds after a sign-in: unsigned, as an emulator's tokens are."""
        (account,) = (one for one in self.accounts.values() if one.email == email)
        now = int(time.time())
        claims = {
            "iss": f"https://securetoken.google.com/{self.project}",
            "aud": self.project,
            "sub": account.uid,
            "user_id": account.uid,
            "auth_time": now,
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "email": account.email,
            "email_verified": account.is_verified,
            "firebase": {"sign_in_provider": "password", "identities": {"email": [email]}},
            **({"name": account.name} if account.name else {}),
            **json.loads(account.claims or "{}"),
        }
        return jwt.encode(claims, "", algorithm="none")

    @property
    def app(self) -> Starlette:
        """The server."""
        base = "/identitytoolkit.googleapis.com/v1"
        project = f"{base}/projects/{self.project}"
        return Starlette(
            routes=[
                Route(f"{project}/accounts:lookup", self._lookup, methods=["POST"]),
                Route(f"{project}/accounts:update", self._update, methods=["POST"]),
                Route(f"{project}/accounts:batchGet", self._page, methods=["GET"]),
                Route(f"{base}/accounts:signInWithPassword", self._sign_in, methods=["POST"]),
                Route("/{rest:path}", self._unknown_project, methods=["GET", "POST"]),
            ]
        )

    async def _lookup(self, request: Request) -> Response:
        if refused := self._refusal(request):
            return refused
        asked = await request.json()
        users = [
            account.public()
            for account in self.accounts.values()
            if account.uid in asked.get("localId", ())
            or account.email.lower() in map(str.lower, asked.get("email", ()))
        ]
        found: dict[str, Any] = {"kind": "identitytoolkit#GetAccountInfoResponse"}
        return JSONResponse({**found, "users": users} if users else found)

    async def _update(self, request: Request) -> Response:
        if refused := self._refusal(request):
            return refused
        changed = await request.json()
        account = self.accounts.get(changed.get("localId", ""))
        if account is None:
            return _error(400, "USER_NOT_FOUND")
        claims = changed.get("customAttributes")
        if claims is not None:
            if len(claims) > LONGEST_CLAIMS:
                return _error(400, "CLAIMS_TOO_LARGE")
            parsed = json.loads(claims)
            if not isinstance(parsed, dict):
                return _error(400, "INVALID_CLAIMS")
            if reserved := _RESERVED & parsed.keys():
                return _error(400, f"FORBIDDEN_CLAIM : {min(reserved)}")
            account.claims = claims if parsed else ""
        return JSONResponse(
            {"kind": "identitytoolkit#SetAccountInfoResponse", "localId": account.uid}
        )

    async def _page(self, request: Request) -> Response:
        if refused := self._refusal(request):
            return refused
        most = int(request.query_params.get("maxResults", "20"))
        after = request.query_params.get("nextPageToken", "")
        uids = sorted(uid for uid in self.accounts if uid > after)
        page: dict[str, Any] = {"kind": "identitytoolkit#DownloadAccountResponse"}
        if uids:
            page["users"] = [self.accounts[uid].public() for uid in uids[:most]]
        if len(uids) > most:
            page["nextPageToken"] = uids[most - 1]
        return JSONResponse(page)

    async def _sign_in(self, request: Request) -> Response:
        email = (await request.json()).get("email", "")
        account = next((one for one in self.accounts.values() if one.email == email), None)
        if account is None:
            return _error(400, "EMAIL_NOT_FOUND")
        if account.is_disabled:
            return _error(400, "USER_DISABLED")
        return JSONResponse(
            {
                "kind": "identitytoolkit#VerifyPasswordResponse",
                "localId": account.uid,
                "email": account.email,
                "idToken": self.id_token(email),
                "expiresIn": str(LIFETIME_SECONDS),
            }
        )

    async def _unknown_project(self, request: Request) -> Response:
        return self._refusal(request) or _error(404, "PROJECT_NOT_FOUND")

    def _refusal(self, request: Request) -> Response | None:
        method = request.url.path.rpartition("/")[2]
        self.requests.append(method)
        if method in self.faults:
            status, error = self.faults[method]
            return _error(status, error) if isinstance(error, str) else JSONResponse(error, status)
        if request.headers.get("authorization") != _ADMIN:
            return _error(401, "UNAUTHENTICATED")
        return None


def _error(status: int, message: str) -> Response:
    error = {"code": status, "message": message, "errors": [{"message": message}]}
    return JSONResponse({"error": error}, status)


def main() -> None:
    """Serves until Ctrl-C, with the accounts that were named."""
    parser = argparse.ArgumentParser(description="A local Firebase Authentication.")
    parser.add_argument("--port", type=int, default=9099)
    parser.add_argument("--project", default=PROJECT)
    parser.add_argument("--account", action="append", default=[], metavar="EMAIL")
    given = parser.parse_args()
    twin = FirebaseAuthTwin(given.project)
    for email in given.account:
        twin.add(email)
    print(
        f"export FIREBASE_AUTH_EMULATOR_HOST=127.0.0.1:{given.port}"
        f" KULKUL_FIREBASE_PROJECT={given.project}",
        flush=True,
    )
    uvicorn.run(twin.app, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
