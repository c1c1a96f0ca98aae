#include "core/text/split_behavior.h"

#include <algorithm>
#include <array>

namespace espalier::text {
namespace {

struct Segment
{
    std::size_t begin, end;
    bool match;
};

std::vector<Segment> segmentsOf(std::size_t size, const std::vector<Pattern::Range>& matches, bool invert)
{
    std::vector<Segment> segments;
    segments.reserve(matches.size() * 2 + 1);
    std::size_t done = 0;
    for (const auto& [begin, end] : matches) {
        if (begin > done) {
            segments.push_back({done, begin, invert});
        }
        segments.push_back({begin, end, !invert});
        done = end;
    }
    if (done < size) {
        segments.push_back({done, size, invert});
    }
    return segments;
}

} // namespace

std::optional<SplitBehavior> splitBehaviorNamed(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, SplitBehavior>, 5> names{{
        {"Removed", SplitBehavior::Removed},
        {"Isolated", SplitBehavior::Isolated},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous},
    }};
    for (const auto& [known, behavior] : names) {
        if (known == name) {
            return behavior;
        }
    }
    return {};
}

std::vector<Pattern::Range> splitParts(std::size_t size, const std::vector<Pattern::Range>& matches,
                                       SplitBehavior behavior, bool invert)
{
    std::vector<Segment> segments = segmentsOf(size, matches, invert);
    const bool backwards = behavior == SplitBehavior::MergedWithNext;
    if (backwards) {
        std::reverse(segments.begin(), segments.end());
    }
    std::vector<Pattern::Range> parts;
    parts.reserve(segments.size());
    bool previousMatch = false;
    for (const Segment& segment : segments) {
        const bool afterText = segment.match && !previousMatch;
        const bool joins = !parts.empty() && (behavior == SplitBehavior::Contiguous ? segment.match == previousMatch
                                              : behavior == SplitBehavior::MergedWithPrevious || backwards ? afterText
                                                                                                           : false);
        if (joins) {
            (backwards ? parts.back().first : parts.back().second) = backwards ? segment.begin : segment.end;
        } else if (!(segment.match && behavior == SplitBehavior::Removed)) {
            parts.emplace_back(segment.begin, segment.end);
        }
        previousMatch = segment.match;
    }
    if (backwards) {
        std::reverse(parts.begin(), parts.end());
    }
    return parts;
}

} // namespace espalier::text
