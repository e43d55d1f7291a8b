// A shared object without a descriptor.
#include <api/core/api.hpp>

extern "C" PLEXUS_API int something_else() { return 1; }
