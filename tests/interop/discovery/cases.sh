# go-ethereum's discovery, and its own suites for it; sourced by tests/interop/run, which then calls
# discovery_cases.

discv4_suite() {  # 15 tests; hive runs the same
    local node_of_ours
    as_node ours pow "eth68,discv4" --discv4.bootnodes none
    background "$dir/node.log" "${node[@]}"
    node_of_ours=$(await_enode "$dir/node.log")
    timeout "$limit" "$tools/devp2p" discv4 test --listen1 127.0.0.1 --listen2 127.0.0.2 \
        --remote "$node_of_ours"
}

discv5_suite() {  # 10 tests, with both protocols on one port
    as_node ours pow "eth68,discv4,discv5" --discv4.bootnodes none --discv5.bootnodes none
    background "$dir/node.log" "${node[@]}"
    timeout "$limit" "$tools/devp2p" discv5 test --listen1 127.0.0.1 --listen2 127.0.0.2 \
        "$(await_enode "$dir/node.log")"
}

# without_error: prints the events that it reads, none of which may name an error
without_error() {
    local events
    events=$(cat)
    if grep '"err":' <<< "$events" | grep -v -F '"err":"\u003cnil\u003e"'; then return 1; fi
    echo "$events"
}

# obeyed LINE: says it to `theirs`, and prints the event that it brings
obeyed() {
    say theirs "$1"
    await 10 theirs "\"cmd\":\"$1\"" | without_error
}

geth_finds_us_by_discv5() {  # go-ethereum begins with our enode, and speaks both protocols to one port
    local ours
    as_node ours pow "eth68,discv4,discv5" --discv4.bootnodes none --discv5.bootnodes none
    background "$dir/node.log" "${node[@]}"
    ours=$(await_enode "$dir/node.log")
    commanded theirs "$tools/gethdiscovery" -boot "$ours"
    await 10 theirs '"enr":'
    obeyed "ping5 ${ours}"
    obeyed "find5 $ours 0" | grep '"nodes":\["enr:'
    obeyed "talk5 $ours nobody hello" | grep '"resp":""'
    obeyed "ping4 $ours"
    obeyed "enr4 $ours" | grep '"node":"enr:'
}

# live_nodes NUMBER: until `theirs` has so many live nodes in its discv5 table
live_nodes() {
    local tries line
    for tries in $(seq 60); do
        say theirs table5
        sleep 0.5
        line=$(grep '"cmd":"table5"' "$dir/theirs.log" | tail -n 1)
        if [ "$(grep -o 'live=true' <<< "$line" | wc -l)" -ge "$1" ]; then return 0; fi
    done
    return 1
}

# The keys 1 and 3 put two nodes at the greatest distance, which nearly every lookup names.
key=000000000000000000000000000000000000000000000000000000000000000

geth_is_found_by_discv5() {  # Plexus begins with go-ethereum's record, and finds a third node through it
    local record third
    commanded theirs "$tools/gethdiscovery" -key "${key}1"
    record=$(member enr "$(await 10 theirs '"enr":')")
    commanded third "$tools/gethdiscovery" -key "${key}3" -boot "$record"
    third=$(member enode "$(await 10 third '"enode":')")
    live_nodes 1
    as_node ours pow "eth68,discv4,discv5" --discv4.bootnodes none --discv5.bootnodes "$record" \
        --log-level info,discv5=debug
    background "$dir/node.log" "${node[@]}"
    await 10 node "discv5: node verified .*$third"
    live_nodes 2
}

# talking PLUGINS OPTION...: the node `ours` with these plugins, which does what `say ours LINE` says; its record
# is $record then
talking() {
    driven ours pow "eth68,$1" "${@:2}"
    say ours record
    record=$(await 30 ours '^response record enr:' | cut -d ' ' -f 3)
}

# told_by NAME: the record that a peer has printed
told_by() {
    member enr "$(await 10 "$1" '"enr":')"
}

# talks_back: TALKREQ from us to `theirs`
talks_back() {
    say ours "talk $(told_by theirs) echo back"
    await 10 ours '^response talk echo:back$'
    await 10 theirs '"event":"talk"'
}

library_finds_us_by_discv5() {  # COMMAND: the peer, which begins with our record and shakes hands
    local record
    talking discv4,discv5 --discv4.bootnodes none --discv5.bootnodes none
    commanded theirs "$@" "${key}1" "$record"
    await 10 ours 'discv5: node verified '
    obeyed "ping5 $record"
    obeyed "find5 $record 0" | grep -F "\"nodes\":[\"$record\"]"
    obeyed "talk5 $record echo hello" | grep '"resp":"echo:hello"'
    obeyed "talk5 $record nobody hello" | grep '"resp":""'
    talks_back
}

library_is_found_by_discv5() {  # COMMAND: the peer, with whose record we begin; it knows a third node
    local record port
    commanded theirs "$@" "${key}1"
    commanded third "$@" "${key}3" "$(told_by theirs)"
    await 10 theirs '"event":"session"'
    port=$(member from "$(grep -m 1 '"event":"session"' "$dir/theirs.log")" | grep -o '[0-9]*$')
    talking discv4,discv5 --discv4.bootnodes none --discv5.bootnodes "$(told_by theirs)"
    await 10 ours "discv5: node verified .*:$port"
    await_times 10 theirs '"event":"session"' 2
    await_times 10 third '"event":"session"' 2
    talks_back
}

geth_network_is_walked() {  # Plexus and go-ethereum's own walker, side by side
    local boot theirs ours
    commanded network "$tools/gethnetwork" -nodes 150 -settle 90s -time 20s
    boot=$(member boot "$(await 60 network '"boot":')")
    as_node ours pow "eth68,discv4" --discv4.bootnodes "$boot" --log-level info,discv4=debug
    background "$dir/node.log" "${node[@]}"
    say network go
    theirs=$(member walker_done "$(await 60 network walker_done)")
    ours=$(grep -o 'packet received name=[A-Za-z]* peer=[0-9a-f]*' "$dir/node.log" |
        sed 's/.*peer=//' | sort -u | wc -l)
    echo "of 150 nodes go-ethereum's walker has heard of $theirs in 20 s, and Plexus has heard from $ours"
    [ "$ours" -ge 140 ]
    [ "$ours" -ge "$theirs" ]
    "$plexus" crawl --data-dir "$dir/crawl" --listen-address 127.0.0.1 --port 0 --discv4.bootnodes "$boot" \
        --timeout 5s --crawl.out "$dir/nodes.json"
    ours=$("$tools/devp2p" nodeset info "$dir/nodes.json" | grep -o '^Set contains [0-9]*' | tr -dc 0-9)
    echo "of 150 nodes a crawl of 5 s has $ours"
    [ "$ours" -ge 140 ]
}

geth_network_is_crawled() {  # a real Hello, and a file that go-ethereum reads
    local boot peer count
    commanded network "$tools/gethnetwork" -nodes 40 -settle 15s -time 1s
    boot=$(member boot "$(await 60 network '"boot":')")
    as_node ours pow "eth68,discv4" --discv4.bootnodes "$boot"
    background "$dir/node.log" "${node[@]}"
    peer=$(await_enode "$dir/node.log")
    "$plexus" crawl --data-dir "$dir/crawl" --listen-address 127.0.0.1 --port 0 \
        --discv4.bootnodes "$boot,$peer" --timeout 60s --crawl.out "$dir/nodes.json" \
        --csv "$dir/nodes.csv"
    count=$("$tools/devp2p" nodeset info "$dir/nodes.json" | grep -o '^Set contains [0-9]*' | tr -dc 0-9)
    # The rest cannot be heard of: the tables of a young network do not name them yet.
    echo "of 41 nodes $count are in the file"
    [ "$count" -ge 28 ]
    grep -E "^${peer:8:128},127.0.0.1,.*[Pp]lexus/.*eth/68" "$dir/nodes.csv"
}

# In a namespace in which every address is the machine's, and nothing leaves it.
pool_of_the_churned() {
    local fork boot tools=$here/../../build/interop
    ip route add local 0.0.0.0/0 dev lo
    fork=$("$plexus" forkid --plugins devnet --devnet.genesis "$data/pow/genesis.json" --log-level error |
        sed -n 's/.*fork id \([0-9a-f]*\), next none.*/\1/p')
    commanded network "$tools/gethchurn" -fork "$fork"
    boot=$(member boot "$(await 60 network '"boot":')")
    background "$dir/node.log" "$plexus" --plugins eth68,discv4,devnet --devnet.genesis "$data/pow/genesis.json" \
        --data-dir "$dir/ours" --listen-address 77.77.77.7 --discv4.bootnodes "$boot"
    say network "$(await_enode "$dir/node.log")"
    python3 "$here/discovery/pool_held.py" "$dir/ours/control.sock" $((60 * churn_minutes)) 30 50
    awk '{ printf "%.1f %% of a core\n", ($14 + $15) / '"$(getconf CLK_TCK)"' / 0.6 / '"$churn_minutes"' }' \
        "/proc/${pids[-1]}/stat"
}

# With the defaults for all that says where the node is. It has no bootnodes: others begin with it.
on_the_internet() {
    local ours number tools=$here/../../build/interop
    background "$dir/node.log" timeout "$limit" "$plexus" --plugins eth68,discv4,devnet \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/ours" --discv4.bootnodes none
    ours=$(await_enode "$dir/node.log" | sed 's/@[^:]*:/@77.77.77.7:/')
    for number in 78 79 80 81; do
        background "$dir/geth$number.log" nsenter -t "$(cat "$dir/beyond.pid")" -n \
            "$tools/gethdialler" -addr "$number.1.1.1:30303" -boot "$ours"
    done
    await 10 geth78 '"resolved":"77.77.77.7"'
    # The bar is ten seconds after the first bond, on a machine that is not quiet.
    [ "$(member ms "$(grep -m 1 '"resolved"' "$dir/geth78.log")")" -le 10000 ]
    # Whichever comes first; all connect from one address, and it is let in once in 30 s.
    await 10 node "peer joined .*client=dialler .*direction=inbound"
    grep -h '"dialled":' "$dir"/geth*.log
}

# as in_house: the script calls itself inside
geth_resolves_and_dials_us() {
    BEYOND_PID=$dir/beyond.pid "$here/discovery/internet.sh" "$here/run" "$build" --inside "$dir" \
        on_the_internet
}

# at_once NAME COUNT LINE: says it so often without waiting, and is obeyed each time
at_once() {
    local count
    for count in $(seq "$2"); do say "$1" "$3"; done
    await_times 20 "$1" "\"cmd\":\"$3\"" "$2"
    without_error < "$dir/$1.log" | grep -c "\"cmd\":\"$3\""
}

one_port="discv4 and discv5 of three others at one port"
all_at_one_port() {  # go-ethereum by discv4, and the libraries by discv5, all at once
    local record theirs waiting=()
    talking discv4,discv5 --discv4.bootnodes none --discv5.bootnodes none
    commanded geth "$tools/gethdiscovery" -v5=false
    commanded sigp "${sigp[@]}" "${key}1"
    commanded chainsafe "${chainsafe[@]}" "${key}3"
    for theirs in geth sigp chainsafe; do told_by "$theirs"; done
    at_once geth 40 "ping4 $record" & waiting+=($!)
    at_once sigp 40 "ping5 $record" & waiting+=($!)
    at_once chainsafe 40 "ping5 $record" & waiting+=($!)
    for theirs in "${waiting[@]}"; do wait "$theirs"; done
    at_once geth 1 "enr4 $record" | grep -x 1
}

# So long the network loses a fifth of its nodes each minute.
churn_minutes=${PLEXUS_INTEROP_CHURN:-5}
churned_pool="a pool of which a fifth dies each minute"

pool_holds() {
    PLEXUS_INTEROP_CHURN=$churn_minutes alone pool_of_the_churned
}

discovery_cases() {
    wanted "devp2p discv4 suite" "devp2p discv5 suite" "geth finds plexus by discv5" \
        "plexus finds geth by discv5" "plexus walks a network of geth nodes" \
        "plexus crawls a network of geth nodes" "geth resolves and dials plexus" "$one_port" "$churned_pool" || return 0
    built discovery 1 discovery || return 0
    (cd "$here/discovery" &&
        CGO_ENABLED=0 go build -p 1 -o "$tools" github.com/ethereum/go-ethereum/cmd/devp2p)
    case_run "devp2p discv4 suite" discv4_suite
    case_run "devp2p discv5 suite" discv5_suite
    case_run "geth finds plexus by discv5" geth_finds_us_by_discv5
    case_run "plexus finds geth by discv5" geth_is_found_by_discv5
    case_run "plexus walks a network of geth nodes" geth_network_is_walked
    case_run "plexus crawls a network of geth nodes" geth_network_is_crawled
    if unshare -n true 2> /dev/null; then
        case_run "geth resolves and dials plexus" geth_resolves_and_dials_us
        case_run "$churned_pool" pool_holds
    else
        case_skip "network namespaces need root" "geth resolves and dials plexus" "$churned_pool"
    fi
}
