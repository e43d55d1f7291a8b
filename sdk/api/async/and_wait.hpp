#pragma once

#include <future>
#include <utility>

#include <boost/asio/async_result.hpp>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// The completion token of a thread that may wait: `auto headers = client.headers(query,
/// and_wait);`. For programs that embed a node, on a thread of their own.
///
/// On a thread of the node's loop it is a defect: the wait would block the loop that has to deliver
/// the response.
struct AndWait {};
/// The token itself; it holds no state.
inline constexpr AndWait and_wait{};

}  // namespace plexus::inline v1

/// @cond  what Asio looks up; Doxygen loses a specialisation in a namespace that it has not seen
template <class T>
class boost::asio::async_result<plexus::AndWait, void(T)> {
public:
    using return_type = T;

    template <class Initiation, class... Arguments>
    static T initiate(Initiation initiation, const plexus::AndWait&, Arguments... arguments) {
        std::promise<T> promise;
        std::future<T> future = promise.get_future();
        auto keep = [promise = std::move(promise)](T value) mutable {
            promise.set_value(std::move(value));
        };
        std::move(initiation)(std::move(keep), std::move(arguments)...);
        return future.get();
    }
};
/// @endcond
