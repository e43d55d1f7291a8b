#!/usr/bin/env python3
"""abuse.py PLEXUS CHAIN: clients of the plugin `sentry` that do harm, on purpose or by mistake: they ask and never read,
open a thousand streams, send giant messages, call without end, and tell of another chain. The node has to stay, and small."""

import tempfile
import threading
import time

import grpc
from google.protobuf.empty_pb2 import Empty

from kit import CHAIN, GENESIS, LIMIT, check, end, free_port, h256, interface, listen, rlp, start, unrlp, wait_for

MIB = 1 << 20
REQUEST = 22
RESPONSE = 27


def main():
    with tempfile.TemporaryDirectory() as folder:
        pb, calls = interface(folder)
        nodes = []
        try:
            nodes.append(start(folder, "server", "eth68,devnet,chainstore,discv4", "--chainstore.import", f"{CHAIN}/chain.era1"))
            enode = wait_for(folder, "server", r"enode://\S+")
            wait_for(folder, "server", "node started")
            port = free_port()
            nodes.append(start(folder, "sentry", "eth68,eth69,devnet,sentry", "--sentry.listen", f"127.0.0.1:{port}", "--sentry.queue", "1MiB",
                               "--static-peers", enode))
            wait_for(folder, "sentry", "waiting for a client's status")
            run(Clients(pb, calls, port), nodes[1])
        finally:
            end(nodes)


class Clients:
    def __init__(self, pb, calls, port):
        self.pb, self.calls, self.port = pb, calls, port

    def stub(self):
        """One more connection."""
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
        return self.calls.SentryStub(grpc.insecure_channel(f"127.0.0.1:{self.port}", options))

    def request(self, number, amount=1024):
        data = rlp([number, [1, amount, 0, b""]])
        return self.pb.SendMessageByMinBlockRequest(data=self.pb.OutboundMessageData(id=REQUEST, data=data), min_block=1, max_peers=1)


def memory(node):
    """Resident bytes."""
    with open(f"/proc/{node.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def refused(call, request):
    try:
        call(request, timeout=LIMIT)
    except grpc.RpcError as error:
        return error.code()
    return None


def run(clients, node):
    pb, stub = clients.pb, clients.stub()
    events = listen(stub.PeerEvents(pb.PeerEventsRequest()))
    events.get(timeout=LIMIT)
    before = memory(node)
    another_chain(pb, stub)
    giants(pb, stub)
    never_reads(clients)
    many_streams(clients)
    flood(clients)
    grown = memory(node) - before
    check(grown < 100 * MIB, f"the node has grown by {grown / MIB:.0f} MiB")
    check(stub.PeerCount(pb.PeerCountRequest()).count == 1, "the peer has stayed")


def another_chain(pb, stub):
    genesis = h256(pb, bytes.fromhex(GENESIS))
    good = pb.StatusData(network_id=20260, fork_data=pb.Forks(genesis=genesis), max_block_height=1)
    stub.SetStatus(good)
    check(refused(stub.SetStatus, pb.StatusData(network_id=56, fork_data=good.fork_data)) == grpc.StatusCode.FAILED_PRECONDITION,
          "another network is refused")
    other = pb.StatusData(network_id=20260, fork_data=pb.Forks(genesis=h256(pb, bytes(32))))
    check(refused(stub.SetStatus, other) == grpc.StatusCode.FAILED_PRECONDITION, "another genesis block is refused")
    check(refused(stub.SetStatus, pb.StatusData(network_id=20260)) == grpc.StatusCode.UNKNOWN, "so is a status without forks")
    good.fork_data.height_forks.extend(range(1_000_000))
    check(refused(stub.SetStatus, good) is None, "a million forks do no harm")


def giants(pb, stub):
    message = pb.OutboundMessageData(id=19, data=bytes(17 * MIB))
    check(refused(stub.SendMessageToAll, message) == grpc.StatusCode.RESOURCE_EXHAUSTED, "a message of 17 MiB is refused")
    message = pb.OutboundMessageData(id=19, data=b"\xff" * (15 * MIB))
    check(refused(stub.SendMessageToAll, message) == grpc.StatusCode.INVALID_ARGUMENT, "15 MiB of nonsense, too")
    deep = pb.OutboundMessageData(id=19, data=b"\xc0" + b"\xfb\xff\xff\xff\xff" * 1000)
    check(refused(stub.SendMessageToAll, deep) == grpc.StatusCode.INVALID_ARGUMENT, "and lists that claim gigabytes")


def never_reads(clients):
    """Responses are never dropped: a client that does not read them is not served more, and finds all when it reads."""
    stub = clients.stub()
    stream = stub.Messages(clients.pb.MessagesRequest(ids=[RESPONSE]))
    asked = 0
    deadline = time.time() + LIMIT
    sent = True
    while sent and time.time() < deadline:
        sent = len(stub.SendMessageByMinBlock(clients.request(asked)).peers) == 1
        asked += sent
        time.sleep(0.05)  # so that the peer is free again, and only the client is in the way
    check(not sent and asked > 1, f"a client that reads nothing is sent to nobody after {asked} requests")
    heard = listen(stream)
    found = set()
    while len(found) < asked:
        number, headers = unrlp(heard.get(timeout=LIMIT).data)
        if len(headers) == 1024:
            found.add(int.from_bytes(number, "big"))
    check(found == set(range(asked)), f"all {asked} responses come once it reads")
    while not stub.SendMessageByMinBlock(clients.request(asked)).peers:
        time.sleep(0.1)
    check(True, "and it may send requests again")
    stream.cancel()


def many_streams(clients):
    """1,000 streams over 20 connections, which allow 100 each."""
    streams = []
    ended = []
    for _ in range(20):
        stub = clients.stub()
        for _ in range(50):
            stream = stub.Messages(clients.pb.MessagesRequest(ids=[RESPONSE]))
            note = lambda stream=stream: ended.append(stream.code())
            if not stream.add_callback(note):
                note()  # it has ended already
            streams.append(stream)
    deadline = time.time() + LIMIT
    while len(ended) < 1000 - 256 and time.time() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    check(len(ended) == 1000 - 256, f"of 1,000 streams {1000 - len(ended)} are served")
    check(set(ended) == {grpc.StatusCode.RESOURCE_EXHAUSTED}, "the others hear why")
    for stream in streams:
        stream.cancel()


def flood(clients):
    """Calls without end, from 8 connections."""
    done = []

    def call(stub):
        count = 0
        until = time.time() + 5
        while time.time() < until:
            stub.Peers(Empty())
            stub.SendMessageById(clients.pb.SendMessageByIdRequest(data=clients.pb.OutboundMessageData(id=REQUEST, data=b"\xc0")))
            count += 2
        done.append(count)

    threads = [threading.Thread(target=call, args=(clients.stub(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(len(done) == 8, f"{sum(done)} calls in 5 s have been responded to")


if __name__ == "__main__":
    main()
