#include "message_id.hpp"

namespace plexus::sentry {

bool is_request(MessageId id) {
    return id == MessageId::get_block_headers || id == MessageId::get_block_bodies ||
           id == MessageId::get_receipts || id == MessageId::get_pooled_transactions;
}

bool is_response(MessageId id) {
    return id == MessageId::block_headers || id == MessageId::block_bodies ||
           id == MessageId::receipts || id == MessageId::pooled_transactions;
}

MessageId response_to(MessageId request) {
    switch (request) {
        case MessageId::get_block_headers:
            return MessageId::block_headers;
        case MessageId::get_block_bodies:
            return MessageId::block_bodies;
        case MessageId::get_receipts:
            return MessageId::receipts;
        default:
            return MessageId::pooled_transactions;
    }
}

std::string name_of(std::int32_t id) {
    switch (static_cast<MessageId>(id)) {
        case MessageId::new_block_hashes:
            return "NEW_BLOCK_HASHES_66";
        case MessageId::new_block:
            return "NEW_BLOCK_66";
        case MessageId::transactions:
            return "TRANSACTIONS_66";
        case MessageId::announcement_v1:
            return "NEW_POOLED_TRANSACTION_HASHES_66";
        case MessageId::get_block_headers:
            return "GET_BLOCK_HEADERS_66";
        case MessageId::get_block_bodies:
            return "GET_BLOCK_BODIES_66";
        case MessageId::get_receipts:
            return "GET_RECEIPTS_66";
        case MessageId::get_pooled_transactions:
            return "GET_POOLED_TRANSACTIONS_66";
        case MessageId::block_headers:
            return "BLOCK_HEADERS_66";
        case MessageId::block_bodies:
            return "BLOCK_BODIES_66";
        case MessageId::receipts:
            return "RECEIPTS_66";
        case MessageId::pooled_transactions:
            return "POOLED_TRANSACTIONS_66";
        case MessageId::announcement_v2:
            return "NEW_POOLED_TRANSACTION_HASHES_68";
        case MessageId::block_range_update:
            return "BLOCK_RANGE_UPDATE_69";
    }
    return std::to_string(id);
}

}  // namespace plexus::sentry
