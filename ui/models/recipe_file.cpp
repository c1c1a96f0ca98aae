#include "ui/models/recipe_file.h"

#include <QFileInfo>

#include "core/base/atomic_file.h"

namespace espalier::ui {

namespace {

constexpr int kSettle = 200;                 // ms
constexpr std::size_t kLimitBytes = 4 << 20; // as Workspace::loadRecipe()

} // namespace

RecipeFile::RecipeFile(QObject* parent) : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettle);
    connect(&m_settle, &QTimer::timeout, this, &RecipeFile::look);
    const auto touched = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, touched);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, touched);
}

void RecipeFile::setFile(const QString& path, const QString& text)
{
    m_text = text;
    m_isGone = false;
    if (path == m_path) {
        return;
    }
    m_path = path;
    m_settle.stop();
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty()) {
        m_watcher.removePaths(before);
    }
    if (!path.isEmpty()) { // programs that replace a file are seen by its folder alone
        m_watcher.addPaths({path, QFileInfo(path).path()});
    }
}

void RecipeFile::look()
{
    if (m_path.isEmpty()) {
        return;
    }
    const auto text = readTextFile(m_path.toStdString(), kLimitBytes);
    if (!text) {
        if (!m_isGone && !QFileInfo::exists(m_path)) {
            m_isGone = true;
            Q_EMIT removed();
        }
        return;
    }
    m_isGone = false;
    m_watcher.addPath(m_path); // a replaced file is another one
    const QString now = QString::fromStdString(*text);
    if (now != m_text) {
        m_text = now;
        Q_EMIT changed(now);
    }
}

} // namespace espalier::ui
