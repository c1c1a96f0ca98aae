#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"

using namespace espalier;

class ResourcesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void environmentComesFirst()
    {
        const QTemporaryDir folder;
        QVERIFY(bool(writeFileAtomically(folder.filePath("thing.txt").toStdString(), "x")));
        qputenv("ESPALIER_RESOURCES", folder.path().toUtf8());
        QCOMPARE(resourcePath("thing.txt")->string(), folder.filePath("thing.txt").toStdString());
        qunsetenv("ESPALIER_RESOURCES");
        QCOMPARE(resourcePath("thing.txt").error().code, std::string("resource.missing"));
    }

    void sourceTreeIsFoundFromTheBuildFolder()
    {
        const auto recipe = resourcePath("demo/recipe.yaml");
        QVERIFY(bool(recipe));
        QVERIFY(std::filesystem::is_regular_file(*recipe));
    }
};

QTEST_GUILESS_MAIN(ResourcesTest)
#include "resources_test.moc"
