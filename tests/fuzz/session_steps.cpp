#include "session_steps.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <kit/rlp/writer.hpp>

#include "rlp_mutator.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace plexus::testing {
namespace {

constexpr std::size_t header_bytes = 3;  // of a step
constexpr std::size_t most_payload = 0xffff;

/// Where each step of an input begins.
std::vector<std::size_t> begins_of(BytesView input, std::size_t head) {
    std::vector<std::size_t> begins;
    std::size_t at = head;
    while (at + header_bytes <= input.size()) {
        begins.push_back(at);
        at += header_bytes + (std::size_t{input[at + 1]} << 8U | input[at + 2]);
    }
    return begins;
}

}  // namespace

std::optional<SessionSteps::Step> SessionSteps::next() {
    if (rest_.size() < header_bytes) return std::nullopt;
    const std::size_t size = std::size_t{rest_[1]} << 8U | rest_[2];
    const BytesView payload =
        rest_.subspan(header_bytes, std::min(size, rest_.size() - header_bytes));
    Step step{rest_[0], Bytes(payload.begin(), payload.end())};
    rest_ = rest_.subspan(header_bytes + payload.size());
    return step;
}

Bytes response_of(std::uint64_t request_id, BytesView content) {
    rlp::Writer out;
    out.list([&] {
        out.u64(request_id);
        out.raw(content);
    });
    return out.take();
}

std::size_t mutate_session(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                           std::size_t head) {
    std::minstd_rand random(seed);
    const std::vector<std::size_t> begins = begins_of({data, size}, head);
    if (begins.empty() || random() % 4 == 0) return LLVMFuzzerMutate(data, size, most);

    const std::size_t begin = begins[random() % begins.size()] + header_bytes;
    const std::size_t told = std::size_t{data[begin - 2]} << 8U | data[begin - 1];
    const std::size_t old_size = std::min(told, size - begin);
    const std::size_t room = std::min(most - size + old_size, most_payload);
    Bytes payload(data + begin, data + begin + old_size);
    payload.resize(room);
    payload.resize(mutate_rlp(payload.data(), old_size, room, static_cast<unsigned>(random()), 0));

    const Bytes behind(data + begin + old_size, data + size);
    data[begin - 2] = static_cast<std::uint8_t>(payload.size() >> 8U);
    data[begin - 1] = static_cast<std::uint8_t>(payload.size() & 0xffU);
    std::ranges::copy(payload, data + begin);
    std::ranges::copy(behind, data + begin + payload.size());
    return begin + payload.size() + behind.size();
}

}  // namespace plexus::testing
