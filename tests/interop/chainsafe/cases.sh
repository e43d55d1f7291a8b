# @chainsafe/discv5, Lodestar's, as a peer; sourced by tests/interop/run, which then calls chainsafe_cases.

chainsafe=(node "$here/chainsafe/discovery.mjs")
chainsafe_names=("chainsafe finds plexus by discv5" "plexus finds chainsafe by discv5")

chainsafe_cases() {
    echo "== real peers: @chainsafe/discv5"
    if ! wanted "${chainsafe_names[@]}" "$one_port"; then return 0; fi
    if ! command -v npm > /dev/null; then
        case_skip "no Node.js" "${chainsafe_names[@]}" "$one_port"
    elif ! (cd "$here/chainsafe" && npm ci) > "$work/npm.log" 2>&1; then
        tail -n 3 "$work/npm.log"
        case_skip "it could not be fetched" "${chainsafe_names[@]}" "$one_port"
    else
        case_run "${chainsafe_names[0]}" library_finds_us_by_discv5 "${chainsafe[@]}"
        case_run "${chainsafe_names[1]}" library_is_found_by_discv5 "${chainsafe[@]}"
        if [ -x "${sigp[0]}" ] && [ -x "$tools/gethdiscovery" ]; then
            case_run "$one_port" all_at_one_port
        else
            case_skip "one of the three is not built" "$one_port"
        fi
    fi
}
