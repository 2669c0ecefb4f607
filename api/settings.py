"""Every setting, read once at an entry point and passed down.

Unknown KULKUL_* variables are errors: a misspelt setting must not be silently ignored.
"""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.kit.nearest import nearest

PREFIX = "KULKUL_"
PACKS: Final = Path(__file__).parents[1] / "scripts" / "packs"
"""The city packs that come along, a folder each."""
DEFAULT_CITY: Final = "badung"
_LOGIN = re.compile(r"(?<=://)[^/?#]*@")
"""Who one is in a URL, in front of the host: up to the last @, as browsers read it."""
_POSTGRES_DRIVERS: Final = ("postgresql", "postgres", "postgresql+asyncpg")
_SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text))


def _database(url: SecretStr) -> SecretStr:
    """The URL as our drivers read it: what psql and hosting companies write is accepted too.

    Refuses what no driver here opens, without repeating it: it may hold a password.
    """
    if not (text := url.get_secret_value()):
        return url
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    wrong = "it must be postgresql://user:password@host/name, or empty"
    try:
        parsed = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(wrong) from None
    if parsed.drivername == "sqlite+aiosqlite":
        return url
    if parsed.drivername not in _POSTGRES_DRIVERS:
        raise ValueError(wrong)
    if unknown := sorted(parsed.query.keys() - {"host", "port", "ssl", "sslmode"}):
        raise ValueError(f"leave out {', '.join(unknown)}: only host, port and sslmode are known")
    options = dict(parsed.query)
    port = options.pop("port", None)
    if port is not None:
        if not (isinstance(port, str) and port.isdecimal()):
            raise ValueError("its port is not a number")
        parsed = parsed.set(port=int(port))
    if "sslmode" in options:  # as libpq calls it
        options["ssl"] = options.pop("sslmode")
    if options.get("ssl", "prefer") not in _SSL_MODES:
        raise ValueError(f"its sslmode must be one of {', '.join(_SSL_MODES)}")
    parsed = parsed.set(drivername="postgresql+asyncpg", query=options)
    return SecretStr(parsed.render_as_string(hide_password=False))


def _city(name: str) -> str:
    known = sorted(file.parent.name for file in PACKS.glob("*/city.yaml"))
    if name and name not in known:
        near, names = nearest(name, known), ", ".join(known)
        raise ValueError(
            f"Paket kota “{name}” tidak ada.{near.id} Pilihannya: {names}. · There is no city pack"
            f" “{name}”.{near.en} Choose one of {names}, or give the folder of another with PACK."
        )
    return name


def _pack(folder: Path | None) -> Path | None:
    if folder is None or (folder / "city.yaml").is_file():
        return folder and folder.resolve()
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    near = nearest(folder.name, (other.name for other in beside if other.is_dir()))
    if folder.is_dir():
        raise ValueError(
            f"Folder {folder} bukan paket kota: city.yaml tidak ada. · The folder {folder} is not a"
            " city pack: it has no city.yaml."
        )
    raise ValueError(f"Folder {folder} tidak ada.{near.id} · There is no folder {folder}.{near.en}")


def _web(url: str) -> str:
    """The base of other addresses, without the slash that these begin with."""
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("it must begin with http:// or https://, or be empty")
    return url.rstrip("/")


class Settings(BaseSettings):
    """The settings of one process; each is the environment variable KULKUL_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="Folder of the database, objects and local keys.")
    city: Annotated[str, AfterValidator(_city)] = Field(
        "", description="The city pack to serve, a folder of scripts/packs; empty: badung."
    )
    pack: Annotated[
        Path | None, AfterValidator(_pack), BeforeValidator(lambda folder: folder or None)
    ] = Field(None, description="Folder of a city pack that lies elsewhere, instead of CITY.")
    environment: Literal["development", "production"] = Field(
        "development", description="production refuses emulators, local keys and twins."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: Annotated[str, AfterValidator(_web)] = Field(
        "",
        description="How clients reach this server, https://…; empty: by the local host that a"
        " request names, else by the address it arrived at.",
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(
        SecretStr(""),
        description="postgresql://…; empty: SQLite in the data folder.",
    )
    read_connections: int = Field(4, ge=1, le=64, description="Read connections to PostgreSQL.")
    answer_cache: bool = Field(
        True, description="Keep anonymous answers for two seconds; commits here drop them at once."
    )
    worker: bool = Field(True, description="Run the worker inside the server's process.")

    max_body_bytes: int = Field(100_000, ge=1_000, description="Longest GraphQL request, bytes.")
    max_cost: int = Field(12_000, ge=10, description="Most objects one document may ask for.")
    max_depth: int = Field(12, ge=3, description="Deepest nesting of one document.")
    cached_documents: int = Field(1_000, ge=10, description="Parsed documents kept per process.")

    token_audience: str = Field("kulkul", description="Audience that local tokens must bear.")
    firebase_credentials: Path | None = Field(
        None, description="Service account file: pushes go to Google, and Firebase tokens sign in."
    )
    firebase_project: str = Field("", description="Firebase project; empty: from the credentials.")
    fcm_url: str = Field(
        "https://fcm.googleapis.com", description="Base URL of FCM v1; another one for tests."
    )
    fcm_authority: Path | None = Field(
        None, description="Certificate to trust at FCM's address, for tests; empty: the usual ones."
    )
    fcm_timeout_seconds: float = Field(
        10.0, gt=0, le=120, description="Longest time that FCM may take for one message, seconds."
    )
    s3_bucket: str = Field("", description="Bucket for objects; empty: disk in the data folder.")
    s3_endpoint: str = Field("", description="Endpoint of the S3 service; empty: the library's.")
    s3_region: str = Field("us-east-1", description="Region of the bucket.")
    s3_access_key: SecretStr = Field(SecretStr(""), description="Access key of the bucket.")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="Secret key of the bucket.")

    camera_url: Annotated[str, AfterValidator(_web)] = Field(
        "", description="Base URL in front of each camera's stream path; empty: no fetching."
    )
    camera_networks: Annotated[list[Annotated[str, AfterValidator(_network)]], NoDecode] = Field(
        ["127.0.0.0/8"], description="Networks (CIDR, comma-separated) that cameras may be in."
    )
    camera_user: str = Field("", description="User for the cameras' Basic or Digest login.")
    camera_password: SecretStr = Field(SecretStr(""), description="Password for the same login.")
    camera_seconds: int = Field(60, ge=5, description="Seconds between two frames of a camera.")

    @model_validator(mode="before")
    @classmethod
    def _split_networks(cls, values: Any) -> Any:
        networks = values.get("camera_networks") if isinstance(values, dict) else None
        if isinstance(networks, str):
            values = {**values, "camera_networks": [n.strip() for n in networks.split(",") if n]}
        return values

    @model_validator(mode="after")
    def _one_city(self) -> Self:
        if self.city and self.pack:
            raise ValueError(
                "Pilih satu: CITY atau PACK (--city atau --pack). · Choose one: CITY or PACK"
                f" (--city or --pack); now they are {self.city} and {self.pack}."
            )
        return self

    @model_validator(mode="after")
    def _production_is_real(self) -> Self:
        if self.environment == "production":
            emulators = [n for n in os.environ if n.endswith("_EMULATOR_HOST")]
            if emulators:
                raise ValueError(
                    f"{', '.join(emulators)} is set: a production server never trusts an emulator."
                    " Unset it, or set KULKUL_ENVIRONMENT=development."
                )
        return self

    @property
    def pack_folder(self) -> Path:
        """The folder of the city pack; it bears the city's code as its name."""
        return self.pack or PACKS / (self.city or DEFAULT_CITY)

    @property
    def emergency_copy(self) -> Path:
        """The file with the emergency pack, for when the database is away."""
        return self.data / "emergency.json"

    @property
    def url(self) -> str:
        """The database's URL, with its password."""
        return (
            self.database_url.get_secret_value()
            or f"sqlite+aiosqlite:///{self.data / 'kulkul.sqlite3'}"
        )

    def redacted(self) -> dict[str, str]:
        """Every setting as text, secrets and logins in URLs hidden."""
        shown: dict[str, str] = {}
        for name, value in self.model_dump().items():
            shown[PREFIX + name.upper()] = _LOGIN.sub("***@", str(value))
        if url := self.database_url.get_secret_value():
            from sqlalchemy.engine import make_url

            shown[PREFIX + "DATABASE_URL"] = make_url(url).render_as_string(hide_password=True)
        return shown


def load(**overrides: Any) -> Settings:
    """The settings of the environment with the entry point's overrides.

    Raises ValueError that names each wrong or unknown setting, without the values that it had.
    """
    # A city that is chosen on the command line takes the place of one in the environment.
    if overrides.get("pack") or overrides.get("city"):
        overrides |= {name: overrides.get(name) or "" for name in ("city", "pack")}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise ValueError(
            f"Unknown settings: {', '.join(unknown)}. `scripts/api settings` lists them all."
        )
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        raise ValueError("\n".join(map(_sentence, faults))) from None


def _sentence(fault: Any) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    name = f"{PREFIX}{str(fault['loc'][0]).upper()}: " if fault["loc"] else ""
    return f"{name}{message}{'' if message.endswith('.') else '.'}"
