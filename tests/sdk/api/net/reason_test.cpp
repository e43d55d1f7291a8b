#include <boost/test/unit_test.hpp>

#include <api/net/reason.hpp>

using namespace plexus;
using net::Reason;

BOOST_AUTO_TEST_SUITE(reason)

BOOST_AUTO_TEST_CASE(a_reason_is_an_error_that_says_so) {
    const ErrorCode error = Reason::too_many_peers;

    BOOST_TEST(error.failed());
    BOOST_TEST((error == Reason::too_many_peers));
    BOOST_TEST((net::disconnect_reason(error) == Reason::too_many_peers));
    BOOST_TEST(error.message() == "the remote disconnected: too many peers");
}

BOOST_AUTO_TEST_CASE(the_reason_whose_number_is_zero_is_an_error_too) {
    const ErrorCode error = Reason::requested;

    BOOST_TEST(error.failed());
    BOOST_TEST((net::disconnect_reason(error) == Reason::requested));
}

BOOST_AUTO_TEST_CASE(other_errors_are_no_reasons) {
    BOOST_TEST(!net::disconnect_reason(make_error_code(Errc::refused)).has_value());
    BOOST_TEST(!net::disconnect_reason(ErrorCode{}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
