#!/usr/bin/env node
// Runs the stock ethereumjs client as a peer of the interoperability tests.
//
// The client is a child process with its own command line, untouched; this program turns our
// flags into its flags, prints its enode, and watches over JSON-RPC how far it has come.

import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClientProcess } from './client_process.mjs';
import { ChainView } from './chain_view.mjs';

const usage = `usage: peer.mjs --genesis FILE [option...]
  --genesis FILE     genesis in go-ethereum's JSON; its chain id is the network id
  --chain FILE       RLP blocks to load before the peer listens
  --bootnode ENODE   the only node it is told of; found by discv4, may be given several times
  --port N           TCP and UDP port (30303)
  --rpc-port N       port of the JSON-RPC server that is watched (8545)
  --datadir DIR      where it keeps its data (a temporary folder, removed at the end)
  --until-block N    end with 0 once block N is executed; prints "head N HASH"
  --until-hash HASH  the same for the canonical block with this hash
  --timeout SECONDS  end with 1 if that did not happen by then (120)
Without --until-* it serves until SIGTERM or SIGINT.`;

const pollMs = 250;

function options() {
    const string = (value) => ({ type: 'string', default: value });
    const { values } = parseArgs({
        options: {
            genesis: { type: 'string' },
            chain: { type: 'string' },
            bootnode: { type: 'string', multiple: true, default: [] },
            port: string('30303'),
            'rpc-port': string('8545'),
            datadir: { type: 'string' },
            'until-block': { type: 'string' },
            'until-hash': { type: 'string' },
            timeout: string('120'),
        },
    });
    if (values.genesis === undefined) throw new Error('--genesis is missing');
    return values;
}

// The client listens on every address, so it may only run where every address is a loopback one.
function requireLoopbackOnly() {
    const outside = Object.values(networkInterfaces()).flat().filter((address) => !address.internal);
    if (outside.length > 0) throw new Error('not in a loopback-only network namespace; start it by loopback.sh');
}

async function reached(view, values) {
    const deadline = Date.now() + Number(values.timeout) * 1000;
    while (Date.now() < deadline) {
        const block = await view.executed(values['until-block'], values['until-hash']);
        if (block !== null) return block;
        await new Promise((wake) => setTimeout(wake, pollMs));
    }
    return null;
}

async function watch(client, values) {
    const ended = client.ended.then((code) => ({ ended: code }));
    const enode = await Promise.race([client.enode, ended]);
    if (enode.ended !== undefined) return 1;
    console.log(enode);

    const wantsHead = values['until-block'] !== undefined || values['until-hash'] !== undefined;
    if (!wantsHead) return (await client.ended) === 0 ? 0 : 1;

    const view = new ChainView(Number(values['rpc-port']));
    const outcome = await Promise.race([reached(view, values), ended]);
    if (outcome === null || outcome.ended !== undefined) return 1;
    console.log(`head ${Number(outcome.number)} ${outcome.hash}`);
    return 0;
}

async function main() {
    const values = options();
    requireLoopbackOnly();
    const scratch = values.datadir === undefined ? await mkdtemp(join(tmpdir(), 'ethereumjs-')) : null;
    const client = new ClientProcess({ ...values, datadir: values.datadir ?? scratch });
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => client.stop());
    try {
        return await watch(client, values);
    } finally {
        await client.stop();
        if (scratch !== null) await rm(scratch, { recursive: true, force: true });
    }
}

try {
    process.exitCode = await main();
} catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exitCode = 2;
}
