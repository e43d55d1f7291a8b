// The ethereumjs client as a child process.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// Its own shutdown takes up to one round of its synchronizer, 8 s.
const graceMs = 12000;

const enodePattern = /Server listener up .*(enode:\/\/[0-9a-f]{128}@[0-9.]+:[0-9]+)/;
const startedPattern = /Client started successfully/;

function commandLine(values) {
    const entry = createRequire(import.meta.url).resolve('@ethereumjs/client');
    const flags = [
        entry,
        `--gethGenesis=${values.genesis}`,
        `--dataDir=${values.datadir}`,
        `--port=${values.port}`,
        '--extIP=127.0.0.1',
        '--sync=full',
        '--discV4=true',
        '--discDns=false',
        '--rpc',
        '--rpcAddr=127.0.0.1',
        `--rpcPort=${values['rpc-port']}`,
        '--no-logFile',
        // While far behind it executes whole batches only, and leaves the rest of the last one to the
        // next new block, which a test does not have. A batch of one block has no rest.
        '--numBlocksPerIteration=1',
    ];
    if (values.chain !== undefined) flags.push(`--loadBlocksFromRlp=${values.chain}`);
    // An empty list keeps it from asking the public bootnodes that a known chain id would bring.
    flags.push('--bootnodes', ...values.bootnode);
    return flags;
}

export class ClientProcess {
    constructor(values) {
        this.child = spawn(process.execPath, commandLine(values), { stdio: ['ignore', 'pipe', 'inherit'] });
        this.ended = new Promise((resolve) => {
            this.child.once('exit', (code) => resolve(code));
            this.child.once('error', () => resolve(null));
        });
        this.enode = this.#enodeWhenStarted();
    }

    // Its log goes on to our standard error. It listens early, but as long as it executes the blocks it
    // was started with it answers late or not at all; so its enode is told once it says it has started.
    #enodeWhenStarted() {
        const lines = createInterface({ input: this.child.stdout });
        let enode = null;
        return new Promise((resolve) => {
            lines.on('line', (line) => {
                process.stderr.write(`${line}\n`);
                enode ??= enodePattern.exec(line)?.[1] ?? null;
                if (enode !== null && startedPattern.test(line)) resolve(enode);
            });
        });
    }

    // Asks it to say goodbye to its peers and close its files, and insists when it takes too long.
    async stop() {
        this.child.kill('SIGTERM');
        const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
        await this.ended;
        clearTimeout(timer);
    }
}
