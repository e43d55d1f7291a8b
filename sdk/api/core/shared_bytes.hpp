#pragma once

#include <memory>
#include <utility>

#include <api/core/bytes.hpp>

namespace plexus::inline v1 {

/// A view of bytes that keeps their owner alive. Copies are cheap and share; slices share too, so a
/// block inside a message costs no copy for however many handlers keep it.
///
/// @thread  immutable: any
class SharedBytes {
public:
    SharedBytes() = default;
    /// Takes the bytes over; nothing is copied.
    explicit SharedBytes(Bytes bytes)
        : owner_(std::make_shared<const Bytes>(std::move(bytes))), view_(*owner_) {}

    /// Valid as long as any copy or slice lives.
    BytesView view() const noexcept { return view_; }
    /// The same as view(): valid as long as any copy or slice lives.
    operator BytesView() const noexcept { return view_; }
    /// The size of this view, in bytes.
    std::size_t size() const noexcept { return view_.size(); }
    /// Whether there are no bytes.
    bool empty() const noexcept { return view_.empty(); }

    /// @param part  must lie within this view
    SharedBytes slice(BytesView part) const noexcept {
        SharedBytes result = *this;
        result.view_ = part;
        return result;
    }

private:
    std::shared_ptr<const Bytes> owner_;
    BytesView view_;
};

}  // namespace plexus::inline v1
