#include <api/core/assert.hpp>
#include <kit/enr/base64url.hpp>
#include <kit/enr/named_node.hpp>
#include <kit/enr/record.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;

/// The input as a record, as the text of one, and as the name of a node.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    const Result<enr::Record> record = enr::Record::decode(input);
    if (record) {
        PLEXUS_ASSERT(std::ranges::equal(record->rlp(), input));
        const Result<enr::Record> again = enr::Record::from_text(record->text());
        PLEXUS_ASSERT(again && again->id() == record->id() &&
                      again->sequence() == record->sequence());
        void(record->ip4());
        void(record->ip6());
        void(record->tcp_port());
        void(record->value("eth"));
    }
    void(enr::Record::from_text("enr:" + std::string{text_of(input)}));
    const Result<enr::NamedNode> named = enr::parse_named_node(text_of(input));
    if (named) {
        const Result<enr::NamedNode> again = enr::parse_named_node(named->enode());
        PLEXUS_ASSERT(again && again->host == named->host && again->enode() == named->enode());
    }
    const std::optional<Bytes> bytes = enr::from_base64url(text_of(input));
    if (bytes) PLEXUS_ASSERT(enr::to_base64url(*bytes) == text_of(input));
    return 0;
}

PLEXUS_MUTATE_RLP(0);
