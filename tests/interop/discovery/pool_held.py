# Watches the pool of a node over its control socket, once a second: whether it is full within two minutes, and stays
# within its limits from then on. `pool_held.py SOCKET SECONDS MIN MAX`
import json
import socket
import sys
import time

FULL_WITHIN = 120
path, seconds, least, most = sys.argv[1], *map(int, sys.argv[2:])


def inbound_and_all():
    with socket.socket(socket.AF_UNIX) as node:
        node.settimeout(10)
        node.connect(path)
        node.sendall(b'{"jsonrpc":"2.0","id":1,"method":"admin_peers","params":[]}\n')
        peers = json.loads(node.makefile().readline())["result"]
    return sum(peer["network"]["inbound"] for peer in peers), len(peers)


samples = []
begin = time.monotonic()
full = None
while (now := time.monotonic() - begin) < seconds:
    inbound, peers = inbound_and_all()
    if full is None and peers >= most:
        full = now
    if full is None and now > FULL_WITHIN:
        sys.exit(f"{peers} peers after {now:.0f} s, {inbound} of them inbound")
    if full is not None:
        samples.append((peers, inbound))
        if not least <= peers <= most:
            print(f"{peers} peers after {now:.0f} s")
    time.sleep(1)
if full is None:
    sys.exit(f"{peers} peers at the end, {inbound} of them inbound")
counts = [peers for peers, _ in samples]
print(f"full after {full:.0f} s; in {len(counts)} samples since {min(counts)} to {max(counts)} peers,",
      f"{sum(counts) / len(counts):.1f} on average,",
      f"{sum(inbound for _, inbound in samples) / len(samples):.1f} of them inbound")
sys.exit(min(counts) < least or max(counts) > most)
