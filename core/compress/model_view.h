#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/formats/dtype.h"
#include "core/formats/quantization.h"
#include "core/model/checkpoint.h"

namespace espalier::compress {

/// Modules of a decoder layer that read the same tensor share one Hessian and one input range. Each expert has inputs
/// of its own: the tokens that are routed to it.
struct InputGroup
{
    enum Kind { Attention, AttentionOutput, FeedForward, Down, Head, None };

    Kind kind = None;
    int expert = model::kNoExpert;

    constexpr InputGroup() = default;
    constexpr InputGroup(Kind of, int ofExpert = model::kNoExpert)
        : kind(of), expert(ofExpert) {} // NOLINT: a kind will do
    friend constexpr auto operator<=>(const InputGroup&, const InputGroup&) = default;
};
InputGroup inputGroup(const model::LinearSpec& linear);

/// One matrix of the model in this stage: where it lies, how it was stored and how it will be.
struct ModulePlan
{
    std::string name;
    std::string role;      ///< "q" .. "down", "embedding", "head"
    std::string className; ///< "Linear" or "Embedding", as quantization configs target it
    int layer = -1;
    InputGroup group = InputGroup::None;
    const model::LinearSpec* linear = nullptr;  ///< none for embedding and head
    std::vector<std::int64_t> shape;            ///< [out, in] of the stage's input
    std::vector<std::int64_t> outputShape;      ///< as it is written; structured pruning makes it smaller in prepare()
    formats::DType dtype = formats::DType::F32; ///< of dense weights and of scales

    /// What the weights will be stored under: taken over from the input checkpoint, or set by a modifier in prepare().
    std::optional<formats::QuantizationScheme> scheme;
    bool newScheme = false; ///< a modifier of this stage set it
    bool rangeOfCompressed =
        false;                ///< a static input range is observed in the compressed layer, else in the layer before
    bool inputScaled = false; ///< a modifier of this stage scales its input: no range of the layer before holds
    bool written = false;     ///< its tensors are made anew; otherwise they are copied byte by byte

    bool keepsZeros = false; ///< places that are zero stay zero, whoever changes the others
    bool observesCompressed() const { return rangeOfCompressed || inputScaled; }
    bool storesIntegers() const { return scheme && scheme->weights; }
    bool needsInputRange() const { return newScheme && scheme->inputActivations && !scheme->inputActivations->dynamic; }
};

/// A stage's input model and the plan of its matrices. Modifiers read and mark it in prepare().
class ModelView
{
public:
    explicit ModelView(model::Checkpoint checkpoint);

    const model::Checkpoint& checkpoint() const { return m_checkpoint; }
    const model::ModelSpec& spec() const { return m_checkpoint.spec(); }
    std::vector<ModulePlan>& modules() { return m_modules; } ///< embedding, the layers' in forward order, head
    const std::vector<ModulePlan>& modules() const { return m_modules; }
    ModulePlan* find(const std::string& name);
    ModulePlan& embedding() { return m_modules.front(); }
    ModulePlan& head() { return m_modules.back(); }
    const ModulePlan& embedding() const { return m_modules.front(); }
    const ModulePlan& head() const { return m_modules.back(); }
    std::vector<ModulePlan*> modulesOfLayer(int layer);

    /// Decoder layers that the output has, by their index in the input, ascending.
    const std::vector<int>& keptLayers() const { return m_keptLayers; }
    bool keeps(int layer) const;
    std::size_t outputLayer(int layer) const; ///< index in the output of a layer that is kept
    /// Leaves the others out. In prepare(). @throws std::invalid_argument unless they are some of keptLayers(),
    /// ascending
    void keepLayers(std::vector<int> layers);
    /// What a module or tensor is called in the output, whose layers are counted anew. Its layer is kept.
    std::string outputName(const std::string& name) const;

    /// How the output's key/value cache is stored: as the input's, or as a modifier says.
    const std::optional<formats::QuantizationArgs>& keysAndValues() const { return m_keysAndValues; }
    bool calibratesKeysAndValues() const { return m_newKeysAndValues; }
    void quantizeKeysAndValues(formats::QuantizationArgs args);
    formats::DType keyValueScaleType(int layer) const; ///< that of the layer's first matrix

    /// The output shares one matrix between embedding and head: the input does, and neither is made anew or both are
    /// trained as one.
    bool staysTied() const;
    /// The embedding that is written is the head's as well.
    void keepTied() { m_keepsTied = true; }

private:
    model::Checkpoint m_checkpoint;
    std::vector<ModulePlan> m_modules;
    std::vector<int> m_keptLayers;
    bool m_keepsTied = false;
    std::optional<formats::QuantizationArgs> m_keysAndValues;
    bool m_newKeysAndValues = false;
};

/// Whether a tensor is one of a module's, or of a module inside it.
bool belongsTo(const std::string& tensor, const std::string& module);

/// `quantization_config` of the stage's output; nothing if every module is dense. A class whose quantized modules all
/// have one scheme is targeted by its name with the others on the ignore list; otherwise modules are named.
std::optional<formats::QuantizationConfig> quantizationConfig(const ModelView& model);

} // namespace espalier::compress
