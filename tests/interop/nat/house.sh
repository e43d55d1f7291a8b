#!/bin/sh
# Runs a command in a house of its own: a network namespace whose only way out is a router in a
# second one. The router is miniupnpd, with UPnP and NAT-PMP, at 192.168.77.1; on its other side it
# is 77.77.77.7, and beyond it, in a third namespace, is a host 77.77.77.8. Nothing of it reaches a
# real network. ROUTER_LOG gets what the router says; ROUTER_PID and BEYOND_PID name files for the
# processes whose namespaces are the router's and the host's. Root only.
set -e

if [ "$1" != --inside ]; then exec unshare -n "$0" --inside "$@"; fi
shift

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
ip link set lo up
unshare -n sleep 600 &
router=$!
unshare -n sleep 600 &
beyond=$!
daemon=
trap 'kill $daemon $router $beyond; rm -rf "$work"' EXIT
sleep 0.3  # until unshare has made the namespaces
echo "$router" > "$ROUTER_PID"
echo "$beyond" > "$BEYOND_PID"
in_router() { nsenter -t "$router" -n "$@"; }

ip link add lan0 type veth peer name rlan netns "$router"
ip addr add 192.168.77.2/24 dev lan0
ip link set lan0 up
ip route add default via 192.168.77.1
in_router ip link set lo up
in_router ip addr add 192.168.77.1/24 dev rlan
in_router ip link set rlan up
in_router ip link add wan0 type veth peer name wan1 netns "$beyond"
nsenter -t "$beyond" -n ip addr add 77.77.77.8/24 dev wan1
nsenter -t "$beyond" -n ip link set wan1 up
in_router ip link set wan0 up
in_router ip addr add 77.77.77.7/24 dev wan0
in_router sysctl -qw net.ipv4.ip_forward=1
in_router nft -f "$here/router.nft"

: > "$work/leases"
sed "s,LEASES,$work/leases," "$here/miniupnpd.conf" > "$work/miniupnpd.conf"
in_router miniupnpd -d -f "$work/miniupnpd.conf" -P "$work/miniupnpd.pid" > "$ROUTER_LOG" 2>&1 &
daemon=$!
"$@"
