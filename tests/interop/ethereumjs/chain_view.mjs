// What the client's JSON-RPC tells of its chain.

export class ChainView {
    constructor(port) {
        this.url = `http://127.0.0.1:${port}`;
    }

    // The canonical block that was asked for, or null as long as it is not there and executed.
    async executed(number, hash) {
        const wanted = hash === undefined ? { number: `0x${BigInt(number).toString(16)}` } : await this.#call('eth_getBlockByHash', [hash, false]);
        if (wanted === null) return null;
        const block = await this.#call('eth_getBlockByNumber', [wanted.number, false]);
        if (block === null || (hash !== undefined && block.hash !== hash)) return null;
        // Blocks are stored before they are executed. Only execution makes the state behind a block's root,
        // and asking for any account of that block fails without it.
        const balance = await this.#call('eth_getBalance', [block.miner, block.number]);
        return balance === null ? null : block;
    }

    // Every failure is "not yet": the server comes up late, and unknown blocks are errors.
    async #call(method, params) {
        try {
            const response = await fetch(this.url, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
            });
            const { result } = await response.json();
            return result ?? null;
        } catch {
            return null;
        }
    }
}
