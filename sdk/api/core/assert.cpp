#include "assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace plexus::inline v1 {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "plexus: broken invariant: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace plexus::inline v1
