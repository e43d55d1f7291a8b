#!/usr/bin/env python3
"""kills.py LOAD broker|node|both ROUNDS: kills the broker, or the program that publishes, again and again, and looks
into the stream afterwards: whether every batch of every start is there, and none twice."""

import asyncio
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples/first-seen"))
from plexus_stream import read_batch  # noqa: E402

LOAD, WHOM, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
RATE = "3000"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Broker:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(self.port), "-sd", self.folder, "-l", self.folder + "/log"]
        self.process = subprocess.Popen(command)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("FAILED: the broker does not start")

    def kill(self):
        self.process.kill()
        self.process.wait()


async def read_all(url):
    """Sequences by boot, in the order of the stream."""
    import nats

    connection = await nats.connect(url)
    subscription = await connection.jetstream().subscribe("plexus.>", ordered_consumer=True)
    boots = defaultdict(list)
    sightings = 0
    while True:
        try:
            message = await subscription.next_msg(timeout=2)
        except Exception:
            break
        batch = read_batch(message.data)
        assert message.headers["Nats-Msg-Id"] == batch.id
        boots[batch.boot].append(batch.seq)
        sightings += len(batch.sightings)
    await connection.close()
    return boots, sightings


def start_load(broker, spool, seconds):
    return subprocess.Popen([LOAD, broker.url, spool, str(seconds), RATE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def kill_broker(broker, spool):
    load = start_load(broker, spool, ROUNDS * 4)
    for _ in range(ROUNDS):
        time.sleep(random.uniform(0.8, 2))
        broker.kill()
        time.sleep(random.uniform(0.1, 2))
        broker.start()
    out = load.communicate()[0]
    done = out.strip().splitlines()[-1]
    print("  ", done)
    return int(done.split()[2])


def kill_load(broker, spool, also_broker):
    for _ in range(ROUNDS):
        load = start_load(broker, spool, 60)
        time.sleep(random.uniform(0.5, 2))
        if also_broker:
            broker.kill()
            time.sleep(random.uniform(0, 0.5))
        load.kill()
        load.wait()
        if also_broker:
            broker.start()
    load = start_load(broker, spool, 1)
    print("  ", load.communicate()[0].strip().splitlines()[-1])


def main():
    seed = int(time.time())
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        broker = Broker(folder)
        spool = folder + "/spool"
        if WHOM == "broker":
            last = kill_broker(broker, "")
        else:
            kill_load(broker, spool, WHOM == "both")
        boots, sightings = asyncio.run(read_all(broker.url))
        broker.kill()
    lost = duplicates = 0
    for boot, sequences in boots.items():
        lost += max(sequences) - len(set(sequences))
        duplicates += len(sequences) - len(set(sequences))
        if WHOM == "broker":
            lost += last - max(sequences)
    starts = 1 if WHOM == "broker" else ROUNDS + 1
    print(f"{WHOM}: {ROUNDS} kills (seed {seed}), {len(boots)} starts, {sightings} sightings, {lost} batches lost, {duplicates} twice")
    if lost or duplicates or len(boots) != starts:
        sys.exit("FAILED")


if __name__ == "__main__":
    main()
