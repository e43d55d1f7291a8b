#include "log_writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "line_limit.hpp"

namespace plexus::app {
namespace {

// A thread that is told to give up needs a moment to notice.
constexpr Duration giving_up_limit = std::chrono::milliseconds{100};

}  // namespace

struct LogWriter::State {
    State(std::unique_ptr<LogTarget> log_target, Format line_format, Counter& count,
          std::size_t most)
        : target(std::move(log_target)),
          format(std::move(line_format)),
          capacity(most),
          all_dropped(&count) {}

    void push(const boost::log::record_view& record);
    void drop();
    bool wait_until_handled(std::uint64_t count, Duration limit);
    void close();

    // Runs on the writer's thread.
    void run();
    bool take(boost::log::record_view& record);
    void wait_for_work(std::unique_lock<std::mutex>& lock);
    void handle(const LogEntry& entry);
    void write_sums(const std::vector<LogEntry>& sums);
    void write_count_of_dropped();
    bool write(const LogEntry& entry);

    const std::unique_ptr<LogTarget> target;
    const Format format;
    const std::size_t capacity;
    Interrupt give_up;
    LineLimit limit;
    std::thread thread;

    std::mutex mutex;
    std::condition_variable work;      // for the thread
    std::condition_variable progress;  // for flush() and the destructor
    std::deque<boost::log::record_view> queue;
    std::uint64_t pushed = 0;   // records that went into the queue
    std::uint64_t handled = 0;  // and those that came out and are done
    bool reopening = false;
    bool closing = false;
    bool ended = false;

    Counter* all_dropped;  // of several writers; null when the thread is left
    std::uint64_t dropped = 0;

    std::uint64_t told = 0;  // how many dropped records were reported; used by the thread alone
};

LogWriter::LogWriter(std::unique_ptr<LogTarget> target, Format format, Counter& dropped,
                     std::size_t capacity)
    : state_(std::make_shared<State>(std::move(target), std::move(format), dropped, capacity)) {
    state_->thread = std::thread([state = state_] { state->run(); });
}

LogWriter::~LogWriter() { state_->close(); }

void LogWriter::push(const boost::log::record_view& record) { state_->push(record); }

bool LogWriter::flush(Duration limit) {
    if (std::this_thread::get_id() == state_->thread.get_id())
        return false;  // the writer's own thread failed
    std::unique_lock lock(state_->mutex);
    const std::uint64_t count = state_->pushed;
    lock.unlock();
    return state_->wait_until_handled(count, limit);
}

void LogWriter::reopen() {
    const std::scoped_lock lock(state_->mutex);
    state_->reopening = true;
    state_->work.notify_one();
}

void LogWriter::State::push(const boost::log::record_view& record) {
    const std::scoped_lock lock(mutex);
    if (queue.size() >= capacity) return drop();
    queue.push_back(record);
    ++pushed;
    work.notify_one();
}

/// The caller holds the mutex.
void LogWriter::State::drop() {
    ++dropped;
    if (all_dropped != nullptr) all_dropped->add();
}

bool LogWriter::State::wait_until_handled(std::uint64_t count, Duration duration) {
    std::unique_lock lock(mutex);
    return progress.wait_for(lock, duration, [&] { return handled >= count; });
}

void LogWriter::State::close() {
    std::unique_lock lock(mutex);
    closing = true;
    work.notify_one();
    const auto has_ended = [this] { return ended; };
    if (!progress.wait_for(lock, closing_limit, has_ended)) {
        give_up.raise();
        // A stopped terminal can block even a small write; then the thread is detached.
        if (!progress.wait_for(lock, giving_up_limit, has_ended)) {
            all_dropped = nullptr;
            return thread.detach();
        }
    }
    lock.unlock();
    thread.join();
}

void LogWriter::State::run() {
    boost::log::record_view record;
    while (take(record)) {
        handle(log_entry(record));
        record.reset();
        const std::scoped_lock lock(mutex);
        ++handled;
        progress.notify_all();
    }
    write_sums(limit.take_all_sums());
    write_count_of_dropped();
    const std::scoped_lock lock(mutex);
    ended = true;
    progress.notify_all();
}

/// @returns false when the queue is empty and closed, or given up
bool LogWriter::State::take(boost::log::record_view& record) {
    std::unique_lock lock(mutex);
    while (true) {
        if (give_up.raised()) {
            // Nothing is written any more, and the process may end before so many records are read.
            for (; !queue.empty(); queue.pop_front()) drop();
            return false;
        }
        if (std::exchange(reopening, false)) {
            lock.unlock();
            target->reopen();
            lock.lock();
        }
        if (!queue.empty()) break;
        if (closing) return false;
        lock.unlock();
        write_sums(limit.take_sums(std::chrono::steady_clock::now()));
        write_count_of_dropped();
        lock.lock();
        wait_for_work(lock);
    }
    record.swap(queue.front());
    queue.pop_front();
    return true;
}

void LogWriter::State::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto ready = [this] { return reopening || closing || !queue.empty(); };
    if (const auto due = limit.next_sum()) {
        work.wait_until(lock, *due, ready);
    } else {
        work.wait(lock, ready);
    }
}

void LogWriter::State::handle(const LogEntry& entry) {
    const SteadyTime now = std::chrono::steady_clock::now();
    write_sums(limit.take_sums(now));
    if (!limit.admits(entry, now)) return;
    if (write(entry)) {
        write_count_of_dropped();
    } else {
        const std::scoped_lock lock(mutex);
        drop();
    }
}

void LogWriter::State::write_sums(const std::vector<LogEntry>& sums) {
    for (const LogEntry& sum : sums) write(sum);
}

void LogWriter::State::write_count_of_dropped() {
    std::unique_lock lock(mutex);
    const std::uint64_t count = dropped;
    lock.unlock();
    if (count == told) return;
    LogEntry entry;
    entry.time = std::chrono::system_clock::now();
    entry.severity = Severity::warn;
    entry.channel = "log";
    entry.message = "lines were dropped";
    entry.attributes = {{"count", count - told}};
    if (write(entry)) told = count;
}

bool LogWriter::State::write(const LogEntry& entry) {
    return !give_up.raised() && target->write(format(entry) + '\n', give_up);
}

}  // namespace plexus::app
