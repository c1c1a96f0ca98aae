#include <QDirIterator>
#include <QMimeDatabase>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "tests/support/program.h"

using namespace espalier::tests;

namespace {

const QString kSource = QStringLiteral(ESPALIER_SOURCE_DIR);
const QString kBuilt = QStringLiteral(ESPALIER_BINARY_DIR "/packaging");
const QString kDesktop = kSource + QStringLiteral("/packaging/desktop");

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The attribute of each element of that name, or its text where no attribute is asked for.
QSet<QString> values(const QString& path, const QString& element, const QString& attribute = {})
{
    QSet<QString> found;
    QXmlStreamReader xml(read(path));
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == element) {
            found.insert(attribute.isEmpty() ? xml.readElementText() : xml.attributes().value(attribute).toString());
        }
    }
    return found;
}

/// What stands in capture 1, everywhere.
QSet<QString> captures(const QString& text, const char* pattern)
{
    QSet<QString> found;
    auto match = QRegularExpression(QLatin1String(pattern), QRegularExpression::MultilineOption).globalMatch(text);
    while (match.hasNext()) {
        found.insert(match.next().captured(1));
    }
    return found;
}

QString manual(const char* program)
{
    return QString::fromUtf8(read(kBuilt + QLatin1Char('/') + QLatin1String(program) + QStringLiteral(".1")))
        .remove(u'\\');
}

} // namespace

/// What desktops and manuals are told is what the programs do.
class MetadataTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_data;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir(m_data.path()).mkpath(QStringLiteral("mime/packages")));
        const QString file = QStringLiteral("/espalier.xml");
        QVERIFY(QFile::copy(kDesktop + file, m_data.path() + QStringLiteral("/mime/packages") + file));
        qputenv("XDG_DATA_HOME", m_data.path().toUtf8());
    }

    void filesAreRecognised_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("type");
        const QString gguf = QStringLiteral("application/x-gguf");
        const QString recipe = QStringLiteral("application/x-espalier-recipe");
        QTest::newRow("model.gguf") << QByteArray() << gguf;
        QTest::newRow("a0b1c2d3") << QByteArray("GGUF\3\0\0\0", 8) << gguf; // as download caches name them
        QTest::newRow("recipe.yaml") << QByteArray("stages: []") << recipe;
        QTest::newRow("half.recipe.yml") << QByteArray("stages: []") << recipe;
        QTest::newRow("values.yaml") << QByteArray("espalier: 1") << QStringLiteral("application/x-yaml");
        QTest::newRow("notes.txt") << QByteArray("GGUF is a format") << QStringLiteral("text/plain");
    }

    void filesAreRecognised()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, type);
        const QMimeDatabase types;
        const QMimeType found = types.mimeTypeForFileNameAndData(QLatin1String(QTest::currentDataTag()), content);
        QVERIFY2(found.name() == type || found.aliases().contains(type), qPrintable(found.name()));
    }

    void recipesStayYaml()
    {
        const QMimeType recipe = QMimeDatabase().mimeTypeForName(QStringLiteral("application/x-espalier-recipe"));
        QVERIFY(recipe.inherits(QStringLiteral("application/x-yaml")));
        QVERIFY(recipe.inherits(QStringLiteral("text/plain")));
    }

    void typesAgree()
    {
        const QSet<QString> declared =
            values(kDesktop + QStringLiteral("/espalier.xml"), QStringLiteral("mime-type"), QStringLiteral("type"));
        QCOMPARE(declared.size(), 2);
        QCOMPARE(values(kBuilt + QStringLiteral("/org.espalier.espalier.metainfo.xml"), QStringLiteral("mediatype")),
                 declared);
        const QString entry = QString::fromUtf8(read(kDesktop + QStringLiteral("/espalier.desktop")));
        const QStringList opened = captures(entry, "^MimeType=(.*);$").values().value(0).split(u';');
        QCOMPARE(QSet<QString>(opened.begin(), opened.end()), declared);
    }

    void manualNamesEveryVariable()
    {
        const QString pages = manual("espalier") + manual("espalier-cli") + manual("espalier-worker");
        QSet<QString> variables;
        for (const char* room : {"app", "core", "ui"}) {
            QDirIterator files(kSource + QLatin1Char('/') + QLatin1String(room), {QStringLiteral("*.cpp")}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                variables += captures(QString::fromUtf8(read(files.next())), "\"(ESPALIER_[A-Z_]+)\"");
            }
        }
        QVERIFY(variables.contains(QStringLiteral("ESPALIER_CPU")));
        for (const QString& variable : variables) {
            QVERIFY2(pages.contains(variable), qPrintable(variable));
        }
    }

    void manualNamesEveryCommandAndOption()
    {
        const QString page = manual("espalier-cli");
        const QSet<QString> commands = captures(helpOf({}), "^  ([a-z]+)  ");
        QVERIFY(commands.contains(QStringLiteral("compress")));
        for (const QString& command : commands) {
            const QString section =
                page.section(QStringLiteral(".SS %1\n").arg(command), 1).section(QStringLiteral("\n.S"), 0, 0);
            for (const QString& option : captures(helpOf({command}), "^ +(--[a-z][a-z0-9-]*)[ {\n]")) {
                const bool common = option == QLatin1String("--json"); // said once for all
                QVERIFY2(common || section.contains(QStringLiteral("fB%1fR").arg(option)),
                         qPrintable(command + QLatin1Char(' ') + option));
            }
        }
        QVERIFY(page.contains(QStringLiteral(".SS recipe plan\n")));
    }

    void manualNamesTheOptionsOfTheApp()
    {
        QProcess app;
        app.start(programPath("espalier"), {QStringLiteral("--help")});
        QVERIFY(app.waitForFinished());
        const QSet<QString> options = captures(QString::fromUtf8(app.readAllStandardOutput()), "(--[a-z-]+)");
        QVERIFY(options.contains(QStringLiteral("--version")));
        for (const QString& option : options) {
            QVERIFY2(manual("espalier").contains(option), qPrintable(option));
        }
    }

private:
    static QString helpOf(const QStringList& command)
    {
        return QString::fromUtf8(runCli(command + QStringList{QStringLiteral("--help")}).standardOutput);
    }
};

QTEST_GUILESS_MAIN(MetadataTest)
#include "metadata_test.moc"
