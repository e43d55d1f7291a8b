#pragma once

#include <string>

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace toy {

/// The service that the toy plugins of these tests are about.
class PLEXUS_API Voice {
public:
    static constexpr plexus::ServiceKey key{"toy.voice", 1, plexus::Cardinality::one};

    virtual ~Voice() = default;
    virtual std::string say(const std::string& word) = 0;
};

}  // namespace toy
