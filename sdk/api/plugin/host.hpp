#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <api/core/log.hpp>
#include <api/plugin/metrics.hpp>
#include <api/plugin/options.hpp>
#include <api/plugin/runtime.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1 {

/// What the process was started for.
enum class Purpose : std::uint8_t {
    node,     ///< to live as a node
    command,  ///< to run one command, perhaps beside a node: nobody will dial us, so do not listen
};

/// What the kernel is to one plugin: its settings, its strand, and the services it declared.
///
/// @thread     look-ups in the constructor, `every` also later and from any thread
/// @ownership  outlives the plugin; services belong to their plugins
/// @errors     an undeclared look-up or publication throws std::logic_error at once: the declared
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

    /// The one provider of a `one<T>` need.
    template <class T>
    T& get() {
        return *static_cast<T*>(find_service(T::key, Count::one));
    }

    /// The provider of a `maybe<T>` need, or null.
    template <class T>
    T* find() {
        return static_cast<T*>(find_service(T::key, Count::maybe));
    }

    /// All providers of an `all<T>` need, in plan order; from `start()` on, and anew at each use.
    template <class T>
    std::vector<T*> every() {
        std::vector<T*> providers;
        for (void* service : every_service(T::key)) providers.push_back(static_cast<T*>(service));
        return providers;
    }

    virtual const std::string& name() const = 0;
    virtual const Settings& settings() const = 0;

    /// @returns the plugin's own logger
    virtual Logger logger() const = 0;

    /// The strand on which the plugin's start(), run() and stop() are awaited.
    virtual Executor strand() = 0;
    virtual Purpose purpose() const = 0;
    virtual Runtime& runtime() = 0;
    virtual Metrics& metrics() = 0;

    /// The node's folder, existing, and locked against other nodes (but see FolderUse).
    virtual const std::filesystem::path& data_dir() const = 0;

protected:
    virtual void publish_service(const ServiceKey& key, void* service) = 0;
    virtual void* find_service(const ServiceKey& key, Count count) = 0;
    virtual std::vector<void*> every_service(const ServiceKey& key) = 0;
};

}  // namespace plexus::inline v1
