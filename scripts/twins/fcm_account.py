"""The twin's service account: its key, and the grants that are signed with it."""

from functools import cache
from typing import Final
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROJECT: Final = "kulkul-twin"
_ACCOUNT: Final = f"push@{PROJECT}.iam.gserviceaccount.com"
_AUDIENCE: Final = "https://oauth2.googleapis.com/token"  # whatever the token_uri, as signed
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def service_account(token_uri: str) -> dict[str, str]:
    """The key file's content for a service account whose access tokens come from `token_uri`."""
    key = _key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "twin",
        "private_key": key.decode(),
        "client_email": _ACCOUNT,
        "client_id": "1",
        "token_uri": token_uri,
    }


def wrong_grant(form: str) -> str | None:
    """What is wrong with a request for an access token, or None."""
    fields = dict(parse_qsl(form))
    try:
        if fields.get("grant_type") != _GRANT:
            raise jwt.InvalidTokenError("grant_type must be a JWT bearer grant")
        claims = jwt.decode(
            fields["assertion"],
            _key().public_key(),
            algorithms=["RS256"],
            audience=_AUDIENCE,
            issuer=_ACCOUNT,
        )
        if "firebase" not in claims["scope"]:
            raise jwt.InvalidTokenError("no scope for Firebase")
    except (jwt.InvalidTokenError, KeyError) as error:
        return str(error)
    return None


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
