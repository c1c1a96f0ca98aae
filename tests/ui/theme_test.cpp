#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/theme/espalier_style.h"
#include "ui/theme/theme.h"

using namespace espalier::ui;

/// The palette's promises: contrast by WCAG 2, and icons that follow the appearance.
class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastFormulaIsWcags()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrastRatio(QColor(0x767676), Qt::white) * 100), 454); // the well-known limit grey
    }

    void textReachesFourAndAHalf()
    {
        for (const Colors* colors : {&lightColors(), &darkColors()}) {
            for (const QColor& ground : {colors->base, colors->window, colors->alternateBase}) {
                for (const QColor& text : {colors->text, colors->placeholder, colors->accent}) {
                    QVERIFY2(contrastRatio(text, ground) >= 4.5,
                             qPrintable(text.name() + QLatin1Char(' ') + ground.name()));
                }
            }
            for (const QColor& status : {colors->ok, colors->warning, colors->error, colors->dense, colors->pruned,
                                         colors->quantized, colors->both}) {
                QVERIFY2(contrastRatio(status, colors->base) >= 4.5, qPrintable(status.name()));
            }
            QVERIFY(contrastRatio(colors->text, colors->button) >= 4.5);
            QVERIFY(contrastRatio(colors->highlightedText, colors->highlight) >= 4.5);
            QVERIFY(contrastRatio(colors->toolTipText, colors->toolTipBase) >= 4.5);
            for (const QColor& tint : colors->divergence) {
                QVERIFY2(contrastRatio(colors->text, tint) >= 4.5, qPrintable(tint.name()));
            }
        }
    }

    void marksReachThree()
    {
        for (const Colors* colors : {&lightColors(), &darkColors()}) {
            for (const QColor& series : colors->series) {
                QVERIFY2(contrastRatio(series, colors->base) >= 3.0, qPrintable(series.name()));
            }
            QVERIFY(contrastRatio(colors->mid, colors->base) >= 3.0);
        }
    }

    void scalesBeginAndEndWhereTheyShould()
    {
        QCOMPARE(sequentialColor(0.0).rgb(), QColor(0x440154).rgb());
        QCOMPARE(sequentialColor(1.0).rgb(), QColor(0xFDE725).rgb());
        QCOMPARE(sequentialColor(7.0).rgb(), sequentialColor(1.0).rgb());
        QCOMPARE(divergingColor(lightColors(), 0.0).rgb(), QColor(0xF2F2F2).rgb());
        // OKLab keeps lightness in step: the mix of black and white is 0x636363, not 0x808080
        QCOMPARE(mix(Qt::black, Qt::white, 0.5).rgb(), QColor(0x636363).rgb());
    }

    void modeChangesPaletteAndTellsOnce()
    {
        Theme theme(*qApp);
        theme.setMode(Theme::Mode::Light);
        const QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(theme.isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Base), darkColors().base);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(QApplication::palette().color(QPalette::Disabled, QPalette::Text), darkColors().disabled);
        theme.setMode(Theme::Mode::Light);
    }

    void iconsAreDrawnInThePalettesColour()
    {
        Theme theme(*qApp);
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            theme.setMode(mode);
            const QImage image = Theme::icon(QStringLiteral("stop")).pixmap(QSize(20, 20), 2.0).toImage();
            QCOMPARE(image.size(), QSize(40, 40)); // sharp at 200 %
            // the stroke of the square lies at x = 5 of 20
            QCOMPARE(QColor(image.pixel(10, 20)).rgb(), theme.colors().text.rgb());
            QCOMPARE(qAlpha(image.pixel(20, 20)), 0);
        }
    }

    void controlsHaveTheirHeight()
    {
        Theme theme(*qApp);
        QPushButton button(QStringLiteral("Start run"));
        QVERIFY(button.sizeHint().height() >= 28);
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
