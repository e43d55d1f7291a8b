# The node under test; sourced by run.

# as_node NAME CHAIN PLUGINS OPTION...: the command line of a node, in ${node[@]}
as_node() {
    local name=$1 chain=$2 plugins=$3
    shift 3
    node=(timeout "$limit" "$plexus" --plugins "$plugins,devnet,chainstore"
        --devnet.genesis "$data/$chain/genesis.json" --data-dir "$dir/$name"
        --listen-address 127.0.0.1 --port 0 "$@")
}

# driven NAME CHAIN PLUGINS OPTION...: a node in the background that obeys `say NAME LINE`
driven() {
    local name=$1 chain=$2 plugins=$3
    shift 3
    fifo "$name"
    as_node "$name-data" "$chain" "$plugins,$driver" --driver.commands "$dir/$name.in" \
        --driver.blocks "$data/$chain/chain.rlp" --log-level debug "$@"
    background "$dir/$name.log" "${node[@]}"
}

# driver_build: the plugin behind `driven`, against this build as installed
driver_build() {
    driver=$tools/driver/driver.so
    if [ "$driver" -nt "$plexus" ] && [ -z "$(find "$here/driver" -newer "$driver")" ]; then return 0; fi
    cmake --install "$build" --prefix "$tools/prefix" > "$work/driver.log"
    cmake -S "$here/driver" -B "$tools/driver" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_PREFIX_PATH="$tools/prefix" >> "$work/driver.log"
    cmake --build "$tools/driver" >> "$work/driver.log" || { tail -n 30 "$work/driver.log"; return 1; }
}
