#include "ui/runs/runs_page.h"

#include <QVBoxLayout>

#include "ui/widgets/empty_state.h"

namespace espalier::ui {

RunsPage::RunsPage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(new EmptyState(iconName(), tr("No runs yet"),
                                     tr("A run applies a recipe to a model and shows each layer as it finishes.")));
}

} // namespace espalier::ui
