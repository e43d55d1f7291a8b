#include <api/async/within.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/status.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// Only a head that this node holds is told: another would promise blocks that it cannot serve.
/// Where Status has a total difficulty, it must be known too; no chain has less than its genesis
/// block.
bool Session::tells(const chain::ChainStatus& chain_status) const {
    if (chain_status.source != chain::HeadSource::local) return false;
    return status_codec_ == &status_v2 ||
           chain_status.head.total_difficulty >= context_.profile.genesis().total_difficulty;
}

Status Session::status_at(const chain::ChainStatus& chain_status) const {
    const chain::Head genesis = context_.profile.genesis();
    const bool held = tells(chain_status);
    const chain::Head& told = held ? chain_status.head : genesis;
    Status ours;
    ours.version = spec_.version;
    ours.network_id = context_.profile.network_id();
    ours.total_difficulty = told.total_difficulty;
    ours.head = told.hash;
    ours.genesis = genesis.hash;
    ours.fork_id = context_.profile.fork_id(chain_status.head);
    ours.earliest = held ? chain_status.earliest : genesis.number;
    ours.latest = told.number;
    return ours;
}

Result<void> Session::accept_status(const Status& theirs) {
    const bool same_network = theirs.network_id == context_.profile.network_id();
    const bool same_version = theirs.version == spec_.version;
    const bool same_genesis = theirs.genesis == context_.profile.genesis().hash;
    if (!same_network || !same_version || !same_genesis) return make_error_code(Errc::incompatible);
    if (context_.forks != nullptr) context_.forks->note(peer_->node().id, theirs.fork_id);
    return context_.profile.accepts(theirs.fork_id, context_.heads.chain_status().head);
}

awaitable<Result<void>> Session::shake_hands() {
    if (context_.overrides != nullptr) {
        const StatusCodec* other = context_.overrides->status(spec_.version);
        if (other != nullptr) status_codec_ = other;
    }

    // Our Status is sent first and at once: some peers read ours before they write theirs.
    const Status status = status_at(context_.heads.chain_status());
    told_ = range_of(status);
    net::SharedMessage ours = net::make_message(code::status, status_codec_->encode(status));
    const Result<net::Message> message = co_await exchange(std::move(ours));
    if (!message) co_return message.error();
    if (message->code != code::status) co_return make_error_code(Errc::unexpected_message);
    const Result<Status> theirs = status_codec_->decode(message->payload);
    if (!theirs) co_return theirs.error();
    const Result<void> accepted = accept_status(*theirs);
    if (!accepted) {
        PLEXUS_LOG(context_.log, debug)
            << "status refused" << kv("peer", net::brief(peer_->node().id))
            << kv("network", theirs->network_id) << kv("genesis", to_hex(theirs->genesis))
            << kv("fork", to_hex(theirs->fork_id.hash)) << kv("next", theirs->fork_id.next);
        co_return accepted.error();
    }
    {
        const std::scoped_lock lock(status_mutex_);
        status_ = *theirs;
        tell_head(status_);
    }
    // Blocks are gossiped where Status tells a total difficulty, since NewBlock tells one too. From
    // eth/69 on the block messages are still in the specification, but go-ethereum ends a session
    // over them; BSC, whose eth/70 keeps the difficulty, also keeps them.
    takes_blocks_ = theirs->total_difficulty != 0;

    if (context_.overrides == nullptr) co_return Result<void>{};
    const HandshakeStep* step = context_.overrides->after_status(spec_.version);
    if (step == nullptr) co_return Result<void>{};
    co_return co_await take_extra_step(*step);
}

awaitable<Result<net::Message>> Session::exchange(net::SharedMessage ours) {
    const Result<void> posted = pipe_->post(std::move(ours), net::Priority::control);
    // A peer that has gone may have said why. Who reads the link hears it, and then ends the pipe.
    if (!posted && posted.error() != Errc::peer_gone) co_return posted.error();
    co_return co_await within(context_.handshake_timeout, pipe_->receive());
}

awaitable<Result<void>> Session::take_extra_step(const HandshakeStep& step) {
    net::SharedMessage ours = net::make_message(step.code, step.payload);
    const Result<net::Message> message = co_await exchange(std::move(ours));
    if (!message) co_return message.error();
    if (message->code != step.code) co_return make_error_code(Errc::unexpected_message);
    const Result<TransactionGossip> wish = step.accept(message->payload);
    if (!wish) co_return wish.error();
    their_wish_ = *wish;
    co_return Result<void>{};
}

}  // namespace plexus::inline v1::eth
