#include "embedded_node.hpp"

#include <atomic>
#include <boost/algorithm/string/join.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

#include <api/plugin/metadata.hpp>
#include <node/node.hpp>

#include "assembly.hpp"
#include "installation.hpp"
#include "node_options.hpp"

namespace plexus {
namespace {

using namespace embed;
using kernel::ExitCode;
using node::Node;

std::string in_lines(const Problems& problems) { return boost::algorithm::join(problems, "\n"); }

node::NodeConfig configured(const std::vector<std::string>& settings, const Embedding& with) {
    const GivenOptions keys = read_keys(settings);
    const Environment environment = environment_variables();
    Assembly assembly({.installation = installation(), .own_plugins = with.plugins});
    const auto sources = [&] {
        return std::vector{keys, read_environment(environment, assembly.table)};
    };
    assembly.read_own(sources());
    assembly.list(value_of(assembly.values, NodeOptions::plugins));
    if (assembly.problems.empty()) assembly.resolve();
    if (assembly.problems.empty()) {
        for (const GivenOption& option : keys) {
            if (assembly.table.meanings(option.key).empty()) {
                assembly.refuse_unknown(option.key, "");
            }
        }
        assembly.finish(sources(), environment);
    }
    if (!assembly.problems.empty()) throw ConfigError(in_lines(assembly.problems));
    return std::move(assembly.config);
}

}  // namespace

struct EmbeddedNode::State {
    explicit State(node::NodeConfig config) : node(std::move(config)) {}

    Node& running() {
        if (!started) throw std::logic_error("the embedded node is used before start()");
        return node;
    }

    Node node;
    std::atomic<bool> started = false;
};

EmbeddedNode::EmbeddedNode(const char* toolchain, const std::vector<std::string>& settings,
                           const Embedding& with) {
    check_toolchain("this program", toolchain);
    state_ = std::make_unique<State>(configured(settings, with));
}

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

std::vector<PluginStatus> EmbeddedNode::plugins() { return state_->running().plugins(); }

void EmbeddedNode::join(std::string plugin, PluginSettings settings) {
    state_->running().join(std::move(plugin), std::move(settings));
}

void EmbeddedNode::leave(std::string plugin) { state_->running().leave(std::move(plugin)); }

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
        throw ConfigError("nobody provides " + resolve::describe(key) +
                          " in this node; list a plugin that does ('plexus plugins' shows them)");
    }
    return service;
}

std::shared_ptr<const Services> EmbeddedNode::every_service(const ServiceKey& key) {
    return state_->running().registry().every(key);
}

}  // namespace plexus
