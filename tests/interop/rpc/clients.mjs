// ethers, viem and web3.js against one node: connect, read, subscribe, send, wait for a receipt.
// usage: node clients.mjs HTTP-URL WS-URL IPC-PATH TRANSACTIONS
//   TRANSACTIONS is JSON: [{raw, hash}, ...], which are mined once this has said that it listens.
import { ethers } from "ethers";
import { createPublicClient, http, webSocket } from "viem";
import { Web3 } from "web3";

const [httpUrl, wsUrl, , transactions] = process.argv.slice(2);
const [first, second, third] = JSON.parse(transactions);
const head = 1200;  // before that
const last = 1250;  // after it
const patience = 60_000;

function want(what, value, wanted) {
    if (value !== wanted) throw new Error(`${what}: ${value}, not ${wanted}`);
    console.log("ok", what);
}

// Ends when `subscribe` calls back with a value that is wanted, and says that it listens.
function hears(what, wanted, subscribe) {
    return new Promise((resolve, reject) => {
        let heard = false;
        const late = setTimeout(() => reject(new Error(`${what}: nothing came`)), patience);
        subscribe((value) => {
            if (heard || !wanted(value)) return;
            heard = true;
            clearTimeout(late);
            console.log("ok", what);
            resolve(value);
        });
    });
}

// Each client sends, calls `ready`, and waits for what it has sent to be mined.
async function withEthers(ready) {
    const provider = new ethers.JsonRpcProvider(httpUrl);
    const live = new ethers.WebSocketProvider(wsUrl);
    want("ethers: chain", (await provider.getNetwork()).chainId, 20260n);
    want("ethers: block", (await provider.getBlock(1000)).number, 1000);
    const heard = hears("ethers: the last head", (number) => number === last, (tell) => live.on("block", tell));
    const seen = hears("ethers: a pending transaction", (hash) => hash === first.hash,
        (tell) => live.on("pending", tell));
    await live.getBlockNumber();  // the subscriptions are made by now
    want("ethers: send", (await provider.broadcastTransaction(first.raw)).hash, first.hash);
    await seen;
    ready();
    // The response's own wait() would ask eth_getTransactionCount, which needs state. This one counts from the
    // block that it was told of last, and here no block follows those that come at once: it begins after them.
    await heard;
    const receipt = await provider.waitForTransaction(first.hash, 1, patience);
    want("ethers: receipt", receipt.hash, first.hash);
    want("ethers: the receipt's block", receipt.blockNumber > head, true);
    const logs = await provider.getLogs({ fromBlock: 1201, toBlock: receipt.blockNumber });
    want("ethers: logs", logs.every((log) => log.blockNumber > head), true);
    await live.destroy();
    provider.destroy();
}

async function withViem(ready) {
    let told;  // once viem has the filter of a watch
    const filtering = new Promise((resolve) => { told = resolve; });
    const fetchFn = async (url, request) => {
        const response = await fetch(url, request);
        if (request.body.includes("eth_newPendingTransactionFilter")) told();
        return response;
    };
    const client = createPublicClient({ transport: http(httpUrl, { fetchFn }), pollingInterval: 200 });
    const live = createPublicClient({ transport: webSocket(wsUrl) });
    want("viem: chain", await client.getChainId(), 20260);
    want("viem: block", (await client.getBlock({ blockNumber: 1000n })).number, 1000n);
    const polled = hears("viem: polled blocks", (block) => block.number > head,
        (tell) => client.watchBlocks({ onBlock: tell, emitOnBegin: false }));
    const heard = hears("viem: a new head", (block) => block.number > head,
        (tell) => live.watchBlocks({ onBlock: tell, emitOnBegin: false }));
    const seen = hears("viem: a pending transaction", (hashes) => hashes.includes(second.hash),
        (tell) => client.watchPendingTransactions({ onTransactions: tell }));
    await filtering;
    await live.getBlockNumber({ cacheTime: 0 });  // the subscription is made by now
    want("viem: send", await client.sendRawTransaction({ serializedTransaction: second.raw }), second.hash);
    await seen;
    ready();
    const receipt = await client.waitForTransactionReceipt({ hash: second.hash, timeout: patience });
    want("viem: receipt", receipt.transactionHash, second.hash);
    await Promise.all([polled, heard]);
    const mistake = await client.request({ method: "eth_getBalance", params: [`0x${"1".repeat(40)}`, "latest"] })
        .catch((error) => error.details);
    want("viem: what needs state", /does not exist\/is not available/.test(mistake), true);
}

async function withWeb3(ready) {
    const web3 = new Web3(wsUrl);
    web3.eth.transactionBlockTimeout = 1000;  // 50 blocks come in one second here
    want("web3.js: chain", await web3.eth.getChainId(), 20260n);
    want("web3.js: block", (await web3.eth.getBlock(1000)).number, 1000n);
    const heads = await web3.eth.subscribe("newBlockHeaders");
    const pending = await web3.eth.subscribe("pendingTransactions");
    const heard = hears("web3.js: a new head", () => true, (tell) => heads.on("data", tell));
    const seen = hears("web3.js: a pending transaction", (hash) => hash === third.hash,
        (tell) => pending.on("data", tell));
    // Otherwise it would ask eth_call first, which needs state.
    const sending = web3.eth.sendSignedTransaction(third.raw, undefined, { checkRevertBeforeSending: false });
    sending.on("transactionHash", (hash) => want("web3.js: send", hash, third.hash));
    await seen;
    ready();
    want("web3.js: receipt", (await sending).transactionHash, third.hash);
    await heard;
    web3.provider.disconnect();
}

const clients = [withEthers, withViem, withWeb3];
let waiting = clients.length;
// The node fetches blocks as soon as this line is out.
const ready = () => --waiting === 0 && console.log("listening");
await Promise.all(clients.map((client) => client(ready)));
process.exit(0);
