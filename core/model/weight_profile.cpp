#include "core/model/weight_profile.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/weight_rows.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kChunkElements = 1 << 18;

/// What programs have kernels for and papers write about. Tighter ones first, of the same density the shorter group.
constexpr std::array<std::array<int, 2>, 9> kProfilePatterns = {
    {{1, 8}, {1, 4}, {2, 8}, {4, 16}, {1, 2}, {2, 4}, {4, 8}, {8, 16}, {16, 32}}};

std::int64_t conformingGroups(std::span<const std::uint8_t> nonzero, int kept, int group)
{
    std::int64_t conforming = 0;
    const auto size = static_cast<std::int64_t>(nonzero.size());
    for (std::int64_t begin = 0; begin < size; begin += group) {
        const std::int64_t members = std::min<std::int64_t>(group, size - begin);
        int count = 0;
        for (std::int64_t i = 0; i < members; ++i) {
            count += nonzero[static_cast<std::size_t>(begin + i)];
        }
        conforming += count <= keptInGroup(kept, group, members) ? 1 : 0;
    }
    return conforming;
}

class Profiler
{
public:
    explicit Profiler(const WeightRows& weight) : m_nonzero(static_cast<std::size_t>(weight.columns()))
    {
        m_profile.rowNorms.reserve(static_cast<std::size_t>(weight.rows()));
        m_profile.columnNorms.assign(m_nonzero.size(), 0.0);
        const std::int64_t columns = weight.columns();
        for (const auto& [kept, group] : kProfilePatterns) {
            if (columns >= group) {
                m_profile.patterns.push_back({kept, group, 0, 0});
            }
        }
    }

    void add(std::span<const float> row)
    {
        double sum = 0.0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const double square = double(row[i]) * double(row[i]);
            sum += square;
            m_profile.columnNorms[i] += square;
            m_nonzero[i] = row[i] != 0.0F ? 1 : 0;
        }
        m_profile.rowNorms.push_back(std::sqrt(sum));
        for (PatternShare& pattern : m_profile.patterns) {
            pattern.groups += (static_cast<std::int64_t>(row.size()) + pattern.group - 1) / pattern.group;
            pattern.conforming += conformingGroups(m_nonzero, pattern.kept, pattern.group);
        }
    }

    WeightProfile take(const WeightStatistics& statistics)
    {
        for (double& norm : m_profile.columnNorms) {
            norm = std::sqrt(norm);
        }
        m_profile.statistics = statistics;
        return std::move(m_profile);
    }

private:
    WeightProfile m_profile;
    std::vector<std::uint8_t> m_nonzero;
};

} // namespace

std::optional<PatternShare> WeightProfile::pattern() const
{
    const auto kept = std::find_if(patterns.begin(), patterns.end(),
                                   [](const PatternShare& each) { return each.conforming == each.groups; });
    return statistics.zeros == 0 || kept == patterns.end() ? std::nullopt : std::optional(*kept);
}

Result<WeightProfile> weightProfile(const Checkpoint& checkpoint, const std::string& moduleName,
                                    const CancelToken& cancel)
{
    const auto weight = WeightRows::open(checkpoint, moduleName);
    if (!weight) {
        return weight.error();
    }
    const std::int64_t rows = (*weight)->rows();
    const std::int64_t columns = (*weight)->columns();
    const std::int64_t chunk = std::clamp<std::int64_t>(kChunkElements / std::max<std::int64_t>(columns, 1), 1, rows);
    std::vector<float> values(static_cast<std::size_t>(chunk * columns));
    Profiler profiler(**weight);
    StatisticsSum sum;
    for (std::int64_t row = 0; row < rows; row += chunk) {
        if (cancel.requested()) {
            return Error{"cancelled", "Cancelled.", ""};
        }
        const std::int64_t count = std::min(chunk, rows - row);
        const auto part = std::span(values).first(static_cast<std::size_t>(count * columns));
        (*weight)->read(row, part);
        sum.add(part);
        for (std::int64_t i = 0; i < count; ++i) {
            profiler.add(part.subspan(static_cast<std::size_t>(i * columns), static_cast<std::size_t>(columns)));
        }
    }
    (*weight)->release();
    return profiler.take(sum.result());
}

} // namespace espalier::model
