#include "core/recipe/training_keys.h"

#include <algorithm>
#include <array>

namespace espalier::recipe {

namespace {

constexpr const char* kFineTuning = "FineTuningModifier";
constexpr std::array kTranslated = {"EpochRangeModifier", "LearningRateFunctionModifier", "SetLearningRateModifier"};

const Value* firstOf(const Value& arguments, std::initializer_list<const char*> keys)
{
    for (const char* key : keys) {
        if (const Value* value = arguments.find(key); value != nullptr && value->number()) {
            return value;
        }
    }
    return nullptr;
}

/// Collects the keys of a FineTuningModifier, each once.
class Training
{
public:
    void set(const char* key, const Value& value)
    {
        const auto known =
            std::find_if(m_keys.begin(), m_keys.end(), [&](const auto& member) { return member.first == key; });
        if (known == m_keys.end()) {
            m_keys.emplace_back(key, value);
        } else {
            known->second = value;
        }
    }

    void take(const RawModifier& modifier)
    {
        if (modifier.name == "EpochRangeModifier") {
            if (const Value* end = firstOf(modifier.arguments, {"end", "end_epoch"})) {
                set("epochs", *end);
            }
            return;
        }
        if (const Value* rate = firstOf(modifier.arguments, {"init_lr", "learning_rate"})) {
            set("learning_rate", *rate);
        }
        const Value* function = modifier.arguments.find("lr_func");
        if (function != nullptr && (function->text() == "linear" || function->text() == "cosine")) {
            set("lr_scheduler", *function);
        } else if (modifier.name == "SetLearningRateModifier") {
            set("lr_scheduler", Value{std::string("constant"), modifier.location, modifier.location});
        }
    }

    bool empty() const { return m_keys.empty(); }
    Value keys(Location location) && { return {std::move(m_keys), location, location}; }

private:
    Value::Map m_keys;
};

bool isTranslated(const RawModifier& modifier)
{
    return std::find(kTranslated.begin(), kTranslated.end(), modifier.name) != kTranslated.end();
}

} // namespace

void translateTraining(RawStage& stage, const Value::Map& variables, const SchemaRegistry& schemas,
                       Diagnostics& diagnostics)
{
    const bool own = std::any_of(stage.modifiers.begin(), stage.modifiers.end(),
                                 [](const RawModifier& modifier) { return modifier.name == kFineTuning; });
    if (stage.runType != RunType::Train || own || schemas.find(kFineTuning) == nullptr) {
        return;
    }
    Training training;
    const auto epochs = std::find_if(variables.begin(), variables.end(),
                                     [](const auto& variable) { return variable.first == "num_epochs"; });
    Location place = stage.location;
    if (epochs != variables.end() && epochs->second.number()) {
        training.set("epochs", epochs->second);
        place = epochs->second.keyLocation;
    }
    for (const RawModifier& modifier : stage.modifiers) {
        if (isTranslated(modifier)) {
            training.take(modifier);
            place = modifier.location;
        }
    }
    if (training.empty()) {
        return;
    }
    std::erase_if(stage.modifiers, isTranslated);
    stage.modifiers.push_back({kFineTuning, std::move(training).keys(place), place});
    diagnostics.note(place, "recipe.upstream.training",
                     "SparseML takes batch size, data and the rest of the training from its command line. Here a "
                     "FineTuningModifier trains, which has these epochs and learning rate and its own defaults.");
}

} // namespace espalier::recipe
