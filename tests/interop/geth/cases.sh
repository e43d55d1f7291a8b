# go-ethereum v1.12.2 as a peer; sourced by tests/interop/run, which then calls geth_cases.

geth_serves() {  # CHAIN VERSION: Plexus downloads from go-ethereum
    background "$dir/geth.log" "$tools/gethpeer" --genesis "$data/$1/genesis.json" \
        --chain "$data/$1/chain.rlp" --versions "$2" --timeout "${limit}s"
    local enode
    enode=$(await_enode "$dir/geth.log")
    as_node ours "$1" "eth66,eth67,eth68,sync" --static-peers "$enode" --exit-when-done --sync.head-quorum 1 \
        --sync.timeout 60s
    "${node[@]}"
    "$plexus" import "$data/$1/chain.era1" --plugins devnet,chainstore \
        --devnet.genesis "$data/$1/genesis.json" --data-dir "$dir/reference"
    diff <(digest "$1" "$dir/ours") <(digest "$1" "$dir/reference")
}

geth_fetches() {  # CHAIN VERSION: go-ethereum downloads from Plexus, executes and probes
    as_node ours "$1" "eth$2" --chainstore.import "$data/$1/chain.era1"
    background "$dir/node.log" "${node[@]}"
    local enode
    enode=$(await_enode "$dir/node.log")
    timeout "$limit" "$tools/gethpeer" --genesis "$data/$1/genesis.json" --versions "$2" \
        --fetch "$enode" --timeout 120s
}

geth_is_found() {  # go-ethereum is found by discv4, by its enode as the only bootnode
    background "$dir/geth.log" "$tools/gethpeer" --genesis "$data/pow/genesis.json" \
        --chain "$data/pow/chain.rlp" --discovery --no-dial --timeout "${limit}s"
    local enode
    enode=$(await_enode "$dir/geth.log")
    as_node ours pow "eth68,discv4,sync" --discv4.bootnodes "$enode" --exit-when-done --sync.head-quorum 1 \
        --sync.timeout 120s
    "${node[@]}"
}

geth_finds_us() {  # go-ethereum finds Plexus by discv4 and downloads from it
    as_node ours pow "eth68,discv4" --chainstore.import "$data/pow/chain.era1"
    background "$dir/node.log" "${node[@]}"
    local enode
    enode=$(await_enode "$dir/node.log")
    timeout "$limit" "$tools/gethpeer" --genesis "$data/pow/genesis.json" --fetch any --discovery \
        --bootnodes "$enode" --timeout 180s
}

geth_pings() {
    background "$dir/geth.log" "$tools/gethpeer" --genesis "$data/pow/genesis.json" \
        --chain "$data/pow/chain.rlp" --timeout "${limit}s"
    local enode
    enode=$(await_enode "$dir/geth.log")
    "$plexus" ping "$enode" --data-dir "$dir/pinger" | grep -q '^client *Geth/'
}

# geth_peer NAME CHAIN OPTION...: go-ethereum that logs into NAME.log and obeys `say NAME LINE`
geth_peer() {
    local name=$1 chain=$2
    shift 2
    commanded "$name" "$tools/gethpeer" --genesis "$data/$chain/genesis.json" \
        --chain "$data/$chain/chain.rlp" --control --timeout "${limit}s" "$@"
}

# geth_and_we_gossip VERSION: blocks and transactions, whole and announced, both ways
geth_and_we_gossip() {
    local event hash
    geth_peer theirs pow --blocks 1200 --versions "$1"
    driven ours pow "eth$1" --static-peers "$(await_enode "$dir/theirs.log")"
    await 10 theirs '"event":"status"'

    # What go-ethereum sends arrives at a handler.
    say theirs 'transactions 2'
    event=$(await 10 theirs '"event":"sent".*"what":"transactions"')
    await 10 ours "^transactions $(first_hash "$event")"
    say theirs 'hashes 2'
    event=$(await 10 theirs '"event":"sent".*"what":"hashes"')
    hash=$(first_hash "$event")
    await 10 ours "^announced $hash"
    say ours "pooled $hash"
    await 10 ours "^response pooled 1 $hash"

    # What we broadcast arrives in go-ethereum: blocks in its chain, transactions in its pool.
    say ours 'block 1201'
    event=$(await 10 theirs '"event":"block"')
    grep -q '"imported":true' <<< "$event"
    [ "$(member td "$event")" = "$(member ours "$event")" ]
    say ours 'announce 1202'
    await 10 theirs '"event":"block-hashes".*"numbers":\[1202\]'
    say ours 'transactions 1206'
    await 10 theirs '"event":"transactions","hashes":\["0x[0-9a-f]*","0x[0-9a-f]*"\],"id":"[0-9a-f]*"\}'
    say ours 'hashes 1209'
    await 10 theirs '"event":"announced"'
    await 10 theirs '"event":"pooled-transactions","hashes":\["0x[0-9a-f]*","0x[0-9a-f]*"\],"id":"[0-9a-f]*"\}'

    say theirs 'relay 1'
    event=$(await 10 theirs '"event":"sent".*"number":1202.*"whole":true')
    await 10 ours "^block 1202 $(first_hash "$event")"
    say theirs 'announce 1'
    event=$(await 10 theirs '"event":"sent".*"number":1203.*"whole":false')
    await 10 ours "^block-hashes 1203 $(first_hash "$event")"
    if grep -E '"event":"(refused|dropped|invalid|error)"' "$dir/theirs.log"; then return 1; fi
}

# geth_to_geth VERSION: over a node that relays and executes nothing, what one go-ethereum sends
# reaches another. Blocks are announced alone, because nobody has checked a seal of theirs.
geth_to_geth() {
    local event
    geth_peer from pow --blocks 0 --versions "$1"
    geth_peer to pow --blocks 0 --versions "$1"
    background "$dir/ours.log" timeout "$limit" "$plexus" --plugins "eth$1,relay,devnet" \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/ours" --log-level debug \
        --relay.quorum 1 --heads.quorum 1 --heads.interval 1s --listen-address 127.0.0.1 --port 0 \
        --static-peers "$(enodes from to)"
    await 10 from '"event":"status"'
    await 10 to '"event":"status"'
    await 20 ours 'relaying blocks from here on number=0'
    # One after the other: go-ethereum queues four blocks for a peer, and drops what is beyond.
    local number
    for number in $(seq 8); do
        say from 'relay 1'
        event=$(await 10 from "\"event\":\"sent\".*\"number\":$number,")
        await 10 to "\"event\":\"block-hashes\",\"hashes\":\[\"0x$(first_hash "$event")\""
    done
    say from 'transactions 2'
    event=$(await 10 from '"event":"sent".*"what":"transactions"')
    await 20 to "\"event\":\"(pooled-)?transactions\",\"hashes\":\[\"0x$(first_hash "$event")"
    if grep -E '"event":"(refused|dropped|invalid)"' "$dir/from.log" "$dir/to.log"; then return 1; fi
}

# follower PLUGINS ENODES OPTION...: a node that follows the chain of others, and prints what followers hear
follower() {
    local plugins=$1 enodes=$2
    shift 2
    as_node ours pow "$plugins,sync,$logger" --static-peers "$enodes" --log-level debug "$@"
    background "$dir/ours.log" "${node[@]}"
    await 60 ours '^extended '
}

# geth_reorganises VERSION: branches of one go-ethereum, and of another that is on the same chain
geth_reorganises() {
    geth_peer one pow --versions "$1"
    geth_peer two pow --versions "$1"
    follower "eth$1" "$(enodes one two)"
    follows ours "$(member head "$(await 10 one '"event":"listening"')" | sed 's/^0x//')" 60
    branch_in_turn
    followed one two
    geth_fills_the_same two "eth$1"
}

# geth_fills_the_same PEER PLUGINS: what we have followed is what a fresh node gets of that peer
geth_fills_the_same() {
    as_node fresh pow "$2,sync" --static-peers "$(enodes "$1")"
    same_as_fresh "${node[@]}"
}

# geth_reorganises_at_once VERSION: two go-ethereums leave the same blocks at once, each for a branch of its
# own, and the heavier one is followed
geth_reorganises_at_once() {
    geth_peer one pow --versions "$1"
    geth_peer two pow --versions "$1"
    follower "eth$1" "$(enodes one two)"
    branch_at_once 4 1 2
    followed one two
    geth_fills_the_same one "eth$1"
}

# geth_churns VERSION COUNT: see churned
geth_churns() {
    geth_peer theirs pow --versions "$1"
    follower "eth$1" "$(enodes theirs)"
    churned "$2"
    geth_fills_the_same theirs "eth$1"
}

# spoil DIR: changes one byte of a store so that exactly one block is bad
spoil() {
    local offset byte
    for offset in $(seq 400001 10007 1400000); do
        byte=$(dd if="$1/chain/data.mdb" bs=1 skip="$offset" count=1 status=none | xxd -p)
        printf '%b' "\\x$(printf %02x $((0x$byte ^ 1)))" |
            dd of="$1/chain/data.mdb" bs=1 seek="$offset" conv=notrunc status=none
        if verified "$1" | grep ': 1 are bad'; then return 0; fi
        printf '%b' "\\x$byte" | dd of="$1/chain/data.mdb" bs=1 seek="$offset" conv=notrunc status=none
    done
    return 1
}

verified() {
    "$plexus" verify --plugins devnet,chainstore --devnet.genesis "$data/pow/genesis.json" \
        --data-dir "$1" || true
}

# geth_mends_our_store: one block of ours is damaged; one go-ethereum asks us for all blocks, and another one
# has the block
geth_mends_our_store() {
    "$plexus" import "$data/pow/chain.era1" --plugins devnet,chainstore \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/ours"
    spoil "$dir/ours"
    geth_peer theirs pow
    as_node ours pow eth68,sync --static-peers "$(enodes theirs)" --log-level debug
    background "$dir/ours.log" "${node[@]}"
    timeout 60 "$tools/gethpeer" --genesis "$data/pow/genesis.json" \
        --fetch "$(await_enode "$dir/ours.log")" --timeout 20s || true
    await 5 ours 'a stored block is damaged'
    await 20 ours 'a damaged block was fetched anew'
    kill "${pids[-1]}"
    wait "${pids[-1]}" || true
    verified "$dir/ours" | grep 'all are good'
}

# geth_answers VERSION: each request that a node can send
geth_answers() {
    local event head
    geth_peer theirs pow --versions "$1"
    driven ours pow "eth$1" --static-peers "$(await_enode "$dir/theirs.log")"
    event=$(await 10 theirs '"event":"listening"')
    head=$(member head "$event" | sed 's/^0x//')
    # Both Statuses: ours is of the genesis block, theirs of their head.
    event=$(await 10 theirs '"event":"status"')
    grep -q '"known":true.*"td":"262144"' <<< "$event"

    say ours 'headers 1250 1 0 up'
    await 10 ours "^response headers 1 $head\$"
    say ours "headers $head 3 4 down"     # 1250, 1245, 1240
    say ours 'headers 1240 3 4 up'        # the same, the other way round
    await_times 10 ours '^response headers 3 ' 2
    [ "$(grep '^response headers 3 ' "$dir/ours.log" | head -n 1 | cut -d ' ' -f 4-)" = \
        "$(grep '^response headers 3 ' "$dir/ours.log" | tail -n 1 | awk '{print $6, $5, $4}')" ]
    say ours 'headers 1251 5 0 up'
    await 10 ours '^response headers 0'
    say ours 'headers 0 2000 0 up'        # more than an answer may hold is never asked
    await 10 ours '^response headers failed: '
    say ours "bodies $head $head"
    await 10 ours '^response bodies 2 '
    say ours "receipts $head"
    await 10 ours '^response receipts 1 '
    say ours "pooled $head"
    await 10 ours '^response pooled 0'
    local root
    root=$(sed -n 's/.*"headStateRoot": "0x\([0-9a-f]*\)".*/\1/p' "$data/pow/chain.json")
    say ours "nodes $root"
    if [ "$1" = 66 ]; then
        await 10 ours "^response nodes 1 $root"
    else
        await 10 ours '^response nodes failed'
    fi
    if grep -E '"event":"(refused|dropped|error)"' "$dir/theirs.log"; then return 1; fi
}

# geth_refuses: a wrong network, genesis block, fork id or version; each side knows why
geth_refuses() {
    # Knows no fork of the chain, while the node here is beyond all of them.
    sed -E '/homestead/!s/("[a-zA-Z0-9]+Block": )[0-9]+/\1null/' "$data/pow/genesis.json" \
        > "$dir/forkless.json"
    geth_peer network pow --blocks 0 --network 7
    geth_peer genesis pos --blocks 0 --network 20260
    geth_peer stale pow --genesis "$dir/forkless.json" --blocks 0
    geth_peer useless pow --blocks 0 --versions 66 --verbosity 5
    as_node ours pow eth68 --chainstore.import "$data/pow/chain.era1" --log-level debug \
        --static-peers "$(enodes network genesis stale useless)"
    background "$dir/ours.log" "${node[@]}"
    await 20 network '"event":"refused".*network ID mismatch'
    await 20 genesis '"event":"refused".*genesis mismatch'
    await 20 stale '"event":"refused".*fork ID rejected'
    await 20 ours 'status refused.*network=7 '
    await 20 ours 'status refused.*network=20260 .*genesis=0*[1-9a-f]'
    await 20 ours 'status refused.*fork=1241ef00 next=0'
    await 20 useless '"useless peer"'
    await 20 ours 'peer refused.*reason=useless peer'
    await_times 20 ours 'peer left' 3
}

# disconnect_reason REASON ENODE KEY: what a node says to a newcomer with this key
disconnect_reason() {
    "$plexus" ping "$2" --data-dir "$dir/newcomer-$3" --key "$3" > "$dir/disconnect_reason.log" 2>&1 || true
    grep "$1" "$dir/disconnect_reason.log"
}

# geth_sends_away: newcomers for whom go-ethereum has no use, in its words
geth_sends_away() {
    local first=1111111111111111111111111111111111111111111111111111111111111111
    local second=2222222222222222222222222222222222222222222222222222222222222222
    local third=3333333333333333333333333333333333333333333333333333333333333333
    geth_peer full pow --blocks 0 --no-dial --max-peers 1 --nodekey "$third"
    geth_peer open pow --blocks 0 --no-dial --nodekey "$third" --verbosity 5
    as_node ours pow eth68 --key "$first" --static-peers "$(enodes full)"
    background "$dir/ours.log" "${node[@]}"
    as_node too pow eth68 --key "$first" --static-peers "$(enodes open)"
    background "$dir/too.log" "${node[@]}"
    await 20 full '"event":"status"'
    await 20 open '"event":"status"'
    disconnect_reason 'too many peers' "$(enodes full)" "$second"
    disconnect_reason 'already connected' "$(enodes open)" "$first"
    # Of itself it hears only from us: we do not talk to ourselves either.
    disconnect_reason 'refused' "$(enodes open)" "$third"
    await 5 open 'connected to self'
}

# geth_suite VERSION: go-ethereum's own tests of eth nodes, against a node that stores, follows and
# relays. Their peers have no receipts, so none are asked for.
geth_suite() {
    local suite chain
    suite_build github.com/ethereum/go-ethereum "$1" 0
    background "$dir/ours.log" timeout "$limit" "$plexus" \
        --plugins eth66,eth67,eth68,devnet,chainstore,sync,relay \
        --bind plexus.chain.reader=relay --sync.receipts=false \
        --devnet.genesis "$chain/genesis.json" --chainstore.import "$chain/halfchain.rlp" \
        --data-dir "$dir/ours" --listen-address 127.0.0.1 --port 0 --log-level debug
    timeout "$limit" "$suite" rlpx eth-test "$(await_enode "$dir/ours.log" 60)" "$chain/chain.rlp" \
        "$chain/genesis.json" > "$dir/suite.log" || [ "$1" = v1.10.21 ]
    # v1.10.21 has tests of eth/65 as well, which Plexus does not speak.
    local passed='^-- OK Test'
    [ "$1" != v1.10.21 ] || passed='^-- OK Test[A-Za-z]*66 '
    await_times 1 suite "$passed" 16
}

# geth_merged_suite VERSION PASSED FAILED...: the tests since the merge, see suite_passes
geth_merged_suite() {
    local suite chain version=$1
    shift
    suite_build github.com/ethereum/go-ethereum "$version" 0
    node=(timeout "$limit" "$plexus" --plugins eth66,eth67,eth68,eth69,eth70,devnet,chainstore,sync,relay
        --bind plexus.chain.reader=relay --devnet.genesis "$chain/genesis.json" --data-dir "$dir/ours"
        --listen-address 127.0.0.1 --port 0 --log-level debug)
    if [ "$version" = v1.17.10 ]; then
        # Receipts are asked for, so the node has to get them of a peer first.
        suite_peer
        node+=(--static-peers "$(enodes theirs)")
    else
        node+=(--sync.receipts=false --chainstore.import "$chain/chain.rlp")
    fi
    background "$dir/ours.log" "${node[@]}"
    [ "$version" != v1.17.10 ] || await 60 ours '^sync: done: 600 blocks'
    suite_passes "$@"
}

geth_cases() {
    echo "== real peers: go-ethereum"
    if ! built geth 0 go-ethereum; then return 0; fi
    case_run "geth answers plexus ping" geth_pings
    local version chain
    for version in 66 67 68; do
        case_run "plexus syncs pow from geth over eth/$version" geth_serves pow "$version"
        case_run "geth syncs pow from plexus over eth/$version" geth_fetches pow "$version"
        case_run "geth answers each request over eth/$version" geth_answers "$version"
        case_run "geth reaches geth through plexus over eth/$version" geth_to_geth "$version"
        case_run "geth and plexus gossip over eth/$version" geth_and_we_gossip "$version"
        case_run "plexus follows geth to other branches over eth/$version" geth_reorganises "$version"
    done
    case_run "plexus follows the heavier of two geths" geth_reorganises_at_once 68
    case_run "plexus follows a geth that churns, and is stopped meanwhile" geth_churns 68 1000
    case_run "a damaged block of ours is fetched anew from geth" geth_mends_our_store
    for chain in pos blobs; do
        case_run "plexus syncs $chain from geth" geth_serves "$chain" 68
        case_run "geth syncs $chain from plexus" geth_fetches "$chain" 68
    done
    case_run "plexus finds geth by discv4" geth_is_found
    case_run "geth finds plexus by discv4" geth_finds_us
    case_run "geth refuses what does not fit" geth_refuses
    for version in v1.10.21 v1.10.26 v1.11.6 v1.13.7; do
        case_run "plexus passes the eth tests of geth $version" geth_suite "$version"
    done
    case_run "plexus passes the eth tests of geth v1.13.15" geth_merged_suite v1.13.15 12 InvalidTxs
    case_run "geth sends newcomers away" geth_sends_away
}
