"""Sign-in by Firebase."""

import asyncio
import secrets
from pathlib import Path
from typing import Final

from api.identity.tokens.claims import (
    LEEWAY,
    LONGEST_TOKEN,
    CannotVerify,
    Claims,
    claims_of,
    expired,
    malformed,
    untrusted,
)
from api.identity.values import Role

_FIREBASE_ISSUER: Final = "https://securetoken.google.com/"


class FirebaseVerifier:
    """Verifies Firebase ID tokens with Google's own library and published keys.

    The custom claims `role`, `agency` and `area`, which only the project's administrators can set,
    decide the role; without them, or with an unknown role, the bearer is a citizen.
    """

    def __init__(self, credentials: Path, project: str = "") -> None:
        """Reads the file of a service account. Raises OSError or ValueError if it is not one."""
        import firebase_admin
        from firebase_admin import credentials as kinds

        options = {"projectId": project} if project else None
        self._app = firebase_admin.initialize_app(
            kinds.Certificate(str(credentials)), options, name=f"sign-in-{secrets.token_hex(4)}"
        )
        self.issuer = _FIREBASE_ISSUER + (self._app.project_id or "")

    async def claims(self, token: str) -> Claims:
        # The library fetches Google's keys now and then, with a blocking client.
        return await asyncio.to_thread(self._verify, token)

    def _verify(self, token: str) -> Claims:
        from firebase_admin import auth

        if len(token) > LONGEST_TOKEN:
            raise malformed()
        try:
            payload = auth.verify_id_token(
                token, app=self._app, clock_skew_seconds=int(LEEWAY.total_seconds())
            )
        except auth.ExpiredIdTokenError:
            raise expired() from None
        except auth.CertificateFetchError as error:
            raise CannotVerify(
                "Layanan masuk sedang tidak dapat dihubungi. Coba lagi beberapa saat lagi.",
                "The sign-in service cannot be reached. Please try again in a while.",
            ) from error
        except (auth.InvalidIdTokenError, auth.UserDisabledError):
            raise untrusted() from None
        except ValueError:
            raise malformed() from None
        return claims_of(self.issuer, payload, Role.CITIZEN)
