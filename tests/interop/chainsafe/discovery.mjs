// A node that has only @chainsafe/discv5: `node discovery.mjs KEY [ENR]` listens on a free port of the loopback
// interface, and begins with the other record. It prints JSON lines, and takes commands on stdin:
// tests/interop/discovery/README.md lists them.
import readline from "node:readline";
import { Discv5 } from "@chainsafe/discv5";
import { ENR, SignableENR } from "@chainsafe/enr";
import { privateKeyFromRaw } from "@libp2p/crypto/keys";
import { multiaddr } from "@multiformats/multiaddr";

const print = (members) => console.log(JSON.stringify(members));
const [key, first] = process.argv.slice(2);
const privateKey = privateKeyFromRaw(Buffer.from(key, "hex"));
const enr = SignableENR.createFromPrivateKey(privateKey);
const service = Discv5.create({
    enr,
    privateKey,
    bindAddrs: { ip4: multiaddr("/ip4/127.0.0.1/udp/0") },
    config: { enrUpdate: false, pingInterval: 1000 },
});

service.on("talkReqReceived", (from, record, { id, protocol, request }) => {
    if (protocol.toString() === "echo") print({ event: "talk", id: from.nodeId });
    const response = protocol.toString() === "echo" ? Buffer.concat([Buffer.from("echo:"), request]) : Buffer.alloc(0);
    service.sendTalkResp(from, id, response);
});
service.sessionService.on("established", (from, { nodeId }) =>
    print({ event: "session", id: nodeId, from: from.socketAddr.toString() }));
await service.start();

// The socket knows its port now; who has the record is told of it by nothing else.
const { address, port } = service.sessionService.transport.ip4.socket.address();
Object.assign(service.enr, { ip: address, udp: port, tcp: port });
print({ enr: service.enr.encodeTxt(), id: service.enr.nodeId });
if (first) {
    service.addEnr(first);
    service.findRandomNode();
}

const commands = {
    ping5: async (peer) => {
        const { addr, enrSeq } = await service.sendPing(peer);
        return { endpoint: `${addr.ip.octets?.join(".") ?? addr.ip}:${addr.port}`, seq: Number(enrSeq) };
    },
    find5: async (peer, ...distances) => ({
        nodes: (await service.sendFindNode(peer, distances.map(Number))).map((found) => found.encodeTxt()),
    }),
    talk5: async (peer, protocol, text) => ({
        resp: (await service.sendTalkReq(peer, Buffer.from(text), protocol)).toString(),
    }),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, peer, ...rest] = line.split(" ");
    try {
        print({ cmd: line, ...(await commands[command](ENR.decodeTxt(peer), ...rest)) });
    } catch (error) {
        print({ cmd: line, err: String(error.message ?? error) });
    }
}
process.exit(0);
