#include <tests/plugins/bsc/protocol/stage.hpp>

#include <kit/eth/messages/envelope.hpp>
#include <plugins/bsc/protocol/code.hpp>

#include "session_steps.hpp"

using namespace plexus;
using namespace plexus::testing;

namespace {

constexpr std::uint8_t message_codes = 5;  // more than any version has

/// A session of one version whose other side does what the input says.
class Session {
public:
    explicit Session(std::uint8_t version) {
        stage_.host.provide<bsc::VoteHandler>(handler_);
        line_ = &stage_.connect(1U + version % 2U);
    }

    bool has_ended() const { return line_->ended.has_value(); }

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
                line_->base();
                break;
            case SessionSteps::response_code:
                line_->send(bsc::code::blocks_by_range, response_of(open_id_, step.payload));
                break;
            default:
                line_->send(step.code % message_codes, std::move(step.payload));
        }
        read();
    }

private:
    void request(std::uint8_t parameter) {
        if (const std::shared_ptr<bsc::Remote> remote = line_->remote())
            void(stage_.later(remote->blocks_by_range({.count = parameter})));
    }

    /// Takes what our side has sent, and notes the request that is open.
    void read() {
        while (const std::optional<net::Message> message = line_->next()) {
            if (message->code == bsc::code::get_blocks_by_range)
                open_id_ = eth::peek_request_id(message->payload).value();
        }
    }

    FakeVoteHandler handler_;
    Stage stage_;
    Line* line_ = nullptr;  // owned by the stage
    std::uint64_t open_id_ = 0;
};

}  // namespace

/// One session of the bsc capability as a state machine: the first byte is the version, the rest
/// are steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_session<Session>({data, size});
    return 0;
}

PLEXUS_MUTATE_SESSION;
