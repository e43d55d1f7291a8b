// Answers to what a downloader asks. Receipts are not in the file: of them there is nothing to give.

import { EthMessageCodes as codes } from '@ethereumjs/devp2p';
import { bytesToInt } from '@ethereumjs/util';

const mostHeaders = 1024; // by the specification
const mostBodies = 128;

function headers(blocks, [origin, amount, skip, reverse]) {
    const step = (bytesToInt(skip) + 1) * (reverse.length > 0 ? -1 : 1);
    const found = [];
    let at = origin.length === 32 ? blocks.number(origin) : bytesToInt(origin);
    while (found.length < Math.min(bytesToInt(amount), mostHeaders)) {
        const header = blocks.header(at);
        if (header === undefined || header === null) break;
        found.push(header);
        at += step;
    }
    return found;
}

function bodies(blocks, hashes) {
    const known = hashes.slice(0, mostBodies).map((hash) => blocks.body(blocks.number(hash)));
    return known.filter((body) => body !== undefined);
}

export function answer(eth, code, payload, blocks) {
    const [id, request] = payload;
    if (code === codes.GET_BLOCK_HEADERS) eth.sendMessage(codes.BLOCK_HEADERS, [id, headers(blocks, request)]);
    if (code === codes.GET_BLOCK_BODIES) eth.sendMessage(codes.BLOCK_BODIES, [id, bodies(blocks, request)]);
    if (code === codes.GET_RECEIPTS) eth.sendMessage(codes.RECEIPTS, [id, []]);
}
