#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/compress/schemas.h"
#include "core/model/module_tree.h"
#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"

namespace espalier::recipe {

inline ParsedRecipe parse(const std::string& document, DocumentKind kind = DocumentKind::Yaml)
{
    return parseRecipe(document, compress::modifierSchemas(), kind);
}

/// "code@line:column" of each, for comparing.
inline std::vector<std::string> codes(const std::vector<Diagnostic>& diagnostics)
{
    std::vector<std::string> result;
    for (const Diagnostic& d : diagnostics) {
        result.push_back(d.code + "@" + std::to_string(d.location.line) + ":" + std::to_string(d.location.column));
    }
    return result;
}

inline const Diagnostic* findCode(const std::vector<Diagnostic>& diagnostics, std::string_view code)
{
    const auto found =
        std::find_if(diagnostics.begin(), diagnostics.end(), [&](const auto& d) { return d.code == code; });
    return found == diagnostics.end() ? nullptr : &*found;
}

/// Without notes: what is wrong or lost.
inline std::vector<Diagnostic> problems(std::vector<Diagnostic> diagnostics)
{
    std::erase_if(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::Note; });
    return diagnostics;
}

/// One line for a failing test's message.
inline std::string describe(const std::vector<Diagnostic>& diagnostics)
{
    std::string text;
    for (const Diagnostic& d : diagnostics) {
        text += std::to_string(d.location.line) + ":" + std::to_string(d.location.column) + " " +
                std::string(name(d.severity)) + " " + d.code + ": " + d.message + "\n";
    }
    return text;
}

inline std::vector<std::string> namesOf(const std::vector<const model::ModuleNode*>& modules)
{
    std::vector<std::string> result;
    for (const model::ModuleNode* module : modules) {
        result.push_back(module->name);
    }
    return result;
}

inline std::vector<std::string> namesOf(const std::vector<ResolvedModule>& modules)
{
    std::vector<std::string> result;
    for (const ResolvedModule& module : modules) {
        result.push_back(module.module->name);
    }
    return result;
}

/// A Llama-like tree of `layers` decoder layers, hidden size 8, feed-forward size 12.
inline model::ModuleNode smallTree(int layers)
{
    using model::ModuleNode;
    const auto leaf = [](std::string name, std::vector<std::string> classes, std::vector<std::int64_t> shape,
                         int layer) {
        return ModuleNode{std::move(name), std::move(classes), std::move(shape), false, {}, layer, {}};
    };
    ModuleNode list = leaf("model.layers", {"ModuleList"}, {}, -1);
    for (int i = 0; i < layers; ++i) {
        const std::string at = "model.layers." + std::to_string(i);
        ModuleNode attention = leaf(at + ".self_attn", {"LlamaAttention"}, {}, i);
        for (const char* projection : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
            attention.children.push_back(leaf(at + ".self_attn." + projection, {"Linear"}, {8, 8}, i));
        }
        attention.children.push_back(leaf(at + ".self_attn.matmul", {"QuantizableMatMul"}, {}, i));
        ModuleNode mlp = leaf(at + ".mlp", {"LlamaMLP"}, {}, i);
        mlp.children.push_back(leaf(at + ".mlp.gate_proj", {"Linear"}, {12, 8}, i));
        mlp.children.push_back(leaf(at + ".mlp.up_proj", {"Linear"}, {12, 8}, i));
        mlp.children.push_back(leaf(at + ".mlp.down_proj", {"Linear"}, {8, 12}, i));
        mlp.children.push_back(leaf(at + ".mlp.act_fn", {"SiLU", "SiLUActivation"}, {}, i));
        ModuleNode layer = leaf(at, {"LlamaDecoderLayer"}, {}, i);
        layer.children = {attention, mlp, leaf(at + ".input_layernorm", {"LlamaRMSNorm"}, {8}, i),
                          leaf(at + ".post_attention_layernorm", {"LlamaRMSNorm"}, {8}, i)};
        list.children.push_back(layer);
    }
    ModuleNode body = leaf("model", {"LlamaModel"}, {}, -1);
    body.children = {leaf("model.embed_tokens", {"Embedding"}, {32, 8}, -1), list,
                     leaf("model.norm", {"LlamaRMSNorm"}, {8}, -1),
                     leaf("model.rotary_emb", {"LlamaRotaryEmbedding"}, {}, -1)};
    ModuleNode root = leaf("", {"LlamaForCausalLM"}, {}, -1);
    root.children = {body, leaf("lm_head", {"Linear"}, {32, 8}, -1)};
    return root;
}

} // namespace espalier::recipe
