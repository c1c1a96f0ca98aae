#include "core/engine/huge_buffer.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace espalier::engine {

std::shared_ptr<std::byte> allocateHuge(std::size_t bytes)
{
    constexpr std::size_t kPage = 4096;
    constexpr std::size_t kHugePage = std::size_t{2} << 20;
    const bool large = bytes >= kHugePage;
    void* memory = nullptr;
    if (::posix_memalign(&memory, large ? kHugePage : 64, bytes == 0 ? 64 : bytes) != 0) {
        throw std::bad_alloc();
    }
    std::shared_ptr<std::byte> buffer(static_cast<std::byte*>(memory), [](std::byte* data) { std::free(data); });
#ifdef MADV_HUGEPAGE
    if (large) {
        ::madvise(memory, bytes / kPage * kPage, MADV_HUGEPAGE); // a wish: without it all works, slower
    }
#endif
    std::memset(memory, 0, bytes);
    return buffer;
}

} // namespace espalier::engine
