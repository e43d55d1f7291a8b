#include "forks.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <span>

namespace plexus::devnet {
namespace {

/// Whether a fork has a place in the order that CheckConfigForkOrder demands.
enum class Order : std::uint8_t {
    free,      ///< none
    required,  ///< and must be there if a later one is
    optional,  ///< if it is there
};

struct Fork {
    std::string_view name;
    Order order = Order::required;

    bool by_time() const { return name.ends_with("Time"); }
};

constexpr std::array ethereum_forks{
    Fork{"homesteadBlock"},
    Fork{"daoForkBlock", Order::optional},
    Fork{"eip150Block"},
    Fork{"eip155Block"},
    Fork{"eip158Block"},
    Fork{"byzantiumBlock"},
    Fork{"constantinopleBlock"},
    Fork{"petersburgBlock"},
    Fork{"istanbulBlock"},
    Fork{"muirGlacierBlock", Order::optional},
    Fork{"berlinBlock"},
    Fork{"londonBlock"},
    Fork{"arrowGlacierBlock", Order::optional},
    Fork{"grayGlacierBlock", Order::optional},
    Fork{"mergeNetsplitBlock", Order::optional},
    Fork{"shanghaiTime"},
    Fork{"cancunTime", Order::optional},
    Fork{"pragueTime", Order::optional},
    Fork{"osakaTime", Order::optional},
    Fork{"ubtTime", Order::optional},
    Fork{"bpo1Time", Order::optional},
    Fork{"bpo2Time", Order::optional},
    Fork{"amsterdamTime", Order::optional},
    Fork{"bogotaTime", Order::optional},
    Fork{"bpo3Time", Order::optional},
    Fork{"bpo4Time", Order::optional},
    Fork{"bpo5Time", Order::optional},
};

/// `verkleTime` is what v1.7.x calls `ubtTime`.
constexpr std::array bsc_forks{
    Fork{"homesteadBlock", Order::free},
    Fork{"daoForkBlock", Order::free},
    Fork{"eip150Block", Order::free},
    Fork{"eip155Block", Order::free},
    Fork{"eip158Block", Order::free},
    Fork{"byzantiumBlock", Order::free},
    Fork{"constantinopleBlock", Order::free},
    Fork{"petersburgBlock", Order::free},
    Fork{"istanbulBlock", Order::free},
    Fork{"muirGlacierBlock", Order::free},
    Fork{"berlinBlock", Order::free},
    Fork{"yoloV3Block", Order::free},
    Fork{"catalystBlock", Order::free},
    Fork{"londonBlock", Order::free},
    Fork{"arrowGlacierBlock", Order::free},
    Fork{"grayGlacierBlock", Order::free},
    Fork{"mergeNetsplitBlock", Order::free},
    Fork{"ramanujanBlock", Order::free},
    Fork{"nielsBlock", Order::free},
    Fork{"nanoBlock", Order::free},
    Fork{"moranBlock", Order::free},
    Fork{"shanghaiTime", Order::free},
    Fork{"mirrorSyncBlock"},
    Fork{"brunoBlock"},
    Fork{"eulerBlock"},
    Fork{"gibbsBlock"},
    Fork{"planckBlock"},
    Fork{"lubanBlock"},
    Fork{"platoBlock"},
    Fork{"hertzBlock"},
    Fork{"hertzfixBlock"},
    Fork{"keplerTime"},
    Fork{"feynmanTime"},
    Fork{"feynmanFixTime"},
    Fork{"cancunTime"},
    Fork{"haberTime"},
    Fork{"haberFixTime"},
    Fork{"bohrTime"},
    Fork{"pascalTime"},
    Fork{"pragueTime"},
    Fork{"lorentzTime"},
    Fork{"maxwellTime"},
    Fork{"fermiTime"},
    Fork{"osakaTime"},
    Fork{"mendelTime"},
    Fork{"pasteurTime"},
    Fork{"verkleTime", Order::optional},
    Fork{"ubtTime", Order::optional},
    Fork{"bpo1Time", Order::optional},
    Fork{"bpo2Time", Order::optional},
    Fork{"bpo3Time", Order::optional},
    Fork{"bpo4Time", Order::optional},
    Fork{"bpo5Time", Order::optional},
    Fork{"amsterdamTime", Order::optional},
};

std::span<const Fork> forks_of(Family family) {
    if (family == Family::bsc) return bsc_forks;
    return ethereum_forks;
}

void check_order(const Fields& config, const Rules& rules) {
    const Fork* last = nullptr;
    std::optional<std::uint64_t> last_at;
    for (const Fork& fork : forks_of(rules.family)) {
        if (fork.order == Order::free) continue;
        const std::optional<std::uint64_t> at = rules.fork(fork.name);
        if (!at && fork.order == Order::optional) continue;
        if (at && last != nullptr) {
            if (!last_at) {
                config.fail(last->name, "there, because '" + std::string{fork.name} + "' is");
            }
            if (last->by_time() == fork.by_time() && *last_at > *at) {
                config.fail(fork.name, "no earlier than '" + std::string{last->name} + "'");
            }
        }
        last = &fork;
        last_at = at;
    }
}

constexpr std::string_view osaka = "osakaTime";

/// A fork that says how many blobs a block may have.
struct BlobFork {
    std::string_view time;      ///< its key in the config
    std::string_view schedule;  ///< its key in blobSchedule
    chain::BlobRules usual{};   ///< if the file has no schedule; zeros: it has to have one
};

/// @spec EIP-4844, "Parameters"; EIP-7691, "Specification"
constexpr chain::BlobRules cancun_blobs{0, 3, 6, 3338477, false};
constexpr chain::BlobRules prague_blobs{0, 6, 9, 5007716, false};

constexpr std::array blob_forks{
    BlobFork{"cancunTime", "cancun", cancun_blobs},
    BlobFork{"pragueTime", "prague", prague_blobs},
    BlobFork{osaka, "osaka"},
    BlobFork{"bpo1Time", "bpo1"},
    BlobFork{"bpo2Time", "bpo2"},
    BlobFork{"bpo3Time", "bpo3"},
    BlobFork{"bpo4Time", "bpo4"},
    BlobFork{"bpo5Time", "bpo5"},
};

chain::BlobRules read_blob_rules(const Fields& fields) {
    chain::BlobRules rules;
    rules.target = fields.required("target", fields.plain_number("target"));
    rules.max = fields.required("max", fields.plain_number("max"));
    const auto fraction = fields.plain_number("baseFeeUpdateFraction");
    rules.update_fraction = fields.required("baseFeeUpdateFraction", fraction);
    if (rules.update_fraction == 0) fields.fail("baseFeeUpdateFraction", "more than 0");
    return rules;
}

/// What the file says, or if it says nothing, what is usual.
chain::BlobRules blob_rules_of(const Fields& config, const Rules& rules, const BlobFork& fork) {
    const std::optional<Fields> schedule = config.object("blobSchedule");
    const std::optional<Fields> entry = schedule ? schedule->object(fork.schedule) : std::nullopt;
    if (fork.time == osaka) {  // go-ethereum has no entry for it, and BSC need not have
        const bool read = entry && rules.family == Family::bsc;
        return read ? read_blob_rules(*entry) : rules.blob_schedule.back();
    }
    if (!entry && fork.usual.update_fraction == 0) {
        config.fail("blobSchedule", "an object with an entry '" + std::string{fork.schedule} +
                                        "', because '" + std::string{fork.time} + "' is there");
    }
    return entry ? read_blob_rules(*entry) : fork.usual;
}

void read_blob_schedule(const Fields& config, Rules& rules) {
    const std::optional<std::uint64_t> reserve =
        rules.family == Family::ethereum ? rules.fork(osaka) : std::nullopt;
    for (const BlobFork& fork : blob_forks) {
        const std::optional<std::uint64_t> time = rules.fork(fork.time);
        if (!time || (fork.time == osaka && rules.blob_schedule.empty())) continue;
        chain::BlobRules blobs = blob_rules_of(config, rules, fork);
        blobs.time = *time;
        blobs.reserve_price = reserve && *reserve <= *time;
        rules.blob_schedule.push_back(blobs);
    }
}

bool is_listed(std::string_view key, std::span<const Fork> forks) {
    return std::ranges::any_of(forks,
                               [key](const Fork& fork) { return same_name(fork.name, key); });
}

void note_ignored(const Fields& config, Rules& rules) {
    for (const auto& member : config.raw()) {
        const std::string_view key{member.key().data(), member.key().size()};
        const bool fork = key.ends_with("Time") || key.ends_with("Block");
        if (fork && !is_listed(key, forks_of(rules.family))) rules.ignored.emplace_back(key);
    }
}

}  // namespace

Rules read_rules(const Fields& config) {
    Rules rules;
    rules.family = config.object("parlia") ? Family::bsc : Family::ethereum;
    rules.chain_id = config.plain_number("chainId");
    rules.config = boost::json::serialize(config.raw());
    for (const Fork& fork : forks_of(rules.family)) {
        const std::optional<std::uint64_t> at = config.plain_number(fork.name);
        if (at) rules.forks.emplace(fork.name, *at);
    }
    note_ignored(config, rules);
    check_order(config, rules);
    read_blob_schedule(config, rules);
    for (const char* tree : {"enableUBTAtGenesis", "enableVerkleAtGenesis"}) {
        if (config.flag(tree)) {
            config.fail(tree, "false: the binary tree of such a chain is not known here");
        }
    }
    return rules;
}

}  // namespace plexus::devnet
