#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"
#include "core/model/checkpoint.h"
#include "core/model/stored_weight.h"

namespace espalier::engine {

/// A linear module ready to run.
struct LinearLayer
{
    PackedMatrix weight;
    InputRounding rounding; ///< of its input
    /// Column i of the weight takes this input (activation order: columns of a group were brought together); none: i.
    std::shared_ptr<const std::vector<std::uint32_t>> inputOrder;
};

struct GatedLayer
{
    std::optional<LinearLayer> gate; ///< none: down(activation(up(x)))
    LinearLayer up;
    LinearLayer down;
};

/// Routed experts; see model::MoeSpec.
struct MoeLayer
{
    LinearLayer router; ///< always float
    std::vector<GatedLayer> experts;
    std::optional<GatedLayer> shared;
};

/// Weights as they are multiplied by: those of norms that multiply by 1 + w have 1 added.
struct NormLayer
{
    std::vector<float> weight; ///< [hidden], of heads [dimension] or [heads, dimension]; empty: there is no such norm
    std::vector<float> bias;   ///< empty without one

    explicit operator bool() const { return !weight.empty(); }
    const float* biasData() const { return bias.empty() ? nullptr : bias.data(); }
};

struct DecoderLayer
{
    const model::LayerSpec* spec = nullptr;
    LinearLayer query, key, value, attentionOutput;
    std::optional<GatedLayer> feedForward; ///< none: `moe`
    std::optional<MoeLayer> moe;
    NormLayer inputNorm;
    NormLayer postAttentionNorm; ///< empty: the feed-forward part takes what inputNorm gave
    NormLayer queryNorm;
    NormLayer keyNorm;
    NormLayer attentionOutputNorm;
    NormLayer feedForwardOutputNorm;
};

struct LoadOptions
{
    bool cache = true; ///< use and write the pack cache beside the model (`.espalier-pack-<target>-<hash>`), if it may
                       ///< be written; a damaged or outdated one is made anew. The environment variable
                       ///< ESPALIER_PACK_CACHE=0 turns it off for all
    CancelToken cancel;
    std::function<void(double fraction)> progress; ///< 0..1, from the calling thread
};

/// A model's weights ready to run, shared by all who run it. Immutable after loading.
class LoadedModel
{
public:
    /// Packs every matrix (in parallel on `pool`), or copies the packed ones from the cache into memory. Float matrices
    /// are not copied: they stay in the checkpoint's mapped files. Nothing in it refers to `pool` afterwards.
    /// Errors: those of Checkpoint::requireComplete(), `engine.scheme` (a stored scheme that the engine cannot run,
    /// named with its module), `engine.scale` (a scale that is NaN, infinite or not above 0, or a zero point that is no
    /// code, with module and row),
    /// `engine.memory`, `cancelled`.
    static Result<std::shared_ptr<const LoadedModel>> load(const model::Checkpoint& checkpoint, ThreadPool& pool,
                                                           const LoadOptions& options = {});
    /// Opens the folder, then as above. Errors: those of Checkpoint::open() as well.
    static Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path& folder, ThreadPool& pool,
                                                           const LoadOptions& options = {});

    const model::Checkpoint& checkpoint() const { return m_checkpoint; }
    const model::ModelSpec& spec() const { return m_checkpoint.spec(); }
    const std::vector<DecoderLayer>& layers() const { return m_layers; }
    const LinearLayer& head() const { return m_head; }
    const NormLayer& finalNorm() const { return m_finalNorm; }
    /// What enters the first layer for a token at a position. @param row [hidden]
    void embed(std::int32_t id, std::size_t position, std::span<float> row) const;

    std::uint64_t weightBytes() const;   ///< all packed weights
    std::uint64_t bytesPerToken() const; ///< of them, what decoding one token reads (of experts those that are chosen)
    std::uint64_t weightsPerToken() const; ///< parameters multiplied for one token, zeros included
    /// One line for people: "8:16 int8 (154 of 155 matrices), bf16; avx2".
    std::string kernelSummary() const;

private:
    friend class ModelLoader;
    explicit LoadedModel(model::Checkpoint checkpoint) : m_checkpoint(std::move(checkpoint)) {}

    model::Checkpoint m_checkpoint;
    std::vector<DecoderLayer> m_layers;
    LinearLayer m_head;
    NormLayer m_finalNorm;
    std::optional<model::StoredWeight> m_embedding;
    std::optional<model::StoredWeight> m_positions; ///< of learned positions
    std::vector<std::string> m_notes;               ///< what runs otherwise than stored, for kernelSummary()
};

} // namespace espalier::engine
