#include "core/export/hf_tensors.h"

#include <cstring>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "core/formats/safetensors.h"
#include "core/model/joined_parts.h"
#include "core/model/module_tree.h"
#include "core/model/tensor_table.h"

namespace espalier::exporting {
namespace {

using formats::DType;

/// Modules whose own tensors the safetensors files hold; of other files there are only dense ones, which are fused.
std::unordered_set<std::string> heldAlone(const model::Checkpoint& checkpoint)
{
    std::unordered_set<std::string> modules;
    for (const std::filesystem::path& path : checkpoint.files()) {
        const auto file = path.extension() == ".safetensors"
                              ? formats::SafetensorsFile::open(path)
                              : Result<formats::SafetensorsFile>(Error{"safetensors.header", "", ""});
        if (!file) {
            continue;
        }
        for (const formats::TensorInfo& tensor : file->tensors()) {
            const std::string module = tensor.name.substr(0, tensor.name.rfind('.'));
            modules.insert(module);
            modules.insert(checkpoint.spec().basePrefix + module); // files without head leave it out
        }
    }
    return modules;
}

using Places = std::unordered_map<std::string, const model::StoredPart*>;

Places placesOf(const model::Checkpoint& checkpoint, bool asStored)
{
    const auto alone = asStored ? heldAlone(checkpoint) : std::unordered_set<std::string>();
    Places places;
    for (const model::LayerSpec& layer : checkpoint.spec().layers) {
        for (const model::LinearSpec* linear : layer.allLinears()) {
            const bool sameName = linear->stored && linear->stored->module == linear->name;
            // Codes under the family's own name are never turned.
            const bool apart = sameName ? asStored && checkpoint.find(linear->name + ".weight_scale").has_value()
                                        : alone.contains(linear->name);
            if (linear->stored && !apart) {
                places.emplace(linear->name, &*linear->stored);
            }
        }
    }
    return places;
}

/// A tensor of the folder while its parts are gathered.
struct Whole
{
    FolderTensor tensor;
    std::vector<ModuleTensor> pieces;
    std::vector<const model::StoredPart*> places; ///< empty: it stands alone
    std::vector<std::int64_t> outputs;            ///< of each piece's module
    bool turned = false;
};

bool servesAllParts(const ModuleTensor& tensor)
{
    const bool byOutput = tensor.suffix == "weight" || tensor.suffix == "weight_packed" || tensor.suffix == "bias";
    const std::int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[0];
    return tensor.suffix == "weight_g_idx" || (!byOutput && rows <= 1);
}

Result<model::TensorBytes> summedShape(const Whole& whole)
{
    std::int64_t shape[2] = {0, 0};
    for (const ModuleTensor& piece : whole.pieces) {
        const auto bytes = piece.bytes();
        if (!bytes) {
            return bytes.error();
        }
        std::int64_t own[2] = {0, 0};
        std::memcpy(own, bytes->span().data(), sizeof own);
        shape[0] += own[0];
        shape[1] = own[1];
    }
    const auto bytes = std::as_bytes(std::span(shape));
    return model::TensorBytes(std::vector<std::byte>(bytes.begin(), bytes.end()));
}

Result<model::TensorBytes> joinedBytes(const Whole& whole)
{
    std::vector<model::TensorBytes> pieces;
    std::vector<model::PartRows> parts;
    std::size_t unit = 1;
    for (std::size_t i = 0; i < whole.pieces.size(); ++i) {
        auto piece = whole.pieces[i].bytes();
        if (!piece) {
            return piece.error();
        }
        pieces.push_back(piece.take());
        const std::int64_t rows = whole.pieces[i].shape.empty() ? 1 : whole.pieces[i].shape[0];
        unit = static_cast<std::size_t>(std::max<std::int64_t>(1, whole.outputs[i] / std::max<std::int64_t>(rows, 1)));
        parts.push_back({whole.places[i], {}, static_cast<std::size_t>(rows)});
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        parts[i].bytes = pieces[i].span();
    }
    return model::TensorBytes(
        model::joinParts(parts, unit, whole.turned ? formats::sizeInBytes(whole.tensor.info.dtype) : 0));
}

FolderTensor finished(Whole whole)
{
    FolderTensor tensor = whole.tensor;
    if (whole.places.empty() || servesAllParts(whole.pieces.front())) {
        tensor.bytes = whole.pieces.front().bytes;
    } else if (tensor.suffix == "weight_shape") {
        tensor.bytes = [whole = std::move(whole)] { return summedShape(whole); };
    } else {
        tensor.bytes = [whole = std::move(whole)] { return joinedBytes(whole); };
    }
    return tensor;
}

/// The module's values as `dtype`.
Result<model::TensorBytes> converted(const model::Checkpoint& checkpoint, const std::string& module, bool bias,
                                     DType dtype)
{
    std::vector<float> values;
    if (bias) {
        auto read = checkpoint.readFloats(module + ".bias");
        if (!read) {
            return read.error();
        }
        values = read.take();
    } else {
        std::size_t count = 1;
        for (const std::int64_t size : checkpoint.weightShape(module)) {
            count *= static_cast<std::size_t>(size);
        }
        values.resize(count);
        if (auto read = checkpoint.readWeight(module, values); !read) {
            return read.error();
        }
        checkpoint.release(module);
    }
    std::vector<std::byte> bytes(values.size() * formats::sizeInBytes(dtype));
    formats::convertFromFloat32(dtype, values, bytes);
    return model::TensorBytes(std::move(bytes));
}

ModuleTensor storedTensor(const model::StoredTensor& tensor, std::string module, std::string suffix)
{
    return {std::move(module), std::move(suffix), tensor.info->dtype, tensor.info->shape,
            [tensor]() -> Result<model::TensorBytes> { return tensor.bytes(); }};
}

} // namespace

FolderTensor folderTensor(std::string stem, std::string suffix, DType dtype, std::vector<std::int64_t> shape,
                          ReadBytes bytes)
{
    FolderTensor tensor;
    tensor.info = {std::move(stem) + "." + suffix, dtype, std::move(shape)};
    tensor.suffix = std::move(suffix);
    tensor.bytes = std::move(bytes);
    return tensor;
}

std::vector<ModuleTensor> storedTensors(const model::Checkpoint& checkpoint)
{
    std::vector<ModuleTensor> tensors;
    std::unordered_set<std::string> seen;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        for (const std::string_view suffix : model::kTensorSuffixes) {
            const std::string name = module->name + "." + std::string(suffix);
            if (const auto tensor = checkpoint.find(name)) {
                seen.insert(name);
                tensors.push_back(storedTensor(*tensor, module->name, std::string(suffix)));
            }
        }
    }
    for (const std::string& name : checkpoint.tensorNames()) {
        if (!seen.contains(name)) {
            tensors.push_back(storedTensor(*checkpoint.find(name), name, ""));
        }
    }
    return tensors;
}

std::vector<ModuleTensor> denseTensors(const model::Checkpoint& checkpoint, DType dtype)
{
    const model::ModelSpec& spec = checkpoint.spec();
    std::vector<ModuleTensor> tensors;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (module->shape.empty() || (spec.tiedEmbeddings && module->name == spec.head)) {
            continue;
        }
        const auto add = [&](bool bias, std::vector<std::int64_t> shape) {
            tensors.push_back(
                {module->name, bias ? "bias" : "weight", dtype, std::move(shape),
                 [&checkpoint, module, bias, dtype] { return converted(checkpoint, module->name, bias, dtype); }});
        };
        add(false, module->shape);
        if (module->bias) {
            add(true, {module->shape[0]});
        }
    }
    return tensors;
}

std::vector<FolderTensor> joined(const model::Checkpoint& checkpoint, std::vector<ModuleTensor> tensors, bool asStored)
{
    const Places places = placesOf(checkpoint, asStored);
    std::vector<Whole> wholes;
    std::unordered_map<std::string, std::size_t> index;
    for (ModuleTensor& tensor : tensors) {
        const auto place = tensor.suffix.empty() ? places.end() : places.find(tensor.module);
        const bool isPart = place != places.end();
        const std::string& stem = isPart ? place->second->module : tensor.module;
        const std::string name = tensor.suffix.empty() ? stem : stem + "." + tensor.suffix;
        const bool turned = isPart && place->second->transposed && tensor.suffix == "weight" &&
                            tensor.shape.size() == 2 && !(asStored && checkpoint.find(tensor.module + ".weight_scale"));
        const auto [found, isNew] = index.emplace(name, wholes.size());
        if (isNew) {
            Whole whole;
            whole.tensor.info = {name, tensor.dtype, tensor.shape};
            whole.tensor.suffix = tensor.suffix;
            whole.turned = turned;
            if (turned) {
                std::swap(whole.tensor.info.shape[0], whole.tensor.info.shape[1]);
            }
            wholes.push_back(std::move(whole));
        }
        Whole& whole = wholes[found->second];
        if (!isNew && !servesAllParts(tensor) && tensor.suffix != "weight_shape") {
            whole.tensor.info.shape[turned ? 1 : 0] += tensor.shape[0];
        }
        whole.tensor.modules.push_back(tensor.module);
        if (isPart) {
            whole.places.push_back(place->second);
            whole.outputs.push_back(checkpoint.weightShape(tensor.module).front());
        }
        whole.pieces.push_back(std::move(tensor));
    }
    std::vector<FolderTensor> result;
    for (Whole& whole : wholes) {
        result.push_back(finished(std::move(whole)));
        result.back().release = [&checkpoint, modules = result.back().modules] {
            for (const std::string& module : modules) {
                checkpoint.release(module);
            }
        };
    }
    return result;
}

} // namespace espalier::exporting
