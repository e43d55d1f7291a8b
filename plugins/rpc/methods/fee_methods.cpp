#include "fee_methods.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include <api/async/blocking.hpp>

#include <plugins/rpc/chain/tip_oracle.hpp>
#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

// As go-ethereum has them, of a full node.
constexpr std::uint64_t longest_history = 1024;
constexpr std::size_t most_percentiles = 100;

/// The base fee of the block after this one, for a unit of gas. On a chain where it is zero it
/// stays so.
/// @spec EIP-1559
std::optional<Uint256> next_base_fee(const eth::Header& head) {
    constexpr std::uint64_t elasticity = 2;
    constexpr std::uint64_t change_denominator = 8;
    if (!head.base_fee) return std::nullopt;
    const Uint256 fee = *head.base_fee;
    const std::uint64_t target = head.gas_limit / elasticity;
    if (fee == Uint256{} || target == 0 || head.gas_used == target) return fee;
    const bool above = head.gas_used > target;
    const std::uint64_t distance = above ? head.gas_used - target : target - head.gas_used;
    Uint256 change = fee.checked_mul(distance).value_or(Uint256::max());
    change = *change.checked_div(target)->checked_div(change_denominator);
    if (!above) return fee.checked_sub(change).value_or(Uint256{});
    return fee.checked_add(std::max(change, Uint256{1})).value_or(Uint256::max());
}

json::value maybe_quantity(const std::optional<Uint256>& value) {
    return value ? json::value(quantity(*value)) : json::value(nullptr);
}

/// The parameters of eth_feeHistory.
struct HistoryRequest {
    std::uint64_t count = 0;
    BlockId last{};
    std::vector<double> percentiles{};
};

[[noreturn]] void refuse_percentile(const std::string& why) {
    fail("invalid reward percentile: " + why);
}

std::string six_digits(double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%f", value);
    return text.data();
}

void check_percentiles(const std::vector<double>& percentiles) {
    if (percentiles.size() > most_percentiles) {
        refuse_percentile("over the query limit " + std::to_string(most_percentiles));
    }
    for (std::size_t i = 0; i < percentiles.size(); ++i) {
        const double one = percentiles[i];
        if (!(one >= 0 && one <= 100)) refuse_percentile(six_digits(one));
        if (i == 0 || one > percentiles[i - 1]) continue;
        refuse_percentile("#" + std::to_string(i - 1) + ":" + six_digits(percentiles[i - 1]) +
                          " >= #" + std::to_string(i) + ":" + six_digits(one));
    }
}

/// Fees of one block.
struct BlockFees {
    std::optional<Uint256> base{};
    std::optional<Uint256> next_base{};
    std::optional<Uint256> blob{};
    std::optional<Uint256> next_blob{};
    double gas_ratio = 0;
    double blob_ratio = 0;
    json::array rewards{};  ///< at each percentile
};

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// The tips at which so many percent of the block's gas were used by those that pay no more.
json::array rewards_of(const Block& block, const std::vector<double>& percentiles) {
    const std::size_t count = block.receipts ? block.receipts->size() : 0;
    if (count == 0) return json::array(percentiles.size(), json::value(quantity(Uint256{})));
    std::vector<std::pair<Uint256, std::uint64_t>> paid;  // tip, and gas
    std::uint64_t gas_before = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t gas = (*block.receipts)[i].cumulative_gas;
        paid.emplace_back(effective_tip(block.body.transactions[i], block.header),
                          gas - gas_before);
        gas_before = gas;
    }
    std::ranges::stable_sort(paid, {}, [](const auto& one) { return one.first; });
    json::array rewards;
    std::size_t at = 0;
    std::uint64_t sum = paid[0].second;
    for (const double percentile : percentiles) {
        const auto threshold = static_cast<std::uint64_t>(
            static_cast<double>(block.header.gas_used) * percentile / 100);
        while (sum < threshold && at + 1 < paid.size()) sum += paid[++at].second;
        rewards.emplace_back(quantity(paid[at].first));
    }
    return rewards;
}

BlockFees fees_of(const Block& block, const BlobFees& blobs,
                  const std::vector<double>& percentiles) {
    const eth::Header& header = block.header;
    BlockFees fees;
    fees.base = header.base_fee;
    fees.next_base = next_base_fee(header);
    fees.blob = blobs.price(header);
    fees.next_blob = blobs.next_price(header);
    fees.gas_ratio = ratio(header.gas_used, header.gas_limit);
    fees.blob_ratio = ratio(header.blob_gas_used.value_or(0), blobs.most_gas(header));
    if (!percentiles.empty()) fees.rewards = rewards_of(block, percentiles);
    return fees;
}

/// The members of eth_feeHistory's result, a block after the other.
class History {
public:
    explicit History(bool with_rewards) : with_rewards_(with_rewards) {}

    void add(BlockFees fees) {
        base_.emplace_back(or_zero(fees.base));
        blob_.emplace_back(or_zero(fees.blob));
        gas_ratio_.emplace_back(fees.gas_ratio);
        blob_ratio_.emplace_back(fees.blob_ratio);
        rewards_.emplace_back(std::move(fees.rewards));
        next_base_ = or_zero(fees.next_base);
        next_blob_ = or_zero(fees.next_blob);
    }

    json::value take(std::uint64_t first) {
        if (gas_ratio_.empty()) return nothing();
        base_.emplace_back(next_base_);
        blob_.emplace_back(next_blob_);
        json::object result{{"oldestBlock", quantity(first)},
                            {"baseFeePerGas", std::move(base_)},
                            {"gasUsedRatio", std::move(gas_ratio_)},
                            {"baseFeePerBlobGas", std::move(blob_)},
                            {"blobGasUsedRatio", std::move(blob_ratio_)}};
        if (with_rewards_) result["reward"] = std::move(rewards_);
        return result;
    }

    static json::value nothing() {
        return json::object{{"oldestBlock", "0x0"}, {"gasUsedRatio", nullptr}};
    }

private:
    static std::string or_zero(const std::optional<Uint256>& fee) {
        return quantity(fee.value_or(Uint256{}));
    }

    bool with_rewards_;
    json::array base_{};
    json::array blob_{};
    json::array gas_ratio_{};
    json::array blob_ratio_{};
    json::array rewards_{};
    std::string next_base_{};
    std::string next_blob_{};
};

/// The number that the history ends with.
awaitable<std::optional<std::uint64_t>> last_number(Blocks& blocks, HistoryRequest& request) {
    const std::uint64_t head = blocks.reader().head().number;
    BlockId id = request.last;
    if (id.tag == BlockId::Tag::number && id.number > head) {
        fail("request beyond head block: requested " + std::to_string(id.number) + ", head " +
             std::to_string(head));
    }
    if (id.tag == BlockId::Tag::pending) {  // there is none here, so it is one block less
        id.tag = BlockId::Tag::latest;
        --request.count;
    }
    const std::optional<Block> block = co_await blocks.find(id, Parts::header);
    std::optional<std::uint64_t> number;
    if (block) number = block->header.number;
    co_return number;
}

awaitable<json::value> fee_history(Blocks& blocks, HistoryRequest request) {
    if (request.count == 0) co_return History::nothing();
    check_percentiles(request.percentiles);
    request.count = std::min(request.count, longest_history);
    const std::optional<std::uint64_t> last = co_await last_number(blocks, request);
    if (!last || request.count == 0) co_return History::nothing();
    const std::uint64_t first = *last + 1 - std::min(*last + 1, request.count);
    const Parts parts = request.percentiles.empty() ? Parts::header : Parts::receipts;
    History history(!request.percentiles.empty());
    BlockId id;
    id.tag = BlockId::Tag::number;
    for (id.number = first; id.number <= *last; ++id.number) {
        const std::optional<Block> block = co_await blocks.find(id, parts);
        if (!block) break;  // the chain became shorter meanwhile
        if (parts == Parts::receipts) require_receipts(*block);
        auto work = [&] { return fees_of(*block, blocks.blob_fees(), request.percentiles); };
        BlockFees fees = co_await on_blocking(blocks.runtime(), std::move(work));
        history.add(std::move(fees));
    }
    co_return history.take(first);
}

awaitable<Block> head_of(Blocks& blocks) {
    std::optional<Block> head = co_await blocks.find(BlockId{}, Parts::header);
    if (!head) fail("header not found");
    co_return std::move(*head);
}

}  // namespace

void add_fee_methods(MethodTable& table, Blocks& blocks) {
    const auto oracle = std::make_shared<TipOracle>(blocks);
    table.add("eth_baseFee", [&blocks](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const Block head = co_await head_of(blocks);
        co_return maybe_quantity(next_base_fee(head.header));
    });
    table.add("eth_blobBaseFee", [&blocks](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const Block head = co_await head_of(blocks);
        co_return maybe_quantity(blocks.blob_fees().price(head.header));
    });
    table.add("eth_maxPriorityFeePerGas", [oracle](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const Uint256 tip = co_await oracle->suggest();
        co_return json::value(quantity(tip));
    });
    table.add("eth_gasPrice", [&blocks, oracle](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const Uint256 tip = co_await oracle->suggest();
        const Block head = co_await head_of(blocks);
        const auto price = tip.checked_add(head.header.base_fee.value_or(Uint256{}));
        co_return json::value(quantity(price.value_or(Uint256::max())));
    });
    table.add("eth_feeHistory", [&blocks](Arguments arguments) -> awaitable<json::value> {
        HistoryRequest request;
        request.count = arguments.count();
        request.last = arguments.block_number();
        request.percentiles = arguments.decimals();
        arguments.end();
        co_return co_await fee_history(blocks, std::move(request));
    });
}

}  // namespace plexus::rpc_server
