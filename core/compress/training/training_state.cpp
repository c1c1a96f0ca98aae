#include "core/compress/training/training_state.h"

#include <algorithm>
#include <string>

#include <ATen/ops/empty.h>

#include "core/formats/safetensors.h"

namespace espalier::compress {
namespace {

Error unreadable(const std::filesystem::path& file, const std::string& why)
{
    return {"train.state",
            "The state of the training that was interrupted " + why + ". Remove the file to train from the beginning.",
            file.string()};
}

} // namespace

Result<void> TrainingState::save(const std::filesystem::path& file) const
{
    std::vector<formats::TensorInfo> declarations;
    std::vector<at::Tensor> values;
    const auto add = [&](char prefix, const std::vector<at::Tensor>& tensors) {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            formats::TensorInfo info;
            info.name = prefix + std::to_string(i);
            info.dtype = formats::DType::F32;
            info.shape = tensors[i].sizes().vec();
            declarations.push_back(std::move(info));
            values.push_back(tensors[i].detach().contiguous());
        }
    };
    add('p', parameters);
    add('m', moments.mean);
    add('v', moments.square);
    add('b', best);
    nlohmann::json described = figures;
    described["steps"] = moments.steps;
    auto writer = formats::SafetensorsWriter::create(file, std::move(declarations), {{"state", described.dump()}});
    if (!writer)
        return writer.error();
    for (const at::Tensor& value : values) {
        const auto* bytes = static_cast<const std::byte*>(value.data_ptr());
        if (auto appended = writer->append({bytes, value.nbytes()}); !appended)
            return appended;
    }
    return writer->commit();
}

Result<std::optional<TrainingState>> TrainingState::load(const std::filesystem::path& file,
                                                         const std::vector<at::Tensor>& parameters)
{
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return std::optional<TrainingState>();
    const auto opened = formats::SafetensorsFile::open(file);
    if (!opened)
        return unreadable(file, "cannot be read");
    const auto described = opened->metadata().find("state");
    TrainingState state;
    if (described != opened->metadata().end())
        state.figures = nlohmann::json::parse(described->second, nullptr, false);
    if (!state.figures.is_object() || !state.figures.value("steps", nlohmann::json()).is_number_integer())
        return unreadable(file, "has no step");
    state.moments.steps = state.figures["steps"];
    const auto read = [&](char prefix, std::vector<at::Tensor>& tensors) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const formats::TensorInfo* info = opened->find(prefix + std::to_string(i));
            if (!info || info->dtype != formats::DType::F32 || parameters[i].sizes() != at::IntArrayRef(info->shape))
                return false;
            at::Tensor tensor = at::empty(info->shape, at::kFloat);
            const auto bytes = opened->data(*info);
            std::copy(bytes.begin(), bytes.end(), static_cast<std::byte*>(tensor.data_ptr()));
            tensors.push_back(std::move(tensor));
        }
        return true;
    };
    if (!read('p', state.parameters) || !read('m', state.moments.mean) || !read('v', state.moments.square))
        return unreadable(file, "belongs to other weights");
    if (opened->find("b0") && !read('b', state.best))
        return unreadable(file, "belongs to other weights");
    return std::optional(std::move(state));
}

} // namespace espalier::compress
