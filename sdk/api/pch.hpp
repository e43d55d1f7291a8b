#pragma once

// Precompiled once for this tree: Asio and the plugin floor are most of what a coroutine's
// translation unit spends its time on. Every file still includes what it uses; see
// plexus_use_pch().
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <api/async/channel.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <api/net/transport.hpp>
#include <api/plugin/plugin.hpp>
