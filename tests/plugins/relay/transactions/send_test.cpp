#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <api/rpc/method_provider.hpp>
#include <plugins/relay/transactions/send_check.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using testing::RelayStage;
using testing::signed_transaction;

namespace {

namespace json = boost::json;

/// Sends transactions to a relay that stands at a head, once it does.
struct Client : RelayStage {
    /// @returns the result, or the error's text
    std::string send(json::value params) {
        auto& provider = host.published<rpc::MethodProvider>();
        try {
            return json::serialize(
                loop.run(provider.call("eth_sendRawTransaction", std::move(params))));
        } catch (const rpc::RpcError& error) {
            return std::to_string(static_cast<int>(error.code())) + " " + error.what();
        }
    }
    std::string send(const eth::RawTransaction& transaction) {
        json::array params;
        params.emplace_back("0x" + to_hex(transaction.bytes));
        return send(std::move(params));
    }
    std::string send_text(const char* text) { return send(json::array{text}); }
    static eth::RawTransaction transfer(const std::function<void(eth::Transaction&)>& change =
                                            [](eth::Transaction&) {}) {
        return signed_transaction(1, [&change](eth::Transaction& transaction) {
            transaction.access_list.clear();  // takes gas of its own
            change(transaction);
        });
    }
    std::string send_changed(const std::function<void(eth::Transaction&)>& change) {
        return send(transfer(change));
    }
};

struct Sending : Client {
    Sending() { stand_at(100); }
};

const std::function<void(eth::Transaction&)> costs_21_ether = [](eth::Transaction& transaction) {
    transaction.gas = 21'000;
    transaction.max_fee = 1'000'000'000'000'000;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sent_transactions, Sending)

BOOST_AUTO_TEST_CASE(a_good_one_is_kept_served_and_passed_on_once) {
    const eth::RawTransaction good = transfer();

    BOOST_TEST(send(good) == "\"0x" + to_hex(good.hash) + "\"");

    BOOST_TEST(pooled({good.hash}).size() == 1U);
    std::size_t reached = 0;
    for (const JoinedPeer& connection : pending) {
        reached += connection.remote->transactions.size() +
                   connection.remote->announced_transactions.size();
    }
    BOOST_TEST(reached >= pending.size());
    BOOST_TEST(metric("transactions") == 1);
    BOOST_TEST(send(good) == "-32000 already known");
}

BOOST_AUTO_TEST_CASE(what_no_node_takes_is_refused_in_the_words_of_go_ethereum) {
    BOOST_TEST(send_changed([](eth::Transaction& t) { t.chain_id = 1; }) ==
               "-32000 invalid sender: invalid chain id for signer: have 1 want 20260");
    BOOST_TEST(send_changed([](eth::Transaction& t) { t.gas = 20'999; }) ==
               "-32000 intrinsic gas too low: gas 20999, minimum needed 21000");
    BOOST_TEST(send_changed([](eth::Transaction& t) {
                   t.max_priority_fee = t.max_fee.checked_add(1).value();
               }) == "-32000 max priority fee per gas higher than max fee per gas");
    BOOST_TEST(send_changed([](eth::Transaction& t) { t.max_priority_fee = 0; }) ==
               "-32000 transaction gas price below minimum: gas tip cap 0, minimum needed 1");
    BOOST_TEST(send_changed([](eth::Transaction& t) {
                   t.gas = 21'000;
                   t.max_fee = 1'000'000'000'000'000;
               }) == "-32000 tx fee (21.00 ether) exceeds the configured cap (1.00 ether)");
    BOOST_TEST(send_changed([](eth::Transaction& t) {
                   t.input.resize(131'072);
                   t.gas = 3'000'000;
               }).starts_with("-32000 oversized data: transaction size 131"));
    BOOST_TEST(metric("transactions") == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_transaction_is_refused) {
    BOOST_TEST(send_text("0x") == "-32000 typed transaction too short");
    BOOST_TEST(send_text("0x01") == "-32000 typed transaction too short");
    BOOST_TEST(send_text("0x7fc0") == "-32000 transaction type not supported");
    BOOST_TEST(send_text("0xc0").starts_with("-32000 rlp: "));
    BOOST_TEST(send_text("0x80").starts_with("-32000 rlp: "));
    BOOST_TEST(send(json::array{}) == "-32602 missing value for required argument 0");
    BOOST_TEST(send(json::value{}) == "-32602 missing value for required argument 0");
    BOOST_TEST(send_text("f86c") == "-32602 invalid argument 0: hex string without 0x prefix");
    BOOST_TEST(send_text("0xzz").starts_with("-32602 invalid argument 0"));
    BOOST_TEST(send_text("0x0").starts_with("-32602 invalid argument 0"));
    BOOST_TEST(send(json::array{1}).starts_with("-32602 invalid argument 0"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(what_may_be_sent, Client)

BOOST_AUTO_TEST_CASE(the_operator_sets_the_most_that_gas_may_cost) {
    host.set("tx-fee-cap", "20.5");
    stand_at(100);

    BOOST_TEST(send_changed(costs_21_ether) ==
               "-32000 tx fee (21.00 ether) exceeds the configured cap (20.50 ether)");
}

BOOST_AUTO_TEST_CASE(without_a_cap_gas_may_cost_anything) {
    host.set("tx-fee-cap", "0");
    stand_at(100);

    BOOST_TEST(send_changed(costs_21_ether).starts_with("\"0x"));
}

BOOST_AUTO_TEST_CASE(a_cap_is_an_amount_of_ether) {
    BOOST_TEST((relay::read_ether("1.") == Uint256{1'000'000'000'000'000'000}));
    BOOST_TEST((relay::read_ether("0.000000000000000001") == Uint256{1}));
    BOOST_TEST((relay::read_ether("0") == Uint256{}));
    for (const char* text : {"", "one", ".5", "-1", "0x1", "1.0000000000000000001"}) {
        BOOST_TEST(!relay::read_ether(text).has_value(), text);
    }
    host.set("tx-fee-cap", "one");
    BOOST_CHECK_THROW(begin(), ConfigError);
}

BOOST_AUTO_TEST_CASE(unprotected_transactions_are_taken_where_the_operator_says_so) {
    // Of Ethereum's block 46147, the first one that has any.
    const char* first =
        "0xf86780862d79883d2000825208945df9b87991262f6ba471f09758cde1c0fc1de734827a69801ca088ff6c"
        "f0fefd94db46111149ae4bfc179e9b94721fffd821d38d16464b3f71d0a045e0aff800961cfce805daef7016"
        "b9b675c137a6a41a548f7b60a3484c06a33a";
    host.set("tx-fee-cap", "0").set("allow-unprotected-txs", "true");
    stand_at(100);

    BOOST_TEST(send_text(first) ==
               "\"0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060\"");
}

BOOST_AUTO_TEST_SUITE_END()
