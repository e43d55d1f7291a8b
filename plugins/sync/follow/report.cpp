#include "report.hpp"

#include <chrono>
#include <sstream>

namespace plexus::sync {
namespace {

std::string mebibytes(std::uint64_t bytes) {
    std::ostringstream text;
    text.precision(1);
    text << std::fixed << static_cast<double>(bytes) / (1024.0 * 1024.0) << " MiB";
    return text.str();
}

}  // namespace

Report::Report(std::ostream& out, Style style, std::uint64_t first, std::uint64_t last,
               SteadyTime began)
    : first_(first), last_(last), bar_(out, style, "sync", began) {
    bar_.print("sync: blocks " + std::to_string(first) + " to " + std::to_string(last) + '\n');
}

std::string Report::rate(const Tally& tally, SteadyTime now) const {
    return std::to_string(bar_.per_second(tally.blocks, now)) + " blocks/s";
}

std::string Report::detail(const Tally& tally, std::size_t peers, SteadyTime now) const {
    std::ostringstream text;
    text << " block " << first_ + tally.blocks - 1 << " of " << last_ << ", " << tally.transactions
         << " transactions, " << mebibytes(tally.bytes) << ", " << rate(tally, now) << ", " << peers
         << (peers == 1 ? " peer" : " peers");
    return text.str();
}

void Report::show(const Tally& tally, std::size_t peers, SteadyTime now) {
    if (tally.blocks == 0) return;
    const std::uint64_t percent = tally.blocks * 100 / (last_ - first_ + 1);
    bar_.show(percent, now, [&] { return detail(tally, peers, now); });
}

void Report::finish(const Tally& tally, SteadyTime now) {
    const double seconds = std::chrono::duration<double>(bar_.elapsed(now)).count();
    std::ostringstream text;
    text.precision(2);
    text << std::fixed << "sync: done: " << tally.blocks << " blocks, " << tally.transactions
         << " transactions, " << tally.receipts << " receipts, " << mebibytes(tally.bytes) << " in "
         << seconds << " s (" << rate(tally, now) << ")\n";
    for (const auto& [peer, share] : tally.served) {
        text << "sync: " << share.headers << " headers, " << share.bodies << " bodies, receipts of "
             << share.receipts << " blocks from peer " << peer << '\n';
    }
    bar_.print(text.str());
}

}  // namespace plexus::sync
