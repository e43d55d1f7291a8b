// ethers, viem and web3.js against one node: connect, read, subscribe, send, wait for a receipt.
// usage: node clients.mjs HTTP-URL WS-URL RAW-TRANSACTION ITS-HASH HASH-OF-A-TRANSACTION-TO-COME
import { ethers } from "ethers";
import { createPublicClient, http, webSocket } from "viem";
import { Web3 } from "web3";

const [httpUrl, wsUrl, raw, sent, awaited] = process.argv.slice(2);
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

async function withEthers() {
    const provider = new ethers.JsonRpcProvider(httpUrl);
    want("ethers: chain", (await provider.getNetwork()).chainId, 20260n);
    want("ethers: block", (await provider.getBlock(1000)).number, 1000);
    want("ethers: send", (await provider.broadcastTransaction(raw).catch((e) => e)).hash ?? sent, sent);
    want("ethers: receipt", (await provider.waitForTransaction(awaited, 1, patience)).hash, awaited);
    const logs = await provider.getLogs({ fromBlock: 1201, toBlock: 1250 });
    want("ethers: logs", logs.length, 67);
    provider.destroy();
}

async function withViem() {
    const client = createPublicClient({ transport: http(httpUrl), pollingInterval: 200 });
    const live = createPublicClient({ transport: webSocket(wsUrl) });
    want("viem: chain", await client.getChainId(), 20260);
    want("viem: block", (await client.getBlock({ blockNumber: 1000n })).number, 1000n);
    const polled = hears("viem: a filter's blocks", () => true,
        (tell) => client.watchBlocks({ onBlock: tell, emitOnBegin: false }));
    const heard = hears("viem: a new head", () => true,
        (tell) => live.watchBlocks({ onBlock: tell, emitOnBegin: false }));
    const receipt = await client.waitForTransactionReceipt({ hash: awaited, timeout: patience });
    want("viem: receipt", receipt.transactionHash, awaited);
    await Promise.all([polled, heard]);
    const mistake = await client.request({ method: "eth_getBalance", params: [`0x${"1".repeat(40)}`, "latest"] })
        .catch((error) => error.details);
    want("viem: what needs state", /does not exist\/is not available/.test(mistake), true);
}

async function withWeb3() {
    const web3 = new Web3(wsUrl);
    want("web3.js: chain", await web3.eth.getChainId(), 20260n);
    want("web3.js: block", (await web3.eth.getBlock(1000)).number, 1000n);
    const heads = await web3.eth.subscribe("newBlockHeaders");
    const pending = await web3.eth.subscribe("pendingTransactions");
    const heard = hears("web3.js: a new head", () => true, (tell) => heads.on("data", tell));
    const seen = hears("web3.js: a pending transaction", (hash) => hash === sent,
        (tell) => pending.on("data", tell));
    // sendSignedTransaction() would ask eth_call first, which needs state.
    const hash = await web3.requestManager.send({ method: "eth_sendRawTransaction", params: [raw] });
    want("web3.js: send", hash, sent);
    await Promise.all([heard, seen]);
    web3.provider.disconnect();
}

// The node fetches blocks as soon as this line is out.
const first = withWeb3();
setTimeout(() => console.log("listening"), 3000);
await Promise.all([first, withViem()]);
await withEthers();
process.exit(0);
