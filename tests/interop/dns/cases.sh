# A node list of our own on a real name server; sourced by tests/interop/run, which then calls
# dns_cases.

# serve_list NODES SEQUENCE: signs a list and has nsd serve it; sets $url and $port
serve_list() {
    "$plexus" dns sign "$dir/key" nodes.test "$2" "$1" --data-dir "$dir/command" \
        > "$dir/list.zone" 2> "$dir/sign.log"
    url=$(head -n 1 "$dir/sign.log")
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    {
        echo '$ORIGIN nodes.test.'
        echo '@ 60 IN SOA ns root 1 3600 600 86400 60'
        echo '@ 60 IN NS ns'
        echo 'ns 60 IN A 127.0.0.1'
        cat "$dir/list.zone"
    } > "$dir/nodes.test.zone"
    sed "s,FOLDER,$dir,; s,PORT,$port," "$here/dns/nsd.conf" > "$dir/nsd.conf"
    background "$dir/server.log" nsd -c "$dir/nsd.conf" -d
    await 10 nsd 'nsd started'
}

dns_command() { "$plexus" dns "$@" --dnsdisc.servers "127.0.0.1:$port" --data-dir "$dir/command"; }

dns_list() {  # a node is found by nothing but a list that we have signed
    local url port
    as_node first pow "eth68,discv4" --discv4.bootnodes none
    background "$dir/first.log" "${node[@]}"
    await_enode "$dir/first.log"
    await 10 first 'discovering nodes'
    for _ in $(seq 100); do [ -s "$dir/first/enr" ] && break; sleep 0.1; done
    openssl rand -hex 32 > "$dir/key"
    serve_list "$dir/first/enr" 5
    dns_command verify "$url" | tee "$dir/verify.log"
    await 1 verify 'sequence  5'
    await 1 verify 'nodes     1'
    dns_command print "$url" | diff - "$dir/first/enr"
    as_node second pow "eth68,dnsdisc" --dnsdisc.lists "$url" --dnsdisc.servers "127.0.0.1:$port" \
        --dnsdisc.netrestrict 127.0.0.0/8
    background "$dir/second.log" "${node[@]}"
    await 30 second 'peers: peer joined'
}

dns_changed_entry() {  # whoever serves the list cannot change it unseen
    local url port
    openssl rand -hex 32 > "$dir/key"
    python3 "$here/dns/records.py" "$here/../vectors/dns_tree.json" > "$dir/nodes"
    serve_list "$dir/nodes" 1
    dns_command verify "$url"
    sed -i '0,/enr:-/s//enr:-A/' "$dir/nodes.test.zone"
    kill "${pids[-1]}"
    wait "${pids[-1]}" || true
    : > "$dir/nsd.log"
    background "$dir/server.log" nsd -c "$dir/nsd.conf" -d
    await 10 nsd 'nsd started'
    if dns_command verify "$url" > "$dir/bad.log"; then return 1; fi
    await 1 bad 'faults    nodes: 1 with other content'
}

dns_names=("a node list of our own on nsd" "a changed entry on nsd is named")

dns_cases() {
    echo "== a name server: nsd"
    if ! wanted "${dns_names[@]}"; then return 0; fi
    if ! command -v nsd > /dev/null; then
        case_skip "no nsd" "node list suite"
    elif [ ! -e "$build/lib/plexus/plugins/dnsdisc.so" ]; then
        case_skip "dnsdisc was not built" "node list suite"
    else
        case_run "${dns_names[0]}" dns_list
        case_run "${dns_names[1]}" dns_changed_entry
    fi
}
