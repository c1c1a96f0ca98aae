#include "ui/models/run_filter.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ui/models/result_figures.h"

namespace espalier::ui {
namespace {

constexpr std::array kKeys = {"tag", "state", "model", "recipe"};

bool has(const QString& text, const QString& part)
{
    return text.contains(part, Qt::CaseInsensitive);
}

QString quoted(const QString& key, const QString& value)
{
    return key + u':' + (value.contains(u' ') ? u'"' + value + u'"' : value);
}

double orLast(std::optional<double> value)
{
    return value.value_or(std::numeric_limits<double>::infinity());
}

} // namespace

RunFilter::RunFilter(const QString& typed) : m_words(wordsOf(typed)) {}

QList<RunFilter::Word> RunFilter::wordsOf(const QString& typed)
{
    QList<Word> words;
    QString text;
    bool inQuotes = false;
    const auto finish = [&] {
        Word word{{}, text};
        const QString before = text.section(u':', 0, 0).toLower();
        for (const char* key : kKeys) {
            if (before == QLatin1String(key) && text.contains(u':')) {
                word = {before, text.section(u':', 1)};
            }
        }
        if (!word.value.isEmpty()) { // "tag:" is about to be typed on
            words << word;
        }
        text.clear();
    };
    for (const QChar each : typed) {
        if (each == u'"') {
            inQuotes = !inQuotes;
        } else if (each.isSpace() && !inQuotes) {
            finish();
        } else {
            text += each;
        }
    }
    finish();
    return words;
}

QString RunFilter::stateKey(RunState state)
{
    switch (state) {
    case RunState::Waiting:
        return QStringLiteral("waiting");
    case RunState::Running:
    case RunState::Stopping:
        return QStringLiteral("running");
    case RunState::Paused:
        return QStringLiteral("paused");
    case RunState::Finished:
        return QStringLiteral("finished");
    case RunState::Failed:
        return QStringLiteral("failed");
    case RunState::Cancelled:
        return QStringLiteral("cancelled");
    case RunState::Interrupted:
        return QStringLiteral("interrupted");
    }
    return {};
}

bool RunFilter::matches(const Run& run) const
{
    const RunNotes& notes = run.notes();
    const QString& model = run.request().modelName;
    const QString& recipe = run.request().recipeName;
    return std::all_of(m_words.begin(), m_words.end(), [&](const Word& word) {
        const bool tagged =
            std::any_of(notes.tags.begin(), notes.tags.end(), [&](const QString& tag) { return has(tag, word.value); });
        if (word.key == QLatin1String("tag")) {
            return tagged;
        }
        if (word.key == QLatin1String("state")) {
            return stateKey(run.state()).startsWith(word.value, Qt::CaseInsensitive);
        }
        if (word.key == QLatin1String("model")) {
            return has(model, word.value);
        }
        if (word.key == QLatin1String("recipe")) {
            return has(recipe, word.value);
        }
        return tagged || has(run.title(), word.value) || has(notes.name, word.value) || has(model, word.value) ||
               has(recipe, word.value) || has(notes.text, word.value);
    });
}

bool RunFilter::contains(const QString& typed, const QString& key, const QString& value)
{
    const QList<Word> words = wordsOf(typed);
    return std::any_of(words.begin(), words.end(),
                       [&](const Word& word) { return word.key == key && word.value == value; });
}

QString RunFilter::toggled(const QString& typed, const QString& key, const QString& value)
{
    QStringList parts;
    const bool there = contains(typed, key, value);
    for (const Word& word : wordsOf(typed)) {
        if (word.key.isEmpty()) {
            parts << (word.value.contains(u' ') ? u'"' + word.value + u'"' : word.value);
        } else if (!there || word.key != key || word.value != value) {
            parts << quoted(word.key, word.value);
        }
    }
    if (!there) {
        parts << quoted(key, value);
    }
    return parts.join(u' ');
}

int sectionOf(const Run& run)
{
    return run.isActive() || run.state() == RunState::Waiting ? 0 : run.notes().pinned ? 1 : 2;
}

bool standsBefore(const Run& a, const Run& b, RunOrder order)
{
    if (sectionOf(a) != sectionOf(b)) {
        return sectionOf(a) < sectionOf(b);
    }
    const auto byText = [&](const QString& left, const QString& right) {
        const int difference = QString::localeAwareCompare(left, right);
        return difference != 0 ? difference < 0 : a.number() > b.number();
    };
    const auto byFigure = [&](const char* key) {
        const double left = orLast(numberIn(a.result(), key));
        const double right = orLast(numberIn(b.result(), key));
        return left != right ? left < right : a.number() > b.number();
    };
    switch (order) {
    case RunOrder::Newest:
        break;
    case RunOrder::Oldest:
        return a.number() < b.number();
    case RunOrder::Name:
        return byText(a.fullTitle(), b.fullTitle());
    case RunOrder::Model:
        return byText(a.request().modelName, b.request().modelName);
    case RunOrder::Perplexity:
        return byFigure("perplexityAfter");
    case RunOrder::Size:
        return byFigure("bytesAfter");
    }
    return a.number() > b.number();
}

} // namespace espalier::ui
