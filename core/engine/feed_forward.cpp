#include "core/engine/feed_forward.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/engine/kernels/elementwise.h"
#include "core/engine/kernels/multiply.h"

namespace espalier::engine {

void chooseExperts(std::span<const float> logits, bool renormalize, std::span<ExpertChoice> choices)
{
    const float largest = *std::ranges::max_element(logits);
    float sum = 0.0F;
    for (const float logit : logits) {
        sum += std::exp(logit - largest);
    }
    // Few are chosen of few: a pass for each is as fast as a sort and needs no memory.
    float chosenSum = 0.0F;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        std::uint32_t best = 0;
        bool found = false;
        for (std::uint32_t expert = 0; expert < logits.size(); ++expert) {
            const bool taken = std::ranges::find(choices.first(i), expert, &ExpertChoice::expert) !=
                               choices.begin() + static_cast<std::ptrdiff_t>(i);
            if (!taken && (!found || logits[expert] > logits[best])) {
                best = expert;
                found = true;
            }
        }
        choices[i] = {best, 0, std::exp(logits[best] - largest) / sum};
        chosenSum += choices[i].weight;
    }
    if (renormalize) {
        for (ExpertChoice& choice : choices) {
            choice.weight /= chosenSum;
        }
    }
}

FeedForward::Job& FeedForward::addJob(const GatedLayer& layer, std::size_t tokens, std::size_t firstRow)
{
    if (m_used == m_jobs.size()) {
        m_jobs.push_back(std::make_unique<Job>());
    }
    Job& job = *m_jobs[m_used++];
    job.layer = &layer;
    job.tokens = tokens;
    job.firstRow = firstRow;
    const LinearLayer* gate = layer.gate ? &*layer.gate : &layer.up;
    job.input.resize(tokens, std::array{&layer.up, gate});
    job.activated.resize(tokens, std::array{&layer.down});
    return job;
}

InputSet& FeedForward::prepareDense(const GatedLayer& layer, std::size_t tokens)
{
    m_used = 0;
    return addJob(layer, tokens, 0).input;
}

void FeedForward::runDense(float* hidden)
{
    runUp();
    runDown(hidden, true);
}

void FeedForward::runUp()
{
    std::size_t values = 0;
    for (std::size_t i = 0; i < m_used; ++i) {
        values += m_jobs[i]->tokens * m_jobs[i]->layer->up.weight.rows;
    }
    float* gate = m_gate.resize(values);
    float* up = m_up.resize(values);
    m_tasks.clear();
    for (std::size_t i = 0; i < m_used; ++i) {
        Job& job = *m_jobs[i];
        const PackedMatrix& weight = job.layer->up.weight;
        job.gate = gate;
        job.up = up;
        gate += job.tokens * weight.rows;
        up += job.tokens * weight.rows;
        m_tasks.add(weight.blocks(), weight.bytes() + (job.layer->gate ? job.layer->gate->weight.bytes() : 0));
    }
    m_tasks.run(m_pool, [this](std::size_t index, std::size_t first, std::size_t last) {
        const Job& job = *m_jobs[index];
        const GatedLayer& layer = *job.layer;
        const std::size_t width = layer.up.weight.rows;
        const std::size_t begin = first * kBlockRows;
        const std::size_t count = std::min(last * kBlockRows, width) - begin;
        multiply(layer.up.weight, first, last, job.input.of(layer.up), job.up, width);
        if (layer.gate) {
            multiply(layer.gate->weight, first, last, job.input.of(*layer.gate), job.gate, width);
        }
        for (std::size_t token = 0; token < job.tokens; ++token) {
            float* activated = job.gate + token * width + begin;
            const float* raised = job.up + token * width + begin;
            if (layer.gate) {
                activateGated(m_spec.activation, activated, raised, count, activated);
            } else {
                activate(m_spec.activation, raised, count, activated);
            }
        }
    });
}

void FeedForward::runDown(float* out, bool sum)
{
    const auto hidden = static_cast<std::size_t>(m_spec.hiddenSize);
    std::size_t rows = 0;
    m_tasks.clear();
    for (std::size_t i = 0; i < m_used; ++i) {
        Job& job = *m_jobs[i];
        const std::size_t width = job.layer->up.weight.rows;
        forEachRow(m_pool, job.tokens, width,
                   [&](std::size_t token) { job.activated.setRow(token, job.gate + token * width); });
        m_tasks.add(job.layer->down.weight.blocks(), job.layer->down.weight.bytes());
        rows += job.tokens;
    }
    float* product = sum ? m_down.resize(rows * hidden) : out;
    m_tasks.run(m_pool, [&](std::size_t index, std::size_t first, std::size_t last) {
        const Job& job = *m_jobs[index];
        const LinearLayer& down = job.layer->down;
        float* rowsOfJob = product + job.firstRow * hidden;
        multiply(down.weight, first, last, job.activated.of(down), rowsOfJob, hidden);
        if (sum) {
            addBlocks(rowsOfJob, first, last, job.tokens, hidden, out);
        }
    });
}

void FeedForward::runMoe(const MoeLayer& layer, const model::MoeSpec& spec, const float* input, std::size_t tokens,
                         float* hidden)
{
    const auto width = static_cast<std::size_t>(m_spec.hiddenSize);
    const auto perToken = static_cast<std::size_t>(spec.expertsPerToken);
    choose(layer, spec, input, tokens);
    gatherJobs(layer, input, tokens, perToken);
    runUp();
    const std::size_t sharedRow = tokens * perToken; // the shared expert's rows come after all chosen ones
    float* outputs = m_down.resize((sharedRow + (layer.shared ? tokens : 0)) * width);
    runDown(outputs, false);
    forEachRow(m_pool, tokens, width * (perToken + 1), [&](std::size_t token) {
        float* row = hidden + token * width;
        for (std::size_t i = 0; i < perToken; ++i) {
            const ExpertChoice& choice = m_choices[token * perToken + i];
            addScaled(choice.weight, outputs + choice.row * width, width, row);
        }
        if (layer.shared) {
            addTo(outputs + (sharedRow + token) * width, width, row);
        }
    });
}

void FeedForward::choose(const MoeLayer& layer, const model::MoeSpec& spec, const float* input, std::size_t tokens)
{
    const auto width = static_cast<std::size_t>(m_spec.hiddenSize);
    const std::size_t experts = layer.experts.size();
    const auto perToken = static_cast<std::size_t>(spec.expertsPerToken);
    m_routerInput.resize(tokens, std::array{&layer.router});
    for (std::size_t token = 0; token < tokens; ++token) {
        m_routerInput.setRow(token, input + token * width);
    }
    float* logits = m_routerLogits.resize(tokens * experts);
    m_tasks.clear();
    m_tasks.add(layer.router.weight.blocks(), layer.router.weight.bytes());
    m_tasks.run(m_pool, [&](std::size_t, std::size_t first, std::size_t last) {
        multiply(layer.router.weight, first, last, m_routerInput.of(layer.router), logits, experts);
    });
    m_choices.resize(tokens * perToken);
    forEachRow(m_pool, tokens, experts, [&](std::size_t token) {
        chooseExperts({logits + token * experts, experts}, spec.renormalize,
                      std::span(m_choices).subspan(token * perToken, perToken));
    });
}

void FeedForward::gatherJobs(const MoeLayer& layer, const float* input, std::size_t tokens, std::size_t perToken)
{
    const auto width = static_cast<std::size_t>(m_spec.hiddenSize);
    m_rowsOfExpert.assign(layer.experts.size(), 0);
    for (const ExpertChoice& choice : m_choices) {
        ++m_rowsOfExpert[choice.expert];
    }
    m_used = 0;
    std::uint32_t row = 0;
    m_jobOfExpert.assign(layer.experts.size(), 0);
    for (std::size_t expert = 0; expert < layer.experts.size(); ++expert) {
        const std::uint32_t count = m_rowsOfExpert[expert];
        if (count > 0) {
            m_jobOfExpert[expert] = m_used;
            addJob(layer.experts[expert], count, row);
        }
        m_rowsOfExpert[expert] = row; // from now on the next free row
        row += count;
    }
    for (ExpertChoice& choice : m_choices) {
        choice.row = m_rowsOfExpert[choice.expert]++;
    }
    forEachRow(m_pool, tokens, width * perToken, [&](std::size_t token) {
        for (const ExpertChoice& choice : std::span(m_choices).subspan(token * perToken, perToken)) {
            Job& job = *m_jobs[m_jobOfExpert[choice.expert]];
            job.input.setRow(choice.row - job.firstRow, input + token * width);
        }
    });
    if (layer.shared) {
        Job& job = addJob(*layer.shared, tokens, row);
        forEachRow(m_pool, tokens, width, [&](std::size_t token) { job.input.setRow(token, input + token * width); });
    }
}

} // namespace espalier::engine
