#include "ui/models/certificate_rows.h"

#include <algorithm>

#include "ui/models/format.h"
#include "ui/models/result_figures.h"
#include "ui/models/tr.h"

namespace espalier::ui {
namespace {

using Verdict = CertificateRow::Verdict;

double figure(const nlohmann::json& object, const char* key)
{
    return numberIn(object, key).value_or(0.0);
}

QString countOf(const nlohmann::json& object, const char* key)
{
    return format::count(std::int64_t(figure(object, key)));
}

QString errorText(const nlohmann::json& module)
{
    const double largest = figure(module, "largestError");
    return largest == 0.0 ? tr("the same numbers") : tr("largest error %1").arg(format::significant(largest));
}

CertificateRow moduleRow(const nlohmann::json& module)
{
    CertificateRow row;
    row.check = QString::fromStdString(module.value("name", std::string()));
    row.expected = tr("%1 weights").arg(countOf(module, "weights"));
    row.found = errorText(module);
    row.tolerance = figure(module, "largestError") == 0.0
                        ? tr("none")
                        : tr("noise %1").arg(format::significant(figure(module, "noise")));
    return row;
}

QList<CertificateRow> moduleRows(const nlohmann::json& modules)
{
    CertificateRow weights;
    double count = 0.0;
    double largest = 0.0;
    double zeros = 0.0;
    double lost = 0.0;
    for (const nlohmann::json& module : modules) {
        if (module.is_object()) {
            count += figure(module, "weights");
            largest = std::max(largest, figure(module, "largestError"));
            zeros += figure(module, "zeros");
            lost += figure(module, "zerosLost");
            weights.details << moduleRow(module);
        }
    }
    weights.check = tr("Weights");
    weights.expected =
        tr("%1 in %2 tensors")
            .arg(format::count(std::int64_t(count)), format::count(std::int64_t(weights.details.size())));
    weights.found = largest == 0.0 ? tr("the same numbers")
                                   : tr("all read again, largest error %1").arg(format::significant(largest));
    weights.tolerance = largest == 0.0 ? tr("none") : tr("rounding of the type");
    CertificateRow pattern;
    pattern.check = tr("Zero pattern");
    pattern.expected = tr("%1 zeros").arg(format::count(std::int64_t(zeros)));
    pattern.found = tr("%1 zeros in the same places").arg(format::count(std::int64_t(zeros - lost)));
    pattern.tolerance = lost == 0.0 ? tr("none") : tr("the type has no exact zero");
    return {weights, pattern};
}

CertificateRow tokenizerRow(const nlohmann::json& tokenizer)
{
    CertificateRow row;
    row.check = tr("Token ids");
    row.tolerance = tr("none");
    if (!tokenizer.is_object()) {
        row.expected = row.found = tr("the model has no tokenizer");
        row.verdict = Verdict::Absent;
        return row;
    }
    row.expected = tr("%1 tokens of %2 texts").arg(countOf(tokenizer, "tokens"), countOf(tokenizer, "texts"));
    row.found = tr("%1 alike").arg(countOf(tokenizer, "tokens"));
    return row;
}

CertificateRow templateRow(const nlohmann::json& chatTemplate)
{
    CertificateRow row;
    row.check = tr("Chat template");
    row.tolerance = tr("none");
    if (!chatTemplate.is_object()) {
        row.expected = row.found = tr("the model has no chat template");
        row.verdict = Verdict::Absent;
        return row;
    }
    row.expected = tr("%1 chats").arg(countOf(chatTemplate, "chats"));
    row.found = tr("%1 rendered alike").arg(countOf(chatTemplate, "chats"));
    return row;
}

CertificateRow predictionsRow(const nlohmann::json& predictions)
{
    CertificateRow row;
    row.check = tr("Predictions");
    if (!predictions.is_object()) {
        row.expected = row.found = tr("the model sees one token at a time");
        row.verdict = Verdict::Absent;
        return row;
    }
    row.expected = tr("perplexity %1 on %2 tokens")
                       .arg(format::significant(figure(predictions, "perplexity"), 5), countOf(predictions, "tokens"));
    row.found = tr("%1, KL %2")
                    .arg(format::significant(figure(predictions, "exportedPerplexity"), 5),
                         format::significant(figure(predictions, "kl")));
    const auto limit = predictions.find("limit");
    row.tolerance = limit != predictions.end() && limit->is_number()
                        ? tr("KL %1").arg(format::significant(limit->get<double>()))
                        : tr("none, so few bits");
    return row;
}

/// What a later version compares.
CertificateRow otherRow(const std::string& key, const nlohmann::json& value)
{
    CertificateRow row;
    row.check = QString::fromStdString(key);
    row.found = QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump()).left(200);
    row.verdict = value.is_null() ? Verdict::Absent : Verdict::Ok;
    return row;
}

CertificateRow failedRow(const Error& error)
{
    CertificateRow row;
    row.check = tr("Comparison with the model");
    row.expected = tr("no difference");
    row.found = tr("a difference");
    row.verdict = Verdict::Failed;
    CertificateRow detail;
    detail.check = tr("First difference");
    detail.found = QString::fromStdString(error.message);
    detail.verdict = Verdict::Failed;
    row.details << detail;
    return row;
}

} // namespace

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Ok:
        return tr("ok", "verdict");
    case Verdict::Failed:
        return tr("failed", "verdict");
    case Verdict::Absent:
        break;
    }
    return format::unknown();
}

QList<CertificateRow> certificateRows(const nlohmann::json& certificate, const std::optional<Error>& error)
{
    QList<CertificateRow> rows;
    if (error && (error->code == "export.mismatch" || error->code == "export.certificate")) {
        rows << failedRow(*error);
    }
    if (!certificate.is_object()) {
        return rows;
    }
    for (const auto& [key, value] : certificate.items()) {
        if (key == "modules" && value.is_array()) {
            rows << moduleRows(value);
        } else if (key == "tokenizer") {
            rows << tokenizerRow(value);
        } else if (key == "chatTemplate") {
            rows << templateRow(value);
        } else if (key == "predictions") {
            rows << predictionsRow(value);
        } else if (key != "target" && key != "type") { // which the title says
            rows << otherRow(key, value);
        }
    }
    return rows;
}

} // namespace espalier::ui
