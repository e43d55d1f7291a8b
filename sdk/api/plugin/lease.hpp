#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace plexus::inline v1 {

/// A service that is kept alive: the plugin behind it does not leave the node before the last lease
/// of it is gone, and the kernel can say which plugin has that lease. So a lease is held for as
/// long as the service is used, and no longer.
template <class T>
using Lease = std::shared_ptr<T>;

/// Leases of any one type of service, as the kernel hands them over.
using Services = std::vector<Lease<void>>;

/// All providers of a service at one moment, kept alive while this exists.
///
///     for (eth::BlockHandler& handler : host.every<eth::BlockHandler>()) {
///         co_await handler.on_block(origin, block);
///     }
///
/// @thread immutable: any
template <class T>
class Leases {
public:
    /// Goes over references to the services; valid as long as the Leases.
    class Iterator {
    public:
        /// Forward: a pass over it can be repeated.
        using iterator_category = std::forward_iterator_tag;
        /// The type of the service.
        using value_type = T;
        /// The distance of two positions.
        using difference_type = std::ptrdiff_t;
        /// The address of a service.
        using pointer = T*;
        /// What a position refers to.
        using reference = T&;

        /// A position in no range, as std::forward_iterator requires it.
        Iterator() = default;
        /// @param at  a position in the leases
        explicit Iterator(Services::const_iterator at) : at_(at) {}

        /// The service.
        T& operator*() const { return *static_cast<T*>(at_->get()); }
        /// The service.
        T* operator->() const { return static_cast<T*>(at_->get()); }
        /// Goes to the next one.
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        /// Goes to the next one, and yields this one.
        Iterator operator++(int) { return Iterator(at_++); }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        Services::const_iterator at_{};
    };

    /// @param services  pointers to T that became pointers to void; not null
    explicit Leases(std::shared_ptr<const Services> services) : services_(std::move(services)) {}

    /// The first service, in plan order.
    Iterator begin() const { return Iterator(services_->begin()); }
    /// Behind the last service.
    Iterator end() const { return Iterator(services_->end()); }
    /// Whether there is no provider.
    bool empty() const noexcept { return services_->empty(); }
    /// How many providers there are.
    std::size_t size() const noexcept { return services_->size(); }

    /// A lease of one provider alone, which may be kept for longer.
    /// @pre index < size()
    Lease<T> lease(std::size_t index) const {
        return std::static_pointer_cast<T>((*services_)[index]);
    }

private:
    std::shared_ptr<const Services> services_;
};

}  // namespace plexus::inline v1
