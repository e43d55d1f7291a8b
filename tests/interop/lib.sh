# Helpers of the interoperability suite; sourced by run.

passed=0
failed=0
skipped=0
pids=()
plexus=$build/bin/plexus

cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    pids=()
}

# background LOG COMMAND...: starts a process that ends with the case
background() {
    local log=$1
    shift
    "$@" > "$log" 2>&1 &
    pids+=($!)
}

# await_enode LOG: prints the first enode that a process has logged, for at most 30 s
await_enode() {
    local enode
    for _ in $(seq 300); do
        enode=$(grep -o 'enode://[0-9a-f]\{128\}@[^" ]*' "$1" | head -n 1 || true)
        if [ -n "$enode" ]; then
            echo "$enode"
            return 0
        fi
        sleep 0.1
    done
    echo "no enode in $1" >&2
    return 1
}

# digest CHAIN DIR: what a store holds, in a form that can be compared
digest() {
    "$plexus" digest --plugins devnet,chainstore --devnet.genesis "$data/$1/genesis.json" \
        --data-dir "$2" --log-level warn
}

# case_run NAME FUNCTION ARGUMENT...: one case in a folder of its own
case_run() {
    local name=$1
    shift
    local began=$SECONDS code
    dir=$work/$(echo "$name" | tr ' /' '__')
    mkdir -p "$dir"
    # Not inside a condition: there the shell ignores set -e, and only the last command would count.
    set +e
    (set -e; trap cleanup EXIT; "$@") > "$dir/case.log" 2>&1
    code=$?
    set -e
    if [ "$code" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok      $name ($((SECONDS - began)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED  $name ($((SECONDS - began)) s)"
        tail -n 20 "$dir"/*.log | sed 's/^/        /'
    fi
}

# case_skip WHY NAME...: cases that this machine cannot run
case_skip() {
    local why=$1
    shift
    for name in "$@"; do
        skipped=$((skipped + 1))
        echo "SKIPPED $name: $why"
    done
}
