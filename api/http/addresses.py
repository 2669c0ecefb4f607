"""How a client reaches this server: what stands before every path in an answer.

An address that the operator set is used as it is. Without one, a phone in the same room must be
able to load what a computer can: the host that the request names is repeated, but only where it can
lie nowhere but here, in this machine or this network. Any other Host header is a claim that anybody
can make; then the address is taken from the connection itself.
"""

import contextlib
import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from starlette.types import Scope

_HOST: Final = re.compile(
    r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,253})(?::(\d{1,5}))?", re.ASCII
)
_LABEL: Final = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?", re.ASCII)
_LOCAL_NETWORKS: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
_SCHEMES: Final = ("http", "https")
_NOWHERE: Final = "localhost"
"""For a server on a socket file, which has no address of its own."""


class PublicAddress:
    """The base of the addresses in one server's answers."""

    def __init__(self, public_url: str = "") -> None:
        """`public_url` as the operator set it, without a slash at its end; empty: see above."""
        self._public_url = public_url

    def base_of(self, scope: Scope) -> str:
        """Scheme, host and port as this client reaches us, without a slash at the end."""
        if self._public_url:
            return self._public_url
        scheme = scope.get("scheme")
        host = _local_host(_named_host(scope["headers"])) or _own_host(scope.get("server"))
        return f"{scheme if scheme in _SCHEMES else 'http'}://{host}"


def _named_host(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The one Host header; empty where there is none or more than one."""
    found = [value for name, value in headers if name == b"host"]
    return found[0] if len(found) == 1 else b""


@lru_cache(maxsize=256)
def _local_host(header: bytes) -> str | None:
    """The host and port of a Host header if it can only be a machine of this network."""
    found = _HOST.fullmatch(header.decode("latin-1"))
    if found is None or not 0 < int(found[2] or 1) <= 65_535:
        return None
    host = found[1].lower()
    port = f":{int(found[2])}" if found[2] else ""
    try:
        address = _unmapped(host.strip("[]"))
    except ValueError:
        labels = host.split(".")
        is_local = labels == ["localhost"] or (len(labels) > 1 and labels[-1] == "local")
        return f"{host}{port}" if is_local and all(map(_LABEL.fullmatch, labels)) else None
    return f"{host}{port}" if any(address in network for network in _LOCAL_NETWORKS) else None


def _unmapped(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address, of version 4 where one of version 6 only wraps it."""
    address = ipaddress.ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def _own_host(server: Any) -> str:
    """The host and port at which the connection arrived."""
    if not server or server[1] is None:
        return _NOWHERE
    host, port = server
    with contextlib.suppress(ValueError):  # a name, where no socket stands between
        host = str(_unmapped(host))
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
