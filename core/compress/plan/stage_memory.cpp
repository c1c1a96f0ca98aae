#include "core/compress/plan/stage_memory.h"

#include <map>
#include <string_view>

#include "core/compress/model_view.h"

namespace espalier::compress::plan {
namespace {

using model::LayerSpec;
using model::ModelSpec;
using Bytes = std::uint64_t;

constexpr Bytes kProcessBytes = Bytes(60) << 20; ///< a worker that has read its texts
constexpr Bytes kLibraryBytes = Bytes(24) << 20; ///< threads and buffers of the libraries that compute, small tensors
constexpr Bytes kScoreBytes = Bytes(32) << 20;   ///< nn::forward()'s bound of attention scores
constexpr std::int64_t kQueriesPerStep = 256;    ///< of attention
constexpr std::int64_t kBatchTokens = 2048;      ///< idBatches()
constexpr Bytes kLogitBytes = Bytes(48) << 20;   ///< eval::forEachPiece()
constexpr Bytes kStepBytes = Bytes(64) << 20;    ///< eval::ReferenceLogits' activations of one step
constexpr Bytes kStateBytes = Bytes(1) << 30;    ///< of an evaluation's group of windows

Bytes floats(double count)
{
    return Bytes(count) * 4;
}

std::int64_t widest(const LayerSpec& layer, std::initializer_list<model::Role> roles)
{
    std::int64_t width = 0;
    for (const model::Role role : roles) {
        if (const model::LinearSpec* linear = layer.find(role))
            width = std::max(width, linear->outFeatures);
    }
    return width;
}

std::int64_t feedForwardWidth(const LayerSpec& layer)
{
    std::int64_t width = widest(layer, {model::Role::Up});
    if (layer.moe) {
        for (const model::ExpertSpec& expert : layer.moe->experts)
            width = std::max(width, expert.up.outFeatures);
    }
    return width;
}

/// Tensors of nn::forward() that are alive together, for one batch of whole windows.
Bytes forwardBytes(const ModelSpec& spec, const LayerSpec& layer, std::int64_t windowTokens, std::int64_t batchTokens)
{
    const double tokens = double(std::max(batchTokens / windowTokens, std::int64_t(1)) * windowTokens);
    const double hidden = double(spec.hiddenSize);
    const double query = double(widest(layer, {model::Role::Query}));
    const double key = double(widest(layer, {model::Role::Key}));
    const double inner = double(feedForwardWidth(layer));
    const Bytes scores =
        std::min<Bytes>(kScoreBytes, floats(tokens / double(windowTokens) * double(spec.heads) *
                                            double(std::min(kQueriesPerStep, windowTokens)) * double(windowTokens)));
    const Bytes attention = floats(tokens * (2 * hidden + 5 * query + 5 * key)) + 2 * scores;
    return std::max(attention, floats(tokens * (4 * hidden + 3 * inner)));
}

InputGroup groupOf(const PlannedModule& module)
{
    if (module.role == "head")
        return InputGroup::Head;
    for (int role = 0; role < model::kRoleCount; ++role) {
        if (model::name(model::Role(role)) != module.role)
            continue;
        model::LinearSpec linear;
        linear.role = model::Role(role);
        linear.expert = module.expert;
        return inputGroup(linear);
    }
    return InputGroup::None;
}

/// The work on one decoder layer (or on embedding or head alone) after its inputs were observed.
struct LayerWork
{
    std::vector<const SolvedModule*> modules;
    std::map<InputGroup, Bytes> moments;
    Bytes codes = 0; ///< of all modules, when the layer is done

    LayerWork(const std::vector<SolvedModule>& solved, int layer, std::string_view role, Bytes momentsOfGroup,
              bool observed)
    {
        for (const SolvedModule& one : solved) {
            if (one.module->layer != layer || (layer < 0 && one.module->role != role))
                continue;
            modules.push_back(&one);
            const auto width = double(one.module->columns);
            if (observed && groupOf(*one.module) != InputGroup::None)
                moments[groupOf(*one.module)] = floats(width * width) * momentsOfGroup;
            codes += one.leavesCodes ? Bytes(one.module->weights()) : 0;
        }
    }

    Bytes observed() const
    {
        Bytes sum = 0;
        for (const auto& [group, bytes] : moments)
            sum += bytes;
        return sum;
    }

    /// Of the matrices that more than one modifier changes: until the last of them, the first state is kept as well.
    Bytes changedTwice() const
    {
        Bytes sum = 0;
        for (const SolvedModule* one : modules)
            sum += one->costs.size() > 1 ? floats(double(one->module->weights())) : 0;
        return sum;
    }

    /// Most of what is held beside the layer's weights while each modifier solves one module after the other.
    Bytes solving() const
    {
        std::size_t modifiers = 0;
        for (const SolvedModule* one : modules)
            modifiers = std::max(modifiers, one->costs.back().modifier + 1);
        Solving state(*this);
        for (std::size_t modifier = 0; modifier < modifiers; ++modifier) {
            for (std::size_t i = 0; i < modules.size(); ++i) {
                for (const SolvedModule::Cost& cost : modules[i]->costs) {
                    if (cost.modifier == modifier)
                        state.solve(i, cost.cost);
                }
            }
        }
        return state.most;
    }

private:
    /// How it goes from module to module.
    struct Solving
    {
        const LayerWork& work;
        std::map<InputGroup, Bytes> moments;
        std::vector<std::size_t> solved; ///< modifiers that have seen each module
        Bytes codes = 0;
        Bytes factor = 0;
        InputGroup factored = InputGroup::None;
        Bytes most = 0;

        explicit Solving(const LayerWork& of) : work(of), moments(of.moments), solved(of.modules.size(), 0) {}

        bool done(std::size_t i) const { return solved[i] == work.modules[i]->costs.size(); }

        void solve(std::size_t i, const SolverCost& cost)
        {
            const PlannedModule& module = *work.modules[i]->module;
            const InputGroup group = groupOf(module);
            if (cost.factorBytes > 0 || factored != group)
                factor = cost.factorBytes;
            factored = group;
            ++solved[i];
            const Bytes working = std::max(cost.bytes, done(i) ? figuresCost(module.rows, module.columns).bytes : 0);
            Bytes sum = floats(double(module.weights())) + working + factor + codes;
            for (const auto& [of, bytes] : moments)
                sum += bytes;
            for (std::size_t j = 0; j < solved.size(); ++j) { // changed already, and not for the last time
                if (solved[j] > (j == i ? 1U : 0U) && (j == i || !done(j)))
                    sum += floats(double(work.modules[j]->module->weights()));
            }
            most = std::max(most, sum);
            codes += done(i) && work.modules[i]->leavesCodes ? Bytes(module.weights()) : 0;
            bool needed = group == InputGroup::None;
            for (std::size_t j = 0; j < solved.size(); ++j)
                needed |= groupOf(*work.modules[j]->module) == group && !done(j);
            if (!needed)
                moments[group] = 0;
        }
    };
};

/// Sizes that several phases share.
struct Sizes
{
    Bytes process;
    Bytes embedding;   ///< as float32; so is the head
    Bytes heads;       ///< for logits of the model and of the one that it is compared with
    Bytes logits;      ///< that are looked at together
    Bytes probeHidden; ///< of the probe windows, for the model, its source and its source's end

    Sizes(const PlannedModel& model, const RunSettings& settings, bool first)
    {
        const ModelSpec& spec = model.spec;
        process = settings.processBytes > 0 ? settings.processBytes : kProcessBytes;
        process += kLibraryBytes;
        embedding = floats(double(spec.vocabularySize) * double(spec.hiddenSize));
        heads = embedding * (first ? 1 : 2);
        logits = std::min(kLogitBytes, floats(double(settings.windowTokens) * double(spec.vocabularySize)));
        probeHidden = 4 * floats(double(settings.probeTokens) * double(spec.hiddenSize));
    }
};

double weightsOf(const LayerSpec& layer, std::initializer_list<model::Role> roles)
{
    double sum = 0.0;
    for (const model::Role role : roles) {
        if (const model::LinearSpec* linear = layer.find(role))
            sum += double(linear->outFeatures) * double(linear->inFeatures);
    }
    return sum;
}

/// Beside the layer's weights while a modifier trains them against the outputs of another layer.
Bytes trainingBytes(const ModelSpec& spec, const LayerSpec& layer, const Demands& demands, std::int64_t windowTokens)
{
    // The leaf, its gradient, two moments of the optimiser, the best so far and the next best, the mask.
    constexpr double kBytesOfWeight = 25.0;
    using model::Role;
    const double attention = weightsOf(layer, {Role::Query, Role::Key, Role::Value, Role::AttentionOutput});
    const double feedForward = weightsOf(layer, {Role::Gate, Role::Up, Role::Down});
    const std::int64_t windows =
        std::min(demands.trainedWindows, std::max<std::int64_t>(1, kBatchTokens / windowTokens));
    const double tokens = double(windows * windowTokens);
    const double query = double(widest(layer, {Role::Query}));
    const double key = double(widest(layer, {Role::Key}));
    // What waits for the backward pass: half of all probabilities is masked; then the gradients of one operation.
    const Bytes ofAttention = floats(tokens * (6.0 * double(spec.hiddenSize) + 6.0 * query + 6.0 * key +
                                               0.5 * double(spec.heads * windowTokens))) +
                              2 * kScoreBytes;
    const Bytes ofFeedForward =
        floats(tokens * (6.0 * double(spec.hiddenSize) + 6.0 * double(feedForwardWidth(layer))));
    if (demands.trainsWholeLayers)
        return Bytes(kBytesOfWeight * (attention + feedForward)) + ofAttention + ofFeedForward;
    return std::max(Bytes(kBytesOfWeight * attention) + ofAttention,
                    Bytes(kBytesOfWeight * feedForward) + ofFeedForward + floats(attention));
}

/// Beside the layer's weights while scales of its inputs are tried.
Bytes searchBytes(const ModelSpec& spec, const LayerSpec& layer, const Demands& demands, const RunSettings& settings)
{
    using model::Role;
    const std::int64_t batch = std::max<std::int64_t>(1, kBatchTokens / settings.windowTokens) * settings.windowTokens;
    const std::int64_t tokens =
        std::min(settings.windows * settings.windowTokens, std::max(batch, demands.searchTokens));
    const Bytes kept = 3 * floats(double(tokens * spec.hiddenSize)); // inputs and outputs of both halves
    const double rounded = std::max(weightsOf(layer, {Role::Query, Role::Key, Role::Value}),
                                    std::max(weightsOf(layer, {Role::Gate, Role::Up}), weightsOf(layer, {Role::Down})));
    const double largest = std::max(weightsOf(layer, {Role::Up}), weightsOf(layer, {Role::AttentionOutput}));
    const Bytes rounding = Bytes(13.0 * largest); // scaled, its codes, the values of these, and the same unscaled
    return kept + floats(rounded) + std::max(rounding, forwardBytes(spec, layer, settings.windowTokens, kBatchTokens));
}

Bytes evaluationBytes(const PlannedModel& model, const Sizes& sizes, const RunSettings& settings)
{
    if (settings.evaluationTokens == 0)
        return 0;
    Bytes most = 2 * sizes.logits;
    for (const LayerSpec& layer : model.spec.layers) {
        const std::int64_t width =
            std::max({model.spec.hiddenSize, feedForwardWidth(layer), widest(layer, {model::Role::Query})});
        const std::int64_t step = std::min(settings.evaluationTokens, std::int64_t(kStepBytes) / (12 * width));
        most = std::max(most, floats(weights(layer)) + forwardBytes(model.spec, layer, settings.windowTokens, step));
    }
    const Bytes states =
        std::min(kStateBytes, floats(double(settings.evaluationTokens) * double(model.spec.hiddenSize)));
    return sizes.embedding * (model.spec.tiedEmbeddings ? 1 : 2) + states + most;
}

Bytes headBytes(const PlannedModel& model, const std::vector<SolvedModule>& solved, const Sizes& sizes,
                const RunSettings& settings)
{
    const LayerWork head(solved, -1, "head", 1, settings.windows > 0);
    const Bytes probe = settings.probeTokens > 0 ? sizes.embedding * 2 + head.codes + 4 * sizes.logits : 0;
    const bool changed = !head.modules.empty() && !model.spec.tiedEmbeddings;
    return std::max(sizes.embedding + head.observed() + (changed ? head.solving() : 0), probe);
}

} // namespace

StageMemory stageMemory(const PlannedModel& model, const std::vector<SolvedModule>& solved, const Demands& demands,
                        const RunSettings& settings, bool first)
{
    const ModelSpec& spec = model.spec;
    const Sizes sizes(model, settings, first);
    const Bytes always = sizes.process + sizes.probeHidden;
    const bool calibrated = settings.windows > 0;
    StageMemory memory;
    memory.streams = 1 + demands.ownStreams +
                     (demands.denseInputs || (demands.comparesBlocks && (!demands.sourceBlocks || first)) ? 1 : 0) +
                     (demands.sourceBlocks && !first ? 1 : 0);
    memory.hidden = memory.streams * Bytes(settings.windows * settings.windowTokens) * Bytes(spec.hiddenSize) *
                    Bytes(settings.hiddenElementBytes);
    for (std::size_t index = 0; index < spec.layers.size(); ++index) {
        const LayerSpec& layer = spec.layers[index];
        const LayerWork work(solved, int(index), "", demands.denseInputs ? 3 : 1, calibrated);
        const Bytes own = floats(weights(layer));
        const Bytes reference = demands.comparesBlocks ? own : 0;
        const Bytes pass = forwardBytes(spec, layer, settings.windowTokens, kBatchTokens);
        // A pass of the compressed model leaves its inputs for the pass of the other one.
        const double widths =
            double(2 * spec.hiddenSize + widest(layer, {model::Role::Query}) + feedForwardWidth(layer));
        const Bytes paired = demands.denseInputs ? floats(double(kBatchTokens) * widths) : 0;
        Bytes most = std::max(calibrated ? work.observed() + pass + paired : 0, work.solving() + reference);
        most = std::max(most, work.codes + reference + (calibrated ? pass : 0));
        if (calibrated && demands.trainedWindows > 0)
            most = std::max(most, work.observed() + work.changedTwice() + reference +
                                      trainingBytes(spec, layer, demands, settings.windowTokens));
        if (calibrated && demands.searchPoints > 0)
            most = std::max(most, work.observed() + searchBytes(spec, layer, demands, settings));
        if (settings.probeTokens > 0) { // the layers that are left, then the logits
            const Bytes left =
                index + 1 < spec.layers.size() ? own + forwardBytes(spec, layer, settings.windowTokens, 1) : 0;
            most = std::max(most, work.codes + std::max(left, sizes.heads + 4 * sizes.logits));
        }
        memory.layer = std::max(memory.layer, always + own + most);
    }
    const LayerWork embedding(solved, -1, "embedding", 1, false);
    memory.rest = always + std::max({sizes.embedding + embedding.solving(), headBytes(model, solved, sizes, settings),
                                     evaluationBytes(model, sizes, settings)});
    return memory;
}

} // namespace espalier::compress::plan
