#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/formats/safetensors.h"
#include "core/model/model_spec.h"
#include "core/model/stored_tensor.h"

namespace espalier::model {

/// What compressed-tensors stores of a module beside its weight and bias.
inline constexpr std::array<std::string_view, 11> kTensorSuffixes = {
    "weight",       "bias",        "weight_packed",    "weight_scale", "weight_zero_point", "weight_g_idx",
    "weight_shape", "input_scale", "input_zero_point", "output_scale", "output_zero_point"};

/// The tensors of a model's files by the names that the model's modules give them.
class TensorTable
{
public:
    /// All tensors of a file. Errors: `safetensors.duplicate` (another file has one of the same name).
    Result<void> add(const formats::SafetensorsFile& file);
    /// A tensor that some source can give. False if the name is taken.
    bool add(formats::TensorInfo info, std::unique_ptr<TensorSource> source);
    /// Takes a name out of the table; its source stays, for those that others are made of.
    void remove(std::string_view name);

    /// Puts what the files hold otherwise into the form that the spec's modules need: names get the base prefix that a
    /// file without head leaves out, parts of fused and transposed matrices stand under their own names.
    /// Errors: `model.tensor.shape` (a fused tensor of another size, or whose parts share a packed word).
    Result<void> arrange(const ModelSpec& spec);

    std::optional<StoredTensor> find(std::string_view name) const;
    std::vector<std::string> names() const; ///< sorted

private:
    struct Entry
    {
        formats::TensorInfo info;
        std::unique_ptr<TensorSource> source;
        bool isRemoved = false; ///< stands in the table as what was made of it alone
    };

    void addBasePrefix(const ModelSpec& spec);
    Result<void> addPart(const LinearSpec& part, std::string_view suffix, const Entry& whole, bool isDense);

    std::vector<std::unique_ptr<Entry>> m_entries; ///< also those that stand in the table as their parts alone
    std::unordered_map<std::string_view, Entry*> m_index;
};

} // namespace espalier::model
