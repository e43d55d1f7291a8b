#include "digest.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::chainstore {
namespace {

constexpr std::uint64_t blocks_per_step = 1024;
constexpr std::array<std::uint8_t, 1> no_receipts{0x80};  // no list, so not to be mistaken for one

}  // namespace

bool Digest::step() {
    for (std::uint64_t i = 0; i < blocks_per_step && next_ <= head_.number; ++i, ++next_) {
        const Result<chain::StoredBlock> block = store_.block(next_);
        if (!block) {
            throw std::runtime_error{"block " + std::to_string(next_) +
                                     " cannot be read: " + block.error().message()};
        }
        add(*block);
    }
    return next_ <= head_.number;
}

void Digest::add(const chain::StoredBlock& block) {
    hash_.update(block.header);
    hash_.update(block.body);
    hash_.update(block.receipts ? block.receipts->view() : BytesView{no_receipts});
    if (const Result<eth::BodyView> body = eth::view_body(block.body)) {
        transactions_ += body->transaction_count;
    }
    if (block.receipts)
        receipts_ += rlp::Reader{*block.receipts}.count(eth::limits::block_receipts);
}

void Digest::print(std::ostream& out) const {
    // The genesis block is not counted: it is the same everywhere and nobody sent it.
    const std::uint64_t blocks = first_ == 0 ? head_.number : head_.number + 1 - first_;
    if (first_ != 0) out << "first " << first_ << '\n';
    out << "head " << head_.number << " 0x" << to_hex(head_.hash) << '\n'
        << "total-difficulty " << head_.total_difficulty.hex() << '\n'
        << "blocks " << blocks << '\n'
        << "transactions " << transactions_ << '\n'
        << "receipts " << receipts_ << '\n'
        << "digest 0x" << to_hex(hash_.digest()) << '\n';
}

}  // namespace plexus::chainstore
