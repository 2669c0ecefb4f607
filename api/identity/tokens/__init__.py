"""Tokens: how a caller proves who they are. There are two issuers, with the same `Claims`.

The city's own keys sign tokens for the embedded default, for tests, and for a city without Google;
Firebase signs them everywhere else.
"""

from api.identity.tokens.claims import (
    BadToken,
    CannotVerify,
    Claims,
    Verifier,
    issuer_of,
    limited,
    viewer,
)
from api.identity.tokens.firebase import FirebaseVerifier
from api.identity.tokens.local import LOCAL_ISSUER, LocalKeys

__all__ = [
    "LOCAL_ISSUER",
    "BadToken",
    "CannotVerify",
    "Claims",
    "FirebaseVerifier",
    "LocalKeys",
    "Verifier",
    "issuer_of",
    "limited",
    "viewer",
]
