#include "ui/recipe/recipe_page.h"

#include <QVBoxLayout>

#include "ui/widgets/empty_state.h"

namespace espalier::ui {

RecipePage::RecipePage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(
        new EmptyState(iconName(), tr("No recipe yet"), tr("A recipe says what is done to which modules.")));
}

} // namespace espalier::ui
