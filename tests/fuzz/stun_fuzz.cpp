#include <algorithm>

#include <api/core/assert.hpp>

#include <plugins/nat/stun/message.hpp>

using namespace plexus;

namespace {

/// A response of the right header, whose attributes the input is.
Bytes response_with(BytesView attributes) {
    Bytes response = nat::encode_binding_request({});
    response[0] = 1;
    response[2] = static_cast<std::uint8_t>(attributes.size() >> 8U);
    response[3] = static_cast<std::uint8_t>(attributes.size());
    response.insert(response.end(), attributes.begin(), attributes.end());
    return response;
}

}  // namespace

/// The input as what a STUN server sends, and as the attributes of such a response.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    const auto response = nat::decode_binding_response(input);
    PLEXUS_ASSERT(!response || nat::is_stun_response(input));
    const BytesView attributes = input.first(std::min<std::size_t>(size, 0xffff));
    const auto of_attributes = nat::decode_binding_response(response_with(attributes));
    PLEXUS_ASSERT(!of_attributes || of_attributes->id == nat::TransactionId{});
    return 0;
}
