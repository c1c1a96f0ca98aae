// Filtering of the module tree: which rows stay, and their places in what is left.
#include <algorithm>
#include <optional>

#include "core/recipe/match.h"
#include "ui/models/module_tree.h"

namespace espalier::ui {

namespace {

constexpr std::size_t kRowsBetweenPolls = 4096;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

/// Module and class names are ASCII in practice; other letters must agree exactly.
bool containsAnyCase(std::string_view text, std::string_view lowered)
{
    return std::search(text.begin(), text.end(), lowered.begin(), lowered.end(),
                       [](char a, char b) { return lower(a) == b; }) != text.end();
}

/// Whether what is typed speaks of the fused module that a part is stored in: "qkv", but not the "v_proj" at its end,
/// which is one of its parts.
bool namesWhole(std::string_view whole, std::string_view lowered)
{
    const std::string_view leaf = whole.substr(whole.rfind('.') + 1);
    return lowered.find('.') != std::string_view::npos ? containsAnyCase(whole, lowered)
                                                       : containsAnyCase(leaf.substr(0, lowered.size()), lowered);
}

} // namespace

Result<ModuleTree::View> ModuleTree::filtered(const QString& filter, const CancelToken& cancel) const
{
    const std::string wanted = filter.trimmed().toStdString();
    std::string lowered = wanted;
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    std::optional<recipe::EntryMatcher> pattern;
    if (wanted.rfind("re:", 0) == 0) {
        auto matcher = recipe::EntryMatcher::create(wanted);
        if (!matcher) {
            return matcher.error();
        }
        pattern = matcher.take();
    }

    View view;
    std::vector<char> visible(m_rows.size(), wanted.empty());
    for (std::size_t row = m_rows.size(); row-- > 1 && !wanted.empty();) {
        if (row % kRowsBetweenPolls == 0 && cancel.requested()) {
            return Error{"cancelled", "Cancelled.", ""};
        }
        const ModuleRow& each = m_rows[row];
        const bool hit = each.foldLast < 0 && (pattern ? pattern->match(*each.node) != recipe::MatchStrength::None
                                                       : containsAnyCase(each.node->name, lowered) ||
                                                             namesWhole(each.node->storedIn, lowered) ||
                                                             containsAnyCase(each.node->className(), lowered));
        view.matches += hit ? 1 : 0;
        visible[row] = char(visible[row] || hit);
        if (visible[row]) {
            visible[std::size_t(each.parent)] = 1;
        }
    }

    view.first.resize(m_rows.size());
    view.count.resize(m_rows.size());
    view.place.assign(m_rows.size(), -1);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        view.first[row] = int(view.children.size());
        for (int i = 0; i < m_rows[row].childCount; ++i) {
            const int child = m_rows[row].firstChild + i;
            if (visible[std::size_t(child)]) {
                view.place[std::size_t(child)] = view.count[row]++;
                view.children.push_back(child);
            }
        }
    }
    view.place[0] = 0;
    return view;
}

} // namespace espalier::ui
