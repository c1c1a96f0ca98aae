#pragma once

#include <cstdint>
#include <vector>

#include "core/model/stored_tensor.h"

namespace espalier::model {

/// AWQ's words [in, out / 8] as words of compressed-tensors, [out, in / 8].
class AwqSource final : public TensorSource
{
public:
    /// @param words outlives this
    AwqSource(const TensorSource& words, std::size_t in, std::size_t out);

    const MappedFile& file() const override { return m_words.file(); }
    std::span<const std::byte> mapped() const override { return {}; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override { m_words.release(); }

private:
    const TensorSource& m_words;
    std::size_t m_in;
    std::size_t m_out;
};

/// A matrix of compressed-tensors' sparse formats with its zeros.
class BitmaskSource final : public TensorSource
{
public:
    /// @param values, bitmask outlive this @param starts formats::bitmaskRowStarts()
    BitmaskSource(const TensorSource& values, const TensorSource& bitmask, std::vector<std::uint64_t> starts,
                  std::size_t columns, std::size_t elementBytes);

    const MappedFile& file() const override { return m_values.file(); }
    std::span<const std::byte> mapped() const override { return {}; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override;
    std::optional<StoredForm> storedForm() const override;

private:
    const TensorSource& m_values;
    const TensorSource& m_bitmask;
    std::vector<std::uint64_t> m_starts;
    std::size_t m_columns;
    std::size_t m_elementBytes;
};

/// 4-bit floats with a float8 scale for each group of inputs, divided by one for all, as float32.
class Float4Source final : public TensorSource
{
public:
    /// @param packed [out, in / 2], scales [out, groups] F8_E4M3; both outlive this
    Float4Source(const TensorSource& packed, const TensorSource& scales, std::size_t columns, std::size_t groups,
                 float globalScale);

    const MappedFile& file() const override { return m_packed.file(); }
    std::span<const std::byte> mapped() const override { return {}; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override;
    std::optional<StoredForm> storedForm() const override;

private:
    const TensorSource& m_packed;
    const TensorSource& m_scales;
    std::size_t m_columns;
    std::size_t m_groups;
    float m_globalScale;
};

} // namespace espalier::model
