#pragma once

#include <QWidget>

#include "ui/models/certificate_rows.h"
#include "ui/theme/theme.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace espalier::ui {

class ExportItem;

/// What was compared when an export was read again: check, expected, found, tolerance, verdict. A failed check is
/// expanded.
class CertificateView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateView(const Theme& theme, QWidget* parent = nullptr);

    /// @param name of the export, for the title. Null: there is none
    void showItem(const ExportItem* item, const QString& name);
    QTreeWidget* table() const { return m_table; }
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();
    void addRow(QTreeWidgetItem* parent, const CertificateRow& row);
    void copyJson();

    const Theme& m_theme;
    nlohmann::json m_json;
    QLabel* m_title;
    QLabel* m_summary;
    QPushButton* m_copy;
    QStackedWidget* m_stack;
    QLabel* m_nothing;
    QTreeWidget* m_table;
};

} // namespace espalier::ui
