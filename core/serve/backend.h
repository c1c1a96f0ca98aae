#pragma once

#include <cstddef>
#include <span>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

namespace espalier::serve {

/// What the scheduler needs of a model: a fixed number of sequences, and passes over the weights that append to some of
/// them. Called by the scheduler's thread alone.
class Backend
{
public:
    struct Part
    {
        std::size_t sequence = 0;
        std::span<const text::TokenId> tokens; ///< at least one
        bool logits = false;                   ///< of its last token
    };

    virtual ~Backend() = default;
    virtual std::size_t sequences() const = 0;
    virtual std::size_t capacity() const = 0; ///< tokens of one sequence
    virtual std::size_t commonPrefix(std::size_t sequence, std::span<const text::TokenId> tokens) const = 0;
    virtual void truncate(std::size_t sequence, std::size_t tokens) = 0;
    /// Afterwards logits(row) are those of the parts that asked, in their order. After an error or an exception no
    /// sequence has changed.
    virtual Result<void> forward(std::span<const Part> parts, const CancelToken& cancel) = 0;
    virtual std::span<float> logits(std::size_t row) = 0;
};

} // namespace espalier::serve
