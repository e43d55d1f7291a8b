"""fleet.py PLEXUS PEERS: five nodes, 100 simulated peers, one NATS; see run. Shows that every peer is held once, that
the peers of a node that is killed are held again within a minute, that a node which comes back gets its part of them, and
that the merged stream is complete."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy/fleet"
sys.path.insert(0, str(ROOT / "examples/first-seen"))
from plexus_stream import read_batch  # noqa: E402

PLEXUS, PEERS = sys.argv[1:3]
NODES, PEER_COUNT = 5, 100
NATS = "10.1.0.100"
PASSWORDS = {"FLEET_NODE_PASSWORD": "of-the-nodes", "FLEET_READER_PASSWORD": "of-readers"}
# What a peer has sent so shortly before a connection ended may not have been read; and what it sends at that moment may be
# printed after the end.
LAST_MOMENT_US = 2_000_000
TAKEN_OVER_WITHIN = 60
# A peer that moves to another node has both for a moment.
MOMENT_US = 2_000_000
EVEN_WITHIN = 120


def fail(why):
    sys.exit(f"FAILED: {why}")


def await_true(seconds, what, condition):
    """@returns how many seconds it took"""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            fail(f"not within {seconds} s: {what()}")
        time.sleep(0.2)
    return time.monotonic() - began


class Node:
    def __init__(self, number, folder, bootnodes):
        self.number, self.name = number, f"node-{number}"
        self.address = f"10.1.0.{number}"
        self.log = Path(folder) / f"{self.name}.log"
        data = Path(folder) / self.name
        self.command = [
            *(PLEXUS, "run", "--config", DEPLOY / "fleet.ini", "--data-dir", data),
            *("--plugins", "eth68,discv4,devnet,metrics,stream,fleet"),
            *("--devnet.genesis", ROOT / "tests/data/pow/genesis.json"),
            *("--identity.listen-address", self.address, "--metrics.http-addr", self.address),
            *("--discv4.bootnodes", bootnodes, "--peers.max-peers", "40"),
            *("--stream.node-name", self.name, "--stream.spool", data / "spool"),
        ]
        for plugin in ("stream", "fleet"):
            url = f"nats://node:{PASSWORDS['FLEET_NODE_PASSWORD']}@{NATS}:4222"
            self.command += [f"--{plugin}.nats-urls", url]
        self.start()

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)

    def enode(self):
        found = re.search(r"enode://[0-9a-f]{128}@[^\s\"]*", self.log.read_text())
        return found and found.group()

    def metric(self, name):
        with urllib.request.urlopen(f"http://{self.address}:6060/metrics", timeout=5) as response:
            found = re.search(rf"^{name} (\S+)$", response.read().decode(), re.M)
        return int(float(found.group(1)))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(60) != 0:
            fail(f"{self.name} ended with {self.process.returncode}")


class Peers:
    """What the simulated peers print: time, peer, what, node, number."""

    def __init__(self, folder, nodes):
        self.file = Path(folder) / "peers.out"
        with open(self.file, "w") as out:
            self.process = subprocess.Popen([PEERS, "-count", str(PEER_COUNT), "-dial", ",".join(nodes)], stdout=out)
        self.read = 0
        self.holders = defaultdict(dict)  # peer -> {node: since}
        self.ended = defaultdict(list)  # (peer, node) -> times
        self.sent = []  # (time, peer, node, number)
        self.most_holders = 0
        self.twice = {}  # peer -> since when more than one node has it
        self.longest_twice = 0

    def update(self):
        with open(self.file) as lines:
            lines.seek(self.read)
            text = lines.read()
        whole = text[: text.rfind("\n") + 1]
        self.read += len(whole)
        for line in whole.splitlines():
            at, peer, what, node, number = line.split()
            at, peer = int(at), int(peer)
            if what == "sent":
                self.sent.append((at, peer, node, int(number)))
            elif what == "up":
                self.holders[peer][node] = at
                self.most_holders = max(self.most_holders, len(self.holders[peer]))
            else:
                self.holders[peer].pop(node, None)
                self.ended[peer, node].append(at)
            self.note_twice(peer, at)

    def note_twice(self, peer, at):
        if len(self.holders[peer]) > 1:
            self.twice.setdefault(peer, at)
        elif peer in self.twice:
            self.longest_twice = max(self.longest_twice, at - self.twice.pop(peer))

    def begin_to_watch(self):
        self.update()
        self.most_holders, self.longest_twice = 1, 0

    def stay_held(self, seconds, until=lambda: False):
        """Every peer is held all the time, and by two nodes for a moment only.
        @returns the seconds until the condition is true"""
        self.begin_to_watch()
        began = time.monotonic()
        while time.monotonic() - began < seconds and not until():
            time.sleep(0.5)
            held = self.held()
            still = max((time.time() * 1e6 - since for since in self.twice.values()), default=0)
            if held.get(0) or max(self.longest_twice, still) > MOMENT_US:
                fail(f"not for long: {held}, twice for {max(self.longest_twice, still) / 1e6:.1f} s")
        return time.monotonic() - began

    def held(self):
        """How many peers have how many nodes."""
        self.update()
        counts = defaultdict(int)
        for peer in range(PEER_COUNT):
            counts[len(self.holders[peer])] += 1
        return dict(counts)

    def all_held_once(self):
        return self.held() == {1: PEER_COUNT}

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.update()


async def read_stream():
    """Announcements by peer, node and number, and batches by id."""
    import nats

    connection = await nats.connect(f"nats://reader:{PASSWORDS['FLEET_READER_PASSWORD']}@{NATS}:4222")
    subscription = await connection.jetstream().subscribe("plexus.*.tx_announce.*", ordered_consumer=True)
    seen, batches, sequences, sightings = set(), defaultdict(int), defaultdict(set), 0
    while True:
        try:
            message = await subscription.next_msg(timeout=3)
        except Exception:
            break
        batch = read_batch(message.data)
        batches[batch.id] += 1
        sequences[batch.boot].add(batch.seq)
        for sighting in batch.sightings:
            sightings += 1
            seen.add((int(sighting.hash[:8], 16), batch.node_id.hex(), int(sighting.hash[8:24], 16)))
    await connection.close()
    return seen, batches, sequences, sightings


def check_stream(peers):
    seen, batches, sequences, sightings = asyncio.run(read_stream())
    end = max(at for at, *_ in peers.sent)
    missing = late = 0
    for at, peer, node, number in peers.sent:
        if (peer, node, number) in seen:
            continue
        ends = peers.ended[peer, node] + [end]
        if any(abs(ended - at) < LAST_MOMENT_US for ended in ends):
            late += 1
        else:
            missing += 1
    gaps = sum(max(numbers) - len(numbers) for numbers in sequences.values())
    twice = sum(count - 1 for count in batches.values())
    print(f"stream: {sightings} sightings in {len(batches)} batches of {len(sequences)} starts; of {len(peers.sent)} announcements"
          f" {missing} missing, {late} sent within 2 s of the end of a connection; {gaps} batches missing, {twice} twice")
    if missing or gaps or twice:
        fail("the merged stream is not complete")


def start_nats(folder):
    config = Path(folder, "nats.conf")
    config.write_text((DEPLOY / "nats.conf").read_text().replace("/var/lib/nats", folder + "/nats"))
    command = ["nats-server", "-c", config, "-a", NATS, "-l", folder + "/nats.log"]
    process = subprocess.Popen(command, env={**os.environ, **PASSWORDS})

    def is_there():
        try:
            socket.create_connection((NATS, 4222), 1).close()
            return True
        except OSError:
            return process.poll() is not None and fail("nats-server has ended")

    await_true(20, lambda: "nats-server", is_there)
    return process


def show(nodes, peers):
    counts = [node.metric("plexus_peers_connected") for node in nodes]
    yielded = sum(node.metric("plexus_fleet_yielded_peers_total") for node in nodes)
    moved = sum(node.metric("plexus_fleet_handed_over_peers_total") for node in nodes)
    print(f"    peers of each node: {counts}; disconnected because another node has them: {yielded}, {moved} of them"
          f" handed over; most nodes of a peer at one moment: {peers.most_holders}")
    return counts


def is_even(nodes):
    """The fewest are at least half of the most."""
    counts = [node.metric("plexus_peers_connected") for node in nodes]
    return 2 * min(counts) >= max(counts)


def check(folder, started):
    nats = start_nats(folder)
    started.append(nats)
    bootnodes = subprocess.check_output([PEERS, "-print"], text=True).strip()
    nodes = [Node(number, folder, bootnodes) for number in range(1, NODES + 1)]
    started += [node.process for node in nodes]
    await_true(60, lambda: "enodes of all nodes", lambda: all(node.enode() for node in nodes))
    peers = Peers(folder, [node.enode() for node in nodes])
    started.append(peers.process)

    took = await_true(180, lambda: f"every peer held once: {peers.held()}", peers.all_held_once)
    print(f"every one of {PEER_COUNT} peers is held once, {took:.1f} s after the start of the peers")
    peers.stay_held(10)
    counts = show(nodes, peers)
    if abs(sum(counts) - PEER_COUNT) > NODES:  # some may be about to move
        fail(f"the nodes count {counts}")

    victim = nodes[counts.index(max(counts))]
    victim.kill()
    peers.begin_to_watch()
    await_true(10, lambda: "the end of its connections", lambda: peers.held().get(0, 0) >= max(counts) - NODES)
    took = await_true(TAKEN_OVER_WITHIN, lambda: f"peers taken over: {peers.held()}", peers.all_held_once)
    print(f"{victim.name} was killed with {max(counts)} peers: all are held once again after {took:.1f} s")
    show([node for node in nodes if node is not victim], peers)

    victim.start()  # sends what its spool has
    started.append(victim.process)
    time.sleep(15)
    took = 15 + peers.stay_held(EVEN_WITHIN, lambda: is_even(nodes))
    counts = show(nodes, peers)
    if not is_even(nodes):
        fail(f"not shared out within {EVEN_WITHIN} s: {counts}")
    print(f"it is back, and {took:.1f} s later every node has at least half as many as any other")
    peers.stop()
    time.sleep(1)
    for node in nodes:
        node.stop()
    check_stream(peers)


def main():
    started = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            check(folder, started)
        except BaseException:
            for log in sorted(Path(folder).glob("*.log")):
                print(f"--- {log.name}")
                print("\n".join(log.read_text().splitlines()[-12:]))
            raise
        finally:
            for process in started:
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
    print("passed")


if __name__ == "__main__":
    main()
