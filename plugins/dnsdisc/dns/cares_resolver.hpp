#pragma once

#include <memory>

#include <plugins/dnsdisc/resolver.hpp>

namespace plexus::dnsdisc {

/// c-ares on Asio: the servers of resolv.conf, or those given, over UDP, and over TCP where a
/// response was cut off.
///
/// @thread  one strand: the executor
class CaresResolver final : public Resolver {
public:
    /// @param servers  as "127.0.0.1:53,[::1]:53"; empty: the servers of the system
    /// @errors ConfigError if the servers make no sense; std::runtime_error if c-ares cannot begin
    CaresResolver(const Executor& executor, const std::string& servers);
    ~CaresResolver() override;
    CaresResolver(const CaresResolver&) = delete;
    CaresResolver& operator=(const CaresResolver&) = delete;

    awaitable<Result<std::vector<std::string>>> txt(std::string name) override;

private:
    struct Channel;
    std::unique_ptr<Channel> channel_;
};

}  // namespace plexus::dnsdisc
