#include "fake_host.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace plexus::testing {
namespace {

std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "plexus-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    return pattern;
}

}  // namespace

FakeHost::FakeHost(Loop& loop, std::string name)
    : name_(std::move(name)), strand_(asio::make_strand(loop.executor())), runtime_(loop) {}

FakeHost::~FakeHost() {
    std::error_code ignored;  // a folder that stays behind fails no test
    if (!data_dir_.empty()) std::filesystem::remove_all(data_dir_, ignored);
}

FakeHost& FakeHost::set(std::string option, std::string value) {
    settings_.set(std::move(option), std::move(value));
    return *this;
}

std::unique_ptr<Plugin> FakeHost::create(const PluginDescriptor& descriptor) {
    if (descriptor.options != nullptr) descriptor.options(settings_);
    const Declared declared{{descriptor.provides, descriptor.provides + descriptor.provides_count},
                            {descriptor.needs, descriptor.needs + descriptor.needs_count}};
    admit(declared);
    return std::unique_ptr<Plugin>(descriptor.create(*this));
}

void FakeHost::admit(const Declared& declared) {
    settings_.check();
    declared_ = declared;
    published_.clear();
    for (const Need& need : declared_.needs) {
        if (need.count == Count::one && provided_[identify(need.key)].size() != 1) {
            throw std::logic_error(name_ + " needs one provider of " + need.key.name);
        }
    }
}

void FakeHost::demand(const ServiceKey& key, Count count) const {
    const bool declared = std::ranges::any_of(declared_.needs, [&](const Need& candidate) {
        return identify(candidate.key) == identify(key) && candidate.count == count;
    });
    if (!declared) throw std::logic_error(name_ + " did not declare its need of " + key.name);
}

void FakeHost::publish_service(const ServiceKey& key, void* service) {
    const bool declared = std::ranges::any_of(declared_.provides, [&](const ServiceKey& offered) {
        return identify(offered) == identify(key);
    });
    if (!declared) throw std::logic_error(name_ + " did not declare that it provides " + key.name);
    std::vector<void*>& services = published_[identify(key)];
    if (key.cardinality == Cardinality::one) services.clear();
    services.push_back(service);
}

const std::vector<void*>& FakeHost::all_published(const ServiceKey& key) const {
    const auto found = published_.find(identify(key));
    if (found == published_.end()) throw std::logic_error(name_ + " published no " + key.name);
    return found->second;
}

void* FakeHost::find_service(const ServiceKey& key, Count count) {
    demand(key, count);
    const std::vector<void*>& providers = provided_[identify(key)];
    return providers.empty() ? nullptr : providers.front();
}

std::vector<void*> FakeHost::every_service(const ServiceKey& key) {
    demand(key, Count::all);
    return provided_[identify(key)];
}

const std::filesystem::path& FakeHost::data_dir() const {
    if (data_dir_.empty()) data_dir_ = make_folder();
    return data_dir_;
}

}  // namespace plexus::testing
