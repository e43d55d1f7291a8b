#include "calls.hpp"

#include <boost/scope_exit.hpp>

namespace plexus::jsonrpc {

awaitable<bool> Calls::take(std::string text) {
    Request request = Dispatcher::parse(std::move(text));
    const bool good = !request.is_parse_error;
    if (good && !request.message.is_array()) {
        co_await fewer_than(most);
        ++running_;
        tasks_.spawn("rpc call", serve(shared_from_this(), std::move(request)));
        co_return true;
    }
    co_await finish();
    co_await respond(std::move(request));
    co_return good;
}

awaitable<void> Calls::serve(std::shared_ptr<Calls> self, Request request) {
    BOOST_SCOPE_EXIT_ALL(&) {
        --self->running_;
        self->ended_.notify();
    };
    co_await self->respond(std::move(request));
}

awaitable<void> Calls::respond(Request request) {
    std::string response = co_await dispatcher_.respond(std::move(request), subscriber_.get());
    if (!response.empty()) send_(std::move(response));
    if (subscriber_) subscriber_->activate();
}

awaitable<void> Calls::fewer_than(std::size_t count) {
    while (running_ >= count) co_await ended_.wait();
}

}  // namespace plexus::jsonrpc
