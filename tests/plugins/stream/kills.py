#!/usr/bin/env python3
"""kills.py LOAD nats|kafka broker|node|both ROUNDS: kills the broker, or the program that publishes, again and again,
and looks into the stream afterwards: whether every batch of every start is there, and none twice. Kafka's broker comes
from Maven Central into the folder of LOAD, and may have a batch twice, with the same id."""

import asyncio
import importlib.util
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "examples/first-seen"))
from plexus_stream import read_batch  # noqa: E402

LOAD, BUS, WHOM, ROUNDS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
RATE = "1000"
LONG_ENOUGH = "3600"
# For a broker to start, and for batches to arrive again, on a busy machine.
LIMIT = 120
# From a sighting to the file of the spool: 10 ms until it is in a batch, and the worker's turn on a busy machine.
NOT_YET_SPOOLED_US = 500_000


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def free_port():
    """Below the ports of outgoing connections, one of which would take it while the broker is away."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Broker:
    """A broker that is started in a folder, killed, and started again."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()

    def start(self):
        with open(f"{self.folder}/output", "w") as output:
            self.process = subprocess.Popen(self.command(), stdout=output, stderr=output)
        until = time.time() + LIMIT
        while time.time() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        print("".join(open(f"{self.folder}/output").readlines()[-30:]))
        sys.exit("FAILED: the broker does not start")

    def kill(self):
        self.process.kill()
        self.process.wait()


class Nats(Broker):
    may_repeat = False

    def __init__(self, folder):
        if not shutil.which("nats-server"):
            skip("there is no nats-server; apt-get install nats-server")
        if not importlib.util.find_spec("nats"):
            found = subprocess.run([ROOT / "tests/python-with-nats", Path(LOAD).parent], stdout=subprocess.PIPE, text=True)
            if found.returncode != 0:
                skip("nats-py cannot be had")
            python = found.stdout.strip()
            os.execv(python, [python, *sys.argv])
        super().__init__(folder)
        self.address = f"nats://127.0.0.1:{self.port}"

    def command(self):
        store = ["-sd", self.folder, "-l", self.folder + "/log"]
        return ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(self.port), *store]

    def read(self):
        """Pairs of id and content, in the order of the stream."""
        return asyncio.run(self.read_all())

    async def read_all(self):
        import nats

        connection = await nats.connect(self.address)
        subscription = await connection.jetstream().subscribe("plexus.>", ordered_consumer=True)
        found = []
        while True:
            try:
                message = await subscription.next_msg(timeout=2)
            except Exception:
                break
            found.append((message.headers["Nats-Msg-Id"], message.data))
        await connection.close()
        return found


class Kafka(Broker):
    """One process that is broker and controller; its jars are fetched once."""

    may_repeat = True  # what was on its way when the producer ended is sent again by the next one

    def __init__(self, folder):
        if not os.environ.get("PLEXUS_TEST_KAFKA_BROKER"):
            skip("set PLEXUS_TEST_KAFKA_BROKER=1 for it")
        subprocess.run([ROOT / "scripts/install-packages", "openjdk-17-jre-headless", "maven", "kcat"], check=True)
        super().__init__(folder)
        self.address = f"127.0.0.1:{self.port}"
        self.jars = Path(LOAD).parent / "kafka"
        if not self.jars.is_dir():
            fetch = ["mvn", "-q", "-B", "-f", HERE / "sinks/kafka.pom.xml", "dependency:copy-dependencies"]
            subprocess.run([*fetch, f"-DoutputDirectory={self.jars}.new", "-DincludeScope=runtime"], check=True)
            shutil.move(f"{self.jars}.new", self.jars)
        self.settings = folder + "/server.properties"
        text = (HERE / "sinks/kafka.properties").read_text()
        for name, value in {"PORT": self.port, "CONTROLLER": free_port(), "FOLDER": folder + "/log"}.items():
            text = text.replace(f"@{name}@", str(value))
        Path(self.settings).write_text(text)
        self.java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", self.settings)

    def java(self, *arguments):
        subprocess.run(self.jvm(*arguments), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def jvm(self, *arguments):
        return ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{self.jars}/*", *arguments]

    def command(self):
        return self.jvm("kafka.Kafka", self.settings)

    def read(self):
        topic = ["-t", "plexus-1337-tx_announce", "-o", "beginning"]
        text = subprocess.check_output(["kcat", "-C", "-q", "-e", "-b", self.address, *topic, "-f", "%h %S %s"])
        found, at = [], 0
        while at < len(text):
            header, size, _ = text[at : at + 200].split(b" ", 2)
            at += len(header) + len(size) + 2
            found.append((header.decode().removeprefix("plexus-id="), text[at : at + int(size)]))
            at += int(size)
        return found


class Load:
    """The program that publishes, and what it said of its progress."""

    def __init__(self, broker, spool):
        command = [LOAD, BUS, broker.address, spool, LONG_ENOUGH, RATE]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.lines = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()

    def arrived(self):
        """How many batches the broker has acknowledged."""
        return int(self.lines[-1].split()[4]) if self.lines else 0

    def await_arrival(self):
        """@returns the seconds until the broker takes batches again"""
        before, began = self.arrived(), time.time()
        while self.arrived() == before:
            if time.time() > began + LIMIT:
                sys.exit(f"FAILED: nothing has arrived for {LIMIT} s")
            time.sleep(0.05)
        return time.time() - began

    def kill(self):
        """@returns the boot, and the last sequence that must have been spooled by then"""
        self.process.kill()
        now = time.time() * 1e6
        self.process.wait()
        self.reader.join()
        said = [line.split() for line in self.lines]
        old = [words for words in said if int(words[1]) < now - NOT_YET_SPOOLED_US]
        return (int(old[-1][2]), int(old[-1][3])) if old else (int(said[0][2]), 0)

    def stop(self):
        """@returns the boot, and the last sequence"""
        self.process.terminate()
        self.process.wait()
        self.reader.join()
        print("  ", self.lines[-1].strip())
        words = self.lines[-1].split()
        return int(words[1]), int(words[2])


def kill_broker(broker):
    """Each time in mid-stream: what was sent meanwhile has begun to arrive."""
    slowest = 0
    with Load(broker, "") as load:
        for _ in range(ROUNDS):
            slowest = max(slowest, load.await_arrival())
            time.sleep(random.uniform(0.8, 2))
            broker.kill()
            time.sleep(random.uniform(0.1, 2))
            broker.start()
        print(f"   a broker that is back gets batches within {slowest:.1f} s")
        return dict([load.stop()])


def kill_load(broker, spool, also_broker):
    accepted = {}
    for _ in range(ROUNDS):
        with Load(broker, spool) as load:
            time.sleep(random.uniform(0.5, 2))
            if also_broker:
                broker.kill()
                time.sleep(random.uniform(0, 0.5))
            boot, last = load.kill()
        accepted[boot] = last
        if also_broker:
            broker.start()
    with Load(broker, spool) as load:
        time.sleep(1)
        boot, last = load.stop()
    accepted[boot] = last
    return accepted


def main():
    seed = int(time.time())
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        broker = {"nats": Nats, "kafka": Kafka}[BUS](folder)
        broker.start()
        try:
            accepted = kill_broker(broker) if WHOM == "broker" else kill_load(broker, folder + "/spool", WHOM == "both")
            found = broker.read()
        finally:
            broker.kill()
    boots, sightings = defaultdict(list), 0
    for id, content in found:
        batch = read_batch(content)
        assert id == batch.id, (id, batch.id)
        boots[batch.boot].append(batch.seq)
        sightings += len(batch.sightings)
    lost = duplicates = 0
    for boot, last in accepted.items():
        sequences = set(boots[boot])
        lost += len(set(range(1, max(sequences | {last}) + 1)) - sequences)
        duplicates += len(boots[boot]) - len(sequences)
    print(f"{BUS}, {WHOM}: {ROUNDS} kills (seed {seed}), {len(accepted)} starts, {sightings} sightings, {lost} batches lost, {duplicates} twice")
    if lost or (duplicates and not broker.may_repeat) or not sightings:
        sys.exit("FAILED")


if __name__ == "__main__":
    main()
