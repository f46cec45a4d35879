"""Takes requests, answers each once, in order within its lane, whatever happens to the process in between."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from chatbot.compiled import Compiled
from chatbot.frontends.slack.blocks import escaped
from chatbot.frontends.slack.caps import Caps, Ruling
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.frontends.slack.layout import Message, asking, choices, feedback, messages, sharing
from chatbot.frontends.slack.redaction import OURS, masked, pseudonym
from chatbot.frontends.slack.replying import Context, Reply, reply
from chatbot.frontends.slack.sending import AccessError, Sender
from chatbot.frontends.slack.store import Pending, Store, StoreError
from chatbot.model import Answer, Kind, Reason

log = logging.getLogger(OURS)

BUSY = "That is a lot of questions in one minute. Please wait a little before the next one."
BROKEN = "Something went wrong here. It is noted; please ask in another way."

STORE_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between tries of a store that does not answer, as while a copy of it is made."""

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """Where requests are taken and answered.

    A request is stored before `take` returns. What is stored and not answered is answered after a restart, from the
    first message that was not posted. `broken` is done when the desk cannot go on, and says why.
    """

    def __init__(
        self, book: Compiled, store: Store, sender: Sender, caps: Caps, keep_unanswered: Collection[str] = ()
    ) -> None:
        self._book, self._store, self._sender, self._caps = book, store, sender, caps
        self._keep_unanswered = frozenset(keep_unanswered)
        self._resumed: set[int] = set()
        self._lanes: dict[str, deque[Pending]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._thinking = ThreadPoolExecutor(2)
        self._storing = ThreadPoolExecutor(1)
        self.broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def take(self, request: Request) -> None:
        """Sees to it that a request is answered, once however often it is taken. Raises StoreError."""
        pending = await self.stored(self._store.keep, request)
        if pending:
            self._put(pending)

    async def resume(self) -> int:
        """Takes up what was left unanswered, and tells how much that is."""
        left = await self.stored(self._store.pending)
        self._resumed = {pending.number for pending in left}
        for pending in left:
            self._put(pending)
        return len(left)

    async def idle(self) -> None:
        """Waits until everything taken is answered."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def close(self, patience: float) -> None:
        """Lets the answers under way end, for `patience` seconds at most; what is left then is answered next time."""
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=patience)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._thinking.shutdown()
        self._storing.shutdown()

    async def stored(self, deed: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a deed of the store gives, which blocks, without blocking others; one after the other, in order."""
        return await asyncio.get_running_loop().run_in_executor(self._storing, partial(deed, *given, **named))

    def _put(self, pending: Pending) -> None:
        lane = pending.request.lane
        if lane in self._lanes:
            self._lanes[lane].append(pending)
            return
        self._lanes[lane] = deque([pending])
        worker = asyncio.create_task(self._work(lane))
        self._workers.add(worker)
        worker.add_done_callback(self._leave)

    def _leave(self, worker: asyncio.Task[None]) -> None:
        self._workers.discard(worker)
        error = None if worker.cancelled() else worker.exception()
        if error and not self.broken.done():
            self.broken.set_exception(error)

    async def _work(self, lane: str) -> None:
        """Answers what is in a lane, one after the other, until it is empty."""
        queue = self._lanes[lane]
        while queue:
            try:
                await self._serve(queue[0])
            except (AccessError, StoreError):
                raise
            except Exception as error:  # one request that fails must not come back at every start
                log.error("a request failed in thread %s: %s", pseudonym(lane), type(error).__name__)
                await self._surely(self._store.finish, queue[0])
            queue.popleft()
        del self._lanes[lane]

    async def _serve(self, pending: Pending) -> None:
        request = pending.request
        ruling = Ruling.ANSWER  # what was taken before a restart is answered after it
        if pending.number not in self._resumed:
            ruling = self._caps.rule(f"{request.team}:{request.user}", request.lane, pending.received)
        if ruling is not Ruling.ANSWER:
            log.warning("too many questions in thread %s: %s", pseudonym(request.lane), ruling.value)
            if ruling is Ruling.NOTE:
                await self._sender.post(request, Message(escaped(BUSY), ()))
            await self._give_up(pending)
            return
        given = await self._think(request)
        if given is None:
            await self._sender.post(request, Message(escaped(BROKEN), ()))
            await self._give_up(pending)
            return
        ident = answer_id(pending)
        if not await self._post(pending, given, ident):
            await self._give_up(pending)
            return
        await self._surely(self._store.finish, pending, ident, given.context)
        if not self._keep_unanswered.isdisjoint({request.team, *request.team.split("/")}):
            await self._keep(request, given.answer)

    async def _give_up(self, pending: Pending) -> None:
        """Ends a request without an answer; a button can be pressed again then."""
        pressed = pending.request.act in (Act.CHOOSE, Act.SHARE)
        await self._surely(self._store.drop if pressed else self._store.finish, pending)

    async def _surely(self, deed: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What the store gives, tried again for a while where it is locked or away. Raises StoreError after that."""
        for wait in STORE_WAITS:
            try:
                return await self.stored(deed, *given, **named)
            except StoreError as error:
                log.warning("%s; trying again", error)
                await asyncio.sleep(wait)
        return await self.stored(deed, *given, **named)

    async def _think(self, request: Request) -> Reply | None:
        """The reply; None, and a line in the log, where making it fails."""
        context: Context | None
        if request.answer:
            context = await self._surely(self._store.context_of_answer, request.answer)
        else:
            context = await self._surely(self._store.context_of_lane, request.lane)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thinking, reply, request, context, self._book)
        except Exception as error:  # a fault of ours must not end the service of others
            log.error("no answer could be made in thread %s: %s", pseudonym(request.lane), type(error).__name__)
            return None

    async def _post(self, pending: Pending, given: Reply, ident: str) -> bool:
        """Posts the messages of a reply that are not posted yet; False where one had to be given up."""
        request, answer = pending.request, given.answer
        rated = feedback(ident) if given.context is not None and not asking(answer) else []
        extra = [*choices(answer, ident), *(sharing(ident) if given.can_be_shared else []), *rated]
        shown = messages(answer, self._book, extra)
        is_public = request.act is Act.SHARE and not answer.is_refusal  # that it is gone is for who pressed
        for number, message in enumerate(shown[pending.posted :], pending.posted + 1):
            if not await self._sender.post(request, message, public=is_public):
                return False
            if number < len(shown):
                await self._surely(self._store.count_posted, pending, number)
        return True

    async def _keep(self, request: Request, answer: Answer) -> None:
        """Keeps what could not be answered; nothing that was no question, or that needed a fixed reply."""
        for part in (answer, *answer.also):
            if part.kind is Kind.UNKNOWN and part.suggestions and part.reason is not Reason.BAD_INPUT:
                question = masked(part.question or "")
                await self._surely(self._store.keep_unanswered, request.team, question, str(part.reason))

    async def prune(self, days: float, every: float = 3600.0) -> None:
        """Drops what is older than so many days, now and every so many seconds."""
        while True:
            try:
                await self.stored(self._store.forget_before, time.time() - days * 86_400)
            except StoreError as error:
                log.error("what is old could not be dropped: %s", error)
            await asyncio.sleep(every)


def answer_id(pending: Pending) -> str:
    """The id of the answer to a request, the same after a restart."""
    return hashlib.sha256(f"{pending.request.key}:{pending.received}".encode()).hexdigest()[:32]
