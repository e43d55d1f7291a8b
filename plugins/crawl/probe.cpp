#include "probe.hpp"

#include <api/async/within.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/status.hpp>

namespace plexus::crawl {
namespace {

/// All versions that peers have today: without a common one they disconnect.
constexpr std::uint32_t oldest_eth = 66;
constexpr std::uint32_t newest_eth = 70;

/// From this version on Status has no total difficulty. @spec EIP-7642
constexpr std::uint32_t first_without_difficulty = 69;

/// Larger than any Status.
constexpr std::size_t longest_message = 4096;

/// Messages before the Status; none is to be expected.
constexpr int most_messages = 4;

constexpr std::chrono::seconds hello_timeout{7};
constexpr std::chrono::seconds status_timeout{2};
constexpr std::chrono::seconds disconnect_timeout{1};
static_assert(hello_timeout + status_timeout + disconnect_timeout <= probe_timeout);

net::Hello our_hello() {
    net::Hello hello;
    hello.client = "plexus-crawl/v" PLEXUS_VERSION;
    for (std::uint32_t version = oldest_eth; version <= newest_eth; ++version) {
        hello.capabilities.push_back({"eth", version});
    }
    return hello;
}

std::string explain(const ErrorCode& error) {
    if (const auto reason = net::disconnect_reason(error)) return std::string(to_string(*reason));
    return error.message();
}

/// The version that both sides speak: of ours the highest that they have.
std::uint32_t common_version(const net::Hello& theirs) {
    std::uint32_t common = 0;
    for (const net::HelloCapability& capability : theirs.capabilities) {
        const bool ours = capability.version >= oldest_eth && capability.version <= newest_eth;
        if (capability.name == "eth" && ours) common = std::max(common, capability.version);
    }
    return common;
}

Result<eth::Status> decode(std::uint32_t version, BytesView payload) {
    if (version < first_without_difficulty) return eth::status_v1.decode(payload);
    Result<eth::Status> status = eth::status_v2.decode(payload);
    // BSC's eth/70 has the old Status.
    return status ? std::move(status) : eth::status_v1.decode(payload);
}

awaitable<Result<eth::Status>> receive_status(net::Link& link, std::uint32_t version) {
    // eth is the only capability that both have, so its codes come first.
    const std::uint64_t status_code = net::first_capability_code + eth::code::status;
    const net::SizeLimit limit = [](std::uint64_t) { return std::optional{longest_message}; };
    for (int count = 0; count < most_messages; ++count) {
        const Result<net::Message> message = co_await link.receive(limit);
        if (!message) co_return message.error();
        if (message->code == status_code) co_return decode(version, message->payload);
    }
    co_return make_error_code(Errc::unexpected_message);
}

awaitable<void> read_status(net::Link& link, Probe& result) {
    const std::uint32_t version = common_version(link.remote());
    if (version == 0) {
        result.ending = "no common version of eth";
        co_return;
    }
    const Result<eth::Status> status =
        co_await within(status_timeout, receive_status(link, version));
    if (status) {
        result.status = *status;
    } else if (link.disconnect_reason()) {
        result.ending = to_string(*link.disconnect_reason());
    } else {
        result.ending = "no Status: " + explain(status.error());
    }
}

}  // namespace

awaitable<Probe> probe(net::Transport& transport, net::Node node) {
    Probe result;
    net::Hello hello = our_hello();
    net::ConnectionFilter everyone = [](const net::NodeId&) { return std::nullopt; };
    auto dialling = transport.dial(std::move(node), std::move(hello), std::move(everyone));
    const Result<net::LinkPtr> link = co_await within(hello_timeout, std::move(dialling));
    if (!link) {
        result.ending = explain(link.error());
        co_return result;
    }
    result.client = (*link)->remote().client;
    result.capabilities = (*link)->remote().capabilities;
    co_await read_status(**link, result);
    co_await within(disconnect_timeout, (*link)->close(net::Reason::client_quitting));
    co_return result;
}

}  // namespace plexus::crawl
