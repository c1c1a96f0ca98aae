#include "core/base/mapped_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace espalier {
namespace {

Error systemError(const char* code, const char* what, const std::filesystem::path& path)
{
    return {code, std::string(what) + ": " + std::strerror(errno) + ".", path.string()};
}

} // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return systemError("file.open", "The file cannot be opened", path);
    }
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return Error{"file.open", "This is not a regular file.", path.string()};
    }
    MappedFile file;
    file.m_path = path;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > 0) {
        void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (start == MAP_FAILED) {
            const Error error = systemError("file.map", "The file cannot be mapped", path);
            ::close(descriptor);
            return error;
        }
        file.m_mapping = std::shared_ptr<const void>(start, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
        file.m_bytes = {static_cast<const std::byte*>(start), size};
    }
    ::close(descriptor);
    return file;
}

void MappedFile::release(std::span<const std::byte> part) const
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
    const auto last = reinterpret_cast<std::uintptr_t>(part.data() + part.size()) / page * page;
    if (last > first) {
        ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
    }
}

} // namespace espalier
