#include "schedule.hpp"

namespace plexus::inline v1::bsc {

Schedule Schedule::of(const Network& network) {
    return {.chain_id = network.id,
            .luban = fork_from(network, "Luban"),
            .plato = fork_from(network, "Plato"),
            .london = fork_from(network, "London"),
            .cancun = fork_from(network, "Cancun"),
            .bohr = fork_from(network, "Bohr"),
            .prague = fork_from(network, "Prague"),
            .lorentz = fork_from(network, "Lorentz"),
            .maxwell = fork_from(network, "Maxwell"),
            .fermi = fork_from(network, "Fermi")};
}

}  // namespace plexus::inline v1::bsc
