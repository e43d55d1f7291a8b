#!/usr/bin/env python3
"""client.py PLEXUS CHAIN: a node that has a chain, a node with the plugin `sentry` beside it, and this program in Erigon's
place: it tells its status, hears of the peer, fetches headers and bodies from it by the interface, and serves headers of
its own to a third node. Needs grpcio and grpcio-tools: python3-grpc-tools in Debian."""

import re
import tempfile
from pathlib import Path

import grpc
from google.protobuf.empty_pb2 import Empty

from kit import CHAIN, LIMIT, check, end, free_port, h256, interface, listen, rlp, start, unrlp, wait_for


def main():
    with tempfile.TemporaryDirectory() as folder:
        pb, calls = interface(folder)
        nodes = []
        refused = start(folder, "refused", "eth68,devnet,sentry", "--sentry.listen", "")
        check(refused.wait(LIMIT) == 2, "a node to which no client can come is refused")
        wait_for(folder, "refused", "sentry.listen and sentry.dial are empty")
        try:
            nodes.append(start(folder, "server", "eth68,devnet,chainstore,discv4", "--chainstore.import", f"{CHAIN}/chain.era1"))
            enode = wait_for(folder, "server", r"enode://\S+")
            wait_for(folder, "server", "node started")
            port = free_port()
            nodes.append(start(folder, "sentry", "eth68,eth69,devnet,discv4,sentry", "--sentry.listen", f"127.0.0.1:{port}"))
            wait_for(folder, "sentry", "waiting for a client's status")
            ours = wait_for(folder, "sentry", r"enode://\S+")
            stub = calls.SentryStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
            run(pb, stub, folder, nodes, enode, ours)
        finally:
            end(nodes)


def run(pb, stub, folder, nodes, enode, ours):
    empty = Empty()
    check(stub.HandShake(empty).protocol == 3, "HandShake says ETH68")
    check(stub.PeerCount(pb.PeerCountRequest()).count == 0, "no peers yet")

    status = pb.StatusData(network_id=1, fork_data=pb.Forks())
    try:
        stub.SetStatus(status)
        check(False, "a status of another network is refused")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.FAILED_PRECONDITION, "a status of another network is refused: " + error.details())

    events = listen(stub.PeerEvents(pb.PeerEventsRequest()))
    heard = listen(stub.Messages(pb.MessagesRequest(ids=[27, 28])))
    check(stub.AddPeer(pb.UrlRequest(url=enode)).success, "AddPeer")
    event = events.get(timeout=LIMIT)
    check(event.event_id == 0, "PeerEvents tells of the peer")
    peers = stub.Peers(empty).peers
    check(len(peers) == 1 and peers[0].caps == ["eth/68"] and enode.startswith("enode://" + peers[0].id), "Peers lists it by its key")
    head = unrlp(heard.get(timeout=LIMIT).data)[1][0]
    check(len(head) >= 15, f"the peer's head comes by itself, number {int.from_bytes(head[8], 'big')}")

    number = int.from_bytes(head[8], "big")
    request = rlp([77, [0, 1, 0, b""]])
    sent = stub.SendMessageByMinBlock(pb.SendMessageByMinBlockRequest(data=pb.OutboundMessageData(id=22, data=request), min_block=number, max_peers=1))
    check(len(sent.peers) == 1 and sent.peers[0] == event.peer_id, "SendMessageByMinBlock names the peer")
    genesis = unrlp(heard.get(timeout=LIMIT).data)
    check(int.from_bytes(genesis[0], "big") == 77, "headers come with the request's id")
    request = rlp([78, [1, 1024, 0, b""]])
    stub.SendMessageById(pb.SendMessageByIdRequest(data=pb.OutboundMessageData(id=22, data=request), peer_id=event.peer_id))
    headers = unrlp(heard.get(timeout=LIMIT).data)[1]
    check(len(headers) == min(number, 1024), f"{len(headers)} headers at once")
    parents = [header[0] for header in headers[1:65]]
    stub.SendMessageById(pb.SendMessageByIdRequest(data=pb.OutboundMessageData(id=23, data=rlp([79, parents])), peer_id=event.peer_id))
    bodies = heard.get(timeout=LIMIT)
    check(bodies.id == 28 and len(unrlp(bodies.data)[1]) == 64, "64 bodies")

    errors = []
    for call, request in [
        (stub.SendMessageToAll, pb.OutboundMessageData(id=20)),
        (stub.SendMessageByMinBlock, pb.SendMessageByMinBlockRequest(data=pb.OutboundMessageData(id=25))),
    ]:
        try:
            call(request)
        except grpc.RpcError as error:
            errors.append((error.code(), error.details()))
    check(errors == [(grpc.StatusCode.UNKNOWN, "sendMessageToAll not implemented for message Id: TRANSACTIONS_66"),
                     (grpc.StatusCode.UNKNOWN, "sendMessageByMinBlock not implemented for message Id: GET_RECEIPTS_66")],
          "errors are Erigon's")
    check(stub.PeerMinBlock(pb.PeerBlockRequest(peer_id=event.peer_id)) is not None, "PeerMinBlock, of old clients")
    check(stub.SetPeerBlockRange(pb.PeerBlockRequest(peer_id=event.peer_id)) is not None, "SetPeerBlockRange, of new ones")

    serve(pb, stub, folder, nodes, ours, genesis[1][0], headers)

    stub.RemovePeer(pb.UrlRequest(url=enode))
    stub.PenalizePeer(pb.PenalizePeerRequest(peer_id=event.peer_id))
    while events.get(timeout=LIMIT) != pb.PeerEvent(peer_id=event.peer_id, event_id=1):
        pass
    check(True, "PenalizePeer disconnects, and PeerEvents tells")


def serve(pb, stub, folder, nodes, ours, genesis, headers):
    """This client as the chain of the node: a third node asks the sentry for headers."""
    chain = [genesis, *headers]
    hashes = {header[0]: number for number, header in enumerate(chain[1:])}  # each header names its parent
    head = chain[-2]
    asked = listen(stub.Messages(pb.MessagesRequest(ids=[22])))
    network = int(re.search(r'"chainId":\s*(\d+)', Path(f"{CHAIN}/genesis.json").read_text()).group(1))
    total = sum(int.from_bytes(header[7], "big") for header in chain[:-1])
    stub.SetStatus(pb.StatusData(network_id=network, total_difficulty=h256(pb, total.to_bytes(32, "big")), best_hash=h256(pb, chain[-1][0]),
                                 fork_data=pb.Forks(genesis=h256(pb, headers[0][0])), max_block_height=len(chain) - 2,
                                 max_block_time=int.from_bytes(head[11], "big")))
    check(True, "SetStatus")
    nodes.append(start(folder, "third", "eth68,devnet,chainstore,discv4,sync", "--discv4.bootnodes", ours))
    question = asked.get(timeout=LIMIT)
    request, (origin, amount, skip, reverse) = unrlp(question.data)
    first = hashes.get(origin) if len(origin) == 32 else int.from_bytes(origin, "big")
    check(first is not None, f"a peer's request for headers comes to the client, from {first} on")
    step = (int.from_bytes(skip, "big") + 1) * (-1 if reverse == b"\x01" else 1)
    found = chain[first::step][: int.from_bytes(amount, "big")]
    data = pb.OutboundMessageData(id=27, data=rlp([int.from_bytes(request, "big"), found]))
    sent = stub.SendMessageById(pb.SendMessageByIdRequest(data=data, peer_id=question.peer_id))
    check(len(sent.peers) == 1, "its answer is taken")


if __name__ == "__main__":
    main()
