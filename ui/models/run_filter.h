#pragma once

#include <QString>
#include <QStringList>

#include "ui/models/run.h"

namespace espalier::ui {

/// What the history shows. Typed as words, all of which must be found in a run's number, name, model, recipe, tags or
/// notes; `tag:`, `state:`, `model:` and `recipe:` look there alone, and quotes keep blanks.
class RunFilter
{
public:
    RunFilter() = default;
    explicit RunFilter(const QString& typed);

    bool matches(const Run& run) const;
    bool isEmpty() const { return m_words.isEmpty(); }

    /// `typed` with the word added, or without it if it was there: what a menu entry does.
    static QString toggled(const QString& typed, const QString& key, const QString& value);
    static bool contains(const QString& typed, const QString& key, const QString& value);
    static QString stateKey(RunState state); ///< "failed", ...; never translated

private:
    struct Word
    {
        QString key; ///< empty: anywhere
        QString value;
    };
    static QList<Word> wordsOf(const QString& typed);

    QList<Word> m_words;
};

enum class RunOrder { Newest, Oldest, Name, Model, Perplexity, Size };

/// Whether `a` stands before `b`: by section, then as asked.
bool standsBefore(const Run& a, const Run& b, RunOrder order);
/// 0: has or waits for a worker, 1: pinned, 2: the rest.
int sectionOf(const Run& run);

} // namespace espalier::ui
