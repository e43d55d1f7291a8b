"""A STUN server (RFC 5389) that answers Binding requests: stun_server.py ADDRESS PORT"""
import socket
import struct
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], int(sys.argv[2])))
print("listening", flush=True)
while True:
    request, (host, port) = server.recvfrom(1500)
    cookie = request[4:8]
    address = bytes(a ^ b for a, b in zip(socket.inet_aton(host), cookie))
    hidden = port ^ struct.unpack("!H", cookie[:2])[0]
    attribute = struct.pack("!HHBBH", 0x0020, 8, 0, 1, hidden) + address
    server.sendto(struct.pack("!HH", 0x0101, len(attribute)) + request[4:20] + attribute, (host, port))
