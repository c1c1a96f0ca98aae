#include "core/engine/kernels/attention.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/attention.cpp"
#define ESPALIER_WITHOUT_VNNI
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/float_tile-inl.h"
#include "core/engine/kernels/math-inl.h"

#ifndef ESPALIER_ATTENTION_ONCE
#define ESPALIER_ATTENTION_ONCE

#include <cmath>
#include <limits>
#include <vector>

#include "core/formats/dtype.h"

namespace espalier::engine {
namespace {

constexpr std::size_t kBlockKeys = 64;
/// Rows (a query head of a token each) that share a widened block of keys and values.
constexpr std::size_t kMaximumRows = 96;
/// Up to so many rows the keys and values are used as they are read.
constexpr std::size_t kMaximumDirectRows = 8;
constexpr std::size_t kDirectRows = 4; ///< at a time; the others find them in the first cache

/// Positions that a query sees: [first, last).
struct Visible
{
    std::size_t first = 0;
    std::size_t last = 0;
};

Visible visibleKeys(const AttentionTask& task, std::size_t query)
{
    const std::size_t last = task.firstPosition + query + 1;
    return {task.window > 0 && last > task.window ? last - task.window : 0, last};
}

/// Memory of one call, kept by its thread. Rows are padded to `width` floats, a multiple of the register tile.
struct AttentionBuffers
{
    std::vector<float> scores;  ///< [rows][kBlockKeys]
    std::vector<float> sums;    ///< [rows][width]: weighted values so far
    std::vector<float> maximum; ///< [rows]
    std::vector<float> total;   ///< [rows]: sum of weights so far
    std::vector<float> queries; ///< [rows][width], direct rows only
    std::vector<float> keys;    ///< [dimension][kBlockKeys]
    std::vector<float> values;  ///< [kBlockKeys][width]
    std::vector<float> factors; ///< [2 * kBlockKeys]: scales of int8 keys, then of values
    std::vector<const float*> queryRows;
    std::vector<const float*> scoreRows;

    void resize(std::size_t rows, std::size_t dimension, std::size_t width)
    {
        scores.resize(rows * kBlockKeys);
        sums.assign(rows * width, 0.0F);
        maximum.assign(rows, -std::numeric_limits<float>::infinity());
        total.assign(rows, 0.0F);
        queries.assign(rows * width, 0.0F);
        keys.resize(dimension * kBlockKeys);
        values.resize(kBlockKeys * width);
        factors.resize(2 * kBlockKeys);
        queryRows.resize(rows);
        scoreRows.resize(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            scoreRows[row] = scores.data() + row * kBlockKeys;
        }
    }
};

} // namespace
} // namespace espalier::engine

#endif

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// Keys and values of a run of positions.
struct KeyBlock
{
    const std::byte* keys = nullptr;
    const std::byte* values = nullptr;
    std::size_t vectorBytes = 0;
    std::size_t dimension = 0;
    std::size_t width = 0;
    std::size_t first = 0; ///< position
    std::size_t count = 0;
};

/// The scales that follow int8 vectors.
HWY_INLINE void readScales(const std::byte* vectors, const KeyBlock& block, float* scales)
{
    for (std::size_t key = 0; key < block.count; ++key) {
        std::memcpy(scales + key, vectors + key * block.vectorBytes + block.dimension, sizeof(float));
    }
}

/// Scores of kKeys keys and kRows rows from `row` on: q . k, each read once.
template <Element kElement, std::size_t kRows, std::size_t kKeys>
HWY_INLINE void scoreKeys(const KeyBlock& block, std::size_t row, std::size_t key, AttentionBuffers& buffers)
{
    const Floats d;
    const float* queries = buffers.queries.data() + row * block.width;
    const std::byte* keys = block.keys + key * block.vectorBytes;
    FloatVector sums[kKeys][kRows];
    for (std::size_t k = 0; k < kKeys; ++k) {
        for (std::size_t r = 0; r < kRows; ++r) {
            sums[k][r] = hn::Zero(d);
        }
    }
    for (std::size_t i = 0; i < block.dimension; i += kLanes) {
        const std::size_t left = block.dimension - i;
        FloatVector parts[kKeys];
        for (std::size_t k = 0; k < kKeys; ++k) {
            const std::byte* place = keys + k * block.vectorBytes + i * bytesOf(kElement);
            parts[k] = left >= kLanes ? loadElements<kElement>(d, place) : loadFirstElements<kElement>(d, place, left);
        }
        for (std::size_t r = 0; r < kRows; ++r) {
            const auto query = hn::LoadU(d, queries + r * block.width + i);
            for (std::size_t k = 0; k < kKeys; ++k) {
                sums[k][r] = hn::MulAdd(query, parts[k], sums[k][r]);
            }
        }
    }
    for (std::size_t k = 0; k < kKeys; ++k) {
        const float factor = kElement == Element::Int8 ? buffers.factors[key + k] : 1.0F;
        for (std::size_t r = 0; r < kRows; ++r) {
            buffers.scores[(row + r) * kBlockKeys + key + k] = sumOfLanes(sums[k][r]) * factor;
        }
    }
}

template <Element kElement, std::size_t kRows>
void scoreDirectly(const KeyBlock& block, std::size_t row, AttentionBuffers& buffers)
{
    std::size_t key = 0;
    for (; key + 2 <= block.count; key += 2) {
        scoreKeys<kElement, kRows, 2>(block, row, key, buffers);
    }
    if (key < block.count) {
        scoreKeys<kElement, kRows, 1>(block, row, key, buffers);
    }
}

/// sums[row] += sum over keys of weight[row][key] * value[key].
template <Element kElement, std::size_t kRows>
void addDirectly(const KeyBlock& block, std::size_t firstRow, AttentionBuffers& buffers)
{
    const Floats d;
    constexpr std::size_t kStep = 2 * kLanes;
    for (std::size_t i = 0; i < block.dimension; i += kStep) {
        const std::size_t left = std::min(kStep, block.dimension - i);
        const std::byte* values = block.values + i * bytesOf(kElement);
        FloatVector sums[kRows][2];
        for (std::size_t row = 0; row < kRows; ++row) {
            const float* place = buffers.sums.data() + (firstRow + row) * block.width + i;
            sums[row][0] = hn::LoadU(d, place);
            sums[row][1] = hn::LoadU(d, place + kLanes);
        }
        for (std::size_t key = 0; key < block.count; ++key) {
            const std::byte* vector = values + key * block.vectorBytes;
            FloatVector parts[2];
            if (left == kStep) {
                parts[0] = loadElements<kElement>(d, vector);
                parts[1] = loadElements<kElement>(d, vector + kLanes * bytesOf(kElement));
            } else {
                const std::size_t low = std::min(left, kLanes);
                parts[0] = loadFirstElements<kElement>(d, vector, low);
                parts[1] = loadFirstElements<kElement>(d, vector + low * bytesOf(kElement), left - low);
            }
            const float factor = kElement == Element::Int8 ? buffers.factors[kBlockKeys + key] : 1.0F;
            for (std::size_t row = 0; row < kRows; ++row) {
                const auto weight = hn::Set(d, buffers.scores[(firstRow + row) * kBlockKeys + key] * factor);
                sums[row][0] = hn::MulAdd(weight, parts[0], sums[row][0]);
                sums[row][1] = hn::MulAdd(weight, parts[1], sums[row][1]);
            }
        }
        for (std::size_t row = 0; row < kRows; ++row) {
            float* place = buffers.sums.data() + (firstRow + row) * block.width + i;
            hn::StoreU(sums[row][0], d, place);
            hn::StoreU(sums[row][1], d, place + kLanes);
        }
    }
}

/// Calls function<rows>(block, row, buffers) for all rows, kDirectRows at a time.
#define ESPALIER_FOR_DIRECT_ROWS(function, rows, block, buffers)                                                       \
    for (std::size_t row = 0; row < (rows); row += kDirectRows) {                                                      \
        switch (std::min(kDirectRows, (rows)-row)) {                                                                   \
        case 1:                                                                                                        \
            function<kElement, 1>(block, row, buffers);                                                                \
            break;                                                                                                     \
        case 2:                                                                                                        \
            function<kElement, 2>(block, row, buffers);                                                                \
            break;                                                                                                     \
        case 3:                                                                                                        \
            function<kElement, 3>(block, row, buffers);                                                                \
            break;                                                                                                     \
        default:                                                                                                       \
            function<kElement, kDirectRows>(block, row, buffers);                                                      \
        }                                                                                                              \
    }

/// Turns a row's scores into weights e^(score * scale - maximum), 0 for keys outside [first, last) of the block; brings
/// the row's sums to the new maximum.
void weighRow(std::size_t row, std::size_t first, std::size_t last, std::size_t count, const AttentionTask& task,
              std::size_t width, AttentionBuffers& buffers)
{
    const Floats d;
    float* scores = buffers.scores.data() + row * kBlockKeys;
    const std::size_t padded = (count + kLanes - 1) / kLanes * kLanes;
    if (first >= last) {
        std::fill_n(scores, count, 0.0F);
        return;
    }
    const auto factor = hn::Set(d, task.scale);
    for (std::size_t key = 0; key < padded; key += kLanes) {
        const auto score = hn::Mul(hn::LoadU(d, scores + key), factor);
        hn::StoreU(task.softcap > 0.0F ? softcapped(score, task.softcap) : score, d, scores + key);
    }
    std::fill_n(scores, first, -std::numeric_limits<float>::infinity());
    std::fill(scores + last, scores + padded, -std::numeric_limits<float>::infinity());
    auto largest = hn::Set(d, buffers.maximum[row]);
    for (std::size_t key = 0; key < padded; key += kLanes) {
        largest = hn::Max(largest, hn::LoadU(d, scores + key));
    }
    const float maximum = hn::GetLane(hn::MaxOfLanes(d, largest));
    auto sum = hn::Zero(d);
    for (std::size_t key = 0; key < padded; key += kLanes) {
        const auto weight = exponential(hn::Sub(hn::LoadU(d, scores + key), hn::Set(d, maximum)));
        hn::StoreU(weight, d, scores + key);
        sum = hn::Add(sum, weight);
    }
    const float shrink = hn::GetLane(exponential(hn::Set(d, buffers.maximum[row] - maximum)));
    buffers.total[row] = buffers.total[row] * shrink + sumOfLanes(sum);
    buffers.maximum[row] = maximum;
    if (shrink != 1.0F) {
        float* sums = buffers.sums.data() + row * width;
        for (std::size_t i = 0; i < width; i += kLanes) {
            hn::StoreU(hn::Mul(hn::LoadU(d, sums + i), hn::Set(d, shrink)), d, sums + i);
        }
    }
}

template <Element kElement, bool kDirect>
void attendBlock(const AttentionTask& task, std::size_t firstQuery, std::size_t rows, const KeyBlock& block,
                 AttentionBuffers& buffers)
{
    if constexpr (kElement == Element::Int8) {
        readScales(block.keys, block, buffers.factors.data());
        readScales(block.values, block, buffers.factors.data() + kBlockKeys);
    }
    if constexpr (kDirect) {
        ESPALIER_FOR_DIRECT_ROWS(scoreDirectly, rows, block, buffers)
    } else {
        const std::size_t columns = (block.count + kTileColumns - 1) / kTileColumns * kTileColumns;
        packTransposed<kElement>(block.keys, block.vectorBytes, block.count, block.dimension,
                                 kElement == Element::Int8 ? buffers.factors.data() : nullptr, buffers.keys.data(),
                                 kBlockKeys, columns);
        multiplyTiles(buffers.queryRows.data(), rows, block.dimension, buffers.keys.data(), kBlockKeys, columns, false,
                      buffers.scores.data(), kBlockKeys);
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const Visible visible = visibleKeys(task, firstQuery + row / task.group);
        const std::size_t first = std::max(visible.first, block.first) - block.first;
        const std::size_t last = std::min(std::max(visible.last, block.first) - block.first, block.count);
        weighRow(row, first, last, block.count, task, block.width, buffers);
    }
    if constexpr (kDirect) {
        ESPALIER_FOR_DIRECT_ROWS(addDirectly, rows, block, buffers)
    } else {
        for (std::size_t key = 0; key < block.count; ++key) {
            widen<kElement>(block.values + key * block.vectorBytes, block.dimension,
                            kElement == Element::Int8 ? buffers.factors[kBlockKeys + key] : 1.0F,
                            buffers.values.data() + key * block.width, block.width);
        }
        multiplyTiles(buffers.scoreRows.data(), rows, block.count, buffers.values.data(), block.width, block.width,
                      true, buffers.sums.data(), block.width);
    }
}

/// Queries [firstQuery, firstQuery + queries). @param kDirect for at most kMaximumDirectRows rows
template <Element kElement, bool kDirect>
void attendTile(const AttentionTask& task, std::size_t firstQuery, std::size_t queries, AttentionBuffers& buffers)
{
    const std::size_t dimension = task.cache->dimension();
    const std::size_t width = (dimension + kTileColumns - 1) / kTileColumns * kTileColumns;
    const std::size_t rows = queries * task.group;
    buffers.resize(rows, dimension, width);
    for (std::size_t row = 0; row < rows; ++row) {
        const float* query =
            task.query + (firstQuery + row / task.group) * task.queryStride + row % task.group * dimension;
        buffers.queryRows[row] = query;
        if constexpr (kDirect) {
            std::copy_n(query, dimension, buffers.queries.data() + row * width);
        }
    }
    const std::size_t bytes = task.cache->vectorBytes();
    const std::size_t end = visibleKeys(task, firstQuery + queries - 1).last;
    for (std::size_t key = visibleKeys(task, firstQuery).first; key < end; key += kBlockKeys) {
        const KeyBlock block{task.cache->keys(task.layer, task.head) + key * bytes,
                             task.cache->values(task.layer, task.head) + key * bytes,
                             bytes,
                             dimension,
                             width,
                             key,
                             std::min(kBlockKeys, end - key)};
        attendBlock<kElement, kDirect>(task, firstQuery, rows, block, buffers);
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const float inverse = 1.0F / buffers.total[row];
        float* out = task.out + (firstQuery + row / task.group) * task.outStride + row % task.group * dimension;
        for (std::size_t i = 0; i < dimension; ++i) {
            out[i] = buffers.sums[row * width + i] * inverse;
        }
    }
}

template <Element kElement> void attendElements(const AttentionTask& task)
{
    thread_local AttentionBuffers buffers;
    const std::size_t step = std::max<std::size_t>(1, kMaximumRows / task.group);
    for (std::size_t first = 0; first < task.queries; first += step) {
        const std::size_t queries = std::min(step, task.queries - first);
        if (queries * task.group <= kMaximumDirectRows) {
            attendTile<kElement, true>(task, first, queries, buffers);
        } else {
            attendTile<kElement, false>(task, first, queries, buffers);
        }
    }
}

void attendVectors(const AttentionTask& task)
{
    switch (task.cache->type()) {
    case KvType::Float32:
        return attendElements<Element::Float32>(task);
    case KvType::Float16:
        return attendElements<Element::Float16>(task);
    case KvType::Int8:
        return attendElements<Element::Int8>(task);
    }
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {
namespace {

void readVector(KvType type, const std::byte* vector, std::span<float> out)
{
    if (type != KvType::Int8) {
        const formats::DType dtype = type == KvType::Float32 ? formats::DType::F32 : formats::DType::F16;
        formats::convertToFloat32(dtype, {vector, out.size() * formats::sizeInBytes(dtype)}, out);
        return;
    }
    float scale = 0.0F;
    std::memcpy(&scale, vector + out.size(), sizeof scale);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<float>(static_cast<std::int8_t>(vector[i])) * scale;
    }
}

void attendQueryScalar(const AttentionTask& task, std::size_t token, std::size_t groupHead)
{
    const KvCache& cache = *task.cache;
    const std::size_t dimension = cache.dimension();
    const float* query = task.query + token * task.queryStride + groupHead * dimension;
    float* out = task.out + token * task.outStride + groupHead * dimension;
    const Visible visible = visibleKeys(task, token);
    std::vector<float> vector(dimension);
    std::vector<float> weights;
    float maximum = -std::numeric_limits<float>::infinity();
    for (std::size_t key = visible.first; key < visible.last; ++key) {
        readVector(cache.type(), cache.keys(task.layer, task.head) + key * cache.vectorBytes(), vector);
        float score = 0.0F;
        for (std::size_t i = 0; i < dimension; ++i) {
            score += query[i] * vector[i];
        }
        score *= task.scale;
        weights.push_back(task.softcap > 0.0F ? task.softcap * std::tanh(score / task.softcap) : score);
        maximum = std::max(maximum, weights.back());
    }
    float total = 0.0F;
    for (float& weight : weights) {
        weight = std::exp(weight - maximum);
        total += weight;
    }
    std::fill_n(out, dimension, 0.0F);
    for (std::size_t key = visible.first; key < visible.last; ++key) {
        readVector(cache.type(), cache.values(task.layer, task.head) + key * cache.vectorBytes(), vector);
        for (std::size_t i = 0; i < dimension; ++i) {
            out[i] += weights[key - visible.first] / total * vector[i];
        }
    }
}

void attendScalar(const AttentionTask& task)
{
    for (std::size_t token = 0; token < task.queries; ++token) {
        for (std::size_t head = 0; head < task.group; ++head) {
            attendQueryScalar(task, token, head);
        }
    }
}

} // namespace

void attend(const AttentionTask& task)
{
    ESPALIER_KERNEL(attendScalar, attendVectors)(task);
}

std::size_t attentionQueries(std::size_t group)
{
    return std::max<std::size_t>(1, kMaximumRows / group);
}

} // namespace espalier::engine
#endif // HWY_ONCE
