#pragma once

#include <api/core/asio.hpp>
#include <api/core/assert.hpp>

namespace plexus::inline v1 {

/// Whether the calling thread may touch what belongs to an executor: it runs on that strand now.
/// True for an executor that is no strand, such as the loop of a test, which has one thread.
/// @thread any
PLEXUS_API bool runs_on(const Executor& executor) noexcept;

}  // namespace plexus::inline v1

/// Stands at the head of a function whose state belongs to a strand. A call from elsewhere is a
/// data race, which is found here and not weeks later; in every build.
#define PLEXUS_ON_STRAND(executor) PLEXUS_ASSERT(::plexus::runs_on(executor))
