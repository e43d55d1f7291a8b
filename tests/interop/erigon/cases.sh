# Erigon as the client of the plugin `sentry`; sourced by tests/interop/run, which then calls erigon_cases.
# Uses from there: $here, $build, $data, $work, $tools, $limit, $plexus, lib.sh and node.sh. Each case has a
# network namespace of its own, so ports are fixed.

sentry_port=9091
erigon_rpc=8545
all_versions=eth66,eth67,eth68,eth69,eth70

# erigon_sentry NAME ENODES OPTION...: a node that is Erigon's sentry
erigon_sentry() {
    local name=$1 enodes=$2
    shift 2
    background "$dir/$name.log" timeout "$limit" "$plexus" --plugins "$all_versions,devnet,sentry" \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/$name" --listen-address 127.0.0.1 --port 0 \
        --static-peers "$enodes" --log-level debug "$@"
}

# erigon_node: Erigon on the pow chain, which has no seals, in $dir/erigon. It takes ten blocks at a time: as many as the
# cases relay.
erigon_node() {
    if [ ! -d "$dir/erigon" ]; then
        "$tools/erigon" init --datadir "$dir/erigon" "$data/pow/genesis.json" > "$dir/init.log" 2>&1
    fi
    background "$dir/erigon.log" timeout "$limit" "$tools/erigon" --datadir "$dir/erigon" --networkid 20260 \
        --sentry.api.addr "127.0.0.1:$sentry_port" --nodiscover --no-downloader --externalcl --fakepow \
        --sync.loop.block.limit 9 --http --http.addr 127.0.0.1 --http.port "$erigon_rpc" --http.api eth,txpool \
        --ws=false --private.api.addr= --authrpc.addr 127.0.0.1 --authrpc.port 18551 --log.dir.disable \
        --log.console.verbosity debug
    erigon_pid=${pids[-1]}
}

# erigon_asked METHOD PARAMETERS: what Erigon responds over HTTP
erigon_asked() {
    curl -s -m 5 "http://127.0.0.1:$erigon_rpc" -H 'content-type: application/json' \
        -d '{"jsonrpc":"2.0","id":1,"method":"'"$1"'","params":'"$2"'}'
}

# erigon_reaches NUMBER: Erigon has executed so many blocks; the state roots are checked by it
erigon_reaches() {
    local wanted tries
    wanted=$(printf '0x%x' "$1")
    for tries in $(seq $((60 * 5 * patience))); do
        if erigon_asked eth_blockNumber '[]' | grep -q "\"result\":\"$wanted\""; then return 0; fi
        sleep 0.2
    done
    echo "Erigon is at $(erigon_asked eth_blockNumber '[]'), not at $1"
    return 1
}

# ended PID: kills a process as a crash would, and waits for it
ended() {
    kill -9 -- "$(pgrep -P "$1")" "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
}

erigon_syncs() {  # from go-ethereum, through our node
    geth_peer theirs pow --blocks 1250
    erigon_sentry ours "$(enodes theirs)"
    await 20 ours "waiting for a client's status"
    erigon_node
    await 30 ours 'a client has told its status'
    erigon_reaches 1250
    grep -E '\[6/8 Execution\] Done' "$dir/erigon.log" | tail -n 1
    if grep -E 'invalidHeaders=[1-9]|Wrong trie root' "$dir/erigon.log"; then return 1; fi
}

erigon_passes_transactions() {  # from one go-ethereum, through our node, Erigon's pool and our node, to another; and its own
    local event raw
    geth_peer from pow --blocks 1140 --versions 68
    geth_peer to pow --blocks 1140 --versions 67
    erigon_sentry ours "$(enodes from to)"
    erigon_node
    erigon_reaches 1140
    # Its pool begins with a block that it sees come.
    say from 'relay 10'
    erigon_reaches 1150
    say from 'hashes 2'
    event=$(await 10 from '"event":"sent".*"what":"hashes"')
    await 30 to "\"event\":\"(pooled-)?transactions\",\"hashes\":\[.*$(first_hash "$event")"
    # The third one is handed to it, and goes to both.
    raw=$(python3 "$here/erigon/raw_transaction.py" "$data/pow/chain.rlp" 1151 2)
    event=$(erigon_asked eth_sendRawTransaction "[\"$raw\"]")
    await 30 from "\"event\":\"(pooled-)?transactions\",\"hashes\":\[.*$(first_hash "$event")"
    await 30 to "\"event\":\"(pooled-)?transactions\",\"hashes\":\[.*$(first_hash "$event")"
    erigon_asked txpool_status '[]' | tee "$dir/pool.json"
    grep -q '"pending":"0x3"' "$dir/pool.json"
}

erigon_survives() {  # our crash, and its own
    geth_peer theirs pow --blocks 1140
    erigon_sentry ours "$(enodes theirs)"
    local sentry=${pids[-1]}
    erigon_node
    erigon_reaches 1140
    ended "$sentry"
    mv "$dir/ours.log" "$dir/crashed.log"
    erigon_sentry ours "$(enodes theirs)"
    await 30 ours 'a client has told its status'
    await 20 ours 'peer joined'
    say theirs 'relay 10'
    erigon_reaches 1150
    ended "$erigon_pid"
    erigon_node
    erigon_reaches 1150
    say theirs 'relay 10'
    erigon_reaches 1160
}

erigon_through_a_hub() {  # two of our nodes, one of which dials, each with a peer of its own; then one crashes
    local dialling sentry
    geth_peer one pow --blocks 1140
    geth_peer two pow --blocks 1140
    erigon_sentry first "$(enodes one)" --sentry.listen 127.0.0.1:9092
    erigon_sentry second "$(enodes two)" --sentry.listen "" --sentry.dial 127.0.0.1:9093
    dialling=${pids[-1]}
    background "$dir/hub.log" "$build/bin/plexus-sentry-hub" --listen "127.0.0.1:$sentry_port" \
        --sentries 127.0.0.1:9092 --dial-in 127.0.0.1:9093
    await_times 20 hub 'has come' 2
    erigon_node
    erigon_reaches 1140
    # Each has about half of the work, which is 230 requests for headers and 115 for bodies.
    for sentry in first second; do
        await_times 1 "$sentry" 'response received name=GetBlockHeaders' 60
        await_times 1 "$sentry" 'response received name=GetBlockBodies' 30
    done
    ended "$dialling"
    await 10 hub 'has gone'
    say one 'relay 10'
    erigon_reaches 1150
}

erigon_old_client() {  # Erigon's own client of 2023
    geth_peer theirs pow --blocks 1250
    erigon_sentry ours "$(enodes theirs)"
    await 20 ours 'peer joined'
    "$tools/erigonclient" --genesis b159c089dfb5d31fc0a8db0765312f346a3894d6da046e3fc9473130ef23c125 \
        | tee "$dir/client.out"
    grep -q '^headers 1250$' "$dir/client.out"
}

# erigon_built: Erigon itself
erigon_built() {
    echo "building Erigon, which takes four minutes of a core the first time"
    (cd "$here/erigon" && go build -p 2 -o "$tools/erigon" github.com/erigontech/erigon/cmd/erigon) > "$work/go.log" 2>&1 && return 0
    tail -n 3 "$work/go.log"
    case_skip "it could not be fetched and built" "erigon suite"
    return 1
}

erigon_names=("erigon downloads and executes pow through plexus"
    "transactions travel through plexus to erigon and back"
    "erigon survives a crash of plexus, and its own"
    "erigon syncs through a hub of two nodes, and one crashes")

erigon_cases() {
    echo "== real clients: erigon"
    # Its first compilation takes four minutes of a core, and a C++ compiler: on request.
    if [ -z "${PLEXUS_INTEROP_ERIGON:-}" ]; then
        case_skip "set PLEXUS_INTEROP_ERIGON=1 for it" "erigon suite"
    elif [ ! -e "$build/lib/plexus/plugins/sentry.so" ]; then
        case_skip "sentry was not built" "erigon suite"
    elif ! unshare -n true 2> /dev/null; then
        case_skip "network namespaces need root" "erigon suite"
    elif ! command -v go > /dev/null; then
        case_skip "no Go toolchain" "erigon suite"
    else
        if built erigon/client 0 "erigon's client"; then
            case_run "erigon's client of 2023 downloads headers through plexus" alone erigon_old_client
        fi
        if ! wanted "${erigon_names[@]}" || ! erigon_built; then return 0; fi
        case_run "${erigon_names[0]}" alone erigon_syncs
        case_run "${erigon_names[1]}" alone erigon_passes_transactions
        case_run "${erigon_names[2]}" alone erigon_survives
        case_run "${erigon_names[3]}" alone erigon_through_a_hub
    fi
}
