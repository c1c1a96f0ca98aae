#include "core/text/demo/template.h"

#include <cctype>
#include <stdexcept>
#include <vector>

namespace espalier::text::demo {
namespace {

/// Position of the bracket that closes the one at `open`, and of the bars between them at its own depth.
std::vector<std::size_t> alternativesOf(std::string_view pattern, std::size_t open)
{
    std::vector<std::size_t> cuts{open};
    int depth = 0;
    for (std::size_t i = open; i < pattern.size(); ++i) {
        if (pattern[i] == '[')
            ++depth;
        else if (pattern[i] == '|' && depth == 1)
            cuts.push_back(i);
        else if (pattern[i] == ']' && --depth == 0) {
            cuts.push_back(i);
            return cuts;
        }
    }
    throw std::out_of_range("unclosed [ in a template");
}

} // namespace

std::string expand(std::string_view pattern, const Slots& slots, Random& random)
{
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '[') {
            const auto cuts = alternativesOf(pattern, i);
            const std::size_t choice = random.below(cuts.size() - 1);
            result += expand(pattern.substr(cuts[choice] + 1, cuts[choice + 1] - cuts[choice] - 1), slots, random);
            i = cuts.back();
        } else if (pattern[i] == '{') {
            const std::size_t end = pattern.find('}', i);
            const auto slot = slots.find(pattern.substr(i + 1, end - i - 1));
            if (slot == slots.end())
                throw std::out_of_range("no slot " + std::string(pattern.substr(i, end - i + 1)));
            result += slot->second;
            i = end;
        } else {
            result += pattern[i];
        }
    }
    return result;
}

std::string capitalized(std::string text)
{
    if (!text.empty())
        text.front() = char(std::toupper(static_cast<unsigned char>(text.front())));
    return text;
}

std::string withArticle(const std::string& noun)
{
    return (std::string_view("aeiou").find(noun.front()) == std::string_view::npos ? "a " : "an ") + noun;
}

} // namespace espalier::text::demo
