# BSC's own code as a peer; sourced by tests/interop/run, which then calls bsc_cases.
# Uses from there: $here, $build, $data, $work, $tools, $limit, $plexus, and lib.sh.

bsc_vectors=$here/../vectors
bsc_module=$here/bsc/v1_3

# bsc_await SECONDS LOG PATTERN: until a line of the log matches
bsc_await() {
    local tries
    for tries in $(seq $(($1 * 10))); do
        if grep -q "$3" "$2"; then return 0; fi
        sleep 0.1
    done
    echo "nothing like '$3' in $2 within $1 s"
    return 1
}

# bsc_peer NAME OPTION...: a BSC node that logs into NAME.log
bsc_peer() {
    local name=$1
    shift
    background "$dir/$name.log" "$tools/bscpeer" --timeout "${limit}s" "$@"
}

# bsc_node OPTION...: Plexus on BSC's mainnet, which logs into node.log
bsc_node() {
    background "$dir/node.log" timeout "$limit" "$plexus" --plugins "$bsc_plugins" \
        --data-dir "$dir/ours" --listen-address 127.0.0.1 --port 0 --log-level debug "$@"
}

# The peers of both directions, joined by commas.
bsc_enodes() {
    local name enodes=()
    for name in "$@"; do enodes+=("$(await_enode "$dir/$name.log")"); done
    local IFS=,
    echo "${enodes[*]}"
}

# bsc_stayed NAME: the handshake passed, and nobody has left
bsc_stayed() {
    if grep -E '"event":"(refused|dropped)"' "$dir/$1.log"; then return 1; fi
    grep -q '"event":"status"' "$dir/$1.log"
}

bsc_answers_ping() {
    bsc_peer theirs
    "$plexus" ping "$(await_enode "$dir/theirs.log")" --data-dir "$dir/pinger" |
        grep -q '^client *Geth/v1.3.13'
}

bsc_sessions_last() {  # 45 s: no frame for 30 s ends a session, so Pings were answered both ways
    local version
    for version in 66 67 68; do bsc_peer "dialled$version" --versions "$version" --bsc1; done
    bsc_node --static-peers "$(bsc_enodes dialled66 dialled67 dialled68)"
    local enode
    enode=$(await_enode "$dir/node.log")
    for version in 66 67 68; do
        bsc_peer "dialling$version" --versions "$version" --bsc1 --static "$enode"
    done
    sleep 45
    for version in 66 67 68; do
        bsc_stayed "dialled$version"
        bsc_stayed "dialling$version"
    done
    # UpgradeStatus came where it belongs, in its normal form.
    for version in 67 68; do
        grep -q '"event":"upgrade-status".*"payload":"c2c180"' "$dir/dialled$version.log"
        grep -q '"event":"upgrade-status".*"payload":"c2c180"' "$dir/dialling$version.log"
    done
    if grep -q '"event":"upgrade-status"' "$dir"/dial*66.log; then return 1; fi
}

bsc_keeps_the_highest() {  # both offer three versions
    bsc_peer theirs
    bsc_node --static-peers "$(bsc_enodes theirs)"
    bsc_await 10 "$dir/theirs.log" '"event":"status".*"version":68'
}

bsc_refuses() {  # THEIR-REASON OUR-REASON OPTION...: both sides know why
    local theirs=$1 ours=$2
    shift 2
    bsc_peer theirs "$@"
    bsc_node --static-peers "$(bsc_enodes theirs)"
    bsc_await 10 "$dir/theirs.log" "\"event\":\"refused\".*$theirs"
    bsc_await 10 "$dir/node.log" "status refused.*$ours"
    bsc_await 10 "$dir/node.log" 'peer left'
}

bsc_is_still_syncing() {  # a head of May 2024, and the forks since then announced
    bsc_peer theirs --head-time 1716000000
    grep -q '"forkHash":"7b6ff50b","forkNext":1718863500' <(await_event theirs listening)
    bsc_node --static-peers "$(bsc_enodes theirs)"
    bsc_await 10 "$dir/theirs.log" '"event":"status"'
    sleep 2
    bsc_stayed theirs
}

# await_event NAME EVENT: prints the first such event
await_event() {
    bsc_await 10 "$dir/$1.log" "\"event\":\"$2\""
    grep -m 1 "\"event\":\"$2\"" "$dir/$1.log"
}

bsc_withholds_upgrade_status() {  # VERSION: Plexus lets go in time, and the only slot is free
    bsc_node --no-dial --max-peers 1
    local enode
    enode=$(await_enode "$dir/node.log")
    bsc_peer mute --versions "$1" --no-upgrade-status --static "$enode"
    bsc_await 10 "$dir/mute.log" '"event":"withheld"'
    local began=$SECONDS
    bsc_await 10 "$dir/mute.log" '"event":"dropped"'
    # Five seconds, and what a loaded machine adds.
    [ $((SECONDS - began)) -ge 4 ]
    [ $((SECONDS - began)) -le 8 ]
    grep -q '"event":"dropped".*read timeout' "$dir/mute.log"
    bsc_peer good --versions "$1" --static "$enode"
    bsc_await 10 "$dir/good.log" '"event":"status"'
    sleep 1
    bsc_stayed good
}

bsc_relays_a_block() {  # VERSION: a block of mainnet reaches a handler, and other gossip no harm
    mkfifo "$dir/control"
    exec {control}<> "$dir/control"
    background "$dir/theirs.log" bash -c 'exec "$@" < "$0"' "$dir/control" "$tools/bscpeer" \
        --versions "$1" --captured "$bsc_vectors/real_bsc_blocks.json" --control \
        --timeout "${limit}s"
    bsc_plugins+=,$bsc_logger
    bsc_node --static-peers "$(bsc_enodes theirs)"
    bsc_await 10 "$dir/theirs.log" '"event":"status"'
    sleep 1  # a block that passes our Status is not what this is about
    printf 'transactions 5\nhashes 8\nrelay 1\n' >&"$control"
    bsc_await 10 "$dir/theirs.log" '"event":"sent".*"number":19410504,"peers":1'
    bsc_await 10 "$dir/node.log" '^block 19410504 a1fab136 .* 51 txs .* gossip from Geth/v1.3.13'
    bsc_stayed theirs
}

bsc_serves_a_chain() {  # VERSION: a chain up to the fork where BSC's rules part from Ethereum's
    bsc_peer theirs --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" \
        --blocks 199 --versions "$1"
    local enode
    enode=$(await_enode "$dir/theirs.log")
    timeout "$limit" "$plexus" --plugins "eth66,eth67,eth68,bsc,devnet,chainstore,sync" \
        --bind plexus.chain-profile=devnet --devnet.genesis "$data/pow/genesis.json" \
        --data-dir "$dir/ours" --listen-address 127.0.0.1 --port 0 --log-level debug \
        --static-peers "$enode" --exit-when-done --sync.patience 30s
    digest pow "$dir/ours" | tee "$dir/digest.log"
    grep -q 199 "$dir/digest.log"
}

bsc_is_found() {  # by discv4, as the only bootnode, on mainnet's terms
    bsc_peer theirs --discovery --no-dial
    bsc_plugins+=,discv4
    bsc_node --discv4.bootnodes "$(bsc_enodes theirs)"
    bsc_await 60 "$dir/theirs.log" '"event":"status"'
}

bsc_finds_us() {  # by the fork id in our record
    bsc_plugins+=,discv4
    bsc_node --no-dial --discv4.bootnodes none
    bsc_peer theirs --discovery --bootnodes "$(await_enode "$dir/node.log")"
    bsc_await 90 "$dir/theirs.log" '"event":"status"'
}

# The example plugin that prints blocks, built against this build as installed.
bsc_block_logger() {
    local source=$here/../../examples/block-logger
    bsc_logger=$build/package-test/examples/block-logger/build/block_logger.so
    if [ "$bsc_logger" -nt "$plexus" ]; then return 0; fi
    bsc_logger=$work/block-logger/block_logger.so
    cmake --install "$build" --prefix "$work/prefix" &&
        cmake -S "$source" -B "$work/block-logger" -DCMAKE_PREFIX_PATH="$work/prefix" &&
        cmake --build "$work/block-logger" --target block_logger
}

bsc_cases() {
    bsc_plugins=eth66,eth67,eth68,bsc
    local version
    echo "== real peers: bsc"
    # Its first compilation takes minutes, and a C compiler: on request.
    if [ -z "${PLEXUS_INTEROP_BSC:-}" ]; then
        case_skip "set PLEXUS_INTEROP_BSC=1 for it" "bsc suite"
        return 0
    fi
    if ! command -v go > /dev/null || ! command -v cc > /dev/null; then
        case_skip "no Go toolchain, or no C compiler for its BLS libraries" "bsc suite"
        return 0
    fi
    if ! (cd "$bsc_module" && go mod download) > "$work/bsc.log" 2>&1; then
        tail -n 3 "$work/bsc.log"
        case_skip "bsc could not be fetched" "bsc suite"
        return 0
    fi
    (cd "$bsc_module" && CGO_ENABLED=1 go build -o "$tools" ./...)
    case_run "bsc answers plexus ping" bsc_answers_ping
    case_run "sessions with bsc last, dialled and accepted, over eth/66 to 68" bsc_sessions_last
    case_run "bsc and plexus agree on eth/68" bsc_keeps_the_highest
    case_run "a wrong genesis is refused" \
        bsc_refuses 'genesis mismatch' 'genesis=6d3c66c5' --bsc chapel --network 56
    case_run "a wrong network is refused" \
        bsc_refuses 'network ID mismatch' 'network=57' --network 57
    case_run "a stale fork id is refused" \
        bsc_refuses 'fork ID rejected' 'fork=7b6ff50b' --schedule release --head-time 1716000000
    case_run "a bsc node that is still syncing is kept" bsc_is_still_syncing
    for version in 67 68; do
        case_run "eth/$version without UpgradeStatus ends in time" \
            bsc_withholds_upgrade_status "$version"
    done
    if bsc_block_logger > "$work/logger.log" 2>&1; then
        for version in 66 67 68; do
            case_run "a bsc block reaches a handler over eth/$version" bsc_relays_a_block "$version"
        done
    else
        case_skip "the example block-logger could not be built" "a bsc block reaches a handler"
    fi
    for version in 66 67 68; do
        case_run "plexus syncs from bsc over eth/$version" bsc_serves_a_chain "$version"
    done
    case_run "plexus finds bsc by discv4" bsc_is_found
    case_run "bsc finds plexus by discv4" bsc_finds_us
}
