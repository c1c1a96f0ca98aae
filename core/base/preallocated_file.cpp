#include "core/base/preallocated_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/base/write_error.h"

namespace espalier {

PreallocatedFile::PreallocatedFile(std::filesystem::path path, int flags)
    : m_path(std::move(path)), m_descriptor(::open(m_path.c_str(), flags | O_RDWR | O_CLOEXEC, 0644))
{
}

PreallocatedFile::PreallocatedFile(PreallocatedFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

PreallocatedFile& PreallocatedFile::operator=(PreallocatedFile&& other) noexcept
{
    m_path = std::move(other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

PreallocatedFile::~PreallocatedFile()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<PreallocatedFile> PreallocatedFile::create(const std::filesystem::path& path, std::uint64_t bytes)
{
    PreallocatedFile file(path, O_CREAT | O_EXCL);
    if (file.m_descriptor < 0) {
        return writeError(path, errno);
    }
    const int failed = bytes == 0 ? 0 : ::posix_fallocate(file.m_descriptor, 0, static_cast<off_t>(bytes));
    if (failed != 0) {
        return writeError(path, failed);
    }
    return file;
}

Result<PreallocatedFile> PreallocatedFile::reopen(const std::filesystem::path& path)
{
    PreallocatedFile file(path, 0);
    if (file.m_descriptor < 0) {
        return writeError(path, errno);
    }
    return file;
}

Result<std::uint64_t> PreallocatedFile::size() const
{
    struct stat found = {};
    if (::fstat(m_descriptor, &found) != 0) {
        return writeError(m_path, errno);
    }
    return static_cast<std::uint64_t>(found.st_size);
}

std::size_t PreallocatedFile::readAt(std::uint64_t offsetBytes, std::span<std::byte> bytes) const
{
    const ssize_t got = ::pread(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offsetBytes));
    return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
}

Result<void> PreallocatedFile::writeAt(std::uint64_t offsetBytes, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offsetBytes));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return writeError(m_path, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offsetBytes += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<void> PreallocatedFile::sync()
{
    return ::fdatasync(m_descriptor) != 0 && errno != EINVAL ? Result<void>(writeError(m_path, errno)) : Result<void>();
}

} // namespace espalier
