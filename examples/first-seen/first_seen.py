#!/usr/bin/env python3
"""Merges the streams of any number of nodes and prints who saw what first.

    first_seen.py nats://127.0.0.1:4222          what nodes publish to JetStream (pip install nats-py)
    first_seen.py one.jsonl two.jsonl            what nodes wrote to files, or - for standard input

Each line: time, kind, hash, the node that saw it first and from which client, and by how much later the other
nodes saw it. A batch that comes twice counts once. Sightings of nodes overtake each other on their way, so a hash is
printed when it has been known for --hold seconds; what counts is the earliest time, not the first arrival.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import OrderedDict
from datetime import datetime, timezone

from plexus_stream import read_batch

WHOLE = {"tx": "tx", "tx_announce": "tx", "block": "block", "block_hash": "block"}


class FirstSeen:
    """Who saw each hash first, for as long as it is held."""

    def __init__(self, hold, out=sys.stdout):
        self.hold, self.out = hold, out
        self.held = OrderedDict()  # (what, hash) -> (arrival, {node id: (at_us, client)})
        self.names = {}  # of nodes, by id
        self.printed = OrderedDict()
        self.batches = OrderedDict()
        self.duplicates = 0

    def is_new(self, batch):
        """Whether a batch did not come before; the last 100,000 are remembered."""
        if batch in self.batches:
            self.duplicates += 1
            return False
        self.batches[batch] = None
        if len(self.batches) > 100_000:
            self.batches.popitem(last=False)
        return True

    def add(self, kind, hash, node_id, name, client, at_us):
        if kind not in WHOLE:
            return
        self.names[node_id] = name
        key = (WHOLE[kind], hash)
        if key in self.printed:
            return
        _, nodes = self.held.setdefault(key, (time.monotonic(), {}))
        if node_id not in nodes or at_us < nodes[node_id][0]:
            nodes[node_id] = (at_us, client)

    def label(self, node_id):
        """A node's name, and the begin of its id if others have the name, too: by default it is the host's."""
        name = self.names[node_id]
        return name if list(self.names.values()).count(name) == 1 else f"{name}/{node_id[:8]}"

    def flush(self, everything=False):
        """Prints what has been held for long enough."""
        until = time.monotonic() - self.hold
        while self.held:
            key, (arrival, nodes) = next(iter(self.held.items()))
            if arrival > until and not everything:
                break
            del self.held[key]
            self.printed[key] = None
            if len(self.printed) > 1_000_000:
                self.printed.popitem(last=False)
            self.show(key, nodes)

    def show(self, key, nodes):
        order = sorted(nodes.items(), key=lambda item: item[1][0])
        (first, (at, client)), others = order[0], order[1:]
        when = datetime.fromtimestamp(at / 1e6, timezone.utc).isoformat(timespec="microseconds")
        later = " ".join(f"{self.label(node)}+{(seen - at) / 1000:.3f}ms" for node, (seen, _) in others)
        print(when, key[0], "0x" + key[1], self.label(first), f"({client})", later, file=self.out, flush=True)


def microseconds(text):
    whole = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(whole.timestamp() * 1e6)


def read_lines(merged, paths):
    for path in paths:
        with sys.stdin if path == "-" else open(path) as lines:
            for line in lines:
                seen = json.loads(line)
                if "hash" in seen:
                    name = seen["node_name"] or seen["node"]
                    merged.add(seen["kind"], seen["hash"][2:], seen["node"], name, seen["client"], microseconds(seen["at"]))
    merged.flush(everything=True)


async def read_nats(merged, url, stream, kinds, idle):
    import nats

    connection = await nats.connect(url)
    subscription = await connection.jetstream().subscribe(
        f"plexus.*.{kinds}.*", stream=stream, ordered_consumer=True, pending_bytes_limit=-1
    )
    while True:
        try:
            message = await subscription.next_msg(timeout=idle or 1)
        except asyncio.TimeoutError:
            if idle:
                break
            message = None
        if message is not None:
            batch = read_batch(message.data)
            if merged.is_new(batch.id):
                for seen in batch.sightings:
                    merged.add(seen.kind, seen.hash, seen.node_id, seen.node, seen.client, seen.at_us)
        merged.flush()
    merged.flush(everything=True)
    await connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="+", help="nats:// URL, or files of JSON lines")
    parser.add_argument("--stream", default="PLEXUS", help="JetStream stream")
    parser.add_argument("--kind", default="*", help="one kind only, such as tx_announce")
    parser.add_argument("--hold", type=float, default=1.0, help="seconds before a hash is printed")
    parser.add_argument("--idle", type=float, default=0, help="end after so many seconds without a message")
    given = parser.parse_args()
    merged = FirstSeen(given.hold)
    if given.source[0].startswith(("nats://", "tls://")):
        asyncio.run(read_nats(merged, given.source[0], given.stream, given.kind, given.idle))
    else:
        read_lines(merged, given.source)
    if merged.duplicates:
        print(merged.duplicates, "batches came twice", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
