#pragma once

#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// Asks, and reads the answer's content; an answer that cannot be read ends the session.
template <class T>
awaitable<Result<T>> Session::ask_and_read(std::uint64_t question, std::uint64_t answer_code,
                                           Encode encode, Decode<T> decode) {
    const Result<SharedBytes> payload = co_await ask(question, answer_code, std::move(encode));
    if (!payload) co_return payload.error();
    Result<Enveloped<T>> decoded = decode(*payload);
    if (!decoded) co_return refuse(decoded.error());
    tally_.answered();
    co_return std::move(decoded->content);
}

}  // namespace plexus::inline v1::eth
