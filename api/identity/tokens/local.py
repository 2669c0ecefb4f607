"""The city's own signing keys."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from api.identity.tokens.claims import (
    LEEWAY,
    LONGEST_SUBJECT,
    LONGEST_TOKEN,
    Claims,
    claims_of,
    expired,
    malformed,
    untrusted,
)
from api.identity.values import SIGNED_IN, Role, contradiction

LOCAL_ISSUER: Final = "kulkul-local"
_ALGORITHM: Final = "ES256"
_NEVER: Final = -1
_MTIME_STEP_NS: Final = 1_000_000_000
"""A folder's mtime moves in steps, of a few milliseconds on most file systems."""


class LocalKeys:
    """The city's own signing keys: PEM files in one folder, named by their key ids.

    The newest key signs, every key verifies: to rotate, call `add`, and `retire` the old key when
    its tokens have expired. A running server picks up both without a restart. In production the
    keys are accepted only if Firebase is not configured (`http.auth.open_authenticator`): otherwise
    anyone who can read this folder could sign in as anyone.
    """

    issuer = LOCAL_ISSUER

    def __init__(self, folder: Path, audience: str) -> None:
        """The folder and the first key are created when they are first needed."""
        self._folder = folder
        self._audience = audience
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._seen_at = _NEVER

    def mint(
        self,
        role: Role,
        subject: str,
        agency: str | None,
        name: str | None,
        lifetime: timedelta,
        now: datetime | None = None,
        *,
        area: str | None = None,
    ) -> str:
        """A new token. `area` is the code of the district or village that limits an officer.

        Raises ValueError for claims that no token may have.
        """
        if role not in SIGNED_IN:
            raise ValueError(f"there are no tokens for the role {role.name}")
        if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
            raise ValueError(f"a subject has 1 to {LONGEST_SUBJECT} printable characters")
        if why := contradiction(role, agency, area):
            raise ValueError(why)
        kid = max(self._ready())
        issued = now or datetime.now(UTC)
        claims = {
            "iss": LOCAL_ISSUER,
            "aud": self._audience,
            "sub": subject,
            "role": role.name,
            "agency": agency,
            "name": name,
            "area": area,
            "iat": issued,
            "exp": issued + lifetime,
        }
        return jwt.encode(
            {key: value for key, value in claims.items() if value is not None},
            self._keys[kid],
            algorithm=_ALGORITHM,
            headers={"kid": kid},
        )

    def verify(self, token: str) -> Claims:
        """Verifies one of our own tokens and returns its claims. Raises BadToken."""
        if len(token) > LONGEST_TOKEN:
            raise malformed()
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except (jwt.InvalidTokenError, ValueError):
            raise malformed() from None
        # Some file systems count a folder's mtime in seconds: an unknown key is looked for again.
        key = self._ready().get(kid) or self._ready(again=True).get(kid)
        if key is None:
            raise untrusted()
        try:
            payload = jwt.decode(
                token,
                key.public_key(),
                algorithms=[_ALGORITHM],
                audience=self._audience,
                issuer=LOCAL_ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise expired() from None
        except (jwt.InvalidTokenError, ValueError):
            raise untrusted() from None
        return claims_of(LOCAL_ISSUER, payload)

    async def claims(self, token: str) -> Claims:
        """`verify` for the protocol `Verifier`; it takes about 0.1 ms of CPU time."""
        return self.verify(token)

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public keys as a JSON Web Key Set (RFC 7517), for others who verify our tokens."""
        return {
            "keys": [
                {
                    **ECAlgorithm.to_jwk(key.public_key(), as_dict=True),
                    "kid": kid,
                    "use": "sig",
                    "alg": _ALGORITHM,
                }
                for kid, key in sorted(self._ready().items())
            ]
        }

    def add(self, now: datetime | None = None) -> str:
        """Creates a key that signs from now on; returns its id."""
        with self._alone():
            return self._make(now or datetime.now(UTC))

    def known(self) -> list[str]:
        """The ids of the keys, oldest first: the last one signs, all of them are accepted.

        An id starts with the instant at which its key was created.
        """
        return sorted(self._ready(again=True))

    def retire(self, kid: str) -> None:
        """Deletes a key: tokens that it signed are rejected from now on, by running servers too.

        Raises ValueError if there is no such key, or if it is the one that signs.
        """
        with self._alone():
            known = sorted(self._load())
            if kid not in known:
                raise ValueError(f"there is no key {kid!r}; there are: {', '.join(known)}")
            if kid == known[-1]:
                raise ValueError(f"{kid} is the key that signs: add a new one first")
            (self._folder / f"{kid}.pem").unlink()
            self._flush_folder()

    def _flush_folder(self) -> None:
        """Makes the folder's entries survive a power cut, as the contents of the keys do."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _ready(self, again: bool = False) -> Mapping[str, ec.EllipticCurvePrivateKey]:
        """The keys in the folder, read again if the folder has changed."""
        try:
            changed_at = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            changed_at = _NEVER
        if again or not self._keys or changed_at != self._seen_at:
            self._keys = self._load()
            if not self._keys:
                # Two processes may get here at once: the second finds the key of the first.
                with self._alone():
                    self._keys = self._load()
                    if not self._keys:
                        self._make(datetime.now(UTC))
                        self._keys = self._load()
            # The mtime from before reading: a change in the meantime is noticed the next time. An
            # mtime of just now does not count: a further change may be given the same one.
            is_settled = time.time_ns() - changed_at > _MTIME_STEP_NS
            self._seen_at = changed_at if is_settled else _NEVER
        return self._keys

    def _load(self) -> dict[str, ec.EllipticCurvePrivateKey]:
        found: dict[str, ec.EllipticCurvePrivateKey] = {}
        for file in self._folder.glob("*.pem"):
            key = self._keys.get(file.stem) or serialization.load_pem_private_key(
                file.read_bytes(), password=None
            )
            if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
                raise ValueError(f"{file} is not a P-256 private key: remove it from the folder")
            found[file.stem] = key
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make(self, now: datetime) -> str:
        kid = f"{now:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}"
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        part = self._folder / f"{kid}.part"
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, pem)
            os.fsync(file)
        finally:
            os.close(file)
        part.rename(self._folder / f"{kid}.pem")
        self._flush_folder()
        return kid
