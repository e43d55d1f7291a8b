"""cast against one node: connect, read, subscribe, send, wait for a receipt.
usage: cast.py CAST HTTP-URL WS-URL IPC-PATH TRANSACTIONS, as clients.py
"""
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

CAST, HTTP, WS, IPC, TRANSACTIONS = sys.argv[1:]
SENT, *_ = json.loads(TRANSACTIONS)


def cast(url, *words):
    return subprocess.run([CAST, *words, "--rpc-url", url], check=True, capture_output=True, text=True,
                          timeout=60).stdout.strip()


def want(what, value, wanted):
    assert value == wanted, f"{what}: {value}, not {wanted}"
    print("ok cast:", what, flush=True)


def until_subscribed():
    """cast does not tell when it has subscribed; the node does."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"http://{os.environ['METRICS']}/metrics") as answer:
            if b"\nplexus_rpc_subscriptions 1\n" in answer.read():
                return
        time.sleep(0.1)
    sys.exit("cast has not subscribed")


for name, url in ("HTTP", HTTP), ("WebSocket", WS), ("IPC", IPC):
    want(f"chain over {name}", cast(url, "chain-id"), "20260")
want("block", cast(HTTP, "block", "1000", "--field", "number"), "1000")
want("client", cast(HTTP, "client").startswith("Plexus/"), True)
want("send", cast(HTTP, "publish", "--async", SENT["raw"]).strip('"'), SENT["hash"])
logs = subprocess.Popen([CAST, "logs", "--subscribe", "--rpc-url", WS], stdout=subprocess.PIPE, text=True,
                        start_new_session=True)  # npm's command starts another, and both end with the group
until_subscribed()
print("listening", flush=True)
receipt = cast(HTTP, "receipt", "--confirmations", "1", "--json", SENT["hash"])
want("receipt", json.loads(receipt)["transactionHash"], SENT["hash"])
want("a log", any("transactionHash" in line for line in logs.stdout), True)
os.killpg(logs.pid, signal.SIGKILL)
