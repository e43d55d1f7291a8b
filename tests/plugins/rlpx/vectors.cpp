#include "vectors.hpp"

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

namespace plexus::tests {

boost::json::value load_vectors(const std::string& file) {
    std::ifstream stream(PLEXUS_VECTORS "/" + file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return boost::json::parse(text);
}

Bytes hex(const boost::json::value& text) {
    return from_hex(std::string_view{text.as_string()}).value();
}

}  // namespace plexus::tests
