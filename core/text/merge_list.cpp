#include "core/text/loaders.h"

namespace espalier::text {

MergeList::MergeList(const std::vector<std::string>& pieces) : m_merges(pieces.size())
{
    m_ids.reserve(pieces.size() * 2);
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        m_ids.try_emplace(pieces[id], static_cast<TokenId>(id));
    }
}

Result<void> MergeList::add(std::string_view line)
{
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) {
        return Error{"tokenizer.format", "The merge \"" + std::string(line) + "\" is not a pair of pieces.", ""};
    }
    if (line.find(' ', space + 1) != std::string_view::npos) { // real files have some of pieces with spaces, which the
        ++m_rank;                                              // libraries that read them cannot split either
        return {};
    }
    return add(line.substr(0, space), line.substr(space + 1));
}

Result<void> MergeList::add(std::string_view left, std::string_view right)
{
    const auto leftId = m_ids.find(left);
    const auto rightId = m_ids.find(right);
    const auto mergedId = m_ids.find(std::string(left) + std::string(right));
    if (leftId == m_ids.end() || rightId == m_ids.end() || mergedId == m_ids.end()) {
        return Error{
            "tokenizer.format",
            "The merge \"" + std::string(left) + " " + std::string(right) +
                "\" has pieces that are not in the vocabulary; the vocabulary and the merges do not belong together.",
            ""};
    }
    m_merges.add(leftId->second, rightId->second, {m_rank, mergedId->second}, true);
    ++m_rank;
    return {};
}

} // namespace espalier::text
