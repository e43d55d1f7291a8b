#include <api/net/peer.hpp>
#include <api/plugin/export.hpp>
#include <bsc/vote_handler.hpp>

#include <iostream>
#include <sstream>

namespace {

using namespace plexus;

/// Prints each vote of BSC's validators that the node is sent, one line each.
///
/// It is called for many peers at once; it has nothing that would need a lock.
class VoteLogger final : public Plugin, public bsc::VoteHandler {
public:
    static constexpr std::array provides{bsc::VoteHandler::key};
    static constexpr std::array<Need, 0> needs{};

    explicit VoteLogger(Host& host) { host.publish<bsc::VoteHandler>(*this); }

    awaitable<eth::ValidationResult> on_votes(const eth::Origin& origin,
                                              std::span<const bsc::Vote> votes) override {
        std::ostringstream text;  // others print too: the lines go out in one piece
        for (const bsc::Vote& vote : votes) {
            text << "vote " << to_hex(vote.hash).substr(0, 8) << " for block " << vote.target_number
                 << ' ' << to_hex(vote.target_hash).substr(0, 8) << " by "
                 << to_hex(vote.address).substr(0, 8) << " from "
                 << net::brief(origin.peer->node().id) << '\n';
        }
        std::cout << text.str() << std::flush;
        co_return eth::ValidationResult::ignore;  // whether a vote is good is not known here
    }
};

}  // namespace

PLEXUS_PLUGIN(VoteLogger, "vote_logger", "1.0.0", "prints each vote it is handed");
