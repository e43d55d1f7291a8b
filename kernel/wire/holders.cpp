#include "holders.hpp"

namespace plexus::kernel {

std::shared_ptr<void> Holders::hold(const std::string& holder) {
    {
        const std::scoped_lock lock(mutex_);
        names_.insert(holder);
    }
    void* const address = this;
    return {address, [self = shared_from_this(), holder](void*) { self->release(holder); }};
}

std::vector<std::string> Holders::names() const {
    const std::scoped_lock lock(mutex_);
    const std::set<std::string> once(names_.begin(), names_.end());
    return {once.begin(), once.end()};
}

bool Holders::empty() const {
    const std::scoped_lock lock(mutex_);
    return names_.empty();
}

void Holders::release(const std::string& holder) {
    {
        const std::scoped_lock lock(mutex_);
        names_.erase(names_.find(holder));
    }
    released_.tell();
}

}  // namespace plexus::kernel
