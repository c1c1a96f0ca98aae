#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/engine/loaded_model.h"
#include "core/model/stored_weight.h"

namespace espalier::engine {

class PackCache;

/// Builds a LoadedModel: maps what can stay in the files, takes the rest from the pack cache or packs it. One use.
class ModelLoader
{
public:
    ModelLoader(const model::Checkpoint& checkpoint, ThreadPool& pool, const LoadOptions& options);

    Result<std::shared_ptr<const LoadedModel>> load();

private:
    /// A matrix that cannot stay as it is stored.
    struct Pending
    {
        std::string name;
        LinearLayer* layer = nullptr;
        model::StoredWeight weight;
        int bits = 0; ///< of codes that are to be packed; 0: a float matrix is made
        std::vector<float> bias;
    };

    /// @param module empty: there is none
    Result<void> readNorm(const std::string& module, NormLayer& norm);
    /// A matrix of which single rows are read.
    Result<void> openTable(const std::string& module, std::optional<model::StoredWeight>& table);
    Result<void> addLayer(const model::LayerSpec& spec, DecoderLayer& layer);
    Result<void> addGated(const model::LinearSpec* gate, const model::LinearSpec& up, const model::LinearSpec& down,
                          GatedLayer& gated);
    Result<void> addMoe(const model::MoeSpec& spec, MoeLayer& moe);
    Result<void> add(const std::string& name, std::int64_t outFeatures, std::int64_t inFeatures, bool bias,
                     LinearLayer& layer);
    Result<void> add(const model::LinearSpec& spec, LinearLayer& layer);
    Result<void> addCoded(Pending pending, const std::optional<formats::QuantizationScheme>& scheme);

    std::shared_ptr<const std::vector<std::uint32_t>> shared(std::vector<std::uint32_t> order);
    Result<void> preparePending();
    /// Whether a matrix of the cache is what packOne() would give, as far as shape and kind can tell.
    static bool fits(const PackedMatrix& matrix, const Pending& pending);
    bool takeFromCache(const PackCache& cache);
    Result<void> packAll();
    PackedMatrix packOne(const Pending& pending) const;
    void writeCache(const PackCache& cache) const;
    /// The module whose tensors are read: of a tied head the embedding.
    const std::string& ownerOf(const std::string& name) const;
    Result<void> cancelled() const; ///< the error if it was asked for
    void report(double fraction) const;
    void note(const char* text);

    const model::Checkpoint& m_checkpoint;
    ThreadPool& m_pool;
    const LoadOptions& m_options;
    std::shared_ptr<LoadedModel> m_model;
    std::vector<Pending> m_pending;
    std::vector<std::shared_ptr<const std::vector<std::uint32_t>>> m_orders; ///< so that equal ones are one
};

/// How the inputs of a module with integer codes are rounded. Errors: `engine.scheme`, `engine.scale`.
/// @param groupColumns inputs that share a weight scale; `columns`: all
Result<InputRounding> inputRounding(const model::Checkpoint& checkpoint, const std::string& module,
                                    const std::optional<formats::QuantizationArgs>& activations,
                                    std::size_t groupColumns, std::size_t columns);

} // namespace espalier::engine
