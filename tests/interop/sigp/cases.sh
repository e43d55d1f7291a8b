# sigp's discv5, Lighthouse's and Reth's, as a peer; sourced by tests/interop/run, which then calls sigp_cases.

sigp=("$here/../../build/interop/sigp/debug/sigpdiscovery")
sigp_names=("sigp finds plexus by discv5" "plexus finds sigp by discv5")

sigp_cases() {
    echo "== real peers: sigp's discv5"
    if ! wanted "${sigp_names[@]}" "$one_port"; then return 0; fi
    if ! command -v cargo > /dev/null; then
        case_skip "no Rust toolchain" "${sigp_names[@]}"
    elif ! (cd "$here/sigp" && cargo fetch --locked) > "$work/cargo.log" 2>&1; then
        tail -n 3 "$work/cargo.log"
        case_skip "it could not be fetched, or needs a newer Rust" "${sigp_names[@]}"
    elif ! (cd "$here/sigp" && cargo build --locked --quiet --jobs 2 --target-dir "$tools/sigp"); then
        echo "FAILED  sigp's discv5 does not build" | tee -a "$work/results"
    else
        case_run "${sigp_names[0]}" library_finds_us_by_discv5 "${sigp[@]}"
        case_run "${sigp_names[1]}" library_is_found_by_discv5 "${sigp[@]}"
    fi
}
