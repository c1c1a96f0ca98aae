#include "core/recipe/mask.h"

#include <charconv>

namespace espalier::recipe {

double MaskStructure::sparsity(std::int64_t inFeatures) const
{
    if (unstructured() || inFeatures <= 0) {
        return 0.0;
    }
    const std::int64_t lost = group - kept;
    const std::int64_t rest = inFeatures % group;
    const std::int64_t zeros = inFeatures / group * lost + rest * lost / group;
    return static_cast<double>(zeros) / static_cast<double>(inFeatures);
}

std::optional<MaskStructure> parseMaskStructure(std::string_view text)
{
    if (text == "unstructured" || text == "0:0") {
        return MaskStructure{};
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = [](std::string_view digits) {
        int value = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc() && end == digits.data() + digits.size() ? value : -1;
    };
    const MaskStructure mask{number(text.substr(0, colon)), number(text.substr(colon + 1))};
    constexpr int kLargestGroup = 1024;
    if (mask.kept <= 0 || mask.kept >= mask.group || mask.group > kLargestGroup) {
        return std::nullopt;
    }
    return mask;
}

} // namespace espalier::recipe
