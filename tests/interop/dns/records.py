"""Prints the records of a nodes.json in a vector file, one in each line: records.py FILE"""
import json
import sys

for node in json.load(open(sys.argv[1]))["nodes"].values():
    print(node["record"])
