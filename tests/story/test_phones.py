"""What the start says about how a phone reaches the server."""

import pytest

from api.serving import for_phones, lan_address
from api.settings import Settings

HOME = "192.168.1.5"


@pytest.mark.parametrize(
    ("host", "lan", "shown"),
    [
        ("0.0.0.0", HOME, "http://192.168.1.5:8123"),
        ("::", HOME, "http://192.168.1.5:8123"),
        ("192.168.7.7", HOME, "http://192.168.7.7:8123"),
        ("fd00::5", HOME, "http://[fd00::5]:8123"),
        ("127.0.0.1", HOME, "scripts/serve --host 0.0.0.0, lalu · then http://192.168.1.5:8123"),
        ("localhost", HOME, "scripts/serve --host 0.0.0.0, lalu · then http://192.168.1.5:8123"),
        ("0.0.0.0", None, "tidak ada jaringan · this machine is in no network"),
        ("127.0.0.1", "127.0.0.1", "tidak ada jaringan · this machine is in no network"),
    ],
)
def test_where_a_phone_finds_the_server(host: str, lan: str | None, shown: str) -> None:
    assert for_phones(Settings(host=host, port=8123), lan) == shown


def test_a_public_address_goes_before_that_of_the_machine() -> None:
    settings = Settings(host="127.0.0.1", public_url="https://api.badung.example")
    assert for_phones(settings, HOME) == "https://api.badung.example"


def test_the_address_in_the_network_is_one_or_none() -> None:
    found = lan_address()
    assert found is None or len(found.split(".")) == 4
