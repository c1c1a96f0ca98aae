#pragma once

#include <QIcon>
#include <QWidget>

namespace espalier::ui {

/// An icon that is painted anew each time, so that it follows appearance and scale.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    IconLabel(const QIcon& icon, int side, QWidget* parent = nullptr);

    void setIcon(const QIcon& icon);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QIcon m_icon;
};

} // namespace espalier::ui
