#!/usr/bin/env python3
"""versions.py PLEXUS CHAIN: peers of eth/66 to eth/70 behind one sentry of ETH68. For each version there is a node that has
the chain, and one with a client of its own, which speak that version alone. Whatever is different on the wire, the client
of the sentry gets and gives the same bytes."""

import tempfile

from google.protobuf.empty_pb2 import Empty

from kit import CHAIN, Client, Stage, check, end, id_of, rlp, start, unrlp, wait_for

VERSIONS = [66, 67, 68, 69, 70]
ANNOUNCEMENT, GET_HEADERS, GET_BODIES, GET_RECEIPTS, GET_POOLED = 32, 22, 23, 25, 26
HEADERS, BODIES, RECEIPTS, POOLED, BLOCK_HASHES = 27, 28, 30, 31, 18
FIRST, COUNT = 1, 200
BODIES_AT_ONCE = 128  # that a node requests of a peer


def main():
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder)
        try:
            run(stage)
        finally:
            end(stage.nodes)


def run(stage):
    sentry = Client(stage, "sentry", ",".join(f"eth{version}" for version in VERSIONS))
    sentry.hear(HEADERS, BODIES, RECEIPTS, POOLED, ANNOUNCEMENT, BLOCK_HASHES, GET_HEADERS, GET_BODIES, GET_RECEIPTS, GET_POOLED)
    chains = {}
    for version in VERSIONS:
        enode = server(stage, version)
        sentry.add(enode)
        chains[version] = download(sentry, id_of(sentry.pb, enode))
        check([len(items) for items in chains[version]] == [COUNT + 1, COUNT, COUNT], f"eth/{version}: {COUNT} headers, bodies and receipts")
    check(all(chain == chains[68] for chain in chains.values()), "they are the same in all versions")
    receipts = chains[68][2]
    with_logs = sum(len(receipt[-1]) > 0 for block in receipts for receipt in block if isinstance(receipt, list))
    check(with_logs > 0, f"{with_logs} receipts have logs, and so blooms")
    told = [list(peer.caps) for peer in sentry.stub.Peers(Empty()).peers]
    check(told == [["eth/68"]] * len(VERSIONS), "and all peers are of eth/68 for the client")
    for version in VERSIONS:
        other = Client(stage, f"other{version}", f"eth{version}")
        other.hear(HEADERS, BODIES, RECEIPTS, POOLED, ANNOUNCEMENT, BLOCK_HASHES)
        sentry.add(other.enode)
        other.await_peer(sentry.id)
        serve(version, sentry, other, chains[68])
        gossip(version, sentry, other)


def server(stage, version):
    name = f"server{version}"
    stage.nodes.append(start(stage.folder, name, f"eth{version},devnet,chainstore", "--chainstore.import", f"{CHAIN}/chain.era1"))
    wait_for(stage.folder, name, "node started")
    return wait_for(stage.folder, name, r"enode://\S+")


def download(client, peer):
    """What a peer has of blocks, as the client gets it."""
    check(client.send(GET_HEADERS, [1, [FIRST, COUNT + 1, 0, b""]], peer), "a request goes to the peer")
    headers = client.next_response(HEADERS, 1)
    hashes = [header[0] for header in headers[1:]]  # each names its parent
    client.send(GET_BODIES, [2, hashes], peer)
    client.send(GET_BODIES, [4, hashes[BODIES_AT_ONCE:]], peer)
    client.send(GET_RECEIPTS, [3, hashes], peer)
    first, rest = client.next_response(BODIES, 2), client.next_response(BODIES, 4)
    check(len(first) == BODIES_AT_ONCE, "of too many bodies at once the first come")
    return headers, first + rest, client.next_response(RECEIPTS, 3)


def serve(version, sentry, other, chain):
    """The peer requests from the sentry, whose client responds in the form of eth/68."""
    headers, bodies, receipts = chain
    hashes = [header[0] for header in headers[1:]]
    for request, response, content, answer in [
        (GET_HEADERS, HEADERS, [FIRST, COUNT + 1, 0, b""], headers),
        (GET_BODIES, BODIES, hashes[:BODIES_AT_ONCE], bodies[:BODIES_AT_ONCE]),
        (GET_RECEIPTS, RECEIPTS, hashes, receipts),
        (GET_POOLED, POOLED, hashes[:3], []),
    ]:
        check(other.send(request, [7, content], sentry.id), f"eth/{version}: a peer requests")
        asked = None
        while asked != unrlp(rlp(content)):  # past what the node has asked by itself
            peer, (number, asked) = sentry.next(request)
        check(True, "the request comes to the client")
        check(sentry.send(response, [int.from_bytes(number, "big"), answer], peer), "the client's response is taken")
        check(other.next_response(response, 7) == answer, "and is what the peer gets")


def gossip(version, sentry, other):
    first, second = bytes([version] * 32), bytes([version + 100] * 32)
    for sender, receiver, hash in [(other, sentry, first), (sentry, other, second)]:
        check(sender.send(ANNOUNCEMENT, [b"\x02", [300], [hash]], receiver.id), f"eth/{version}: an announcement is sent")
        peer, (types, sizes, hashes) = receiver.next(ANNOUNCEMENT)
        check(hashes == [hash] and peer == sender.id, "and comes")
        wanted = (b"\x02", [b"\x01\x2c"]) if version >= 68 else (b"\x00", [b""])
        check((types, sizes) == wanted, "with type and size" if version >= 68 else "with neither type nor size, which this version has not")
    sent = other.send(BLOCK_HASHES, [[first, 5]], sentry.id)
    if version >= 69:
        check(not sent, f"eth/{version}: blocks are not announced to it, for its chain is one with beacon blocks")
        return
    check(sent, f"eth/{version}: a block's hash is sent")
    check(sentry.next(BLOCK_HASHES)[1] == [[first, b"\x05"]], "and comes")


if __name__ == "__main__":
    main()
