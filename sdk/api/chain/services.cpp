// What the interfaces in this folder need in the library: one vtable and one typeinfo for each, and
// names of values.
#include <api/chain/chain_follower.hpp>
#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/finality_rules.hpp>
#include <api/chain/fork_survey.hpp>
#include <api/chain/head_observer.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/chain/header_rules.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/chain/stored_history.hpp>

namespace plexus::inline v1::chain {

ChainFollower::~ChainFollower() = default;
ChainParameters::~ChainParameters() = default;
ChainProfile::~ChainProfile() = default;
ChainReader::~ChainReader() = default;
ChainWriter::~ChainWriter() = default;
FinalityRules::~FinalityRules() = default;
ForkSurvey::~ForkSurvey() = default;
HeadObserver::~HeadObserver() = default;
HeadTracker::~HeadTracker() = default;
HeaderRules::~HeaderRules() = default;
PackedReader::~PackedReader() = default;
StoredHistory::~StoredHistory() = default;

std::string_view to_string(HeadSource source) noexcept {
    switch (source) {
        case HeadSource::assumed:
            return "assumed";
        case HeadSource::agreed:
            return "agreed";
        case HeadSource::local:
            return "local";
    }
    return "";
}

awaitable<std::optional<BlockRef>> ChainFollower::position() { co_return std::nullopt; }

awaitable<void> HeaderRules::prepare() const { co_return; }

}  // namespace plexus::inline v1::chain
