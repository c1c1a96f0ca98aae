#include "ui/models/module_tree.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <unordered_map>

#include <QCoreApplication>

#include "core/model/statistics.h"
#include "ui/models/number_pattern.h"
#include "ui/models/tensor_names.h"

namespace espalier::ui {

namespace {

/// What the tensors of one module come to, where nothing else is known of it.
struct StoredFacts
{
    std::uint64_t bytes = 0;
    std::int64_t elements = 0;
    std::uint64_t largest = 0; ///< bytes of the tensor whose type is shown
    formats::DType dtype = formats::DType::F32;
};

using FactsByModule = std::unordered_map<std::string_view, StoredFacts>;

FactsByModule factsOf(const std::vector<const formats::TensorInfo*>& tensors)
{
    FactsByModule facts;
    facts.reserve(tensors.size());
    for (const formats::TensorInfo* tensor : tensors) {
        StoredFacts& own = facts[moduleOfTensor(tensor->name)];
        own.bytes += tensor->bytes();
        own.elements += tensor->elements();
        if (tensor->bytes() >= own.largest) {
            own.largest = tensor->bytes();
            own.dtype = tensor->dtype;
        }
    }
    return facts;
}

std::size_t combine(std::size_t seed, std::size_t value)
{
    return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
}

/// Equal for siblings that look alike: class, shape and the same below.
std::size_t signature(const model::ModuleNode& node, bool withName)
{
    std::size_t result = std::hash<std::string>()(node.className());
    if (withName) {
        result = combine(result, std::hash<std::string_view>()(lastPart(node.name)));
    }
    for (const std::int64_t size : node.shape) {
        result = combine(result, std::hash<std::int64_t>()(size));
    }
    for (const model::ModuleNode& child : node.children) {
        result = combine(result, signature(child, true));
    }
    return result;
}

} // namespace

struct ModuleTree::Builder
{
    ModuleTree& tree;
    FactsByModule facts;              ///< of tensors that no known module owns
    std::vector<std::string> missing; ///< module names, sorted

    int add(const model::ModuleNode* node, int parent)
    {
        ModuleRow row;
        row.node = node;
        row.parent = parent;
        row.unexpected = parent >= 0 && tree.m_rows[std::size_t(parent)].unexpected;
        tree.m_rows.push_back(row);
        return int(tree.m_rows.size()) - 1;
    }

    void addFold(const model::ModuleNode& parent, int parentRow, std::size_t first, std::size_t last)
    {
        const int row = add(&parent.children[first], parentRow);
        tree.m_rows[std::size_t(row)].foldFirst = int(first);
        tree.m_rows[std::size_t(row)].foldLast = int(last);
    }

    /// Numbered children in runs of equal ones; a list that is one single run needs no fold of its own.
    void addChildren(const model::ModuleNode& node, int row)
    {
        const auto& children = node.children;
        const bool numbered =
            children.size() > 1 && std::all_of(children.begin(), children.end(),
                                               [](const auto& child) { return numberOf(lastPart(child.name)) >= 0; });
        std::size_t begin = 0;
        while (begin < children.size()) {
            std::size_t end = begin + 1;
            if (numbered) {
                const std::size_t kind = signature(children[begin], false);
                while (end < children.size() && signature(children[end], false) == kind) {
                    ++end;
                }
            }
            if (end - begin > 1 && end - begin < children.size()) {
                addFold(node, row, begin, end - 1);
            } else {
                for (std::size_t i = begin; i < end; ++i) {
                    add(&children[i], row);
                }
            }
            begin = end;
        }
    }

    /// Level by level, so that siblings are neighbours.
    void addAll(const ModelDocument& document)
    {
        add(&document.tree(), -1);
        for (std::size_t row = 0; row < tree.m_rows.size(); ++row) {
            const int first = int(tree.m_rows.size());
            const ModuleRow current = tree.m_rows[row];
            if (current.foldLast >= 0) {
                const auto& parent = *tree.m_rows[std::size_t(current.parent)].node;
                for (int i = current.foldFirst; i <= current.foldLast; ++i) {
                    add(&parent.children[std::size_t(i)], int(row));
                }
            } else {
                addChildren(*current.node, int(row));
            }
            if (row == 0 && document.unexpectedTree) {
                tree.m_rows[std::size_t(add(&*document.unexpectedTree, 0))].unexpected = true;
            }
            tree.m_rows[row].firstChild = first;
            tree.m_rows[row].childCount = int(tree.m_rows.size()) - first;
        }
    }

    std::int16_t dtypeIndex(std::string_view name) const
    {
        auto& names = tree.m_dtypeNames;
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            names.emplace_back(name);
            return std::int16_t(names.size() - 1);
        }
        return std::int16_t(found - names.begin());
    }

    void fillOwn(ModuleRow& row) const
    {
        const auto& checkpoint = tree.m_document->checkpoint;
        const model::ModuleNode& node = *row.node;
        row.missing = !row.unexpected && std::binary_search(missing.begin(), missing.end(), node.name);
        if (checkpoint && !row.unexpected) {
            // no format: parameterless, missing, or tied to another module's weight
            if (const auto format = model::storedFormat(*checkpoint, node)) {
                row.bytes = format->bytes;
                row.dtype = dtypeIndex(format->dtype);
                row.bits = float(format->bits);
                row.parameters = format->parameters;
                row.weights = node.shape.size() == 2 ? node.shape[0] * node.shape[1] : 0;
            }
        } else if (const auto found = facts.find(node.name); found != facts.end()) {
            row.bytes = found->second.bytes;
            row.dtype = dtypeIndex(formats::name(found->second.dtype));
            row.bits = float(formats::sizeInBytes(found->second.dtype) * 8);
            row.parameters = found->second.elements;
        }
    }

    void total()
    {
        for (ModuleRow& row : tree.m_rows) {
            if (row.foldLast < 0) {
                fillOwn(row);
            }
        }
        for (std::size_t i = tree.m_rows.size(); i-- > 1;) {
            const ModuleRow& row = tree.m_rows[i];
            ModuleRow& parent = tree.m_rows[std::size_t(row.parent)];
            parent.parameters += row.parameters;
            parent.bytes += row.bytes;
            parent.weights += row.weights;
            parent.missing = parent.missing || row.missing;
            if (row.dtype != -1) {
                const bool first = parent.dtype == -1;
                parent.bits = first || parent.bits == row.bits ? row.bits : -1.0F;
                parent.dtype = std::int16_t(first || parent.dtype == row.dtype ? row.dtype : -2);
            }
        }
    }
};

std::shared_ptr<ModuleTree> ModuleTree::build(const ModelDocumentPtr& document)
{
    auto tree = std::make_shared<ModuleTree>();
    tree->m_document = document;
    Builder builder{*tree, factsOf(document->looseTensors()), {}};
    if (document->checkpoint) {
        for (const std::string& tensor : document->checkpoint->missingTensors()) {
            builder.missing.emplace_back(moduleOfTensor(tensor));
        }
        std::sort(builder.missing.begin(), builder.missing.end());
    }
    builder.addAll(*document);
    builder.total();
    for (int row = 0; row < int(tree->m_rows.size()); ++row) {
        const ModuleRow& each = tree->m_rows[std::size_t(row)];
        if (each.parent < 0 || tree->isFold(row) || each.node->layer < 0) {
            continue;
        }
        const int owner = tree->isFold(each.parent) ? tree->m_rows[std::size_t(each.parent)].parent : each.parent;
        if (tree->m_rows[std::size_t(owner)].node->layer < 0) {
            tree->m_layerRows.push_back(row);
        }
    }
    return tree;
}

bool ModuleTree::hasOwnMatrix(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    return each.foldLast < 0 && each.childCount == 0 && each.weights > 0;
}

QString ModuleTree::name(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    const auto* node = each.foldLast >= 0 ? m_rows[std::size_t(each.parent)].node : each.node;
    return QString::fromStdString(node->name);
}

std::optional<std::pair<const model::ModuleNode*, const model::ModuleNode*>> ModuleTree::folded(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    if (each.foldLast >= 0) {
        return std::pair(each.node, &m_rows[std::size_t(each.parent)].node->children[std::size_t(each.foldLast)]);
    }
    const auto& children = each.node->children;
    // a list with folds of its own has fewer rows than children
    const bool whole = children.size() > 1 && each.childCount == int(children.size()) &&
                       numberOf(lastPart(children.front().name)) >= 0 &&
                       numberOf(lastPart(children.back().name)) >= 0 &&
                       signature(children.front(), false) == signature(children.back(), false);
    return whole ? std::optional(std::pair(&children.front(), &children.back())) : std::nullopt;
}

QString ModuleTree::label(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    if (row == 0) {
        return m_document->name;
    }
    if (m_document->unexpectedTree && each.node == &*m_document->unexpectedTree) {
        return QCoreApplication::translate("ModuleTree", "Unexpected tensors");
    }
    const std::string_view part = each.foldLast >= 0 ? std::string_view() : lastPart(each.node->name);
    QString text = QString::fromUtf8(part.data(), qsizetype(part.size()));
    if (const auto members = folded(row)) {
        text += QStringLiteral(" (%1-%2)")
                    .arg(numberOf(lastPart(members->first->name)))
                    .arg(numberOf(lastPart(members->second->name)));
    }
    return text.trimmed();
}

QString ModuleTree::classText(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    if (const auto members = folded(row)) {
        const QString kind = QString::fromStdString(members->first->className());
        return kind.isEmpty()
                   ? QCoreApplication::translate("ModuleTree", "%1 equal ones", "modules").arg(each.childCount)
                   : QStringLiteral("%1 × %2").arg(each.childCount).arg(kind);
    }
    return QString::fromStdString(each.node->className());
}

bool ModuleTree::isTiedHead(int row) const
{
    const auto& checkpoint = m_document->checkpoint;
    const ModuleRow& each = m_rows[std::size_t(row)];
    return checkpoint && checkpoint->spec().tiedEmbeddings && each.bytes == 0 &&
           each.node->name == checkpoint->spec().head;
}

QString ModuleTree::dtypeText(int row) const
{
    const std::int16_t dtype = m_rows[std::size_t(row)].dtype;
    if (dtype == -1) {
        return {};
    }
    return dtype == -2 ? QCoreApplication::translate("ModuleTree", "mixed", "several data types")
                       : QString::fromStdString(m_dtypeNames[std::size_t(dtype)]);
}

int ModuleTree::find(const QString& moduleName) const
{
    const std::string wanted = moduleName.toStdString();
    for (std::size_t row = 1; row < m_rows.size(); ++row) {
        if (m_rows[row].foldLast < 0 && m_rows[row].node->name == wanted) {
            return int(row);
        }
    }
    return -1;
}

void ModuleTree::addZeros(int row, std::int64_t zeros, std::int64_t counted)
{
    for (int each = row; each >= 0; each = m_rows[std::size_t(each)].parent) {
        m_rows[std::size_t(each)].zeros += zeros;
        m_rows[std::size_t(each)].counted += counted;
    }
}

void ModuleTree::addRange(int row, float minimum, float maximum)
{
    for (int each = row; each >= 0; each = m_rows[std::size_t(each)].parent) {
        ModuleRow& owner = m_rows[std::size_t(each)];
        const bool first = owner.minimum > owner.maximum;
        owner.minimum = first ? minimum : std::min(owner.minimum, minimum);
        owner.maximum = first ? maximum : std::max(owner.maximum, maximum);
    }
}

void ModuleTree::setOrigin(const ModelOrigin& origin)
{
    m_origin = origin;
    std::vector<double> sums(m_rows.size(), 0.0);
    std::vector<int> counts(m_rows.size(), 0);
    m_before.assign(m_rows.size(), 0);
    for (std::size_t row = m_rows.size(); row-- > 0;) {
        const ModuleRow& each = m_rows[row];
        if (each.foldLast < 0 && !each.unexpected) {
            if (const auto error = origin.errors.find(each.node->name); error != origin.errors.end()) {
                sums[row] += error->second;
                ++counts[row];
            }
            if (const auto bytes = origin.before.find(each.node->name); bytes != origin.before.end()) {
                m_before[row] += bytes->second;
            }
        }
        if (each.parent >= 0) {
            sums[std::size_t(each.parent)] += sums[row];
            counts[std::size_t(each.parent)] += counts[row];
            m_before[std::size_t(each.parent)] += m_before[row];
        }
    }
    m_errors.clear();
    if (counts.front() > 0) {
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            m_errors.push_back(counts[row] > 0 ? float(sums[row] / counts[row])
                                               : std::numeric_limits<float>::quiet_NaN());
        }
    }
    if (m_before.front() == 0) {
        m_before.clear();
    }
}

std::optional<double> ModuleTree::error(int row) const
{
    const bool known = !m_errors.empty() && std::isfinite(m_errors[std::size_t(row)]);
    return known ? std::optional(double(m_errors[std::size_t(row)])) : std::nullopt;
}

std::optional<std::uint64_t> ModuleTree::bytesBefore(int row) const
{
    const bool known = !m_before.empty() && m_before[std::size_t(row)] > 0;
    return known ? std::optional(m_before[std::size_t(row)]) : std::nullopt;
}

QString ModuleTree::targetEntry(int row) const
{
    const ModuleRow& each = m_rows[std::size_t(row)];
    if (each.foldLast < 0) {
        return name(row);
    }
    const model::ModuleNode& owner = *m_rows[std::size_t(each.parent)].node;
    std::vector<int> numbers;
    for (int i = each.foldFirst; i <= each.foldLast; ++i) {
        numbers.push_back(numberOf(lastPart(owner.children[std::size_t(i)].name)));
    }
    std::sort(numbers.begin(), numbers.end());
    return QString::fromStdString("re:" + escapedForPattern(owner.name + ".") + numberPattern(numbers) + "$");
}

QString ModuleTree::patternAcross(int row) const
{
    QStringList parts;
    bool numbered = false;
    for (const QString& part : name(row).split(QLatin1Char('.'))) {
        const bool number = numberOf(part.toStdString()) >= 0;
        numbered = numbered || number;
        parts << (number ? QStringLiteral("\\d+") : QString::fromStdString(escapedForPattern(part.toStdString())));
    }
    return isFold(row) ? targetEntry(row)
           : numbered  ? QStringLiteral("re:%1$").arg(parts.join(QStringLiteral("\\.")))
                       : name(row);
}

} // namespace espalier::ui
