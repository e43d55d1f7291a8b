# For scripts/bench-versus and scripts/bench-growth, which include it: nodes of both kinds, what they use,
# and peers that come and go. `home` is a folder of their own, `build` the build, `many` the most peers at once;
# `note ROW SIDE VALUE` takes one measurement.

pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    wait
    pids=()
}
finish() {
    stop
    rm -rf "$home"
}

build_peers() { (cd tests/interop/geth_current && CGO_ENABLED=1 go build -o "$home/" ./gethversus ./gethcurrent); }

# member NAME: the number of that name in a line of JSON
member() { sed -n "s/.*\"$1\":\([0-9.e+-]*\).*/\1/p"; }

# used PID: CPU time so far, in milliseconds. Of threads that have ended, too, as schedstat has it not.
used() { awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000 / tick }' "/proc/$1/stat"; }

# resident PID: its memory in KiB
resident() { awk '/VmRSS/ { print $2 }' "/proc/$1/status"; }

# each AFTER BEFORE COUNT FACTOR: what one of COUNT took
each() { awk -v after="$1" -v before="$2" -v count="$3" -v factor="$4" 'BEGIN { print (after - before) * factor / count }'; }

# enode NAME: the one that NAME.log tells, within 60 s
enode() {
    local found
    for _ in $(seq 600); do
        found=$(grep -aos 'enode://[0-9a-f]*@[^" ]*' "$home/$1.log" | head -n 1 || true)
        if [ -n "$found" ]; then echo "$found"; return 0; fi
        sleep 0.1
    done
    cat "$home/$1.log" >&2
    return 1
}

# as_node NAME GENESIS PLUGINS OPTION...: `node` becomes the command line of a node on the store NAME
as_node() {
    node=("$build/bin/plexus" --plugins "$3" --devnet.genesis "$2" --data-dir "$home/store-$1"
        --listen-address 127.0.0.1 --port 0 "${@:4}")
}

# start_node STORE GENESIS PLUGINS OPTION...: starts one that dials nobody; `ours` is its process
start_node() {
    as_node "$1" "$2" "$3" --no-dial --max-peers $((many + 100)) "${@:4}"
    "${node[@]}" > "$home/plexus.log" 2>&1 &
    ours=$!
    pids+=("$ours")
    enode plexus > "$home/ready"
}

# start_geth GENESIS CHAIN: starts go-ethereum's; `geth` is its process
start_geth() {
    "$home/gethcurrent" --genesis "$1" --chain "$2" --no-dial --max-peers $((many + 100)) --discovery > "$home/geth.log" 2>&1 &
    geth=$!
    pids+=("$geth")
    enode geth > "$home/ready"
}

# come SIDE PID HELD COUNT GENESIS: sessions of COUNT peers, one after the other, while HELD are there
come() {
    local line what before=0 memory=0
    while read -r line; do
        what=$(sed -n 's/.*"what":"\([a-z]*\)".*/\1/p' <<< "$line")
        case $line in
            *'"begun"'*'"hold"'*) memory=$(resident "$2") ;;
            *'"begun"'*) before=$(used "$2") ;;
            *'"asked"'*'"hold"'*) note "memory-$3" "$1" "$(each "$(resident "$2")" "$memory" "$3" 1)" ;;
            *'"asked"'*) note "session-$3" "$1" "$(each "$(used "$2")" "$before" "$4" 1000)" ;;
            *'"released"'*) note "left-$3" "$1" "$(each "$(resident "$2")" "$memory" "$3" 1)" ;;
        esac
    done < <("$home/gethversus" peers --genesis "$5" --target "$(enode "$1")" --hold "$3" --count "$4")
}
