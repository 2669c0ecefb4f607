"""The twin's page of a browser: what is sent to its registration reaches it, and only that."""

from collections.abc import Iterator

import httpx
import pytest

from scripts.twins.fcm import FcmTwin


@pytest.fixture
def page() -> Iterator[tuple[FcmTwin, httpx.Client]]:
    with FcmTwin() as twin, httpx.Client(base_url=twin.url) as client:
        yield twin, client


def _message(target: str, title: str) -> dict[str, object]:
    shown = {"notification": {"title": title, "body": "…"}, "data": {"id": "x"}}
    return {"message": {"fid": target, **shown, "webpush": {"notification": {"tag": "t"}}}}


def test_the_page_gets_what_was_sent_to_its_registration(
    page: tuple[FcmTwin, httpx.Client],
) -> None:
    twin, client = page
    ours, others = (client.post("/web/registrations").json()["registration"] for _ in range(2))
    twin._tokens.add("known")
    headers = {"authorization": "Bearer known"}
    for target, title in ((ours, "Satu"), (others, "Dua"), (ours, "Tiga")):
        sent = client.post(
            "/v1/projects/p/messages:send", json=_message(target, title), headers=headers
        )
        assert sent.status_code == 200
    got = client.get(f"/web/registrations/{ours}/messages").json()
    assert [message["notification"]["title"] for message in got] == ["Satu", "Tiga"]
    later = client.get(f"/web/registrations/{ours}/messages", params={"after": 1}).json()
    assert [message["notification"]["title"] for message in later] == ["Tiga"]
    assert twin.phones[ours].titles() == ["Tiga"], "the same tag takes the place"


def test_the_page_and_its_worker_are_served(page: tuple[FcmTwin, httpx.Client]) -> None:
    _, client = page
    assert "registerDevice" in client.get("/web").text
    worker = client.get("/web/worker.js")
    assert worker.headers["service-worker-allowed"] == "/web"
    assert "showNotification" in worker.text and "javascript" in worker.headers["content-type"]
    assert client.get("/web/registrations/web-unknown/messages").status_code == 404
