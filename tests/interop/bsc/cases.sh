# BSC's own code as a peer; sourced by tests/interop/run, which then calls bsc_cases.
# Uses from there: $here, $build, $data, $work, $tools, $limit, $plexus, lib.sh and node.sh.

bsc_vectors=$here/../vectors

# bsc_peer BINARY NAME OPTION...: a BSC node that logs into NAME.log and obeys `say NAME LINE`
bsc_peer() {
    local binary=$1 name=$2
    shift 2
    commanded "$name" "$tools/$binary" --control --timeout "${limit}s" "$@"
}

# bsc_node NAME PLUGINS OPTION...: Plexus on BSC's mainnet, which logs into NAME.log and obeys
bsc_node() {
    local name=$1 plugins=$2
    shift 2
    fifo "$name"
    background "$dir/$name.log" timeout "$limit" "$plexus" --plugins "$plugins,bsc,$driver" \
        --driver.commands "$dir/$name.in" --data-dir "$dir/$name-data" \
        --listen-address 127.0.0.1 --port 0 --log-level debug "$@"
}

# bsc_stayed NAME...: the handshake passed, and nobody has left
bsc_stayed() {
    local name
    for name in "$@"; do
        if grep -E '"event":"(refused|dropped|error)"' "$dir/$name.log"; then return 1; fi
        grep -q '"event":"status"' "$dir/$name.log"
    done
}

bsc_answers_ping() {  # BINARY RELEASE
    bsc_peer "$1" theirs
    "$plexus" ping "$(enodes theirs)" --data-dir "$dir/pinger" | grep -q "^client *Geth/$2"
}

# bsc_sessions_last NAME=BINARY,VERSION,DEPENDENTS...: 45 s, both ways. Without a frame for 30 s a
# session ends, so Pings were answered.
bsc_sessions_last() {
    local spec dialled=() dialling=() binary version dependents enode
    for spec in "$@"; do
        IFS=, read -r binary version dependents <<< "${spec#*=}"
        bsc_peer "$binary" "dialled${spec%%=*}" --versions "$version" --dependents "${dependents//+/,}"
        dialled+=("dialled${spec%%=*}")
    done
    bsc_node node "$bsc_versions" --static-peers "$(enodes "${dialled[@]}")"
    enode=$(enodes node)
    for spec in "$@"; do
        IFS=, read -r binary version dependents <<< "${spec#*=}"
        bsc_peer "$binary" "dialling${spec%%=*}" --versions "$version" \
            --dependents "${dependents//+/,}" --static "$enode"
        dialling+=("dialling${spec%%=*}")
    done
    sleep 45
    bsc_stayed "${dialled[@]}" "${dialling[@]}"
    # UpgradeStatus came where it belongs, in its normal form, and nowhere else.
    for spec in "$@"; do
        IFS=, read -r binary version dependents <<< "${spec#*=}"
        case $version in
            67 | 68) await 1 "dialled${spec%%=*}" '"event":"upgrade-status".*"payload":"c2c180"'
                     await 1 "dialling${spec%%=*}" '"event":"upgrade-status".*"payload":"c2c180"' ;;
            *) if grep '"event":"upgrade-status"' "$dir"/dial*"${spec%%=*}.log"; then return 1; fi ;;
        esac
    done
}

bsc_keeps_the_highest() {  # both offer three versions
    bsc_peer bscpeer theirs
    bsc_node node "$bsc_versions" --static-peers "$(enodes theirs)"
    await 10 theirs '"event":"status".*"version":68'
}

# bsc_refuses BINARY [STALE HEAD_TIME]: a wrong genesis block and network, and the fork id of a release that has
# not heard of today's forks; both sides know why
bsc_refuses() {
    local names=(genesis network)
    bsc_peer "$1" genesis --bsc chapel --network 56
    bsc_peer "$1" network --network 57
    if [ -n "${2:-}" ]; then
        bsc_peer "$1" stale --schedule release --head-time "$3"
        names+=(stale)
    fi
    bsc_node node "$bsc_versions" --static-peers "$(enodes "${names[@]}")"
    await 10 genesis '"event":"refused".*genesis mismatch'
    await 10 network '"event":"refused".*network ID mismatch'
    await 10 node 'status refused.*genesis=6d3c66c5'
    await 10 node 'status refused.*network=57'
    if [ -n "${2:-}" ]; then
        await 10 stale '"event":"refused".*fork ID rejected'
        await 10 node "status refused.*fork=$2"
    fi
    await_times 10 node 'peer left' ${#names[@]}
}

bsc_is_still_syncing() {  # a head of May 2024, and the forks since then announced
    bsc_peer bscpeer theirs --head-time 1716000000
    await 10 theirs '"forkHash":"7b6ff50b","forkNext":1718863500'
    bsc_node node "$bsc_versions" --static-peers "$(enodes theirs)"
    await 10 theirs '"event":"status"'
    sleep 2
    bsc_stayed theirs
}

# bsc_withholds_upgrade_status BINARY VERSION: Plexus lets go in time, and the only slot is free
bsc_withholds_upgrade_status() {
    bsc_node node "$bsc_versions" --no-dial --max-peers 1
    local enode began
    enode=$(enodes node)
    bsc_peer "$1" mute --versions "$2" --no-upgrade-status --static "$enode"
    await 10 mute '"event":"withheld"'
    began=$SECONDS
    await 10 mute '"event":"dropped"'
    # Five seconds, and what a loaded machine adds.
    [ $((SECONDS - began)) -ge 4 ]
    [ $((SECONDS - began)) -le 8 ]
    grep -q '"event":"dropped".*read timeout' "$dir/mute.log"
    bsc_peer "$1" good --versions "$2" --static "$enode"
    await 10 good '"event":"status"'
    sleep 1
    bsc_stayed good
}

# bsc_gossips BINARY VERSION: a block of mainnet, one with sidecars, and transactions, both ways
bsc_gossips() {
    local event hash
    bsc_peer "$1" theirs --versions "$2" --captured "$bsc_vectors/real_bsc_blocks.json"
    bsc_node ours "$bsc_versions" --static-peers "$(enodes theirs)" \
        --driver.blocks "$data/pow/chain.rlp"
    await 10 theirs '"event":"status"'
    say ours 'hashes 1203'  # once it is done here, too, our side of the handshake has ended
    await 10 theirs '"event":"pooled-transactions"'
    say ours 'transactions 1206'
    await 10 theirs '"event":"transactions"'
    say ours 'block 1201'
    await 10 theirs '"event":"block".*"number":1201'
    say ours 'announce 1202'
    await 10 theirs '"event":"block-hashes".*"numbers":\[1202\]'

    say theirs 'transactions 5'
    event=$(await 10 theirs '"event":"sent".*"what":"transactions"')
    await 10 ours "^transactions $(first_hash "$event")"
    say theirs 'hashes 8'
    await 10 ours '^announced '
    say theirs 'relay 1'
    await 10 theirs '"event":"sent".*"number":19410504,"peers":1'
    await 10 ours '^block 19410504 a1fab136[0-9a-f]* extra 0 from Geth/'
    if [ "$1" != bscpeer ]; then bsc_sends_sidecars; fi
    bsc_stayed theirs
}

# A block as BSC makes them today: its blobs come behind it, and behind its body when asked for.
bsc_sends_sidecars() {
    say theirs 'compose 2'
    event=$(await 10 theirs '"event":"sent".*"number":2,"peers":1,"sidecars":1')
    hash=$(first_hash "$event")
    await 10 ours "^block 2 $hash extra 1[0-9]{5} "
    say ours "bodies $hash"
    await 10 ours '^response bodies 1'
    say ours "headers $hash 2 0 down"
    await 10 ours "^response headers 2 $hash"
}

# bsc_companions BINARY VERSION DEPENDENTS: votes, and ranges of blocks with their sidecars
bsc_companions() {
    local event hash
    bsc_peer "$1" theirs --versions "$2" --dependents "$3"
    bsc_node ours "$bsc_versions" --static-peers "$(enodes theirs)"
    await 10 theirs '"event":"dependent"'
    await 10 theirs '"event":"status"'
    say ours status
    await 10 ours '^response status'
    say theirs 'votes 3'
    event=$(await 10 theirs '"event":"sent".*"what":"votes"')
    await 10 ours "^votes .*$(first_hash "$event")"
    say theirs 'compose 3'
    event=$(await 10 theirs '"event":"sent".*"number":3,"peers":1')
    hash=$(first_hash "$event")
    await 10 ours "^block 3 $hash"
    say ours "range $hash 3"
    if [ "$3" = 1 ]; then
        await 10 ours '^response range failed'
    else
        await 10 ours "^response range 3 $hash"
    fi
    bsc_stayed theirs
}

# UpgradeStatus may say that transactions are unwanted; blocks come all the same.
bsc_wants_no_transactions() {
    bsc_peer bscpeer18 deaf --versions 68 --disable-peer-tx-broadcast
    bsc_peer bscpeer18 talker --versions 68 --captured "$bsc_vectors/real_bsc_blocks.json"
    bsc_node ours "$bsc_versions" --static-peers "$(enodes deaf)" --driver.blocks "$data/pow/chain.rlp"
    bsc_node quiet "$bsc_versions" --static-peers "$(enodes talker)" --bsc.disable-peer-tx-broadcast
    await 10 deaf '"event":"status"'
    say ours 'transactions 1206'
    say ours 'hashes 1209'
    say ours 'block 1201'
    await 10 deaf '"event":"block"'
    if grep -E '"event":"(transactions|announced)"' "$dir/deaf.log"; then return 1; fi
    await 10 talker '"event":"status"'
    say quiet status
    await 10 quiet '^response status'
    say talker 'transactions 5'
    say talker 'hashes 5'
    say talker 'relay 1'
    await 10 quiet '^block 19410504 '
    if grep -E '^(transactions|announced) ' "$dir/quiet.log"; then return 1; fi
    bsc_stayed deaf talker
}

# bsc_votes_travel BINARY VERSION: from BSC's code through Plexus to BSC's code
bsc_votes_travel() {
    local event
    bsc_peer "$1" from --versions "$2" --dependents 1
    bsc_peer "$1" to --versions "$2" --dependents 1
    bsc_node ours "$bsc_versions" --bsc.relay-votes --static-peers "$(enodes from to)"
    await 10 from '"event":"status"'
    await 10 to '"event":"status"'
    say ours status
    await 10 ours '^response status'
    say from 'votes 1'
    event=$(await 10 from '"event":"sent".*"what":"votes"')
    await 10 to "\"event\":\"votes\".*$(first_hash "$event")"
    bsc_stayed from to
}

# bsc_network VERSION: a block that BSC's code announces at one end reaches the handler at the other,
# over a node that relays
bsc_network() {
    local event
    bsc_peer bscpeer18 source --versions "$1"
    bsc_relay middle "$(enodes source)"
    bsc_node end "$bsc_versions" --static-peers "$(enodes middle)"
    await 10 source '"event":"status"'
    await 10 middle 'peer joined.*client=Plexus'
    await 20 middle 'relaying blocks from here on number=0'
    say source 'compose 2'
    event=$(await 10 source '"event":"sent".*"number":2,')
    await 20 end "^block(-hashes)? 2 $(first_hash "$event")"
    bsc_stayed source
}

# bsc_relay NAME ENODE: a node of BSC's mainnet that passes on what it has checked; not who sealed it,
# because no validator seals for bscpeer
bsc_relay() {
    background "$dir/$1.log" timeout "$limit" "$plexus" --plugins "$bsc_versions,bsc,relay" \
        --relay.quorum 1 --heads.quorum 1 --heads.interval 1s --bsc.verify-seals never \
        --data-dir "$dir/$1-data" --listen-address 127.0.0.1 --port 0 --log-level debug --static-peers "$2"
}

# bsc_serves_a_chain BINARY VERSION: up to the fork where BSC's rules part from Ethereum's
bsc_serves_a_chain() {
    bsc_peer "$1" theirs --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" \
        --blocks 199 --versions "$2"
    timeout "$limit" "$plexus" --plugins "$bsc_versions,bsc,devnet,chainstore,sync" \
        --bind plexus.chain.profile=devnet --bind plexus.chain.parameters=devnet --devnet.genesis "$data/pow/genesis.json" \
        --data-dir "$dir/ours" --listen-address 127.0.0.1 --port 0 --log-level debug \
        --static-peers "$(enodes theirs)" --exit-when-done --sync.head-quorum 1 --sync.timeout 30s
    digest pow "$dir/ours" | tee "$dir/digest.log"
    grep -q 199 "$dir/digest.log"
}

# bsc_on_pow NAME PLUGINS PEER...: the command line of a node on go-ethereum's chain, in ${node[@]}
bsc_on_pow() {
    local name=$1 plugins=$2
    shift 2
    node=(timeout "$limit" "$plexus" --plugins "$bsc_versions,bsc,devnet,chainstore,sync$plugins"
        --bind plexus.chain.profile=devnet --bind plexus.chain.parameters=devnet
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/$name" --listen-address 127.0.0.1 --port 0
        --log-level debug --static-peers "$(enodes "$@")")
}

# bsc_reorganises BINARY VERSION: branches of two nodes of BSC's code, of each in turn and of both at once; the
# follower of our chain hears of each, and our store ends as a fresh one
bsc_reorganises() {
    local name
    for name in one two; do
        bsc_peer "$1" "$name" --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" \
            --blocks 199 --versions "$2"
    done
    bsc_on_pow ours ",$logger" one two
    background "$dir/ours.log" "${node[@]}"
    await 60 ours '^extended '
    follows ours "$(member head "$(await 10 one '"event":"listening"')" | sed 's/^0x//')"
    branch_in_turn
    followed one two
    # Each has its own chain, of which two's is the longer one: one gets as far before they leave it at once.
    follows ours "$(member hash "$(branches one 'extend 40')" | sed 's/^0x//')"
    branch_at_once 9 60 120
    followed one two
    bsc_on_pow fresh "" one
    same_as_fresh "${node[@]}"
}

# bsc_churns BINARY VERSION COUNT: see churned
bsc_churns() {
    bsc_peer "$1" theirs --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" --blocks 199 \
        --versions "$2"
    bsc_on_pow ours ",$logger" theirs
    background "$dir/ours.log" "${node[@]}"
    await 60 ours '^extended '
    churned "$3"
    bsc_on_pow fresh "" theirs
    same_as_fresh "${node[@]}"
}

# bsc_asks BINARY VERSION: headers, bodies and receipts of a chain, compared with its own
bsc_asks() {
    timeout "$limit" "$plexus" --plugins "$bsc_versions,bsc,devnet,chainstore" \
        --bind plexus.chain.profile=devnet --bind plexus.chain.parameters=devnet --devnet.genesis "$data/pow/genesis.json" \
        --chainstore.import "$data/pow/chain.era1" --data-dir "$dir/ours" \
        --listen-address 127.0.0.1 --port 0 > "$dir/ours.log" 2>&1 &
    pids+=($!)
    bsc_peer "$1" theirs --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" \
        --blocks 199 --versions "$2" --dependents 2 --static "$(enodes ours)"
    await 10 theirs '"event":"status"'
    say theirs 'ask 199'
    await 20 theirs '"event":"answered".*"receipts":199'
    say theirs 'range 64'
    await 10 theirs '"blocks":64,"event":"range"'
    bsc_stayed theirs
}

bsc_is_found() {  # by discv4, as the only bootnode, on mainnet's terms
    bsc_peer "$1" theirs --discovery --no-dial
    bsc_node node "$bsc_versions,discv4" --discv4.bootnodes "$(enodes theirs)"
    await 60 theirs '"event":"status"'
}

bsc_finds_us() {  # by the fork id in our record
    bsc_node node "$bsc_versions,discv4" --no-dial --discv4.bootnodes none
    bsc_peer "$1" theirs --discovery --bootnodes "$(enodes node)"
    await 90 theirs '"event":"status"'
}

# bsc_old_cases: v1.3.13, the last line of releases with eth/66, 67 and 68 at once
bsc_old_cases() {
    local version
    case_run "bsc v1.3 answers plexus ping" bsc_answers_ping bscpeer v1.3.13
    case_run "bsc v1.3 and plexus agree on eth/68" bsc_keeps_the_highest
    case_run "bsc v1.3 refuses, and is refused" bsc_refuses bscpeer 7b6ff50b 1716000000
    case_run "a bsc node that is still syncing is kept" bsc_is_still_syncing
    for version in 67 68; do
        case_run "bsc v1.3 without UpgradeStatus on eth/$version goes in time" \
            bsc_withholds_upgrade_status bscpeer "$version"
    done
    for version in 66 67 68; do
        case_run "bsc v1.3 and plexus gossip over eth/$version" bsc_gossips bscpeer "$version"
        case_run "plexus syncs from bsc v1.3 over eth/$version" bsc_serves_a_chain bscpeer "$version"
    done
    case_run "plexus finds bsc v1.3 by discv4" bsc_is_found bscpeer
    case_run "bsc v1.3 finds plexus by discv4" bsc_finds_us bscpeer
}

# bsc_modern_cases BINARY RELEASE VERSION...: v1.7 and later
bsc_modern_cases() {
    local binary=$1 release=$2 version dependent
    shift 2
    case_run "bsc $release answers plexus ping" bsc_answers_ping "$binary" "$release"
    for version in "$@"; do
        case_run "bsc $release and plexus gossip over eth/$version" \
            bsc_gossips "$binary" "$version"
        case_run "plexus syncs from bsc $release over eth/$version" \
            bsc_serves_a_chain "$binary" "$version"
        case_run "plexus follows bsc $release to other branches over eth/$version" \
            bsc_reorganises "$binary" "$version"
        case_run "plexus follows a bsc $release that churns over eth/$version" \
            bsc_churns "$binary" "$version" 1000
        case_run "bsc $release asks plexus over eth/$version" bsc_asks "$binary" "$version"
        for dependent in 1 2; do
            case_run "bsc $release and plexus share bsc/$dependent beside eth/$version" \
                bsc_companions "$binary" "$version" "$dependent"
        done
    done
    case_run "bsc $release without UpgradeStatus on eth/68 goes in time" \
        bsc_withholds_upgrade_status "$binary" 68
    case_run "bsc $release finds plexus by discv4" bsc_finds_us "$binary"
}

# bsc_suite VERSION PASSED: BSC's copy of go-ethereum's tests of eth nodes, on the terms of BSC's eth/68 and eth/70,
# against a node that stores, follows and relays; see suite_passes
bsc_suite() {
    local suite chain
    suite_build github.com/bnb-chain/bsc "$1" 1
    node=(timeout "$limit" "$plexus" --devnet.genesis "$chain/genesis.json" --data-dir "$dir/ours"
        --listen-address 127.0.0.1 --port 0 --log-level debug)
    # Receipts are asked for, so the node gets them first, of a go-ethereum, which speaks nothing of BSC's.
    suite_peer
    "${node[@]}" --plugins eth70,devnet,chainstore,sync --static-peers "$(enodes theirs)" \
        --exit-when-done --sync.head-quorum 1 --sync.timeout 60s > "$dir/fill.log" 2>&1
    background "$dir/ours.log" "${node[@]}" --plugins "$bsc_versions,bsc,devnet,chainstore,sync,relay" \
        --bind plexus.chain.profile=devnet --bind plexus.chain.parameters=devnet --bind plexus.chain.reader=relay
    suite_passes "$2" InvalidTxs
}

# bsc_suites: of the releases that the network runs
bsc_suites() {
    local names=("plexus passes the eth tests of bsc v1.7.8" "plexus passes the eth tests of bsc v1.8.0-alpha")
    if ! wanted "${names[@]}"; then return 0; fi
    if [ ! -x "$tools/gethcurrent" ]; then
        case_skip "today's go-ethereum, of which it gets receipts, is not built" "${names[@]}"
        return 0
    fi
    case_run "${names[0]}" bsc_suite v1.7.8 15
    case_run "${names[1]}" bsc_suite v1.8.0-alpha 16
}

# bsc_engine_results: of thousands of headers, good and spoilt, BSC's engine and ours say the same
bsc_engine_results() {
    "$tools/parlia" > "$dir/results"
    PLEXUS_PARLIA_RESULTS=$dir/results "$build/bin/tests/bsc_test" --run_test=bsc_engine_results
}

bsc_cases() {
    local sessions=()
    bsc_versions=eth66,eth67,eth68,eth70
    echo "== real peers: bsc"
    # Its first compilation takes minutes, and a C compiler: on request.
    if [ -z "${PLEXUS_INTEROP_BSC:-}" ]; then
        case_skip "set PLEXUS_INTEROP_BSC=1 for it" "bsc suite"
        return 0
    fi
    if ! command -v cc > /dev/null; then
        case_skip "no C compiler for its BLS libraries" "bsc suite"
        return 0
    fi
    if [ ! -x "$build/bin/tests/bsc_test" ]; then
        case_skip "the tests are not built" "bsc's engine and ours agree on headers"
    elif built bsc/parlia 1 "bsc engine"; then
        case_run "bsc's engine and ours agree on headers" bsc_engine_results
    fi
    bsc_suites
    local have=
    if built bsc/v1_3 1 "bsc v1.3"; then
        have+=old
        sessions+=(old66=bscpeer,66,1 old67=bscpeer,67,1 old68=bscpeer,68,1)
    fi
    if built bsc/v1_7 1 "bsc v1.7"; then
        have+=mid
        sessions+=(mid1=bscpeer17,68,1 mid2=bscpeer17,68,1+2)
    fi
    if built bsc/v1_8 1 "bsc v1.8"; then
        have+=new
        sessions+=(new68=bscpeer18,68,1+2 new70=bscpeer18,70,1+2)
    fi
    # The longest first.
    if [ -n "$have" ]; then
        case_run "sessions with bsc last, dialled and accepted" bsc_sessions_last "${sessions[@]}"
    fi
    if [[ $have == *old* ]]; then bsc_old_cases; fi
    if [[ $have == *mid* ]]; then
        # It knows today's last fork, Pasteur, so it is not stale.
        case_run "bsc v1.7 refuses, and is refused" bsc_refuses bscpeer17
        bsc_modern_cases bscpeer17 v1.7 68
    fi
    if [[ $have == *new* ]]; then
        bsc_modern_cases bscpeer18 v1.8 68 70
        case_run "bsc and plexus send no transactions where none are wanted" bsc_wants_no_transactions
        case_run "votes travel through plexus" bsc_votes_travel bscpeer18 70
        case_run "a block travels from bsc through a relay to a handler" bsc_network 70
    fi
}
