#define BOOST_TEST_MODULE plexus
#include <boost/test/unit_test.hpp>
