#include "branch.hpp"

#include <algorithm>
#include <iterator>

#include <api/async/within.hpp>

#include <plugins/sync/headers/ancestor.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long the search for the last common block may take: some twenty small requests at the most.
constexpr auto search_limit = 30s;

/// How long it may take to see that a chain is heavier: it is a few requests.
constexpr auto compare_limit = 1min;

/// How many headers may be read, for each block that they replace, until they must be heavier.
/// Difficulty differs by a factor of two on a chain with proof of authority.
constexpr std::uint64_t most_for_one = 4;

/// Headers that are read in any case.
constexpr std::uint64_t few_headers = 1024;

/// The part of the memory that waiting headers may take; the rest is for bodies and receipts.
constexpr std::size_t header_part = 8;

}  // namespace

Branch::Branch(const Services& services, const Settings& settings, OurChain& ours, Candidate target,
               Logger& log)
    : services_(services),
      settings_(settings),
      ours_(ours),
      target_(std::move(target)),
      log_(log) {}

awaitable<Result<void>> Branch::compare() {
    if (co_await is_no_news()) co_return make_error_code(Errc::already_exists);
    auto search = find();
    const Result<void> found = co_await within(search_limit, std::move(search));
    if (!found) co_return found;
    auto weighing = outweigh();
    co_return co_await within(compare_limit, std::move(weighing));
}

/// Whether the head is a block of ours, or below our first one, where nothing is compared.
awaitable<bool> Branch::is_no_news() {
    if (target_.number() >= ours_.end().next) co_return false;
    const Result<Hash256> hash = co_await ours_.hash_at(target_.number());
    if (!hash) co_return hash.error() == Errc::not_found;
    co_return *hash == target_.head.hash;
}

awaitable<Result<void>> Branch::find() {
    const Result<Position> behind = co_await find_ancestor(services_, ours_, target_);
    if (!behind) co_return behind.error();
    behind_ = *behind;
    last_ = target_.number();
    if (settings_.to != 0) last_ = std::min(settings_.to, last_);
    if (last_ < behind_.next) co_return make_error_code(Errc::already_exists);
    std::optional<eth::Header> parent;
    if (behind_.next > 0) parent = co_await ours_.header_at(behind_.next - 1);
    header_download_.emplace(services_, target_, behind_, std::move(parent), last_, log_);
    co_return Result<void>{};
}

awaitable<Result<void>> Branch::outweigh() {
    const std::uint64_t depth = ours_.end().next - behind_.next;
    if (depth > 0) {
        const Result<Weight> ours = co_await ours_.weight_from(behind_.next);
        if (!ours) co_return ours.error();
        replaced_ = *ours;
    }
    while (heavier_from_ == 0) {
        if (complete()) co_return make_error_code(Errc::already_exists);
        if (theirs_.blocks > few_headers + most_for_one * depth) {
            co_return make_error_code(Errc::already_exists);
        }
        const Result<void> read = co_await read_more();
        if (!read) co_return read;
    }
    co_return Result<void>{};
}

awaitable<Result<void>> Branch::read_more() {
    Result<HeaderRow> row = co_await header_download_->next();
    if (!row) co_return row.error();
    add(std::move(*row));
    co_return Result<void>{};
}

void Branch::add(HeaderRow row) {
    for (const eth::CheckedHeader& header : row.headers) {
        row_bytes_ += header.raw.size();
        theirs_.add(header.header);
        const bool is_more = replaced_.blocks == 0 || heavier(theirs_, replaced_);
        if (heavier_from_ == 0 && is_more) heavier_from_ = header.header.number;
    }
    rows_.push_back(std::move(row));
}

bool Branch::is_full() const noexcept {
    return rows_.size() > 1 &&
           (rows_.size() * rows_.front().headers.size() > 2 * settings_.window * settings_.batch ||
            row_bytes_ > settings_.memory_bytes / header_part);
}

Batch Branch::next_batch(std::size_t most) {
    HeaderRow& row = rows_.front();
    Batch batch;
    batch.headers_from = row.from;
    batch.told = row.told;
    const std::size_t amount = std::min<std::size_t>(most, row.headers.size());
    const auto end = row.headers.begin() + static_cast<std::ptrdiff_t>(amount);
    std::move(row.headers.begin(), end, std::back_inserter(batch.headers));
    row.headers.erase(row.headers.begin(), end);
    for (const eth::CheckedHeader& header : batch.headers) row_bytes_ -= header.raw.size();
    if (row.headers.empty()) rows_.pop_front();
    return batch;
}

}  // namespace plexus::sync
