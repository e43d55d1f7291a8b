#include "client.hpp"

#include <algorithm>
#include <cmath>

#include <kit/eth/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

/// How many peers are asked before the question is given up.
constexpr std::size_t attempts = 5;

constexpr std::uint8_t blob_type = 3;  // EIP-4844

std::size_t direct_share(std::size_t peers) {
    return static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(peers))));
}

net::PeerEvent event_of(const ErrorCode& wrong) {
    if (!wrong) return net::PeerEvent::served_request;
    return wrong == Errc::not_found ? net::PeerEvent::empty_response
                                    : net::PeerEvent::sent_bad_data;
}

awaitable<ErrorCode> check_items(const Client::Check& check, const chain::RawItems& items) {
    if (items.empty()) co_return make_error_code(Errc::not_found);
    co_return co_await check(items);
}

bool announce_only(const RawTransaction& transaction) {
    const BytesView bytes = transaction.bytes;
    const bool blob = !bytes.empty() && bytes.front() == blob_type;
    return blob || bytes.size() > limits::whole_transaction_bytes;
}

}  // namespace

std::vector<Client::Candidate> Client::candidates() const { return candidates(Among{}); }

std::vector<Client::Candidate> Client::candidates(const Among& among) const {
    std::vector<Candidate> found;
    for (net::PeerPtr& peer : pool_.peers()) {
        if (among && !among(*peer)) continue;
        auto remote = peer->facet<Remote>();
        if (remote) found.push_back(Candidate{std::move(peer), std::move(remote)});
    }
    // Least busy first; the pool's order, best score first, decides between equals.
    std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
        return a.remote->in_flight() < b.remote->in_flight();
    });
    return found;
}

awaitable<Result<Client::Answer>> Client::ask_around(std::vector<Candidate> candidates, Ask ask,
                                                     Check check) {
    ErrorCode last = make_error_code(Errc::no_peer);
    if (candidates.size() > attempts) candidates.resize(attempts);
    for (Candidate& candidate : candidates) {
        Result<chain::RawItems> items = co_await ask(*candidate.remote);
        if (!items) {
            last = items.error();
            continue;
        }
        const ErrorCode wrong = co_await check_items(check, *items);
        candidate.peer->report(event_of(wrong));
        if (wrong) {
            last = wrong;
            continue;
        }
        Answer answer;
        answer.peer = std::move(candidate.peer);
        answer.remote = std::move(candidate.remote);
        answer.items = std::move(*items);
        co_return answer;
    }
    co_return last;
}

awaitable<Result<Client::Answer>> Client::headers(chain::HeaderQuery query, Check check,
                                                  Among among) {
    Ask ask = [query](Remote& remote) { return remote.headers(query); };
    co_return co_await ask_around(candidates(among), std::move(ask), std::move(check));
}

awaitable<Result<Client::Answer>> Client::bodies(std::vector<Hash256> hashes, Check check) {
    Ask ask = [hashes = std::move(hashes)](Remote& remote) { return remote.bodies(hashes); };
    co_return co_await ask_around(candidates(), std::move(ask), std::move(check));
}

awaitable<Result<Client::Answer>> Client::receipts(std::vector<Hash256> hashes, Check check) {
    Ask ask = [hashes = std::move(hashes)](Remote& remote) { return remote.receipts(hashes); };
    co_return co_await ask_around(candidates(), std::move(ask), std::move(check));
}

void Client::broadcast(const RawBlock& block, const Difficulty& total_difficulty) {
    const std::vector<Candidate> all = candidates();
    std::size_t direct = direct_share(all.size());
    BlockAnnouncement announcement;
    announcement.hash = block.hash;
    announcement.number = block.number;
    for (const Candidate& candidate : all) {
        // A peer that is gone or full by now gets the block from somebody else.
        if (direct > 0) {
            --direct;
            (void)candidate.remote->send_block(block, total_difficulty);
        } else {
            (void)candidate.remote->announce_blocks({&announcement, 1});
        }
    }
}

void Client::broadcast(const std::vector<RawTransaction>& transactions) {
    std::vector<RawTransaction> whole = transactions;
    std::vector<RawTransaction> announced;
    for (const RawTransaction& transaction : transactions) {
        if (announce_only(transaction)) announced.push_back(transaction);
    }
    std::erase_if(whole, announce_only);

    const std::vector<Candidate> all = candidates();
    std::size_t direct = direct_share(all.size());
    for (const Candidate& candidate : all) {
        if (direct > 0) {
            --direct;
            (void)candidate.remote->send_transactions(whole);
            (void)candidate.remote->announce_transactions(announced);
        } else {
            (void)candidate.remote->announce_transactions(transactions);
        }
    }
}

}  // namespace plexus::inline v1::eth
