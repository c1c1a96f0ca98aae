#include "core/compress/sensitivity/choice_front.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace espalier::compress::sensitivity {
namespace {

struct Candidate
{
    ChoiceFront::Point point;
    std::uint32_t parent = 0;
    std::int32_t option = 0;
};

/// Those that no other beats, bytes ascending.
void keepBest(std::vector<Candidate>& candidates)
{
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.point.bytes != b.point.bytes ? a.point.bytes < b.point.bytes : a.point.loss < b.point.loss;
    });
    std::size_t kept = 0;
    for (const Candidate& candidate : candidates) {
        if (kept == 0 || candidate.point.loss < candidates[kept - 1].point.loss)
            candidates[kept++] = candidate;
    }
    candidates.resize(kept);
}

/// One of each slice of bytes, the one that loses least; the first stays, so that what fits at all still fits.
void thin(std::vector<Candidate>& candidates, std::size_t most)
{
    const double first = double(candidates.front().point.bytes);
    const double width = (double(candidates.back().point.bytes) - first) / double(most - 1);
    std::vector<Candidate> kept = {candidates.front()};
    for (std::size_t i = 1; i < candidates.size(); ++i) {
        const auto slice = [&](std::size_t at) {
            return std::floor((double(candidates[at].point.bytes) - first) / width);
        };
        if (i + 1 == candidates.size() || slice(i) != slice(i + 1))
            kept.push_back(candidates[i]);
    }
    candidates = std::move(kept);
}

} // namespace

ChoiceFront::ChoiceFront(std::vector<std::vector<LayerOption>> layers, std::size_t mostPoints)
    : m_layers(std::move(layers)), m_points{{0, 0.0}}
{
    mostPoints = std::max<std::size_t>(2, mostPoints);
    std::vector<Candidate> candidates;
    for (const std::vector<LayerOption>& options : m_layers) {
        if (options.empty())
            throw std::invalid_argument("choice front: got a layer without options, expected at least one");
        candidates.clear();
        candidates.reserve(m_points.size() * options.size());
        for (std::size_t parent = 0; parent < m_points.size(); ++parent) {
            for (std::size_t option = 0; option < options.size(); ++option)
                candidates.push_back(
                    {{m_points[parent].bytes + options[option].bytes, m_points[parent].loss + options[option].loss},
                     std::uint32_t(parent),
                     std::int32_t(option)});
        }
        keepBest(candidates);
        if (candidates.size() > mostPoints) {
            thin(candidates, mostPoints);
            m_exact = false;
        }
        m_points.clear();
        std::vector<Step>& steps = m_steps.emplace_back();
        for (const Candidate& candidate : candidates) {
            m_points.push_back(candidate.point);
            steps.push_back({candidate.parent, candidate.option});
        }
    }
}

std::vector<int> ChoiceFront::choice(std::size_t point) const
{
    std::vector<int> options(m_layers.size());
    std::size_t at = point;
    for (std::size_t layer = m_layers.size(); layer-- > 0;) {
        const Step step = m_steps[layer].at(at);
        options[layer] = step.option;
        at = step.parent;
    }
    return options;
}

std::optional<std::size_t> ChoiceFront::within(std::uint64_t bytes) const
{
    const auto beyond = std::upper_bound(m_points.begin(), m_points.end(), bytes,
                                         [](std::uint64_t limit, const Point& point) { return limit < point.bytes; });
    return beyond == m_points.begin() ? std::nullopt : std::optional(std::size_t(beyond - m_points.begin()) - 1);
}

std::optional<std::size_t> ChoiceFront::losingAtMost(double loss) const
{
    const auto found = std::find_if(m_points.begin(), m_points.end(), [&](const Point& p) { return p.loss <= loss; });
    return found == m_points.end() ? std::nullopt : std::optional(std::size_t(found - m_points.begin()));
}

double ChoiceFront::gap(std::size_t point) const
{
    if (m_exact)
        return 0.0;
    const double limit = double(m_points.at(point).bytes);
    // max over lambda of sum over layers of min(loss + lambda * bytes), less lambda * limit: concave, and its slope is
    // the bytes that the minimum takes, less the limit.
    const auto bound = [&](double lambda, double& slope) {
        double sum = -lambda * limit;
        slope = -limit;
        for (const auto& options : m_layers) {
            const auto best = std::min_element(options.begin(), options.end(), [&](const auto& a, const auto& b) {
                return a.loss + lambda * double(a.bytes) < b.loss + lambda * double(b.bytes);
            });
            sum += best->loss + lambda * double(best->bytes);
            slope += double(best->bytes);
        }
        return sum;
    };
    double low = 0.0;
    double high = 1.0 / std::max(1.0, limit);
    double slope = 0.0;
    double best = bound(low, slope);
    for (int i = 0; i < 200 && (bound(high, slope), slope > 0.0); ++i)
        high *= 2.0;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2.0;
        best = std::max(best, bound(middle, slope));
        (slope > 0.0 ? low : high) = middle;
    }
    return std::max(0.0, m_points[point].loss - best);
}

} // namespace espalier::compress::sensitivity
