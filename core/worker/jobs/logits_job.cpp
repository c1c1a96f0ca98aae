#include "core/worker/jobs/registry.h"

#include <ATen/core/Tensor.h>

#include "core/formats/safetensors.h"
#include "core/nn/language_model.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

/// @param logits [tokens, vocabulary] float32
Result<void> writeLogits(const at::Tensor& logits, const std::string& path)
{
    const at::Tensor values = logits.contiguous();
    formats::TensorInfo info;
    info.name = "logits";
    info.dtype = formats::DType::F32;
    info.shape = values.sizes().vec();
    auto writer = formats::SafetensorsWriter::create(path, {info});
    if (!writer) {
        return writer.error();
    }
    const std::span<const float> floats(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()));
    if (auto written = writer->append(std::as_bytes(floats)); !written) {
        return written;
    }
    return writer->commit();
}

/// The reference forward pass over one sequence.
class LogitsWork final : public Job
{
public:
    explicit LogitsWork(protocol::LogitsJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        auto checkpoint = openComplete(m_parameters.model);
        if (!checkpoint) {
            return checkpoint.error();
        }
        if (auto valid = checkIds(checkpoint->spec().vocabularySize); !valid) {
            return valid.error();
        }
        const at::Tensor logits = nn::sequenceLogits(*checkpoint, m_parameters.ids, context.cancel());
        if (!m_parameters.out.empty()) {
            if (auto written = writeLogits(logits, m_parameters.out); !written) {
                return written.error();
            }
        }
        return nlohmann::json{{"tokens", logits.size(0)},
                              {"vocabulary", logits.size(1)},
                              {"file", m_parameters.out.empty() ? nlohmann::json() : nlohmann::json(m_parameters.out)}};
    }

private:
    Result<void> checkIds(std::int64_t vocabulary) const
    {
        if (m_parameters.ids.empty()) {
            return Error{"logits.ids", "There are no token ids. Give at least one.", ""};
        }
        for (const std::int32_t id : m_parameters.ids) {
            if (id < 0 || id >= vocabulary) {
                return Error{"logits.ids",
                             "Token id " + std::to_string(id) + " is not in the model's vocabulary (0 to " +
                                 std::to_string(vocabulary - 1) + ").",
                             ""};
            }
        }
        return {};
    }

    protocol::LogitsJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createLogitsJob(const nlohmann::json& parameters)
{
    return createJob<LogitsWork, protocol::LogitsJob>(parameters);
}

} // namespace espalier::worker
