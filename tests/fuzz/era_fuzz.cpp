#include <api/core/assert.hpp>
#include <kit/era/e2store.hpp>
#include <kit/era/framing.hpp>

using namespace plexus;

namespace {

constexpr std::size_t max_bytes = 1 << 17;
constexpr std::array<std::uint8_t, 10> identifier{0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

/// The stream identifier in front, so that the input is chunks from its first byte on.
void unframe_chunks(BytesView chunks) {
    Bytes stream(identifier.begin(), identifier.end());
    stream.insert(stream.end(), chunks.begin(), chunks.end());
    const Result<Bytes> plain = era::unframe(stream, max_bytes);
    PLEXUS_ASSERT(!plain || plain->size() <= max_bytes);
}

}  // namespace

/// The input as a framed stream, as the chunks of one, and as the records of an e2store file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    BytesView rest{data, size};
    void(era::unframe(rest, max_bytes));
    unframe_chunks(rest);
    constexpr std::size_t header_bytes = era::RecordHeader::size_bytes;
    while (rest.size() >= header_bytes) {
        const auto bytes = FixedBytes<header_bytes>::from(rest.first(header_bytes)).value();
        const Result<era::RecordHeader> record = era::decode_record_header(bytes);
        rest = rest.subspan(header_bytes);
        if (!record || record->length > rest.size()) break;
        unframe_chunks(rest.first(record->length));
        rest = rest.subspan(record->length);
    }
    return 0;
}
