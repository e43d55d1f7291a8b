#!/usr/bin/env python3
"""raw_transaction.py CHAIN NUMBER INDEX: a transaction of a file of blocks as eth_sendRawTransaction takes it, the INDEX-th
in the blocks from NUMBER on; the first block of the file has the number 1."""

import sys


def split(data, at):
    """@returns where the content of the item at `at` begins, and where the item ends"""
    first = data[at]
    if first < 0x80:
        return at, at + 1
    size = first - (0x80 if first < 0xC0 else 0xC0)
    begin = at + 1
    if size > 55:
        begin += size - 55
        size = int.from_bytes(data[at + 1 : begin], "big")
    return begin, begin + size


def items(data):
    """The items of a list's content, each from its first byte on."""
    at = 0
    while at < len(data):
        end = split(data, at)[1]
        yield data[at:end]
        at = end


def content(item):
    begin, end = split(item, 0)
    return item[begin:end]


def main():
    with open(sys.argv[1], "rb") as file:
        blocks = list(items(file.read()))
    found = []
    for block in blocks[int(sys.argv[2]) - 1 :]:
        found += items(content(list(items(content(block)))[1]))
    item = found[int(sys.argv[3])]
    # A typed transaction is a string in the block, another one a list.
    print("0x" + (item if item[0] >= 0xC0 else content(item)).hex())


if __name__ == "__main__":
    main()
