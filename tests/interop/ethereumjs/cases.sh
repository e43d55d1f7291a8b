# ethereumjs as a peer, in a network namespace of its own because its client binds every address;
# sourced by tests/interop/run, which then calls ejs_cases.

ejs_syncs() {  # ethereumjs finds Plexus by discv4 and executes the whole chain
    as_node ours pow "eth66,eth67,eth68,discv4" \
        --chainstore.import "$data/pow/chain.era1"
    background "$dir/node.log" "${node[@]}"
    local enode
    enode=$(await_enode "$dir/node.log")
    node "$here/ethereumjs/peer.mjs" --genesis "$data/pow/genesis.json" --bootnode "$enode" \
        --datadir "$dir/ejs" --until-block 1250 --timeout 200
}

ejs_serves() {  # Plexus downloads from ethereumjs, which never answers for receipts
    background "$dir/ejs.log" node "$here/ethereumjs/peer.mjs" \
        --genesis "$data/pow/genesis.json" --chain "$data/pow/chain.rlp" --datadir "$dir/ejs"
    local enode
    # It executes the whole chain before it listens, which takes a minute on a busy machine.
    enode=$(await_enode "$dir/ejs.log" 240)
    as_node ours pow "eth66,eth67,eth68,sync" --static-peers "$enode" --sync.receipts=false \
        --exit-when-done --sync.head-quorum 1 --sync.timeout 60s
    "${node[@]}"
}

# devp2p_peer VERSION OPTION...: their network library alone, over our blocks
devp2p_peer() {
    local version=$1
    shift
    node "$here/ethereumjs/raw.mjs" --genesis "$data/pow/genesis.json" --version "$version" \
        --chain "$data/pow/chain.rlp" --facts "$data/pow/chain.json" "$@"
}

devp2p_asks() {  # headers and bodies, in each version that it speaks
    local version enode
    as_node ours pow "eth66,eth67,eth68" --chainstore.import "$data/pow/chain.era1"
    background "$dir/ours.log" "${node[@]}"
    enode=$(enodes ours)
    for version in 66 67 68; do devp2p_peer "$version" --ask "$enode"; done
}

devp2p_serves() {
    local version
    for version in 66 67 68; do background "$dir/theirs$version.log" devp2p_peer "$version"; done
    for version in 66 67 68; do
        as_node "ours$version" pow "eth66,eth67,eth68,sync" --static-peers "$(enodes "theirs$version")" \
            --sync.receipts=false --exit-when-done --sync.head-quorum 1 --sync.timeout 30s
        "${node[@]}"
        digest pow "$dir/ours$version" | tee "$dir/digest$version.log"
        grep -q "status version $version" "$dir/theirs$version.log"
    done
    diff "$dir/digest66.log" "$dir/digest67.log"
    diff "$dir/digest66.log" "$dir/digest68.log"
    grep -q ed0b4395069d29feac4bd75a5c32afcf39a98d183231d4fe18d28405cdf495e1 "$dir/digest68.log"
}

devp2p_names=("ethereumjs' devp2p asks plexus in three versions"
    "plexus syncs from ethereumjs' devp2p in three versions")
ejs_names=("ethereumjs finds plexus and syncs from it" "plexus syncs from ethereumjs")

# alone FUNCTION: a case in a network namespace of its own; the script calls itself inside
alone() {
    "$here/ethereumjs/loopback.sh" "$here/run" "$build" --inside "$dir" "$1"
}

ejs_cases() {
    echo "== real peers: ethereumjs"
    if ! wanted "${devp2p_names[@]}" "${ejs_names[@]}"; then return 0; fi
    if ! command -v npm > /dev/null; then
        case_skip "no Node.js" "ethereumjs suite"
    elif ! (cd "$here/ethereumjs" && npm ci --no-audit --no-fund) > "$work/npm.log" 2>&1; then
        tail -n 3 "$work/npm.log"
        case_skip "ethereumjs could not be fetched" "ethereumjs suite"
    else
        case_run "${devp2p_names[0]}" devp2p_asks
        case_run "${devp2p_names[1]}" devp2p_serves
        case_run "${ejs_names[0]}" alone ejs_syncs
        case_run "${ejs_names[1]}" alone ejs_serves
    fi
}
