#include "status_request.hpp"

#include <array>
#include <cstdint>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>

#include "node_call.hpp"
#include "response_json.hpp"

namespace plexus::app {
namespace {

namespace json = boost::json;

constexpr int label_width = 10;

std::ostream& line(std::ostream& out, const char* label) {
    return out << std::left << std::setw(label_width) << label;
}

/// "3 d 4 h", "12 min 5 s": the two largest units.
std::string length_of(std::int64_t seconds) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    constexpr std::array<Unit, 4> units{{{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}}};
    std::string result;
    int parts = 0;
    for (const Unit& unit : units) {
        const std::int64_t count = seconds / unit.seconds;
        seconds %= unit.seconds;
        if ((count == 0 && parts == 0 && unit.seconds > 1) || parts == 2) continue;
        result += (parts++ > 0 ? " " : "") + std::to_string(count) + unit.name;
    }
    return result;
}

std::string rate(double bytes) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << bytes / 1024 << " KiB/s";
    return text.str();
}

void print_chain(const json::object& status, std::ostream& out) {
    const json::object& chain = part_of(status, "chain");
    if (!chain.empty()) {
        line(out, "chain") << text_of(chain, "name") << ", network " << whole_of(chain, "networkId")
                           << ", fork id " << text_of(chain, "forkId") << '\n';
        line(out, "genesis") << text_of(chain, "genesis") << '\n';
    }
    const json::object& head = part_of(status, "head");
    if (head.empty()) return;
    if (text_of(head, "source") == "assumed") {
        line(out, "head") << "not known yet\n";
        return;
    }
    line(out, "head") << whole_of(head, "number") << ' ' << text_of(head, "hash") << ", "
                      << text_of(head, "source") << ", " << length_of(whole_of(head, "ageSeconds"))
                      << " old\n";
}

void print_peers(const json::object& peers, std::ostream& out) {
    line(out, "peers") << whole_of(peers, "connected") << ": " << whole_of(peers, "inbound")
                       << " in, " << whole_of(peers, "connected") - whole_of(peers, "inbound")
                       << " out; " << whole_of(peers, "pending") << " pending\n";
    line(out, "traffic") << rate(number_of(peers, "bytesInPerSecond")) << " in, "
                         << rate(number_of(peers, "bytesOutPerSecond")) << " out\n";
    line(out, "requests") << whole_of(peers, "requests") << " served, "
                          << whole_of(peers, "failures") << " failed, latency "
                          << whole_of(peers, "latencyMs") << " ms\n";
    line(out, "bans") << whole_of(peers, "bans") << '\n';
}

}  // namespace

void print_status(const std::filesystem::path& data_dir, std::ostream& out) {
    print_status(query_node(data_dir, "plexus_status"), out);
}

void print_status(const json::value& response, std::ostream& out) {
    const json::object* status = response.if_object();
    if (status == nullptr) throw std::runtime_error("the node does not respond with an object");
    line(out, "plexus") << text_of(*status, "version") << ", runs for "
                        << length_of(whole_of(*status, "uptimeSeconds")) << '\n';
    line(out, "data") << text_of(*status, "dataDir") << '\n';
    if (status->contains("enode")) line(out, "enode") << text_of(*status, "enode") << '\n';
    print_chain(*status, out);
    const json::object& peers = part_of(*status, "peers");
    if (!peers.empty()) print_peers(peers, out);
}

}  // namespace plexus::app
