package main

import (
	"github.com/ledgerwatch/erigon-lib/gointerfaces/sentry"
	"github.com/ledgerwatch/erigon-lib/rlp"
)

// request is a GetBlockHeaders: [id, [first, amount, 0, false]].
func request(id, first uint64) []byte {
	query := append(append(number(first), number(amount)...), 0x80, 0x80)
	body := append(number(id), list(query)...)
	return list(body)
}

func number(value uint64) []byte {
	encoded := make([]byte, rlp.U64Len(value))
	rlp.EncodeU64(value, encoded)
	return encoded
}

func list(body []byte) []byte {
	prefix := make([]byte, rlp.ListPrefixLen(len(body)))
	rlp.EncodeListPrefix(len(body), prefix)
	return append(prefix, body...)
}

// response is how many headers the response to a request has. Others are read over: the sentry requests the peer's head.
func response(messages sentry.Sentry_MessagesClient, id uint64) (count int, err error) {
	for {
		received, err := messages.Recv()
		if err != nil {
			return 0, err
		}
		at, _, err := rlp.List(received.Data, 0)
		if err != nil {
			return 0, err
		}
		at, found, err := rlp.U64(received.Data, at)
		if err != nil {
			return 0, err
		}
		if found != id {
			continue
		}
		at, length, err := rlp.List(received.Data, at)
		if err != nil {
			return 0, err
		}
		for end := at + length; at < end; count++ {
			start, size, err := rlp.List(received.Data, at)
			if err != nil {
				return 0, err
			}
			at = start + size
		}
		return count, nil
	}
}
