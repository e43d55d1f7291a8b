"""What the tests of JSON-RPC share: nodes, and clients that speak no more of a protocol than is needed."""
import base64
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 60  # seconds


def wait_for(what, seconds=PATIENCE):
    """The first true value of `what()`; a connection that is refused counts as none."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, EOFError):
            found = what()
            if found:
                return found
        time.sleep(0.05)
    sys.exit("nothing came in time")


class Node:
    """A node with JSON-RPC on free ports, and its log."""

    def __init__(self, program, folder, plugins, *more):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.log = self.folder / "log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [program, "--data-dir", str(self.folder), "--plugins", plugins, "--listen-address",
                 "127.0.0.1", "--port", "0", *more], stdout=log, stderr=log)

    def said(self, pattern):
        """What the log says first that matches, once it does."""
        def look():
            if self.process.poll() is not None:
                sys.exit("the node has ended:\n" + self.log.read_text())
            return re.search(pattern, self.log.read_text())
        return wait_for(look)

    def port(self, transport):
        return int(self.said(rf"serving JSON-RPC over {transport} endpoint=127\.0\.0\.1:(\d+)")[1])

    def enode(self):
        return self.said(r"enode://[0-9a-f]{128}@127\.0\.0\.1:[1-9]\d*")[0]

    def ipc(self):
        self.said("serving JSON-RPC over a Unix socket")
        return Ipc(self.folder / "plexus.ipc")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def imported(program, folder, genesis, *files):
    """Reads a chain into the store of a node that starts later."""
    subprocess.run([program, "import", *map(str, files), "--plugins", "devnet,chainstore",
                    "--data-dir", str(folder), "--devnet.genesis", str(genesis)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def post(port, text):
    """The body of the answer to a request over HTTP."""
    return http(port, "POST", "/", {"Content-Type": "application/json"}, text)[2]


def http(port, method, path, fields, text, raw=False):
    """Status, fields by name in small letters, and body of the answer, as bytes if it is raw."""
    body = (text or "").encode()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        head = {"Host": f"127.0.0.1:{port}", "Connection": "close", **fields}
        if text is not None:
            head["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        answer = read_all(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    found = [tuple(line.split(": ", 1)) for line in lines]
    return int(status.split()[1]), [(name.lower(), value) for name, value in found], body if raw else body.decode()


def read_all(connection):
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


class Ipc:
    """A client of the Unix socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def receive(self):
        """One line; nothing at the end of the connection."""
        while b"\n" not in self.buffer:
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return None
            if not more:
                return None
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode()


class WebSocket:
    """As much of RFC 6455 as these tests need."""

    def __init__(self, port, fields=None, path="/", receive_buffer=None):
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(("127.0.0.1", port))
        head = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
                "Sec-WebSocket-Version": "13", **(fields or {})}
        lines = [f"{name}: {value}" for name, value in head.items() if value is not None]
        self.socket.sendall((f"GET {path} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.head = head.decode()
        self.status = int(head.split()[1])

    def fill(self):
        more = self.socket.recv(65536)
        if not more:
            raise EOFError
        self.buffer += more

    def is_cut_off(self):
        """Reads what is there; whether that has an end."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True

    def take(self, size):
        while len(self.buffer) < size:
            self.fill()
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def frame(self, payload, opcode=1, fin=True):
        size = len(payload)
        if size < 126:
            length = bytes([0x80 | size])
        elif size < 1 << 16:
            length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
        else:
            length = bytes([0x80 | 127]) + size.to_bytes(8, "big")
        self.socket.sendall(bytes([(0x80 if fin else 0) | opcode]) + length + bytes(4) + payload)

    def send(self, text):
        self.frame(text.encode())

    def receive_frame(self):
        """Opcode and payload."""
        first, size = self.take(2)
        if size == 126:
            size = int.from_bytes(self.take(2), "big")
        elif size == 127:
            size = int.from_bytes(self.take(8), "big")
        return first & 15, self.take(size)

    def receive(self):
        opcode, payload = self.receive_frame()
        while opcode == 9:
            self.frame(payload, 10)
            opcode, payload = self.receive_frame()
        assert opcode == 1, (opcode, payload)
        return payload.decode()


def call(connection, method, *params):
    """The answer to a call over a WebSocket or a Unix socket."""
    connection.send(json.dumps({"jsonrpc": "2.0", "id": method, "method": method, "params": params}))
    answer = json.loads(connection.receive())
    assert answer["id"] == method, answer
    return answer


@contextlib.contextmanager
def nodes():
    """A folder, and a list of nodes that are stopped at the end."""
    running = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield pathlib.Path(folder), running
        finally:
            for node in running:
                node.stop()


def rlp_items(data):
    """The items that stand one after the other, each with its head."""
    items, at = [], 0
    while at < len(data):
        first = data[at]
        assert first >= 0xC0, "a block is a list"
        if first < 0xF8:
            size = 1 + first - 0xC0
        else:
            digits = first - 0xF7
            size = 1 + digits + int.from_bytes(data[at + 1:at + 1 + digits], "big")
        items.append(data[at:at + size])
        at += size
    return items
