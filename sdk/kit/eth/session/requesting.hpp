#pragma once

#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// Sends a request and decodes the response's content; a response that cannot be decoded ends the
/// session.
template <class T>
awaitable<Result<T>> Session::request_and_read(std::uint64_t request, std::uint64_t response_code,
                                               Encode encode, Decode<T> decode) {
    const Result<SharedBytes> payload =
        co_await send_request(request, response_code, std::move(encode));
    if (!payload) co_return payload.error();
    Result<Enveloped<T>> decoded = decode(*payload);
    if (!decoded) co_return refuse(decoded.error());
    count_response(request, payload->size());
    co_return std::move(decoded->content);
}

}  // namespace plexus::inline v1::eth
