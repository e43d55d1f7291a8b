#include "parameters.hpp"

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

namespace plexus::simulation {
namespace {

std::optional<std::uint64_t> number_in(const char* variable) {
    const char* const text = std::getenv(variable);
    if (text == nullptr || *text == '\0') return std::nullopt;
    char* end = nullptr;
    const std::uint64_t number = std::strtoull(text, &end, 10);
    if (*end != '\0') {
        throw std::invalid_argument(std::string(variable) + " is no number: " + text);
    }
    return number;
}

}  // namespace

std::vector<std::uint64_t> seeds(std::vector<std::uint64_t> usual) {
    const std::optional<std::uint64_t> chosen = number_in("PLEXUS_SIMULATION_SEED");
    return chosen ? std::vector{*chosen} : usual;
}

std::size_t node_count(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_NODES").value_or(usual);
}

std::size_t restart_count(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_RESTARTS").value_or(usual);
}

std::size_t chain_node_count(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_CHAIN_NODES").value_or(usual);
}

std::size_t hostile_in_hundred(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_HOSTILE").value_or(usual);
}

std::size_t minutes(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_MINUTES").value_or(usual);
}

std::size_t chain_days(std::size_t usual) {
    return number_in("PLEXUS_SIMULATION_DAYS").value_or(usual);
}

}  // namespace plexus::simulation
