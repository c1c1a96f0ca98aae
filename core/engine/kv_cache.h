#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/model/model_spec.h"

namespace espalier::engine {

/// What keys and values are kept as. A vector is headDimension floats, half floats, or int8 codes followed by their
/// float scale (value = code * scale, symmetric, scale = max|x| / 127), each head of each token for itself.
enum class KvType { Float32, Float16, Int8 };
std::optional<KvType> kvTypeFromName(std::string_view name); ///< f32, f16, int8

/// Keys (rotated) and values of one sequence, all layers. The memory of the whole capacity is reserved, the system
/// gives it page by page as tokens come.
class KvCache
{
public:
    /// @param capacity tokens @throws std::bad_alloc if the address space is not to be had
    KvCache(const model::ModelSpec& spec, std::size_t capacity, KvType type);

    std::size_t capacity() const { return m_capacity; }
    std::size_t dimension() const { return m_dimension; } ///< of a head
    KvType type() const { return m_type; }
    /// Bytes of one head's vector of one token, scale included.
    std::size_t vectorBytes() const { return m_vectorBytes; }
    static std::size_t bytesPerToken(const model::ModelSpec& spec, KvType type);

    /// Rounds and stores: values beyond half floats become infinite; int8 vectors with a NaN or an infinity get a NaN
    /// scale, so that what is computed of them is NaN and not a wrong number. Any thread, each position once at a time.
    /// @param values [headDimension]
    void storeKey(std::size_t layer, std::size_t head, std::size_t position, const float* values);
    void storeValue(std::size_t layer, std::size_t head, std::size_t position, const float* values);
    /// Vectors of a head lie one after the other by position, vectorBytes() apart.
    const std::byte* keys(std::size_t layer, std::size_t head) const;
    const std::byte* values(std::size_t layer, std::size_t head) const;

    /// Gives the memory of positions from `tokens` on back to the system, where whole pages allow. What they held is
    /// lost.
    void release(std::size_t tokens);

private:
    std::size_t m_heads = 0;
    std::size_t m_dimension = 0;
    std::size_t m_capacity = 0;
    std::size_t m_vectorBytes = 0;
    KvType m_type = KvType::Float16;
    std::size_t m_layers = 0;
    std::shared_ptr<std::byte> m_memory; ///< [layers][keys, values][heads][capacity] vectors

    std::size_t place(std::size_t layer, bool value, std::size_t head, std::size_t position) const;
    void store(std::byte* vector, const float* values);
};

} // namespace espalier::engine
