#include "neighborhood.hpp"

#include <boost/log/core/core.hpp>
#include <boost/test/unit_test.hpp>

namespace plexus::discv4 {

using namespace std::chrono_literals;

Resident::Resident(const Executor& executor, testing::DatagramNetwork& network, std::uint64_t seed,
                   Parameters parameters)
    : self{seed},
      port{network, asio::ip::address_v4::loopback()},
      scope{executor},
      service{executor,
              Service::Context{self, port, profile, metrics, make_logger("discv4"),
                               [] { return chain::Head{}; },
                               [this](const net::NodeUpdate& news) { kept.push_back(news); },
                               [this]() -> awaitable<std::vector<net::Node>> { co_return seeds; }},
              std::move(parameters)} {
    self.set_tcp_port(static_cast<std::uint16_t>(30000 + seed));
    self.set_udp_port(port.port());
}

void Resident::run() { scope.spawn("service", service.run()); }

Neighborhood::Neighborhood() {
    boost::log::core::get()->set_logging_enabled(false);  // thousands of packets
}

Neighborhood::~Neighborhood() {
    for (const auto& resident : residents_) {
        resident->stop();
        asio::co_spawn(context_, resident->scope.join(), [](const std::exception_ptr& problem) {
            if (problem) std::rethrow_exception(problem);
        });
    }
    context_.restart();
    context_.run();
}

Parameters Neighborhood::parameters(std::vector<net::Node> bootnodes) {
    Parameters parameters;
    parameters.bootnodes = std::move(bootnodes);
    parameters.lookup_minimum = 20ms;
    parameters.lookup_interval = 100ms;
    parameters.reply_timeout = 100ms;
    parameters.fast_check = 100ms;
    parameters.slow_check = 100ms;
    return parameters;
}

Resident& Neighborhood::add(Parameters parameters) {
    residents_.push_back(
        std::make_unique<Resident>(executor(), network_, residents_.size() + 1, parameters));
    residents_.back()->run();
    return *residents_.back();
}

Resident& Neighborhood::add_silent() {
    residents_.push_back(
        std::make_unique<Resident>(executor(), network_, residents_.size() + 1, parameters({})));
    return *residents_.back();
}

Neighborhood::Outcome Neighborhood::begin_next(Resident& resident) {
    auto outcome = std::make_shared<std::optional<Result<net::Node>>>();
    asio::co_spawn(context_, resident.service.next(),
                   [outcome](const std::exception_ptr& problem, Result<net::Node> result) {
                       if (!problem) *outcome = std::move(result);
                   });
    return outcome;
}

net::Node Neighborhood::next_of(Resident& resident) {
    const Outcome outcome = begin_next(resident);
    until([&] { return outcome->has_value(); });
    return outcome->value().value();
}

void Neighborhood::until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!condition()) {
        BOOST_REQUIRE(std::chrono::steady_clock::now() < deadline);
        context_.restart();
        context_.run_one_for(100ms);
    }
}

void Neighborhood::settle() {
    context_.restart();
    context_.poll();
}

}  // namespace plexus::discv4
