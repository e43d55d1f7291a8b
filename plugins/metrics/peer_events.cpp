#include "peer_events.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "client_family.hpp"

namespace plexus::metrics {
namespace {

using net::Reason;
using net::RefusalCause;

constexpr std::array reasons{Reason::requested,
                             Reason::network_error,
                             Reason::protocol_breach,
                             Reason::useless_peer,
                             Reason::too_many_peers,
                             Reason::already_connected,
                             Reason::incompatible_version,
                             Reason::invalid_identity,
                             Reason::client_quitting,
                             Reason::unexpected_identity,
                             Reason::connected_to_self,
                             Reason::read_timeout,
                             Reason::subprotocol_error};

constexpr std::array causes{RefusalCause::banned,
                            RefusalCause::too_many_peers,
                            RefusalCause::already_connected,
                            RefusalCause::connected_to_self,
                            RefusalCause::no_shared_capability,
                            RefusalCause::stopping,
                            RefusalCause::too_many_pending,
                            RefusalCause::too_many_from_network,
                            RefusalCause::too_soon,
                            RefusalCause::gated};

constexpr std::array<std::string_view, 8> dial_failures{"connection",     "handshake", "identity",
                                                        "known",          "other",     "timeout",
                                                        "too many peers", "useless"};

constexpr std::array<const char*, 2> directions{"inbound", "outbound"};
constexpr std::array<const char*, 2> targets{"node", "prefix"};

/// What a remote may send as a reason is not in the list by itself.
std::string_view name_of(Reason reason) {
    return std::ranges::find(reasons, reason) == reasons.end() ? std::string_view("other")
                                                               : net::to_string(reason);
}

std::string_view kind_of(Reason told) {
    switch (told) {
        case Reason::too_many_peers:
            return "too many peers";
        case Reason::already_connected:
            return "known";
        case Reason::useless_peer:
        case Reason::incompatible_version:
            return "useless";
        case Reason::invalid_identity:
        case Reason::unexpected_identity:
        case Reason::connected_to_self:
            return "identity";
        default:
            return "other";
    }
}

Counter& disconnects(Metrics& metrics, std::string_view reason, const char* direction,
                     std::string_view client) {
    return metrics.counter(
        {"plexus_peers_disconnects_total", "Peers that were lost, by the reason that was told"},
        {{"reason", std::string(reason)},
         {"direction", direction},
         {"client", std::string(client)}});
}

Counter& failed_dials(Metrics& metrics, std::string_view kind) {
    return metrics.counter({"plexus_peers_failed_dials_total", "Dials that failed, by what failed"},
                           {{"kind", std::string(kind)}});
}

Counter& refusals(Metrics& metrics, RefusalCause cause) {
    return metrics.counter(
        {"plexus_peers_refusals_total", "Connections that this node refused, by the cause"},
        {{"cause", std::string(net::to_string(cause))}});
}

Counter& bans(Metrics& metrics, const char* target) {
    return metrics.counter({"plexus_peers_bans_total", "Bans that were set, by their target"},
                           {{"target", target}});
}

}  // namespace

std::string_view dial_failure_kind(const ErrorCode& error) {
    if (const auto told = net::disconnect_reason(error)) return kind_of(*told);
    if (error == Errc::timed_out || error == asio::error::timed_out) return "timeout";
    if (error == Errc::bad_key || error == Errc::bad_signature || error == Errc::malformed ||
        error == Errc::non_canonical) {
        return "handshake";
    }
    if (error == Errc::refused) return "known";
    return error.category() == boost::system::system_category() ||
                   error.category() == asio::error::get_misc_category()
               ? "connection"
               : "other";
}

PeerEvents::PeerEvents(Metrics& metrics) : metrics_(metrics) {
    for (const char* direction : directions) {
        for (const std::string_view client : client_families) {
            for (const Reason reason : reasons) {
                disconnects(metrics, net::to_string(reason), direction, client);
            }
            disconnects(metrics, "other", direction, client);
        }
    }
    for (const std::string_view kind : dial_failures) failed_dials(metrics, kind);
    for (const RefusalCause cause : causes) refusals(metrics, cause);
    for (const char* target : targets) bans(metrics, target);
}

void PeerEvents::count(const net::PeerPoolEvent& event) {
    if (const auto* lost = std::get_if<net::PeerLeft>(&event)) left(*lost);
    if (const auto* failed = std::get_if<net::DialFailed>(&event)) {
        failed_dials(metrics_, dial_failure_kind(failed->error)).add();
    }
    if (const auto* refused = std::get_if<net::PeerRefused>(&event)) {
        refusals(metrics_, refused->cause).add();
    }
    if (const auto* ban = std::get_if<net::PeerBanned>(&event)) banned(ban->ban);
}

void PeerEvents::left(const net::PeerLeft& event) {
    const bool inbound = event.peer->direction() == net::Direction::inbound;
    disconnects(metrics_, name_of(event.reason), directions[inbound ? 0 : 1],
                client_families[family_of(event.peer->client())])
        .add();
}

void PeerEvents::banned(const net::Ban& ban) {
    bans(metrics_, targets[std::holds_alternative<net::NodeId>(ban.target) ? 0 : 1]).add();
}

}  // namespace plexus::metrics
