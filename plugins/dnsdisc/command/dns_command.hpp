#pragma once

#include <string>
#include <vector>

#include <plugins/dnsdisc/resolver.hpp>

namespace plexus::dnsdisc {

/// `plexus dns sign|verify|print`: makes a list, or reads a published one to its end.
/// @param resolver  outlives the call
/// @returns         the exit code; what is wrong is told on standard error
awaitable<int> run_dns_command(Resolver& resolver, std::vector<std::string> arguments);

}  // namespace plexus::dnsdisc
