#pragma once

#include <QDialog>

#include "ui/models/model_document.h"
#include "ui/theme/theme.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace espalier::ui {

/// A model's config.json, coloured and searchable; of a GGUF file what its metadata come to.
class ConfigDialog : public QDialog
{
    Q_OBJECT

public:
    ConfigDialog(const ModelDocument& document, const Theme& theme, QWidget* parent);

    /// The file as it is, or the derived configuration; says why where there is none.
    static QString textOf(const ModelDocument& document);

private:
    void find(bool backwards);
    void countHits();

    QLineEdit* m_search;
    QLabel* m_hits;
    QPlainTextEdit* m_text;
};

} // namespace espalier::ui
