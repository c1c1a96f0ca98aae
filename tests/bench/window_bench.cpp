// How the window feels: time to its first paint, memory when idle, and the event loop's longest stall during a run.
//   bench_window MODEL RECIPE CALIBRATION EVALUATION [WORKER]
// Needs a display (or QT_QPA_PLATFORM=offscreen). Nothing is kept: runs go to a temporary folder.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include "core/base/atomic_file.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

/// Sees the first paint of a window.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(const QElapsedTimer& clock) : m_clock(clock) {}
    double milliseconds = -1.0;

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && milliseconds < 0.0) {
            milliseconds = double(m_clock.nsecsElapsed()) * 1e-6;
        }
        return false;
    }

private:
    const QElapsedTimer& m_clock;
};

double mebibytes(const char* key)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) {
            return std::stod(line.substr(line.find(':') + 1)) / 1024.0;
        }
    }
    return -1.0;
}

/// The longest that the event loop was away from a timer that asks every few milliseconds.
class StallWatch : public QObject
{
public:
    StallWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(2);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps.push_back(double(m_clock.nsecsElapsed()) * 1e-6);
            m_clock.start();
        });
        m_clock.start();
        m_timer.start();
    }
    void print(const char* what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        const auto at = [this](double share) { return m_gaps[std::size_t(share * double(m_gaps.size() - 1))]; };
        std::printf("%s: longest stall %.1f ms, 99.9 %% %.1f ms, 99 %% %.1f ms, over 50 ms %zu of %zu\n", what,
                    m_gaps.back(), at(0.999), at(0.99),
                    std::size_t(m_gaps.end() - std::upper_bound(m_gaps.begin(), m_gaps.end(), 50.0)), m_gaps.size());
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::vector<double> m_gaps;
};

void waitMilliseconds(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    if (argc < 5) {
        std::fputs("bench_window MODEL RECIPE CALIBRATION EVALUATION [WORKER]\n", stderr);
        return 2;
    }
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Theme theme(application);
    MainWindow::Options options;
    options.runsFolder = folder.filePath(QStringLiteral("runs"));
    options.workerCommand = {argc > 5 ? QString::fromLocal8Bit(argv[5])
                                      : QStringLiteral(ESPALIER_BINARY_DIR "/bin/espalier-worker")};
    MainWindow window(theme, settings, options);
    PaintWatch paint(clock);
    window.installEventFilter(&paint);
    window.restore({QString::fromLocal8Bit(argv[1])});
    window.show();
    waitMilliseconds(2000);
    std::printf("first paint after %.0f ms of main()\n", paint.milliseconds);
    std::printf("idle, model open: resident %.0f MiB, of that its own %.0f MiB\n", mebibytes("VmRSS"),
                mebibytes("RssAnon"));

    Link runs;
    runs.page = QStringLiteral("runs");
    window.open(runs);
    RunRequest request = window.workspace().currentRequest();
    request.job.model = argv[1];
    request.recipeName = QString::fromLocal8Bit(argv[2]);
    request.job.recipeText = readTextFile(argv[2]).value();
    request.job.calibration.files = {argv[3]};
    request.job.evaluation.files = {argv[4]};
    request.job.threads = int(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    auto run = window.controller().start(request);
    if (!run) {
        std::fprintf(stderr, "%s\n", toString(run.error()).c_str());
        return 1;
    }
    {
        StallWatch stalls;
        QEventLoop loop;
        QObject::connect(&window.controller(), &RunController::runEnded, &loop, &QEventLoop::quit);
        loop.exec();
        stalls.print("Runs page during the run");
    }
    std::printf("run: %s, resident %.0f MiB after it\n",
                (*run)->failure() ? (*run)->failure()->message.c_str() : "finished", mebibytes("VmRSS"));
    return (*run)->state() == RunState::Finished ? 0 : 1;
}
