#!/usr/bin/env python3
"""hub.py PLEXUS CHAIN: two nodes with the plugin `sentry`, each with a peer of its own, behind one plexus-sentry-hub, and
this program in Erigon's place. One sentry listens, the other connects to the hub. Both have to work for the client, and
each may go and come back, the hub as well."""

import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import grpc
from google.protobuf.empty_pb2 import Empty

from kit import CHAIN, GENESIS, LIMIT, PLEXUS, check, end, free_port, h256, h512, interface, listen, rlp, start, unrlp, wait_for

HUB = Path(PLEXUS).with_name("plexus-sentry-hub")


class Stage:
    """The programs, and how they are started again."""

    def __init__(self, folder, pb, calls):
        self.folder, self.pb, self.calls = folder, pb, calls
        self.nodes = {}
        self.client, self.sentry, self.dial_in = free_port(), free_port(), free_port()

    def server(self, name):
        self.nodes[name] = start(self.folder, name, "eth68,devnet,chainstore", "--chainstore.import", f"{CHAIN}/chain.era1")
        enode = wait_for(self.folder, name, r"enode://\S+")
        wait_for(self.folder, name, "node started")
        return enode

    def listening(self, peer):
        self.nodes["one"] = start(self.folder, "one", "eth68,devnet,sentry", "--sentry.listen", f"127.0.0.1:{self.sentry}", "--static-peers", peer)
        wait_for(self.folder, "one", "waiting for a client's status")

    def dialling(self, peer):
        self.nodes["two"] = start(self.folder, "two", "eth68,devnet,sentry", "--sentry.listen", "", "--sentry.dial", f"127.0.0.1:{self.dial_in}",
                                  "--static-peers", peer)

    def hub(self):
        log = open(f"{self.folder}/hub.log", "w")
        self.nodes["hub"] = subprocess.Popen(
            [HUB, "--listen", f"127.0.0.1:{self.client}", "--sentries", f"127.0.0.1:{self.sentry}", "--dial-in", f"127.0.0.1:{self.dial_in}"],
            stdout=log, stderr=log)
        wait_for(self.folder, "hub", "listening for a client")

    def stub(self):
        return self.calls.SentryStub(grpc.insecure_channel(f"127.0.0.1:{self.client}", [("grpc.use_local_subchannel_pool", 1)]))

    def kill(self, name):
        self.nodes[name].kill()
        self.nodes[name].wait()
        del self.nodes[name]


def main():
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder, *interface(folder))
        try:
            run(stage)
        finally:
            end(list(stage.nodes.values()))


def run(stage):
    pb = stage.pb
    peers = [stage.server("first"), stage.server("second")]
    stage.hub()
    wait_for(stage.folder, "hub", f"sentry 127.0.0.1:{stage.sentry} cannot be reached")
    stage.listening(peers[0])
    stage.dialling(peers[1])
    stub = stage.stub()
    check(stub.HandShake(Empty()).protocol == 3, "the hub shakes hands as a sentry of ETH68")
    stub.SetStatus(pb.StatusData(network_id=20260, fork_data=pb.Forks(genesis=h256(pb, bytes.fromhex(GENESIS)))))
    events = listen(stub.PeerEvents(pb.PeerEventsRequest()))
    there = {key(events.get(timeout=LIMIT).peer_id) for _ in range(2)}
    check(len(there) == 2, "it tells of the peers of both")
    check({peer.id for peer in stub.Peers(Empty()).peers} == {enode[8:136] for enode in peers}, "and lists them")
    check(stub.PeerCount(pb.PeerCountRequest()).count == 2, "and counts them")
    check(len(stub.NodeInfo(Empty()).id) == 64, "NodeInfo is a sentry's")

    heard = listen(stub.Messages(pb.MessagesRequest(ids=[27])))
    sent = ask(stage, stub, heard, range(60))
    check(min(sent[peer] for peer in there) >= 10, f"requests are spread: {sorted(sent.values())}")
    for peer in stub.Peers(Empty()).peers:
        request = pb.SendMessageByIdRequest(data=header_request(pb, 99), peer_id=h512(pb, bytes.fromhex(peer.id)))
        check(len(stub.SendMessageById(request).peers) == 1, "SendMessageById finds the sentry of a peer")
        check(unrlp(heard.get(timeout=LIMIT).data)[0] == bytes([99]), "whose response comes")

    frozen(stage, stub, events, heard)
    stage.kill("two")
    gone = events.get(timeout=LIMIT)
    check(gone.event_id == 1, "a sentry is killed, and its peer is gone")
    check(stub.PeerCount(pb.PeerCountRequest()).count == 1, "one is left")
    check(len(ask(stage, stub, heard, range(100, 120))) == 1, "which does all the work")
    stage.dialling(peers[1])
    back = events.get(timeout=LIMIT)
    check(back.event_id == 0 and key(back.peer_id) == key(gone.peer_id), "the sentry is back, and so is its peer")

    stage.kill("one")
    check(events.get(timeout=LIMIT).event_id == 1, "the other one, too")
    stage.listening(peers[0])
    check(events.get(timeout=LIMIT).event_id == 0, "is found again")

    stage.kill("hub")
    stage.hub()
    stub = stage.stub()
    events = listen(stub.PeerEvents(pb.PeerEventsRequest(), wait_for_ready=True))
    check({key(events.get(timeout=LIMIT).peer_id) for _ in range(2)} == there, "both come to a hub that was started again")


def frozen(stage, stub, events, heard):
    """A sentry that stands still, and is not gone, costs the client one wait."""
    stage.nodes["two"].send_signal(signal.SIGSTOP)
    try:
        begin = time.monotonic()
        check(len(ask(stage, stub, heard, range(200, 220))) == 1, "a sentry stands still, and the other does the work")
        check(events.get(timeout=LIMIT).event_id == 1, "its peer is gone")
        spent = time.monotonic() - begin
        check(spent < 15, f"all within {spent:.0f} s")
    finally:
        stage.nodes["two"].send_signal(signal.SIGCONT)
    check(events.get(timeout=LIMIT).event_id == 0, "it goes on, and its peer is back")


def header_request(pb, number):
    return pb.OutboundMessageData(id=22, data=rlp([number, [1, 1, 0, b""]]))


def ask(stage, stub, heard, numbers):
    """Requests of which each is responded to; how many went to which peer."""
    pb = stage.pb
    sent = Counter()
    while not heard.empty():
        heard.get()
    for number in numbers:
        while True:
            reply = stub.SendMessageByMinBlock(pb.SendMessageByMinBlockRequest(data=header_request(pb, number), max_peers=1))
            if reply.peers:
                break
            time.sleep(0.05)
        sent[key(reply.peers[0])] += 1
    found = set()
    while len(found) < len(numbers):
        found.add(int.from_bytes(unrlp(heard.get(timeout=LIMIT).data)[0], "big"))
    check(found == set(numbers), f"{len(numbers)} requests are responded to")
    return sent


def key(peer):
    return peer.SerializeToString()


if __name__ == "__main__":
    main()
