# Plexus behind a router, in namespaces; sourced by tests/interop/run, which then calls nat_cases.

# forwards COUNT: waits until the router forwards so many ports to the house
forwards() {
    local count
    for _ in $(seq 100); do
        count=$(nsenter -t "$(cat "$dir/router.pid")" -n nft list table inet filter |
            grep -c 'dnat ip to 192.168.77.2:30311' || true)
        if [ "$count" -eq "$1" ]; then return 0; fi
        sleep 0.1
    done
    echo "the router forwards $count ports, not $1"
    return 1
}

# at_home OPTION...: a node that listens at all addresses of the house
at_home() {
    background "$dir/node.log" timeout "$limit" "$plexus" --plugins eth68,discv4,nat,devnet \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/ours" --port 30311 \
        --discv4.bootnodes none "$@"
}

# mapped WAY NAME: the ports are opened, the record says so, and at the end they are closed
mapped() {
    at_home --nat "$1"
    await 20 node "nat: the router forwards ports to this node by=$2 address=77.77.77.7 tcp_port=30311 udp_port=30311"
    forwards 2
    kill -INT "${pids[-1]}"
    await 10 node "nat: the router has closed the ports by=$2"
    forwards 0
}

nat_upnp() { mapped upnp UPnP; }
nat_pmp() { mapped pmp NAT-PMP; }
nat_any() { mapped any NAT-PMP; }

nat_stun() {  # two servers beyond the router see its address
    local port
    for port in 3478 3479; do
        background "$dir/stun$port.log" nsenter -t "$(cat "$dir/beyond.pid")" -n \
            python3 "$here/nat/stun_server.py" 77.77.77.8 "$port"
    done
    await 10 stun3478 listening
    await 10 stun3479 listening
    at_home --nat stun --nat.stun-servers 77.77.77.8:3478,77.77.77.8:3479
    await 20 node 'nat: STUN servers see this node address=77.77.77.7 udp_port=30311 servers=2'
}

# in_house FUNCTION: a case behind a router of its own; the script calls itself inside
in_house() {
    ROUTER_LOG=$dir/router.log ROUTER_PID=$dir/router.pid BEYOND_PID=$dir/beyond.pid \
        "$here/nat/house.sh" "$here/run" "$build" --inside "$dir" "$1"
}

nat_names=("a port by UPnP" "a port by NAT-PMP" "a port by whatever answers" "an address by STUN")

nat_cases() {
    echo "== a router in a namespace: miniupnpd"
    if ! wanted "${nat_names[@]}"; then return 0; fi
    if ! command -v miniupnpd > /dev/null || ! command -v nft > /dev/null; then
        case_skip "no miniupnpd (miniupnpd-nftables, nftables)" "nat suite"
    elif [ ! -e "$build/lib/plexus/plugins/nat.so" ]; then
        case_skip "nat was not built" "nat suite"
    elif ! unshare -n true 2> /dev/null; then
        case_skip "network namespaces need root" "nat suite"
    else
        case_run "${nat_names[0]}" in_house nat_upnp
        case_run "${nat_names[1]}" in_house nat_pmp
        case_run "${nat_names[2]}" in_house nat_any
        case_run "${nat_names[3]}" in_house nat_stun
    fi
}
