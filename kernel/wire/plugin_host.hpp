#pragma once

#include <string>
#include <utility>

#include <api/async/new_strand.hpp>
#include <api/plugin/host.hpp>

#include "registry.hpp"

namespace plexus::kernel {

/// What all plugins of a node share.
struct Context {
    Runtime& runtime;
    Metrics& metrics;
    std::filesystem::path data_dir;
    Purpose purpose = Purpose::node;
};

/// The kernel as one plugin sees it.
class PluginHost final : public Host {
public:
    PluginHost(std::string name, const Settings& settings, Registry& registry,
               Registry::Entry& entry, const Context& context)
        : name_(std::move(name)),
          settings_(settings),
          registry_(registry),
          entry_(entry),
          context_(context),
          strand_(new_strand(context.runtime.plugin_executor())) {}

    const std::string& name() const override { return name_; }
    const Settings& settings() const override { return settings_; }
    Logger logger() const override { return make_logger(name_); }
    Executor strand() override { return strand_; }
    Purpose purpose() const override { return context_.purpose; }
    Runtime& runtime() override { return context_.runtime; }
    Metrics& metrics() override { return context_.metrics; }
    const std::filesystem::path& data_dir() const override { return context_.data_dir; }

protected:
    void publish_service(const ServiceKey& key, void* service) override {
        registry_.publish(entry_, key, service);
    }
    void* find_service(const ServiceKey& key, Count count) override {
        return registry_.find(entry_, key, count);
    }
    std::shared_ptr<const Services> every_service(const ServiceKey& key, Count count) override {
        return registry_.every(entry_, key, count);
    }
    Subscription watch_services(const ServiceKey& key, ServiceObserver observer) override {
        return registry_.watch(entry_, key, strand_, std::move(observer));
    }

private:
    std::string name_;
    const Settings& settings_;
    Registry& registry_;
    Registry::Entry& entry_;
    const Context& context_;
    Executor strand_;
};

}  // namespace plexus::kernel
