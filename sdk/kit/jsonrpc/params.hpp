#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>
#include <api/rpc/method_provider.hpp>

namespace plexus::jsonrpc {

namespace json = boost::json;

/// @errors always RpcError with the code invalid_params
[[noreturn]] void refuse(const std::string& message);
/// @errors always RpcError with the code server_error
[[noreturn]] void fail(const std::string& message);

/// The positional parameters of a call, taken one after the other. The texts of the refusals are
/// those of go-ethereum, which clients know.
///
/// @errors RpcError, invalid_params
/// @spec   go-ethereum, rpc/json.go, parsePositionalArguments; common/hexutil
class Params {
public:
    /// @param params  as a method gets them, unchecked
    explicit Params(json::value params);

    Bytes bytes();                        ///< data of any size
    bool boolean();                       ///< true or false
    std::string text();                   ///< any string
    json::object object();                ///< an object
    std::optional<bool> maybe_boolean();  ///< true or false; absent or null: nothing

    /// Nothing may follow.
    void end() const;

protected:
    /// The next parameter, which must be there.
    const json::value& required();
    /// The next parameter; null if it is absent or null.
    const json::value* present();
    /// Says of the parameter that was taken last what is wrong with it.
    [[noreturn]] void refuse_last(const std::string& why) const;

private:
    json::array params_;
    std::size_t next_ = 0;
};

/// Whether a text begins as hexadecimal ones do.
bool has_hex_prefix(std::string_view text);

/// The text of a string.
std::string_view view(const json::string& text);

}  // namespace plexus::jsonrpc
