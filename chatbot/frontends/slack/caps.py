"""How many questions a minute are answered, to one person and in one thread; beyond that one note, then silence."""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import Enum

MINUTE = 60.0
REMEMBERED = 10_000
"""People and threads whose last minute is remembered, the most recently heard ones."""


class Ruling(Enum):
    """What a question gets."""

    ANSWER = "answer"
    NOTE = "note"
    SILENCE = "silence"


class Caps:
    """Counts what was asked in the last minute. A cap of 0 is none; times are seconds of any one clock."""

    def __init__(self, per_user: int, per_thread: int) -> None:
        self._caps = (per_user, per_thread)
        self._heard: OrderedDict[tuple[int, str], deque[float]] = OrderedDict()
        self._told: dict[tuple[int, str], float] = {}

    def rule(self, user: str, thread: str, now: float) -> Ruling:
        """Whether a question asked now is answered, refused with a note (once a minute), or passed over in silence."""
        keys = [(place, key) for place, key in enumerate((user, thread)) if self._caps[place]]
        full = [key for key in keys if len(self._last_minute(key, now)) >= self._caps[key[0]]]
        if not full:
            for key in keys:
                self._heard[key].append(now)
            return Ruling.ANSWER
        told = any(now - self._told.get(key, -MINUTE) < MINUTE for key in full)
        if told:
            return Ruling.SILENCE
        self._told = {key: at for key, at in self._told.items() if now - at < MINUTE} | dict.fromkeys(full, now)
        return Ruling.NOTE

    def _last_minute(self, key: tuple[int, str], now: float) -> deque[float]:
        times = self._heard.setdefault(key, deque())
        self._heard.move_to_end(key)
        while times and now - times[0] >= MINUTE:
            times.popleft()
        while len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
        return times
