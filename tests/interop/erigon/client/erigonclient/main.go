// erigonclient is the client of Erigon's sentry interface as it was in 2023: erigon-lib v1.0.0, with PeerMinBlock and
// without what came later. It tells a status, hears of a peer, and downloads the headers that the peer has.
package main

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/ledgerwatch/erigon-lib/direct"
	"github.com/ledgerwatch/erigon-lib/gointerfaces"
	"github.com/ledgerwatch/erigon-lib/gointerfaces/sentry"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	limit   = time.Minute
	message = 16 << 20 // as Erigon's
	amount  = 192
)

func main() {
	address := flag.String("sentry", "127.0.0.1:9091", "where the sentry listens")
	network := flag.Uint64("network", 20260, "network id")
	genesis := flag.String("genesis", "", "hash of the genesis block")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := run(ctx, *address, *network, *genesis); err != nil {
		fmt.Fprintln(os.Stderr, "erigonclient:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string, network uint64, genesis string) error {
	connection, err := grpc.DialContext(ctx, address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(message)), grpc.WithBlock())
	if err != nil {
		return err
	}
	client := direct.NewSentryClientRemote(sentry.NewSentryClient(connection))
	if _, err := client.HandShake(ctx, &emptypb.Empty{}); err != nil {
		return fmt.Errorf("HandShake: %w", err)
	}
	fmt.Println("handshake", client.Protocol())
	if err := tellStatus(ctx, client, network, genesis); err != nil {
		return fmt.Errorf("SetStatus: %w", err)
	}
	events, err := client.PeerEvents(ctx, &sentry.PeerEventsRequest{})
	if err != nil {
		return fmt.Errorf("PeerEvents: %w", err)
	}
	messages, err := client.Messages(ctx, &sentry.MessagesRequest{Ids: []sentry.MessageId{sentry.MessageId_BLOCK_HEADERS_66}})
	if err != nil {
		return fmt.Errorf("Messages: %w", err)
	}
	event, err := events.Recv()
	if err != nil {
		return fmt.Errorf("PeerEvents: %w", err)
	}
	fmt.Println("peer", event.EventId)
	return download(ctx, client, messages, &sentry.PeerMinBlockRequest{PeerId: event.PeerId})
}

func tellStatus(ctx context.Context, client sentry.SentryClient, network uint64, genesis string) error {
	bytes, err := hex.DecodeString(genesis)
	if err != nil || len(bytes) != 32 {
		return fmt.Errorf("%q is no hash", genesis)
	}
	hash := gointerfaces.ConvertHashToH256([32]byte(bytes))
	_, err = client.SetStatus(ctx, &sentry.StatusData{NetworkId: network, TotalDifficulty: hash, BestHash: hash,
		ForkData: &sentry.Forks{Genesis: hash}})
	return err
}

// download requests headers from block 1 on until a response is empty.
func download(ctx context.Context, client sentry.SentryClient, messages sentry.Sentry_MessagesClient,
	known *sentry.PeerMinBlockRequest) error {
	next := uint64(1)
	for id := uint64(1); ; {
		sent, err := client.SendMessageByMinBlock(ctx, &sentry.SendMessageByMinBlockRequest{MinBlock: next, MaxPeers: 1,
			Data: &sentry.OutboundMessageData{Id: sentry.MessageId_GET_BLOCK_HEADERS_66, Data: request(id, next)}})
		if err != nil {
			return fmt.Errorf("SendMessageByMinBlock: %w", err)
		}
		if len(sent.Peers) == 0 {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		count, err := response(messages, id)
		if err != nil {
			return err
		}
		if count == 0 {
			fmt.Println("headers", next-1)
			return nil
		}
		id++
		next += uint64(count)
		known.MinBlock = next - 1
		if _, err := client.PeerMinBlock(ctx, known); err != nil {
			return fmt.Errorf("PeerMinBlock: %w", err)
		}
	}
}
