#include "senders.hpp"

#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::rpc_server {

Address sender_or_zero(const eth::Transaction& transaction) {
    const Result<Address> sender = eth::sender_of(transaction);
    return sender ? *sender : Address{};
}

Address Senders::of(std::size_t index, const eth::Transaction& transaction) {
    const std::scoped_lock lock(mutex_);
    if (known_.size() <= index) known_.resize(index + 1);
    std::optional<Address>& sender = known_[index];
    if (!sender) sender = sender_or_zero(transaction);
    return *sender;
}

std::shared_ptr<Senders> SenderCache::of_block(const Hash256& hash) {
    const std::scoped_lock lock(mutex_);
    if (const std::shared_ptr<Senders>* known = blocks_.find(hash)) return *known;
    return blocks_.put(hash, std::make_shared<Senders>());
}

}  // namespace plexus::rpc_server
