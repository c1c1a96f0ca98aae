#include "core/text/byte_level_pipeline.h"

#include <algorithm>

namespace espalier::text {
namespace {

std::optional<TokenId> idOf(const Pipeline& pipeline, const std::string& name)
{
    for (const AddedToken& token : pipeline.addedTokens) {
        if (token.content == name) {
            return token.id;
        }
    }
    const auto at = std::find(pipeline.pieces.begin(), pipeline.pieces.end(), name);
    return name.empty() || at == pipeline.pieces.end()
               ? std::nullopt
               : std::optional(static_cast<TokenId>(at - pipeline.pieces.begin()));
}

} // namespace

Result<Pipeline> byteLevelPipeline(std::vector<std::string> pieces, BpeMerges merges, const ModelPatterns& patterns,
                                   bool addPrefixSpace)
{
    auto preTokenizer = byteLevelPreTokenizer(patterns.patterns, addPrefixSpace);
    if (!preTokenizer) {
        return preTokenizer.error();
    }
    Bpe::Options options;
    options.byteLevel = true;
    options.ignoreMerges = patterns.ignoreMerges;
    Pipeline pipeline;
    pipeline.model = std::make_unique<Bpe>(byteLevelVocabulary(pieces), std::move(merges), options);
    pipeline.pieces = std::move(pieces);
    pipeline.preTokenizer = preTokenizer.take();
    pipeline.decoder = byteLevelDecoder();
    pipeline.normalizer = patterns.composes ? makeNfc() : nullptr;
    return pipeline;
}

void addSequenceTokens(Pipeline& pipeline, bool addBegin, bool addEnd)
{
    const auto begin = idOf(pipeline, pipeline.beginOfSequence);
    const auto end = idOf(pipeline, pipeline.endOfSequence);
    if (addBegin && begin) {
        pipeline.prefix = {*begin};
    }
    if (addEnd && end) {
        pipeline.suffix = {*end};
    }
}

} // namespace espalier::text
