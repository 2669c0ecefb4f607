"""The accounts of a Firebase project, and what their custom claims say of them."""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.identity.values import STAFF_CLAIMS

TIMEOUT_SECONDS: Final = 20
EMULATOR: Final = "FIREBASE_AUTH_EMULATOR_HOST"


class AccountsFault(Exception):
    """Firebase did not do what it was asked; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `claims` are all custom claims, ours and those of other programs."""

    uid: str
    email: str | None
    name: str | None
    email_is_verified: bool
    is_disabled: bool
    claims: Mapping[str, Any]

    @property
    def staff_claims(self) -> dict[str, Any]:
        """Those of the claims that this server reads."""
        return {name: self.claims[name] for name in STAFF_CLAIMS if name in self.claims}


class Accounts:
    """The accounts of one project, through Google's library, which blocks."""

    def __init__(self, credentials: Path | None, project: str = "") -> None:
        """Opens the project of a service account, or that of an emulator, which needs no key.

        Raises AccountsFault when neither is there, OSError or ValueError for an unusable file.
        """
        import firebase_admin
        from firebase_admin import credentials as kinds

        emulator = os.environ.get(EMULATOR)
        if credentials is None and not emulator:
            raise AccountsFault(
                "No Firebase project is configured: set KULKUL_FIREBASE_CREDENTIALS to the key file"
                " of a service account. Without Firebase, scripts/token makes officers' tokens."
            )
        if credentials is None and not project:
            raise AccountsFault(f"{EMULATOR} is set: name its project in KULKUL_FIREBASE_PROJECT.")
        options: dict[str, Any] = {"httpTimeout": TIMEOUT_SECONDS}
        if project:
            options["projectId"] = project
        self._app = firebase_admin.initialize_app(
            kinds.Certificate(str(credentials)) if credentials else None,
            options,
            name=f"accounts-{secrets.token_hex(4)}",
        )
        self.project = str(self._app.project_id)

    def close(self) -> None:
        """Gives the connections back."""
        import firebase_admin

        firebase_admin.delete_app(self._app)

    def find(self, email: str) -> Account:
        """The account with this address. Raises AccountsFault, also when there is none."""
        from firebase_admin import auth

        try:
            user = auth.get_user_by_email(email, app=self._app)
        except ValueError:
            raise AccountsFault(f"{email!r} is not an e-mail address.") from None
        except Exception as error:
            raise self._fault(error, email) from error
        return _account(user)

    def all(self) -> Iterator[Account]:
        """Every account there is, a thousand in each request. Raises AccountsFault."""
        from firebase_admin import auth

        try:
            for user in auth.list_users(app=self._app).iterate_all():
                yield _account(user)
        except Exception as error:
            raise self._fault(error, "") from error

    def set_staff_claims(self, account: Account, changed: Mapping[str, str | None]) -> None:
        """Changes these claims of an account, None taking one away; all its others stay.

        It takes effect with the account's next token: at the next sign-in, or within the hour that
        a token lasts. Raises AccountsFault, having changed nothing.
        """
        from firebase_admin import auth

        claims = {**account.claims, **changed}
        claims = {name: value for name, value in claims.items() if value is not None}
        try:
            auth.set_custom_user_claims(account.uid, claims or None, app=self._app)
        except ValueError as error:
            kept = ", ".join(sorted(account.claims.keys() - set(STAFF_CLAIMS))) or "none"
            raise AccountsFault(
                f"These claims cannot be kept: {error} Other claims of this account: {kept}."
            ) from None
        except Exception as error:
            raise self._fault(error, account.email or account.uid) from error

    def _fault(self, error: Exception, whose: str) -> AccountsFault:
        """The sentence for what Google's library raised. Raises what is not Google's at all."""
        from firebase_admin import auth, exceptions
        from google.auth import exceptions as sign_in

        project = f"the Firebase project {self.project}"
        match error:
            case auth.UserNotFoundError():
                why = (
                    f"There is no account {whose} in {project}. Accounts are made at the first"
                    " sign-in: have them open one of the city's apps, or add them in the console"
                    " under Authentication › Users."
                )
            case auth.ConfigurationNotFoundError():
                why = (
                    f"Sign-in is not set up in {project}: open Authentication in the Firebase"
                    " console and choose Get started."
                )
            case auth.InsufficientPermissionError() | exceptions.PermissionDeniedError():
                why = (
                    f"The service account may not manage accounts of {project}: give it the role"
                    " Firebase Authentication Admin, and see that KULKUL_FIREBASE_PROJECT, if set,"
                    f" is the project of the key file. Google says: {error}"
                )
            case exceptions.UnauthenticatedError() | sign_in.RefreshError():
                why = (
                    "Google does not accept the key of the service account: it was deleted, or the"
                    f" clock of this machine is wrong. Google says: {error}"
                )
            case exceptions.NotFoundError():
                why = (
                    f"{project[0].upper()}{project[1:]} does not exist: check the key file and"
                    f" KULKUL_FIREBASE_PROJECT. Google says: {error}"
                )
            case exceptions.ResourceExhaustedError():
                why = f"{project[0].upper()}{project[1:]} has used up its quota: try again later."
            case (
                exceptions.UnavailableError()
                | exceptions.DeadlineExceededError()
                | exceptions.InternalError()
                | sign_in.TransportError()
            ):
                why = f"Google cannot be reached or has a fault; try again later: {error}"
            case exceptions.FirebaseError():
                why = f"Firebase refused: {error}"
            case _:
                raise error
        return AccountsFault(why)


def _account(user: Any) -> Account:
    return Account(
        uid=user.uid,
        email=user.email,
        name=user.display_name,
        email_is_verified=bool(user.email_verified),
        is_disabled=bool(user.disabled),
        claims=user.custom_claims or {},
    )
