"""`scripts/staff`: who works for the city, as custom claims of accounts in a Firebase project."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import orjson
import typer
from rich.table import Table

from api.cli.shared import Data, console, errors, explain_faults, load

if TYPE_CHECKING:  # `--help` need not wait for the database's libraries and Google's
    from api.cli.known import Known
    from api.identity.gateway import Account, Accounts

app = typer.Typer(
    help="Who works for the city: roles of accounts in Firebase.", no_args_is_help=True
)
Email = Annotated[str, typer.Argument(help="The address with which the person signs in.")]
_WHEN = "It takes effect at the next sign-in, at the latest when the present token ends (1 hour)."


@app.command()
def grant(
    email: Email,
    role: Annotated[str, typer.Option(help="officer, editor, admin or partner.")],
    agency: Annotated[
        str | None, typer.Option(help="The agency that an officer works for, such as pupr.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(help="The district or village an officer's work is limited to, by its code."),
    ] = None,
    unverified: Annotated[
        bool,
        typer.Option(help="Also where the person has not shown that the address is theirs."),
    ] = False,
    data: Data = None,
) -> None:
    """Give an account a role, in place of the one that it had; its other claims stay."""
    from api.identity.values import SIGNED_IN, Role, contradiction

    staff = {r.name.lower(): r for r in SIGNED_IN - {Role.CITIZEN}}
    if role.lower() not in staff:
        _refuse(f"--role: {role!r} is not a role of staff; choose {', '.join(sorted(staff))}.")
    if why := contradiction(staff[role.lower()], agency, area):
        _refuse(f"{why[0].upper()}{why[1:]}.")
    if agency or area:
        known = _known(data)
        if known is None:
            _refuse(
                "The city is not loaded in this store, so --agency and --area cannot be checked:"
                " name its store with --data or KULKUL_DATABASE_URL, or run scripts/seed first."
            )
        elif faults := known.faults(agency, area):
            _refuse("\n".join(faults))
    claims = {"role": role.upper(), "agency": agency, "area": area}
    with _accounts(data) as accounts:
        account = accounts.find(email)
        if not account.email_is_verified and not unverified:
            _refuse(
                f"{email} has not been verified: anybody can have made this account. Have its owner"
                " follow the link in Firebase's e-mail, or, if you know who made it, repeat this"
                " with --unverified."
            )
        if account.staff_claims == {k: v for k, v in claims.items() if v is not None}:
            console.print(f"{email} is {_described(account)} already.", markup=False)
            return
        accounts.set_staff_claims(account, claims)
        console.print(
            f"{email}: {_described(accounts.find(email))}; before: {_described(account)}. {_WHEN}",
            markup=False,
        )
        if account.is_disabled:
            errors.print("warning: this account is disabled in Firebase; it cannot sign in.")


@app.command()
def revoke(email: Email, data: Data = None) -> None:
    """Remove role, agency and area from an account; its other claims stay."""
    from api.identity.values import STAFF_CLAIMS

    with _accounts(data) as accounts:
        account = accounts.find(email)
        if not account.staff_claims:
            console.print(f"{email} has no role to take away.", markup=False)
            return
        accounts.set_staff_claims(account, dict.fromkeys(STAFF_CLAIMS))
        console.print(
            f"{email}: {_described(accounts.find(email))}; before: {_described(account)}. {_WHEN}",
            markup=False,
        )


@app.command("list")
def list_staff(
    email: Annotated[str | None, typer.Argument(help="Only this account.")] = None,
    role: Annotated[str | None, typer.Option(help="Only those with this role.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only those of this agency.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data: Data = None,
) -> None:
    """List accounts with a role, and what is odd about them. It reads every account."""
    known = _known(data)
    with _accounts(data) as accounts:
        found = [accounts.find(email)] if email else accounts.all()
        rows = [
            _row(account, known)
            for account in found
            if (email or account.staff_claims)
            and (role is None or str(account.claims.get("role")).lower() == role.lower())
            and (agency is None or account.claims.get("agency") == agency)
        ]
    rows.sort(key=lambda row: (row["role"], row["agency"], row["account"]))
    if json:
        print(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    if not rows:
        console.print("Nobody.")
        return
    table = Table("account", "name", "role", "agency", "area", "notes")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console.print(table)


def _row(account: "Account", known: "Known | None") -> dict[str, str]:
    claims = {name: str(value) for name, value in account.staff_claims.items()}
    return {
        "account": account.email or account.uid,
        "name": account.name or "",
        "role": claims.get("role", ""),
        "agency": claims.get("agency", ""),
        "area": claims.get("area", ""),
        "notes": ", ".join(_notes(account, known)),
    }


def _notes(account: "Account", known: "Known | None") -> Iterator[str]:
    """What an operator should know of an account that stands on the list of staff."""
    from api.identity.values import SIGNED_IN, Role, contradiction

    claims = account.staff_claims
    role = Role.__members__.get(str(claims.get("role")).upper())
    if role not in SIGNED_IN:
        yield "a citizen: the role is not known"
    elif why := contradiction(role, claims.get("agency"), claims.get("area")):
        yield why
    if known is not None:
        for name, there in (("agency", known.agencies), ("area", known.areas)):
            if name in claims and claims[name] not in there:
                yield f"{name} is not known in this city"
    if account.email and not account.email_is_verified:
        yield "e-mail is not verified"
    if account.is_disabled:
        yield "disabled"


def _described(account: "Account") -> str:
    """Such as ``officer, agency pupr, area 51.03.01``."""
    claims = account.staff_claims
    others = [f"{name} {claims[name]}" for name in ("agency", "area") if name in claims]
    return ", ".join([str(claims.get("role", "citizen")).lower(), *others])


@contextlib.contextmanager
def _accounts(data: Path | None) -> "Iterator[Accounts]":
    """The project's accounts; exits with a sentence when it refuses something."""
    from api.identity.gateway import Accounts, AccountsFault

    loaded = load(data=data)
    try:
        with explain_faults():
            accounts = Accounts(loaded.firebase_credentials, loaded.firebase_project)
        with contextlib.closing(accounts):
            yield accounts
    except (AccountsFault, ValueError) as fault:
        errors.print(str(fault), markup=False)
        raise typer.Exit(1) from None


def _known(data: Path | None) -> "Known | None":
    from api.cli.known import known

    return known(load(data=data).url)


def _refuse(sentence: str) -> NoReturn:
    errors.print(sentence, markup=False)
    raise typer.Exit(2)
