module plexus/interop/geth

go 1.19

require github.com/ethereum/go-ethereum v1.12.2
