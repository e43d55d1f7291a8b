#pragma once

#include <proto/sentry.pb.h>

namespace plexus::sentry {

namespace proto = ::sentry;

}  // namespace plexus::sentry
