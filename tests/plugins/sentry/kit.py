"""What the tests of the plugin `sentry` share: nodes, RLP, and the interface as Python calls it. The programs are called
as PROGRAM PLEXUS CHAIN."""

import queue
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import grpc
from grpc_tools import protoc

PLEXUS, CHAIN = sys.argv[1], sys.argv[2]
PROTO = Path(__file__).parents[3] / "plugins/sentry/proto"
LIMIT = 60
GENESIS = "b159c089dfb5d31fc0a8db0765312f346a3894d6da046e3fc9473130ef23c125"


def check(good, what):
    print("ok  " if good else "FAILED", what)
    if not good:
        sys.exit(1)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(folder, name, plugins, *more):
    log = open(f"{folder}/{name}.log", "w")
    command = [PLEXUS, "--plugins", plugins, "--devnet.genesis", f"{CHAIN}/genesis.json", "--listen-address", "127.0.0.1",
               "--port", "0", "--data-dir", f"{folder}/{name}", *more]
    return subprocess.Popen(command, stdout=log, stderr=log)


def wait_for(folder, name, pattern):
    for _ in range(LIMIT * 10):
        found = re.search(pattern, Path(f"{folder}/{name}.log").read_text())
        if found:
            return found.group(0)
        time.sleep(0.1)
    check(False, f"{name} says {pattern}:\n" + Path(f"{folder}/{name}.log").read_text())


def rlp(item):
    if isinstance(item, list):
        body = b"".join(rlp(one) for one in item)
        return length(body, 0xC0) + body
    if isinstance(item, int):
        item = item.to_bytes((item.bit_length() + 7) // 8, "big")
    return item if len(item) == 1 and item[0] < 0x80 else length(item, 0x80) + item


def length(body, base):
    if len(body) < 56:
        return bytes([base + len(body)])
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([base + 55 + len(size)]) + size


def unrlp(data):
    item, rest = unrlp_first(memoryview(data))
    assert not rest
    return item


def unrlp_first(data):
    first = data[0]
    if first < 0x80:
        return bytes(data[:1]), data[1:]
    base = 0x80 if first < 0xC0 else 0xC0
    size, at = first - base, 1
    if size > 55:
        at += size - 55
        size = int.from_bytes(data[1:at], "big")
    body, rest = data[at : at + size], data[at + size :]
    if base == 0x80:
        return bytes(body), rest
    items = []
    while body:
        item, body = unrlp_first(body)
        items.append(item)
    return items, rest


def listen(stream):
    """What comes on a stream, as a queue."""
    heard = queue.Queue()

    def run():
        try:
            for message in stream:
                heard.put(message)
        except grpc.RpcError:
            pass

    threading.Thread(target=run, daemon=True).start()
    return heard


def h256(pb, data):
    word = [int.from_bytes(data[i : i + 8], "big") for i in range(0, 32, 8)]
    return pb.H256(hi=pb.H128(hi=word[0], lo=word[1]), lo=pb.H128(hi=word[2], lo=word[3]))


def h512(pb, data):
    return pb.H512(hi=h256(pb, data[:32]), lo=h256(pb, data[32:]))


def id_of(pb, enode):
    return h512(pb, bytes.fromhex(enode[8:136]))


def interface(folder):
    """The messages and the services, from the description."""
    include = Path(sys.modules["grpc_tools"].__file__).parent / "_proto"
    if not include.exists():
        include = "/usr/include"  # Debian's
    check(protoc.main(["", f"-I{PROTO}", f"-I{include}", f"--python_out={folder}", f"--grpc_python_out={folder}", "sentry.proto"]) == 0,
          "the description is read")
    sys.path.insert(0, folder)
    import sentry_pb2
    import sentry_pb2_grpc

    return sentry_pb2, sentry_pb2_grpc


class Stage:
    """The nodes of a test, and the interface."""

    def __init__(self, folder):
        self.folder, self.nodes = folder, []
        self.pb, self.calls = interface(folder)


class Client:
    """A node with the plugin, and a client of it."""

    def __init__(self, stage, name, plugins, *more):
        port = free_port()
        self.node = start(stage.folder, name, f"{plugins},devnet,sentry", "--sentry.listen", f"127.0.0.1:{port}", *more)
        stage.nodes.append(self.node)
        wait_for(stage.folder, name, "waiting for a client's status")
        self.pb = stage.pb
        self.id = id_of(self.pb, wait_for(stage.folder, name, r"enode://\S+"))
        self.enode = wait_for(stage.folder, name, r"enode://\S+")
        self.stub = stage.calls.SentryStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
        self.events = listen(self.stub.PeerEvents(self.pb.PeerEventsRequest()))
        self.heard = {}

    def hear(self, *ids):
        for id in ids:
            self.heard[id] = listen(self.stub.Messages(self.pb.MessagesRequest(ids=[id])))

    def next(self, id):
        message = self.heard[id].get(timeout=LIMIT)
        return message.peer_id, unrlp(message.data)

    def next_response(self, id, number):
        """Past the heads, for which the node has asked by itself."""
        while True:
            _, (found, content) = self.next(id)
            if int.from_bytes(found, "big") == number:
                return content

    def send(self, id, content, peer):
        data = self.pb.OutboundMessageData(id=id, data=rlp(content))
        sent = self.stub.SendMessageById(self.pb.SendMessageByIdRequest(data=data, peer_id=peer))
        return list(sent.peers) == [peer]

    def add(self, enode):
        self.stub.AddPeer(self.pb.UrlRequest(url=enode))
        self.await_peer(id_of(self.pb, enode))

    def await_peer(self, id):
        while self.events.get(timeout=LIMIT).peer_id != id:
            pass


def end(nodes):
    """Ends nodes as a user would."""
    for node in nodes:
        node.terminate()
    codes = [node.wait(30) for node in nodes]
    check(codes == [0] * len(codes), f"the programs end well: {codes}")
