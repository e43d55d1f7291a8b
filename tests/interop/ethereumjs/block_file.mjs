// Blocks as `geth export` writes them: one RLP list after another.

import { readFileSync } from 'node:fs';
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, equalsBytes } from '@ethereumjs/util';
import { keccak256 } from 'ethereum-cryptography/keccak.js';

export class BlockFile {
    constructor(path, genesis) {
        this.genesis = genesis;
        this.blocks = [null]; // the genesis block is not in the file
        this.numbers = new Map();
        let rest = new Uint8Array(readFileSync(path));
        while (rest.length > 0) {
            const { data, remainder } = RLP.decode(rest, true);
            this.numbers.set(bytesToHex(this.hashOf(data[0])), this.blocks.length);
            this.blocks.push(data);
            rest = remainder;
        }
    }

    get head() {
        return this.blocks.length - 1;
    }

    hashOf(header) {
        return keccak256(RLP.encode(header));
    }

    hash(number) {
        return number === 0 ? this.genesis : this.hashOf(this.blocks[number][0]);
    }

    number(hash) {
        return this.numbers.get(bytesToHex(hash));
    }

    header(number) {
        return this.blocks[number]?.[0];
    }

    body(number) {
        return this.blocks[number]?.slice(1);
    }

    mustBe(number, header, body) {
        const same = (ours, theirs) => equalsBytes(RLP.encode(ours), RLP.encode(theirs));
        if (!same(this.header(number), header)) throw new Error(`header ${number} is another`);
        if (!same(this.body(number), body)) throw new Error(`body ${number} is another`);
    }
}
