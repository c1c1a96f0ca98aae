#include "core/engine/block_tasks.h"

#include <algorithm>

#include "core/engine/kernels/elementwise.h"

namespace espalier::engine {
namespace {

/// Long enough that claiming a task costs nothing, short enough that no thread waits long for the last one.
constexpr std::size_t kTaskBytes = std::size_t(128) << 10;
/// Even where there is little to do every thread gets several tasks, so that one that loses its core is made up for.
constexpr std::size_t kTasksPerThread = 4;
constexpr std::size_t kSmallestTaskBytes = std::size_t(8) << 10;

} // namespace

void BlockTasks::clear()
{
    m_entries.clear();
}

void BlockTasks::add(std::size_t blocks, std::size_t bytes)
{
    m_entries.push_back({blocks, bytes});
}

std::size_t BlockTasks::Entry::tasks(std::size_t taskBytes) const
{
    return std::min(blocks, std::max<std::size_t>(1, (bytes + taskBytes - 1) / taskBytes));
}

std::size_t BlockTasks::taskBytes(std::size_t threads) const
{
    std::size_t total = 0;
    for (const Entry& entry : m_entries) {
        total += entry.bytes;
    }
    return std::clamp(total / (threads * kTasksPerThread), kSmallestTaskBytes, kTaskBytes);
}

void addBlocks(const float* values, std::size_t firstBlock, std::size_t lastBlock, std::size_t tokens, std::size_t rows,
               float* sum)
{
    const std::size_t begin = firstBlock * kBlockRows;
    const std::size_t end = std::min(lastBlock * kBlockRows, rows);
    for (std::size_t token = 0; token < tokens; ++token) {
        addTo(values + token * rows + begin, end - begin, sum + token * rows + begin);
    }
}

} // namespace espalier::engine
