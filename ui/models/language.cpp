#include "ui/models/language.h"

#include <algorithm>
#include <memory>

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace espalier::ui {

namespace {

const QString kEnglish = QStringLiteral("en");

struct Installed
{
    QString code = kEnglish;
    QTranslator* texts = nullptr; ///< children of the application, which forgets them when they go
    QTranslator* ofQt = nullptr;
};

Installed& installed()
{
    static Installed one;
    return one;
}

bool isKnown(const QString& code)
{
    return std::any_of(languages().begin(), languages().end(), [&](const Language& each) { return each.code == code; });
}

/// Whether the desktop's numbers and dates are those of the language too ("de_AT" for "de").
bool isOfDesktop(const QString& code)
{
    return QLocale::system().language() == QLocale(code).language();
}

QTranslator* load(const QString& name, const QString& folder)
{
    auto translator = std::make_unique<QTranslator>(QCoreApplication::instance());
    if (!translator->load(name, folder)) {
        return nullptr;
    }
    QCoreApplication::installTranslator(translator.get());
    return translator.release();
}

} // namespace

const QList<Language>& languages()
{
    static const QList<Language> all = {{kEnglish, QStringLiteral("English")},
                                        {QStringLiteral("de"), QStringLiteral("Deutsch")},
                                        {QStringLiteral("es"), QStringLiteral("Español")},
                                        {QStringLiteral("ja"), QStringLiteral("日本語")},
                                        {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
    return all;
}

QString desktopLanguage()
{
    for (const QString& wanted : QLocale::system().uiLanguages()) {
        const QLocale locale(wanted);
        for (const Language& each : languages()) {
            const QLocale own(each.code);
            if (own.language() == locale.language() && own.script() == locale.script()) {
                return each.code;
            }
        }
    }
    return kEnglish;
}

void setLanguage(const QString& code)
{
    const QString chosen = isKnown(code) ? code : desktopLanguage();
    delete installed().texts;
    delete installed().ofQt;
    installed() = {chosen, nullptr, nullptr};
    QLocale::setDefault(isOfDesktop(chosen) ? QLocale::system() : QLocale(chosen));
    if (chosen == kEnglish) {
        return;
    }
    installed().ofQt = load(QStringLiteral("qtbase_") + chosen, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    installed().texts = load(QStringLiteral("espalier_") + chosen, QStringLiteral(":/translations"));
}

QString currentLanguage()
{
    return installed().code;
}

} // namespace espalier::ui
