#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// A number as LMDB wrote it: in the byte order of the machine.
template <class Number>
Number number_at(BytesView bytes, std::size_t offset) {
    Number number = 0;
    std::memcpy(&number, bytes.subspan(offset, sizeof number).data(), sizeof number);
    return number;
}

}  // namespace plexus::chainstore
