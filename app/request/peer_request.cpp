#include "peer_request.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iomanip>
#include <sstream>

#include <api/core/printable.hpp>
#include <api/plugin/config_error.hpp>

#include "node_call.hpp"
#include "response_json.hpp"

namespace plexus::app {
namespace {

namespace json = boost::json;

struct Change {
    std::string_view word;    ///< behind `plexus peer`
    std::string_view method;  ///< of the node
    std::string_view done;    ///< what has become of the peer
};

constexpr std::array<Change, 8> changes{{
    {"add", "admin_addPeer", "is a static peer now"},
    {"remove", "admin_removePeer", "is removed"},
    {"trust", "admin_addTrustedPeer", "is trusted now"},
    {"untrust", "admin_removeTrustedPeer", "is trusted no more"},
    {"ban", "admin_banPeer", "is banned"},
    {"unban", "admin_unbanPeer", "is banned no more"},
    {"disconnect", "admin_disconnectPeer", "is disconnected"},
    {"forget", "admin_forgetPeer", "is forgotten"},
}};

constexpr std::size_t longest_client = 40;
constexpr std::size_t longest_subject = 60;
constexpr std::size_t shown_id_digits = 16;

const Change* find_change(const std::string& word) {
    const auto* found = std::ranges::find(changes, word, &Change::word);
    return found == changes.end() ? nullptr : found;
}

std::string utc(std::int64_t unix_seconds) {
    const auto time = static_cast<std::time_t>(unix_seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::ostringstream text;
    text << std::put_time(&parts, "%F %T UTC");
    return text.str();
}

/// What is spoken with the peer, which may have advertised more.
std::string protocols(const json::object& peer) {
    std::string names;
    const json::object& agreed = part_of(peer, "protocols");
    for (const auto& protocol : agreed) {
        if (!names.empty()) names += ',';
        const std::int64_t version = whole_of(part_of(agreed, protocol.key()), "version");
        names += printable(protocol.key()) + '/' + std::to_string(version);
    }
    return names;
}

std::string role(const json::object& network) {
    std::string role = is_true(network, "inbound") ? "in" : "out";
    if (is_true(network, "static")) role += ",static";
    if (is_true(network, "trusted")) role += ",trusted";
    return role;
}

/// Of the public key, as other commands take it.
std::string beginning_of_id(const json::object& peer) {
    constexpr std::string_view scheme = "enode://";
    const std::string enode = text_of(peer, "enode");
    return enode.starts_with(scheme) ? enode.substr(scheme.size(), shown_id_digits) : "";
}

void print_peer(std::ostream& out, const json::object& peer) {
    const json::object& network = part_of(peer, "network");
    const json::object& own = part_of(peer, "plexus");
    out << std::left << std::setw(18) << beginning_of_id(peer) << std::setw(23)
        << text_of(network, "remoteAddress") << std::setw(19) << role(network) << std::setw(7)
        << whole_of(own, "score") << std::setw(10)
        << std::to_string(whole_of(own, "latencyMs")) + " ms" << std::setw(15) << protocols(peer)
        << ' ' << printable(text_of(peer, "name"), longest_client) << '\n';
}

void print_ban(std::ostream& out, const json::object& ban) {
    const json::value* until = ban.if_contains("until");
    const bool ends = until != nullptr && until->is_int64();
    out << text_of(ban, "target") << "  "
        << (ends ? "until " + utc(until->get_int64()) : "for ever") << ", by the "
        << text_of(ban, "by") << '\n';
}

template <class Print>
void print_list(const json::value& list, std::ostream& out, Print print) {
    if (!list.is_array()) throw std::runtime_error("the response of the node is no list");
    for (const json::value& item : list.get_array()) {
        if (item.is_object()) print(out, item.get_object());
    }
}

}  // namespace

bool is_peer_verb(const std::string& verb) {
    return verb == "peers" || verb == "peer" || verb == "bans";
}

void check(const PeerRequest& request) {
    if (request.verb != "peer") {
        if (request.words.empty()) return;
        throw ConfigError("plexus " + request.verb + " takes no words, but was given '" +
                          printable(request.words.front(), longest_subject) + "'");
    }
    const Change* change = request.words.empty() ? nullptr : find_change(request.words.front());
    const std::size_t most = change != nullptr && change->word == "disconnect" ? 3 : 2;
    if (change == nullptr || request.words.size() < 2 || request.words.size() > most) {
        throw ConfigError(
            "say what to do with which peer: plexus peer add|remove|trust|untrust|ban|unban|forget "
            "PEER, or plexus peer disconnect PEER [REASON]");
    }
    if (request.ban_for.count() != 0 && change->word != "ban") {
        throw ConfigError("--for is for plexus peer ban alone");
    }
}

void perform(const PeerRequest& request, const std::filesystem::path& data_dir, std::ostream& out) {
    if (request.verb == "peers") {
        return print_list(query_node(data_dir, "admin_peers"), out, print_peer);
    }
    if (request.verb == "bans") {
        return print_list(query_node(data_dir, "admin_bans"), out, print_ban);
    }
    const Change& change = *find_change(request.words.front());
    const std::string& subject = request.words[1];
    json::array params{json::string(subject)};
    if (request.words.size() == 3) params.emplace_back(request.words.back());
    if (request.ban_for.count() != 0) {
        params.emplace_back(std::chrono::ceil<std::chrono::seconds>(request.ban_for).count());
    }
    change_node(data_dir, std::string(change.method), std::move(params));
    out << printable(subject, longest_subject) << ' ' << change.done << '\n';
}

}  // namespace plexus::app
