#pragma once

#include <memory>

#include <QWidget>

#include "core/text/tokenizer.h"
#include "ui/theme/theme.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QTextBrowser;

namespace espalier::ui {

/// Type text, see the tokenizer's pieces and ids.
class TokenPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TokenPanel(const Theme& theme, QWidget* parent = nullptr);

    /// Loads the folder's tokenizer in the background; says why if there is none.
    void setFolder(const QString& folder);
    QLineEdit* input() const { return m_input; }
    void addButton(QAction* action); ///< at the right end

private:
    void refresh();

    const Theme& m_theme;
    QString m_folder;
    std::shared_ptr<text::Tokenizer> m_tokenizer;
    QString m_problem;
    QLineEdit* m_input;
    QTextBrowser* m_pieces;
    QLabel* m_summary;
    QHBoxLayout* m_top;
};

} // namespace espalier::ui
