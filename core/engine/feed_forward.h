#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/aligned_buffer.h"
#include "core/engine/block_tasks.h"
#include "core/engine/input_set.h"
#include "core/engine/loaded_model.h"

namespace espalier::engine {

/// An expert for a token.
struct ExpertChoice
{
    std::uint32_t expert = 0;
    std::uint32_t row = 0; ///< the token's place among all experts' rows
    float weight = 0.0F;   ///< of the expert's output
};

/// Softmax over all logits in float32; the best choices.size() experts, best first, ties to the lower number, weighted
/// by their probabilities. @param renormalize divides these by their sum @param logits [experts], at least
/// choices.size()
void chooseExperts(std::span<const float> logits, bool renormalize, std::span<ExpertChoice> choices);

/// The feed-forward part of a decoder layer: dense, or routed to experts. Holds the memory that it needs from call to
/// call; one caller at a time.
class FeedForward
{
public:
    FeedForward(const model::ModelSpec& spec, ThreadPool& pool) : m_spec(spec), m_pool(pool) {}

    /// Room for the inputs of a dense part, to be set row by row (so that a row is rounded while it is in the cache).
    InputSet& prepareDense(const GatedLayer& layer, std::size_t tokens);
    /// hidden += down(activation(gate(x)) * up(x)) for the inputs x that were set. @param hidden [tokens, hidden size]
    void runDense(float* hidden);

    /// hidden += the chosen experts' outputs, weighted, and the shared expert's.
    /// @param input [tokens, hidden size], normalised
    void runMoe(const MoeLayer& layer, const model::MoeSpec& spec, const float* input, std::size_t tokens,
                float* hidden);

private:
    /// Some tokens for one gated layer.
    struct Job
    {
        const GatedLayer* layer = nullptr;
        std::size_t tokens = 0;
        std::size_t firstRow = 0; ///< of this job among all jobs' rows
        InputSet input;
        InputSet activated;
        float* gate = nullptr; ///< [tokens, intermediate]; becomes activation(gate) * up
        float* up = nullptr;
    };
    Job& addJob(const GatedLayer& layer, std::size_t tokens, std::size_t firstRow);
    void runUp();
    /// @param sum whether `out` is added to; else it is written
    void runDown(float* out, bool sum);
    void choose(const MoeLayer& layer, const model::MoeSpec& spec, const float* input, std::size_t tokens);
    void gatherJobs(const MoeLayer& layer, const float* input, std::size_t tokens, std::size_t perToken);

    const model::ModelSpec& m_spec;
    ThreadPool& m_pool;
    std::vector<std::unique_ptr<Job>> m_jobs; ///< those beyond m_used wait to be used again
    std::size_t m_used = 0;
    BlockTasks m_tasks;
    AlignedBuffer<float> m_gate;
    AlignedBuffer<float> m_up;
    AlignedBuffer<float> m_down; ///< [rows of all jobs, hidden size]
    InputSet m_routerInput;
    AlignedBuffer<float> m_routerLogits; ///< [tokens, experts]
    std::vector<ExpertChoice> m_choices; ///< [tokens, experts per token]
    std::vector<std::uint32_t> m_rowsOfExpert;
    std::vector<std::size_t> m_jobOfExpert;
};

} // namespace espalier::engine
