#include "buckets.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::nodestore {
namespace {

/// What one party is likely to have a share of: the /16 of an IPv4 address, the /32 of an IPv6
/// address. In the operator's own networks, and where no address is known, each node is alone.
std::string group_of(const net::NodeEntry& entry) {
    const asio::ip::address at = net::unmapped(entry.node.endpoint().address);
    if (at.is_unspecified() || net::is_local(at)) return to_hex(entry.node.id);
    return net::Prefix{at, at.is_v4() ? 16U : 32U}.text();
}

BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::size_t number_of(const Hash256& hash, std::size_t count) {
    return (static_cast<std::size_t>(hash.bytes[0]) << 8U | hash.bytes[1]) % count;
}

}  // namespace

Buckets::Number Buckets::bucket_of(const net::NodeEntry& entry, Table table) const {
    const std::string group = group_of(entry);
    if (table == Table::fresh) {
        // With the network of the node that told, if a discovery protocol did.
        const std::string source = entry.source + '@';
        const Hash256 hash =
            crypto::keccak256({BytesView{secret_}, bytes_of(source), bytes_of(group)});
        return number_of(hash, fresh_buckets);
    }
    const Hash256 own = crypto::keccak256({BytesView{secret_}, BytesView{entry.node.id}});
    const std::string share =
        std::to_string(number_of(own, tried_buckets_of_network)) + '#' + group;
    const Hash256 hash = crypto::keccak256({BytesView{secret_}, bytes_of(share)});
    return fresh_buckets + number_of(hash, tried_buckets);
}

bool Buckets::is_full(Number bucket) const {
    const bool fresh = table_of(bucket) == Table::fresh;
    return buckets_[bucket].size() >= (fresh ? fresh_places : tried_places);
}

}  // namespace plexus::nodestore
