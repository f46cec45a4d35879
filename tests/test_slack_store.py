"""What the store keeps, for how long, and that it is private."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")

from chatbot.frontends.slack.incoming import Act, Request
from chatbot.frontends.slack.store import Store, StoreError, default_url

SECRET = "a question nobody else may read"


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'slack.db'}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(url(tmp_path))


def request(key: str = "T1:C1:1", lane: str = "T1:C1:1", team: str = "T1") -> Request:
    return Request(Act.ASK, key, lane, team, "C1", "U1", "1", SECRET)


def test_a_request_is_kept_once(store: Store) -> None:
    assert store.keep(request())
    assert store.keep(request()) is None
    assert store.keep(request("T1:C1:2"))


def test_what_is_not_finished_is_pending_in_order_also_after_a_restart(store: Store, tmp_path: Path) -> None:
    kept = [store.keep(request(f"T1:C1:{n}")) for n in range(5)]
    assert kept[1]
    store.finish(kept[1])
    store.close()
    pending = Store(url(tmp_path)).pending()
    assert [p.request.key for p in pending] == [f"T1:C1:{n}" for n in (0, 2, 3, 4)]
    assert pending[0].request == request("T1:C1:0")


def test_a_finished_request_is_still_known(store: Store) -> None:
    kept = store.keep(request())
    assert kept
    store.finish(kept)
    assert store.keep(request()) is None


def test_the_text_is_gone_from_the_disk_once_it_is_answered(store: Store, tmp_path: Path) -> None:
    kept = store.keep(request())
    assert kept
    assert SECRET.encode() in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.finish(kept, "a" * 32, {"about": "pay"})
    assert SECRET.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_how_much_is_posted_survives(store: Store, tmp_path: Path) -> None:
    kept = store.keep(request())
    assert kept
    store.count_posted(kept, 2)
    assert [pending.posted for pending in Store(url(tmp_path)).pending()] == [2]


def test_the_latest_answer_of_a_lane_is_what_its_talk_is_about(store: Store) -> None:
    for number in range(3):
        kept = store.keep(request(f"T1:C1:{number}"))
        assert kept
        store.finish(kept, f"answer{number}", {"number": number})
    assert store.context_of_lane("T1:C1:1") == {"number": 2}
    assert store.context_of_answer("answer0") == {"number": 0}
    assert store.context_of_lane("T1:C9:1") == {}
    assert store.context_of_answer("nothing") is None


def test_the_last_rating_of_each_person_counts(store: Store) -> None:
    kept = store.keep(request())
    assert kept
    store.finish(kept, "answer", {})
    for person, good in (("U1", True), ("U1", False), ("U2", True), ("U2", True)):
        store.rate("answer", "T1", person, good=good)
    store.rate("an answer that nobody gave", "T1", "U1", good=True)
    assert store.ratings() == (1, 1)


def test_people_are_not_named_in_ratings(store: Store, tmp_path: Path) -> None:
    kept = store.keep(request())
    assert kept
    store.finish(kept, "answer", {})
    store.rate("answer", "T1", "T1:UPERSON", good=True)
    assert b"UPERSON" not in (tmp_path / "slack.db").read_bytes()


def test_old_rows_go(store: Store) -> None:
    kept = store.keep(request())
    assert kept
    store.finish(kept, "answer", {})
    store.rate("answer", "T1", "U1", good=True)
    store.keep_unanswered("T1", "why?", "off-topic")
    store.forget_before(time.time() - 60)
    assert store.context_of_answer("answer") == {}
    store.forget_before(time.time() + 60)
    assert store.context_of_answer("answer") is None
    assert (store.ratings(), store.unanswered(), store.pending()) == ((0, 0), [], [])


def test_a_workspace_that_leaves_is_forgotten_and_no_other(store: Store) -> None:
    for team in ("T1", "T2"):
        kept = store.keep(request(f"{team}:1", f"{team}:lane", team))
        assert kept
        store.finish(kept, f"answer{team}", {"of": team})
        store.keep_unanswered(team, "why?", "off-topic")
    store.forget_team("T1")
    assert store.context_of_lane("T1:lane") == {}
    assert store.context_of_lane("T2:lane") == {"of": "T2"}
    assert [team for team, *_ in store.unanswered()] == ["T2"]


def test_an_answer_under_way_keeps_nothing_of_a_workspace_that_left(store: Store) -> None:
    kept = store.keep(request())
    assert kept
    store.forget_team("T1")
    store.finish(kept, "answer", {"of": "T1"})
    assert store.context_of_answer("answer") is None


def test_the_file_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    Store(url(folder))
    assert stat.S_IMODE((folder / "slack.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "place",
    [
        "not a url",
        "nothing://x",
        "sqlite:////proc/nowhere/slack.db",
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite:///x.db?y=1",
    ],
)
def test_a_store_that_cannot_be_opened_is_told_in_words(place: str) -> None:
    with pytest.raises(StoreError, match="store"):
        Store(place)


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "slack.db").write_text("this is no database at all, only words " * 200)
    with pytest.raises(StoreError, match="store"):
        Store(url(tmp_path))


def test_what_the_database_says_of_a_failure_holds_no_text(store: Store, tmp_path: Path) -> None:
    (tmp_path / "slack.db").write_bytes(b"")
    with pytest.raises(StoreError) as caught:
        store.keep(request())
    assert SECRET not in str(caught.value)


def test_the_default_is_a_file_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_url() == f"sqlite:///{tmp_path / 'chatbot' / 'slack.db'}"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_url() == f"sqlite:///{tmp_path / '.local' / 'state' / 'chatbot' / 'slack.db'}"
