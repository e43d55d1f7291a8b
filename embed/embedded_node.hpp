#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <api/plugin/lease.hpp>
#include <api/plugin/metrics.hpp>
#include <api/plugin/plugins.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus {

/// What a program gives a node beyond settings.
struct Embedding {
    /// Plugins that are part of the program, by describe_plugin(). They need not be listed.
    std::vector<const PluginDescriptor*> plugins{};
};

/// A node inside a program of one's own. It takes the same settings as `plexus`, as `key=value`,
/// and finds the installed plugins and the table of defaults beside the library, unless
/// `plugin-dir` and `defaults` name others. Several fit in a process, each with its own `data-dir`.
/// Signals and standard output are left to the program, and so is the log, which without any set-up
/// Boost.Log prints as a whole: docs/api.md shows how to set it up.
///
/// @thread     start(), stop() and the end: the program's, never the node's own. Everything else:
///             any
/// @ownership  services, executor and metrics stay valid until the node is destroyed. What the
///             program runs on the executor should have ended by then: its coroutines are dropped.
/// @errors     a lookup before start() has returned throws std::logic_error
class PLEXUS_API EmbeddedNode {
public:
    /// Reads the settings, the environment and the file that `config` names, finds the plugins and
    /// resolves their plan.
    /// @param settings  `{"plugins=eth68,bsc", "max-peers=25"}`
    /// @errors ConfigError: all that is wrong, one sentence a line
    explicit EmbeddedNode(const std::vector<std::string>& settings, const Embedding& with = {})
        : EmbeddedNode(plugin_toolchain, settings, with) {}

    /// Stops the node first if need be. What hangs is left alone, see hung().
    ~EmbeddedNode();
    EmbeddedNode(const EmbeddedNode&) = delete;
    EmbeddedNode& operator=(const EmbeddedNode&) = delete;

    /// Once; returns when every plugin has started. After an exception nothing is left running.
    /// @errors ConfigError (the operator can mend it) or std::runtime_error: one sentence a line;
    ///         system_error(operation_aborted) if request_stop() came first
    void start();

    /// The one provider of a service. Its plugin cannot leave the node any more.
    /// @errors ConfigError if there is none
    template <class T>
    T& get() {
        return *static_cast<T*>(require_service(checked<T>()));
    }

    /// The one provider of a service, or null. If there is one, its plugin cannot leave any more.
    template <class T>
    T* find() {
        return static_cast<T*>(find_service(checked<T>()));
    }

    /// All providers of a service that have started and are not leaving, in plan order. Their
    /// plugins do not leave before this is destroyed.
    template <class T>
    Leases<T> every() {
        return Leases<T>(every_service(T::key));
    }

    /// The plugins of the node, as Plugins::list has them.
    std::vector<PluginStatus> plugins();

    /// Lets a plugin join the running node, and returns when it has started. See Plugins::join.
    /// @thread any that may wait; never the node's own
    /// @errors ConfigError: one sentence that says why it did not join
    void join(std::string plugin, PluginSettings settings = {});

    /// Lets a plugin leave, and returns when it is gone. See Plugins::leave.
    /// @thread as above
    /// @errors ConfigError: one sentence that says what keeps it
    void leave(std::string plugin);

    /// The node's event loop; nothing that runs on it may block. Coroutines of the program may be
    /// spawned here.
    Executor executor();
    /// The node's threads, for eth::Client and the like.
    Runtime& runtime();
    /// The node's metrics.
    Metrics& metrics();

    /// Begins the end and returns at once.
    void request_stop();

    /// Waits until every plugin has stopped: because of request_stop(), because a plugin wanted it,
    /// or because one died. Never longer than `stop-within` after that was decided.
    /// @returns the code with which `plexus` would exit
    int wait();

    /// request_stop() and wait(), and then ends the node's threads: whoever waited for a response
    /// of the node after that would wait for good.
    int stop();

    /// What went wrong since start(), one sentence each.
    std::vector<std::string> problems() const;

    /// Whether plugins, or jobs of theirs, did not stop in time. Threads are still in them, so none
    /// of the node is ever destroyed, not even with this object. A program that must not wait for
    /// them ends with std::_Exit.
    bool hung() const noexcept;

private:
    EmbeddedNode(const char* toolchain, const std::vector<std::string>& settings,
                 const Embedding& with);

    template <class T>
    static constexpr const ServiceKey& checked() {
        static_assert(T::key.cardinality == Cardinality::one, "may have several: use every<T>()");
        return T::key;
    }
    void* find_service(const ServiceKey& key);
    void* require_service(const ServiceKey& key);
    std::shared_ptr<const Services> every_service(const ServiceKey& key);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plexus
