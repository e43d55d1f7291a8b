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

# logger_build: examples/rewind-logger, which prints what followers of the chain hear, as driver_build
logger_build() {
    logger=$tools/logger/rewind_logger.so
    if [ "$logger" -nt "$plexus" ]; then return 0; fi
    cmake -S "$here/../../examples/rewind-logger" -B "$tools/logger" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_PREFIX_PATH="$tools/prefix" > "$work/logger.log"
    cmake --build "$tools/logger" --target rewind_logger >> "$work/logger.log"
}

# replayed LOG HASH: what a follower has printed is one chain, in which nothing is lost or doubled, and
# ends with that block
replayed() {
    grep -E '^(extended|rewound to) ' "$1" | awk -v head="0x$2" '
        $1 == "extended" {
            if (last != "" && $2 != last + 1) { print "a gap or a repetition: " $0; exit 1 }
            last = $2; hash[last] = $3
        }
        $1 == "rewound" {
            if (last != "" && $3 >= last || ($3 in hash && hash[$3] != $4)) { print "not on the chain: " $0; exit 1 }
            last = $3; hash[last] = $4; rewinds++
        }
        END {
            if (hash[last] != head) { print "ends with " hash[last] ", not " head; exit 1 }
            print rewinds + 0 " rewinds, ends with block " last
        }'
}

# follows NAME HASH [SECONDS]: the follower of a node hears of a head, and the way there is whole
follows() {
    await "${3:-20}" "$1" "^extended [0-9]+ 0x$2\$"
    replayed "$dir/$1.log" "$2"
}

# leaves NAME DEPTH: a peer leaves so many blocks for a heavier branch, and the follower of our chain hears
# of it, from the ancestor on
leaves() {
    local event
    event=$(branches "$1" "reorg $2")
    follows ours "$(member hash "$event" | sed 's/^0x//')"
    grep -q "^rewound to [0-9]* $(member ancestor "$event")\$" "$dir/ours.log"
}

# branches NAME COMMAND: the event of the branch that a command has led to
branches() {
    local before
    before=$(grep -c '"event":"branch"' "$dir/$1.log" || true)
    say "$1" "$2"
    await_times 20 "$1" '"event":"branch"' $((before + 1))
    grep '"event":"branch"' "$dir/$1.log" | tail -n 1
}

# followed NAME...: nobody was sent away, and the node is still there
followed() {
    local name
    for name in "$@"; do
        if grep -E '"event":"(refused|dropped|error)"' "$dir/$name.log"; then return 1; fi
    done
    if grep -E 'peer left|sent_bad_data' "$dir/ours.log"; then return 1; fi
}

# branch_in_turn: branches of `one`, and then of `two`, which is behind by then
branch_in_turn() {
    local depth
    for depth in 1 2 6 64; do leaves one "$depth"; done
    follows ours "$(member hash "$(branches two 'extend 10')" | sed 's/^0x//')"
    for depth in 1 2 6 64; do leaves two "$depth"; done
}

# branch_at_once EVENTS COUNT COUNT: `one` and `two`, which have told of EVENTS branches then, leave the same blocks
# at once, each for a branch of its own; then `two` grows by so many blocks, and `one` by more
branch_at_once() {
    local depth
    for depth in 1 2 6 64; do
        say one "reorg $depth"
        say two "reorg $depth"
    done
    # They weigh the same, so that the first one seen stays, until one of them grows.
    await_times 20 one '"event":"branch"' "$1"
    await_times 20 two '"event":"branch"' "$1"
    follows ours "$(member hash "$(branches two "extend $2")" | sed 's/^0x//')"
    follows ours "$(member hash "$(branches one "extend $3")" | sed 's/^0x//')"
}

# churned COUNT: `theirs` makes so many blocks, and every tenth of them leaves up to six others. Our node, ${node[@]},
# is stopped in between and started again: its follower goes on where it was.
churned() {
    local event
    say theirs "churn $1"
    await_times 60 theirs '"event":"branch"' $(($1 / 2))
    kill "${pids[-1]}"
    wait "${pids[-1]}" || true
    mv "$dir/ours.log" "$dir/stopped.log"
    await_times 120 theirs '"event":"branch"' "$1"
    background "$dir/ours.log" "${node[@]}"
    event=$(grep '"event":"branch"' "$dir/theirs.log" | tail -n 1)
    follows ours "$(member hash "$event" | sed 's/^0x//')" 60
    cat "$dir/stopped.log" "$dir/ours.log" > "$dir/both.log"
    replayed "$dir/both.log" "$(member hash "$event" | sed 's/^0x//')"
}

# same_as_fresh COMMAND...: ends the node that has followed, whose data is in $dir/ours, and compares its
# store, receipts included, with a fresh one that the command has just filled in $dir/fresh from a peer's chain
same_as_fresh() {
    kill "${pids[-1]}"
    wait "${pids[-1]}" || true
    "$@" --exit-when-done --sync.head-quorum 1 --sync.timeout 60s > "$dir/fresh.log" 2>&1
    digest pow "$dir/ours" > "$dir/ours.digest"
    digest pow "$dir/fresh" > "$dir/fresh.digest"
    diff "$dir/ours.digest" "$dir/fresh.digest"
    cat "$dir/ours.digest"
}
