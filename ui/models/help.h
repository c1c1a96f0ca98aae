#pragma once

#include <QList>
#include <QString>

namespace espalier::ui {

/// A page of the manual, in the user's language.
struct HelpTopic
{
    QString id; ///< of the page that it explains, or "start", "terms", "errors"
    QString title;
    QString html; ///< paragraphs and lists, without a heading
};

/// A term that the app uses, as its tooltips explain it.
struct HelpTerm
{
    QString name;
    QString meaning; ///< definition, consequence, typical value
};

QList<HelpTopic> helpTopics();
QList<HelpTerm> helpTerms();

} // namespace espalier::ui
