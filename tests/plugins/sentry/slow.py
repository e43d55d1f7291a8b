#!/usr/bin/env python3
"""slow.py PLEXUS CHAIN: a peer announces transactions without end to a sentry with a queue of 1 MiB, one of whose clients
does not read. What does not fit its queue is dropped, the oldest first, and counted; the node does not grow, the peer is not
held up, and the other client misses nothing."""

import re
import tempfile
import time
import urllib.request

from kit import LIMIT, Client, Stage, check, end, free_port, unrlp

ANNOUNCEMENT = 32
QUEUE = 1 << 20
HASHES = 2000  # of an announcement, which has some 72 KiB then
COUNT = 100
# What a stream and its connection hold of a reader that reads nothing: windows of HTTP/2, and gRPC's own buffers.
ON_THE_WAY = 12 << 20


def main():
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder)
        try:
            run(stage)
        finally:
            end(stage.nodes)


def run(stage):
    metrics = f"127.0.0.1:{free_port()}"
    host, port = metrics.split(":")
    sentry = Client(stage, "sentry", "eth68,metrics", "--sentry.queue", "1MiB", "--metrics.http-addr", host, "--metrics.http-port", port)
    peer = Client(stage, "peer", "eth68")
    sentry.add(peer.enode)
    peer.await_peer(sentry.id)
    sentry.hear(ANNOUNCEMENT)
    slow = sentry.stub.Messages(sentry.pb.MessagesRequest(ids=[ANNOUNCEMENT]), timeout=4 * LIMIT)
    until = time.time() + LIMIT
    while metric(metrics, "plexus_sentry_streams") < 2:
        if time.time() > until:
            check(False, "the second stream is there")
        time.sleep(0.05)
    size = flood(peer, sentry, 0, COUNT)
    dropped = metric(metrics, "plexus_sentry_dropped_messages_total")
    kept = (COUNT - dropped) * size
    check(dropped > 0, f"of {COUNT} announcements of {size >> 10} KiB {dropped} were dropped for the client that does not read")
    check(kept < QUEUE + ON_THE_WAY, f"{kept / QUEUE:.1f} MiB wait for it")
    before = memory(sentry.node)
    flood(peer, sentry, COUNT, 2 * COUNT)
    dropped = metric(metrics, "plexus_sentry_dropped_messages_total")
    grown = memory(sentry.node) - before
    check(grown < 8 * QUEUE, f"{COUNT} more are dropped or in the place of others: {dropped} in all; the node has grown by {grown >> 10} KiB")
    numbers = [number_of(unrlp(next(slow).data)[2][0]) for _ in range(2 * COUNT - dropped)]
    check(numbers == sorted(numbers), "it reads now, and what is left comes in order")
    waiting = QUEUE // (size + 200)
    check(numbers[-waiting:] == list(range(2 * COUNT - waiting, 2 * COUNT)), f"the last {waiting} of them are the newest")
    peer.send(ANNOUNCEMENT, announcement(2 * COUNT), sentry.id)
    check(number_of(unrlp(next(slow).data)[2][0]) == 2 * COUNT, "and so does what is sent from then on")
    check(metric(metrics, "plexus_sentry_dropped_messages_total") == dropped, f"each of {2 * COUNT} was dropped and counted, or came")


def flood(peer, sentry, first, last):
    """Each comes to the client that reads before the next one is sent. @returns the bytes of one"""
    for number in range(first, last):
        if not peer.send(ANNOUNCEMENT, announcement(number), sentry.id):
            check(False, f"announcement {number} is sent")
        message = sentry.next(ANNOUNCEMENT)[1]
        if number_of(message[2][0]) != number:
            check(False, f"announcement {number} comes, not {number_of(message[2][0])}")
    check(True, f"the client that reads has got announcements {first} to {last - 1}")
    return HASHES * (1 + 3 + 33)


def announcement(number):
    return [b"\x02" * HASHES, [300] * HASHES, [number.to_bytes(4, "big") + i.to_bytes(28, "big") for i in range(HASHES)]]


def number_of(hash):
    return int.from_bytes(hash[:4], "big")


def metric(address, name):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as response:
        found = re.search(rf"^{name} (\S+)$", response.read().decode(), re.M)
    return int(float(found.group(1)))


def memory(node):
    with open(f"/proc/{node.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
