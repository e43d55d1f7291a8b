#include <tests/sdk/kit/eth/session/stage.hpp>

#include <kit/eth/messages/envelope.hpp>

#include "session_steps.hpp"

using namespace plexus;
using namespace plexus::testing;

namespace {

constexpr std::uint8_t message_codes = 20;  // more than any version has

/// A session of one version whose other side does what the input says.
class Session {
public:
    explicit Session(std::uint8_t version) {
        stage_.host.provide<chain::ChainReader>(reader_)
            .provide<eth::TransactionSource>(transactions_)
            .provide<eth::BlockHandler>(blocks_)
            .provide<eth::TxHandler>(handler_);
        begin(version);
    }

    bool has_ended() const { return stage_.ended.has_value(); }

    void take(SessionSteps::Step step) {
        const std::uint8_t parameter = step.payload.empty() ? 0 : step.payload[0];
        switch (step.code) {
            case SessionSteps::request_code:
                request(parameter);
                break;
            case SessionSteps::time_code:
                stage_.loop.advance(std::chrono::seconds{parameter});
                break;
            case SessionSteps::handshake_code:
                stage_.send(eth::code::status, stage_.codec().encode(stage_.good_status()));
                break;
            case SessionSteps::response_code:
                stage_.send(open_code_ + 1U, response_of(open_id_, step.payload));
                break;
            default:
                stage_.send(step.code % message_codes, std::move(step.payload));
        }
        read();
    }

private:
    void begin(std::uint8_t version) {
        switch (version % 4) {
            case 0:
                return stage_.begin<BaseEth>();
            case 1:
                return stage_.begin<LateEth>();
            case 2:
                return stage_.begin<RangedEth>();
            default:
                return stage_.begin<PartialEth>();
        }
    }

    void request(std::uint8_t parameter) {
        const std::shared_ptr<eth::Remote> remote = stage_.remote();
        if (remote == nullptr) return;
        const std::vector<Hash256> hashes(1U + parameter % 3U, numbered_hash(parameter));
        switch (parameter % 5) {
            case 0:
                void(stage_.later(remote->headers({.amount = 1U + parameter})));
                break;
            case 1:
                void(stage_.later(remote->bodies(hashes)));
                break;
            case 2:
                void(stage_.later(remote->receipts(hashes)));
                break;
            case 3:
                void(stage_.later(remote->node_data(hashes)));
                break;
            default:
                void(stage_.later(remote->pooled_transactions(hashes)));
        }
    }

    /// Takes what our side has sent, and notes the request that is open.
    void read() {
        while (const std::optional<net::Message> message = stage_.next()) {
            switch (message->code) {
                case eth::code::get_block_headers:
                case eth::code::get_block_bodies:
                case eth::code::get_node_data:
                case eth::code::get_receipts:
                case eth::code::get_pooled_transactions:
                    open_code_ = message->code;
                    open_id_ = eth::peek_request_id(message->payload).value();
                    break;
                default:
                    break;
            }
        }
    }

    CannedReader reader_;
    FakeTransactions transactions_;
    FakeBlockHandler blocks_;
    FakeTxHandler handler_;
    Stage stage_;
    std::uint64_t open_code_ = eth::code::get_block_headers;
    std::uint64_t open_id_ = 0;
};

}  // namespace

/// One session of any version as a state machine: the first byte is the version, the rest are
/// steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_session<Session>({data, size});
    return 0;
}

PLEXUS_MUTATE_SESSION;
