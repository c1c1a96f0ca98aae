#include "core/model/tensor_table.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "core/model/tensor_sources.h"

namespace espalier::model {
namespace {

bool isWeight(std::string_view suffix)
{
    return suffix == "weight" || suffix == "weight_packed";
}

formats::TensorInfo infoOf(std::string name, formats::DType dtype, std::vector<std::int64_t> shape)
{
    formats::TensorInfo info{std::move(name), dtype, std::move(shape)};
    info.end = static_cast<std::uint64_t>(info.elements()) * formats::sizeInBytes(dtype);
    return info;
}

Error partError(const formats::TensorInfo& whole, const LinearSpec& part)
{
    return {"model.tensor.shape",
            "Tensor '" + whole.name + "' cannot be taken apart: '" + part.name + "' should be " +
                std::to_string(part.outFeatures) + " of its " + std::to_string(part.stored->outFeatures) + " outputs.",
            ""};
}

std::unique_ptr<TensorSource> shapeSource(const TensorSource& whole, const LinearSpec& part)
{
    const std::int64_t shape[] = {part.outFeatures, part.inFeatures};
    std::vector<std::byte> bytes(sizeof shape);
    std::memcpy(bytes.data(), shape, sizeof shape);
    return std::make_unique<OwnedSource>(whole.file(), std::move(bytes), 2);
}

std::vector<const LinearSpec*> storedParts(const ModelSpec& spec)
{
    std::vector<const LinearSpec*> parts;
    for (const LayerSpec& layer : spec.layers) {
        for (const LinearSpec& linear : layer.linears) {
            if (linear.stored) {
                parts.push_back(&linear);
            }
        }
    }
    return parts;
}

} // namespace

Result<void> TensorTable::add(const formats::SafetensorsFile& file)
{
    for (const formats::TensorInfo& info : file.tensors()) {
        const std::size_t rows = info.shape.empty() ? 1 : static_cast<std::size_t>(info.shape[0]);
        if (!add(info, std::make_unique<MappedSource>(file.file(), file.data(info), rows))) {
            return Error{"safetensors.duplicate", "Tensor '" + info.name + "' is in two shards.",
                         file.file().path().string()};
        }
    }
    return {};
}

bool TensorTable::add(formats::TensorInfo info, std::unique_ptr<TensorSource> source)
{
    if (m_index.contains(info.name)) {
        return false;
    }
    m_entries.push_back(std::make_unique<Entry>(Entry{std::move(info), std::move(source), false}));
    m_index.emplace(m_entries.back()->info.name, m_entries.back().get());
    return true;
}

void TensorTable::remove(std::string_view name)
{
    if (const auto found = m_index.find(name); found != m_index.end()) {
        found->second->isRemoved = true;
        m_index.erase(found);
    }
}

Result<void> TensorTable::arrange(const ModelSpec& spec)
{
    addBasePrefix(spec);
    std::set<std::string> takenApart;
    for (const LinearSpec* part : storedParts(spec)) {
        const std::string& module = part->stored->module;
        // A matrix of the same name that is quantized was written by Espalier, as [out, in].
        const bool isDense = !find(module + ".weight_scale");
        if (module == part->name && !isDense) {
            continue;
        }
        for (const std::string_view suffix : kTensorSuffixes) {
            const auto whole = m_index.find(module + "." + std::string(suffix));
            if (whole == m_index.end()) {
                continue;
            }
            takenApart.insert(whole->second->info.name);
            const Entry* entry = whole->second;
            if (module == part->name) {
                m_index.erase(whole); // the part takes its place
            }
            if (auto added = addPart(*part, suffix, *entry, isDense); !added) {
                return added;
            }
        }
    }
    for (const LinearSpec* part : storedParts(spec)) {
        for (const std::string_view suffix : kTensorSuffixes) {
            const std::string name = part->stored->module + "." + std::string(suffix);
            if (part->stored->module != part->name && takenApart.contains(name)) {
                m_index.erase(name);
            }
        }
    }
    return {};
}

void TensorTable::addBasePrefix(const ModelSpec& spec)
{
    const auto begins = [&](const auto& entry) { return entry->info.name.starts_with(spec.basePrefix); };
    if (m_entries.empty() || std::ranges::any_of(m_entries, begins)) {
        return;
    }
    m_index.clear();
    for (const auto& entry : m_entries) {
        if (entry->isRemoved) {
            continue;
        }
        if (!entry->info.name.starts_with(spec.head + ".")) {
            entry->info.name = spec.basePrefix + entry->info.name;
        }
        m_index.emplace(entry->info.name, entry.get());
    }
}

Result<void> TensorTable::addPart(const LinearSpec& part, std::string_view suffix, const Entry& whole, bool isDense)
{
    const StoredPart& stored = *part.stored;
    const formats::TensorInfo& info = whole.info;
    const std::string name = part.name + "." + std::string(suffix);
    if (suffix == "weight_shape") {
        add(infoOf(name, formats::DType::I64, {2}), shapeSource(*whole.source, part));
        return {};
    }
    const std::int64_t rows = info.shape.empty() ? 1 : info.shape[0];
    if (suffix == "weight" && stored.transposed && isDense) {
        if (info.shape != std::vector<std::int64_t>{part.inFeatures, stored.outFeatures}) {
            return partError(info, part);
        }
        add(infoOf(name, info.dtype, {part.outFeatures, part.inFeatures}),
            std::make_unique<TransposedSource>(
                *whole.source, formats::sizeInBytes(info.dtype), static_cast<std::size_t>(part.inFeatures),
                static_cast<std::size_t>(stored.outFeatures), static_cast<std::size_t>(stored.first)));
        return {};
    }
    const bool byOutput = isWeight(suffix) || suffix == "bias" ||
                          (suffix != "weight_g_idx" && rows > 1); // one scale or an input's group serves all parts
    if (!byOutput) {
        add(infoOf(name, info.dtype, info.shape),
            std::make_unique<RowsSource>(*whole.source, info.bytes() / static_cast<std::uint64_t>(rows), 0,
                                         static_cast<std::size_t>(rows), 0, 0));
        return {};
    }
    // Rows of packed zero points and of scales by block stand for several outputs each.
    const std::int64_t unit = rows > 0 && stored.outFeatures % rows == 0 ? stored.outFeatures / rows : 0;
    const auto inUnits = [&](std::int64_t outputs) { return unit > 0 && outputs % unit == 0; };
    if (!inUnits(stored.first) || !inUnits(part.outFeatures) || !inUnits(stored.run) || !inUnits(stored.stride) ||
        ((isWeight(suffix) || suffix == "bias") && unit != 1)) {
        return partError(info, part);
    }
    std::vector<std::int64_t> shape = info.shape;
    shape[0] = part.outFeatures / unit;
    const auto units = [&](std::int64_t outputs) { return static_cast<std::size_t>(outputs / unit); };
    add(infoOf(name, info.dtype, std::move(shape)),
        std::make_unique<RowsSource>(*whole.source, info.bytes() / static_cast<std::uint64_t>(rows),
                                     units(stored.first), units(part.outFeatures), units(stored.run),
                                     units(stored.stride)));
    return {};
}

std::optional<StoredTensor> TensorTable::find(std::string_view name) const
{
    const auto found = m_index.find(name);
    return found == m_index.end() ? std::nullopt
                                  : std::optional(StoredTensor{&found->second->info, found->second->source.get()});
}

std::vector<std::string> TensorTable::names() const
{
    std::vector<std::string> names;
    names.reserve(m_index.size());
    for (const auto& [name, entry] : m_index) {
        names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

} // namespace espalier::model
