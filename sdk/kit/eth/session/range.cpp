#include <boost/asio/post.hpp>

#include <kit/eth/messages/code.hpp>
#include <kit/eth/session/session.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

/// No two updates follow each other faster, however fast the head moves: while a chain is being
/// synced or imported, each would be out of date at once. About 32 blocks of BSC.
constexpr std::chrono::seconds range_pause{12};

}  // namespace

net::Subscription Session::watch_heads() {
    return context_.heads.on_change([weak = weak_from_this(), strand = strand_](const auto&) {
        asio::post(strand, [weak] {
            if (const auto self = weak.lock()) self->tell_range();
        });
    });
}

/// Whether our range differs by limits::range_step blocks or more from the range that the peer was
/// told last.
bool Session::worth_telling(const chain::ChainStatus& chain_status) const {
    if (!tells(chain_status)) return false;
    const std::uint64_t latest = chain_status.head.number;
    return chain_status.earliest != told_.earliest || latest < told_.latest ||
           latest - told_.latest >= limits::range_step;
}

/// Tells the peer our range if it is worth telling; during the pause after an update, at its end.
void Session::tell_range() {
    if (pipe_ == nullptr || range_pause_) return;
    const chain::ChainStatus chain_status = context_.heads.chain_status();
    if (!worth_telling(chain_status)) return;
    told_ = range_of(status_at(chain_status));
    // If the queue has no room, the peer is told the next range instead.
    (void)send(code::block_range_update, encode_block_range_update(told_), net::Priority::gossip);
    range_pause_.emplace(strand_);
    range_pause_->start(range_pause, [this] {
        range_pause_.reset();
        tell_range();
    });
}

awaitable<Result<void>> Session::on_block_range_update(SharedBytes payload) {
    const Result<BlockRange> range = decode_block_range_update(payload);
    if (!range) co_return range.error();
    const std::scoped_lock lock(status_mutex_);
    set_range(status_, *range);
    tell_head(status_);
    co_return Result<void>{};
}

}  // namespace plexus::inline v1::eth
