#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace espalier::ui {

/// The file of the recipe in work, watched: says when another program has changed or removed it.
class RecipeFile : public QObject
{
    Q_OBJECT

public:
    explicit RecipeFile(QObject* parent = nullptr);

    /// @param path empty: none; @param text what it is known to hold
    void setFile(const QString& path, const QString& text);
    const QString& path() const { return m_path; }

Q_SIGNALS:
    void changed(const QString& text);
    void removed();

private:
    void look();

    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< editors write in several steps
    QString m_path;
    QString m_text;
    bool m_isGone = false;
};

} // namespace espalier::ui
