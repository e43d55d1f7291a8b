"""web3.py against one node: connect, read, subscribe, send, wait for a receipt; over HTTP, WebSocket and IPC.
usage: clients.py HTTP-URL WS-URL IPC-PATH TRANSACTIONS
TRANSACTIONS is JSON: [{raw, hash}, ...], which are mined once this has said that it listens.
"""
import asyncio
import json
import sys

from web3 import AsyncWeb3, HTTPProvider, IPCProvider, Web3, WebSocketProvider
from web3.providers.persistent import AsyncIPCProvider

HTTP, WS, IPC, TRANSACTIONS = sys.argv[1:]
SENT, *_ = json.loads(TRANSACTIONS)


def want(what, value, wanted):
    assert value == wanted, f"{what}: {value}, not {wanted}"
    print("ok", what, flush=True)


def with_one_connection(name, provider):
    w3 = Web3(provider)
    want(f"{name}: connected", w3.is_connected(), True)
    want(f"{name}: chain", w3.eth.chain_id, 20260)
    want(f"{name}: block", w3.eth.get_block(1000)["number"], 1000)
    return w3


async def with_subscriptions(name, provider):
    async with AsyncWeb3(provider) as w3:
        heads = await w3.eth.subscribe("newHeads")
        await w3.eth.subscribe("logs", {})
        print("listening", flush=True)
        async for message in w3.socket.process_subscriptions():
            if message["subscription"] == heads:
                want(f"{name}: a new head", message["result"]["number"] > 1200, True)
                break


async def all_subscriptions():
    await asyncio.gather(with_subscriptions("web3.py over WebSocket", WebSocketProvider(WS)),
                         with_subscriptions("web3.py over IPC", AsyncIPCProvider(IPC)))


w3 = with_one_connection("web3.py over HTTP", HTTPProvider(HTTP))
with_one_connection("web3.py over IPC", IPCProvider(IPC))
want("web3.py: send", w3.eth.send_raw_transaction(SENT["raw"]).to_0x_hex(), SENT["hash"])
blocks = w3.eth.filter("latest")
asyncio.run(all_subscriptions())
receipt = w3.eth.wait_for_transaction_receipt(SENT["hash"], timeout=60, poll_latency=0.2)
want("web3.py: receipt", receipt["transactionHash"].to_0x_hex(), SENT["hash"])
want("web3.py: a filter's blocks", len(blocks.get_new_entries()) > 0, True)
