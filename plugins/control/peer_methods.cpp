#include "peer_methods.hpp"

#include <algorithm>

#include <api/core/printable.hpp>
#include <api/rpc/method_provider.hpp>

#include "peer_json.hpp"
#include "peer_target.hpp"

namespace plexus::control {
namespace {

namespace json = boost::json;

constexpr std::string_view peers_method = "admin_peers";
constexpr std::string_view bans_method = "admin_bans";
constexpr std::string_view add_method = "admin_addPeer";
constexpr std::string_view remove_method = "admin_removePeer";
constexpr std::string_view trust_method = "admin_addTrustedPeer";
constexpr std::string_view untrust_method = "admin_removeTrustedPeer";
constexpr std::string_view ban_method = "admin_banPeer";
constexpr std::string_view unban_method = "admin_unbanPeer";
constexpr std::string_view disconnect_method = "admin_disconnectPeer";
constexpr std::string_view forget_method = "admin_forgetPeer";

/// A longer ban is one for ever: the sum with the present must not overflow.
constexpr std::int64_t longest_ban_seconds = std::int64_t{100} * 365 * 24 * 3600;

/// What an error of the pool means for the call that met it.
struct Meanings {
    const char* already_exists = "";
    const char* refused = "";
    const char* not_found = "";
};

constexpr Meanings ban_meanings{
    .refused = "static and trusted peers are exempt: remove or untrust it first"};
constexpr Meanings unban_meanings{.not_found = "there is no ban of it; plexus bans lists all"};
constexpr Meanings disconnect_meanings{.not_found = "it is not connected"};

std::string meaning_of(const ErrorCode& error, const Meanings& meanings) {
    if (error == Errc::already_exists) return meanings.already_exists;
    if (error == Errc::refused) return meanings.refused;
    if (error == Errc::not_found) return meanings.not_found;
    if (error == Errc::limit_exceeded) return "the list is full";
    if (error == Errc::invalid_data) return "the end of the ban has passed already";
    return error.message();
}

/// As go-ethereum: what needs no change, or cannot be of any use, is no error.
void settle(const Result<void>& result) {
    const ErrorCode error = result ? ErrorCode{} : result.error();
    if (!error || error == Errc::already_exists || error == Errc::not_found ||
        error == Errc::refused) {
        return;
    }
    throw rpc::RpcError(rpc::ErrorCode::server_error, meaning_of(error, {}));
}

void require(const Result<void>& result, const Meanings& meanings) {
    if (result) return;
    throw rpc::RpcError(rpc::ErrorCode::server_error, meaning_of(result.error(), meanings));
}

/// A reason by the words of the specification.
net::Reason reason_of(const std::string& words) {
    constexpr auto last = static_cast<unsigned>(net::Reason::subprotocol_error);
    for (unsigned code = 0; code <= last; ++code) {
        const auto reason = static_cast<net::Reason>(code);
        if (net::to_string(reason) == words) return reason;
    }
    jsonrpc::refuse("no reason to disconnect is called '" + printable(words, 40) +
                    "'; RLPx has, for example, 'useless peer' and 'too many peers'");
}

template <class Values>
json::array list(const Values& values) {
    json::array array;
    for (const auto& value : values) array.push_back(to_json(value));
    return array;
}

/// As go-ethereum lists them: by id.
json::array sorted_peers(const net::PeerPool& pool) {
    json::array peers = list(pool.stats().peers);
    std::ranges::sort(peers, {}, [](const json::value& peer) -> const json::string& {
        return peer.get_object().at("id").get_string();
    });
    return peers;
}

}  // namespace

std::vector<std::string> PeerMethods::methods() {
    std::vector<std::string> names;
    for (const std::string_view name :
         {peers_method, bans_method, add_method, remove_method, trust_method, untrust_method,
          ban_method, unban_method, disconnect_method, forget_method}) {
        names.emplace_back(name);
    }
    return names;
}

awaitable<json::value> PeerMethods::call(std::string method, json::value params) {
    OperatorParams given(std::move(params));
    if (method == peers_method || method == bans_method) {
        given.end();
        co_return method == peers_method ? sorted_peers(pool_) : list(pool_.bans());
    }
    if (method == ban_method) {
        ban(std::move(given));
    } else if (method == disconnect_method) {
        disconnect(std::move(given));
    } else {
        std::string subject = given.text();
        given.end();
        if (method == add_method) {
            co_await add(std::move(subject));
        } else if (method == trust_method) {
            co_await trust(std::move(subject));
        } else {
            change(method, subject);
        }
    }
    co_return true;
}

awaitable<void> PeerMethods::add(std::string subject) {
    net::Node node = co_await dialled_node_of(std::move(subject));
    settle(pool_.add_static(std::move(node)));
}

awaitable<void> PeerMethods::trust(std::string subject) {
    net::Node node = co_await dialled_node_of(std::move(subject));
    settle(pool_.trust(std::move(node)));
}

void PeerMethods::change(const std::string& method, const std::string& subject) {
    if (method == unban_method) {
        require(pool_.unban(target_of(subject, pool_)), unban_meanings);
    } else if (method == untrust_method) {
        settle(pool_.untrust(id_of(subject, pool_)));
    } else if (method == forget_method) {
        pool_.forget(id_of(subject, pool_));
    } else {
        remove(id_of(subject, pool_));
    }
}

/// As go-ethereum: the connection ends, too.
void PeerMethods::remove(const net::NodeId& id) {
    settle(pool_.remove_static(id));
    settle(pool_.disconnect(id, net::Reason::requested));
}

void PeerMethods::disconnect(OperatorParams params) {
    const std::string subject = params.text();
    const std::optional<std::string> words = params.maybe_text();
    params.end();
    const net::Reason reason = words ? reason_of(*words) : net::Reason::requested;
    require(pool_.disconnect(id_of(subject, pool_), reason), disconnect_meanings);
}

void PeerMethods::ban(OperatorParams params) {
    const std::string subject = params.text();
    const std::optional<std::int64_t> seconds = params.maybe_seconds();
    params.end();
    WallTime until = net::Ban::forever;
    if (seconds && *seconds <= longest_ban_seconds) {
        until = clock_.wall() + std::chrono::seconds{*seconds};
    }
    require(pool_.ban(target_of(subject, pool_), until), ban_meanings);
}

}  // namespace plexus::control
