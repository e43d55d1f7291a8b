#include "service.hpp"

#include <boost/system/system_error.hpp>

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>

namespace plexus::discv5 {
namespace {

State make_state(const Executor& executor, const Service::Context& around,
                 Parameters&& parameters) {
    return State{
        .executor = executor,
        .clock = Clock::of(executor),
        .self = around.self,
        .port = around.port,
        .parameters = std::move(parameters),
        .chain = discovery::ChainFilter{around.chain, around.head},
        .table = discovery::Table{around.self.id()},
        .codec = Codec{around.self},
    };
}

}  // namespace

Service::Service(const Executor& executor, const Context& around, Parameters parameters)
    : log_{around.logger},
      state_{make_state(executor, around, std::move(parameters))},
      requests_{executor,     state_.port,       state_.self,
                state_.codec, state_.parameters, around.metrics},
      candidates_{executor, state_.clock},
      prober_{state_, requests_, candidates_, around.metrics, around.logger, around.keep},
      responder_{state_, requests_, prober_, handlers_, around.metrics},
      explorer_{state_,         requests_,     prober_,     candidates_,
                around.metrics, around.logger, around.seeds},
      scope_{executor},
      own_entry_{around.self.add_entry(
          "eth", [this] { return std::optional{state_.chain.own_entry()}; })} {}

net::DatagramReceiver Service::receiver() {
    net::DatagramReceiver receiver;
    receiver.cost = net::RecognitionCost::comparison;
    receiver.recognises = [id = state_.codec.id()](BytesView datagram) {
        return is_ours(datagram, id);
    };
    receiver.strand = state_.executor;
    receiver.receive = [this](const net::Datagram& datagram) { responder_.take(datagram); };
    return receiver;
}

void Service::spawn_all() {
    receiver_ = state_.port.add_receiver(receiver());
    if (!state_.parameters.explores) return;
    for (std::size_t worker = 0; worker < Prober::workers; ++worker) {
        scope_.spawn("discv5 examine", prober_.work());
    }
    scope_.spawn("discv5 newcomers", prober_.consider_newcomers());
    scope_.spawn("discv5 refresh", explorer_.refresh([this] { responder_.welcome_all(); }));
    scope_.spawn("discv5 walk", explorer_.walk());
    scope_.spawn("discv5 check new nodes", prober_.check(discovery::Pace::fast));
    scope_.spawn("discv5 check old nodes", prober_.check(discovery::Pace::slow));
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
        receiver_.reset();
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
    const Result<net::Node> told = co_await requests_.record(std::move(node));
    if (!told) co_return told.error();
    co_return told->record;
}

awaitable<Result<std::vector<net::Node>>> Service::neighbors(net::Node node, unsigned part) {
    const std::vector<unsigned> distances{max_distance - part};
    co_return co_await await_on(state_.executor, requests_.find_node(std::move(node), distances));
}

std::shared_ptr<void> Service::add_handler(std::string protocol, Handler handler) {
    return handlers_.add(std::move(protocol), std::move(handler));
}

awaitable<Result<Bytes>> Service::request(net::Node node, std::string protocol, Bytes request) {
    const BytesView name = bytes_of(protocol);
    Bytes bytes{name.begin(), name.end()};
    auto response = requests_.talk(std::move(node), std::move(bytes), std::move(request));
    co_return co_await await_on(state_.executor, std::move(response));
}

}  // namespace plexus::discv5
