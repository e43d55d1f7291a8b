#include "matching.hpp"

#include <array>

#include <kit/eth/roots.hpp>

namespace plexus::sync {
namespace {

constexpr std::array<std::uint8_t, 1> empty_list{0xc0};
constexpr std::array<std::uint8_t, 3> empty_body{0xc2, 0xc0, 0xc0};
constexpr std::array<std::uint8_t, 4> empty_body_with_withdrawals{0xc3, 0xc0, 0xc0, 0xc0};

template <class Check, class Give>
Result<void> match(std::vector<Piece*>& asked, const chain::RawItems& items, Check check,
                   Give give) {
    auto candidate = asked.begin();
    for (const SharedBytes& item : items) {
        while (candidate != asked.end() && !check((*candidate)->header, item)) ++candidate;
        if (candidate == asked.end()) return make_error_code(Errc::invalid_data);
        give(**candidate, item);
        ++candidate;
    }
    return {};
}

void give_body(Piece& piece, const SharedBytes& body) {
    piece.block.body = body;
    piece.has_body = true;
}

void give_receipts(Piece& piece, const SharedBytes& receipts) {
    piece.block.receipts = receipts;
    piece.has_receipts = true;
}

}  // namespace

Result<void> match_bodies(std::vector<Piece*>& asked, const chain::RawItems& bodies) {
    const auto check = [](const eth::Header& header, BytesView body) {
        return eth::check_body(header, body).has_value();
    };
    return match(asked, bodies, check, give_body);
}

Result<void> match_receipts(std::vector<Piece*>& asked, const chain::RawItems& receipts) {
    const auto check = [](const eth::Header& header, BytesView list) {
        return eth::check_receipts(header, list).has_value();
    };
    return match(asked, receipts, check, give_receipts);
}

void fill_empty(std::vector<Piece>& pieces) {
    for (Piece& piece : pieces) {
        const bool withdrawals = piece.header.withdrawals_root.has_value();
        const BytesView body =
            withdrawals ? BytesView{empty_body_with_withdrawals} : BytesView{empty_body};
        if (eth::check_body(piece.header, body)) {
            give_body(piece, SharedBytes(Bytes(body.begin(), body.end())));
        }
        if (eth::check_receipts(piece.header, empty_list)) {
            give_receipts(piece, SharedBytes(Bytes(empty_list.begin(), empty_list.end())));
        }
    }
}

}  // namespace plexus::sync
