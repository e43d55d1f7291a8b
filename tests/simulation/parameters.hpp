#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plexus::simulation {

/// The seeds of a run: the one in the environment's PLEXUS_SIMULATION_SEED, or `usual`.
std::vector<std::uint64_t> seeds(std::vector<std::uint64_t> usual);

/// The nodes of a run: the environment's PLEXUS_SIMULATION_NODES, or `usual`.
std::size_t node_count(std::size_t usual);

/// How many of a hundred nodes attack: the environment's PLEXUS_SIMULATION_HOSTILE, or `usual`.
std::size_t hostile_in_hundred(std::size_t usual);

/// For how long pools are looked at: the environment's PLEXUS_SIMULATION_MINUTES, or `usual`.
std::size_t minutes(std::size_t usual);

/// The restarts of a victim: the environment's PLEXUS_SIMULATION_RESTARTS, or `usual`.
std::size_t restart_count(std::size_t usual);

/// The nodes of a run of chains: the environment's PLEXUS_SIMULATION_CHAIN_NODES, or `usual`.
std::size_t chain_node_count(std::size_t usual);

/// The days of a run of chains: the environment's PLEXUS_SIMULATION_DAYS, or `usual`.
std::size_t chain_days(std::size_t usual);

}  // namespace plexus::simulation
