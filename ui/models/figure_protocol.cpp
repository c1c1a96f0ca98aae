#include "ui/models/figure_protocol.h"

#include <QStringList>

#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

QString textOf(const nlohmann::json& protocol, const char* key)
{
    const auto found = protocol.find(key);
    return found != protocol.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                         : QString();
}

std::int64_t numberOf(const nlohmann::json& protocol, const char* key)
{
    const auto found = protocol.find(key);
    return found != protocol.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// What is said of two protocols whose values of `key` differ.
QString sentenceOf(const std::string& key, const nlohmann::json& first, const nlohmann::json& second)
{
    const char* name = key.c_str();
    const QString one = textOf(first, name);
    const QString two = textOf(second, name);
    if (key == "windowTokens") {
        return tr("windows of %1 and of %2 tokens").arg(numberOf(first, name)).arg(numberOf(second, name));
    }
    if (key == "name") {
        return tr("the protocols \"%1\" and \"%2\"").arg(one, two);
    }
    if (key == "stride") {
        return tr("strides of %1 and of %2 tokens").arg(numberOf(first, name)).arg(numberOf(second, name));
    }
    if (key == "beginOfSequence") {
        return tr("with and without a token at the start of the text");
    }
    if (key == "limitTokens") {
        return tr("different lengths of text");
    }
    if (key == "join") {
        return tr("records joined differently");
    }
    if (key == "dense") {
        return tr("divergence from different dense models");
    }
    return key == "source" ? tr("held-out text and calibration text") : QString();
}

} // namespace

QString MeasuredFigure::key() const
{
    if (!protocol.is_object() || textOf(protocol, "dataHash").isEmpty()) {
        return {};
    }
    return QString::fromStdString(protocol.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

MeasuredFigure measuredFigure(const RunFigures::PerplexityRow& row, Quality quality, const QString& text,
                              const QString& dense)
{
    MeasuredFigure figure;
    figure.windows = row.windows;
    figure.protocol = row.protocol;
    figure.text = row.source.isEmpty() ? text : row.source;
    if (quality == Quality::Perplexity) {
        figure.value = row.perplexity;
        figure.standardError = row.standardError;
    } else {
        figure.value = row.kl.value_or(0.0);
        if (figure.protocol.is_object()) {
            figure.protocol["dense"] = dense.toStdString();
        }
    }
    return figure;
}

QString protocolTitle(const MeasuredFigure& figure)
{
    if (figure.key().isEmpty()) {
        return tr("protocol not recorded");
    }
    const QString name = textOf(figure.protocol, "name");
    const std::int64_t window = numberOf(figure.protocol, "windowTokens");
    const QString text = figure.text.isEmpty() ? textOf(figure.protocol, "dataHash").left(8) : figure.text;
    return tr("%1, windows of %2, %3").arg(name, QString::number(window), text);
}

QString protocolDifference(const MeasuredFigure& figure, const MeasuredFigure& other)
{
    if (figure.key().isEmpty() || other.key().isEmpty()) {
        return tr("a run does not say how it measured");
    }
    if (figure.key() == other.key()) {
        return {};
    }
    QStringList parts;
    for (const char* key :
         {"name", "windowTokens", "stride", "limitTokens", "join", "beginOfSequence", "source", "dense"}) {
        const auto one = figure.protocol.value(key, nlohmann::json());
        const auto two = other.protocol.value(key, nlohmann::json());
        const bool impliedStride = std::string_view(key) == "stride" && !parts.isEmpty(); // goes with the windows
        if (one != two && !impliedStride) {
            parts << sentenceOf(key, figure.protocol, other.protocol);
        }
    }
    const auto same = [&](const char* key) {
        return figure.protocol.value(key, nlohmann::json()) == other.protocol.value(key, nlohmann::json());
    };
    if (!same("dataHash") && same("windowTokens") && same("source")) { // the hash of a probe depends on the windows
        parts << tr("different texts");
    }
    if (parts.isEmpty()) {
        parts << tr("other settings of the measurement");
    }
    return parts.join(tr(", "));
}

} // namespace espalier::ui
