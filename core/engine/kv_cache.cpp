#include "core/engine/kv_cache.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <span>

#include <sys/mman.h>
#include <unistd.h>

#include "core/formats/dtype.h"

namespace espalier::engine {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"f32", "f16", "int8"};

std::size_t bytesOfVector(std::size_t dimension, KvType type)
{
    switch (type) {
    case KvType::Float32:
        return 4 * dimension;
    case KvType::Float16:
        return 2 * dimension;
    case KvType::Int8:
        return dimension + sizeof(float);
    }
    return 0;
}

void storeCodes(std::span<const float> values, std::byte* vector)
{
    float largest = 0.0F;
    bool finite = true;
    for (const float value : values) {
        largest = std::max(largest, std::abs(value));
        finite = finite && std::isfinite(value);
    }
    const float scale = finite ? largest / 127.0F : std::numeric_limits<float>::quiet_NaN();
    for (std::size_t i = 0; i < values.size(); ++i) {
        // A scale among the subnormal numbers is not exact, hence the clamp.
        const float code = scale > 0.0F ? std::clamp(std::nearbyint(values[i] / scale), -127.0F, 127.0F) : 0.0F;
        vector[i] = static_cast<std::byte>(static_cast<std::int8_t>(code));
    }
    std::memcpy(vector + values.size(), &scale, sizeof scale);
}

} // namespace

std::optional<KvType> kvTypeFromName(std::string_view name)
{
    const auto found = std::ranges::find(kNames, name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<KvType>(found - kNames.begin());
}

KvCache::KvCache(const model::ModelSpec& spec, std::size_t capacity, KvType type)
    : m_heads(static_cast<std::size_t>(spec.keyValueHeads)), m_dimension(static_cast<std::size_t>(spec.headDimension)),
      m_capacity(capacity), m_vectorBytes(bytesOfVector(m_dimension, type)), m_type(type), m_layers(spec.layers.size())
{
    const std::size_t perToken = bytesPerToken(spec, type);
    if (perToken != 0 && capacity > std::numeric_limits<std::size_t>::max() / 2 / perToken) {
        throw std::bad_alloc();
    }
    const std::size_t bytes = std::max<std::size_t>(1, perToken * capacity);
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    m_memory = {static_cast<std::byte*>(memory), [bytes](std::byte* start) { munmap(start, bytes); }};
}

std::size_t KvCache::bytesPerToken(const model::ModelSpec& spec, KvType type)
{
    return 2 * spec.layers.size() * static_cast<std::size_t>(spec.keyValueHeads) *
           bytesOfVector(static_cast<std::size_t>(spec.headDimension), type);
}

std::size_t KvCache::place(std::size_t layer, bool value, std::size_t head, std::size_t position) const
{
    return (((2 * layer + (value ? 1 : 0)) * m_heads + head) * m_capacity + position) * m_vectorBytes;
}

void KvCache::store(std::byte* vector, const float* values)
{
    switch (m_type) {
    case KvType::Float32:
        std::memcpy(vector, values, m_vectorBytes);
        break;
    case KvType::Float16:
        formats::convertFromFloat32(formats::DType::F16, {values, m_dimension}, {vector, m_vectorBytes});
        break;
    case KvType::Int8:
        storeCodes({values, m_dimension}, vector);
        break;
    }
}

void KvCache::storeKey(std::size_t layer, std::size_t head, std::size_t position, const float* values)
{
    store(m_memory.get() + place(layer, false, head, position), values);
}

void KvCache::storeValue(std::size_t layer, std::size_t head, std::size_t position, const float* values)
{
    store(m_memory.get() + place(layer, true, head, position), values);
}

const std::byte* KvCache::keys(std::size_t layer, std::size_t head) const
{
    return m_memory.get() + place(layer, false, head, 0);
}

const std::byte* KvCache::values(std::size_t layer, std::size_t head) const
{
    return m_memory.get() + place(layer, true, head, 0);
}

void KvCache::release(std::size_t tokens)
{
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t layer = 0; layer < m_layers; ++layer) {
        for (std::size_t head = 0; head < m_heads; ++head) {
            for (const bool value : {false, true}) {
                const std::size_t start = place(layer, value, head, std::min(tokens, m_capacity));
                const std::size_t first = (start + page - 1) / page * page;
                const std::size_t last = place(layer, value, head, m_capacity) / page * page;
                if (first < last) {
                    madvise(m_memory.get() + first, last - first, MADV_DONTNEED);
                }
            }
        }
    }
}

} // namespace espalier::engine
