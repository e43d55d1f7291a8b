module plexus/interop/peerkit

go 1.19

// Whoever uses this brings the version, and may replace it by BSC's.
require github.com/ethereum/go-ethereum v1.12.2
