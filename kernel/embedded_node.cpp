#include "embedded_node.hpp"

#include <atomic>
#include <boost/system/system_error.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

#include <kernel/load/plugin_file.hpp>
#include <kernel/node/node.hpp>

#include "configuration.hpp"
#include "process.hpp"

namespace plexus::kernel {
namespace {

std::string in_lines(const Problems& problems) {
    std::string text;
    for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return text;
}

Configuration configured(const char* toolchain, const std::vector<std::string>& arguments,
                         const Embedding& with) {
    check_toolchain("this program", toolchain);
    Configuration configuration =
        configure({arguments, environment_variables(), installation(), with.plugins});
    if (!configuration.problems.empty()) throw ConfigError(in_lines(configuration.problems));
    if (configuration.action != Action::run || configuration.command) {
        throw ConfigError(
            "an embedded node takes options only; commands, --help, --plan and --version are the "
            "plexus program's");
    }
    return configuration;
}

}  // namespace

struct EmbeddedNode::State {
    explicit State(Configuration configuration)
        : node(std::move(configuration.blueprint),
               node_options(configuration.values, environment_variables())) {}

    Node& running() {
        if (!started) throw std::logic_error("the embedded node is asked before start()");
        return node;
    }

    Node node;
    std::atomic<bool> started = false;
};

EmbeddedNode::EmbeddedNode(const char* toolchain, const std::vector<std::string>& arguments,
                           const Embedding& with)
    : state_(std::make_unique<State>(configured(toolchain, arguments, with))) {}

EmbeddedNode::~EmbeddedNode() { stop(); }

void EmbeddedNode::start() {
    if (state_->node.start()) {
        state_->started = true;
        return;
    }
    const int exit_code = stop();
    const Problems problems = state_->node.problems();
    if (problems.empty()) throw boost::system::system_error(asio::error::operation_aborted);
    if (exit_code == static_cast<int>(ExitCode::configuration)) {
        throw ConfigError(in_lines(problems));
    }
    throw std::runtime_error(in_lines(problems));
}

Executor EmbeddedNode::executor() { return runtime().executor(); }

Runtime& EmbeddedNode::runtime() { return state_->running().runtime(); }

Metrics& EmbeddedNode::metrics() { return state_->node.metrics(); }

void EmbeddedNode::request_stop() { state_->node.request_stop(static_cast<int>(ExitCode::fine)); }

int EmbeddedNode::wait() { return state_->node.wait(); }

int EmbeddedNode::stop() {
    request_stop();
    state_->node.close();
    return state_->node.wait();
}

std::vector<std::string> EmbeddedNode::problems() const { return state_->node.problems(); }

bool EmbeddedNode::hung() const noexcept { return state_->node.hung(); }

void* EmbeddedNode::find_service(const ServiceKey& key) {
    return state_->running().registry().find(key);
}

void* EmbeddedNode::require_service(const ServiceKey& key) {
    void* const service = find_service(key);
    if (service == nullptr) {
        throw ConfigError("nobody provides " + describe(key) +
                          " in this node; list a plugin that does ('plexus plugins' shows them)");
    }
    return service;
}

std::vector<void*> EmbeddedNode::every_service(const ServiceKey& key) {
    return state_->running().registry().every(key);
}

}  // namespace plexus::kernel
