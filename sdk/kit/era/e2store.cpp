#include "e2store.hpp"

#include "little_endian.hpp"

namespace plexus::era {

Result<RecordHeader> decode_record_header(const FixedBytes<RecordHeader::size_bytes>& bytes) {
    const BytesView view = bytes.view();
    if (from_little_endian(view.subspan(6)) != 0) return Errc::malformed;
    return RecordHeader{static_cast<std::uint16_t>(from_little_endian(view.first(2))),
                        static_cast<std::uint32_t>(from_little_endian(view.subspan(2, 4)))};
}

}  // namespace plexus::era
