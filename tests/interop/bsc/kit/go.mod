module plexus/interop/bsckit

go 1.21

// Whoever uses these replaces go-ethereum by a release of BSC.
require (
	github.com/ethereum/go-ethereum v1.12.2
	plexus/interop/peerkit v0.0.0
)

replace plexus/interop/peerkit => ../../peerkit
