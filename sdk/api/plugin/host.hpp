#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <api/core/log.hpp>
#include <api/core/observers.hpp>
#include <api/plugin/lease.hpp>
#include <api/plugin/metrics.hpp>
#include <api/plugin/runtime.hpp>
#include <api/plugin/service.hpp>
#include <api/plugin/settings.hpp>

namespace plexus::inline v1 {

/// What the process was started for.
enum class Purpose : std::uint8_t {
    node,     ///< to live as a node
    command,  ///< to run one command, perhaps beside a node: no peer will dial it, so it must not
              ///< listen
};

/// What happens to a provider of a service.
enum class ServiceChange : std::uint8_t {
    joined,   ///< it has started, and can be used
    leaving,  ///< it is no longer found; it leaves when the plugins that use it are done
};

/// The kernel as one plugin sees it: settings, strand, and the services that the plugin declared.
///
/// @thread     `get` and `find` in the constructor or on strand(); the rest of the lookups any
/// @ownership  outlives the plugin; services belong to their plugins
/// @errors     an undeclared lookup or publication throws std::logic_error at once: the declared
///             graph is the whole truth
class PLEXUS_API Host {
public:
    virtual ~Host();

    /// Offers a service that the plugin declared in `provides`; several of one that is collected,
    /// if the plugin has them. Constructor only.
    template <class T>
    void publish(T& service) {
        publish_service(T::key, &service);
    }

    /// The one provider of a `one<T>` need; it cannot leave before this plugin. A need for
    /// `any_time` is there from `run()` on, any other from the constructor on.
    template <class T>
    T& get() {
        return *static_cast<T*>(find_service(T::key, Count::one));
    }

    /// The provider of a `maybe<T>` need, or null: decided when this plugin is constructed, so one
    /// that joins later is not found. It cannot leave before this plugin.
    template <class T>
    T* find() {
        return static_cast<T*>(find_service(T::key, Count::maybe));
    }

    /// The provider of a `maybe<T, When::any_time>` need at this moment, or null. From `start()`
    /// on.
    template <class T>
    Lease<T> lease() {
        const Leases<T> present(every_service(T::key, Count::maybe));
        return present.empty() ? nullptr : present.lease(0);
    }

    /// The providers of an `all<T>` need that have started and are not leaving, in plan order. To
    /// be called anew at each use, which costs no allocation. From `start()` on; if the need says
    /// `before_me`, in the constructor too.
    template <class T>
    Leases<T> every() {
        return Leases<T>(every_service(T::key, Count::all));
    }

    /// Calls the observer for each provider of an `all<T>` need: for the present ones, and for
    /// those that join or leave later. From `start()` on.
    /// @param observer  called with `Lease<T>` and ServiceChange, on strand(), never within watch()
    template <class T, class Observer>
    Subscription watch(Observer observer) {
        return watch_services(T::key, [observer = std::move(observer)](const Lease<void>& service,
                                                                       ServiceChange change) {
            observer(std::static_pointer_cast<T>(service), change);
        });
    }

    /// The value of an option that the plugin lists in `options`: `host[port]`.
    template <class T>
    T operator[](const Option<T>& option) const {
        return settings()[option];
    }

    /// The plugin's name, which is also its log channel and the prefix of its options.
    virtual const std::string& name() const = 0;
    /// The values of all options that the plugin declared, checked.
    virtual const Settings& settings() const = 0;

    /// @returns the plugin's own logger
    virtual Logger logger() const = 0;

    /// The strand on which the plugin's start(), run() and stop() are awaited.
    virtual Executor strand() = 0;
    /// Whether the plugin lives in a node, or serves one command.
    virtual Purpose purpose() const = 0;
    /// The node's threads; outlives the plugin.
    virtual Runtime& runtime() = 0;
    /// The node's metrics; outlives the plugin.
    virtual Metrics& metrics() = 0;

    /// The node's folder, existing, and locked against other nodes (but see FolderUse).
    virtual const std::filesystem::path& data_dir() const = 0;

protected:
    /// The observer of watch(), before the service has a type.
    using ServiceObserver = std::function<void(const Lease<void>& service, ServiceChange change)>;

    /// Publishes a service under its key; publish() has the type.
    /// @param service  a pointer to the type that belongs to the key
    virtual void publish_service(const ServiceKey& key, void* service) = 0;
    /// Finds the one provider of a key, for get() and find().
    /// @returns null only for Count::maybe, without a provider
    virtual void* find_service(const ServiceKey& key, Count count) = 0;
    /// All providers of a key at this moment, for every() and lease().
    virtual std::shared_ptr<const Services> every_service(const ServiceKey& key, Count count) = 0;
    /// Tells of providers of a key that join and leave, for watch().
    virtual Subscription watch_services(const ServiceKey& key, ServiceObserver observer) = 0;
};

}  // namespace plexus::inline v1
