#pragma once

#include <QList>
#include <QString>

namespace espalier::ui {

/// A language of the app's texts.
struct Language
{
    QString code; ///< of the catalogue in translations/: "de", "zh_CN"
    QString name; ///< in itself
};

/// English, the language of the source, then those that have a catalogue.
const QList<Language>& languages();

/// The first language of the desktop that the app knows, else English.
QString desktopLanguage();

/// Texts, numbers and dates of the application in a language, instead of what was set before; widgets that exist keep
/// theirs. Texts of Qt's own dialogs follow where Qt's catalogues are installed.
/// @param code empty or unknown: the desktop's language
void setLanguage(const QString& code);

/// What setLanguage() has set; English before.
QString currentLanguage();

} // namespace espalier::ui
