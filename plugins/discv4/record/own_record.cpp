#include "own_record.hpp"

#include <algorithm>
#include <chrono>

#include <kit/enr/builder.hpp>

#include "fork_entry.hpp"

namespace plexus::discv4 {

Result<enr::Record> OwnRecord::make(const net::Node& node, const chain::ForkId& fork,
                                    std::uint64_t sequence) const {
    Result<enr::Builder> builder = enr::Builder::make(node.id);
    if (!builder) return builder.error();
    builder->set_endpoint(node);
    builder->set("eth", encode_fork_entry(fork));
    return builder->sign(sequence, [this](const Hash256& digest) { return self_.sign(digest); });
}

Result<const enr::Record*> OwnRecord::current() {
    const net::Node node = self_.node();
    const chain::ForkId fork = chain_.fork_id(head_());
    if (record_ && node == node_ && fork == fork_) return &*record_;

    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall().time_since_epoch());
    const std::uint64_t above = record_ ? record_->sequence() + 1 : 1;
    Result<enr::Record> made =
        make(node, fork, std::max(above, static_cast<std::uint64_t>(now.count())));
    if (!made) return made.error();
    record_ = std::move(*made);
    node_ = node;
    fork_ = fork;
    return &*record_;
}

std::uint64_t OwnRecord::sequence() {
    const Result<const enr::Record*> record = current();
    return record ? (*record)->sequence() : 0;
}

Result<void> OwnRecord::accepts(BytesView fork_entry) const {
    const Result<chain::ForkId> remote = decode_fork_entry(fork_entry);
    if (!remote) return remote.error();
    return chain_.accepts(*remote, head_());
}

}  // namespace plexus::discv4
