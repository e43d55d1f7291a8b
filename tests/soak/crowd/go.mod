module plexus/soak/crowd

go 1.21

// BSC's crowd replaces go-ethereum by a release of BSC.
require (
	github.com/ethereum/go-ethereum v1.12.2
	plexus/interop/peerkit v0.0.0
)

replace plexus/interop/peerkit => ../../interop/peerkit
