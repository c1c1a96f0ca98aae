#include <filesystem>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"

using namespace espalier;

class AtomicFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void committedFileReplacesTheOldOne()
    {
        const QTemporaryDir folder;
        const std::filesystem::path target = folder.filePath("a.txt").toStdString();
        QVERIFY(bool(writeFileAtomically(target, "old")));
        QVERIFY(bool(writeFileAtomically(target, "new")));
        const auto text = readTextFile(target);
        QVERIFY(bool(text));
        QCOMPARE(*text, std::string("new"));
    }

    void uncommittedFileLeavesNothing()
    {
        const QTemporaryDir folder;
        const std::filesystem::path target = folder.filePath("a.txt").toStdString();
        QVERIFY(bool(writeFileAtomically(target, "old")));
        {
            auto file = AtomicFile::create(target);
            QVERIFY(bool(file));
            QVERIFY(bool(file->write("half")));
        }
        QCOMPARE(*readTextFile(target), std::string("old"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(target.parent_path()), {}), 1);
    }

    void missingFolderAndFullDiskAreErrors()
    {
        QCOMPARE(writeFileAtomically("/nonexistent/folder/a", "x").error().code, std::string("file.write"));
        QCOMPARE(readTextFile("/nonexistent").error().code, std::string("file.open"));
    }

    void sha256MatchesTheStandardsExample()
    {
        QCOMPARE(sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }
};

QTEST_GUILESS_MAIN(AtomicFileTest)
#include "atomic_file_test.moc"
