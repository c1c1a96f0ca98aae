#include "core/engine/huge_buffer.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace espalier::engine {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Fresh pages of the system, which zeroes each when it is first touched: by the thread that fills it.
std::shared_ptr<std::byte> mapHuge(std::size_t bytes)
{
    const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    const std::size_t mapped = whole + kHugePage; // somewhere in it a huge page begins
    void* memory = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    auto* start = static_cast<std::byte*>(memory) + (kHugePage - address % kHugePage) % kHugePage;
#ifdef MADV_HUGEPAGE
    ::madvise(start, whole, MADV_HUGEPAGE); // a wish: without it all works, slower
#endif
    return {start, [memory, mapped](std::byte*) { ::munmap(memory, mapped); }};
}

} // namespace

std::shared_ptr<std::byte> allocateHuge(std::size_t bytes)
{
    if (bytes >= kHugePage) {
        return mapHuge(bytes);
    }
    constexpr std::size_t kAlignment = 64;
    const std::size_t whole = (bytes / kAlignment + 1) * kAlignment;
    auto* memory = static_cast<std::byte*>(std::aligned_alloc(kAlignment, whole));
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    std::memset(memory, 0, whole);
    return {memory, [](std::byte* data) { std::free(data); }};
}

} // namespace espalier::engine
