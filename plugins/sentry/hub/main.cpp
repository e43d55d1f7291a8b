// plexus-sentry-hub: several sentries as one, for Erigon.

#include <csignal>
#include <iostream>
#include <sstream>

#include <boost/program_options.hpp>

#include <plugins/sentry/server_limits.hpp>

#include "dial_in.hpp"
#include "service.hpp"

namespace {

using namespace plexus;
using namespace plexus::sentry;
namespace po = boost::program_options;

constexpr auto shutdown_limit = std::chrono::seconds(1);

po::variables_map read(int count, char** words, const po::options_description& options) {
    po::variables_map values;
    po::store(po::parse_command_line(count, words, options), values);
    po::notify(values);
    return values;
}

/// Blocks the signals in all threads to come, so that sigwait() gets them.
sigset_t block_signals() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    return ends;
}

int run(const po::variables_map& values) {
    const sigset_t ends = block_signals();
    Hub hub;
    HubService service(hub);
    const auto listen = values["listen"].as<std::string>();
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    limit(builder);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr || port == 0) {
        std::cerr << "plexus-sentry-hub: cannot listen at " << listen
                  << ": it is taken or no address of this machine\n";
        return 2;
    }
    std::optional<DialIn> dial_in;
    if (values.count("dial-in") > 0) {
        const auto address = values["dial-in"].as<std::string>();
        try {
            dial_in.emplace(hub, address);
        } catch (const boost::system::system_error& error) {
            throw po::error("cannot listen at " + address + ": " + error.code().message());
        }
    }
    if (values.count("sentries") > 0) {
        std::istringstream all(values["sentries"].as<std::string>());
        for (std::string address; std::getline(all, address, ',');) hub.keep(address);
    }
    std::clog << "listening for a client at " << listen << std::endl;
    int signal = 0;
    sigwait(&ends, &signal);
    dial_in.reset();
    hub.stop();
    server->Shutdown(std::chrono::system_clock::now() + shutdown_limit);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    po::options_description options("plexus-sentry-hub: several sentries as one, for Erigon");
    auto add = options.add_options();
    add("help,h", "this text");
    add("listen", po::value<std::string>()->default_value("127.0.0.1:9091"),
        "address for Erigon; whoever reaches it controls the peers");
    add("sentries", po::value<std::string>(), "host:port,host:port of sentries that listen");
    add("dial-in", po::value<std::string>(),
        "address for sentries that connect by --sentry.dial; whoever reaches it is one");
    try {
        const po::variables_map values = read(count, words, options);
        if (values.count("help") > 0) {
            std::cout << options;
            return 0;
        }
        if (values.count("sentries") + values.count("dial-in") == 0) {
            throw po::error("no sentries: give --sentries, --dial-in or both");
        }
        return run(values);
    } catch (const std::exception& problem) {
        std::cerr << "plexus-sentry-hub: " << problem.what() << "\n";
        return 2;
    }
}
