#pragma once

#include <cstddef>
#include <vector>

#include <api/chain/header_query.hpp>
#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// Gathers the items of one response in one piece of memory, which they share.
class Response {
public:
    explicit Response(chain::Budget budget) : budget_{budget} {}

    /// Whether no further item is to be added: the budget is judged before each.
    bool is_full() const noexcept {
        return ends_.size() >= budget_.items || bytes_.size() >= budget_.bytes;
    }

    void add(BytesView item);

    /// @returns false if that is not what `pack` makes
    bool add_packed(BytesView packed);

    chain::RawItems take();

private:
    chain::Budget budget_;
    Bytes bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace plexus::chainstore
