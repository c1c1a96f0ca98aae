#include "core/base/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "core/base/mapped_file.h"
#include "core/base/write_error.h"

namespace espalier {
Result<AtomicFile> AtomicFile::create(const std::filesystem::path& target)
{
    static std::atomic<unsigned> counter = 0;
    AtomicFile file;
    file.m_target = target;
    file.m_temporary = target;
    file.m_temporary += ".partial-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    file.m_descriptor = ::open(file.m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file.m_descriptor < 0) {
        return writeError(target, errno);
    }
    return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept { *this = std::move(other); }

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept
{
    if (this != &other) {
        discard();
        m_target = std::move(other.m_target);
        m_temporary = std::move(other.m_temporary);
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::discard()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
        ::unlink(m_temporary.c_str());
        m_descriptor = -1;
    }
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return writeError(m_target, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> AtomicFile::writeAt(std::uint64_t offsetBytes, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offsetBytes));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return writeError(m_target, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offsetBytes += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<void> AtomicFile::write(std::string_view text) { return write(std::as_bytes(std::span(text.data(), text.size()))); }

Result<void> AtomicFile::commit()
{
    if (::fsync(m_descriptor) != 0 || ::rename(m_temporary.c_str(), m_target.c_str()) != 0) {
        return writeError(m_target, errno);
    }
    ::close(std::exchange(m_descriptor, -1));
    return syncDirectory(m_target.parent_path());
}

Result<void> writeFileAtomically(const std::filesystem::path& target, std::string_view text)
{
    auto file = AtomicFile::create(target);
    if (!file) {
        return file.error();
    }
    if (auto written = file->write(text); !written) {
        return written;
    }
    return file->commit();
}

Result<void> commitDirectory(const std::filesystem::path& temporary, const std::filesystem::path& target)
{
    if (std::filesystem::exists(target)) {
        return Error{"file.exists", "The folder is there already. Choose another name.", target.string()};
    }
    if (auto synced = syncDirectory(temporary); !synced) {
        return synced;
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        return writeError(target, errno);
    }
    return syncDirectory(target.parent_path());
}

Result<std::string> readTextFile(const std::filesystem::path& path, std::size_t limitBytes)
{
    auto file = MappedFile::open(path);
    if (!file) {
        return file.error();
    }
    if (file->bytes().size() > limitBytes) {
        return Error{"file.tooLarge", "The file is larger than " + std::to_string(limitBytes) + " bytes.", path.string()};
    }
    return std::string(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size());
}

} // namespace espalier
