#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace espalier::recipe {

/// A parsed `mask_structure` in canonical words: `kept` of every `group` consecutive inputs stay; 0:0 is unstructured.
struct MaskStructure
{
    int kept = 0;
    int group = 0;

    bool unstructured() const { return group == 0; }
    /// Share of zeros in rows of `inFeatures` weights; a short last group of r loses floor(r * (group - kept) / group).
    double sparsity(std::int64_t inFeatures) const;
};

/// "unstructured", "0:0" or "N:M" with 0 < N < M <= 1024; nothing otherwise.
std::optional<MaskStructure> parseMaskStructure(std::string_view text);

} // namespace espalier::recipe
