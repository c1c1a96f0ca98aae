#include "ui/models/delta_table.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <QFileInfo>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {

constexpr double kLeastSize = 1e-3; ///< a header of a file more or less is no difference in size

QString nameOf(const ComparedModel& model)
{
    return model.dense ? DeltaTable::tr("Dense: %1").arg(model.detail) : model.name;
}

/// Two decimals, or as many as show two digits of a smaller difference.
QString perplexityDelta(double difference)
{
    const double size = std::abs(difference);
    const int decimals = size >= 0.05 || size == 0.0 ? 2 : std::min(5, 1 - int(std::floor(std::log10(size))));
    return format::delta(difference, decimals);
}

QString signedText(double difference, const QString& size)
{
    return (difference < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

QString fileNames(const std::vector<std::string>& files)
{
    QStringList names;
    for (const std::string& file : files) {
        names << QFileInfo(QString::fromStdString(file)).fileName();
    }
    return names.isEmpty() ? format::unknown() : names.join(QStringLiteral(" + "));
}

} // namespace

/// Makes the rows of some columns.
struct DeltaTable::Builder
{
    using Value = std::function<std::optional<double>(const ComparedModel&)>;
    using Text = std::function<QString(const ComparedModel&)>;
    using DeltaText = std::function<QString(double)>;

    std::vector<const ComparedModel*> models;
    std::vector<Row> rows;

    void add(Row row)
    {
        row.differs = std::any_of(row.cells.begin(), row.cells.end(), [&row](const Cell& cell) {
            return cell.text != row.cells.front().text || cell.value != row.cells.front().value;
        });
        rows.push_back(std::move(row));
    }

    /// @param direction 1: more is better, -1: less is, 0: neither
    /// @param least share of the reference that a difference has to be to count as one
    void figure(const QString& title, const char* id, int direction, const Value& value, const Text& text,
                const DeltaText& deltaText, double least = 0.0)
    {
        Row row{title, QLatin1String(id), {}, false};
        const std::optional<double> base = value(*models.front());
        for (const ComparedModel* model : models) {
            Cell cell;
            cell.text = text(*model);
            cell.value = value(*model);
            if (model != models.front() && cell.value && base && std::isfinite(*cell.value) && std::isfinite(*base)) {
                const double difference = *cell.value - *base;
                const bool same = std::abs(difference) <= least * std::abs(*base);
                cell.difference = difference;
                cell.delta = same ? QString() : deltaText(difference);
                cell.verdict = same                           ? Verdict::Same
                               : direction == 0               ? Verdict::None
                               : difference * direction > 0.0 ? Verdict::Better
                                                              : Verdict::Worse;
            }
            row.cells.push_back(std::move(cell));
        }
        if (std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) { return cell.value.has_value(); })) {
            add(std::move(row));
        }
    }

    /// A quality has a difference only where the protocols are the same.
    void quality(const QString& title, const char* id, Quality quality, const DeltaText& deltaText)
    {
        const auto value = [quality](const ComparedModel& model) {
            const auto& figure = model.figure(quality);
            return figure ? std::optional(figure->value) : std::nullopt;
        };
        const auto text = [quality](const ComparedModel& model) {
            const auto& figure = model.figure(quality);
            if (!figure) {
                return format::unknown();
            }
            return quality == Quality::Perplexity ? format::perplexity(figure->value, figure->standardError)
                                                  : format::significant(figure->value);
        };
        const std::size_t before = rows.size();
        figure(title, id, -1, value, text, deltaText);
        if (rows.size() == before) {
            return;
        }
        const auto& base = models.front()->figure(quality);
        for (std::size_t i = 1; i < models.size(); ++i) {
            const auto& own = models[i]->figure(quality);
            Cell& cell = rows.back().cells[i];
            if (base && own && (base->key().isEmpty() || base->key() != own->key())) {
                const QString why = protocolDifference(*base, *own);
                cell = {cell.text, {}, DeltaTable::tr("not comparable: %1").arg(why), Verdict::None, cell.value, {}};
            }
        }
    }

    void setting(const QString& title, const char* id, const Text& text)
    {
        Row row{title, QLatin1String(id), {}, false};
        for (const ComparedModel* model : models) {
            row.cells.push_back({model->dense ? format::unknown() : text(*model), {}, {}, Verdict::None, {}, {}});
        }
        // a dense model was asked nothing
        const auto first = std::find_if(models.begin(), models.end(), [](const auto* model) { return !model->dense; });
        for (std::size_t i = 0; first != models.end() && i < models.size(); ++i) {
            const Cell& cell = row.cells[std::size_t(first - models.begin())];
            row.differs = row.differs || (!models[i]->dense && row.cells[i].text != cell.text);
        }
        rows.push_back(std::move(row));
    }
};

DeltaTable::DeltaTable(const Comparison& comparison, QObject* parent)
    : QAbstractTableModel(parent), m_comparison(comparison)
{
    update();
}

QStringList DeltaTable::columnNames() const
{
    QStringList names;
    for (const ComparedModel& model : m_comparison.models()) {
        if (!names.contains(nameOf(model))) {
            names << nameOf(model);
        }
    }
    return names;
}

std::vector<const ComparedModel*> DeltaTable::columns() const
{
    std::vector<const ComparedModel*> all;
    for (const ComparedModel& model : m_comparison.models()) {
        all.push_back(&model);
    }
    // of dense models that were measured differently, the one with the protocol that is shown
    const auto rank = [this](const ComparedModel* model) {
        const auto& figure = model->figure(m_comparison.quality());
        const bool shown = figure && figure->key() == m_comparison.protocol();
        const bool chosen = m_reference.isEmpty() ? model->dense : nameOf(*model) == m_reference;
        return (chosen ? 4 : 0) + (model->dense ? 2 : 0) + (shown ? 1 : 0);
    };
    const auto best =
        std::max_element(all.begin(), all.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    if (best != all.end()) {
        std::rotate(all.begin(), best, best + 1);
    }
    return all;
}

QString DeltaTable::reference() const
{
    return m_names.isEmpty() ? QString() : m_names.first();
}

void DeltaTable::setReference(const QString& name)
{
    m_reference = name;
    update();
}

void DeltaTable::setOnlyDifferences(bool on)
{
    m_onlyDifferences = on;
    update();
}

void DeltaTable::update()
{
    beginResetModel();
    Builder builder{columns(), {}};
    m_names.clear();
    m_rows.clear();
    for (const ComparedModel* model : builder.models) {
        m_names << nameOf(*model);
    }
    if (!builder.models.empty()) {
        addFigures(builder);
        addSettings(builder);
        m_rows = std::move(builder.rows);
    }
    if (m_onlyDifferences) {
        m_rows.erase(std::remove_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return !row.differs; }),
                     m_rows.end());
    }
    endResetModel();
}

void DeltaTable::addFigures(Builder& builder) const
{
    builder.quality(tr("Perplexity"), "perplexity", Quality::Perplexity, perplexityDelta);
    const auto significant = [](double difference) {
        return signedText(difference, format::significant(std::abs(difference)));
    };
    builder.quality(tr("KL to dense (nats a token)"), "kl", Quality::Divergence, significant);
    const auto bytesText = [](double difference) {
        return signedText(difference, format::bytes(std::uint64_t(std::abs(difference))));
    };
    const auto asNumber = [](std::optional<std::uint64_t> value) {
        return value ? std::optional(double(*value)) : std::nullopt;
    };
    builder.figure(
        tr("Size"), "bytes", -1, [&](const ComparedModel& model) { return asNumber(model.bytes); },
        [](const ComparedModel& model) {
            return model.sizeIsPredicted ? tr("%1, predicted").arg(format::bytes(model.bytes))
                                         : format::bytes(model.bytes);
        },
        bytesText, kLeastSize);
    builder.figure(
        tr("Bits a weight"), "bits", -1, [](const ComparedModel& model) { return model.bits; },
        [](const ComparedModel& model) { return model.bits ? format::bits(*model.bits) : format::unknown(); },
        [](double difference) { return signedText(difference, format::bits(std::abs(difference))); }, kLeastSize);
    builder.figure(
        tr("Tokens a second"), "tokens_per_second", 1, [](const ComparedModel& model) { return model.tokensPerSecond; },
        [](const ComparedModel& model) { return format::tokensPerSecond(model.tokensPerSecond); },
        [](double difference) { return format::delta(difference, 1); });
    builder.figure(
        tr("Zeros in decoder layers"), "sparsity", 0, [](const ComparedModel& model) { return model.sparsity; },
        [](const ComparedModel& model) { return format::percent(model.sparsity); },
        [](double difference) { return signedText(difference, format::percent(std::abs(difference))); });
    builder.figure(
        tr("Time of the run"), "seconds", -1, [](const ComparedModel& model) { return model.seconds; },
        [](const ComparedModel& model) { return format::duration(model.seconds); },
        [](double difference) { return signedText(difference, format::duration(std::abs(difference))); });
    builder.figure(
        tr("Memory of the run"), "peak_memory_bytes", -1,
        [&](const ComparedModel& model) { return asNumber(model.peakMemory); },
        [](const ComparedModel& model) { return format::bytes(model.peakMemory); }, bytesText);
}

void DeltaTable::addSettings(Builder& builder) const
{
    const auto jobOf = [this](const ComparedModel& model) -> const RunRequest* {
        for (const Run* run : m_comparison.ticked()) {
            if (run->number() == model.run) {
                return &run->request();
            }
        }
        return nullptr;
    };
    const auto add = [&](const QString& title, const char* id, const std::function<QString(const RunRequest&)>& text) {
        builder.setting(title, id, [&](const ComparedModel& model) {
            const RunRequest* request = jobOf(model);
            return request == nullptr ? format::unknown() : text(*request);
        });
    };
    builder.setting(tr("State"), "state", [this](const ComparedModel& model) {
        for (const Run* run : m_comparison.ticked()) {
            if (run->number() == model.run) {
                return stateText(*run);
            }
        }
        return format::unknown();
    });
    builder.setting(tr("Method"), "method", [](const ComparedModel& model) { return methodName(model.method); });
    add(tr("Recipe"), "recipe", [](const RunRequest& request) { return request.recipeName; });
    add(tr("Model"), "model", [](const RunRequest& request) { return request.modelName; });
    add(tr("Calibration text"), "calibration",
        [](const RunRequest& request) { return fileNames(request.job.calibration.files); });
    add(tr("Calibration windows"), "samples",
        [](const RunRequest& request) { return format::count(request.job.samples); });
    add(tr("Tokens in a window"), "sequence_length", [](const RunRequest& request) {
        return request.job.sequenceLength > 0 ? format::count(request.job.sequenceLength) : tr("automatic");
    });
    add(tr("Seed"), "seed", [](const RunRequest& request) { return QString::number(request.job.seed); });
    add(tr("Evaluation text"), "evaluation",
        [](const RunRequest& request) { return fileNames(request.job.evaluation.files); });
}

int DeltaTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DeltaTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_names.isEmpty() ? 0 : int(m_names.size()) + 1;
}

QVariant DeltaTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[std::size_t(index.row())];
    if (index.column() == 0) {
        return role == Qt::DisplayRole ? QVariant(row.title) : role == DiffersRole ? QVariant(row.differs) : QVariant();
    }
    const Cell& cell = row.cells[std::size_t(index.column() - 1)];
    const QString word = cell.verdict == Verdict::Better  ? tr("better")
                         : cell.verdict == Verdict::Worse ? tr("worse")
                         : cell.verdict == Verdict::Same  ? tr("same")
                                                          : QString();
    switch (role) {
    case Qt::DisplayRole:
        if (!cell.note.isEmpty()) {
            return tr("%1 (other protocol)").arg(cell.text);
        }
        if (!cell.delta.isEmpty()) {
            return word.isEmpty() ? tr("%1 (%2)").arg(cell.text, cell.delta)
                                  : tr("%1 (%2, %3)").arg(cell.text, cell.delta, word);
        }
        return word.isEmpty() ? cell.text : tr("%1 (%2)").arg(cell.text, word);
    case Qt::ToolTipRole:
        return cell.note.isEmpty() ? data(index, Qt::DisplayRole) : QVariant(cell.note);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case VerdictRole:
        return int(cell.verdict);
    case DiffersRole:
        return row.differs;
    default:
        return {};
    }
}

QVariant DeltaTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("Figure") : section == 1 ? tr("%1\nreference").arg(m_names[0]) : m_names[section - 1];
}

QList<QStringList> DeltaTable::csv() const
{
    QStringList header = {QStringLiteral("figure")};
    for (const QString& name : m_names) {
        header << name;
        if (header.size() > 2) {
            header << name + QStringLiteral(" - ") + m_names.first();
        }
    }
    QList<QStringList> lines = {header};
    const auto exact = [](double value) { return QString::number(value, 'g', 12); };
    for (const Row& row : m_rows) {
        QStringList line = {row.id};
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const Cell& cell = row.cells[i];
            const bool known = cell.text != format::unknown();
            line << (cell.value ? exact(*cell.value) : known ? cell.text : QString());
            if (i > 0) {
                line << (cell.difference ? exact(*cell.difference) : QString());
            }
        }
        lines << line;
    }
    return lines;
}

} // namespace espalier::ui
