#pragma once

#include <cstdint>

#include <kit/era/accumulator.hpp>
#include <kit/era/e2store.hpp>

#include "block_source.hpp"
#include "input_file.hpp"

namespace plexus::chainstore {

/// An era1 file: blocks with receipts and total difficulties, all summed up at its end. Its
/// checksums, accumulator and count are verified on the way.
class EraFile : public BlockSource {
public:
    explicit EraFile(InputFile file) : file_{std::move(file)} {}

    std::optional<FileBlock> next() override;
    std::uint64_t bytes_read() const override { return file_.bytes_read(); }
    std::optional<std::uint64_t> bytes_total() const override { return file_.bytes_total(); }

private:
    /// How much of an era was read: files may be concatenated, and then have several eras.
    struct Era {
        era::Accumulator accumulator;
        bool ended = false;  // its index has come
    };

    era::RecordHeader next_record();
    Bytes data_of(std::uint16_t type, std::uint64_t max_bytes);
    FileBlock block_with(std::uint32_t header_bytes);
    void check_accumulator(const era::RecordHeader& record);
    [[noreturn]] void refuse(const std::string& what) const;

    InputFile file_;
    Era era_;
};

}  // namespace plexus::chainstore
