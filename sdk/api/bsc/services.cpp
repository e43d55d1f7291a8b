// The key functions of the interfaces in this folder: one vtable and one typeinfo for each, here.
#include <api/bsc/remote.hpp>
#include <api/bsc/vote_handler.hpp>

namespace plexus::inline v1::bsc {

Remote::~Remote() = default;
VoteHandler::~VoteHandler() = default;

}  // namespace plexus::inline v1::bsc
