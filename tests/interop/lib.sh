# Helpers of the interoperability suite; sourced by run.

pids=()
plexus=$build/bin/plexus
declare -A inputs=()

# How many cases run side by side. They share nothing but what is built; waiting for a peer is most
# of what a case does.
side_by_side=${PLEXUS_INTEROP_JOBS:-2}

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

# commanded NAME COMMAND...: in the background, into NAME.log, and listening to `say NAME LINE`
commanded() {
    local name=$1
    shift
    fifo "$name"
    background "$dir/$name.log" bash -c 'exec "$@" < "$0"' "$dir/$name.in" "$@"
}

# fifo NAME: what `say NAME LINE` writes to; held open, so that its reader never sees an end
fifo() {
    local descriptor
    mkfifo "$dir/$1.in"
    exec {descriptor}<> "$dir/$1.in"
    inputs[$1]=$descriptor
}

say() {
    printf '%s\n' "$2" >&"${inputs[$1]}"
}

# A wait is given so many times what a quiet machine takes: it ends with what it waits for, and only a
# failure lasts longer.
patience=3

# await SECONDS NAME PATTERN: until a line of NAME.log matches, and prints the first one that does
await() {
    local tries
    for tries in $(seq $(($1 * 20 * patience))); do
        if grep -m 1 -E "$3" "$dir/$2.log"; then return 0; fi
        sleep 0.05
    done
    echo "nothing like '$3' in $2.log within $(($1 * patience)) s"
    return 1
}

# await_times SECONDS NAME PATTERN COUNT: until that many lines match
await_times() {
    local tries
    for tries in $(seq $(($1 * 20 * patience))); do
        if [ "$(grep -c -E "$3" "$dir/$2.log")" -ge "$4" ]; then return 0; fi
        sleep 0.05
    done
    echo "fewer than $4 lines like '$3' in $2.log within $(($1 * patience)) s"
    return 1
}

# await_enode LOG [SECONDS]: prints the first enode that a process has logged, within 30 s or SECONDS
await_enode() {
    local enode
    for _ in $(seq $((${2:-30} * 10))); do
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

# enodes NAME...: those of NAME.log, joined by commas
enodes() {
    local name all=()
    for name in "$@"; do all+=("$(await_enode "$dir/$name.log")"); done
    local IFS=,
    echo "${all[*]}"
}

# member NAME LINE: a string or number out of an event
member() {
    printf '%s\n' "$2" | sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'
}

# first_hash LINE: the first hash in a line, as Plexus writes it, without 0x
first_hash() {
    printf '%s\n' "$1" | grep -o -E '\b(0x)?[0-9a-f]{64}\b' | head -n 1 | sed 's/^0x//'
}

# digest CHAIN DIR: what a store holds, in a form that can be compared
digest() {
    "$plexus" digest --plugins devnet,chainstore --devnet.genesis "$data/$1/genesis.json" \
        --data-dir "$2" --log-level warn
}

# wanted NAME...: whether one of these cases is to run
wanted() {
    local name
    for name in "$@"; do
        if [[ $name =~ ${PLEXUS_INTEROP_ONLY:-} ]]; then return 0; fi
    done
    return 1
}

# case_run NAME FUNCTION ARGUMENT...: one case in a folder of its own, beside others.
# PLEXUS_INTEROP_ONLY leaves out those whose name does not match.
case_run() {
    if ! wanted "$1"; then return 0; fi
    while [ "$(jobs -rp | wc -l)" -ge "$side_by_side" ]; do wait -n || true; done
    case_beside "$@" &
}

case_beside() {
    local name=$1
    shift
    local began=$SECONDS code
    dir=$work/$(echo "$name" | tr ' /' '__')
    mkdir -p "$dir"
    # Not inside a condition: there the shell ignores set -e, and only the last command would count.
    set +e
    (set -e; trap cleanup EXIT; "$@") > "$dir/case.log" 2>&1
    code=$?
    # In one piece, because the other case prints too.
    if [ "$code" -eq 0 ]; then
        echo "ok      $name ($((SECONDS - began)) s)" > "$dir/result"
    else
        { echo "FAILED  $name ($((SECONDS - began)) s)"
          tail -n 20 "$dir"/*.log | sed 's/^/        /'; } > "$dir/result"
    fi
    cat "$dir/result"
    head -n 1 "$dir/result" >> "$work/results"
}

# case_skip WHY NAME...: cases that this machine cannot run
case_skip() {
    local why=$1
    shift
    for name in "$@"; do echo "SKIPPED $name: $why" | tee -a "$work/results"; done
}

# results WORD: how many cases ended so
results() {
    grep -c "^$1 " "$work/results" || true
}

# built MODULE CGO WHAT: fetches and builds the commands of a Go module into $tools, or says why not
built() {
    if ! command -v go > /dev/null; then
        case_skip "no Go toolchain" "$3 suite"
    elif ! (cd "$here/$1" && go mod download) > "$work/go.log" 2>&1; then
        tail -n 3 "$work/go.log"
        case_skip "it could not be fetched, or needs a newer Go" "$3 suite"
    elif ! (cd "$here/$1" && CGO_ENABLED=$2 go build -p 1 -o "$tools" ./...); then
        echo "FAILED  $3 does not build" | tee -a "$work/results"
    else
        return 0
    fi
    return 1
}

# suite_build MODULE VERSION CGO: builds cmd/devp2p of a release of go-ethereum or BSC as $suite, whose tests'
# chain is in the folder $chain
suite_build() {
    local module
    suite=$tools/devp2p-$(basename "$1")-$2
    module=$(cd "$dir" && go mod download -json "$1@$2" | sed -n 's/.*"Dir": "\(.*\)",.*/\1/p')
    # It links to an internal of the runtime, which Go has refused since 1.23 unless told otherwise.
    (cd "$module" && CGO_ENABLED=$3 go build -p 1 -ldflags=-checklinkname=0 -o "$suite" ./cmd/devp2p)
    chain=$module/cmd/devp2p/internal/ethtest/testdata
}

# suite_peer: today's go-ethereum with the chain of the tests, which has receipts, as `theirs`
suite_peer() {
    commanded theirs "$tools/gethcurrent" --genesis "$chain/genesis.json" --chain "$chain/chain.rlp" \
        --timeout "${limit}s"
}

# suite_passes PASSED FAILED...: the tests since the merge, against the node `ours`. They tell of the head by the
# engine API. PASSED pass, and these fail, and no others:
#   InvalidTxs           has a transaction with a used nonce, which nobody knows without the state
#   GetBlockAccessLists  speaks eth/71
suite_passes() {
    local passed=$1 port enode
    shift
    background "$dir/engine.log" python3 "$here/geth/engine_api.py"
    port=$(await 10 engine '^port' | cut -d ' ' -f 2)
    enode=$(await_enode "$dir/ours.log" 60)
    timeout "$limit" "$suite" rlpx eth-test --chain "$chain" --node "$enode" \
        --engineapi "http://127.0.0.1:$port" \
        --jwtsecret 0x7365637265747365637265747365637265747365637265747365637265747365 \
        > "$dir/suite.log" 2>&1 || true
    await_times 1 suite '^-- OK ' "$passed"
    diff <(sed -n 's/^-- FAIL \([A-Za-z]*\).*/\1/p' "$dir/suite.log") <(printf '%s\n' "$@")
}
