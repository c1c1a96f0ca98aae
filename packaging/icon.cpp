/// Draws an SVG as PNG files: icon FILE.svg FOLDER SIDE...
#include <QImage>
#include <QPainter>
#include <QString>
#include <QSvgRenderer>

#include <cstdio>

int main(int argc, char** argv)
{
    QSvgRenderer svg(argc > 2 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (!svg.isValid()) {
        std::fputs("usage: icon FILE.svg FOLDER SIDE...\n", stderr);
        return 2;
    }
    for (int i = 3; i < argc; ++i) {
        const int side = std::max(1, QString::fromLocal8Bit(argv[i]).toInt());
        QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        svg.render(&painter);
        painter.end();
        if (!image.save(QStringLiteral("%1/%2.png").arg(QString::fromLocal8Bit(argv[2])).arg(side))) {
            std::perror(argv[2]);
            return 1;
        }
    }
    return 0;
}
