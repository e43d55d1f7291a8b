#pragma once

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
    forbidden,  ///< responses to the client's requests; it bounds these itself
};

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
    grpc::ServerWriteReactor<Message>* add(Filter filter, std::vector<MessagePtr> first = {}) {
        const std::scoped_lock lock(mutex_);
        auto* const reactor = new Reactor(*this, std::move(filter));  // deleted in OnDone()
        reactors_.insert(reactor);
        count_.set(reactors_.size());
        for (MessagePtr& message : first) reactor->push(std::move(message), Loss::forbidden);
        if (closed_) reactor->end();
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

    /// Ends all streams, those to come too.
    void close() {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        for (Reactor* const reactor : reactors_) reactor->end();
    }

private:
    class Reactor final : public grpc::ServerWriteReactor<Message> {
    public:
        Reactor(Subscribers& owner, Filter filter) : owner_(owner), filter_(std::move(filter)) {}

        bool wants(const Message& message) const { return filter_(message); }

        void push(MessagePtr message, Loss loss) {
            const std::scoped_lock lock(mutex_);
            if (done_) return;
            const std::size_t size = message->ByteSizeLong();
            if (loss == Loss::allowed && !make_room(size)) return owner_.dropped_.add();
            bytes_ += size;
            queue_.push_back({std::move(message), size, loss});
            if (!writing_) next();
        }

        void end() {
            const std::scoped_lock lock(mutex_);
            done_ = true;
            finish();
        }

        void OnWriteDone(bool good) override {
            const std::scoped_lock lock(mutex_);
            writing_ = false;
            if (!good) done_ = true;
            done_ ? finish() : next();
        }
        void OnCancel() override { end(); }
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

        /// Once, and never while a write is under way: a second call would end the process.
        void finish() {
            if (finished_ || writing_) return;
            finished_ = true;
            this->Finish(grpc::Status::CANCELLED);
        }

        Subscribers& owner_;
        Filter filter_;
        std::mutex mutex_;
        std::deque<Waiting> queue_;
        std::size_t bytes_ = 0;
        MessagePtr current_;  // lives until it is written
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
    std::mutex mutex_;
    std::set<Reactor*> reactors_;
    bool closed_ = false;
};

}  // namespace plexus::sentry
