#include "simulated_chain.hpp"

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>

#include "random.hpp"

namespace plexus::simulation {
namespace {

constexpr std::uint64_t network = 1337;
constexpr std::uint64_t seals = 3;

testing::ChainOptions options_from(std::uint64_t start) {
    return {.chain_id = network, .block_time = block_time, .genesis_time = start};
}

chain::ChainSpec spec_of(const testing::ChainOptions& options, const Forks& forks,
                         std::vector<net::Node> bootnodes) {
    const testing::FakeChain genesis(options);
    const testing::FakeProfile first = genesis.profile();
    chain::ChainSpec spec{.name = "simulation",
                          .network_id = network,
                          .genesis_header = first.header,
                          .genesis_body = first.body,
                          .bootnodes = std::move(bootnodes)};
    if (forks.planned != 0) spec.time_forks.push_back(forks.planned);
    if (forks.disputed) spec.time_forks.push_back(*forks.disputed);
    return spec;
}

/// The last byte of what a header says freely.
Seal seal_of(const eth::Header& header) {
    return header.extra.empty() ? Seal::none : static_cast<Seal>(header.extra.back() % seals);
}

/// A number whose last byte is that seal.
std::uint64_t draw_branch(Seal seal) {
    const std::uint64_t last = draw_below(80) * seals + static_cast<std::uint64_t>(seal);
    return (draw() & ~std::uint64_t{0xff}) | last;
}

}  // namespace

SimulatedChain::SimulatedChain(std::uint64_t start, Forks forks, std::vector<net::Node> bootnodes)
    : options_(options_from(start)),
      forks_(forks),
      profile_(spec_of(options_, forks, std::move(bootnodes))) {}

Seal SimulatedChain::valid_at(std::uint64_t time) const noexcept {
    return forks_.disputed && time >= *forks_.disputed ? Seal::new_rules : Seal::old_rules;
}

Result<void> SimulatedChain::check(BytesView header) const {
    const Result<eth::Header> decoded = eth::decode_header(header);
    if (!decoded) return decoded.error();
    if (decoded->number == 0) return {};  // the genesis block is known by its hash
    if (seal_of(*decoded) != valid_at(decoded->time)) return make_error_code(Errc::bad_signature);
    return {};
}

eth::RawBlock SimulatedChain::next_block(const chain::Head& parent, Seal seal) const {
    const chain::StoredBlock made =
        testing::fake_blocks(parent, 1, options_, draw_branch(seal)).front();
    eth::RawBlock block = eth::make_raw_block(made.header, made.body).value();
    block.total_difficulty =
        parent.total_difficulty.checked_add(Uint256(options_.difficulty)).value();
    return block;
}

eth::RawBlock SimulatedChain::next_block(const chain::Head& parent) const {
    return next_block(parent, valid_at(options_.genesis_time + (parent.number + 1) * block_time));
}

}  // namespace plexus::simulation
