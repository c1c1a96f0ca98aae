#include "ui/chat/template_panel.h"

#include <algorithm>

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/text/chat_template.h"

namespace espalier::ui {

namespace {

constexpr int kTypingMilliseconds = 300;

QPlainTextEdit* codeField(const QString& name)
{
    auto* field = new QPlainTextEdit;
    field->setFont(Theme::font(TextStyle::Code));
    field->setAccessibleName(name);
    field->setTabChangesFocus(true);
    return field;
}

} // namespace

TemplatePanel::TemplatePanel(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_models(new QComboBox), m_origin(new QLabel), m_raw(codeField(tr("Chat template"))),
      m_error(new QLabel), m_reset(new QPushButton(tr("Reset to the model's"))), m_summary(new QLabel),
      m_rendered(codeField(tr("Rendered prompt")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    m_models->setAccessibleName(tr("Model whose template is shown"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_models->hide();
    for (QLabel* label : {m_origin, m_error, m_summary}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    const auto colour = [this, &theme] {
        QPalette palette = m_error->palette();
        palette.setColor(QPalette::WindowText, theme.colors().error);
        m_error->setPalette(palette);
    };
    colour();
    connect(&theme, &Theme::changed, this, colour);
    m_error->hide();
    m_raw->setToolTip(tr("Turns the messages into the text that the model is given (Jinja). Edits are kept for this "
                         "model and used from the next answer on."));
    m_reset->setToolTip(tr("Drops the edits: the template that came with the model is used again."));
    m_rendered->setReadOnly(true);
    m_rendered->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_rendered->setToolTip(tr("The exact text that the model is given."));
    layout->addWidget(m_models);
    layout->addWidget(m_origin);
    layout->addWidget(m_raw, 3);
    layout->addWidget(m_error);
    layout->addWidget(m_reset, 0, Qt::AlignLeft);
    layout->addWidget(m_summary);
    layout->addWidget(m_rendered, 2);
    setFocusProxy(m_raw);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMilliseconds);
    connect(&m_typing, &QTimer::timeout, this, &TemplatePanel::takeEdit);
    connect(m_raw, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_filling) {
            m_typing.start();
        }
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_typing.stop();
        Source own = m_source;
        own.edited.reset();
        m_source = {};
        setSource(own);
        Q_EMIT edited(own.folder, std::nullopt);
    });
    connect(m_models, &QComboBox::activated, this, &TemplatePanel::paneChosen);
    setSource({});
}

void TemplatePanel::setModels(const QStringList& names)
{
    const int before = pane();
    m_models->clear();
    m_models->addItems(names);
    m_models->setVisible(names.size() > 1);
    m_models->setCurrentIndex(std::min(before, int(names.size()) - 1));
}

int TemplatePanel::pane() const
{
    return std::max(0, m_models->currentIndex());
}

void TemplatePanel::setSource(const Source& source)
{
    const bool same = !source.folder.isEmpty() && source.folder == m_source.folder;
    if (!same && m_typing.isActive()) {
        m_typing.stop();
        takeEdit(); // of the model before
    }
    m_source = source;
    m_raw->setEnabled(!source.folder.isEmpty());
    m_reset->setEnabled(source.edited.has_value());
    if (source.folder.isEmpty()) {
        m_origin->setText(tr("Shown once a model is loaded."));
    } else if (source.edited) {
        m_origin->setText(tr("Edited. The edits are kept for this model."));
    } else if (source.file.isEmpty()) {
        m_origin->setText(tr("None: the model continues the text that it is given. A template that is written here is "
                             "used instead."));
    } else {
        m_origin->setText(tr("From %1").arg(source.file));
    }
    if (same) {
        return;
    }
    m_filling = true;
    m_raw->setPlainText(source.edited.value_or(source.own));
    m_filling = false;
    check(m_raw->toPlainText());
    m_summary->setText(tr("Rendered"));
    m_rendered->clear();
}

void TemplatePanel::flush()
{
    if (m_typing.isActive()) {
        m_typing.stop();
        takeEdit();
    }
}

void TemplatePanel::takeEdit()
{
    const QString source = m_raw->toPlainText();
    check(source);
    const bool changed = source != m_source.own;
    m_source.edited = changed ? std::optional(source) : std::nullopt;
    setSource(Source(m_source)); // says that it is edited
    Q_EMIT edited(m_source.folder, m_source.edited);
}

void TemplatePanel::check(const QString& source)
{
    const auto parsed = text::ChatTemplate::parse(source.toStdString());
    showError(parsed ? QString()
                     : tr("%1 The last template that could be read is used.")
                           .arg(QString::fromStdString(toString(parsed.error()))));
}

void TemplatePanel::showError(const QString& text)
{
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

void TemplatePanel::showRendered(const Result<std::string>& prompt, int tokens)
{
    if (prompt) {
        m_summary->setText(tr("Rendered, %Ln tokens", nullptr, tokens));
        m_rendered->setPlainText(QString::fromStdString(*prompt));
    } else {
        m_summary->setText(tr("The template does not take this conversation: %1")
                               .arg(QString::fromStdString(toString(prompt.error()))));
        m_rendered->clear();
    }
}

} // namespace espalier::ui
