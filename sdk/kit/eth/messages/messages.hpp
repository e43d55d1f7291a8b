#pragma once

// The messages of eth/66 to eth/70, one file for each kind. A later version adds codecs beside
// these; which of them a version speaks, its message table says.

#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/block_range.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/messages/receipts.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/status.hpp>
#include <kit/eth/messages/transaction.hpp>
