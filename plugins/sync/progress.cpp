#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

constexpr auto terminal_interval = 100ms;
constexpr auto line_interval = 5s;
constexpr std::size_t bar_width = 30;

double seconds(Duration duration) {
    // Not zero, because it divides.
    return std::max(std::chrono::duration<double>(duration).count(), 0.001);
}

std::string mebibytes(std::uint64_t bytes) {
    std::ostringstream text;
    text.precision(1);
    text << std::fixed << static_cast<double>(bytes) / (1024.0 * 1024.0) << " MiB";
    return text.str();
}

void say(const std::string& text) { std::fputs(text.c_str(), stderr); }

}  // namespace

Progress::Progress(std::uint64_t first, std::uint64_t last, SteadyTime now)
    : first_(first), last_(last), began_(now), shown_(now), terminal_(isatty(STDERR_FILENO) == 1) {
    say("sync: blocks " + std::to_string(first) + " to " + std::to_string(last) + '\n');
}

std::string Progress::rate(const Tally& tally, SteadyTime now) const {
    const double per_second = static_cast<double>(tally.blocks) / seconds(now - began_);
    return std::to_string(static_cast<std::uint64_t>(per_second)) + " blocks/s";
}

std::string Progress::line(const Tally& tally, std::size_t peers, SteadyTime now) const {
    const std::uint64_t total = last_ - first_ + 1;
    const std::uint64_t percent = tally.blocks * 100 / total;
    std::string bar;
    if (terminal_) {
        const std::size_t full = bar_width * percent / 100;
        bar = '[' + std::string(full, '#') + std::string(bar_width - full, '.') + "] ";
    }
    std::ostringstream text;
    text << "sync: " << bar << percent << "% block " << first_ + tally.blocks - 1 << " of " << last_
         << ", " << tally.transactions << " transactions, " << mebibytes(tally.bytes) << ", "
         << rate(tally, now) << ", " << peers << (peers == 1 ? " peer" : " peers");
    return text.str();
}

void Progress::show(const Tally& tally, std::size_t peers, SteadyTime now) {
    const Duration interval = terminal_ ? Duration{terminal_interval} : Duration{line_interval};
    const std::uint64_t tenth = tally.blocks * 10 / (last_ - first_ + 1);
    const bool another_tenth = !terminal_ && tenth > shown_tenth_;
    if (tally.blocks == 0 || (now - shown_ < interval && !another_tenth)) return;
    shown_ = now;
    shown_tenth_ = tenth;
    // On a terminal: back to the beginning of the line, and clear what is longer than the new text.
    say(terminal_ ? '\r' + line(tally, peers, now) + "\x1b[K" : line(tally, peers, now) + '\n');
}

void Progress::finish(const Tally& tally, SteadyTime now) {
    std::ostringstream text;
    if (terminal_) text << "\r\x1b[K";
    text.precision(2);
    text << std::fixed << "sync: done: " << tally.blocks << " blocks, " << tally.transactions
         << " transactions, " << tally.receipts << " receipts, " << mebibytes(tally.bytes) << " in "
         << seconds(now - began_) << " s (" << rate(tally, now) << ")\n";
    for (const auto& [peer, share] : tally.served) {
        text << "sync: " << share.headers << " headers, " << share.bodies << " bodies, receipts of "
             << share.receipts << " blocks from peer " << peer << '\n';
    }
    say(text.str());
}

}  // namespace plexus::sync
