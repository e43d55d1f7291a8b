#!/bin/sh
# Runs a command at 77.77.77.7, in a network namespace whose only neighbour is a second one with
# addresses of four other networks: 78.1.1.1, 79.1.1.1, 80.1.1.1 and 81.1.1.1. They are addresses of
# the internet, and nothing of it reaches a real network. BEYOND_PID names a file for the process whose
# namespace is the other one. Root only.
set -e

if [ "$1" != --inside ]; then exec unshare -n "$0" --inside "$@"; fi
shift

unshare -n sleep 600 &
beyond=$!
trap 'kill $beyond' EXIT
sleep 0.3  # until unshare has made the namespace
echo "$beyond" > "$BEYOND_PID"
ip link set lo up
ip link add wan0 type veth peer name wan1 netns "$beyond"
ip addr add 77.77.77.7/32 dev wan0
ip link set wan0 up
ip route add default dev wan0
nsenter -t "$beyond" -n sh -e << 'END'
ip link set lo up
for number in 78 79 80 81; do ip addr add $number.1.1.1/32 dev wan1; done
ip link set wan1 up
ip route add default dev wan1
END
"$@"
