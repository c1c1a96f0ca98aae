#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "ui/models/language.h"
#include "ui/models/tr.h"

using namespace espalier::ui;

namespace {

struct Entry
{
    QString context;
    QString source;
    QStringList forms; ///< one, or as many as the language has plural forms
    bool unfinished = false;
};

Entry readMessage(QXmlStreamReader& xml, const QString& context)
{
    Entry entry{context, {}, {}, false};
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            entry.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            entry.unfinished = xml.attributes().value(QLatin1String("type")) == QLatin1String("unfinished");
            QString text;
            while (!xml.readNext() || !(xml.isEndElement() && xml.name() == QLatin1String("translation"))) {
                if (xml.isStartElement() && xml.name() == QLatin1String("numerusform")) {
                    entry.forms << xml.readElementText();
                } else if (xml.isCharacters() && entry.forms.isEmpty()) {
                    text += xml.text();
                }
                if (xml.hasError()) {
                    break;
                }
            }
            if (entry.forms.isEmpty()) {
                entry.forms << text;
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    return entry;
}

QList<Entry> readCatalogue(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QXmlStreamReader xml(&file);
    QList<Entry> entries;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement) {
            if (xml.name() == QLatin1String("name")) {
                context = xml.readElementText();
            } else if (xml.name() == QLatin1String("message")) {
                entries << readMessage(xml, context);
            }
        }
    }
    return entries;
}

QStringList places(const QString& text)
{
    static const QRegularExpression place(QStringLiteral("%L?(\\d+|n)"));
    QStringList found;
    for (auto match = place.globalMatch(text); match.hasNext();) {
        found << match.next().captured(1);
    }
    found.sort();
    return found;
}

} // namespace

/// The catalogues of translations/ against the source.
class TranslationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const QDir source(QStringLiteral(ESPALIER_SOURCE_DIR));
        QStringList arguments = {QStringLiteral("-silent"),
                                 QStringLiteral("-I"),
                                 source.path(),
                                 source.filePath(QStringLiteral("ui")),
                                 source.filePath(QStringLiteral("app/espalier_main.cpp")),
                                 QStringLiteral("-no-obsolete"),
                                 QStringLiteral("-locations"),
                                 QStringLiteral("none"),
                                 QStringLiteral("-ts")};
        for (const Language& each : languages()) {
            if (each.code != QLatin1String("en")) {
                const QString name = QStringLiteral("espalier_%1.ts").arg(each.code);
                QVERIFY2(QFile::copy(source.filePath(QStringLiteral("translations/") + name), m_folder->filePath(name)),
                         qPrintable(name));
                arguments << m_folder->filePath(name);
            }
        }
        QProcess lupdate;
        lupdate.start(QStringLiteral(ESPALIER_LUPDATE), arguments);
        QVERIFY(lupdate.waitForFinished(60000));
        QCOMPARE(lupdate.exitCode(), 0);
    }

    void cleanupTestCase() { setLanguage(QStringLiteral("en")); }

    void catalogues_data()
    {
        QTest::addColumn<int>("forms");
        QTest::newRow("de") << 2;
        QTest::newRow("es") << 2;
        QTest::newRow("ja") << 1;
        QTest::newRow("zh_CN") << 1;
    }

    void catalogues()
    {
        QFETCH(const int, forms);
        const QString path =
            m_folder->filePath(QStringLiteral("espalier_%1.ts").arg(QLatin1String(QTest::currentDataTag())));
        const QList<Entry> entries = readCatalogue(path);
        QVERIFY2(entries.size() > 500, "lupdate found next to no texts");
        QStringList wrong;
        for (const Entry& each : entries) {
            const bool plural =
                each.source.contains(QStringLiteral("%n")) || each.source.contains(QStringLiteral("%Ln"));
            if (each.unfinished || each.forms.contains(QString())) {
                wrong << QStringLiteral("not translated: \"%1\" (%2)").arg(each.source, each.context);
                continue;
            }
            if (plural && each.forms.size() != forms) {
                wrong << QStringLiteral("%1 plural forms: \"%2\"").arg(each.forms.size()).arg(each.source);
            }
            for (const QString& form : each.forms) {
                QStringList allowed = places(each.source);
                QStringList without = allowed;
                without.removeOne(QStringLiteral("n")); // "one run" need not name its number
                if (places(form) != allowed && !(plural && places(form) == without)) {
                    wrong << QStringLiteral("other places: \"%1\": \"%2\"").arg(each.source, form);
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("%1 of %2 entries:\n%3\nRun the target update-translations "
                                                            "and translate what it brings.")
                                                 .arg(wrong.size())
                                                 .arg(entries.size())
                                                 .arg(wrong.join(QLatin1Char('\n')))));
    }

    /// A text is looked up at run time under the context that lupdate gave it, or is never found.
    void contextsAreThoseOfTheProgram()
    {
        const QStringList named = {QStringLiteral("Format"), QStringLiteral("ModuleTree"), QStringLiteral("main"),
                                   QStringLiteral("espalier::ui")};
        for (const Entry& each : readCatalogue(m_folder->filePath(QStringLiteral("espalier_de.ts")))) {
            QVERIFY2(named.contains(each.context) || each.context.startsWith(QStringLiteral("espalier::ui::")),
                     qPrintable(each.context));
        }
    }

    void textsAreFoundInThePrograms()
    {
        setLanguage(QStringLiteral("de"));
        QCOMPARE(currentLanguage(), QStringLiteral("de"));
        QCOMPARE(QCoreApplication::translate("espalier::ui::MainWindow", "Back"), QStringLiteral("Zurück"));
        const auto files = [](int n) {
            return QCoreApplication::translate("espalier::ui::MainWindow", "%n files", nullptr, n);
        };
        QVERIFY(files(1) != files(2));
        QVERIFY(files(2).contains(QLatin1Char('2')));
        QCOMPARE(QLocale().toString(1.5, 'f', 1), QStringLiteral("1,5"));
        setLanguage(QStringLiteral("ja"));
        QVERIFY(QCoreApplication::translate("espalier::ui::MainWindow", "Back") != QStringLiteral("Back"));
        setLanguage(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("espalier::ui::MainWindow", "Back"), QStringLiteral("Back"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TranslationsTest)
#include "translations_test.moc"
