#include "ui/models/help.h"

#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

QString paragraphs(const QStringList& texts)
{
    return QStringLiteral("<p>") + texts.join(QStringLiteral("</p><p>")) + QStringLiteral("</p>");
}

QString steps(const QStringList& texts)
{
    return QStringLiteral("<ol><li>") + texts.join(QStringLiteral("</li><li>")) + QStringLiteral("</li></ol>");
}

HelpTopic start()
{
    return {QStringLiteral("start"), tr("First steps"),
            paragraphs({tr("Espalier makes language models smaller and shows what happens on the way. The whole way, "
                           "with the demo or with a model of your own:")}) +
                steps({tr("<b>Explorer</b>: open a folder of a Hugging Face model or a GGUF file, by Open or by "
                          "dropping it on the window."),
                       tr("<b>Recipe</b>: choose a template, or drag steps from the palette. The modules that a step "
                          "hits light up in the model."),
                       tr("<b>Runs</b>: start the run and watch error, sparsity and perplexity layer by layer. "
                          "Finished layers are on the disk: a run that ends early goes on where it ended."),
                       tr("<b>Compare</b>: set several results against each other, size or speed against quality."),
                       tr("<b>Chat</b>: ask the smaller model, beside the original."),
                       tr("<b>Export</b>: take it away as GGUF, ONNX or a Hugging Face folder.")}) +
                paragraphs({tr("Calibration text shows which inputs matter; evaluation text measures the result. They "
                               "must not be the same, or the figures flatter.")})};
}

HelpTopic explorer()
{
    return {QStringLiteral("explorer"), tr("Explorer"),
            paragraphs({tr("The tree shows the modules as the model has them; equal ones are folded into one row with "
                           "their totals. Only the headers of the files are read when a model opens, so that large "
                           "ones open at once. Statistics of the weights are read in the background."),
                        tr("The strip above shows one cell for each decoder layer, in the colours of the chosen "
                           "figure. Arrow keys move along it, Enter selects the layer."),
                        tr("Select a module to see its shape, its weights as a histogram and as a map, its norms and "
                           "its singular values."),
                        tr("The field at the foot shows the tokens of a text, with their ids.")})};
}

HelpTopic recipe()
{
    return {QStringLiteral("recipe"), tr("Recipe"),
            paragraphs({tr("A recipe is a YAML document: stages, one after another, each with the steps that change "
                           "the model. Cards and text are two views of the same document; both can be undone."),
                        tr("Espalier reads its own dialect and those of SparseML, llm-compressor and AMD Quark, and "
                           "says where it differs from what those programs would have done."),
                        tr("A target is the full name of a module, a class such as <code>Linear</code>, or "
                           "<code>re:</code> and a regular expression. Targets that hit nothing are errors."),
                        tr("The plan predicts memory, disk, time and the size of the result before anything runs.")})};
}

HelpTopic runs()
{
    return {QStringLiteral("runs"), tr("Runs"),
            paragraphs({tr("Runs wait in a queue and work one after another, each in a process of its own: when it "
                           "dies, the app and everything that is finished remain."),
                        tr("<b>Error by layer</b> is the squared change of a layer's output over its square: 0 is "
                           "perfect, 1 is no better than zeros. A layer that stands out is worth a look."),
                        tr("<b>Perplexity</b> is measured before, on the way and after. On the way it is a small probe "
                           "that shows the trend, not the final figure."),
                        tr("<b>Resume</b> goes on after the last finished layer. <b>Fork</b> begins a new run with the "
                           "finished layers of another, so that a later layer can be tried with other settings.")})};
}

HelpTopic compare()
{
    return {QStringLiteral("compare"), tr("Compare"),
            paragraphs({tr("Tick runs to set them against each other. Runs on the front are those that no other run "
                           "beats in both size and quality."),
                        tr("Perplexities can be compared only when they were measured on the same text by the same "
                           "protocol. Runs of another protocol are hidden, and the page says which and why."),
                        tr("Speeds are measured on this machine, on demand.")})};
}

HelpTopic sensitivity()
{
    return {QStringLiteral("sensitivity"), tr("Sensitivity"),
            paragraphs({tr("A sweep compresses one layer at a time, the others dense, and measures how far the model's "
                           "predictions move. Dark cells cost little, bright ones much."),
                        tr("From the figures Espalier chooses for each layer what fits your limit of size or quality, "
                           "and writes a recipe of it. The prediction adds up what single layers cost: the run says "
                           "what they cost together.")})};
}

HelpTopic chat()
{
    return {QStringLiteral("chat"), tr("Chat"),
            paragraphs({tr("The model answers on this machine's CPU, with the weights as they are stored: sparse and "
                           "quantized ones are faster for it."),
                        tr("With two models side by side both answer the same question from the same seed. Tokens are "
                           "coloured by how far the compressed model's predictions are from the dense one's."),
                        tr("The chat template turns messages into the text that the model was trained on. It is shown "
                           "as rendered, and can be edited.")})};
}

HelpTopic exportTopic()
{
    return {QStringLiteral("export"), tr("Export"),
            paragraphs({tr("GGUF runs in llama.cpp and what is built on it, ONNX in onnxruntime and transformers.js, a "
                           "Hugging Face folder in transformers and vLLM, as far as they know the format."),
                        tr("Each export is read again and compared with the model before it is called ready: weights, "
                           "token ids, chat template, predictions. The certificate beside the file says what was "
                           "found."),
                        tr("A tile that is ready can be dragged into the file manager or into another program.")})};
}

HelpTopic errors()
{
    return {
        QStringLiteral("errors"), tr("When something fails"),
        paragraphs(
            {tr("<b>Not enough memory</b>: use fewer calibration samples or shorter windows, or set a memory limit on "
                "the Settings page, with which activations go to the disk."),
             tr("<b>The worker ended</b>: its log is on the Runs page. Finished layers are kept; Resume goes on."),
             tr("<b>No module matches</b>: names in the Explorer's tree are what targets are compared with."),
             tr("<b>A perplexity that looks wrong</b>: compare the protocol first - text, window length, start token. "
                "A dense model's own figure tells whether the text is the one that papers use."),
             tr("<b>The disk is full</b>: nothing half-written is left; free some room and resume.")})};
}

HelpTopic terms()
{
    QString html;
    for (const HelpTerm& each : helpTerms()) {
        html += QStringLiteral("<p><b>%1</b><br>%2</p>").arg(each.name, each.meaning);
    }
    return {QStringLiteral("terms"), tr("Terms"), html};
}

} // namespace

QList<HelpTerm> helpTerms()
{
    return {
        {tr("Sparsity"), tr("Share of weights that are exactly zero. Saves time only in patterns that the engine has a "
                            "kernel for. Typical 50 %.")},
        {tr("8:16 and other N:M patterns"), tr("8 of every 16 consecutive inputs are kept. Nearly unstructured "
                                               "quality, fast here. 2:4 is what GPUs know.")},
        {tr("Dampening"), tr("Added to the Hessian's diagonal, as a share of its mean, so that it factors. Typical "
                             "0.01; more is safer, less exact.")},
        {tr("Group size"), tr("Weights sharing one scale. Smaller is closer, larger is smaller on disk. Typical 128.")},
        {tr("KL divergence"), tr("How far the next-token distribution moved from the dense model's, in nats. 0 means "
                                 "equal.")},
        {tr("Perplexity"), tr("Exponential of the mean loss per token; lower is better; comparable only under one "
                              "protocol.")},
        {tr("Relative output error"), tr("Squared change of the layer's output over its square. 0 is perfect, 1 is no "
                                         "better than zeros.")},
        {tr("Calibration samples"), tr("Texts that show which inputs matter. More cost memory and time. The papers use "
                                       "128.")},
        {tr("Activation order"), tr("Quantizes important columns first. Usually better at 4 bits.")},
        {tr("Probe"), tr("A small fixed text evaluated between layers: the trend, not the final figure.")},
        {tr("Dense"), tr("As it was before compression: no weight forced to zero, nothing rounded.")},
        {tr("Protocol"), tr("How a perplexity was measured: text, window length, stride, start token, average. Figures "
                            "of two protocols say nothing about each other.")},
    };
}

QList<HelpTopic> helpTopics()
{
    return {start(), explorer(), recipe(), runs(), compare(), sensitivity(), chat(), exportTopic(), errors(), terms()};
}

} // namespace espalier::ui
