#pragma once

#include <cstddef>
#include <vector>

#include "core/base/thread_pool.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Cuts the blocks of one or several matrices into tasks of similar cost, so that one parallel loop runs them all.
class BlockTasks
{
public:
    void clear();
    /// @param bytes what a task reads for all of the blocks; several matrices may share one entry
    void add(std::size_t blocks, std::size_t bytes);

    /// Calls task(entry, firstBlock, lastBlock) for every piece of every entry, on the threads of the pool.
    template <typename Task> void run(ThreadPool& pool, const Task& task) const
    {
        const std::size_t perTask = taskBytes(static_cast<std::size_t>(pool.threads()));
        // Most regions have one to three entries; those of experts a few dozen: a linear search per task is nothing.
        std::size_t parts = 0;
        for (const Entry& entry : m_entries) {
            parts += entry.tasks(perTask);
        }
        pool.run(parts, [&](std::size_t part) {
            std::size_t index = 0;
            while (part >= m_entries[index].tasks(perTask)) {
                part -= m_entries[index++].tasks(perTask);
            }
            const Entry& entry = m_entries[index];
            const std::size_t count = entry.tasks(perTask);
            task(index, entry.blocks * part / count, entry.blocks * (part + 1) / count);
        });
    }

private:
    struct Entry
    {
        std::size_t blocks = 0;
        std::size_t bytes = 0;

        /// At least one, at most one a block.
        std::size_t tasks(std::size_t taskBytes) const;
    };

    std::size_t taskBytes(std::size_t threads) const;

    std::vector<Entry> m_entries;
};

/// sum[t, r] += values[t, r] for all tokens t and the rows r of blocks [firstBlock, lastBlock) of a product.
/// @param values, sum [tokens, rows]
void addBlocks(const float* values, std::size_t firstBlock, std::size_t lastBlock, std::size_t tokens, std::size_t rows,
               float* sum);

/// Calls task(row) for every row; in parallel if that pays.
/// @param values values that a row's task handles, as a measure of its time
template <typename Task> void forEachRow(ThreadPool& pool, std::size_t rows, std::size_t values, const Task& task)
{
    constexpr std::size_t kSerialValues = 16384; // about as long as it takes to wake the other threads
    constexpr std::size_t kRowsPerPart = 4;
    if (rows * values <= kSerialValues) {
        for (std::size_t row = 0; row < rows; ++row) {
            task(row);
        }
        return;
    }
    pool.run((rows + kRowsPerPart - 1) / kRowsPerPart, [&](std::size_t part) {
        const std::size_t end = rows < (part + 1) * kRowsPerPart ? rows : (part + 1) * kRowsPerPart;
        for (std::size_t row = part * kRowsPerPart; row < end; ++row) {
            task(row);
        }
    });
}

} // namespace espalier::engine
