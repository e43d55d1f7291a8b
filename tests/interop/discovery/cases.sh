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

discovery_cases() {
    wanted "devp2p discv4 suite" || return 0
    built discovery 0 discovery || return 0
    (cd "$here/discovery" && CGO_ENABLED=0 go build -p 1 -o "$tools" github.com/ethereum/go-ethereum/cmd/devp2p)
    case_run "devp2p discv4 suite" discv4_suite
}
