#pragma once

#include <cstddef>
#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// The hidden states of all calibration windows between two decoder layers: [windows, tokens, hidden] float32 a batch.
class HiddenStates
{
public:
    std::size_t size() const { return m_batches.size(); }
    bool empty() const { return m_batches.empty(); }
    void add(at::Tensor batch) { m_batches.push_back(std::move(batch)); }
    at::Tensor get(std::size_t batch) const { return m_batches[batch]; }
    void set(std::size_t batch, at::Tensor states) { m_batches[batch] = std::move(states); }
    void clear() { m_batches.clear(); }

private:
    std::vector<at::Tensor> m_batches;
};

} // namespace espalier::compress
