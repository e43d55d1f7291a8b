#include "export.hpp"

#include <stdexcept>
#include <string>

#include <api/plugin/config_error.hpp>
#include <kit/eth/types/raw_block.hpp>

namespace plexus::chainstore {
namespace {

constexpr std::uint64_t blocks_per_step = 1024;

}  // namespace

Export::Export(Store& store, const std::filesystem::path& path)
    : store_{store}, first_{store.earliest()}, last_{store.head().number}, next_{first_} {
    if (std::filesystem::exists(path)) {
        throw ConfigError{"export: " + path.string() + " exists already; name a new file"};
    }
    file_.open(path, std::ios::binary);
    if (!file_) throw ConfigError{"export: " + path.string() + " cannot be written"};
}

bool Export::step() {
    for (std::uint64_t i = 0; i < blocks_per_step && next_ <= last_; ++i, ++next_) {
        const Result<chain::StoredBlock> block = store_.block(next_);
        if (!block) {
            throw std::runtime_error{"block " + std::to_string(next_) +
                                     " cannot be read: " + block.error().message()};
        }
        const Result<eth::RawBlock> raw = eth::make_raw_block(block->header, block->body);
        if (!raw) throw std::runtime_error{"block " + std::to_string(next_) + " is damaged"};
        const Bytes list = eth::block_list(*raw);
        const std::string_view text = text_of(list);
        file_.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    if (!file_.flush()) throw std::runtime_error{"the file cannot be written: is the disk full?"};
    return next_ <= last_;
}

}  // namespace plexus::chainstore
