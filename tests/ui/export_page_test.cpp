#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <unistd.h>

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

#include "core/base/atomic_file.h"
#include "core/protocol/jobs.h"
#include "core/protocol/messages.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/fake_chat_engine.h"
#include "tests/ui/pretended_worker.h"
#include "ui/export/certificate_view.h"
#include "ui/export/export_drag.h"
#include "ui/export/export_page.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

// This program is its own worker when it is started with --worker BEHAVIOUR.

constexpr const char* kContent = "the whole file";

nlohmann::json certificate()
{
    return {{"modules",
             {{{"name", "lm_head.weight"},
               {"weights", 128},
               {"zeros", 64},
               {"zerosLost", 0},
               {"largestError", 0.01},
               {"meanError", 0.001},
               {"noise", 1e-5}}}},
            {"tokenizer", {{"texts", 15}, {"tokens", 10000}}},
            {"chatTemplate", nullptr}};
}

int actAsWorker(const std::string& behaviour)
{
    tests::say("", protocol::Hello{});
    protocol::FrameReader reader;
    const auto first = tests::heard(reader);
    if (!first) {
        return 0;
    }
    const auto& start = std::get<protocol::Start>(*first);
    protocol::ExportJob job;
    if (!protocol::fromJson(start.parameters, job)) {
        return 2;
    }
    // as the real one: a temporary name beside the final one
    const std::string partial = job.out.substr(0, job.out.rfind('.')) + ".partial-7.gguf";
    static_cast<void>(bool(writeFileAtomically(partial, "half of it")));
    tests::say(start.job, protocol::Progress{"writing", 0.5, 1.0});
    if (behaviour == "dies") {
        std::raise(SIGKILL);
    }
    if (behaviour == "waits") {
        const auto next = tests::heard(reader);
        tests::say(start.job, protocol::Failed{next ? "cancelled" : "interrupted", "Stopped.", ""}); // the file stays
        return 1;
    }
    if (behaviour == "differs") {
        tests::say(start.job, protocol::Failed{"export.mismatch", "'lm_head.weight' differs. It was not kept.", ""});
        return 1;
    }
    ::usleep(50'000); // a drag can ask meanwhile
    static_cast<void>(bool(writeFileAtomically(job.out + ".certificate.json", certificate().dump())));
    static_cast<void>(bool(writeFileAtomically(partial, kContent)));
    std::filesystem::rename(partial, job.out);
    tests::say(start.job, protocol::Finished{{{"path", job.out},
                                              {"bytes", 14},
                                              {"seconds", 0.1},
                                              {"notes", {"Plain note."}},
                                              {"certificate", certificate()}}});
    return 0;
}

} // namespace

/// The Export page on a tiny model, its worker being this program.
class ExportPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = m_folder->filePath(QStringLiteral("tiny"));
        tests::writeModel(m_model.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        makePage("makes");
    }

    void cleanup() { m_page.reset(); }

    void withoutAModelItSaysWhatToDo()
    {
        QVERIFY(!m_page->source());
        QSignalSpy asked(m_page.get(), &ExportPage::openModelRequested);
        m_page->primaryAction()->trigger();
        QCOMPARE(asked.size(), 1);
    }

    void everyTargetHasATileWithItsPrediction()
    {
        openModel();
        QCOMPARE(m_page->tiles().size(), 3);
        for (const ExportTile* tile : m_page->tiles()) {
            const ExportItem* item = m_page->itemOf(tile);
            QVERIFY2(item, qPrintable(tile->target().id));
            QVERIFY(item->state() == ExportState::Idle);
        }
    }

    void fewerBitsArePredictedSmaller()
    {
        openModel();
        const auto& checkpoint = *m_workspace->model()->checkpoint;
        const auto bytes = [&](const char* type) {
            const auto predicted = predictedExportBytes(checkpoint, QStringLiteral("gguf"), QString::fromLatin1(type));
            return predicted ? *predicted : 0;
        };
        QVERIFY(bytes("F32") > bytes("F16"));
        QCOMPARE(bytes("F16"), bytes("BF16"));
        // what chooses the types is the exporter itself: the tensors' bytes are exact, the rest is for the texts
        std::int64_t matrices = 0;
        for (const model::ModuleNode* each : model::allModules(checkpoint.tree())) {
            matrices += each->shape.size() == 2 ? each->shape[0] * each->shape[1] : 0;
        }
        QCOMPARE(std::int64_t(bytes("F32") - bytes("F16")), 2 * matrices);
        const auto onnx = [&](const char* type) {
            return *predictedExportBytes(checkpoint, QStringLiteral("onnx"), QString::fromLatin1(type));
        };
        QVERIFY(onnx("fp32") > onnx("fp16"));
        QCOMPARE(predictedExportBytes(checkpoint, QStringLiteral("gguf"), QStringLiteral("Q9")).error().code,
                 std::string("export.type"));
        QCOMPARE(predictedExportBytes(checkpoint, QStringLiteral("onnx"), QStringLiteral("Q9")).error().code,
                 std::string("export.type"));
        QCOMPARE(predictedExportBytes(checkpoint, QStringLiteral("tar"), {}).error().code,
                 std::string("export.target"));
    }

    void aTileOffersWhatFitsTheModel()
    {
        tests::TinyTensors tensors = tests::tinyTensors();
        for (auto& [name, tensor] : tensors) { // pruned, and no codes
            for (std::size_t i = 0; name.find("_proj") != std::string::npos && i < tensor.floats.size(); ++i) {
                tensor.floats[i] = i % 4 == 0 ? tensor.floats[i] : 0.0F;
            }
        }
        tests::writeModel(m_model.toStdString(), tests::tinyConfig(), tensors);
        openModel();
        const ExportTarget folder = exportTargets().last();
        const auto& checkpoint = *m_workspace->model()->checkpoint;
        QStringList ids;
        for (const ExportType& type : exportTypes(folder, checkpoint)) {
            ids << type.id;
            QVERIFY2(bool(predictedExportBytes(checkpoint, folder.id, type.id)), qPrintable(type.id));
        }
        QCOMPARE(ids, (QStringList{QString(), QStringLiteral("F32"), QStringLiteral("F16"), QStringLiteral("BF16"),
                                   QStringLiteral("sparse-bitmask")}));
        ExportTile* tile = m_page->tiles().last();
        tile->setType(QStringLiteral("sparse-bitmask"));
        QCOMPARE(tile->type(), QStringLiteral("sparse-bitmask"));
        tile->setType(QStringLiteral("pack-quantized")); // not offered
        QCOMPARE(tile->type(), QString());
        QCOMPARE(predictedExportBytes(checkpoint, folder.id, QStringLiteral("pack-quantized")).error().code,
                 std::string("export.type"));
    }

    void namesAreThoseOfFiles()
    {
        const ExportTarget gguf = exportTargets().first();
        QCOMPARE(exportName(QStringLiteral("a/b: c"), gguf, QStringLiteral("Q8_0")),
                 QStringLiteral("a-b--c-Q8_0.gguf"));
        QCOMPARE(exportName(QStringLiteral("../x"), gguf, {}), QStringLiteral("-x.gguf"));
        QCOMPARE(exportName(QStringLiteral("tiny"), exportTargets()[1], QStringLiteral("int8")),
                 QStringLiteral("tiny-onnx-int8"));
        QCOMPARE(exportName(QStringLiteral("tiny-F16.gguf"), gguf, QStringLiteral("Q8_0")),
                 QStringLiteral("tiny-F16-Q8_0.gguf"));
        QCOMPARE(exportName(QStringLiteral("tiny-F16.gguf"), exportTargets()[2], {}), QStringLiteral("tiny-F16-hf"));
    }

    void anotherTypeIsAnotherExport()
    {
        openModel();
        ExportTile* tile = m_page->tiles().first();
        const ExportItem* stored = m_page->itemOf(tile);
        tile->setType(QStringLiteral("Q8_0"));
        QVERIFY(m_page->itemOf(tile) != stored);
        QVERIFY(m_page->itemOf(tile)->path().endsWith(QStringLiteral("tiny-Q8_0.gguf")));
        makePage("makes"); // the choice is kept
        openModel();
        QCOMPARE(m_page->tiles().first()->type(), QStringLiteral("Q8_0"));
    }

    void exportIsMadeAndShowsItsCertificate()
    {
        openModel();
        ExportTile* tile = m_page->tiles().first();
        QTest::keyClick(tile, Qt::Key_Return);
        ExportItem* item = m_page->itemOf(tile);
        QVERIFY(item->isActive());
        QTRY_COMPARE(item->state(), ExportState::Ready);
        QCOMPARE(contentOf(item->path()), QByteArray(kContent));
        QCOMPARE(item->notes(), QStringList{QStringLiteral("Plain note.")});
        auto* table = m_page->findChild<CertificateView*>()->table();
        QCOMPARE(table->topLevelItemCount(), 4); // template, weights and zeros, token ids
        QTest::keyClick(tile, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->urls(), QList{QUrl::fromLocalFile(item->path())});
        QTest::keyClick(tile, Qt::Key_Delete);
        QCOMPARE(item->state(), ExportState::Idle);
        QVERIFY(QDir(item->source().staging).isEmpty());
    }

    void madeExportIsThereAgainAtTheNextStart()
    {
        openModel();
        m_page->primaryAction()->trigger();
        QTRY_COMPARE(firstItem()->state(), ExportState::Ready);
        makePage("dies");
        openModel();
        QCOMPARE(firstItem()->state(), ExportState::Ready);
        QVERIFY(firstItem()->certificate().is_object());
        QVERIFY(QFile::remove(firstItem()->path())); // moved by a file manager
        m_page->setActive(true);
        QCOMPARE(firstItem()->state(), ExportState::Idle);
    }

    void exportIsOutdatedOnceItsModelIsWrittenAnew()
    {
        for (const char* weights : {"model.safetensors", "pytorch_model.bin", "model.gguf"}) {
            const QTemporaryDir folder;
            const QString model = folder.filePath(QLatin1String(weights));
            const bool isFile = model.endsWith(QStringLiteral(".gguf"));
            const QString made = folder.filePath(QStringLiteral("exports/tiny"));
            QVERIFY(QDir().mkpath(made));
            QVERIFY(bool(writeFileAtomically(model.toStdString(), "weights")));
            setTime(model, -60);
            ExportItem item({QStringLiteral("tiny"), {}, isFile ? model : folder.path(), {}}, QStringLiteral("hf"), {},
                            made);
            item.lookAtDisk();
            QCOMPARE(item.state(), ExportState::Ready);
            setTime(model, 60);
            item.lookAtDisk();
            QCOMPARE(item.state(), ExportState::Idle);
        }
    }

    void cancelLeavesNothing()
    {
        makePage("waits");
        openModel();
        m_page->primaryAction()->trigger();
        QTRY_VERIFY(firstItem()->fraction() > 0.0);
        QVERIFY(m_page->stopAction()->isEnabled());
        QTest::keyClick(m_page->tiles().first(), Qt::Key_Escape);
        QTRY_COMPARE(firstItem()->state(), ExportState::Idle);
        QTRY_VERIFY(!m_page->exports().isBusy());
        QVERIFY(QDir(firstItem()->source().staging).isEmpty());
    }

    void secondExportWaitsForTheFirst()
    {
        makePage("waits");
        openModel();
        QTest::keyClick(m_page->tiles()[0], Qt::Key_Return);
        QTest::keyClick(m_page->tiles()[1], Qt::Key_Return);
        ExportItem* second = m_page->itemOf(m_page->tiles()[1]);
        QCOMPARE(second->state(), ExportState::Waiting);
        m_page->exports().cancel(second);
        QCOMPARE(second->state(), ExportState::Idle);
    }

    void deadWorkerIsAReasonOnTheTileAndLeavesNothing()
    {
        makePage("dies");
        openModel();
        m_page->primaryAction()->trigger();
        QTRY_COMPARE(firstItem()->state(), ExportState::Failed);
        QCOMPARE(firstItem()->error()->code, std::string("worker.lost"));
        QTRY_VERIFY(!m_page->exports().isBusy());
        QVERIFY(QDir(firstItem()->source().staging).isEmpty());
        QVERIFY(m_page->tiles().first()->accessibleDescription().contains(
            QString::fromStdString(firstItem()->error()->message)));
    }

    void mismatchIsExpandedInTheCertificate()
    {
        makePage("differs");
        openModel();
        m_page->primaryAction()->trigger();
        QTRY_COMPARE(firstItem()->state(), ExportState::Failed);
        auto* table = m_page->findChild<CertificateView*>()->table();
        QCOMPARE(table->topLevelItemCount(), 1);
        QVERIFY(table->topLevelItem(0)->isExpanded());
        QVERIFY(table->topLevelItem(0)->child(0)->text(2).contains(QStringLiteral("lm_head.weight")));
        m_page->resize(960, 600);
        QTRY_VERIFY(!table->horizontalScrollBar()->isVisible()); // the verdict can be seen
        QTRY_VERIFY(!m_page->exports().isBusy());
        QVERIFY(QDir(firstItem()->source().staging).isEmpty());
    }

    void withoutRoomNothingBegins()
    {
        openModel();
        m_page->exports().setFreeBytes([](const QString&) { return std::uint64_t(1000); });
        m_page->primaryAction()->trigger();
        QCOMPARE(firstItem()->state(), ExportState::Failed);
        QCOMPARE(firstItem()->error()->code, std::string("plan.disk"));
        QVERIFY(!QDir(firstItem()->source().staging).exists());
    }

    void dropOnATileExportsTheModel()
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_model)});
        openModel(); // tiles have a place
        const QString other = m_folder->filePath(QStringLiteral("other"));
        tests::writeModel(other.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        mime.setUrls({QUrl::fromLocalFile(other)});
        const QPoint place = m_page->tiles().first()->mapTo(m_page.get(), QPoint(20, 20));
        drop(place, &mime);
        QCOMPARE(m_page->source()->folder, other);
        QTRY_COMPARE(firstItem()->state(), ExportState::Ready);
        QCOMPARE(contentOf(firstItem()->path()), QByteArray(kContent));
    }

    void dropOfWhatIsNoModelIsRefused()
    {
        openModel();
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_folder->path())});
        QDragEnterEvent enter(QPoint(40, 140), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void finishedRunIsASource()
    {
        RunRequest request;
        request.modelName = QStringLiteral("tiny");
        auto run = m_workspace->runs().create(request);
        QVERIFY(bool(run));
        QDir().mkpath((*run)->folder());
        (*run)->append({"run-1", 1.0, protocol::Finished{{{"model", m_model.toStdString()}}}});
        QVERIFY(m_page->source()); // there was nothing else to export
        QMimeData mime;
        mime.setData(QLatin1String(kLinkMimeType), "espalier:run/1");
        QTRY_VERIFY(m_page->primaryAction()->isEnabled());
        drop(m_page->tiles().first()->mapTo(m_page.get(), QPoint(20, 20)), &mime);
        QTRY_COMPARE(firstItem()->state(), ExportState::Ready);
        QCOMPARE(firstItem()->path(), (*run)->folder() + QStringLiteral("/exports/tiny-run1.gguf"));
    }

    void deferredDragDeliversAWholeFile()
    {
        openModel();
        m_page->primaryAction()->trigger();
        QVERIFY(firstItem()->isActive());
        const ExportMimeData mime(firstItem());
        QCOMPARE(mime.formats(), QStringList{QStringLiteral("text/uri-list")});
        const QList<QUrl> urls = mime.urls(); // as a receiver asks; waits
        QCOMPARE(urls, QList{QUrl::fromLocalFile(firstItem()->path())});
        QCOMPARE(contentOf(urls.first().toLocalFile()), QByteArray(kContent));
        QCOMPARE(mime.data(QStringLiteral("text/uri-list")),
                 QUrl::fromLocalFile(firstItem()->path()).toEncoded() + "\r\n");
        QVERIFY(mime.data(QStringLiteral("image/png")).isEmpty());
    }

    void addressIsKnownWhileItIsHovered()
    {
        makePage("waits");
        openModel();
        m_page->primaryAction()->trigger();
        ExportMimeData mime(firstItem());
        mime.setHovering(true);
        QCOMPARE(mime.urls(), QList{QUrl::fromLocalFile(firstItem()->path())});
        QVERIFY(firstItem()->isActive()); // it was not waited for
    }

    void cancelledDragGivesNothing()
    {
        makePage("waits");
        openModel();
        m_page->primaryAction()->trigger();
        const ExportMimeData mime(firstItem());
        QString said;
        QTimer::singleShot(100, this, [this, &said] {
            said = m_page->tiles().first()->accessibleDescription();
            m_page->exports().cancel(firstItem());
        });
        QVERIFY(mime.urls().isEmpty());
        QVERIFY2(said.contains(QStringLiteral("The other program waits for it.")), qPrintable(said));
        QVERIFY(!firstItem()->isAwaited());
        QTRY_VERIFY(!m_page->exports().isBusy());
        QVERIFY(QDir(firstItem()->source().staging).isEmpty());
    }

    void receiverThatGivesUpIsNotWaitedFor()
    {
        makePage("waits");
        openModel();
        m_page->primaryAction()->trigger();
        auto mime = std::make_unique<ExportMimeData>(firstItem());
        QTimer::singleShot(100, this, [&mime] { mime.reset(); }); // as Qt ends a drag
        QVERIFY(mime->urls().isEmpty());
        QVERIFY(firstItem()->isActive() && !firstItem()->isAwaited());
    }

    void killedDragGivesNothing()
    {
        makePage("dies");
        openModel();
        m_page->primaryAction()->trigger();
        const ExportMimeData mime(firstItem());
        QVERIFY(mime.urls().isEmpty());
        QVERIFY(QDir(firstItem()->source().staging).isEmpty());
    }

    void dragPlansFollowStateAndTime()
    {
        openModel();
        ExportItem* item = firstItem();
        QVERIFY(dragPlan(*item, 1.0) == DragPlan::MakeOnWay);
        QVERIFY(dragPlan(*item, 4.0) == DragPlan::MakeFirst);
        item->setWaiting();
        QVERIFY(dragPlan(*item, 1.0) == DragPlan::MakeFirst);
        item->setWorking();
        item->progress({"writing", 0.9, 0.5});
        QVERIFY(dragPlan(*item, 30.0) == DragPlan::MakeOnWay); // nearly done
        item->finish(nlohmann::json::object());
        QVERIFY(dragPlan(*item, 30.0) == DragPlan::HandOver);
    }

    void tilesThatDoNotFitStandBelow()
    {
        openModel();
        const auto areaOf = [this](int i) {
            const ExportTile* tile = m_page->tiles()[i];
            return QRect(tile->mapTo(m_page.get(), QPoint()), tile->size());
        };
        QCOMPARE(areaOf(0).top(), areaOf(2).top());
        QVERIFY(std::abs(areaOf(0).width() - areaOf(2).width()) <= 1); // whole pixels
        QCOMPARE(areaOf(0).left(), m_page->width() - 1 - areaOf(2).right());
        const int heightAbreast = areaOf(0).height();
        m_page->resize(740, 430); // a screen of 1600 x 1000 at 200 %
        QTRY_COMPARE(areaOf(1).top(), areaOf(0).top());
        QTRY_VERIFY(areaOf(2).top() > areaOf(0).bottom());
        QCOMPARE(areaOf(2).left(), areaOf(0).left());
        QVERIFY(areaOf(1).right() < m_page->width());
        QVERIFY(areaOf(0).height() <= heightAbreast);
        m_page->tiles()[2]->setFocus();
        QTRY_VERIFY(areaOf(2).bottom() < m_page->height()); // it was scrolled to
    }

    void buttonsOfMenusHaveRoomForTheirArrow()
    {
        const auto buttons = m_page->tiles().first()->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 1);
        const int withMenu = buttons.first()->sizeHint().width();
        buttons.first()->setMenu(nullptr);
        QVERIFY(withMenu >= buttons.first()->sizeHint().width() + 12);
    }

    void arrowsMoveBetweenTiles()
    {
        openModel();
        m_page->tiles()[0]->setFocus();
        QTest::keyClick(m_page->tiles()[0], Qt::Key_Right);
        QTRY_VERIFY(m_page->tiles()[1]->hasFocus());
        QTest::keyClick(m_page->tiles()[1], Qt::Key_Left);
        QTRY_VERIFY(m_page->tiles()[0]->hasFocus());
    }

    void exportKeyBringsUpTheCurrentModel()
    {
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("window/runs"));
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        MainWindow window(*m_theme, *m_settings, options);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.openPaths({m_model});
        QTRY_VERIFY(window.workspace().model());
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(window.currentPage()->id(), QStringLiteral("export"));
        const auto* page = qobject_cast<ExportPage*>(window.currentPage());
        QCOMPARE(page->source()->folder, m_model);
        QTRY_VERIFY(page->primaryAction()->isEnabled());
        page->primaryAction()->trigger(); // the worker is not there
        QTRY_COMPARE(page->itemOf(page->tiles().first())->state(), ExportState::Failed);
    }

private:
    void makePage(const char* behaviour)
    {
        m_page.reset();
        m_controller.reset();
        m_workspace = std::make_unique<Workspace>(m_folder->filePath(QStringLiteral("data/runs")));
        m_controller = std::make_unique<RunController>(*m_workspace);
        m_page = std::make_unique<ExportPage>(
            PageContext{*m_workspace, *m_controller, *m_theme, *m_settings},
            QStringList{QCoreApplication::applicationFilePath(), QStringLiteral("--worker"), QLatin1String(behaviour)});
        m_page->resize(1224, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    void openModel()
    {
        m_workspace->openModel(m_model);
        QTRY_VERIFY(m_page->source() && m_page->primaryAction()->isEnabled());
    }

    void drop(const QPoint& place, const QMimeData* mime)
    {
        QDragEnterEvent enter(place, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(place), Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &event);
    }

    ExportItem* firstItem() const { return m_page->itemOf(m_page->tiles().first()); }

    static void setTime(const QString& path, int secondsFromNow)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(
            file.setFileTime(QDateTime::currentDateTime().addSecs(secondsFromNow), QFileDevice::FileModificationTime));
    }

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_model;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunController> m_controller;
    std::unique_ptr<ExportPage> m_page;
};

int main(int argc, char** argv)
{
    if (argc > 2 && std::string(argv[1]) == "--worker") {
        return actAsWorker(argv[2]);
    }
    QApplication application(argc, argv);
    ExportPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "export_page_test.moc"
