#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/nn/block.h"

namespace espalier::tests {

/// A decoder layer written once more, as plain loops in double precision over one sequence: what nn::forward is held
/// to.
class ScalarBlock
{
public:
    ScalarBlock(const model::ModelSpec& spec, const nn::Block& block) : m_spec(spec), m_block(block) {}

    using Rows = std::vector<std::vector<double>>;

    Rows forward(const Rows& hidden) const
    {
        Rows result = hidden;
        const Rows attended = apply(model::Role::AttentionOutput, attention(normed(hidden, m_block.inputNorm.weight)));
        add(result, attended);
        add(result, feedForward(normed(result, m_block.postAttentionNorm.weight)));
        return result;
    }

private:
    static void add(Rows& sum, const Rows& rows)
    {
        for (std::size_t t = 0; t < sum.size(); ++t)
            for (std::size_t i = 0; i < sum[t].size(); ++i)
                sum[t][i] += rows[t][i];
    }

    Rows normed(Rows rows, const at::Tensor& weight) const
    {
        const float* w = weight.data_ptr<float>();
        for (auto& row : rows) {
            double mean = 0.0;
            if (m_spec.norm == model::NormKind::Layer)
                for (const double x : row)
                    mean += x / double(row.size());
            double square = 0.0;
            for (const double x : row)
                square += (x - mean) * (x - mean) / double(row.size());
            for (std::size_t i = 0; i < row.size(); ++i)
                row[i] = (row[i] - mean) / std::sqrt(square + m_spec.normEpsilon) * w[i];
        }
        return rows;
    }

    Rows apply(model::Role role, const Rows& rows) const { return apply(m_block.linear(role), rows); }

    static Rows apply(const nn::Linear& linear, const Rows& rows)
    {
        const std::int64_t outs = linear.weight.size(0);
        const std::int64_t ins = linear.weight.size(1);
        const float* w = linear.weight.data_ptr<float>();
        Rows result(rows.size(), std::vector<double>(std::size_t(outs)));
        for (std::size_t t = 0; t < rows.size(); ++t)
            for (std::int64_t o = 0; o < outs; ++o) {
                double sum = linear.bias.defined() ? double(linear.bias.data_ptr<float>()[o]) : 0.0;
                for (std::int64_t i = 0; i < ins; ++i)
                    sum += double(w[o * ins + i]) * rows[t][std::size_t(i)];
                result[t][std::size_t(o)] = sum;
            }
        return result;
    }

    double frequency(std::int64_t pair) const
    {
        const model::Rope& rope = m_spec.rope;
        const double plain = 1.0 / std::pow(rope.theta, 2.0 * double(pair) / double(rope.rotaryDimensions));
        if (rope.scaling == model::RopeScaling::Linear)
            return plain / rope.factor;
        if (rope.scaling == model::RopeScaling::None)
            return plain;
        const double turns = double(rope.originalContextLength) * plain / (2.0 * std::numbers::pi);
        if (turns > rope.highFrequencyFactor)
            return plain;
        if (turns < rope.lowFrequencyFactor)
            return plain / rope.factor;
        const double s = (turns - rope.lowFrequencyFactor) / (rope.highFrequencyFactor - rope.lowFrequencyFactor);
        return plain * (s + (1.0 - s) / rope.factor);
    }

    void rotateHead(double* head, std::size_t position) const
    {
        const std::int64_t rotary = m_spec.rope.rotaryDimensions;
        for (std::int64_t pair = 0; pair < rotary / 2; ++pair) {
            double& a = head[m_spec.rope.interleaved ? 2 * pair : pair];
            double& b = head[m_spec.rope.interleaved ? 2 * pair + 1 : pair + rotary / 2];
            const double angle = double(position) * frequency(pair);
            const double turned = a * std::cos(angle) - b * std::sin(angle);
            b = a * std::sin(angle) + b * std::cos(angle);
            a = turned;
        }
    }

    void rotate(Rows& rows) const
    {
        for (std::size_t t = 0; t < rows.size(); ++t)
            for (std::size_t i = 0; i < rows[t].size(); i += std::size_t(m_spec.headDimension))
                rotateHead(rows[t].data() + i, t);
    }

    Rows attention(const Rows& input) const
    {
        Rows q = apply(model::Role::Query, input);
        Rows k = apply(model::Role::Key, input);
        const Rows v = apply(model::Role::Value, input);
        rotate(q);
        rotate(k);
        Rows result(input.size(), std::vector<double>(q.front().size()));
        for (std::size_t t = 0; t < input.size(); ++t)
            for (std::int64_t head = 0; head < m_spec.heads; ++head)
                attendHead(q, k, v, t, head, result[t]);
        return result;
    }

    void attendHead(const Rows& q, const Rows& k, const Rows& v, std::size_t t, std::int64_t head,
                    std::vector<double>& out) const
    {
        const std::size_t d = std::size_t(m_spec.headDimension);
        const std::size_t own = std::size_t(head) * d;
        const std::size_t shared = std::size_t(head / (m_spec.heads / m_spec.keyValueHeads)) * d;
        const std::size_t window = std::size_t(m_block.spec->slidingWindow);
        const std::size_t first = window > 0 && t + 1 > window ? t + 1 - window : 0;
        std::vector<double> weights;
        double total = 0.0;
        for (std::size_t s = first; s <= t; ++s) {
            double score = 0.0;
            for (std::size_t i = 0; i < d; ++i)
                score += q[t][own + i] * k[s][shared + i];
            weights.push_back(std::exp(score * m_spec.attentionScale));
            total += weights.back();
        }
        for (std::size_t s = first; s <= t; ++s)
            for (std::size_t i = 0; i < d; ++i)
                out[own + i] += weights[s - first] / total * v[s][shared + i];
    }

    double activated(double x) const
    {
        switch (m_spec.activation) {
        case model::Activation::Silu:
            return x / (1.0 + std::exp(-x));
        case model::Activation::Gelu:
            return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2));
        case model::Activation::GeluTanh:
            return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
        case model::Activation::Relu:
            return std::max(0.0, x);
        }
        return 0.0;
    }

    std::vector<double> expert(const nn::Expert& expert, const std::vector<double>& token) const
    {
        const Rows gate = apply(expert.gate, {token});
        Rows middle = apply(expert.up, {token});
        for (std::size_t i = 0; i < middle[0].size(); ++i)
            middle[0][i] *= activated(gate[0][i]);
        return apply(expert.down, middle)[0];
    }

    std::vector<double> experts(const std::vector<double>& token) const
    {
        const model::MoeSpec& moe = *m_block.spec->moe;
        std::vector<std::pair<double, std::size_t>> scores; // e^logit, expert
        double total = 0.0;
        const Rows logits = apply(nn::Linear{m_block.experts->router, {}, {}}, {token});
        for (std::size_t e = 0; e < logits[0].size(); ++e) {
            scores.emplace_back(std::exp(logits[0][e]), e);
            total += scores.back().first;
        }
        std::sort(scores.rbegin(), scores.rend());
        scores.resize(std::size_t(moe.expertsPerToken));
        if (moe.renormalize) {
            total = 0.0;
            for (const auto& score : scores)
                total += score.first;
        }
        std::vector<double> sum(token.size());
        const auto addExpert = [&](double weight, const nn::Expert& one) {
            const std::vector<double> out = expert(one, token);
            for (std::size_t i = 0; i < sum.size(); ++i)
                sum[i] += weight * out[i];
        };
        for (const auto& [score, index] : scores)
            addExpert(score / total, m_block.experts->routed[index]);
        if (m_block.experts->shared)
            addExpert(1.0, *m_block.experts->shared);
        return sum;
    }

    Rows feedForward(const Rows& input) const
    {
        if (m_block.experts) {
            Rows mixed;
            for (const auto& token : input)
                mixed.push_back(experts(token));
            return mixed;
        }
        Rows middle = apply(model::Role::Up, input);
        const bool gated = m_block.linear(model::Role::Gate).weight.defined();
        const Rows gate = gated ? apply(model::Role::Gate, input) : middle;
        for (std::size_t t = 0; t < middle.size(); ++t)
            for (std::size_t i = 0; i < middle[t].size(); ++i)
                middle[t][i] = gated ? activated(gate[t][i]) * middle[t][i] : activated(middle[t][i]);
        return apply(model::Role::Down, middle);
    }

    const model::ModelSpec& m_spec;
    const nn::Block& m_block;
};

} // namespace espalier::tests
