#include "ui/models/link.h"

#include <QStringList>
#include <QUrl>

namespace espalier::ui {

namespace {
const QString kScheme = QStringLiteral("espalier:");

void addPair(QStringList& parts, const QString& key, const QString& value)
{
    if (!value.isEmpty()) {
        parts << key << QString::fromLatin1(QUrl::toPercentEncoding(value));
    }
}
} // namespace

QString Link::targetPage() const
{
    if (!page.isEmpty()) {
        return page;
    }
    if (run > 0) {
        return QStringLiteral("runs");
    }
    return recipe.isEmpty() && line == 0 ? QStringLiteral("explorer") : QStringLiteral("recipe");
}

QString Link::toString() const
{
    QStringList parts;
    addPair(parts, QStringLiteral("page"), page);
    addPair(parts, QStringLiteral("model"), model);
    addPair(parts, QStringLiteral("run"), run > 0 ? QString::number(run) : QString());
    addPair(parts, QStringLiteral("recipe"), recipe);
    addPair(parts, QStringLiteral("line"), line > 0 ? QString::number(line) : QString());
    addPair(parts, QStringLiteral("module"), module);
    addPair(parts, QStringLiteral("with"), with);
    return kScheme + parts.join(QLatin1Char('/'));
}

std::optional<Link> Link::fromString(const QString& text)
{
    if (!text.startsWith(kScheme)) {
        return std::nullopt;
    }
    const QStringList parts = text.mid(kScheme.size()).split(QLatin1Char('/'));
    if (parts.size() % 2 != 0) {
        return std::nullopt;
    }
    Link link;
    for (qsizetype i = 0; i < parts.size(); i += 2) {
        const QString value = QUrl::fromPercentEncoding(parts[i + 1].toLatin1());
        bool known = true;
        if (parts[i] == QLatin1String("page")) {
            link.page = value;
        } else if (parts[i] == QLatin1String("model")) {
            link.model = value;
        } else if (parts[i] == QLatin1String("run")) {
            link.run = value.toInt(&known);
        } else if (parts[i] == QLatin1String("recipe")) {
            link.recipe = value;
        } else if (parts[i] == QLatin1String("line")) {
            link.line = value.toInt(&known);
        } else if (parts[i] == QLatin1String("module")) {
            link.module = value;
        } else if (parts[i] == QLatin1String("with")) {
            link.with = value;
        } else {
            known = false;
        }
        if (!known || value.isEmpty()) {
            return std::nullopt;
        }
    }
    return link;
}

} // namespace espalier::ui
