#pragma once

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// A strand of a loop, in place of `asio::make_strand(loop)`. That one would put a type-erased
/// executor into another one: memory for each coroutine that runs there, and a call through two
/// tables for each turn.
///
/// @param loop  Runtime::executor(), or that of a test's loop
/// @thread      any
PLEXUS_API Executor new_strand(const Executor& loop);

}  // namespace plexus::inline v1
