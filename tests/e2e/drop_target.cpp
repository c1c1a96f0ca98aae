// A program that files are dropped on, for export_drag_test: a window at a given place. Of each drop it prints one
// line, "dropped PATH BYTES" with the size at that moment, or "empty" where the other program had nothing to give.
#include <cstdio>

#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace {

class Target : public QWidget
{
public:
    Target() { setAcceptDrops(true); }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override
    {
        // like a file manager, which wants to know what it would get
        if (event->mimeData()->hasUrls()) {
            std::printf("hovering %s\n", qPrintable(event->mimeData()->urls().value(0).toLocalFile()));
            std::fflush(stdout);
            event->acceptProposedAction();
        }
    }

    void dropEvent(QDropEvent* event) override
    {
        const QList<QUrl> urls = event->mimeData()->urls();
        event->acceptProposedAction();
        if (urls.isEmpty()) {
            std::puts("empty");
        } else {
            const QFileInfo file(urls.first().toLocalFile());
            std::printf("dropped %s %lld\n", qPrintable(file.filePath()), static_cast<long long>(file.size()));
        }
        std::fflush(stdout);
    }
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    Target target;
    target.setGeometry(1300, 100, 250, 250);
    target.show();
    std::puts("shown");
    std::fflush(stdout);
    return QApplication::exec();
}
