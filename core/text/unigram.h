#pragma once

#include <string>
#include <vector>

#include "core/text/byte_trie.h"
#include "core/text/subword_model.h"

namespace espalier::text {

/// Unigram language model (Kudo 2018, arXiv:1804.10959): the segmentation with the largest sum of scores (Viterbi).
class Unigram : public SubwordModel
{
public:
    struct Piece
    {
        std::string_view text; ///< must outlive the model; empty: matches nothing
        double score = 0;      ///< log probability
    };
    /// How the sums are kept: sentencepiece rounds each to float, Hugging Face's tokenizers keep doubles. Which of two
    /// nearly equal segmentations wins depends on it.
    enum class Precision { Float, Double };

    struct Options
    {
        Precision precision = Precision::Double;
        TokenId unknownId = 0;
        double unknownScore = 0;         ///< smallest score less 10
        std::vector<TokenId> byteTokens; ///< 256 ids of the byte pieces for unknown characters, or none
        bool joinUnknown = true;         ///< a run of unknown characters is one token
    };

    Unigram(const std::vector<Piece>& pieces, Options options);

    void encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const override;

private:
    template <typename Score> void encodeAs(std::string_view text, std::vector<TokenId>& out) const;
    void appendUnknown(std::string_view text, bool afterUnknown, std::vector<TokenId>& out) const;

    ByteTrie m_trie;
    std::vector<double> m_scores;
    Options m_options;
};

} // namespace espalier::text
