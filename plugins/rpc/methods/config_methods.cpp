#include "config_methods.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <limits>
#include <optional>
#include <string_view>

#include <plugins/rpc/json/hex.hpp>

namespace plexus::rpc_server {
namespace {

/// Forks by time, in their order.
enum class Fork : std::uint8_t {
    paris,
    shanghai,
    cancun,
    prague,
    osaka,
    bpo1,
    bpo2,
    bpo3,
    bpo4,
    bpo5,
};

struct NamedFork {
    Fork fork;
    std::string_view key;    ///< of its time
    std::string_view blobs;  ///< of its room for blobs; empty: it never has its own
};

constexpr std::array<NamedFork, 9> time_forks{{
    {Fork::shanghai, "shanghaiTime", ""},
    {Fork::cancun, "cancunTime", "cancun"},
    {Fork::prague, "pragueTime", "prague"},
    {Fork::osaka, "osakaTime", ""},
    {Fork::bpo1, "bpo1Time", "bpo1"},
    {Fork::bpo2, "bpo2Time", "bpo2"},
    {Fork::bpo3, "bpo3Time", "bpo3"},
    {Fork::bpo4, "bpo4Time", "bpo4"},
    {Fork::bpo5, "bpo5Time", "bpo5"},
}};

/// A contract that is there from a fork on.
struct Contract {
    Fork since;
    std::string_view name;
    std::string_view address;  ///< hexadecimal digits, from the first that is not zero
};

/// @spec go-ethereum v1.17.10, core/vm/contracts.go
constexpr std::array<Contract, 18> precompiles{{
    {Fork::paris, "ECREC", "1"},
    {Fork::paris, "SHA256", "2"},
    {Fork::paris, "RIPEMD160", "3"},
    {Fork::paris, "ID", "4"},
    {Fork::paris, "MODEXP", "5"},
    {Fork::paris, "BN254_ADD", "6"},
    {Fork::paris, "BN254_MUL", "7"},
    {Fork::paris, "BN254_PAIRING", "8"},
    {Fork::paris, "BLAKE2F", "9"},
    {Fork::cancun, "KZG_POINT_EVALUATION", "a"},
    {Fork::prague, "BLS12_G1ADD", "b"},
    {Fork::prague, "BLS12_G1MSM", "c"},
    {Fork::prague, "BLS12_G2ADD", "d"},
    {Fork::prague, "BLS12_G2MSM", "e"},
    {Fork::prague, "BLS12_PAIRING_CHECK", "f"},
    {Fork::prague, "BLS12_MAP_FP_TO_G1", "10"},
    {Fork::prague, "BLS12_MAP_FP2_TO_G2", "11"},
    {Fork::osaka, "P256VERIFY", "100"},
}};

/// @spec go-ethereum v1.17.10, params/protocol_params.go
constexpr std::array<Contract, 4> system_contracts{{
    {Fork::cancun, "BEACON_ROOTS_ADDRESS", "000f3df6d732807ef1319fb7b8bb8522d0beac02"},
    {Fork::prague, "CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS",
     "0000bbddc7ce488642fb579f8b00f3a590007251"},
    {Fork::prague, "HISTORY_STORAGE_ADDRESS", "0000f90827f1c53a10cb7a02335b175320002935"},
    {Fork::prague, "WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS",
     "00000961ef480eb55e80d19ad83579a64c007002"},
}};

std::string address_of(std::string_view digits) {
    return "0x" + std::string(2 * Address::size_bytes - digits.size(), '0') + std::string(digits);
}

template <std::size_t count>
json::object contracts_at(Fork fork, const std::array<Contract, count>& contracts) {
    json::object active;
    for (const Contract& contract : contracts) {
        if (contract.since <= fork) active[contract.name] = address_of(contract.address);
    }
    return active;
}

/// The chain's configuration, and what it says at a time.
class Rules {
public:
    Rules(json::object config, const chain::ChainProfile& profile)
        : config_(std::move(config)), profile_(profile) {}

    std::optional<std::uint64_t> time_of(Fork fork) const {
        for (const NamedFork& one : time_forks) {
            if (one.fork == fork) return number(one.key);
        }
        return std::nullopt;
    }

    Fork latest(std::uint64_t time) const {
        Fork fork = Fork::paris;
        for (const NamedFork& one : time_forks) {
            const std::optional<std::uint64_t> at = number(one.key);
            if (at && *at <= time) fork = one.fork;
        }
        return fork;
    }

    /// The first one that is scheduled behind that fork.
    std::optional<std::uint64_t> next_after(Fork fork) const {
        for (const NamedFork& one : time_forks) {
            if (one.fork <= fork) continue;
            if (const auto at = number(one.key)) return at;
        }
        return std::nullopt;
    }

    json::value at(std::optional<std::uint64_t> time) const {
        if (!time) return nullptr;
        const Fork fork = latest(*time);
        chain::Head head;
        head.number = std::numeric_limits<std::uint64_t>::max();
        head.time = *time;
        json::object contracts = contracts_at(fork, system_contracts);
        if (fork >= Fork::prague) contracts["DEPOSIT_CONTRACT_ADDRESS"] = deposit_contract();
        const bool from_genesis = profile_.genesis().time >= *time;
        return json::object{{"activationTime", from_genesis ? 0 : *time},
                            {"blobSchedule", blobs_at(fork)},
                            {"chainId", quantity(number("chainId").value_or(0))},
                            {"forkId", hex_data(profile_.fork_id(head).hash)},
                            {"precompiles", contracts_at(fork, precompiles)},
                            {"systemContracts", std::move(contracts)}};
    }

private:
    std::optional<std::uint64_t> number(std::string_view key) const {
        const json::value* value = config_.if_contains(key);
        if (value == nullptr || !value->is_number()) return std::nullopt;
        ErrorCode wrong;
        const auto read = value->to_number<std::uint64_t>(wrong);
        return wrong ? std::nullopt : std::optional(read);
    }

    /// Of the last fork up to this one that has any.
    json::value blobs_at(Fork fork) const {
        const json::value* schedule = config_.if_contains("blobSchedule");
        if (schedule == nullptr || !schedule->is_object()) return nullptr;
        json::value last;
        for (const NamedFork& one : time_forks) {
            if (one.fork > fork || one.blobs.empty()) continue;
            if (const json::value* own = schedule->get_object().if_contains(one.blobs)) last = *own;
        }
        return last;
    }

    json::value deposit_contract() const {
        const json::value* address = config_.if_contains("depositContractAddress");
        return address != nullptr ? *address : json::value(address_of("0"));
    }

    json::object config_;
    const chain::ChainProfile& profile_;
};

/// Whether these are the rules of Ethereum: BSC has precompiles and system contracts of its own.
bool is_known(const json::value& config) {
    return config.is_object() && !config.get_object().contains("parlia");
}

}  // namespace

void add_config_methods(MethodTable& table, Blocks& blocks, const chain::ChainProfile& profile,
                        const std::string& config) {
    ErrorCode none;
    const json::value parsed = json::parse(config, none);
    if (none || !is_known(parsed)) return;
    const auto rules = std::make_shared<const Rules>(parsed.get_object(), profile);
    table.add("eth_config", [rules, &blocks](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const std::optional<Block> head = co_await blocks.find(BlockId{}, Parts::header);
        if (!head) fail("header not found");
        const Fork current = rules->latest(head->header.time);
        const std::optional<std::uint64_t> next = rules->next_after(current);
        const Fork last = rules->latest(std::numeric_limits<std::uint64_t>::max());
        json::object result{{"current", rules->at(rules->time_of(current))},
                            {"next", rules->at(next)},
                            {"last", nullptr}};
        if (next) result["last"] = rules->at(rules->time_of(last));
        co_return result;
    });
}

}  // namespace plexus::rpc_server
