#pragma once

#include <api/rpc/method_provider.hpp>

#include "transactions.hpp"

namespace plexus::relay {

/// eth_sendRawTransaction, for whichever plugin serves JSON-RPC.
///
/// @thread any
class SendMethod final : public rpc::MethodProvider {
public:
    SendMethod(Executor strand, Transactions& transactions)
        : strand_(std::move(strand)), transactions_(transactions) {}

    std::vector<std::string> methods() const override { return {"eth_sendRawTransaction"}; }
    awaitable<boost::json::value> call(std::string method, boost::json::value params) override;

private:
    Executor strand_;
    Transactions& transactions_;
};

}  // namespace plexus::relay
