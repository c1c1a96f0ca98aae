#include "core/engine/model_loader.h"

#include <algorithm>
#include <exception>
#include <new>
#include <thread>

#include <spdlog/spdlog.h>

#include "core/engine/coded_matrix.h"
#include "core/engine/float_matrix.h"
#include "core/engine/pack.h"
#include "core/engine/pack_cache.h"

namespace espalier::engine {
namespace {

/// Of the time that loading takes what packing is; the rest is writing the cache.
constexpr double kPackShare = 0.8;

Result<void> checkScales(const std::string& module, const model::StoredWeight& weight,
                         const std::optional<formats::QuantizationScheme>& scheme)
{
    return weight.isQuantized() ? requireScales(module, weight.grid(), scheme->weights->bits) : Result<void>();
}

} // namespace

ModelLoader::ModelLoader(const model::Checkpoint& checkpoint, ThreadPool& pool, const LoadOptions& options)
    : m_checkpoint(checkpoint), m_pool(pool), m_options(options)
{
}

Result<std::shared_ptr<const LoadedModel>> ModelLoader::load()
try {
    if (auto complete = m_checkpoint.requireComplete(); !complete) {
        return complete.error();
    }
    const model::ModelSpec& spec = m_checkpoint.spec();
    m_model = std::shared_ptr<LoadedModel>(new LoadedModel(m_checkpoint));
    m_model->m_layers.resize(spec.layers.size());
    if (m_checkpoint.quantization() && m_checkpoint.quantization()->keysAndValues) {
        note("keys and values not rounded as they are stored"); // the cache has its own type (`--kv`)
    }
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        if (auto added = addLayer(spec.layers[i], m_model->m_layers[i]); !added) {
            return added.error();
        }
    }
    if (auto read = readNorm(spec.finalNorm, m_model->m_finalNorm); !read) {
        return read.error();
    }
    if (auto opened = openTable(spec.embedding, m_model->m_embedding); !opened) {
        return opened.error();
    }
    if (!spec.positionEmbedding.empty()) {
        if (auto opened = openTable(spec.positionEmbedding, m_model->m_positions); !opened) {
            return opened.error();
        }
    }
    if (auto added = add(spec.head, spec.vocabularySize, spec.hiddenSize, false, m_model->m_head); !added) {
        return added.error();
    }
    if (auto prepared = preparePending(); !prepared) {
        return prepared.error();
    }
    report(1.0);
    return std::shared_ptr<const LoadedModel>(m_model);
} catch (const std::bad_alloc&) {
    return Error{"engine.memory",
                 "There is not enough memory for the model's weights. Close other programs or take a smaller or more "
                 "compressed model.",
                 m_checkpoint.folder().string()};
}

Result<void> ModelLoader::addLayer(const model::LayerSpec& spec, DecoderLayer& layer)
{
    layer.spec = &spec;
    const std::pair<model::Role, LinearLayer*> attention[] = {{model::Role::Query, &layer.query},
                                                              {model::Role::Key, &layer.key},
                                                              {model::Role::Value, &layer.value},
                                                              {model::Role::AttentionOutput, &layer.attentionOutput}};
    for (const auto& [role, linear] : attention) {
        const model::LinearSpec* module = spec.find(role);
        if (auto added = add(*module, *linear); !added) {
            return added;
        }
    }
    const std::pair<const std::string*, NormLayer*> norms[] = {
        {&spec.inputNorm, &layer.inputNorm},
        {&spec.postAttentionNorm, &layer.postAttentionNorm},
        {&spec.queryNorm, &layer.queryNorm},
        {&spec.keyNorm, &layer.keyNorm},
        {&spec.attentionOutputNorm, &layer.attentionOutputNorm},
        {&spec.feedForwardOutputNorm, &layer.feedForwardOutputNorm}};
    for (const auto& [module, norm] : norms) {
        if (auto read = readNorm(*module, *norm); !read) {
            return read;
        }
    }
    if (spec.moe) {
        return addMoe(*spec.moe, layer.moe.emplace());
    }
    return addGated(spec.find(model::Role::Gate), *spec.find(model::Role::Up), *spec.find(model::Role::Down),
                    layer.feedForward.emplace());
}

Result<void> ModelLoader::readNorm(const std::string& module, NormLayer& norm)
{
    if (module.empty()) {
        return {};
    }
    auto weight = m_checkpoint.readFloats(module + ".weight");
    if (!weight) {
        return weight.error();
    }
    norm.weight = weight.take();
    if (m_checkpoint.spec().normPlusOne) {
        for (float& value : norm.weight) {
            value += 1.0F;
        }
    }
    if (!m_checkpoint.module(module)->bias) {
        return {};
    }
    auto bias = m_checkpoint.readFloats(module + ".bias");
    if (!bias) {
        return bias.error();
    }
    norm.bias = bias.take();
    return {};
}

Result<void> ModelLoader::openTable(const std::string& module, std::optional<model::StoredWeight>& table)
{
    const auto scheme = m_checkpoint.storedScheme(module);
    auto opened = model::StoredWeight::open(m_checkpoint, module, m_checkpoint.weightShape(module),
                                            scheme ? scheme->weights : std::nullopt);
    if (!opened) {
        return opened.error();
    }
    if (auto sound = checkScales(module, *opened, scheme); !sound) {
        return sound;
    }
    table = opened.take();
    return {};
}

Result<void> ModelLoader::addGated(const model::LinearSpec* gate, const model::LinearSpec& up,
                                   const model::LinearSpec& down, GatedLayer& gated)
{
    const std::pair<const model::LinearSpec*, LinearLayer*> modules[] = {
        {gate, gate != nullptr ? &gated.gate.emplace() : nullptr}, {&up, &gated.up}, {&down, &gated.down}};
    for (const auto& [module, linear] : modules) {
        if (module == nullptr) {
            continue;
        }
        if (auto added = add(*module, *linear); !added) {
            return added;
        }
    }
    return {};
}

Result<void> ModelLoader::addMoe(const model::MoeSpec& spec, MoeLayer& moe)
{
    const auto experts = static_cast<std::int64_t>(spec.experts.size());
    if (auto added = add(spec.router, experts, m_checkpoint.spec().hiddenSize, false, moe.router); !added) {
        return added;
    }
    if (!moe.router.weight.isFloat()) {
        return Error{"engine.scheme",
                     "The router '" + spec.router + "' is quantized. Routers must be stored as floats.", spec.router};
    }
    moe.experts.resize(spec.experts.size()); // places of layers must not move: pending matrices point to them
    for (std::size_t i = 0; i < spec.experts.size(); ++i) {
        const model::ExpertSpec& expert = spec.experts[i];
        if (auto added = addGated(&expert.gate, expert.up, expert.down, moe.experts[i]); !added) {
            return added;
        }
    }
    return spec.shared ? addGated(&spec.shared->gate, spec.shared->up, spec.shared->down, moe.shared.emplace())
                       : Result<void>();
}

Result<void> ModelLoader::add(const model::LinearSpec& spec, LinearLayer& layer)
{
    return add(spec.name, spec.outFeatures, spec.inFeatures, spec.bias, layer);
}

Result<void> ModelLoader::add(const std::string& name, std::int64_t outFeatures, std::int64_t inFeatures, bool bias,
                              LinearLayer& layer)
{
    const std::string& owner = ownerOf(name);
    const auto scheme = m_checkpoint.storedScheme(owner);
    auto weight = model::StoredWeight::open(m_checkpoint, owner, {outFeatures, inFeatures},
                                            scheme ? scheme->weights : std::nullopt);
    if (!weight) {
        return weight.error();
    }
    if (auto sound = checkScales(owner, *weight, scheme); !sound) {
        return sound;
    }
    std::vector<float> biases;
    if (bias) {
        auto read = m_checkpoint.readFloats(owner + ".bias");
        if (!read) {
            return read.error();
        }
        biases = read.take();
    }
    if (scheme && scheme->outputActivations && name == owner) {
        note("outputs not rounded"); // nor does the reference
    }
    Pending pending{name, &layer, weight.take(), 0, std::move(biases)};
    if (pending.weight.hasIntegerCodes()) {
        return addCoded(std::move(pending), scheme);
    }
    if (scheme && scheme->inputActivations) {
        note("inputs not rounded where weights are stored as floats");
    }
    if (auto matrix = mappedMatrix(pending.weight, pending.bias)) {
        layer.weight = std::move(*matrix);
    } else {
        m_pending.push_back(std::move(pending));
    }
    return {};
}

Result<void> ModelLoader::addCoded(Pending pending, const std::optional<formats::QuantizationScheme>& scheme)
{
    const formats::ScaleGrid grid = pending.weight.grid();
    const std::size_t columns = pending.weight.columns();
    const std::size_t groupColumns = grid.columns == 1 ? columns : grid.groupSize;
    auto order = columnOrder(grid);
    if (grid.rowsPerScale > 1) {
        note("weights with scales by block as floats");
        m_pending.push_back(std::move(pending));
        return {};
    }
    if (!order || groupColumns > kMaximumGroupColumns ||
        (grid.columns > 1 && groupColumns % InputRows::kSumColumns != 0)) {
        note("groups of odd sizes as floats");
        m_pending.push_back(std::move(pending));
        return {};
    }
    // A tied head has the embedding's codes but is no module of the scheme: its inputs are not quantized.
    const bool tied = pending.name != ownerOf(pending.name);
    const auto rounding = inputRounding(m_checkpoint, pending.name, tied ? std::nullopt : scheme->inputActivations,
                                        groupColumns, columns);
    if (!rounding) {
        return rounding.error();
    }
    pending.layer->rounding = *rounding;
    pending.layer->inputOrder = shared(std::move(*order));
    pending.bits = std::max(scheme->weights->bits, 2);
    m_pending.push_back(std::move(pending));
    return {};
}

std::shared_ptr<const std::vector<std::uint32_t>> ModelLoader::shared(std::vector<std::uint32_t> order)
{
    if (order.empty()) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(m_orders, [&](const auto& known) { return *known == order; });
    if (found != m_orders.end()) {
        return *found;
    }
    return m_orders.emplace_back(std::make_shared<const std::vector<std::uint32_t>>(std::move(order)));
}

const std::string& ModelLoader::ownerOf(const std::string& name) const
{
    const model::ModelSpec& spec = m_checkpoint.spec();
    return spec.tiedEmbeddings && name == spec.head ? spec.embedding : name;
}

Result<void> ModelLoader::preparePending()
{
    if (m_pending.empty()) {
        return {};
    }
    // matrices that are only read as floats are soon made again, and their pack would be larger than the model
    const bool codes = std::ranges::any_of(m_pending, [](const Pending& each) { return each.bits > 0; });
    const bool wanted = codes && m_options.cache && PackCache::isEnabled();
    const std::optional<PackCache> cache = wanted ? PackCache::of(m_checkpoint) : std::nullopt;
    if (cache && takeFromCache(*cache)) {
        return {};
    }
    if (auto packed = packAll(); !packed) {
        return packed;
    }
    if (cache) {
        writeCache(*cache);
    }
    return cancelled();
}

Result<void> ModelLoader::cancelled() const
{
    return m_options.cancel.requested() ? Result<void>(Error{"cancelled", "Loading was cancelled.", ""})
                                        : Result<void>();
}

bool ModelLoader::fits(const PackedMatrix& matrix, const Pending& pending)
{
    const bool isFloat = pending.bits == 0;
    const formats::ScaleGrid grid = pending.weight.grid();
    const std::size_t columns = pending.weight.columns();
    return matrix.rows == pending.weight.rows() && matrix.columns == columns && matrix.isFloat() == isFloat &&
           matrix.groupColumns == (isFloat || grid.columns == 1 ? columns : grid.groupSize) &&
           matrix.bias.size() == pending.bias.size();
}

bool ModelLoader::takeFromCache(const PackCache& cache)
{
    auto matrices = cache.read(m_pool);
    if (!matrices) {
        return false;
    }
    for (const Pending& pending : m_pending) {
        const auto found = matrices->find(pending.name);
        if (found == matrices->end() || !fits(found->second, pending)) {
            return false;
        }
    }
    for (const Pending& pending : m_pending) {
        pending.layer->weight = matrices->at(pending.name);
    }
    return true;
}

Result<void> ModelLoader::packAll()
{
    std::vector<const Pending*> order; // the largest first, so that no thread is left with it in the end
    std::ranges::transform(m_pending, std::back_inserter(order), [](const Pending& pending) { return &pending; });
    const auto weights = [](const Pending* pending) { return pending->weight.rows() * pending->weight.columns(); };
    std::ranges::stable_sort(order, std::greater(), weights);
    double total = 0.0;
    for (const Pending* pending : order) {
        total += static_cast<double>(weights(pending));
    }
    std::atomic<std::size_t> done{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure; // of the first task that failed: tasks must not throw
    const auto caller = std::this_thread::get_id();
    m_pool.run(order.size(), [&](std::size_t part) {
        if (m_options.cancel.requested() || failed.load()) {
            return;
        }
        const Pending& pending = *order[part];
        try {
            pending.layer->weight = packOne(pending);
        } catch (...) {
            if (!failed.exchange(true)) {
                failure = std::current_exception();
            }
            return;
        }
        m_checkpoint.release(ownerOf(pending.name));
        const std::size_t finished = done.fetch_add(weights(&pending)) + weights(&pending);
        if (std::this_thread::get_id() == caller) {
            report(kPackShare * static_cast<double>(finished) / total);
        }
    });
    if (failed) {
        std::rethrow_exception(failure);
    }
    return cancelled();
}

PackedMatrix ModelLoader::packOne(const Pending& pending) const
{
    if (pending.bits == 0) {
        return floatMatrix(pending.weight, pending.bias);
    }
    return packedMatrix(pending.weight, pending.bits, pending.layer->rounding, pending.layer->inputOrder.get(),
                        pending.bias);
}

void ModelLoader::writeCache(const PackCache& cache) const
{
    std::vector<std::pair<std::string, const PackedMatrix*>> matrices;
    for (const Pending& pending : m_pending) {
        matrices.emplace_back(pending.name, &pending.layer->weight);
    }
    if (auto written = cache.write(matrices, m_options.cancel); !written && !m_options.cancel.requested()) {
        spdlog::info("The packed weights are not kept: {}", toString(written.error()));
    }
}

void ModelLoader::report(double fraction) const
{
    if (m_options.progress) {
        m_options.progress(fraction);
    }
}

void ModelLoader::note(const char* text)
{
    if (std::ranges::find(m_model->m_notes, text) == m_model->m_notes.end()) {
        m_model->m_notes.emplace_back(text);
    }
}

} // namespace espalier::engine
