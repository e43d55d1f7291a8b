#pragma once

#include <utility>

#include <kit/testing/loop.hpp>

namespace plexus::simulation {

/// While it lives, the calendar of the loop's clock is ahead by so much: Clock::wall() is the
/// simulation's, over which the dynamic linker passes the library's by.
class Skewed {
public:
    explicit Skewed(Duration ahead) noexcept;
    ~Skewed();
    Skewed(const Skewed&) = delete;
    Skewed& operator=(const Skewed&) = delete;

private:
    Duration before_;
};

/// An executor of the loop for a node whose clock is wrong. Timers are right, as everywhere.
template <class Inner>
class SkewedExecutor {
public:
    SkewedExecutor(Inner inner, Duration ahead) noexcept
        : inner_(std::move(inner)), ahead_(ahead) {}

    template <class Function>
    void execute(Function&& function) const {
        inner_.execute(
            [ahead = ahead_, call = std::forward<Function>(function)]() mutable noexcept(false) {
                const Skewed skewed(ahead);
                std::move(call)();
            });
    }

    template <class Property>
        requires asio::can_query_v<const Inner&, Property>
    decltype(auto) query(const Property& property) const noexcept {
        return asio::query(inner_, property);
    }

    template <class Property>
        requires asio::can_require_v<const Inner&, Property>
    auto require(const Property& property) const noexcept {
        return with(asio::require(inner_, property));
    }

    template <class Property>
        requires asio::can_prefer_v<const Inner&, Property>
    auto prefer(const Property& property) const noexcept {
        return with(asio::prefer(inner_, property));
    }

    bool operator==(const SkewedExecutor&) const noexcept = default;

private:
    template <class Other>
    SkewedExecutor<Other> with(Other other) const noexcept {
        return {std::move(other), ahead_};
    }

    Inner inner_;
    Duration ahead_;
};

}  // namespace plexus::simulation
