#include "ui/explorer/explorer_page.h"

#include <QVBoxLayout>

#include "ui/widgets/empty_state.h"

namespace espalier::ui {

ExplorerPage::ExplorerPage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(new EmptyState(iconName(), tr("No model open"),
                                     tr("Open a model folder to see its layers, shapes, sizes and zeros.")));
}

} // namespace espalier::ui
