#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tiny_model.h"
#include "ui/models/speed_book.h"

using namespace espalier;
using namespace espalier::ui;

/// Speeds of tiny models, by the real engine.
class SpeedBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = m_folder->filePath(QStringLiteral("tiny"));
        m_file = m_folder->filePath(QStringLiteral("speeds.json"));
        tests::writeModel(m_model.toStdString(), tests::tinyConfig(), tests::tinyTensors());
    }

    void aSpeedIsMeasuredOnceAndKept()
    {
        SpeedBook book(m_file);
        QVERIFY(!book.tokensPerSecond(m_model));
        book.measure({m_model});
        QCOMPARE(book.current(), m_model);
        QTRY_VERIFY(!book.isMeasuring());
        QVERIFY(book.tokensPerSecond(m_model).value_or(0.0) > 0.0);
        const SpeedBook later(m_file);
        QCOMPARE(later.tokensPerSecond(m_model), book.tokensPerSecond(m_model));
        book.measure({m_model}); // is known
        QVERIFY(!book.isMeasuring());
    }

    void aChangedModelIsNotMeasured()
    {
        SpeedBook book(m_file);
        book.measure({m_model});
        QTRY_VERIFY(!book.isMeasuring());
        QFile config(m_model + QStringLiteral("/config.json"));
        QVERIFY(config.open(QIODevice::ReadWrite));
        QVERIFY(config.setFileTime(QDateTime::currentDateTime().addDays(1), QFileDevice::FileModificationTime));
        config.close();
        QVERIFY(!book.tokensPerSecond(m_model));
    }

    void aModelThatIsGoneIsAnErrorAndTheNextGoesOn()
    {
        SpeedBook book(m_file);
        QSignalSpy failed(&book, &SpeedBook::failed);
        book.measure({QStringLiteral("/nowhere"), m_model});
        QTRY_VERIFY(!book.isMeasuring());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), QStringLiteral("/nowhere"));
        QVERIFY(book.tokensPerSecond(m_model));
    }

    void stoppedMeasuringLeavesTheRest()
    {
        SpeedBook book(m_file);
        QSignalSpy failed(&book, &SpeedBook::failed);
        book.measure({m_model, QStringLiteral("/nowhere")});
        book.stop();
        QTRY_VERIFY(!book.isMeasuring());
        QCOMPARE(failed.size(), 0); // the second was never begun, and stopping is no failure
    }

    void figuresThatCannotBeStoredSaySo()
    {
        SpeedBook book(QStringLiteral("/nowhere/speeds.json"));
        QSignalSpy failed(&book, &SpeedBook::failed);
        book.measure({m_model});
        QTRY_VERIFY(!book.isMeasuring());
        QCOMPARE(failed.size(), 1);
        QVERIFY(book.tokensPerSecond(m_model)); // known as long as the app runs
    }

    void aDamagedFileIsAsNone()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"/a": 3, "/b": {"tokensPerSecond": "fast", "modified": 1}})");
        file.close();
        const SpeedBook book(m_file);
        QVERIFY(!book.tokensPerSecond(QStringLiteral("/a")));
        QVERIFY(!book.tokensPerSecond(QStringLiteral("/b")));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_model;
    QString m_file;
};

QTEST_GUILESS_MAIN(SpeedBookTest)
#include "speed_book_test.moc"
