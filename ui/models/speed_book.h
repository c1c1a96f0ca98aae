#pragma once

#include <optional>

#include <QHash>
#include <QObject>
#include <QStringList>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace espalier::ui {

/// How fast models decode on this machine: measured by the app's own engine, one after another, and kept in a file.
/// A model whose files changed since counts as not measured.
class SpeedBook : public QObject
{
    Q_OBJECT

public:
    explicit SpeedBook(QString file, QObject* parent = nullptr);
    ~SpeedBook() override; ///< stops; what is being measured ends by itself

    std::optional<double> tokensPerSecond(const QString& folder) const;
    /// In the background, with all cores; folders that are measured already are left out.
    void measure(const QStringList& folders);
    void stop();
    bool isMeasuring() const { return !m_current.isEmpty(); }
    const QString& current() const { return m_current; } ///< folder that is being measured, else empty

Q_SIGNALS:
    void changed(); ///< a speed became known, or measuring began, went on or ended
    void failed(const QString& folder, const espalier::Error& error); ///< of one model, or of storing the figures

private:
    struct Entry
    {
        double tokensPerSecond = 0.0;
        qint64 modified = 0; ///< of the model, milliseconds
    };

    void next();
    void finish(const QString& folder, const Result<double>& speed);
    Result<void> store() const;

    const QString m_file;
    QHash<QString, Entry> m_entries; ///< by folder
    QStringList m_waiting;
    QString m_current;
    CancelToken m_cancel;
};

} // namespace espalier::ui
