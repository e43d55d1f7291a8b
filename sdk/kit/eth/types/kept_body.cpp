#include "kept_body.hpp"

#include <kit/eth/types/body_view.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {
namespace {

class NoAppendedItems final : public BodyRules {
public:
    Result<void> check_appended(const chain::BlockRef&, BytesView, BytesView) const override {
        return Errc::invalid_data;
    }
};

bool is_empty_list(const rlp::Item& item) { return item.is_list && item.payload.empty(); }

SharedBytes without_appended(const BodyView& body) {
    rlp::Writer out;
    out.list([&] {
        out.raw(body.transactions.raw);
        out.raw(body.uncles.raw);
        out.raw(body.withdrawals->raw);
    });
    return SharedBytes{out.take()};
}

}  // namespace

const BodyRules& no_appended_items() noexcept {
    static const NoAppendedItems rules;
    return rules;
}

Result<SharedBytes> kept_body(const chain::BlockRef& block, const SharedBytes& body,
                              const BodyRules* rules) {
    const Result<BodyView> view = view_body(body);
    if (!view) return view.error();
    BytesView rest = view->rest;
    if (rest.empty()) return body;
    if (rules == nullptr) return without_appended(*view);
    const Result<rlp::Item> item = rlp::first(rest);
    if (!item) return item.error();
    if (!rest.empty()) return Errc::invalid_data;
    if (rules != &no_appended_items() && is_empty_list(*item)) return without_appended(*view);
    const Result<void> right = rules->check_appended(block, view->transactions.raw, item->raw);
    if (!right) return right.error();
    return body;
}

}  // namespace plexus::inline v1::eth
