# Clients of JSON-RPC, as docs/feeds.md shows them, with a node that relays and stores nothing while
# go-ethereum extends the chain; sourced by tests/interop/run, which then calls rpc_cases.

# snippet LANGUAGE FILE: the page's first code block of a language, with the ports of this node
snippet() {
    sed -n '/^```'"$1"'$/,/^```$/p' "$here/../../docs/feeds.md" | sed '/^```/d' |
        sed -e "s/127\.0\.0\.1:8545/$http/" -e "s/127\.0\.0\.1:8546/$ws/" > "$2"
    [ -s "$2" ]
}

# feed: a node without a store, as the page starts it but for its chain, and a peer that extends it
feed() {
    local shown plugins
    shown=$(grep -m 1 '^plexus --plugins .*,relay,rpc' "$here/../../docs/feeds.md")
    plugins=$(awk '{print $3}' <<< "$shown" | sed -e 's/,bsc,/,devnet,/' -e 's/,discv4,/,/')
    geth_peer theirs pow --blocks 3
    background "$dir/ours.log" timeout "$limit" "$plexus" --plugins "$plugins" \
        $(cut -d ' ' -f 4- <<< "$shown") --rpc.http-port 0 --rpc.ws-port 0 \
        --devnet.genesis "$data/pow/genesis.json" --data-dir "$dir/ours" --log-level debug \
        --relay.quorum 1 --heads.quorum 1 --heads.interval 1s --listen-address 127.0.0.1 --port 0 \
        --static-peers "$(enodes theirs)"
    await 20 ours 'relaying blocks from here on number=3'
    http=$(endpoint HTTP)
    ws=$(endpoint WebSocket)
}

# endpoint TRANSPORT: the address that the node serves it on
endpoint() {
    await 5 ours "serving JSON-RPC over $1 endpoint=" | sed 's/.*endpoint=//'
}

# hears NAME: a client that runs in the background reads the chain, then sees blocks and transactions
hears() {
    local event number
    await 30 "$1" '^chain 20260$'
    await 10 "$1" '^block 3 0x[0-9a-f]{64}$'
    # The client subscribes after that, and nothing tells when: blocks are sent until one is heard.
    for number in 4 5 6 7; do
        say theirs 'relay 1'
        await 10 theirs "\"event\":\"sent\".*\"number\":$number,"
        if await 2 "$1" "^head $number "; then break; fi
    done
    say theirs 'announce 1'
    event=$(await 10 theirs "\"event\":\"sent\".*\"number\":$((number + 1)),")
    await 10 "$1" "^head $((number + 1)) 0x$(first_hash "$event")"
    say theirs 'transactions 2'
    event=$(await 10 theirs '"event":"sent".*"what":"transactions"')
    await 10 "$1" "^pending 0x$(first_hash "$event")"
}

rpc_curl() {
    feed
    snippet sh "$dir/ask.sh"
    bash "$dir/ask.sh" > "$dir/answer.log"
    grep -q '"id":1,"result":"0x4f24"' "$dir/answer.log"
    grep -q '"id":2,"result":{"number":"0x3"' "$dir/answer.log"
}

rpc_python() {
    feed
    snippet python "$dir/feed.py"
    background "$dir/python.log" "$tools/rpc-python/bin/python" -u "$dir/feed.py"
    hears python
}

rpc_javascript() {
    feed
    ln -s "$here/rpc/node_modules" "$dir/node_modules"
    snippet js "$dir/feed.mjs"
    background "$dir/javascript.log" node "$dir/feed.mjs"
    hears javascript
}

rpc_cast_hears() {
    feed
    snippet bash "$dir/feed.sh"
    PATH=$here/rpc/node_modules/.bin:$PATH background "$dir/cast.log" bash "$dir/feed.sh"
    hears cast
}

# rpc_sends: what a user sends to the node reaches go-ethereum; this one of the chain's own accounts
rpc_sends() {
    feed
    local raw=0xf8688201168506fc23ac0082520894ea71accfe3544bb2982a89a8ae7b6df476bab8230180829e6ca0e8c5c5909068f58e666f407cc007b39f304261966b3c6ad5de65db0c2309def7a00e4012bde3087b90849fe0a1cf66b42879dd26fb9c3defc186eb56cc4110ed0a
    local hash=0x0779756bf42c1f470d2eeb04fafaa59815f63a33dfed2ee33364af56cd9e699a
    curl -s -H 'Content-Type: application/json' "http://$http" -d \
        '{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["'"$raw"'"]}' > "$dir/answer.log"
    grep -q "\"result\":\"$hash\"" "$dir/answer.log"
    await 10 theirs "\"event\":\"(pooled-)?transactions\",\"hashes\":\[\"$hash\""
}

# client COMMAND...: a library connects, reads, subscribes, sends and waits for a receipt
client() {
    timeout "$limit" "$here/rpc/clients" "$plexus" "$data" "$@" > "$dir/client.log" 2>&1
}

rpc_libraries() {
    client node "$here/rpc/clients.mjs"
}

rpc_web3py() {
    client "$tools/rpc-python/bin/python" "$here/rpc/clients.py"
}

rpc_cast() {
    client python3 "$here/rpc/cast.py" "$here/rpc/node_modules/.bin/cast"
}

# rpc_console: go-ethereum's own program, built in its module because that names what its command needs
rpc_console() {
    local module
    module=$(cd "$here/geth_current" && go list -m -f '{{.Dir}}' github.com/ethereum/go-ethereum)
    (cd "$module" && CGO_ENABLED=0 go build -p 1 -o "$tools/geth" ./cmd/geth)
    client python3 "$here/rpc/console.py" "$tools/geth"
}

rpc_names=("a raw transaction reaches geth through a node without a store"
    "curl reads from a node without a store"
    "web3.py hears a node without a store"
    "ethers hears a node without a store"
    "web3.py reads, subscribes, sends and waits, over HTTP, WebSocket and IPC"
    "ethers, viem and web3.js read, subscribe, send and wait"
    "cast reads, subscribes, sends and waits, over HTTP, WebSocket and IPC"
    "go-ethereum's console reads, polls, sends and waits"
    "cast hears a node without a store")

# rpc_python_ready: web3.py in a folder of its own
rpc_python_ready() {
    python3 -m venv "$tools/rpc-python" &&
        "$tools/rpc-python/bin/pip" install -q -r "$here/rpc/requirements.txt"
}

rpc_cases() {
    echo "== JSON-RPC: clients"
    if ! wanted "${rpc_names[@]}"; then return 0; fi
    if ! built geth 0 "JSON-RPC"; then return 0; fi
    case_run "${rpc_names[0]}" rpc_sends
    case_run "${rpc_names[1]}" rpc_curl
    case_run "${rpc_names[7]}" rpc_console
    if rpc_python_ready > "$work/pip.log" 2>&1; then
        case_run "${rpc_names[2]}" rpc_python
        case_run "${rpc_names[4]}" rpc_web3py
    else
        tail -n 3 "$work/pip.log"
        case_skip "web3.py could not be fetched" "${rpc_names[2]}" "${rpc_names[4]}"
    fi
    if (cd "$here/rpc" && npm ci --no-audit --no-fund) > "$work/npm-rpc.log" 2>&1; then
        case_run "${rpc_names[3]}" rpc_javascript
        case_run "${rpc_names[5]}" rpc_libraries
        case_run "${rpc_names[6]}" rpc_cast
        case_run "${rpc_names[8]}" rpc_cast_hears
    else
        tail -n 3 "$work/npm-rpc.log"
        case_skip "the libraries could not be fetched" "${rpc_names[3]}" "${rpc_names[5]}" "${rpc_names[6]}" \
            "${rpc_names[8]}"
    fi
}
