#include "import.hpp"

#include <string>

#include <api/plugin/config_error.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/eth/types/roots.hpp>

#include <plugins/chainstore/files/input_file.hpp>
#include <plugins/chainstore/store/link.hpp>

namespace plexus::chainstore {
namespace {

// One transaction each: long enough that syncing the disk does not count, short enough to show
// progress and to hold in memory.
constexpr std::size_t batch_blocks = 512;
constexpr std::size_t batch_bytes = 8 * 1024 * 1024;

std::size_t size_of(const chain::StoredBlock& block) {
    return block.header.size() + block.body.size() + (block.receipts ? block.receipts->size() : 0);
}

template <class T>
void must(const Result<T>& checked, const char* complaint) {
    if (!checked) throw FileError{complaint + (": " + checked.error().message())};
}

std::string hex(const Hash256& hash) { return "0x" + to_hex(hash); }

}  // namespace

bool Import::step() {
    try {
        if (!source_) source_ = open_block_source(path_);
        return read_batch();
    } catch (const FileError& error) {
        const std::string at = current_ ? "block " + std::to_string(*current_) + " " : "";
        keep_verified();
        throw ConfigError{"import of " + path_.string() + ": " + at + error.what() +
                          "; the store has the blocks up to " +
                          std::to_string(store_.head().number)};
    }
}

bool Import::read_batch() {
    bool more = true;
    // At least one block, however large the one is that waits in the batch for its successor.
    for (std::size_t i = 0; i == 0 || (i < batch_blocks && batch_bytes_ < batch_bytes); ++i) {
        current_.reset();
        std::optional<FileBlock> block = source_->next();
        more = block.has_value();
        if (!more) break;
        current_ = block->block.number;
        if (block->block.number <= tip_.number) {
            flush(batch_.size());  // it may be in the batch, where it cannot be looked up
            skip(*block);
        } else {
            take(std::move(*block));
        }
    }
    current_.reset();
    // The newest block is written only when the next one has been read, whose parent hash commits
    // to its header: a damaged header is not stored.
    flush(more && !batch_.empty() ? batch_.size() - 1 : batch_.size());
    return more;
}

/// Of a file that is bad from here on. The newest block of the batch has no successor, so nothing
/// but the file speaks for its header.
void Import::keep_verified() {
    if (batch_.empty() || !store_.append(std::span{batch_}.first(batch_.size() - 1))) return;
    state_.appended += batch_.size() - 1;
    batch_.clear();
}

void Import::take(FileBlock&& block) {
    tip_ = verify(block);
    batch_bytes_ += size_of(block.block);
    batch_.push_back(std::move(block.block));
}

void Import::skip(const FileBlock& block) {
    const Result<chain::Head> known = store_.head_at(block.block.number);
    // Below its first block the store has nothing to compare with; above, the file must fit.
    if (known.has_error() && known.error() == Errc::not_found) {
        ++state_.skipped;
        return;
    }
    if (!known) return mend(block.block);  // its header is damaged
    if (known->hash != block.block.hash) {
        const char* const what =
            block.block.number == 0 ? "is the genesis of another chain: " : "is on another chain: ";
        throw FileError{what + hex(block.block.hash) + ", the store has " + hex(known->hash)};
    }
    if (block.total_difficulty && *block.total_difficulty != known->total_difficulty) {
        throw FileError{"has another total difficulty than in the store"};
    }
    if (is_damaged(block.block)) return mend(block.block);
    ++state_.skipped;
}

bool Import::is_damaged(const chain::StoredBlock& block) const {
    if (block.number < store_.earliest()) return false;  // only its header is there
    const Result<std::uint64_t> found = store_.number_of_hash(block.hash);
    return !found || *found != block.number || !store_.block(block.number);
}

/// Writes a block anew that is damaged in the store.
void Import::mend(chain::StoredBlock block) {
    check_contents(block);
    const Result<void> mended = store_.mend(block);
    if (!mended) throw FileError{"cannot be written anew: " + mended.error().message()};
    ++state_.skipped;
    ++state_.mended;
}

chain::Head Import::verify(FileBlock& file_block) const {
    chain::StoredBlock& block = file_block.block;
    if (block.number != tip_.number + 1) {
        throw FileError{"does not follow block " + std::to_string(tip_.number) +
                        ", the last one before it: there is a gap"};
    }
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) throw FileError{"has a malformed header: " + header.error().message()};
    if (header->parent != tip_.hash) {
        throw FileError{"is on another chain: its parent is " + hex(header->parent) + ", not " +
                        hex(tip_.hash)};
    }
    const Result<chain::Head> longer = follow(tip_, block);
    if (!longer) throw FileError{"does not follow: " + longer.error().message()};
    check_contents(block);
    if (file_block.total_difficulty && *file_block.total_difficulty != longer->total_difficulty) {
        throw FileError{"has a total difficulty that is not the sum"};
    }
    return *longer;
}

/// Whether body and receipts are the header's; brings the body into its stored form.
void Import::check_contents(chain::StoredBlock& block) const {
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) throw FileError{"has a malformed header: " + header.error().message()};
    const Result<eth::BodyRoots> roots = eth::body_roots(block.body);
    if (!roots) throw FileError{"has a malformed body: " + roots.error().message()};
    if (!eth::commits_to_body(*header, *roots)) {
        throw FileError{"has a body that is not its header's"};
    }
    const Result<SharedBytes> body = eth::kept_body(chain::ref_of(block), block.body, body_rules_);
    if (!body) throw FileError{"has items behind its body that are not its own"};
    block.body = *body;
    if (block.receipts) {
        must(eth::check_receipts(*header, *block.receipts),
             "has receipts that are not its header's");
        must(eth::checked_blooms(*block.receipts), "has receipts with blooms of other logs");
    }
}

void Import::flush(std::size_t count) {
    state_.bytes_read = source_->bytes_read();
    state_.bytes_total = source_->bytes_total();
    if (count == 0) return;
    const Result<chain::Head> head = store_.append(std::span{batch_}.first(count));
    if (!head) throw FileError{"cannot be stored: " + head.error().message()};
    state_.appended += count;
    batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(count));
    batch_bytes_ = 0;
    for (const chain::StoredBlock& block : batch_) batch_bytes_ += size_of(block);
}

}  // namespace plexus::chainstore
