#include "core/protocol/run_log.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>
#include <utility>

#include "core/protocol/progress_tracker.h"

namespace espalier::protocol {
namespace {

constexpr double kSecondsBetweenSyncs = 1.0;
constexpr std::streamoff kTailBytes = 64 << 10;

Error logError(const std::filesystem::path& path)
{
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return {full ? "disk.full" : "file.write",
            std::string("The run's log cannot be written: ") + std::strerror(errno) +
                (full ? ". Free some space and run again." : "."),
            path.string()};
}

bool endsAWorkStep(const EventBody& body)
{
    return std::holds_alternative<LayerFinished>(body) || std::holds_alternative<StageFinished>(body) ||
           std::holds_alternative<Finished>(body) || std::holds_alternative<Failed>(body);
}

/// Length of the file up to its last line break.
off_t wholeLines(int descriptor, off_t size)
{
    char chunk[4096];
    while (size > 0) {
        const off_t begin = size > off_t(sizeof chunk) ? size - off_t(sizeof chunk) : 0;
        const ssize_t got = ::pread(descriptor, chunk, static_cast<std::size_t>(size - begin), begin);
        if (got <= 0) {
            return size;
        }
        for (ssize_t i = got; i > 0; --i) {
            if (chunk[i - 1] == '\n') {
                return begin + i;
            }
        }
        size = begin;
    }
    return 0;
}

/// Not mapped: the file grows while a run writes it.
Result<std::ifstream> openForReading(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path)) {
        return Error{"file.open", "The run's log cannot be opened.", path.string()};
    }
    return in;
}

RunHistory readLines(std::ifstream& in)
{
    RunHistory history;
    std::string line;
    while (std::getline(in, line)) {
        if (in.eof()) { // no line break after it
            history.truncated = !line.empty();
            break;
        }
        auto event = eventFromJson(nlohmann::json::parse(line, nullptr, false));
        if (event) {
            history.events.push_back(event.take());
        } else {
            ++history.unreadableLines;
        }
    }
    return history;
}

} // namespace

Result<RunLog> RunLog::open(const std::filesystem::path& path)
{
    RunLog log;
    log.m_path = path;
    log.m_descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log.m_descriptor < 0) {
        return logError(path);
    }
    const off_t size = ::lseek(log.m_descriptor, 0, SEEK_END);
    const off_t whole = wholeLines(log.m_descriptor, size);
    if (whole != size && ::ftruncate(log.m_descriptor, whole) != 0) {
        return logError(path);
    }
    log.m_lastSync = ProgressTracker::steadySeconds();
    return log;
}

RunLog::RunLog(RunLog&& other) noexcept
{
    *this = std::move(other);
}

RunLog& RunLog::operator=(RunLog&& other) noexcept
{
    if (this != &other) {
        close();
        m_path = std::move(other.m_path);
        m_descriptor = std::exchange(other.m_descriptor, -1);
        m_lastSync = other.m_lastSync;
        m_dirty = std::exchange(other.m_dirty, false);
    }
    return *this;
}

RunLog::~RunLog()
{
    close();
}

void RunLog::close()
{
    if (m_descriptor >= 0) {
        if (m_dirty) {
            ::fsync(m_descriptor);
        }
        ::close(std::exchange(m_descriptor, -1));
    }
}

Result<void> RunLog::append(const Event& event)
{
    const std::string line = toJson(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return logError(m_path);
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    m_dirty = true;
    const bool due = ProgressTracker::steadySeconds() - m_lastSync >= kSecondsBetweenSyncs;
    return due || endsAWorkStep(event.body) ? sync() : Result<void>();
}

Result<void> RunLog::sync()
{
    if (::fsync(m_descriptor) != 0 && errno != EINVAL) { // EINVAL: a pipe or special file
        return logError(m_path);
    }
    m_lastSync = ProgressTracker::steadySeconds();
    m_dirty = false;
    return {};
}

bool RunHistory::open() const
{
    return events.empty() || (!std::holds_alternative<Finished>(events.back().body) &&
                              !std::holds_alternative<Failed>(events.back().body));
}

Result<RunHistory> readRunLog(const std::filesystem::path& path)
{
    auto in = openForReading(path);
    return in ? Result<RunHistory>(readLines(*in)) : in.error();
}

Result<RunHistory> readRunLogTail(const std::filesystem::path& path)
{
    auto in = openForReading(path);
    if (!in) {
        return in.error();
    }
    const std::streamoff size = in->seekg(0, std::ios::end).tellg();
    for (std::streamoff bytes = kTailBytes;; bytes *= 4) {
        const bool all = bytes >= size;
        in->clear(); // of the end that the last turn met
        in->seekg(all ? 0 : size - bytes);
        if (std::string rest; !all) {
            std::getline(*in, rest); // of a line that begins before
        }
        RunHistory history = readLines(*in);
        if (all || !history.events.empty()) {
            return history;
        }
    }
}

} // namespace espalier::protocol
