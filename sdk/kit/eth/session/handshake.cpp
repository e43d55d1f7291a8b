#include <api/async/within.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

chain::Head Session::our_head() const {
    if (context_.chain != nullptr) return context_.chain->head();
    return context_.profile.assumed_head(Clock::of(strand_).wall());
}

Status Session::our_status() const {
    const chain::Head head = our_head();
    Status ours;
    ours.version = dialect_.version;
    ours.network_id = context_.profile.network_id();
    ours.total_difficulty = head.total_difficulty;
    ours.head = head.hash;
    ours.genesis = context_.profile.genesis().hash;
    ours.fork_id = context_.profile.fork_id(head);
    ours.latest = head.number;
    return ours;
}

Result<void> Session::accept_status(const Status& theirs) const {
    const bool same_network = theirs.network_id == context_.profile.network_id();
    const bool same_version = theirs.version == dialect_.version;
    const bool same_genesis = theirs.genesis == context_.profile.genesis().hash;
    if (!same_network || !same_version || !same_genesis) return make_error_code(Errc::incompatible);
    return context_.profile.accepts(theirs.fork_id, our_head());
}

awaitable<Result<void>> Session::shake_hands() {
    const StatusCodec* codec = dialect_.status;
    if (context_.accent != nullptr) {
        const StatusCodec* other = context_.accent->status(dialect_.version);
        if (other != nullptr) codec = other;
    }

    // Ours goes first and at once: some peers read it before they write theirs.
    const net::SharedMessage ours = net::make_message(code::status, codec->encode(our_status()));
    const Result<void> posted = pipe_->post(ours, net::Priority::control);
    if (!posted) co_return posted.error();

    const Result<net::Message> message =
        co_await within(context_.handshake_timeout, pipe_->receive());
    if (!message) co_return message.error();
    if (message->code != code::status) co_return make_error_code(Errc::unexpected_message);
    const Result<Status> theirs = codec->decode(message->payload);
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
    }

    if (context_.accent == nullptr) co_return Result<void>{};
    const HandshakeStep* step = context_.accent->after_status(dialect_.version);
    if (step == nullptr) co_return Result<void>{};
    co_return co_await take_extra_step(*step);
}

awaitable<Result<void>> Session::take_extra_step(const HandshakeStep& step) {
    const net::SharedMessage ours = net::make_message(step.code, step.payload);
    const Result<void> posted = pipe_->post(ours, net::Priority::control);
    if (!posted) co_return posted.error();
    const Result<net::Message> message =
        co_await within(context_.handshake_timeout, pipe_->receive());
    if (!message) co_return message.error();
    if (message->code != step.code) co_return make_error_code(Errc::unexpected_message);
    co_return step.accept(message->payload);
}

}  // namespace plexus::inline v1::eth
