#include "ui/models/recipe_diff.h"

#include <algorithm>
#include <optional>

#include <QHash>

#include "core/compress/schemas.h"
#include "core/recipe/diagnostics.h"
#include "core/recipe/parse.h"
#include "core/recipe/write.h"
#include "core/recipe/yaml.h"
#include "core/recipe/yaml_writer.h"

namespace espalier::ui {

namespace {

/// Texts with this many pairs of lines between them are not worth the wait: they differ from their first difference on.
constexpr std::size_t kMostPairs = 4'000'000;

/// Something that is compared by `key` and shown as `text`.
struct Item
{
    QString key;
    QString text;
    int line = 0;
};

/// Pairs of places in both that belong together: the longest common subsequence.
std::vector<std::pair<std::size_t, std::size_t>> matches(const std::vector<Item>& left, const std::vector<Item>& right)
{
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    const auto same = [&](std::size_t l, std::size_t r) { return left[l].key == right[r].key; };
    std::size_t begin = 0;
    while (begin < left.size() && begin < right.size() && same(begin, begin)) {
        pairs.emplace_back(begin, begin);
        ++begin;
    }
    const std::size_t rows = left.size() - begin;
    const std::size_t columns = right.size() - begin;
    if (rows == 0 || columns == 0 || rows * columns > kMostPairs) {
        return pairs;
    }
    // length[r][c]: of the subsequence of what lies from there on
    std::vector<std::vector<int>> length(rows + 1, std::vector<int>(columns + 1, 0));
    for (std::size_t r = rows; r-- > 0;) {
        for (std::size_t c = columns; c-- > 0;) {
            length[r][c] =
                same(begin + r, begin + c) ? length[r + 1][c + 1] + 1 : std::max(length[r + 1][c], length[r][c + 1]);
        }
    }
    for (std::size_t r = 0, c = 0; r < rows && c < columns;) {
        if (same(begin + r, begin + c)) {
            pairs.emplace_back(begin + r++, begin + c++);
        } else if (length[r + 1][c] >= length[r][c + 1]) {
            ++r;
        } else {
            ++c;
        }
    }
    return pairs;
}

std::vector<Item> linesOf(const QString& text, bool ignoreComments)
{
    std::vector<Item> lines;
    QStringList parts = text.split(u'\n');
    if (!parts.isEmpty() && parts.last().isEmpty()) {
        parts.removeLast(); // behind the last line break
    }
    for (int i = 0; i < parts.size(); ++i) {
        QString line = ignoreComments ? withoutComment(parts[i]) : parts[i];
        if (ignoreComments && line.trimmed().isEmpty()) {
            continue;
        }
        while (line.endsWith(u' ') || line.endsWith(u'\r')) {
            line.chop(1);
        }
        lines.push_back({line, line, i + 1});
    }
    return lines;
}

bool isLeaf(const recipe::Value& value)
{
    if (const auto* map = std::get_if<recipe::Value::Map>(&value.data)) {
        return map->empty();
    }
    const auto* list = std::get_if<recipe::Value::List>(&value.data);
    return list == nullptr || std::all_of(list->begin(), list->end(), [](const recipe::Value& each) {
               return !std::holds_alternative<recipe::Value::Map>(each.data) &&
                      !std::holds_alternative<recipe::Value::List>(each.data);
           });
}

void flatten(const recipe::Value& value, const QString& path, std::vector<Item>& items)
{
    if (isLeaf(value)) {
        const int line = value.keyLocation.line > 0 ? value.keyLocation.line : value.location.line;
        // as behind a key, where a list of scalars takes one line
        recipe::Value pair;
        pair.data = recipe::Value::Map{{"k", value}};
        const QString text = QString::fromStdString(recipe::toYaml(pair)).trimmed().mid(2).trimmed();
        items.push_back({path, QStringLiteral("%1: ").arg(path) + text, line});
    } else if (const auto* map = std::get_if<recipe::Value::Map>(&value.data)) {
        for (const auto& [key, member] : *map) {
            const QString name = QString::fromStdString(key);
            flatten(member, path.isEmpty() ? name : path + u'.' + name, items);
        }
    } else {
        const auto& list = std::get<recipe::Value::List>(value.data);
        for (std::size_t i = 0; i < list.size(); ++i) {
            flatten(list[i], QStringLiteral("%1[%2]").arg(path).arg(i), items);
        }
    }
}

std::optional<std::vector<Item>> keysOf(const QString& text)
{
    recipe::Diagnostics diagnostics;
    const std::string document = text.toStdString();
    const auto value = recipe::readYaml(document, recipe::DocumentKind::Yaml, diagnostics);
    if (!value || diagnostics.hasErrors()) {
        return std::nullopt;
    }
    std::vector<Item> items;
    if (!value->isNull()) {
        flatten(*value, {}, items);
    }
    return items;
}

/// In Espalier's own dialect; nothing if the text is no recipe.
std::optional<QString> rewritten(const QString& text)
{
    const recipe::SchemaRegistry& schemas = compress::modifierSchemas();
    const recipe::ParsedRecipe parsed = recipe::parseRecipe(text.toStdString(), schemas);
    if (!parsed.recipe) {
        return std::nullopt;
    }
    const recipe::WrittenRecipe written = recipe::writeRecipe(*parsed.recipe, recipe::Dialect::Espalier, schemas);
    return written.document.empty() ? std::nullopt : std::optional(QString::fromStdString(written.document));
}

/// What lies between two matches: the sides beside each other as far as both go.
void addGap(std::vector<DiffRow>& rows, const std::vector<Item>& left, std::size_t leftFrom, std::size_t leftTo,
            const std::vector<Item>& right, std::size_t rightFrom, std::size_t rightTo, bool besides)
{
    while (leftFrom < leftTo || rightFrom < rightTo) {
        DiffRow row;
        const bool hasLeft = leftFrom < leftTo;
        const bool hasRight = rightFrom < rightTo && (besides || !hasLeft);
        if (hasLeft) {
            row.left = left[leftFrom].text;
            row.leftLine = left[leftFrom++].line;
        }
        if (hasRight) {
            row.right = right[rightFrom].text;
            row.rightLine = right[rightFrom++].line;
        }
        row.kind = hasLeft && hasRight ? DiffRow::Kind::Changed
                   : hasLeft           ? DiffRow::Kind::OnlyLeft
                                       : DiffRow::Kind::OnlyRight;
        rows.push_back(std::move(row));
    }
}

/// @param besides whether what does not match stands beside each other
std::vector<DiffRow> aligned(const std::vector<Item>& left, const std::vector<Item>& right, bool besides)
{
    std::vector<DiffRow> rows;
    std::size_t l = 0;
    std::size_t r = 0;
    for (const auto& [leftPlace, rightPlace] : matches(left, right)) {
        addGap(rows, left, l, leftPlace, right, r, rightPlace, besides);
        const Item& one = left[leftPlace];
        const Item& two = right[rightPlace];
        const auto kind = one.text == two.text ? DiffRow::Kind::Same : DiffRow::Kind::Changed;
        rows.push_back({kind, one.text, two.text, one.line, two.line});
        l = leftPlace + 1;
        r = rightPlace + 1;
    }
    addGap(rows, left, l, left.size(), right, r, right.size(), besides);
    return rows;
}

} // namespace

QString withoutComment(const QString& line)
{
    QChar quote;
    for (int i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (!quote.isNull()) {
            if (c == u'\\' && quote == u'"') {
                ++i;
            } else if (c == quote) {
                quote = QChar();
            }
        } else if (c == u'#' && (i == 0 || line[i - 1].isSpace())) {
            QString kept = line.left(i);
            while (!kept.isEmpty() && kept.back().isSpace()) {
                kept.chop(1);
            }
            return kept;
        } else if ((c == u'"' || c == u'\'') && (i == 0 || !line[i - 1].isLetterOrNumber())) {
            quote = c; // an apostrophe within a word opens nothing
        }
    }
    return line;
}

std::vector<DiffRow> diffLines(const QString& left, const QString& right, bool ignoreComments)
{
    return aligned(linesOf(left, ignoreComments), linesOf(right, ignoreComments), true);
}

std::vector<DiffRow> diffKeys(const QString& left, const QString& right)
{
    const auto leftKeys = keysOf(left);
    auto rightKeys = keysOf(right);
    if (!leftKeys || !rightKeys) {
        return diffLines(left, right, false);
    }
    // the order of keys says nothing: what both have stands in the order of the left one
    QHash<QString, int> place;
    for (int i = 0; i < int(leftKeys->size()); ++i) {
        place[(*leftKeys)[std::size_t(i)].key] = i;
    }
    std::vector<std::pair<int, Item>> order;
    int last = -1;
    for (Item& item : *rightKeys) { // a key of its own stays behind the one before it
        last = place.value(item.key, last);
        order.emplace_back(last, std::move(item));
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < order.size(); ++i) {
        (*rightKeys)[i] = std::move(order[i].second);
    }
    return aligned(*leftKeys, *rightKeys, false);
}

std::vector<DiffRow> diffMeaning(const QString& left, const QString& right)
{
    const auto leftRewritten = rewritten(left);
    const auto rightRewritten = rewritten(right);
    if (!leftRewritten || !rightRewritten) {
        return diffKeys(left, right);
    }
    std::vector<DiffRow> rows = diffKeys(*leftRewritten, *rightRewritten);
    for (DiffRow& row : rows) {
        row.leftLine = row.rightLine = 0; // of a text that nobody sees
    }
    return rows;
}

int differenceCount(const std::vector<DiffRow>& rows)
{
    return int(
        std::count_if(rows.begin(), rows.end(), [](const DiffRow& row) { return row.kind != DiffRow::Kind::Same; }));
}

} // namespace espalier::ui
