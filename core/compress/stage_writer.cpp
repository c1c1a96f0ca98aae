#include "core/compress/stage_writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>

#include <ATen/ops/empty.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include "core/compress/fused_modules.h"
#include "core/compress/quantization/integer_grid.h"
#include "core/compress/storage_format.h"
#include "core/formats/compressed_tensors.h"
#include "core/model/joined_parts.h"
#include "core/model/stored_schemes.h"
#include "core/model/structure.h"
#include "core/model/tensor_table.h"

namespace espalier::compress {
namespace {

using formats::DType;

constexpr int kHead = StageWriter::kHead;
constexpr int kOutside = kHead - 1; ///< section: norms and the like after the layers

/// Codes that straddle words, as compressed-tensors writes them since 2026; the widths 2, 4 and 8 are the same in both.
constexpr formats::PackLayout kLayout = formats::PackLayout::Stream;

std::int64_t words(std::int64_t codes, int bits)
{
    return std::int64_t(formats::packedWords(std::size_t(codes), bits, kLayout));
}

/// Codes by rows, or of zero points by columns.
at::Tensor packed(const at::Tensor& codes, int bits, bool byRows)
{
    const at::Tensor bytes = codes.to(at::kChar).contiguous();
    const std::size_t rows = std::size_t(bytes.size(0));
    const std::size_t columns = std::size_t(bytes.size(1));
    const std::span<const std::int8_t> all(bytes.data_ptr<std::int8_t>(), rows * columns);
    const auto result = byRows ? formats::packRows(all, rows, columns, bits, kLayout)
                               : formats::packColumns(all, rows, columns, bits, kLayout);
    at::Tensor tensor = at::empty({std::int64_t(result.size())}, at::kInt);
    std::copy(result.begin(), result.end(), tensor.data_ptr<std::int32_t>());
    return tensor;
}

int sectionOf(const ModelView& model, const std::string& tensor)
{
    if (belongsTo(tensor, model.embedding().name))
        return StageWriter::kEmbedding;
    if (belongsTo(tensor, model.head().name))
        return kHead;
    const auto& layers = model.spec().layers;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        if (belongsTo(tensor, layers[layer].name))
            return int(layer);
    }
    return kOutside;
}

/// The one number of heads that all layers keep. @param role, dimension of the matrix whose channels they are
std::int64_t keptHeads(const ModelView& model, const char* role, std::size_t dimension)
{
    std::int64_t heads = 0;
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != role || !model.keeps(plan.layer))
            continue;
        const std::int64_t own = plan.outputShape[dimension] / model.spec().headDimension;
        if (heads != 0 && own != heads)
            throw std::logic_error("stage writer: layers keep different numbers of heads, which no config can say");
        heads = own;
    }
    return heads;
}

/// The config of what structured pruning leaves.
nlohmann::json structuredConfig(const ModelView& model, nlohmann::json config)
{
    if (model.keptLayers().size() != model.spec().layers.size())
        config = model::configWithLayers(std::move(config), model.keptLayers());
    std::vector<std::int64_t> widths;
    bool narrower = false;
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != "down" || !model.keeps(plan.layer))
            continue;
        const bool narrow = plan.outputShape[1] != plan.shape[1];
        if (plan.linear->expert == model::kNoExpert) {
            widths.push_back(plan.outputShape[1]);
            narrower = narrower || narrow;
        } else if (narrow && plan.linear->expert != model::kSharedExpert) {
            config = model::configWithExpertWidth(std::move(config), plan.outputShape[1]);
        }
    }
    if (narrower)
        config = model::configWithWidths(std::move(config), widths);
    const std::int64_t heads = keptHeads(model, "q", 0);
    if (heads != model.spec().heads)
        config = model::configWithHeads(std::move(config), heads, keptHeads(model, "k", 0), model.spec().headDimension);
    return config;
}

nlohmann::json outputConfig(const ModelView& model)
{
    nlohmann::json config = structuredConfig(model, model.checkpoint().config());
    config.erase("quantization_config");
    config.erase("compression_config");
    if (const auto quantization = quantizationConfig(model)) {
        config["quantization_config"] = formats::toJson(*quantization);
    }
    if (model.spec().tiedEmbeddings && !model.staysTied())
        config["tie_word_embeddings"] = false;
    return config;
}

/// Little-endian bytes of a tensor in its storage type (this machine is little-endian, as LibTorch's targets are).
at::Tensor inStorageType(const at::Tensor& values, DType dtype)
{
    switch (dtype) {
    case DType::F32:
        return values.to(at::kFloat).contiguous();
    case DType::BF16:
        return values.to(at::kBFloat16).contiguous();
    case DType::F16:
        return values.to(at::kHalf).contiguous();
    case DType::I8:
        return values.to(at::kChar).contiguous();
    case DType::F8E4M3: // kept as bytes: LibTorch has no such type everywhere
        return values.to(at::kByte).contiguous();
    case DType::I32:
        return values.to(at::kInt).contiguous();
    case DType::I64:
        return values.to(at::kLong).contiguous();
    default:
        throw std::invalid_argument("stage writer: no storage type " + std::string(formats::name(dtype)));
    }
}

std::string described(const formats::TensorInfo& tensor)
{
    std::string shape;
    for (const std::int64_t dimension : tensor.shape)
        shape += (shape.empty() ? "" : ", ") + std::to_string(dimension);
    return std::string(formats::name(tensor.dtype)) + " [" + shape + "]";
}

/// Calls visit(entry) for a tensor, or for each part of a fused one.
template <typename Entry, typename Visit> void forEachPiece(const Entry& entry, const Visit& visit)
{
    for (const Entry& piece : entry.pieces)
        visit(piece);
    if (entry.pieces.empty())
        visit(entry);
}

std::set<std::string> namesOfNewScales(const ModelView& model)
{
    std::set<std::string> names;
    for (const model::LayerSpec& layer : model.spec().layers) {
        const auto scales = model::keyValueScales(layer);
        if (model.calibratesKeysAndValues())
            names.insert(scales.begin(), scales.end());
    }
    return names;
}

} // namespace

void StageWriter::addWritten(const ModulePlan& plan, int section, std::vector<Entry>& entries)
{
    const auto add = [&](const char* suffix, DType dtype, std::vector<std::int64_t> shape, Part part) {
        entries.push_back({{plan.name + suffix, dtype, std::move(shape)}, section, part, plan.name, std::nullopt, {}});
    };
    if (!plan.storesIntegers()) {
        add(".weight", plan.dtype, plan.outputShape, Part::Weight);
        return;
    }
    const formats::QuantizationArgs& args = *plan.scheme->weights;
    const std::int64_t rows = plan.outputShape[0];
    const std::int64_t columns = plan.outputShape[1];
    const std::vector<std::int64_t> scales = GridShape(args, rows, columns).sizes();
    const bool isPacked = plan.scheme->format == kPackQuantized;
    if (isPacked) {
        add(".weight_packed", DType::I32, {rows, words(columns, args.bits)}, Part::Weight);
        add(".weight_shape", DType::I64, {2}, Part::Shape);
    } else {
        add(".weight", plan.scheme->format == kFloatQuantized ? DType::F8E4M3 : DType::I8, plan.outputShape,
            Part::Weight);
    }
    add(".weight_scale", plan.dtype, scales, Part::Scale);
    if (!args.symmetric && isPacked)
        add(".weight_zero_point", DType::I32, {words(scales[0], args.bits), scales[1]}, Part::ZeroPoint);
    else if (!args.symmetric)
        add(".weight_zero_point", DType::I8, scales, Part::ZeroPoint);
    if (plan.needsInputRange()) {
        add(".input_scale", plan.dtype, {1}, Part::InputScale);
        if (!plan.scheme->inputActivations->symmetric)
            add(".input_zero_point", DType::I8, {1}, Part::InputZeroPoint);
    }
}

void StageWriter::addCopies(const ModelView& model, std::vector<Entry>& entries)
{
    const auto replaced = [&](const std::string& tensor) {
        return std::any_of(model.modules().begin(), model.modules().end(), [&](const ModulePlan& plan) {
            if (!plan.written || !belongsTo(tensor, plan.name) || tensor == plan.name + ".bias")
                return false;
            // A module that keeps its scheme keeps its input quantizer as well.
            return plan.newScheme || tensor.compare(plan.name.size(), 6, ".input") != 0;
        });
    };
    const std::set<std::string> newScales = namesOfNewScales(model);
    for (const std::string& tensor : model.checkpoint().tensorNames()) {
        if (replaced(tensor) || newScales.count(tensor) > 0)
            continue;
        const auto source = model.checkpoint().find(tensor);
        Entry entry{*source->info, sectionOf(model, tensor), Part::Copy, {}, source, {}};
        for (const ModulePlan& plan : model.modules()) {
            if (plan.outputShape != plan.shape && tensor == plan.name + ".bias")
                entry.info.shape = {plan.outputShape[0]}; // the layer's scope has what is left of it
        }
        entries.push_back(std::move(entry));
    }
    if (!model.spec().tiedEmbeddings || model.staysTied() || model.head().written)
        return;
    // The embedding alone changes: the head is the matrix that they shared until now.
    const std::string& embedding = model.embedding().name;
    for (const std::string& tensor : model.checkpoint().tensorNames()) {
        if (!belongsTo(tensor, embedding))
            continue;
        const auto source = model.checkpoint().find(tensor);
        Entry entry{*source->info, kHead, Part::Copy, {}, source, {}};
        entry.info.name = model.head().name + tensor.substr(embedding.size());
        entries.push_back(std::move(entry));
    }
}

std::vector<StageWriter::Entry> StageWriter::entriesOf(const ModelView& model)
{
    std::vector<Entry> entries;
    for (const ModulePlan& plan : model.modules()) {
        if (plan.written)
            addWritten(plan, plan.linear ? plan.layer : plan.group == InputGroup::Head ? kHead : kEmbedding, entries);
    }
    for (std::size_t layer = 0; model.calibratesKeysAndValues() && layer < model.spec().layers.size(); ++layer) {
        for (const std::string& scale : model::keyValueScales(model.spec().layers[layer]))
            entries.push_back(
                {{scale, model.keyValueScaleType(int(layer)), {1}}, int(layer), Part::InputScale, scale, {}, {}});
    }
    addCopies(model, entries);
    const auto layers = int(model.spec().layers.size());
    std::erase_if(entries, [&](const Entry& entry) {
        return entry.section >= 0 && entry.section < layers && !model.keeps(entry.section);
    });
    for (Entry& entry : entries) {
        entry.tensor = entry.info.name;
        entry.info.name = model.outputName(entry.tensor);
    }
    fuse(model, entries);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.section < b.section; });
    return entries;
}

/// Parts of what the family's files hold as one become one again, in the place of the first.
void StageWriter::fuse(const ModelView& model, std::vector<Entry>& entries)
{
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < entries.size(); ++i)
        places.emplace(entries[i].tensor, i);
    std::vector<bool> taken(entries.size(), false);
    for (const FusedModule& fused : fusedModules(model)) {
        for (const std::string_view suffix : model::kTensorSuffixes) {
            Entry whole;
            std::size_t target = entries.size();
            for (const ModulePlan* part : fused.parts) {
                const auto found = places.find(part->name + "." + std::string(suffix));
                if (found == places.end())
                    continue;
                target = std::min(target, found->second);
                taken[found->second] = true;
                whole.pieces.push_back(entries[found->second]);
                whole.pieces.back().plan = part;
            }
            if (whole.pieces.empty())
                continue;
            const bool dense = !fused.parts.front()->storesIntegers();
            describeWhole(whole, model, fused.name + "." + std::string(suffix), suffix, dense);
            taken[target] = false;
            entries[target] = std::move(whole);
        }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!taken[i] && kept++ != i)
            entries[kept - 1] = std::move(entries[i]);
    }
    entries.resize(kept);
}

void StageWriter::describeWhole(Entry& whole, const ModelView& model, const std::string& name, std::string_view suffix,
                                bool dense)
{
    const Entry& first = whole.pieces.front();
    whole.section = first.section;
    whole.info = first.info;
    whole.tensor = name;
    whole.info.name = model.outputName(name);
    if (suffix == "input_scale" || suffix == "input_zero_point" || suffix == "weight_g_idx") {
        whole.pieces.resize(1); // all parts read the same input
        return;
    }
    if (suffix == "weight_shape") {
        whole.part = Part::Shape;
        return;
    }
    std::int64_t rows = 0;
    for (const Entry& piece : whole.pieces)
        rows += piece.info.shape[0];
    whole.transposed = suffix == "weight" && dense && first.plan->linear->stored->transposed;
    if (whole.transposed)
        whole.info.shape = {first.info.shape[1], rows};
    else
        whole.info.shape[0] = rows;
}

std::vector<std::byte> StageWriter::join(const Entry& whole, const std::vector<Bytes>& pieces)
{
    if (whole.part == Part::Shape) { // [outputs, inputs], as many outputs as all parts have
        std::array<std::int64_t, 2> shape{};
        for (const Bytes& piece : pieces) {
            std::array<std::int64_t, 2> own{};
            std::memcpy(own.data(), piece.span().data(), sizeof own);
            shape = {shape[0] + own[0], own[1]};
        }
        const auto bytes = std::as_bytes(std::span(shape));
        return {bytes.begin(), bytes.end()};
    }
    std::vector<model::PartRows> parts;
    std::int64_t unit = 1;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Entry& piece = whole.pieces[i];
        const std::int64_t rows = piece.info.shape.empty() ? 1 : piece.info.shape[0];
        const std::int64_t outputs = piece.plan->outputShape[0];
        unit = pieces.size() > 1 && rows > 0 ? std::max<std::int64_t>(1, outputs / rows) : 1;
        parts.push_back({&*piece.plan->linear->stored, pieces[i].span(), std::size_t(rows)});
    }
    return model::joinParts(parts, std::size_t(unit), whole.transposed ? formats::sizeInBytes(whole.info.dtype) : 0);
}

Result<StageWriter> StageWriter::create(const std::filesystem::path& folder, const ModelView& model,
                                        std::optional<std::size_t> written)
{
    StageWriter writer(entriesOf(model));
    exporting::HfWriterOptions options;
    options.out = folder;
    options.source = model.checkpoint().folder();
    options.config = outputConfig(model);
    for (const Entry& entry : writer.m_entries)
        options.tensors.push_back(entry.info);
    options.keepPartial = true;
    writer.m_next = written.value_or(0);
    auto created = written ? exporting::HfWriter::resume(std::move(options), *written)
                           : exporting::HfWriter::create(std::move(options));
    if (!created)
        return created.error();
    writer.m_writer.emplace(created.take());
    return writer;
}

Result<void> StageWriter::checkSame(const ModelView& model, const model::Checkpoint& other, int layer)
{
    const auto mismatch = [&](const std::string& what) {
        return Error{"run.fork.mismatch",
                     "The layers before " + std::to_string(layer) + " cannot be taken over: " + what +
                         ". Fork with settings that store these layers in the same way, or from layer 0 of the model.",
                     other.folder().string()};
    };
    for (const Entry& entry : entriesOf(model)) {
        if (entry.section >= layer)
            break;
        std::string difference;
        forEachPiece(entry, [&](const Entry& piece) {
            const auto found = other.find(piece.info.name);
            if (!found)
                difference = piece.info.name + " is not there";
            else if (found->info->dtype != piece.info.dtype || found->info->shape != piece.info.shape)
                difference = piece.info.name + " is " + described(*found->info) + " there and " +
                             described(piece.info) + " here";
        });
        if (!difference.empty())
            return mismatch(difference);
    }
    for (const ModulePlan& plan : model.modules()) {
        const bool taken = plan.linear ? plan.layer < layer && model.keeps(plan.layer) : plan.group != InputGroup::Head;
        const auto there = other.storedScheme(model.outputName(plan.name));
        if (taken && (there.has_value() != plan.scheme.has_value() ||
                      (there && (there->weights != plan.scheme->weights ||
                                 there->inputActivations != plan.scheme->inputActivations))))
            return mismatch(plan.name + " is quantized in another way there");
    }
    return {};
}

std::span<const std::byte> StageWriter::Bytes::span() const
{
    if (copied)
        return copied->span();
    if (!joined.empty() || !values.defined())
        return joined;
    return {static_cast<const std::byte*>(values.data_ptr()), values.nbytes()};
}

StageWriter::Bytes StageWriter::bytesFrom(const Entry& entry, const model::Checkpoint& other)
{
    Bytes bytes;
    if (!entry.pieces.empty()) {
        std::vector<Bytes> pieces;
        for (const Entry& piece : entry.pieces)
            pieces.push_back(bytesFrom(piece, other));
        bytes.joined = join(entry, pieces);
        return bytes;
    }
    const auto source = other.find(entry.info.name);
    if (!source)
        throw std::logic_error("stage writer: " + entry.info.name + " is gone from the fork's source");
    bytes.copied = source->bytes();
    source->release();
    return bytes;
}

Result<void> StageWriter::copy(int section, const model::Checkpoint& other)
{
    for (; m_next < m_entries.size() && m_entries[m_next].section == section; ++m_next) {
        if (auto written = m_writer->append(bytesFrom(m_entries[m_next], other).span()); !written)
            return written;
    }
    return {};
}

StageWriter::Bytes StageWriter::bytesOf(const Entry& entry, LayerScope& scope, const InputRanges& ranges) const
{
    Bytes bytes;
    if (!entry.pieces.empty()) {
        std::vector<Bytes> pieces;
        for (const Entry& piece : entry.pieces)
            pieces.push_back(bytesOf(piece, scope, ranges));
        bytes.joined = join(entry, pieces);
        return bytes;
    }
    if (const auto changed = scope.vectors().find(entry.tensor); changed != scope.vectors().end()) {
        bytes.values = inStorageType(changed->second, entry.info.dtype);
        return bytes;
    }
    if (entry.part == Part::Copy) {
        bytes.copied = entry.source->bytes();
        entry.source->release();
        return bytes;
    }
    if (entry.part == Part::InputScale || entry.part == Part::InputZeroPoint) {
        const RangeObserver::Parameters& range = ranges.at(entry.module);
        const at::Tensor value =
            entry.part == Part::InputScale ? at::scalar_tensor(range.scale) : at::scalar_tensor(range.zeroPoint);
        bytes.values = inStorageType(value, entry.info.dtype);
        return bytes;
    }
    const auto module = std::find_if(scope.modules().begin(), scope.modules().end(),
                                     [&](const ModuleScope& m) { return m.plan->name == entry.module; });
    if (module == scope.modules().end())
        throw std::logic_error("stage writer: " + entry.module + " is not in the scope of its section");
    bytes.values = inStorageType(valuesOf(*module, entry), entry.info.dtype);
    return bytes;
}

at::Tensor StageWriter::valuesOf(const ModuleScope& module, const Entry& entry)
{
    const bool isPacked = module.quantized && module.plan->scheme->format == kPackQuantized;
    const int bits = module.quantized ? module.quantized->grid.args.bits : 0;
    switch (entry.part) {
    case Part::Weight:
        return isPacked           ? packed(module.quantized->codes, bits, true)
               : module.quantized ? module.quantized->codes
                                  : module.weight;
    case Part::Shape:
        return at::tensor(module.quantized->codes.sizes(), at::kLong);
    case Part::Scale:
        return module.quantized->grid.scale;
    case Part::ZeroPoint:
        return isPacked ? packed(module.quantized->grid.zeroPoint, bits, false) : module.quantized->grid.zeroPoint;
    default:
        throw std::logic_error("stage writer: no values for " + entry.info.name);
    }
}

Result<void> StageWriter::write(int section, LayerScope& scope, const InputRanges& ranges)
{
    for (; m_next < m_entries.size() && m_entries[m_next].section == section; ++m_next) {
        if (auto written = m_writer->append(bytesOf(m_entries[m_next], scope, ranges).span()); !written)
            return written;
    }
    return {};
}

Result<void> StageWriter::writeHead(LayerScope& scope, const InputRanges& ranges)
{
    if (auto written = write(kOutside, scope, ranges); !written)
        return written;
    return write(kHead, scope, ranges);
}

Result<void> StageWriter::sync()
{
    return m_writer->sync();
}

std::size_t StageWriter::written() const
{
    return m_writer->appended();
}

const std::filesystem::path& StageWriter::partialFolder() const
{
    return m_writer->folder();
}

Result<void> StageWriter::commit()
{
    return m_writer->commit();
}

} // namespace espalier::compress
