#include "result.hpp"

#include <string>

namespace plexus::inline v1 {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "plexus"; }

    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::timed_out:
                return "timed out";
            case Errc::malformed:
                return "malformed data";
            case Errc::non_canonical:
                return "non-canonical encoding";
            case Errc::limit_exceeded:
                return "limit exceeded";
            case Errc::bad_signature:
                return "signature does not verify";
            case Errc::bad_key:
                return "invalid key";
            case Errc::refused:
                return "refused by the remote";
            case Errc::unexpected_message:
                return "unexpected message";
            case Errc::unsupported:
                return "not supported";
            case Errc::overloaded:
                return "queue is full";
            case Errc::peer_gone:
                return "peer is gone";
            case Errc::no_peer:
                return "no peer can serve this";
            case Errc::not_found:
                return "not found";
            case Errc::invalid_data:
                return "data does not verify";
            case Errc::incompatible:
                return "incompatible network";
            case Errc::already_exists:
                return "already exists";
            case Errc::storage_failed:
                return "storage failed";
            case Errc::closed:
                return "closed";
        }
        return "unknown error";
    }
};

}  // namespace

const boost::system::error_category& plexus_category() noexcept {
    static const Category category;
    return category;
}

ErrorCode make_error_code(Errc code) noexcept {
    return {static_cast<int>(code), plexus_category()};
}

}  // namespace plexus::inline v1
