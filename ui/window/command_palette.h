#pragma once

#include <functional>

#include <QFrame>
#include <QList>

class QLineEdit;
class QListWidget;

namespace espalier::ui {

/// One line of the palette.
struct PaletteItem
{
    QString text;
    QString detail; ///< shortcut, or why it cannot be chosen
    bool enabled = true;
    std::function<void()> run;
};

/// Finds and runs anything by a few letters. Prefixes: `>` commands, `#` modules, `@` runs.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    /// Gives all candidates for a prefix ('\0' without one); they are filtered and ranked here.
    using Source = std::function<QList<PaletteItem>(char prefix)>;

    CommandPalette(Source source, QWidget* parent);

    void open(const QString& text = {});

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void choose();
    void place();

    Source m_source;
    QLineEdit* m_input;
    QListWidget* m_list;
    QList<PaletteItem> m_shown;
};

} // namespace espalier::ui
