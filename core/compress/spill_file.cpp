#include "core/compress/spill_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "core/compress/run_error.h"

namespace espalier::compress {
namespace {

/// The kernel takes no more of one piece of advice than its read-ahead window, often as small as this.
constexpr std::uint64_t kAdvisedBytes = std::uint64_t(128) << 10;

[[noreturn]] void fail(const char* code, const char* what, const std::filesystem::path& folder)
{
    const int reason = errno;
    if (reason == ENOSPC || reason == EDQUOT)
        throw RunError({"disk.full",
                        "There is no room left for the activations that --memory moves to disk. Free some, or take "
                        "fewer samples or more memory.",
                        folder.string()});
    throw RunError({code, std::string(what) + std::strerror(reason) + ".", folder.string()});
}

int openNameless(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return descriptor;
    std::string name = (folder / ".activations-XXXXXX").string(); // a file system that knows no nameless files
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.c_str());
    return named;
}

} // namespace

SpillFile::SpillFile(const std::filesystem::path& folder) : m_folder(folder), m_descriptor(openNameless(folder))
{
    if (m_descriptor < 0)
        fail("file.write", "Activations cannot be moved to disk here: ", m_folder);
}

SpillFile::~SpillFile()
{
    ::close(m_descriptor);
}

void SpillFile::write(std::uint64_t offset, std::span<const std::byte> data)
{
    while (!data.empty()) {
        const ssize_t written = ::pwrite(m_descriptor, data.data(), data.size(), off_t(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            fail("file.write", "Activations cannot be moved to disk: ", m_folder);
        offset += std::uint64_t(written);
        data = data.subspan(std::size_t(written));
    }
}

void SpillFile::read(std::uint64_t offset, std::span<std::byte> data) const
{
    while (!data.empty()) {
        const ssize_t got = ::pread(m_descriptor, data.data(), data.size(), off_t(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            fail("file.read", "Activations cannot be read back from disk: ", m_folder);
        offset += std::uint64_t(got);
        data = data.subspan(std::size_t(got));
    }
}

void SpillFile::readAhead(std::uint64_t offset, std::uint64_t size) const
{
    for (std::uint64_t done = 0; done < size; done += kAdvisedBytes)
        ::posix_fadvise(m_descriptor, off_t(offset + done), off_t(std::min(kAdvisedBytes, size - done)),
                        POSIX_FADV_WILLNEED);
}

} // namespace espalier::compress
