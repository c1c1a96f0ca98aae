#pragma once

#include <QListView>

#include "ui/models/comparison.h"
#include "ui/models/runs_model.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// The history with a box before each run, newest first. Ticked runs carry the mark that the plot has for them.
class RunPickerModel : public RunsModel
{
    Q_OBJECT

public:
    enum Role { NumberRole = Qt::UserRole };

    RunPickerModel(RunHistory& history, Comparison& comparison, const Theme& theme, QObject* parent = nullptr);

    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    Comparison& m_comparison;
    const Theme& m_theme;
};

/// The list at the left of the Compare page: Space ticks, Enter opens the run.
class RunPicker : public QListView
{
    Q_OBJECT

public:
    RunPicker(RunHistory& history, Comparison& comparison, const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
    void runActivated(int number);
};

} // namespace espalier::ui
