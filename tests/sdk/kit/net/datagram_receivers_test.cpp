#include <kit/net/datagram_receivers.hpp>

#include <boost/test/unit_test.hpp>
#include <string>

#include <kit/testing/loop.hpp>

using namespace plexus;
using net::DatagramReceivers;
using net::RecognitionCost;

namespace datagram_receivers {
namespace {

struct Fixture {
    testing::Loop loop;
    DatagramReceivers receivers;
    std::string got;

    std::shared_ptr<void> add(RecognitionCost cost, char name, std::size_t length) {
        net::DatagramReceiver receiver;
        receiver.cost = cost;
        receiver.recognises = [length](BytesView datagram) { return datagram.size() == length; };
        receiver.strand = loop.executor();
        receiver.receive = [this, name](const net::Datagram&) { got += name; };
        return receivers.add(std::move(receiver));
    }
    bool send(std::size_t length) {
        net::Datagram datagram;
        datagram.bytes = Bytes(length);
        const DatagramReceivers::SlotPtr slot = receivers.find(datagram.bytes);
        return slot && DatagramReceivers::hand_over(slot, std::move(datagram));
    }
};

}  // namespace
}  // namespace datagram_receivers

BOOST_FIXTURE_TEST_SUITE(datagram_receivers, Fixture)

BOOST_AUTO_TEST_CASE(each_datagram_goes_to_the_first_that_recognises_it) {
    const auto last = add(RecognitionCost::none, 'c', 1);
    const auto hash = add(RecognitionCost::hash, 'b', 1);
    const auto other = add(RecognitionCost::comparison, 'a', 2);

    BOOST_TEST(send(1));
    BOOST_TEST(send(2));
    BOOST_TEST(!send(3));
    loop.settle();

    BOOST_TEST(got == "ba");
}

BOOST_AUTO_TEST_CASE(of_equal_costs_the_first_looks_first) {
    auto first = add(RecognitionCost::hash, 'a', 1);
    const auto second = add(RecognitionCost::hash, 'b', 1);
    send(1);
    loop.settle();
    first.reset();
    send(1);
    loop.settle();

    BOOST_TEST(got == "ab");
}

BOOST_AUTO_TEST_CASE(a_receiver_that_is_gone_is_not_called) {
    auto handle = add(RecognitionCost::hash, 'a', 1);
    BOOST_TEST(send(1));

    handle.reset();
    loop.settle();

    BOOST_TEST(got.empty());
    BOOST_TEST(!send(1));
}

BOOST_AUTO_TEST_CASE(a_slow_receiver_loses_what_is_too_much) {
    const auto handle = add(RecognitionCost::hash, 'a', 1);
    for (std::size_t i = 0; i < net::DatagramPort::max_waiting; ++i) BOOST_REQUIRE(send(1));

    BOOST_TEST(!send(1));
    loop.settle();

    BOOST_TEST(got.size() == net::DatagramPort::max_waiting);
    BOOST_TEST(send(1));
}

BOOST_AUTO_TEST_SUITE_END()
