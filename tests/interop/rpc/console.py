"""The console of go-ethereum against one node over IPC: connect, read, send, wait for a receipt, poll a filter.
usage: console.py GETH HTTP-URL WS-URL IPC-PATH TRANSACTIONS, as clients.py
"""
import json
import subprocess
import sys

GETH, _, _, IPC, TRANSACTIONS = sys.argv[1:]
SCRIPT = """
function want(what, value, wanted) {
    if (value !== wanted) throw what + ": " + value + ", not " + wanted;
    console.log("ok geth console: " + what);
}
function until(what, look) {
    for (var i = 0; i < 120; i++) {
        var found = look();
        if (found) return found;
        admin.sleep(0.5);
    }
    throw what + ": nothing came";
}
var sent = %s[0];
want("modules", typeof txpool + typeof admin, "objectobject");
want("chain", eth.chainId(), "0x4f24");
want("block", eth.getBlock(1000).number, 1000);
want("peers", admin.peers.length, 0);
var filter = web3.currentProvider.send({jsonrpc: "2.0", id: 1, method: "eth_newBlockFilter", params: []}).result;
want("send", web3.currentProvider.send(
    {jsonrpc: "2.0", id: 2, method: "eth_sendRawTransaction", params: [sent.raw]}).result, sent.hash);
want("pool", eth.getTransaction(sent.hash).blockNumber, null);
console.log("listening");
want("receipt", until("receipt", function() { return eth.getTransactionReceipt(sent.hash); }).transactionHash, sent.hash);
want("a filter's blocks", until("filter", function() {
    return web3.currentProvider.send({jsonrpc: "2.0", id: 3, method: "eth_getFilterChanges", params: [filter]}).result.length;
}) > 0, true);
want("end", admin.peers.length, 1);
"""
# A failed script is told on the standard error, and the exit code is 0 all the same.
ran = subprocess.Popen([GETH, "attach", "--exec", SCRIPT % TRANSACTIONS, IPC], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True)
ended = False
for line in ran.stdout:
    print(line, end="", flush=True)
    ended = ended or line.startswith("ok geth console: end")
sys.exit(ran.wait() or not ended)
