#pragma once

#include <optional>

#include <QList>
#include <QString>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::ui {

/// One comparison of an export with its model.
struct CertificateRow
{
    enum class Verdict { Ok, Failed, Absent }; ///< Absent: the model has nothing to compare

    QString check;
    QString expected;
    QString found;
    QString tolerance;
    Verdict verdict = Verdict::Ok;
    QList<CertificateRow> details; ///< of single modules; of a failure, the first difference
};

QString verdictWord(CertificateRow::Verdict verdict); ///< "ok", "failed", "–"

/// The rows of a stored certificate, or of an export that failed at it. Empty without either.
QList<CertificateRow> certificateRows(const nlohmann::json& certificate, const std::optional<Error>& error = {});

} // namespace espalier::ui
