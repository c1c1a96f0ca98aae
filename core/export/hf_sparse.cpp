#include "core/export/hf_formats.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "core/formats/sparse_bitmask.h"
#include "core/model/foreign_weights.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

using formats::DType;

Error refused(const std::string& why)
{
    return {"export.type", "The model cannot be written as sparse-bitmask: " + why, ""};
}

bool holdsFloat4(const nlohmann::json& quantization)
{
    return quantization.is_object() && quantization.dump().find("nvfp4") != std::string::npos;
}

/// Names that the files give to linear matrices.
std::set<std::string> linearStems(const model::Checkpoint& checkpoint)
{
    std::set<std::string> stems;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (module->isLinear()) {
            stems.insert(module->name);
            stems.insert(module->storedIn);
        }
    }
    return stems;
}

struct Counts
{
    std::uint64_t elements = 0;
    std::uint64_t kept = 0;
    bool twoOfFour = true; ///< of each four columns at most two
};

Counts count(std::span<const std::byte> matrix, std::size_t columns, std::size_t elementBytes)
{
    Counts counts;
    counts.elements = matrix.size() / elementBytes;
    counts.twoOfFour = columns % 4 == 0;
    int inFour = 0;
    for (std::uint64_t i = 0; i < counts.elements; ++i) {
        inFour = i % 4 == 0 ? 0 : inFour;
        if (formats::isKept(matrix.subspan(i * elementBytes, elementBytes))) {
            ++counts.kept;
            counts.twoOfFour = counts.twoOfFour && ++inFour <= 2;
        }
    }
    return counts;
}

std::uint64_t compressedBytes(std::uint64_t rows, std::uint64_t columns, std::uint64_t kept, std::size_t elementBytes)
{
    return kept * elementBytes + rows * ((columns + 7) / 8) + rows * sizeof(std::int64_t) + 2 * sizeof(std::int64_t);
}

/// A matrix whose parts are written one after the other: compressed when the first of them is asked for, and let go of
/// with the last.
class Compressed
{
public:
    explicit Compressed(FolderTensor tensor) : m_tensor(std::move(tensor)) {}

    Result<model::TensorBytes> shape() const { return copied(std::as_bytes(std::span(m_tensor.info.shape))); }

    Result<model::TensorBytes> values()
    {
        const auto bytes = m_tensor.bytes();
        if (!bytes) {
            return bytes.error();
        }
        m_bitmask = formats::compressBitmask(bytes->span(), static_cast<std::size_t>(m_tensor.info.shape[0]),
                                             static_cast<std::size_t>(m_tensor.info.shape[1]),
                                             formats::sizeInBytes(m_tensor.info.dtype));
        return model::TensorBytes(std::exchange(m_bitmask.values, {}));
    }

    Result<model::TensorBytes> bits() { return model::TensorBytes(std::exchange(m_bitmask.bits, {})); }

    Result<model::TensorBytes> rowOffsets()
    {
        auto bytes = copied(std::as_bytes(std::span(m_bitmask.rowOffsets)));
        m_bitmask = {};
        return bytes;
    }

private:
    static Result<model::TensorBytes> copied(std::span<const std::byte> bytes)
    {
        return model::TensorBytes(std::vector<std::byte>(bytes.begin(), bytes.end()));
    }

    FolderTensor m_tensor;
    formats::BitmaskMatrix m_bitmask;
};

void addCompressed(FolderTensor tensor, std::uint64_t kept, std::vector<FolderTensor>& tensors)
{
    const std::int64_t rows = tensor.info.shape[0];
    const std::int64_t columns = tensor.info.shape[1];
    const std::string weight = tensor.info.name;
    const DType dtype = tensor.info.dtype;
    const std::vector<std::string> modules = tensor.modules;
    const auto release = tensor.release;
    const auto matrix = std::make_shared<Compressed>(std::move(tensor));
    tensors.push_back(folderTensor(weight, "shape", DType::I64, {2}, [matrix] { return matrix->shape(); }));
    tensors.push_back(folderTensor(weight, "compressed", dtype, {static_cast<std::int64_t>(kept)},
                                   [matrix] { return matrix->values(); }));
    tensors.back().modules = modules;
    tensors.back().release = release;
    tensors.push_back(
        folderTensor(weight, "bitmask", DType::U8, {rows, (columns + 7) / 8}, [matrix] { return matrix->bits(); }));
    tensors.push_back(
        folderTensor(weight, "row_offsets", DType::I64, {rows}, [matrix] { return matrix->rowOffsets(); }));
}

/// Decides matrix by matrix and counts what becomes of the model.
class SparsePlanner
{
public:
    /// @return an error of reading
    Result<void> add(FolderTensor tensor, bool isLinearMatrix)
    {
        if (!isLinearMatrix) {
            plan.tensors.push_back(std::move(tensor));
            return {};
        }
        const auto bytes = tensor.bytes();
        if (!bytes) {
            return bytes.error();
        }
        const std::size_t element = formats::sizeInBytes(tensor.info.dtype);
        const auto rows = static_cast<std::uint64_t>(tensor.info.shape[0]);
        const auto columns = static_cast<std::uint64_t>(tensor.info.shape[1]);
        const Counts counts = count(bytes->span(), columns, element);
        tensor.release();
        m_all.elements += counts.elements;
        m_all.kept += counts.kept;
        if (compressedBytes(rows, columns, counts.kept, element) >= bytes->span().size()) {
            m_ignored.push_back(tensor.stem());
            plan.tensors.push_back(std::move(tensor));
            return {};
        }
        m_compresses = true;
        m_all.twoOfFour = m_all.twoOfFour && counts.twoOfFour;
        addCompressed(std::move(tensor), counts.kept, plan.tensors);
        return {};
    }

    bool compresses() const { return m_compresses; }

    /// `sparsity_config` of the folder.
    nlohmann::json config() const
    {
        const double kept = double(m_all.kept) / double(std::max<std::uint64_t>(m_all.elements, 1));
        return {{"format", kSparseBitmask},
                {"targets", {"Linear"}},
                {"ignore", m_ignored},
                {"global_sparsity", 1.0 - kept},
                {"sparsity_structure", m_all.twoOfFour ? "2:4" : "unstructured"}};
    }

    FolderPlan plan;

private:
    Counts m_all;
    std::vector<std::string> m_ignored;
    bool m_compresses = false;
};

} // namespace

Result<void> checkSparseFormat(const model::Checkpoint& checkpoint)
{
    if (holdsFloat4(model::quantizationJson(checkpoint.folder(), checkpoint.config()))) {
        return refused("its weights are 4-bit floats.");
    }
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (checkpoint.find(module->name + ".weight_packed")) {
            return refused("the codes of '" + module->name +
                           "' are packed, so that none can be left out. Export it as int-quantized first, and that "
                           "as sparse-bitmask.");
        }
    }
    return {};
}

double sparseShare(const model::Checkpoint& checkpoint)
{
    constexpr std::int64_t kRows = 8;
    const int layers = static_cast<int>(checkpoint.spec().layers.size());
    std::uint64_t dense = 0;
    std::uint64_t sparse = 0;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        const bool sampled = module->layer == 0 || module->layer == layers / 2 || module->layer == layers - 1;
        const auto weight = checkpoint.find(module->name + ".weight");
        if (!sampled || !module->isLinear() || !weight || weight->info->shape.size() != 2) {
            continue;
        }
        const auto rows = static_cast<std::uint64_t>(std::min(kRows, weight->info->shape[0]));
        const auto columns = static_cast<std::uint64_t>(weight->info->shape[1]);
        const std::size_t element = formats::sizeInBytes(weight->info->dtype);
        const auto bytes = weight->rows(0, rows);
        const Counts counts = count(bytes.span(), columns, element);
        const std::uint64_t plain = rows * columns * element;
        dense += plain;
        sparse += std::min(plain, compressedBytes(rows, columns, counts.kept, element));
    }
    return dense == 0 ? 1.0 : double(sparse) / double(dense);
}

Result<FolderPlan> sparsePlan(const model::Checkpoint& checkpoint, const PhaseProgress& progress,
                              const CancelToken& cancel)
{
    if (auto fits = checkSparseFormat(checkpoint); !fits) {
        return fits.error();
    }
    const std::set<std::string> linear = linearStems(checkpoint);
    std::vector<FolderTensor> stored = joined(checkpoint, storedTensors(checkpoint), true);
    SparsePlanner planner;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        if (cancel.requested()) {
            throw Cancelled();
        }
        const bool matrix = stored[i].suffix == "weight" && stored[i].info.shape.size() == 2;
        const bool isLinear = matrix && linear.contains(stored[i].stem());
        if (auto added = planner.add(std::move(stored[i]), isLinear); !added) {
            return added.error();
        }
        progress("counting", double(i + 1) / double(stored.size()));
    }
    if (!planner.compresses()) {
        return refused("it has too few zeros to become smaller. Prune it by a recipe first (SparseGPTModifier, "
                       "WandaPruningModifier, MagnitudePruningModifier), or export it as it is stored.");
    }
    FolderPlan plan = std::move(planner.plan);
    plan.config = checkpoint.config();
    nlohmann::json quantization = model::quantizationJson(checkpoint.folder(), checkpoint.config());
    quantization["quant_method"] = "compressed-tensors";
    quantization["sparsity_config"] = planner.config();
    plan.config["quantization_config"] = std::move(quantization);
    plan.config.erase("compression_config");
    return plan;
}

} // namespace espalier::exporting
