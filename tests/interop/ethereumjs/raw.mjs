#!/usr/bin/env node
// Runs ethereumjs' devp2p alone as a peer: RLPx and the eth messages, request ids and contents being
// ours to make. It serves the blocks of a file, or asks a node for them and compares.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createCommonFromGethGenesis } from '@ethereumjs/common';
import { ETH, EthMessageCodes as codes, RLPx } from '@ethereumjs/devp2p';
import { bigIntToBytes, bytesToHex, hexToBytes, intToBytes, randomBytes } from '@ethereumjs/util';
import { BlockFile } from './block_file.mjs';
import { answer } from './serve.mjs';

const usage = `usage: raw.mjs --genesis FILE --chain FILE --facts FILE --version 66|67|68 [option]
  --ask ENODE        ask this node for headers and bodies; ends with 0 if they are those of the file
  --timeout SECONDS  end with 1 if that did not happen by then (30)
Without --ask it prints its enode and serves until SIGTERM.`;

function options() {
    const file = { type: 'string' };
    const { values } = parseArgs({
        options: {
            genesis: file,
            chain: file,
            facts: file,
            version: { type: 'string', default: '68' },
            ask: { type: 'string' },
            timeout: { type: 'string', default: '30' },
        },
    });
    for (const name of ['genesis', 'chain', 'facts']) {
        if (values[name] === undefined) throw new Error(`--${name} is missing`);
    }
    return values;
}

function makePeer(values, blocks, key) {
    const genesis = JSON.parse(readFileSync(values.genesis, 'utf8'));
    const common = createCommonFromGethGenesis(genesis, { chain: 'interop', genesisHash: blocks.genesis });
    common.setHardforkBy({ blockNumber: BigInt(blocks.head) });
    return new RLPx(key, { capabilities: [ETH[`eth${values.version}`]], common, timeout: 10000 });
}

// Resolves once Status went both ways.
function shakeHands(peer, blocks, facts) {
    const eth = peer.getProtocols()[0];
    const agreed = new Promise((resolve) => eth.events.once('status', resolve));
    eth.sendStatus({
        td: bigIntToBytes(BigInt(facts.headTotalDifficulty)),
        bestHash: blocks.hash(blocks.head),
        latestBlock: intToBytes(blocks.head),
        genesisHash: blocks.genesis,
    });
    return agreed.then((status) => {
        console.log(`status version ${eth.getVersion()} head ${bytesToHex(status.bestHash)}`);
        return eth;
    });
}

// Sends a request with a random id and resolves with what its response holds.
function ask(eth, code, request, responseCode) {
    const id = randomBytes(8).map((byte, i) => (i === 0 ? byte | 1 : byte)); // no leading zero
    return new Promise((resolve) => {
        eth.events.on('message', function listen(got, payload) {
            if (got !== responseCode || bytesToHex(payload[0]) !== bytesToHex(id)) return;
            eth.events.off('message', listen);
            resolve(payload[1]);
        });
        eth.sendMessage(code, [id, request]);
    });
}

// Every block of the file, in batches of a downloader's size.
async function compare(eth, blocks) {
    for (let first = 1; first <= blocks.head; first += 128) {
        const amount = Math.min(128, blocks.head - first + 1);
        const request = [intToBytes(first), intToBytes(amount), new Uint8Array(), new Uint8Array()];
        const headers = await ask(eth, codes.GET_BLOCK_HEADERS, request, codes.BLOCK_HEADERS);
        const hashes = headers.map((header) => blocks.hashOf(header));
        if (headers.length !== amount) throw new Error(`${headers.length} headers, asked for ${amount}`);
        const bodies = await ask(eth, codes.GET_BLOCK_BODIES, hashes, codes.BLOCK_BODIES);
        if (bodies.length !== amount) throw new Error(`${bodies.length} bodies, asked for ${amount}`);
        for (let i = 0; i < amount; i++) blocks.mustBe(first + i, headers[i], bodies[i]);
    }
    console.log(`equal ${blocks.head}`);
}

function reached(peer, values) {
    const target = new URL(values.ask.replace(/^enode/, 'http'));
    const joined = new Promise((resolve) => peer.events.once('peer:added', resolve));
    peer.connect({
        id: hexToBytes(`0x${target.username}`),
        address: target.hostname,
        tcpPort: Number(target.port),
    }).catch((error) => peer.events.emit('error', error));
    return joined;
}

async function main() {
    const values = options();
    const facts = JSON.parse(readFileSync(values.facts, 'utf8'));
    const blocks = new BlockFile(values.chain, hexToBytes(facts.genesisHash));
    const rlpx = makePeer(values, blocks, randomBytes(32));
    const failed = new Promise((_, reject) => {
        rlpx.events.on('error', reject);
        rlpx.events.on('peer:error', (_peer, error) => reject(error));
        rlpx.events.on('peer:removed', (_peer, reason, byUs) => console.log(`left ${reason} ${byUs ? 'us' : 'them'}`));
    });
    if (values.ask === undefined) {
        rlpx.events.on('peer:added', (peer) => {
            const eth = peer.getProtocols()[0];
            eth.events.on('message', (code, payload) => answer(eth, code, payload, blocks));
            shakeHands(peer, blocks, facts).catch((error) => rlpx.events.emit('error', error));
        });
        rlpx.events.once('listening', () => {
            const { port } = rlpx._server.address();
            console.log(`enode://${bytesToHex(rlpx.id).slice(2)}@127.0.0.1:${port}`);
        });
        rlpx.listen(0, '127.0.0.1');
        return failed;
    }
    const late = new Promise((_, reject) => {
        setTimeout(() => reject(new Error('out of time')), Number(values.timeout) * 1000);
    });
    const asked = reached(rlpx, values)
        .then((peer) => shakeHands(peer, blocks, facts))
        .then((eth) => compare(eth, blocks));
    return Promise.race([asked, failed, late]);
}

try {
    await main();
    process.exit(0);
} catch (error) {
    console.error(`${error?.stack ?? error}\n${usage}`);
    process.exit(1);
}
