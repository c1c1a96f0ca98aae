#include "core/base/write_error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace espalier {

Error writeError(const std::filesystem::path& path, int number)
{
    const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    std::string message = std::string("Writing failed: ") + std::strerror(number) + ". ";
    message += full ? "Free some space or choose another folder; what was there before is unchanged."
                    : "What was there before is unchanged.";
    return {full ? "disk.full" : "file.write", message, path.string()};
}

Result<void> syncDirectory(const std::filesystem::path& directory)
{
    const int descriptor = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return writeError(directory, errno);
    }
    const int failed = ::fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    return failed != 0 && failed != EINVAL ? Result<void>(writeError(directory, failed)) : Result<void>();
}

} // namespace espalier
