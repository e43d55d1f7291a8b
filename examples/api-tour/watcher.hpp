#pragma once

#include <api/eth/raw.hpp>
#include <api/plugin/descriptor.hpp>
#include <api/plugin/service.hpp>

#include <atomic>

/// What the program and its plugin are to each other: a service of their own.
class Seen {
public:
    static constexpr plexus::ServiceKey key{"api-tour.seen", 1, plexus::Cardinality::one};

    virtual ~Seen() = default;

    /// Has a transaction ready for peers that request it.
    virtual void keep(const plexus::eth::RawTransaction& transaction) = 0;

    std::atomic<int> block_count = 0;
    std::atomic<int> block_hash_count = 0;
    std::atomic<int> transaction_count = 0;
    std::atomic<int> announcement_count = 0;
    std::atomic<int> receipt_count = 0;
};

extern const plexus::PluginDescriptor watcher;
