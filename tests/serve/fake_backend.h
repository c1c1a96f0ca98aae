#pragma once

#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <new>
#include <vector>

#include "core/serve/backend.h"

namespace espalier::tests {

/// A model whose next token follows from the sum of all it has seen, so that a token in the wrong sequence, twice or
/// left out changes everything after it.
/// @return one of the 26 tokens from `first` on
inline text::TokenId nextToken(const std::vector<text::TokenId>& seen, text::TokenId first)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        sum += static_cast<std::int64_t>(i + 1) * seen[i];
    }
    return first + static_cast<text::TokenId>(sum % 26);
}

/// Such a model, whose passes a test can hold up or let fail.
class FakeBackend : public serve::Backend
{
public:
    FakeBackend(std::size_t sequences, std::size_t capacity, std::size_t vocabulary, text::TokenId first)
        : m_capacity(capacity), m_vocabulary(vocabulary), m_first(first), m_seen(sequences)
    {
    }

    std::size_t sequences() const override { return m_seen.size(); }
    std::size_t capacity() const override { return m_capacity; }
    std::size_t commonPrefix(std::size_t sequence, std::span<const text::TokenId> tokens) const override
    {
        const std::vector<text::TokenId>& seen = m_seen[sequence];
        std::size_t count = 0;
        while (count < std::min(seen.size(), tokens.size()) && seen[count] == tokens[count]) {
            ++count;
        }
        return count;
    }
    void truncate(std::size_t sequence, std::size_t tokens) override
    {
        if (failedTruncations > 0) {
            --failedTruncations;
            throw std::bad_alloc();
        }
        m_seen[sequence].resize(tokens);
    }

    Result<void> forward(std::span<const Part> parts, const CancelToken&) override
    {
        waitForGate();
        if (failures > 0) {
            --failures;
            return Error{"engine.memory", "no memory", ""};
        }
        m_rows.clear();
        std::size_t prompt = 0;
        for (const Part& part : parts) {
            std::vector<text::TokenId>& seen = m_seen[part.sequence];
            if (part.tokens.size() > 1 || !part.logits) {
                m_promptParts.push_back({seen.size(), parts.size() == 1});
            }
            seen.insert(seen.end(), part.tokens.begin(), part.tokens.end());
            prompt = std::max(prompt, part.tokens.size());
            if (part.logits) {
                m_rows.emplace_back(m_vocabulary, 0.0F)[static_cast<std::size_t>(nextToken(seen, m_first))] = 9.0F;
            }
            if (part.logits && withoutNumbers > 0) {
                --withoutNumbers;
                m_rows.back().assign(m_vocabulary, std::numeric_limits<float>::quiet_NaN());
            }
            if (seen.size() > m_capacity) {
                return Error{"engine.context", "too long", ""};
            }
        }
        largestBatch = std::max(largestBatch.load(), parts.size());
        longestPart = std::max(longestPart.load(), prompt);
        ++passes;
        return {};
    }
    std::span<float> logits(std::size_t row) override { return m_rows[row]; }

    /// Pieces of prompts (of more than one token) so far; to be asked for while nothing runs.
    struct PromptPart
    {
        std::size_t begin = 0;
        bool alone = false; ///< in its pass
    };
    const std::vector<PromptPart>& promptParts() const { return m_promptParts; }

    void closeGate() { m_open = false; }
    void openGate()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_open = true;
        }
        m_gate.notify_all();
    }

    std::atomic<int> failures{0};
    std::atomic<int> withoutNumbers{0}; ///< rows of logits to come that are all NaN
    std::atomic<int> failedTruncations{0};
    std::atomic<std::size_t> largestBatch{0};
    std::atomic<std::size_t> longestPart{0};
    std::atomic<int> passes{0};

private:
    void waitForGate()
    {
        std::unique_lock lock(m_mutex);
        m_gate.wait(lock, [this] { return m_open.load(); });
    }

    std::size_t m_capacity;
    std::size_t m_vocabulary;
    text::TokenId m_first;
    std::vector<std::vector<text::TokenId>> m_seen;
    std::vector<std::vector<float>> m_rows;
    std::vector<PromptPart> m_promptParts;
    std::mutex m_mutex;
    std::condition_variable m_gate;
    std::atomic<bool> m_open{true};
};

} // namespace espalier::tests
