#include "pending_connections.hpp"

#include <boost/asio/post.hpp>
#include <boost/scope_exit.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

#include <api/async/settled.hpp>
#include <kit/handlers/exception_text.hpp>

namespace plexus::peers {

void PendingConnections::Hosted::cancel() {
    asio::post(strand_, [self = shared_from_this()] {
        if (!self->ended_) self->signal_.emit(asio::cancellation_type::terminal);
    });
}

awaitable<void> PendingConnections::Hosted::run(std::shared_ptr<Hosted> self,
                                                awaitable<void> talk) {
    BOOST_SCOPE_EXIT_ALL(&) { self->ended_ = true; };
    try {
        co_await std::move(talk);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
    }
}

awaitable<void> PendingConnections::host(Executor strand, std::string name, awaitable<void> talk,
                                         HostedPtr* hosted) {
    if (cancelled_) co_return;
    const HostedPtr task = std::make_shared<Hosted>(strand);
    const auto place = hosted_.insert(hosted_.end(), task);
    if (hosted != nullptr) *hosted = task;
    auto work = Hosted::run(task, std::move(talk));
    // With a slot of its own it is shielded: it is cancelled by cancel() alone.
    const asio::cancellation_slot slot = task->signal_.slot();
    try {
        co_await await_apart(strand, std::move(work), slot);
    } catch (...) {  // whatever a transport or a capability throws
        PLEXUS_LOG(log_, warn) << "a connection failed" << kv("task", name)
                               << kv("error", handlers::text_of(std::current_exception()));
    }
    hosted_.erase(place);
}

void PendingConnections::cancel() {
    cancelled_ = true;
    for (const HostedPtr& task : hosted_) task->cancel();
}

}  // namespace plexus::peers
