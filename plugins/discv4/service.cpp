#include "service.hpp"

#include <boost/system/system_error.hpp>

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>

namespace plexus::discv4 {
namespace {

State make_state(const Executor& executor, const Service::Context& around,
                 Parameters&& parameters) {
    Clock& clock = Clock::of(executor);
    return State{
        .executor = executor,
        .clock = clock,
        .self = around.self,
        .parameters = std::move(parameters),
        .wire = Wire{executor, around.port, around.self, around.metrics, around.logger},
        .chain = ChainFilter{around.chain, around.head},
        .table = Table{around.self.id()},
        .pinged = Event{executor},
    };
}

}  // namespace

Service::Service(const Executor& executor, const Context& around, Parameters parameters)
    : log_{around.logger},
      state_{make_state(executor, around, std::move(parameters))},
      requests_{state_},
      candidates_{executor, state_.clock},
      prober_{state_, requests_, candidates_, around.metrics},
      scope_{executor},
      responder_{state_, requests_, prober_, scope_, around.metrics},
      explorer_{state_,         requests_,     prober_,     candidates_,
                around.metrics, around.logger, around.seeds},
      checker_{state_, requests_, prober_, around.keep},
      own_entry_{around.self.add_entry(
          "eth", [this] { return std::optional{state_.chain.own_entry()}; })} {}

void Service::spawn_all() {
    state_.wire.receive(
        [this](const Wire::IncomingPacket& incoming) { responder_.handle(incoming); });
    if (!state_.parameters.explores) return;
    for (std::size_t worker = 0; worker < Prober::workers; ++worker) {
        scope_.spawn("discv4 examine", prober_.work());
    }
    scope_.spawn("discv4 refresh", explorer_.refresh());
    scope_.spawn("discv4 walk", explorer_.walk());
    scope_.spawn("discv4 check new nodes", checker_.check(Pace::fast));
    scope_.spawn("discv4 check old nodes", checker_.check(Pace::slow));
}

awaitable<void> Service::run() {
    PLEXUS_ON_STRAND(state_.executor);
    PLEXUS_LOG(log_, info) << "discovering nodes"
                           << kv("bootnodes", state_.parameters.bootnodes.size() +
                                                  state_.parameters.named_bootnodes.size());
    spawn_all();
    try {
        co_await scope_.serve();
    } catch (const boost::system::system_error&) {
        state_.wire.close();
        candidates_.close();  // ends all waits in next()
        throw;
    }
}

awaitable<Result<net::Node>> Service::next() {
    // The caller may be on any executor; the candidates belong to the service's strand.
    co_return co_await await_on(state_.executor, candidates_.next());
}

awaitable<std::vector<net::Node>> Service::bootnodes() {
    co_return co_await await_on(state_.executor, explorer_.first_nodes());
}

awaitable<Result<net::NodeRecordPtr>> Service::record(net::Node node) {
    co_return co_await await_on(state_.executor, fetch_record(std::move(node)));
}

awaitable<Result<net::NodeRecordPtr>> Service::fetch_record(net::Node node) {
    const Result<enr::Record> record = co_await requests_.record(std::move(node));
    if (!record) co_return record.error();
    co_return record->share();
}

awaitable<Result<std::vector<net::Node>>> Service::neighbors(net::Node node, unsigned part) {
    co_return co_await await_on(state_.executor, find_part(std::move(node), part));
}

awaitable<Result<std::vector<net::Node>>> Service::find_part(net::Node node, unsigned part) {
    if (!targets_) targets_.emplace();
    const net::NodeId target = targets_->target(place_of(node.id), part);
    co_return co_await requests_.find_node(std::move(node), target);
}

}  // namespace plexus::discv4
