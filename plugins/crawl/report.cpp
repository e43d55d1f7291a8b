#include "report.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <ctime>

#include <api/core/printable.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/enr/eth_entry.hpp>
#include <kit/enr/record.hpp>

namespace plexus::crawl {
namespace {

namespace json = boost::json;

/// The longest text of a stranger that is written.
constexpr std::size_t longest_text = 256;

constexpr const char* no_time = "0001-01-01T00:00:00Z";

/// @spec RFC 3339
std::string time_text(WallTime time) {
    if (time == WallTime{}) return no_time;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[sizeof "2026-11-26T19:52:13Z"] = {};
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string capabilities_text(const Probe& probe) {
    std::string text;
    for (const net::HelloCapability& capability : probe.capabilities) {
        text +=
            (text.empty() ? "" : " ") + capability.name + '/' + std::to_string(capability.version);
    }
    return printable(text, longest_text);
}

std::optional<enr::Record> record_of(const Found& found) {
    if (!found.record) return std::nullopt;
    const Result<enr::Record> record = enr::Record::decode(found.record->rlp);
    return record ? std::optional{*record} : std::nullopt;
}

/// As its Status says, or else its record.
std::optional<chain::ForkId> fork_of(const Found& found) {
    if (found.probe && found.probe->status) return found.probe->status->fork_id;
    const std::optional<enr::Record> record = record_of(found);
    if (!record) return std::nullopt;
    const std::optional<BytesView> entry = record->value("eth");
    if (!entry) return std::nullopt;
    const Result<chain::ForkId> fork = enr::decode_eth_entry(*entry);
    return fork ? std::optional{*fork} : std::nullopt;
}

std::optional<std::int64_t> latency_of(const Found& found) {
    if (!found.latency) return std::nullopt;
    return std::chrono::round<std::chrono::milliseconds>(*found.latency).count();
}

json::object learnt(const Found& found) {
    json::object object;
    if (const auto latency = latency_of(found)) object["latencyMs"] = *latency;
    if (const auto fork = fork_of(found)) {
        object["forkHash"] = to_hex(fork->hash);
        object["forkNext"] = fork->next;
    }
    if (!found.probe) return object;
    if (!found.probe->client.empty()) {
        object["client"] = printable(found.probe->client, longest_text);
        object["capabilities"] = capabilities_text(*found.probe);
    }
    if (const std::optional<eth::Status>& status = found.probe->status) {
        object["network"] = status->network_id;
        object["genesis"] = to_hex(status->genesis);
        object["head"] = to_hex(status->head);
    }
    if (!found.probe->ending.empty()) object["ending"] = printable(found.probe->ending);
    return object;
}

/// One member of an entry, on a line of its own.
std::string member(const char* name, const json::value& value) {
    return "        \"" + std::string(name) + "\": " + json::serialize(value);
}

std::string member(const char* name, const std::string& text) {
    return member(name, json::value(json::string(text)));
}

std::string entry(const Found& found) {
    const std::optional<enr::Record> record = record_of(found);
    std::string text = "    \"" + to_hex(crypto::keccak256(found.node.id.view())) + "\": {\n";
    text += member("seq", record ? record->sequence() : 0) + ",\n";
    text += member("record", record ? record->text() : found.node.enode()) + ",\n";
    text += member("score", 1) + ",\n";
    text += member("firstResponse", time_text(found.first_response)) + ",\n";
    text += member("lastResponse", time_text(found.last_response)) + ",\n";
    text += member("lastCheck", time_text(found.last_check)) + ",\n";
    text += member("plexus", learnt(found)) + '\n';
    return text + "    }";
}

/// A spreadsheet takes a text that begins like a formula for one.
std::string csv_field(std::string text) {
    if (!text.empty() && std::string_view{"=+-@"}.find(text.front()) != std::string_view::npos) {
        text.insert(text.begin(), '\'');
    }
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + '"';
}

std::string csv_line(const Found& found) {
    const net::Endpoint at = found.node.endpoint();
    const Probe probe = found.probe.value_or(Probe{});
    const std::optional<chain::ForkId> fork = fork_of(found);
    const std::optional<std::int64_t> latency = latency_of(found);
    const std::optional<eth::Status>& status = probe.status;
    std::string line;
    for (std::string& field : std::vector<std::string>{
             to_hex(found.node.id), at.address.to_string(), std::to_string(at.tcp_port),
             std::to_string(at.udp_port), printable(probe.client, longest_text),
             capabilities_text(probe), status ? std::to_string(status->network_id) : "",
             status ? to_hex(status->genesis) : "", fork ? to_hex(fork->hash) : "",
             fork ? std::to_string(fork->next) : "", status ? to_hex(status->head) : "",
             latency ? std::to_string(*latency) : "", printable(probe.ending),
             time_text(found.last_response)}) {
        line += (line.empty() ? "" : ",") + csv_field(std::move(field));
    }
    return line + '\n';
}

/// Whether a node is on the chain, be it behind or ahead of today's fork: a node at genesis accepts
/// the hash of each fork that is known.
bool is_of(const chain::ChainProfile& chain, const eth::Status& status) {
    const chain::Head genesis = chain.genesis();
    return status.network_id == chain.network_id() && status.genesis == genesis.hash &&
           chain.accepts({status.fork_id.hash, 0}, genesis);
}

}  // namespace

std::string nodes_json(const FoundNodes& nodes) {
    std::string text;
    for (const auto& [id, found] : nodes) {
        if (found.responded()) text += (text.empty() ? "" : ",\n") + entry(found);
    }
    return "{\n" + text + "\n}\n";
}

std::string nodes_csv(const FoundNodes& nodes) {
    std::string text =
        "id,address,tcp_port,udp_port,client,capabilities,network,genesis,fork_hash,fork_next,"
        "head,latency_ms,ending,last_response\n";
    for (const auto& [id, found] : nodes) {
        if (found.responded()) text += csv_line(found);
    }
    return text;
}

std::string nearest_nodes(const FoundNodes& nodes, const chain::ChainProfile& chain) {
    std::vector<const Found*> usable;
    for (const auto& [id, found] : nodes) {
        const bool of_chain = found.latency && found.probe && found.probe->status &&
                              is_of(chain, *found.probe->status);
        if (of_chain) usable.push_back(&found);
    }
    std::ranges::sort(usable, {}, [](const Found* found) { return *found->latency; });
    if (usable.size() > longest_rank) usable.resize(longest_rank);
    std::string list;
    for (const Found* found : usable) list += (list.empty() ? "" : ",") + found->node.enode();
    return list.empty() ? list : "static-peers = " + list + '\n';
}

}  // namespace plexus::crawl
