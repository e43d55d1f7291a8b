#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include <api/core/uint256.hpp>

namespace plexus::devnet {

/// Whether two names of members are one, as go-ethereum compares them: without regard to case.
bool same_name(std::string_view left, std::string_view right);

/// One object of the genesis file, read strictly: every known field must be valid. Names are
/// compared without regard to case, as go-ethereum does.
///
/// @ownership  a view; the parsed file outlives it
/// @errors     every reader throws ConfigError, which names the file, the field and what it should
/// be
class Fields {
public:
    /// @param where  how errors call the object: "genesis.json: config"
    Fields(const boost::json::object& object, std::string where)
        : object_(object), where_(std::move(where)) {}

    std::optional<Uint256> u256(std::string_view name) const;
    std::optional<std::uint64_t> number(std::string_view name) const;
    /// A number that must not be a text, as in config.
    std::optional<std::uint64_t> plain_number(std::string_view name) const;
    /// @returns false if it is absent
    bool flag(std::string_view name) const;
    std::optional<Bytes> bytes(std::string_view name) const;
    std::optional<Fields> object(std::string_view name) const;
    /// A member of raw(), where names that differ in case may be two.
    Fields object(std::string_view name, const boost::json::value& value) const;

    template <std::size_t N>
    std::optional<FixedBytes<N>> fixed(std::string_view name) const {
        const std::optional<Bytes> value = bytes(name);
        if (!value) return std::nullopt;
        const std::optional<FixedBytes<N>> result = FixedBytes<N>::from(*value);
        if (!result) fail(name, std::to_string(N) + " bytes in hexadecimal");
        return result;
    }

    /// A field that must be present.
    template <class T>
    T required(std::string_view name, std::optional<T> value) const {
        if (!value) fail(name, "to be there");
        return *std::move(value);
    }

    const boost::json::object& raw() const noexcept { return object_; }

    [[noreturn]] void fail(std::string_view name, std::string_view expected) const;

private:
    const boost::json::value* find(std::string_view name) const;

    const boost::json::object& object_;
    std::string where_;
};

}  // namespace plexus::devnet
