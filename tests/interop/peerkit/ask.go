package peerkit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
)

// AnswerTimeout is generous: a loaded machine is no reason to fail.
const AnswerTimeout = 15 * time.Second

// ErrLeft says that the peer went; the reason for it is reported apart.
var ErrLeft = errors.New("the peer left")

// Ask sends one request by the release's own call and waits for its answer, or for the session's
// end.
func Ask(session context.Context, what string,
	send func(chan *eth.Response) (*eth.Request, error)) (*eth.Response, error) {
	sink := make(chan *eth.Response)
	request, err := send(sink)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer request.Close()

	timer := time.NewTimer(AnswerTimeout)
	defer timer.Stop()
	select {
	case response := <-sink:
		response.Done <- nil
		return response, nil
	case <-timer.C:
		return nil, fmt.Errorf("%s: no answer in %s", what, AnswerTimeout)
	case <-session.Done():
		return nil, ErrLeft
	}
}
