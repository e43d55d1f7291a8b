# An engine API that calls every payload valid and every fork choice made: go-ethereum's eth-test tells a client of the
# head by it, and Plexus knows that from its peers. Prints its port.

import http.server
import json


class Engine(http.server.BaseHTTPRequestHandler):
    def body(self):
        length = self.headers.get("content-length")
        if length is not None:
            return self.rfile.read(int(length))
        parts = []
        while size := int(self.rfile.readline(), 16):  # chunked
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        return b"".join(parts)

    def do_POST(self):
        status = {"status": "VALID", "latestValidHash": None, "validationError": None}
        response = {"jsonrpc": "2.0", "id": json.loads(self.body()).get("id", 1),
                    "result": {**status, "payloadStatus": status, "payloadId": None}}
        data = json.dumps(response).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Engine)
print("port", server.server_port, flush=True)
server.serve_forever()
