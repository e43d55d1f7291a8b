#!/usr/bin/env python3
"""first_seen.py FIRST_SEEN: the lines of three nodes, two of which have one name, through examples/first-seen."""

import json
import subprocess
import sys


def line(node, name, at, hash):
    return json.dumps({"kind": "tx", "at": f"2026-11-26T20:06:28.{at:06}Z", "node": node * 64, "node_name": name, "client": "Geth", "hash": "0x" + hash * 64})


def main():
    lines = [line("a", "host", 2000, "1"), line("b", "host", 1000, "1"), line("c", "other", 5000, "1")]
    found = subprocess.run([sys.executable, sys.argv[1], "-"], input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    wanted = f"2026-11-26T20:06:28.001000+00:00 tx 0x{'1' * 64} host/bbbbbbbb (Geth) host/aaaaaaaa+1.000ms other+4.000ms\n"
    if found != wanted:
        sys.exit(f"{found!r} in place of {wanted!r}")


if __name__ == "__main__":
    main()
