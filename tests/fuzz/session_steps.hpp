#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include <api/core/bytes.hpp>

namespace plexus::testing {

/// What a fuzzer's input does to a session, one step after the other: a code, the size of the
/// payload in two bytes, and the payload. A code above those of messages is no message but
/// something else that may happen between two of them.
class SessionSteps {
public:
    struct Step {
        std::uint8_t code = 0;
        Bytes payload{};
    };

    static constexpr std::uint8_t request_code = 0xff;    ///< our side sends a request
    static constexpr std::uint8_t time_code = 0xfe;       ///< seconds pass: the first payload byte
    static constexpr std::uint8_t handshake_code = 0xfd;  ///< a handshake that is accepted
    static constexpr std::uint8_t response_code = 0xfc;  ///< the payload with the open request's id

    explicit SessionSteps(BytesView input) : rest_(input) {}

    /// The next step; a payload that is cut off is taken as long as it is.
    std::optional<Step> next();

private:
    BytesView rest_;
};

/// The payload as the content of a response to the request of this id.
Bytes response_of(std::uint64_t request_id, BytesView content);

/// Takes the steps of an input one after the other, until the session has ended: the first byte is
/// its version.
template <class Session>
void run_session(BytesView input) {
    if (input.empty()) return;
    Session session(input[0]);
    SessionSteps steps(input.subspan(1));
    while (!session.has_ended()) {
        std::optional<SessionSteps::Step> step = steps.next();
        if (!step) return;
        session.take(std::move(*step));
    }
}

/// Changes one step: its payload as RLP, most of the time, with its size kept right.
/// @param head  bytes in front of the first step
std::size_t mutate_session(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                           std::size_t head);

}  // namespace plexus::testing

/// Makes a target of sessions use it; one byte of its input is a parameter.
#define PLEXUS_MUTATE_SESSION                                                            \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, \
                                                   std::size_t most, unsigned seed) {    \
        return plexus::testing::mutate_session(data, size, most, seed, 1);               \
    }                                                                                    \
    static_assert(true)
