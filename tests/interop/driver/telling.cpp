#include "telling.hpp"

#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/types/header.hpp>

#include <iostream>

namespace plexus::driver {
namespace {

void report(const Result<void>& sent) {
    if (!sent) std::cout << "failed " + sent.error().message() + "\n" << std::flush;
}

/// As the block that follows the peer's head.
Result<void> send_block(eth::Remote& remote, const eth::RawBlock& block) {
    const eth::Header header = eth::decode_header(block.header).value();
    const Uint256 parent_total = remote.status().total_difficulty;
    eth::NewBlock news{block, parent_total.checked_add(header.difficulty).value()};
    return remote.send_block(eth::make_gossip(std::move(news)));
}

eth::TxHashGossip announcements(const std::vector<eth::RawTransaction>& transactions) {
    std::vector<eth::TransactionAnnouncement> announced;
    for (const auto& transaction : transactions) {
        announced.push_back(eth::announcement_of(transaction));
    }
    return eth::make_gossip(std::move(announced));
}

}  // namespace

bool tell(const BlockFile& file, const Remotes& remotes, const std::string& name,
          std::istream& words) {
    if (name != "block" && name != "announce" && name != "transactions" && name != "hashes") {
        return false;
    }
    std::uint64_t number = 0;
    words >> number;
    for (const auto& remote : remotes) {
        if (name == "block") {
            report(send_block(*remote, file.block(number)));
        } else if (name == "announce") {
            const eth::BlockAnnouncement block{file.block(number).hash, number};
            report(remote->announce_blocks(eth::make_gossip(std::vector{block})));
        } else if (name == "transactions") {
            report(remote->send_transactions(eth::make_gossip(file.transactions(number))));
        } else {
            report(remote->announce_transactions(announcements(file.transactions(number))));
        }
    }
    return true;
}

}  // namespace plexus::driver
