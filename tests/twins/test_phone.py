"""The twin's phones draw as Android and iOS do: assertions elsewhere rest on that."""

from typing import Any

from scripts.twins.phone import COLLAPSE_KEYS_KEPT, MESSAGES_KEPT, Phone


def message(
    title: str, *, tag: str = "", key: str = "", ttl: str = "60s", app: str = "sidumas"
) -> dict[str, Any]:
    android: dict[str, Any] = {"ttl": ttl, "notification": {"channel_id": "updates"}}
    if tag:
        android["notification"]["tag"] = tag
    if key:
        android["collapse_key"] = key
    return {
        "notification": {"title": title, "body": ""},
        "data": {"id": title, "subject": app},
        "android": android,
        "apns": {"headers": {"apns-collapse-id": tag} if tag else {}, "payload": {"aps": {}}},
    }


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_same_tag_of_the_same_app_takes_the_place() -> None:
    phone = Phone().install("r1", "sidumas").install("r2", "sita")
    for registration, title, tag in (
        ("r1", "old", "a"), ("r1", "other", "b"), ("r1", "new", "a"), ("r2", "beside", "a"),
    ):  # fmt: skip
        phone.receive(registration, message(title, tag=tag))
    assert phone.titles() == ["other", "new", "beside"]
    assert [drawn.title for drawn in phone.drawn] == ["old", "other", "new", "beside"]


def test_without_a_tag_each_is_a_line_more() -> None:
    phone = Phone().install("r1")
    phone.receive("r1", message("one"))
    phone.receive("r1", message("one"))
    assert phone.titles() == ["one", "one"]


def test_an_iphone_goes_by_the_collapse_id() -> None:
    phone = Phone("IOS").install("r1")
    phone.receive("r1", message("old", tag="a"))
    phone.receive("r1", message("new", tag="a"))
    assert phone.titles() == ["new"]


def test_of_one_collapse_key_the_latest_is_kept_and_of_keys_four() -> None:
    phone = Phone().install("r1")
    phone.online = False
    for number in range(COLLAPSE_KEYS_KEPT + 2):
        phone.receive("r1", message(f"old {number}", key=f"k{number}"))
    phone.receive("r1", message("new 5", key="k5"))
    phone.come_online()
    assert phone.titles() == ["old 2", "old 3", "old 4", "new 5"]
    assert phone.lost == 2


def test_without_keys_a_hundred_are_kept_and_then_none() -> None:
    phone = Phone().install("r1")
    phone.online = False
    for number in range(MESSAGES_KEPT + 1):
        phone.receive("r1", message(str(number)))
    phone.come_online()
    assert phone.titles() == [str(MESSAGES_KEPT)]
    assert phone.lost == MESSAGES_KEPT


def test_what_has_run_out_is_never_drawn() -> None:
    time = Time()
    phone = Phone(clock=time).install("r1")
    phone.online = False
    phone.receive("r1", message("short", ttl="10s"))
    phone.receive("r1", message("long", ttl="100s"))
    phone.receive("r1", message("now or never", ttl="0s"))
    time.now = 11
    phone.come_online()
    assert phone.titles() == ["long"]


def test_an_uninstalled_app_shows_nothing_more() -> None:
    phone = Phone().install("r1", "sidumas").install("r2", "sita")
    phone.receive("r1", message("mine"))
    phone.receive("r2", message("beside"))
    phone.uninstall("r1")
    phone.receive("r1", message("too late"))
    assert phone.titles() == ["beside"]
