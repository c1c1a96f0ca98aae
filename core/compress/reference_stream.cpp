#include "core/compress/reference_stream.h"

#include "core/nn/device.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

void ReferenceStream::load(std::size_t layer)
{
    m_block = nn::Block(); // the tensors may be shared with another block: no buffer is used again
    nn::loadBlock(m_checkpoint, layer, m_block);
}

void ReferenceStream::advance(const nn::RotaryTable& rotary, const CancelToken& cancel)
{
    const nn::LayerPass pass(m_checkpoint.spec(), m_block, rotary, m_device);
    for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
        if (cancel.requested())
            throw Cancelled();
        m_hidden.set(batch, pass(m_hidden.get(batch)));
    }
}

} // namespace espalier::compress
