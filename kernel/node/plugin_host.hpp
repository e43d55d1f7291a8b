#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <api/plugin/host.hpp>

#include "registry.hpp"

namespace plexus::kernel {

/// What all plugins of a node share.
struct Surroundings {
    Runtime& runtime;
    Metrics& metrics;
    std::filesystem::path data_dir;
    Purpose purpose = Purpose::node;
};

/// The kernel as one plugin sees it.
class PluginHost final : public Host {
public:
    PluginHost(std::size_t index, std::string name, const Settings& settings, Registry& registry,
               const Surroundings& surroundings)
        : index_(index),
          name_(std::move(name)),
          settings_(settings),
          registry_(registry),
          surroundings_(surroundings),
          strand_(asio::make_strand(surroundings.runtime.executor())) {}

    const std::string& name() const override { return name_; }
    const Settings& settings() const override { return settings_; }
    Logger logger() const override { return make_logger(name_); }
    Executor strand() override { return strand_; }
    Purpose purpose() const override { return surroundings_.purpose; }
    Runtime& runtime() override { return surroundings_.runtime; }
    Metrics& metrics() override { return surroundings_.metrics; }
    const std::filesystem::path& data_dir() const override { return surroundings_.data_dir; }

protected:
    void publish_service(const ServiceKey& key, void* service) override {
        registry_.publish(index_, key, service);
    }
    void* find_service(const ServiceKey& key, Count count) override {
        return registry_.find(index_, key, count);
    }
    std::vector<void*> every_service(const ServiceKey& key) override {
        return registry_.every(index_, key);
    }

private:
    std::size_t index_;
    std::string name_;
    const Settings& settings_;
    Registry& registry_;
    const Surroundings& surroundings_;
    Executor strand_;
};

}  // namespace plexus::kernel
