#pragma once

#include <stdexcept>

#include <boost/system/system_error.hpp>

#include <tests/kernel/live_node.hpp>

namespace plexus::kernel::test {

using namespace std::chrono_literals;

/// What some toys provide, and others collect or require.
struct Ear {
    static constexpr ServiceKey key{"toy.ear", 1, Cardinality::many};
    int heard = 0;
};

struct Voice {
    static constexpr ServiceKey key{"toy.voice", 1, Cardinality::one};
};

using Words = std::vector<std::string>;

/// A node of toys that may join and leave.
struct Changing : LiveNode {
    Changing() {
        toys->add({.name = "base"});
        toys->add({.name = "ear", .provides = {Ear::key}, .construct = [this](Host& host) {
                       host.publish(ear);
                   }});
        toys->add({.name = "voice", .provides = {Voice::key}, .construct = [this](Host& host) {
                       host.publish(voice);
                   }});
        toys->add({.name = "singer", .needs = {one<Voice>}, .construct = [](Host& host) {
                       host.get<Voice>();
                   }});
        toys->add({.name = "listener", .needs = {all<Ear>}, .construct = [this](Host& host) {
                       listener = &host;
                   }});
    }

    /// A toy with one phase of its own.
    void add(std::string name, std::function<awaitable<void>(Host&)> Toy::*phase,
             std::function<awaitable<void>(Host&)> function) {
        Toy toy{.name = std::move(name)};
        toy.*phase = std::move(function);
        toys->add(std::move(toy));
    }

    Ear ear;
    Voice voice;
    Host* listener = nullptr;
};

inline awaitable<void> fail(Host&) {
    throw std::runtime_error("it broke");
    co_return;
}

inline awaitable<void> wait_for_ever(Host&) { co_await sleep_for(1000h); }

/// Hears nothing of its cancellation for a while.
inline awaitable<void> ignore_cancellation(Host&) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await sleep_for(100s);
}

}  // namespace plexus::kernel::test
