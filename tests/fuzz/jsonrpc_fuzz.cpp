#include <boost/json/serialize.hpp>

#include <api/core/assert.hpp>
#include <kit/jsonrpc/id_text.hpp>
#include <kit/jsonrpc/message.hpp>
#include <kit/jsonrpc/value_splitter.hpp>

#include <plugins/rpc/json/arguments.hpp>
#include <plugins/rpc/methods/log_filter.hpp>

using namespace plexus;

namespace {

namespace json = boost::json;
using rpc_server::Arguments;

/// A log that has what the filter requests is found, also by its bloom.
void match(const rpc_server::LogFilter& filter) {
    eth::Log log;
    if (!filter.addresses.empty()) log.address = filter.addresses.front();
    for (const auto& position : filter.topics) {
        log.topics.push_back(position.empty() ? Hash256{} : position.front());
    }
    PLEXUS_ASSERT(filter.matches(log));
    PLEXUS_ASSERT(filter.may_match(eth::bloom_of({log})));
}

/// Every kind of parameter, whatever the method is called.
void read_parameters(const json::value& params) {
    using Read = void (*)(Arguments&);
    constexpr Read reads[] = {
        [](Arguments& from) { void(from.block_number()); },
        [](Arguments& from) { void(from.block_number_or_hash()); },
        [](Arguments& from) { void(from.hash()); },
        [](Arguments& from) { void(from.address()); },
        [](Arguments& from) { void(from.index()); },
        [](Arguments& from) { void(from.count()); },
        [](Arguments& from) { void(from.integer()); },
        [](Arguments& from) { void(from.decimals()); },
        [](Arguments& from) { void(from.bytes()); },
        [](Arguments& from) { void(from.boolean()); },
        [](Arguments& from) { void(from.text()); },
        [](Arguments& from) { void(from.maybe_boolean()); },
        [](Arguments& from) { match(rpc_server::read_log_filter(from.object(), 0)); },
    };
    for (const Read read : reads) {
        try {
            Arguments arguments(params);
            read(arguments);
            arguments.end();
        } catch (const rpc::RpcError&) {  // what the client is told
        }
    }
}

void read_request(const std::string& text, const json::object& request) {
    const std::string_view id = jsonrpc::id_of(text);
    PLEXUS_ASSERT(id.empty() == !request.contains("id"));
    const json::value* const params = request.if_contains("params");
    if (params == nullptr) return;
    read_parameters(*params);
    const std::string ours = json::serialize(jsonrpc::request_message(1, "fuzz", *params));
    PLEXUS_ASSERT(jsonrpc::id_of(ours) == "1");
}

void read_message(const std::string& text) {
    json::value message;
    try {
        message = jsonrpc::parse(text);
    } catch (const rpc::RpcError&) {
        return;
    }
    try {
        void(jsonrpc::read_response(message, 1));
    } catch (const rpc::RpcError&) {  // no response to that request
    }
    const std::size_t begin = text.find_first_of("[{");
    if (message.is_object()) read_request(text.substr(begin), message.get_object());
    if (!message.is_array()) return;
    const auto elements = jsonrpc::elements_of(std::string_view(text).substr(begin));
    PLEXUS_ASSERT(elements.size() == message.get_array().size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const json::value& element = message.get_array()[i];
        if (element.is_object()) read_request(std::string(elements[i]), element.get_object());
    }
}

}  // namespace

/// The input as a stream of a client, cut into messages as the IPC socket does, and as one text, as
/// HTTP has it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    read_message(text);
    jsonrpc::ValueSplitter splitter(size + 1);
    splitter.add(text);
    PLEXUS_ASSERT(!splitter.is_too_long());
    while (const std::optional<std::string> value = splitter.next()) read_message(*value);
    return 0;
}
