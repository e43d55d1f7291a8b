#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include <grpcpp/grpcpp.h>

#include <api/plugin/metrics.hpp>

namespace plexus::sentry {

/// Whether a message may be thrown away for a client that is slow.
enum class Loss : std::uint8_t {
    allowed,    ///< gossip: the oldest goes first
    forbidden,  ///< responses to the client's requests, and events
};

/// What a message that waits takes beside its bytes: the pointer, its block and the queue's entry.
inline constexpr std::size_t message_overhead = 128;
/// Streams at once; Erigon has 4 to 20. Each has a queue, so their number is bounded too.
inline constexpr std::size_t most_streams = 256;
/// A stream that leaves so many queues' worth of responses unread is ended: nobody reads it. It is
/// more than one, because the responses that are under way when has_room() says no still come.
inline constexpr std::size_t most_unread_queues = 4;

/// The clients that listen to a stream of messages, each with a queue that is bounded in bytes. A
/// slow client loses gossip and keeps its stream: Erigon takes the end of one for the end of all.
///
/// @thread     any; gRPC calls the reactors on threads of its own
/// @ownership  outlives the server that the reactors belong to
template <class Message>
class Subscribers {
public:
    using MessagePtr = std::shared_ptr<const Message>;
    /// Whether a client wants a message.
    using Filter = std::function<bool(const Message&)>;

    /// @param queue_bytes  of each client, for messages that may be lost
    /// @param dropped      counts messages
    Subscribers(std::size_t queue_bytes, Counter& dropped, Gauge& count)
        : queue_bytes_(queue_bytes), dropped_(dropped), count_(count) {}

    /// A new client's reactor, which gRPC owns.
    /// @param first  what it gets before everything else
    grpc::ServerWriteReactor<Message>* add(grpc::CallbackServerContext& call, Filter filter,
                                           std::vector<MessagePtr> first = {}) {
        const std::scoped_lock lock(mutex_);
        const bool full = reactors_.size() >= most_streams;
        auto* const reactor = new Reactor(*this, call, std::move(filter));  // deleted in OnDone()
        reactors_.insert(reactor);
        count_.set(reactors_.size());
        for (MessagePtr& message : first) reactor->push(std::move(message), Loss::forbidden);
        if (full) reactor->end({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many streams"});
        if (closed_) reactor->end(grpc::Status::CANCELLED);
        return reactor;
    }

    /// Sends a message to all that want it.
    /// @returns to how many
    std::size_t push(const MessagePtr& message, Loss loss) {
        const std::scoped_lock lock(mutex_);
        std::size_t wanted = 0;
        for (Reactor* const reactor : reactors_) {
            if (!reactor->wants(*message)) continue;
            ++wanted;
            reactor->push(message, loss);
        }
        return wanted;
    }

    /// Whether a client that wants such a message reads what it gets.
    bool has_room(const Message& message) const {
        const std::scoped_lock lock(mutex_);
        return std::ranges::any_of(reactors_, [&](Reactor* const reactor) {
            return reactor->wants(message) && reactor->has_room();
        });
    }

    /// Ends all streams, those to come too.
    void close() {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        for (Reactor* const reactor : reactors_) reactor->end(grpc::Status::CANCELLED);
    }

private:
    class Reactor final : public grpc::ServerWriteReactor<Message> {
    public:
        Reactor(Subscribers& owner, grpc::CallbackServerContext& call, Filter filter)
            : owner_(owner), call_(call), filter_(std::move(filter)) {}

        bool wants(const Message& message) const { return filter_(message); }

        bool has_room() {
            const std::scoped_lock lock(mutex_);
            return !done_ && bytes_ < owner_.queue_bytes_;
        }

        void push(MessagePtr message, Loss loss) {
            const std::scoped_lock lock(mutex_);
            if (done_) return;
            const std::size_t size = message->ByteSizeLong() + message_overhead;
            const bool room = make_room(size);
            if (!room && loss == Loss::allowed) return owner_.dropped_.add();
            if (bytes_ + size > most_unread_queues * owner_.queue_bytes_) {
                call_.TryCancel();  // what is being written may never be read either
                return end_locked({grpc::StatusCode::RESOURCE_EXHAUSTED, "nobody reads"});
            }
            bytes_ += size;
            queue_.push_back({std::move(message), size, loss});
            if (!writing_) next();
        }

        void end(const grpc::Status& status) {
            const std::scoped_lock lock(mutex_);
            end_locked(status);
        }

        void OnWriteDone(bool good) override {
            const std::scoped_lock lock(mutex_);
            writing_ = false;
            if (!good) done_ = true;
            done_ ? finish() : next();
        }
        void OnCancel() override { end(grpc::Status::CANCELLED); }
        void OnDone() override {
            owner_.remove(this);
            delete this;
        }

    private:
        struct Waiting {
            MessagePtr message;
            std::size_t size;
            Loss loss;
        };

        /// Gossip makes room for everything.
        bool make_room(std::size_t size) {
            auto old = queue_.begin();
            while (bytes_ + size > owner_.queue_bytes_ && old != queue_.end()) {
                if (old->loss == Loss::forbidden) {
                    ++old;
                    continue;
                }
                bytes_ -= old->size;
                old = queue_.erase(old);
                owner_.dropped_.add();
            }
            return bytes_ + size <= owner_.queue_bytes_;
        }

        void next() {
            if (queue_.empty()) return;
            writing_ = true;
            current_ = std::move(queue_.front().message);
            bytes_ -= queue_.front().size;
            queue_.pop_front();
            this->StartWrite(current_.get());
        }

        void end_locked(const grpc::Status& status) {
            if (!done_) status_ = status;
            done_ = true;
            queue_.clear();
            finish();
        }

        /// Once, and never while a write is under way: a second call would end the process.
        void finish() {
            if (finished_ || writing_) return;
            finished_ = true;
            this->Finish(status_);
        }

        Subscribers& owner_;
        grpc::CallbackServerContext& call_;
        Filter filter_;
        std::mutex mutex_;
        std::deque<Waiting> queue_;
        std::size_t bytes_ = 0;
        MessagePtr current_;  // lives until it is written
        grpc::Status status_ = grpc::Status::CANCELLED;
        bool writing_ = false;
        bool done_ = false;
        bool finished_ = false;
    };

    void remove(Reactor* reactor) {
        const std::scoped_lock lock(mutex_);
        reactors_.erase(reactor);
        count_.set(reactors_.size());
    }

    std::size_t queue_bytes_;
    Counter& dropped_;
    Gauge& count_;
    mutable std::mutex mutex_;
    std::set<Reactor*> reactors_;
    bool closed_ = false;
};

}  // namespace plexus::sentry
