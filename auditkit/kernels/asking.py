"""Asking a kernel again while its reply is awaited: a lost wake-up is noticed, nothing else moves.

ipykernel 7 may lose a message's wake-up when it sends at the same moment (ipython/ipykernel#1529,
#1554): the message lies there, the kernel sleeps until another one comes, and the client would wait
for ever. A kernel_info_request is such another one. It executes nothing, and what the kernel says
of it names it as its parent, so that no cell's outputs take it up.

To ask is to send, by which the client itself may lose the wake-up of a reply that came at that very
moment: jupyter_client sends past the socket that is waited at, and no later reply wakes that one
up as long as the first lies there. So the socket looks what has come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import chain, repeat
from typing import Any

import zmq

PAUSES = (2.0, 4.0, 8.0, 16.0)
"""Seconds from the message until it is asked after, and from that to the next time."""
LONGEST = 30.0
"""Seconds between all later ones."""
MOST = 400
"""How often one reply is asked after: a kernel at work for hours is left a queue that it can hold
(ZeroMQ drops nothing below 1,000 messages)."""


@asynccontextmanager
async def asking(client: Any) -> AsyncIterator[None]:
    """While the block waits for a reply, the kernel of `client` is asked for its info again."""
    task = asyncio.ensure_future(_ask(client))
    try:
        yield
    finally:
        task.cancel()


async def _ask(client: Any) -> None:
    pauses = chain(PAUSES, repeat(LONGEST, max(MOST - len(PAUSES), 0)))
    # The channels may be closed beside it; whoever waits is told of that by himself.
    with suppress(zmq.ZMQError):
        for pause in pauses:
            await asyncio.sleep(pause)
            client.kernel_info()
            # An asynchronous socket that is asked for its state wakes up whom that concerns.
            client.shell_channel.socket.get(zmq.EVENTS)
