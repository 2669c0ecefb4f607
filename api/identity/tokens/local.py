"""The city's own key set."""

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
    foreign,
    malformed,
)
from api.identity.values import SIGNED_IN, Role, contradiction

LOCAL_ISSUER: Final = "kulkul-local"
_ALGORITHM: Final = "ES256"
_CLOCK_STEP_NS: Final = 100_000_000
"""More than any step in which a file system's clock moves."""


class LocalKeys:
    """The city's own signing keys: PEM files in one folder, named by their key id.

    The newest key signs, every key verifies: to rotate, call `add`, and delete the old file when
    its tokens have expired. A running server sees both without a restart. In production they are
    taken only when no Firebase is configured (`http.auth.open_authenticator`): a city without
    Google signs people in with these alone, and elsewhere whoever can read this folder would
    otherwise be whoever they like.
    """

    issuer = LOCAL_ISSUER

    def __init__(self, folder: Path, audience: str) -> None:
        """The folder and the first key are made when first needed."""
        self._folder = folder
        self._audience = audience
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._seen_at = -1

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
        """A token. `area` is the code of the district or village of an officer's work.

        Raises ValueError for what no token may say.
        """
        if role not in SIGNED_IN:
            raise ValueError(f"no token can make somebody {role.name}")
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
        """What a token of ours says. Raises BadToken."""
        if len(token) > LONGEST_TOKEN:
            raise malformed()
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except (jwt.InvalidTokenError, ValueError):
            raise malformed() from None
        # The folder's time moves in steps: a key made within one is found by asking again.
        key = self._ready().get(kid) or self._ready(again=True).get(kid)
        if key is None:
            raise foreign()
        try:
            said = jwt.decode(
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
            raise foreign() from None
        role = Role.__members__.get(str(said.get("role")))
        if role not in SIGNED_IN:
            raise foreign()
        return claims_of(LOCAL_ISSUER, said, role)

    async def claims(self, token: str) -> Claims:
        """`verify`, as every issuer has it: some 0.1 ms of arithmetic."""
        return self.verify(token)

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public halves as a JSON Web Key Set (RFC 7517), for others who check our tokens."""
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
        """Makes a key that signs from now on; gives its id."""
        with self._alone():
            return self._make(now or datetime.now(UTC))

    def known(self) -> list[str]:
        """The ids of the keys, oldest first: the last one signs, all of them are accepted.

        An id begins with the instant at which its key was made.
        """
        return sorted(self._ready(again=True))

    def retire(self, kid: str) -> None:
        """Takes a key away: what it signed is refused from now on, by running servers too.

        Raises ValueError when there is no such key, or when it is the one that signs.
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
        """Lets the folder's entries outlive a power cut, as the keys' bytes do."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _ready(self, again: bool = False) -> Mapping[str, ec.EllipticCurvePrivateKey]:
        """The keys in the folder, read again when the folder has changed."""
        try:
            changed_at = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            changed_at = -1
        if again or not self._keys or changed_at != self._seen_at:
            self._keys = self._load()
            if not self._keys:
                # Two processes may come here at once: the second finds the first one's key.
                with self._alone():
                    self._keys = self._load()
                    if not self._keys:
                        self._make(datetime.now(UTC))
                        self._keys = self._load()
            # Taken from before the reading: a change during it is seen the next time. So soon after
            # a change another one may bear the same time: the folder is then read again.
            is_settled = time.time_ns() - changed_at > _CLOCK_STEP_NS
            self._seen_at = changed_at if is_settled else -1
        return self._keys

    def _load(self) -> dict[str, ec.EllipticCurvePrivateKey]:
        found: dict[str, ec.EllipticCurvePrivateKey] = {}
        for file in self._folder.glob("*.pem"):
            key = self._keys.get(file.stem) or serialization.load_pem_private_key(
                file.read_bytes(), password=None
            )
            if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
                raise ValueError(f"{file} is no P-256 private key: take it out of the folder")
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
