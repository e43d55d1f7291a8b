#include "status_request.hpp"

#include <array>
#include <cstdint>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>

#include "node_call.hpp"

namespace plexus::app {
namespace {

namespace json = boost::json;

constexpr int label_width = 10;

std::ostream& line(std::ostream& out, const char* label) {
    return out << std::left << std::setw(label_width) << label;
}

double number(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    boost::system::error_code error;
    const double number = value != nullptr ? value->to_number<double>(error) : 0;
    return error ? 0 : number;
}

std::string whole(const json::object& object, std::string_view member) {
    return std::to_string(static_cast<std::int64_t>(number(object, member)));
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

const json::object* part(const json::object& status, std::string_view member) {
    const json::value* value = status.if_contains(member);
    return value != nullptr ? value->if_object() : nullptr;
}

void print_chain(const json::object& status, std::ostream& out) {
    if (const json::object* chain = part(status, "chain")) {
        line(out, "chain") << text_of(*chain, "name") << ", network " << whole(*chain, "networkId")
                           << ", fork id " << text_of(*chain, "forkId") << '\n';
        line(out, "genesis") << text_of(*chain, "genesis") << '\n';
    }
    const json::object* head = part(status, "head");
    if (head == nullptr) return;
    if (text_of(*head, "source") == "assumed") {
        line(out, "head") << "not known yet\n";
        return;
    }
    line(out, "head") << whole(*head, "number") << ' ' << text_of(*head, "hash") << ", "
                      << text_of(*head, "source") << ", "
                      << length_of(static_cast<std::int64_t>(number(*head, "ageSeconds")))
                      << " old\n";
}

void print_peers(const json::object& peers, std::ostream& out) {
    const double inbound = number(peers, "inbound");
    line(out, "peers") << whole(peers, "connected") << ": " << whole(peers, "inbound") << " in, "
                       << static_cast<std::int64_t>(number(peers, "connected") - inbound)
                       << " out; " << whole(peers, "pending") << " pending\n";
    line(out, "traffic") << rate(number(peers, "bytesInPerSecond")) << " in, "
                         << rate(number(peers, "bytesOutPerSecond")) << " out\n";
    line(out, "requests") << whole(peers, "requests") << " served, " << whole(peers, "failures")
                          << " failed, latency " << whole(peers, "latencyMs") << " ms\n";
    line(out, "bans") << whole(peers, "bans") << '\n';
}

}  // namespace

void print_status(const std::filesystem::path& data_dir, std::ostream& out) {
    print_status(query_node(data_dir, "plexus_status"), out);
}

void print_status(const json::value& response, std::ostream& out) {
    const json::object* status = response.if_object();
    if (status == nullptr) throw std::runtime_error("the node does not respond with an object");
    line(out, "plexus") << text_of(*status, "version") << ", runs for "
                        << length_of(static_cast<std::int64_t>(number(*status, "uptimeSeconds")))
                        << '\n';
    line(out, "data") << text_of(*status, "dataDir") << '\n';
    if (status->contains("enode")) line(out, "enode") << text_of(*status, "enode") << '\n';
    print_chain(*status, out);
    if (const json::object* peers = part(*status, "peers")) print_peers(*peers, out);
}

}  // namespace plexus::app
