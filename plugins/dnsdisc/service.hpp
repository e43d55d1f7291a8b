#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/core/log.hpp>
#include <api/net/discovery.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/discovery/candidates.hpp>
#include <kit/discovery/chain_filter.hpp>
#include <kit/net/lru_map.hpp>
#include <kit/net/token_bucket.hpp>

#include <plugins/dnsdisc/lists/lists.hpp>
#include <plugins/dnsdisc/parameters.hpp>
#include <plugins/dnsdisc/resolver.hpp>
#include <plugins/dnsdisc/sequences.hpp>

namespace plexus::dnsdisc {

/// Finds nodes in signed lists that are published by DNS, one lookup at a time and only while
/// candidates are wanted.
///
/// @thread     next(): any; everything else: the executor, a strand
/// @ownership  joined (run() has returned) before it is destroyed
/// @spec       EIP-1459
class Service final : public net::Discovery {
public:
    /// What the service needs; all of it outlives the service.
    struct Context {
        Resolver& resolver;
        Sequences& sequences;
        const chain::ChainProfile& chain;
        Metrics& metrics;
        Logger logger;
        discovery::ChainFilter::HeadSource head;  ///< our end of the chain
    };

    Service(const Executor& executor, const Context& around, Parameters parameters);

    /// Reads lists until cancelled. Once.
    awaitable<void> run();

    awaitable<Result<net::Node>> next() override;

private:
    using ListPtr = std::shared_ptr<List>;
    using Texts = std::vector<std::string>;

    awaitable<void> walk();
    awaitable<void> step(ListPtr list);
    awaitable<void> pace();
    awaitable<Result<Texts>> look_up(std::string name);
    awaitable<void> fetch_root(ListPtr list);
    awaitable<void> fetch_entry(ListPtr list, List::Task task);
    awaitable<Result<std::string>> entry_text(std::string hash, std::string domain);
    awaitable<void> sleep_until_work();

    ListPtr choose();
    void refuse(List& list, const std::string& why);
    void report(List& list);
    void judge(const enr::Record& record);
    bool may_dial(const asio::ip::address& address) const;

    Executor executor_;
    Clock& clock_;
    Resolver& resolver_;
    Sequences& sequences_;
    Logger log_;
    Parameters parameters_;
    discovery::ChainFilter chain_;
    discovery::DialCandidates candidates_;
    Lists lists_;
    net::TokenBucket rate_;
    net::LruMap<std::string, std::string> cache_;  ///< hash to text
    Counter& lookups_;
    Counter& failures_;
    Counter& foreign_;
};

}  // namespace plexus::dnsdisc
