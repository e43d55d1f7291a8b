# Today's go-ethereum as a peer; sourced by tests/interop/run, which then calls geth_current_cases.

# current_peer NAME CHAIN OPTION...: logs into NAME.log and obeys `say NAME LINE`
current_peer() {
    local name=$1 chain=$2
    shift 2
    commanded "$name" "$tools/gethcurrent" --genesis "$data/$chain/genesis.json" \
        --chain "$data/$chain/chain.rlp" --control --timeout "${limit}s" "$@"
}

current_serves() {  # CHAIN VERSION: Plexus downloads from go-ethereum, and checks every root
    current_peer theirs "$1" --versions "$2"
    as_node ours "$1" "eth69,eth70,sync" --static-peers "$(enodes theirs)" --exit-when-done --sync.head-quorum 1 \
        --sync.timeout 60s
    "${node[@]}"
    "$plexus" import "$data/$1/chain.era1" --plugins devnet,chainstore \
        --devnet.genesis "$data/$1/genesis.json" --data-dir "$dir/reference"
    diff <(digest "$1" "$dir/ours") <(digest "$1" "$dir/reference")
}

current_fetches() {  # CHAIN VERSION: go-ethereum downloads from Plexus, executes, checks every root
    as_node ours "$1" "eth69,eth70" --chainstore.import "$data/$1/chain.era1"
    background "$dir/node.log" "${node[@]}"
    timeout "$limit" "$tools/gethcurrent" --genesis "$data/$1/genesis.json" --versions "$2" \
        --fetch "$(enodes node)"
}

# current_gossips VERSION: Status, BlockRangeUpdate and transactions, both ways
current_gossips() {
    local event hash
    current_peer theirs pos --blocks 100 --versions "$1" --trace
    driven ours pos "eth$1" --static-peers "$(enodes theirs)"
    # Our Status is of the genesis block.
    event=$(await 10 theirs '"event":"status"')
    grep -q '"earliest":0.*"known":true,"latest":0,' <<< "$event"
    say ours status
    event=$(await 10 theirs '"event":"listening"')
    hash=$(member head "$event" | sed 's/^0x//')
    await 10 ours "^response status $1 0 100 $hash"

    say theirs 'transactions 2'
    event=$(await 10 theirs '"event":"sent".*"what":"transactions"')
    await 10 ours "^transactions $(first_hash "$event")"
    say theirs 'hashes 2'
    event=$(await 10 theirs '"event":"sent".*"what":"hashes"')
    hash=$(first_hash "$event")
    await 10 ours "^announced $hash"
    say ours "pooled $hash"
    await 10 ours "^response pooled 1 $hash"
    say ours 'transactions 104'
    await 10 theirs '"event":"transactions","hashes":\["0x[0-9a-f]*"'
    say ours 'hashes 106'
    await 10 theirs '"event":"announced"'
    await 10 theirs '"event":"pooled-transactions","hashes":\["0x[0-9a-f]*"'

    say theirs 'grow 50'
    event=$(await 10 theirs '"event":"sent".*"what":"range"')
    say ours 'headers 150 1 0 up'
    await 10 ours "^response headers 1 $(first_hash "$event")"
    say ours status
    await 10 ours "^response status $1 0 150 $(first_hash "$event")"
    if grep -E '"event":"(refused|dropped|error)"' "$dir/theirs.log"; then return 1; fi
}

# current_hears_of_our_range VERSION: a node that syncs tells its peers how far it has come, at most once
# every 32 blocks
current_hears_of_our_range() {
    current_peer source pos --versions "$1"
    current_peer hearer pos --blocks 0 --versions "$1" --trace
    as_node ours pos "eth$1,sync" --static-peers "$(enodes hearer)"
    background "$dir/ours.log" "${node[@]}"
    # The chain is fetched in a moment, and who joins after it hears of its end by Status.
    await 20 ours 'peer joined'
    "$plexus" peer add "$(enodes source)" --data-dir "$dir/ours"
    await 20 hearer '"event":"message".*"name":"BlockRangeUpdate"'
    say hearer ranges
    await 10 hearer '"event":"range".*"latest":1[0-9]{2}\}'
}

# large_chain MIB: a chain in $dir/large with so many MiB of receipts in its block 2, and in ${large[@]} the
# command line of a node on it
large_chain() {
    mkdir "$dir/large"
    "$tools/largechain" "$dir/large" "$1"
    large=(timeout "$limit" "$plexus" --devnet.genesis "$dir/large/genesis.json" --data-dir "$dir/ours"
        --listen-address 127.0.0.1 --port 0)
}

# large_peer NAME VERSION: a go-ethereum with that chain
large_peer() {
    commanded "$1" "$tools/gethcurrent" --genesis "$dir/large/genesis.json" \
        --chain "$dir/large/chain.rlp" --versions "$2" --trace --timeout "${limit}s"
}

# current_parts: a block whose receipts are more than one message holds comes in parts over eth/70, to
# Plexus and then from it
current_parts() {
    large_chain 14
    large_peer theirs 70
    "${large[@]}" --plugins eth70,sync,devnet,chainstore --static-peers "$(enodes theirs)" \
        --exit-when-done --sync.head-quorum 1 --sync.timeout 60s
    await_times 1 theirs '"name":"GetReceipts"' 3
    background "$dir/node.log" "${large[@]}" --plugins eth70,devnet,chainstore
    timeout "$limit" "$tools/gethcurrent" --genesis "$dir/large/genesis.json" --versions 70 \
        --fetch "$(enodes node)" > "$dir/fetch.log"
    await 1 fetch '"receiptRequests":1,"receiptRoundtrips":2,"receipts":4'
}

# current_whole: up to eth/69 they come in one message, of up to 16 MiB
current_whole() {
    large_chain 14
    large_peer theirs 69
    "${large[@]}" --plugins eth69,sync,devnet,chainstore --static-peers "$(enodes theirs)" \
        --exit-when-done --sync.head-quorum 1 --sync.timeout 60s
    if grep '"event":"dropped".*breach' "$dir/theirs.log"; then return 1; fi
}

# current_too_large: beyond that go-ethereum ends the session. The block is named, not asked for again and again, and
# comes from the first peer of eth/70
current_too_large() {
    large_chain 18
    large_peer one 69
    large_peer two 69
    background "$dir/ours.log" "${large[@]}" --plugins eth69,eth70,sync,devnet,chainstore \
        --static-peers "$(enodes one two)"
    await 20 ours 'no peer can send the receipts of a block.*block=2 hash='
    sleep 20
    [ "$(grep -h '"name":"GetReceipts"' "$dir/one.log" "$dir/two.log" | wc -l)" -le 4 ]
    [ "$(grep -c 'no peer can send the receipts' "$dir/ours.log")" -eq 1 ]
    if grep 'breach' "$dir"/{one,two,ours}.log; then return 1; fi
    large_peer three 70
    "$plexus" peer add "$(enodes three)" --data-dir "$dir/ours"
    await 20 ours 'sync: done: 3 blocks'
}

# current_hears_of_relay CHAIN: a relay without a store tells the head that its peers agree on, although none of them tells
# a total difficulty; large: on a chain whose genesis block has none either
current_hears_of_relay() {
    local genesis=$data/$1/genesis.json chain=$data/$1/chain.rlp number names=()
    if [ "$1" = large ]; then
        large_chain 1
        genesis=$dir/large/genesis.json chain=$dir/large/chain.rlp
    fi
    for number in 1 2 3; do
        commanded "peer$number" "$tools/gethcurrent" --genesis "$genesis" --chain "$chain" --versions 69 \
            --timeout "${limit}s"
        names+=("peer$number")
    done
    background "$dir/ours.log" timeout "$limit" "$plexus" --plugins eth69,relay,devnet --devnet.genesis "$genesis" \
        --data-dir "$dir/ours" --listen-address 127.0.0.1 --port 0 --static-peers "$(enodes "${names[@]}")"
    number=$(await 20 ours 'relaying blocks from here on' | sed -n 's/.* number=\([0-9]*\).*/\1/p')
    [ "$number" -gt 0 ]
    commanded hearer "$tools/gethcurrent" --genesis "$genesis" --chain "$chain" --blocks 0 --versions 69 \
        --timeout "${limit}s" --static "$(enodes ours)"
    await 20 hearer "\"earliest\":$number,\"event\":\"status\".*\"latest\":$number,"
}

# we_send_away: newcomers for whom we have no use, in go-ethereum's words. v1.12 reads the reason only
# if it does not stand in a list, which the specification asks for.
we_send_away() {
    local key=4444444444444444444444444444444444444444444444444444444444444444
    local full open
    as_node ours pos eth70 --no-dial --max-peers 1
    background "$dir/ours.log" "${node[@]}"
    as_node open pos eth70 --no-dial
    background "$dir/open.log" "${node[@]}"
    full=$(enodes ours)
    open=$(enodes open)
    current_peer first pos --blocks 0 --nodekey "$key" --static "$full,$open"
    await_times 20 first '"event":"status"' 2
    current_peer second pos --blocks 0 --static "$full" --verbosity 5
    current_peer again pos --blocks 0 --nodekey "$key" --static "$open" --verbosity 5
    current_peer useless pos --blocks 0 --versions 72 --static "$open" --verbosity 5
    await 20 second 'too many peers'
    await 20 again 'already connected'
    await 20 useless 'useless peer'
}

# version_joins_and_leaves OLD NEW PEER: eth/NEW joins a node that speaks eth/OLD to 50 peers, which the
# command PEER starts, and leaves it again. Newcomers agree on eth/NEW: one node of ours that speaks both
# versions, and three of today's go-ethereum, which speaks eth/69 and later ones alone. All of them go when
# it leaves, and whichever speaks eth/OLD too comes back on that.
version_joins_and_leaves() {
    local old=$1 new=$2 peer=$3 enode number
    as_node ours pos "eth$old" --no-dial --max-peers 60
    background "$dir/ours.log" "${node[@]}"
    enode=$(enodes ours)
    for number in $(seq 50); do "$peer" "old$number" pos --blocks 0 --static "$enode"; done
    for number in $(seq 50); do
        await 60 "old$number" '"event":"status".*"version":'"$old" > /dev/null
    done

    "$plexus" join "eth$new" --data-dir "$dir/ours"
    as_node both pos "eth$old,eth$new" --static-peers "$enode"
    background "$dir/both.log" "${node[@]}"
    await 20 both "peer joined.* protocols=eth/$new"
    for number in 1 2 3; do
        current_peer "new$number" pos --blocks 0 --static "$enode"
        await 20 "new$number" '"event":"status".*"version":'"$new"
    done
    "$plexus" leave "eth$new" --data-dir "$dir/ours"
    for number in 1 2 3; do
        await 10 "new$number" '"event":"dropped".*"reason":"disconnect requested"'
        if [ "$old" -ge 69 ]; then await 60 "new$number" '"event":"status".*"version":'"$old"; fi
    done
    await 60 both "peer joined.* protocols=eth/$old"
    if grep -l '"event":"dropped"' "$dir"/old*.log; then return 1; fi
}

geth_current_cases() {
    echo "== real peers: today's go-ethereum"
    if ! built geth_current 0 "today's go-ethereum"; then return 0; fi
    local version
    for version in 69 70; do
        case_run "plexus syncs pos from geth over eth/$version" current_serves pos "$version"
        case_run "geth syncs pos from plexus over eth/$version" current_fetches pos "$version"
        case_run "geth syncs pow from plexus over eth/$version" current_fetches pow "$version"
        case_run "geth and plexus gossip over eth/$version" current_gossips "$version"
        case_run "geth hears of plexus' range over eth/$version" current_hears_of_our_range "$version"
    done
    case_run "receipts beyond a message come in parts over eth/70" current_parts
    case_run "receipts of up to 16 MiB come in one message over eth/69" current_whole
    case_run "receipts beyond 16 MiB are named over eth/69 and come over eth/70" current_too_large
    case_run "geth hears of the head of a relay without a store" current_hears_of_relay pos
    case_run "geth hears of it on a chain without difficulty" current_hears_of_relay large
    case_run "plexus passes the eth tests of geth v1.17.10" geth_merged_suite v1.17.10 22 GetBlockAccessLists \
        InvalidTxs
    case_run "plexus sends geth away" we_send_away
    case_run "eth/69 joins eth/68 and leaves among 50 of geth" version_joins_and_leaves 68 69 geth_peer
    case_run "eth/70 joins eth/69 and leaves among 50 of geth" version_joins_and_leaves 69 70 \
        current_peer
}
