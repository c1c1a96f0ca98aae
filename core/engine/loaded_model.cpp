#include "core/engine/loaded_model.h"

#include <algorithm>
#include <map>

#include "core/engine/kernels/cpu_target.h"
#include "core/engine/kernels/elementwise.h"
#include "core/engine/model_loader.h"

namespace espalier::engine {
namespace {

/// Calls visit(linear, share) for each matrix; `share`: how often one token uses it (of experts on average).
template <typename Visit> void visitGated(const GatedLayer& gated, double share, const Visit& visit)
{
    if (gated.gate) {
        visit(*gated.gate, share);
    }
    visit(gated.up, share);
    visit(gated.down, share);
}

template <typename Visit> void visitLayer(const DecoderLayer& layer, const Visit& visit)
{
    for (const LinearLayer* linear : {&layer.query, &layer.key, &layer.value, &layer.attentionOutput}) {
        visit(*linear, 1.0);
    }
    if (layer.feedForward) {
        visitGated(*layer.feedForward, 1.0, visit);
    }
    if (layer.moe) {
        visit(layer.moe->router, 1.0);
        const double share =
            static_cast<double>(layer.spec->moe->expertsPerToken) / static_cast<double>(layer.moe->experts.size());
        for (const GatedLayer& expert : layer.moe->experts) {
            visitGated(expert, share, visit);
        }
        if (layer.moe->shared) {
            visitGated(*layer.moe->shared, 1.0, visit);
        }
    }
}

template <typename Visit> void visitAll(const LoadedModel& model, const Visit& visit)
{
    for (const DecoderLayer& layer : model.layers()) {
        visitLayer(layer, visit);
    }
    visit(model.head(), 1.0);
}

} // namespace

Result<std::shared_ptr<const LoadedModel>> LoadedModel::load(const model::Checkpoint& checkpoint, ThreadPool& pool,
                                                             const LoadOptions& options)
{
    return ModelLoader(checkpoint, pool, options).load();
}

Result<std::shared_ptr<const LoadedModel>> LoadedModel::load(const std::filesystem::path& folder, ThreadPool& pool,
                                                             const LoadOptions& options)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint) {
        return checkpoint.error();
    }
    return load(*checkpoint, pool, options);
}

void LoadedModel::embed(std::int32_t id, std::size_t position, std::span<float> row) const
{
    m_embedding->read(static_cast<std::size_t>(id), row);
    if (const auto scale = static_cast<float>(spec().embeddingScale); scale != 1.0F) {
        for (float& value : row) {
            value *= scale;
        }
    }
    if (m_positions) {
        thread_local std::vector<float> learned;
        learned.resize(row.size());
        m_positions->read(position + static_cast<std::size_t>(spec().positionOffset), learned);
        addTo(learned.data(), row.size(), row.data());
    }
}

std::uint64_t LoadedModel::weightBytes() const
{
    std::uint64_t bytes = 0;
    visitAll(*this, [&](const LinearLayer& linear, double) { bytes += linear.weight.bytes(); });
    return bytes;
}

std::uint64_t LoadedModel::bytesPerToken() const
{
    double bytes = 0.0;
    visitAll(*this, [&](const LinearLayer& linear, double share) {
        bytes += share * static_cast<double>(linear.weight.bytes());
    });
    return static_cast<std::uint64_t>(bytes);
}

std::uint64_t LoadedModel::weightsPerToken() const
{
    double weights = 0.0;
    visitAll(*this, [&](const LinearLayer& linear, double share) {
        weights += share * static_cast<double>(linear.weight.rows) * static_cast<double>(linear.weight.columns);
    });
    return static_cast<std::uint64_t>(weights);
}

std::string LoadedModel::kernelSummary() const
{
    std::map<std::string, std::size_t> matrices;
    std::size_t total = 0;
    visitAll(*this, [&](const LinearLayer& linear, double) {
        ++matrices[describe(linear.weight)];
        ++total;
    });
    std::vector<std::pair<std::string, std::size_t>> sorted(matrices.begin(), matrices.end());
    std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (const auto& [format, count] : sorted) {
        text += (text.empty() ? "" : ", ") + format;
        if (sorted.size() > 1 && &format == &sorted.front().first) {
            text += " (" + std::to_string(count) + " of " + std::to_string(total) + " matrices)";
        }
    }
    for (const std::string& note : m_notes) {
        text += ", " + note;
    }
    return text + "; " + std::string(name(cpuTarget()));
}

} // namespace espalier::engine
