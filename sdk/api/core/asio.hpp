#pragma once

/// The one way to include Asio. Its implementation is compiled once, inside libplexus_api
/// (BOOST_ASIO_DYN_LINK comes with that target), so that error categories and call stacks are the
/// same objects in every plugin.

#ifndef BOOST_ASIO_DYN_LINK
#error "link plexus::api: it carries the definitions under which Asio is shared"
#endif

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

namespace asio = boost::asio;

/// What a coroutine returns; it runs on an Executor once it is awaited or spawned.
template <class T>
using awaitable = asio::awaitable<T>;

/// Any executor; in a plugin almost always a strand.
using Executor = asio::any_io_executor;

}  // namespace plexus::inline v1
