#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/compress/modifier.h"

namespace espalier::compress {

/// Keeps the zeros of a sparse input model through a one-shot stage: whatever other modifiers of the stage do to these
/// modules, places that are zero stay zero (ModulePlan::keepsZeros).
class ConstantPruningModifier : public Modifier
{
public:
    explicit ConstantPruningModifier(std::set<std::string> modules) : m_modules(std::move(modules)) {}

    std::string_view id() const override { return "ConstantPruningModifier"; }
    bool changes(const std::string& /*module*/) const override { return false; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& /*layer*/, RunContext& /*context*/) override {}

private:
    std::set<std::string> m_modules;
};

Result<std::unique_ptr<Modifier>> makeConstantPruningModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
