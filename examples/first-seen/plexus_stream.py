"""Reads what the plugin `stream` publishes: plugins/stream/sightings.proto, without any library."""

from dataclasses import dataclass, field

KINDS = {1: "block", 2: "block_hash", 3: "tx", 4: "tx_announce", 5: "vote", 6: "peer_joined", 7: "peer_left"}


@dataclass
class Sighting:
    """One thing that one peer sent to one node."""

    kind: str
    at_us: int  # Unix microseconds
    network: int
    node: str  # name, or id where it has none
    node_id: str  # keccak-256 of its public key, hexadecimal
    peer: str  # public key, hexadecimal
    client: str
    endpoint: str
    outbound: bool
    eth: int
    batch: str  # id of its batch: the same for all copies of it
    fetched: bool = False
    hash: str = ""
    number: int | None = None
    type: int | None = None
    size: int | None = None
    first: bool = False
    raw: bytes | None = None
    link: str = ""  # of a block its parent, of a vote its target
    voter: str = ""
    txs: int | None = None
    total_difficulty: int | None = None
    reason: str = ""


@dataclass
class Batch:
    network: int = 0
    node_id: bytes = b""
    node_name: str = ""
    boot: int = 0
    seq: int = 0
    dropped: int = 0
    kind: int = 0
    sightings: list = field(default_factory=list)

    @property
    def id(self):
        return f"{self.node_id[:4].hex()}-{self.boot:016x}-{KINDS[self.kind]}-{self.seq}"


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data):
    """Pairs of field number and value of one message."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire = tag & 7
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 1:
            value, at = int.from_bytes(data[at : at + 8], "little"), at + 8
        elif wire == 2:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            raise ValueError(f"wire type {wire}")
        yield tag >> 3, value


def _packed(data):
    values, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        values.append(value)
    return values


def _part(column, index, width):
    return column[index * width : (index + 1) * width].hex()


def _sightings(batch, peers, record):
    columns = dict(record)
    bodies = [value for number, value in record if number == 9]
    hashes, first = columns.get(5, b""), columns.get(10, b"")
    numbers, sizes = _packed(columns.get(6, b"")), _packed(columns.get(8, b""))
    types, links, voters = columns.get(7, b""), columns.get(14, b""), columns.get(13, b"")
    zigzag = columns.get(2, 0)
    peer = peers[columns[3]]
    count, next_body = len(hashes) // 32 or 1, 0
    for i in range(count):
        sighting = Sighting(
            kind=KINDS[columns[1]],
            at_us=zigzag >> 1 ^ -(zigzag & 1),
            network=batch.network,
            node=batch.node_name or batch.node_id.hex(),
            node_id=batch.node_id.hex(),
            peer=peer.get(2, b"").hex(),
            client=peer.get(3, b"").decode(),
            endpoint=peer.get(4, b"").decode(),
            outbound=peer.get(5, 0) == 1,
            eth=peer.get(6, 0),
            batch=batch.id,
            fetched=columns.get(4, 0) == 1,
            hash=_part(hashes, i, 32),
            first=bool(first) and first[i // 8] >> i % 8 & 1 == 1,
            link=_part(links, i, 32),
            voter=_part(voters, i, 48),
            reason=columns.get(12, b"").decode(),
        )
        if i < len(numbers):
            sighting.number = numbers[i]
        if i < len(types):
            sighting.type = types[i]
        if i < len(sizes):
            sighting.size = sizes[i]
        if sighting.kind == "block":
            sighting.txs = numbers[1]
            if 11 in columns:
                sighting.total_difficulty = int.from_bytes(columns[11], "big")
        # Bodies stand for all hashes, or for those that are first.
        if next_body < len(bodies) and (len(bodies) == count or sighting.first):
            sighting.raw = bodies[next_body]
            next_body += 1
        yield sighting


def read_batch(data):
    """The batch in one message of the bus."""
    batch, peers, records = Batch(), {}, []
    for number, value in _fields(data):
        if number == 1 and value != 1:
            raise ValueError(f"schema {value}")
        if number == 2:
            batch.network = value
        elif number == 3:
            batch.node_id = value
        elif number == 4:
            batch.node_name = value.decode()
        elif number == 5:
            batch.boot = value
        elif number == 6:
            batch.seq = value
        elif number == 7:
            batch.dropped = value
        elif number == 8:
            peer = dict(_fields(value))
            peers[peer[1]] = peer
        elif number == 9:
            records.append(list(_fields(value)))
    batch.kind = dict(records[0])[1]
    for record in records:
        batch.sightings.extend(_sightings(batch, peers, record))
    return batch
