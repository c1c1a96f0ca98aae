#include "core/compress/hidden_states.h"

#include <sstream>
#include <stdexcept>

#include <ATen/ops/empty.h>
#include <c10/core/ScalarType.h>

namespace espalier::compress {

void HiddenStates::add(at::Tensor batch)
{
    Batch& added = m_batches.emplace_back();
    added.shape = batch.sizes().vec();
    added.bytes = std::uint64_t(batch.numel()) * c10::elementSize(m_storage.type);
    if (m_memoryBytes + added.bytes <= m_storage.memoryBytes) {
        m_memoryBytes += added.bytes;
        added.values = batch.to(m_storage.type);
        return;
    }
    if (!m_disk)
        m_disk = std::make_shared<SpillFile>(m_storage.folder);
    added.offset = m_diskBytes;
    m_diskBytes += added.bytes;
    store(added, batch);
}

at::Tensor HiddenStates::get(std::size_t batch) const
{
    const Batch& wanted = m_batches.at(batch);
    at::Tensor values = wanted.values;
    if (!values.defined()) {
        values = at::empty(wanted.shape, m_storage.type);
        m_disk->read(wanted.offset, {static_cast<std::byte*>(values.data_ptr()), std::size_t(wanted.bytes)});
    }
    const Batch& next = m_batches[(batch + 1) % m_batches.size()]; // after the last one comes the next layer's first
    if (!next.values.defined())
        m_disk->readAhead(next.offset, next.bytes);
    return values.to(at::kFloat);
}

void HiddenStates::set(std::size_t batch, at::Tensor states)
{
    Batch& target = m_batches.at(batch);
    if (states.sizes() != at::IntArrayRef(target.shape)) {
        std::ostringstream message;
        message << "hidden states: expected " << at::IntArrayRef(target.shape) << ", got " << states.sizes();
        throw std::invalid_argument(message.str());
    }
    if (target.values.defined())
        target.values = states.to(m_storage.type);
    else
        store(target, states);
}

void HiddenStates::store(Batch& batch, const at::Tensor& states)
{
    const at::Tensor stored = states.to(m_storage.type).contiguous();
    m_disk->write(batch.offset, {static_cast<const std::byte*>(stored.data_ptr()), std::size_t(batch.bytes)});
}

void HiddenStates::clear()
{
    m_batches.clear();
    m_disk.reset();
    m_memoryBytes = 0;
    m_diskBytes = 0;
}

} // namespace espalier::compress
