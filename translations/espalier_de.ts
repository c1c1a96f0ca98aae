<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Format</name>
    <message>
        <source>%1 B</source>
        <comment>bytes</comment>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 tok/s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 GB/s</source>
        <translation>%1 GB/s</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
</context>
<context>
    <name>ModuleTree</name>
    <message>
        <source>Unexpected tensors</source>
        <translation>Unerwartete Tensoren</translation>
    </message>
    <message>
        <source>%1 equal ones</source>
        <comment>modules</comment>
        <translation>%1 gleiche</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>gemischt</translation>
    </message>
</context>
<context>
    <name>espalier::ui</name>
    <message>
        <source>the same numbers</source>
        <translation>dieselben Zahlen</translation>
    </message>
    <message>
        <source>largest error %1</source>
        <translation>größter Fehler %1</translation>
    </message>
    <message>
        <source>%1 weights</source>
        <translation>%1 Gewichte</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>noise %1</source>
        <translation>Rauschen %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>%1 in %2 tensors</source>
        <translation>%1 in %2 Tensoren</translation>
    </message>
    <message>
        <source>all read again, largest error %1</source>
        <translation>alle erneut gelesen, größter Fehler %1</translation>
    </message>
    <message>
        <source>rounding of the type</source>
        <translation>Rundung des Typs</translation>
    </message>
    <message>
        <source>Zero pattern</source>
        <translation>Nullmuster</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>%1 Nullen</translation>
    </message>
    <message>
        <source>%1 zeros in the same places</source>
        <translation>%1 Nullen an denselben Stellen</translation>
    </message>
    <message>
        <source>the type has no exact zero</source>
        <translation>der Typ hat keine exakte Null</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>Token-IDs</translation>
    </message>
    <message>
        <source>the model has no tokenizer</source>
        <translation>das Modell hat keinen Tokenizer</translation>
    </message>
    <message>
        <source>%1 tokens of %2 texts</source>
        <translation>%1 Tokens aus %2 Texten</translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation>%1 gleich</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation>das Modell hat keine Chat-Vorlage</translation>
    </message>
    <message>
        <source>%1 chats</source>
        <translation>%1 Chats</translation>
    </message>
    <message>
        <source>%1 rendered alike</source>
        <translation>%1 gleich gerendert</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>Vorhersagen</translation>
    </message>
    <message>
        <source>the model sees one token at a time</source>
        <translation>das Modell sieht ein Token auf einmal</translation>
    </message>
    <message>
        <source>perplexity %1 on %2 tokens</source>
        <translation>Perplexität %1 auf %2 Tokens</translation>
    </message>
    <message>
        <source>%1, KL %2</source>
        <translation>%1, KL %2</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>none, so few bits</source>
        <translation>ohne Grenze: so wenige Bits</translation>
    </message>
    <message>
        <source>Comparison with the model</source>
        <translation>Vergleich mit dem Modell</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>a difference</source>
        <translation>ein Unterschied</translation>
    </message>
    <message>
        <source>First difference</source>
        <translation>Erster Unterschied</translation>
    </message>
    <message>
        <source>ok</source>
        <comment>verdict</comment>
        <translation>ok</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>verdict</comment>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>dicht</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>beschnitten</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>quantisiert</translation>
    </message>
    <message>
        <source>pruned and quantized</source>
        <translation>beschnitten und quantisiert</translation>
    </message>
    <message>
        <source>other method</source>
        <translation>andere Methode</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>Dicht</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>Wie gespeichert</translation>
    </message>
    <message>
        <source>Codes, one a byte (int-quantized)</source>
        <translation>Codes, je ein Byte (int-quantized)</translation>
    </message>
    <message>
        <source>Codes, packed (pack-quantized)</source>
        <translation>Codes, gepackt (pack-quantized)</translation>
    </message>
    <message>
        <source>8-bit floats (float-quantized)</source>
        <translation>8-Bit-Gleitkomma (float-quantized)</translation>
    </message>
    <message>
        <source>Codes (naive-quantized)</source>
        <translation>Codes (naive-quantized)</translation>
    </message>
    <message>
        <source>Without zeros (sparse-bitmask)</source>
        <translation>Ohne Nullen (sparse-bitmask)</translation>
    </message>
    <message>
        <source>One file: weights, tokenizer and chat template. Zeros are kept, but take the same room.</source>
        <translation>Eine Datei: Gewichte, Tokenizer und Chat-Vorlage. Nullen bleiben erhalten, brauchen aber gleich viel Platz.</translation>
    </message>
    <message>
        <source>llama.cpp, LM Studio, Ollama</source>
        <translation>llama.cpp, LM Studio, Ollama</translation>
    </message>
    <message>
        <source>A folder: graph, weights and tokenizer. Zeros are kept, but take the same room.</source>
        <translation>Ein Ordner: Graph, Gewichte und Tokenizer. Nullen bleiben erhalten, brauchen aber gleich viel Platz.</translation>
    </message>
    <message>
        <source>onnxruntime, transformers.js</source>
        <translation>onnxruntime, transformers.js</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>float16</source>
        <translation>float16</translation>
    </message>
    <message>
        <source>int8 weights</source>
        <translation>int8-Gewichte</translation>
    </message>
    <message>
        <source>int8 weights and inputs</source>
        <translation>int8-Gewichte und -Eingaben</translation>
    </message>
    <message>
        <source>int4 in blocks of 32</source>
        <translation>int4 in Blöcken von 32</translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation>Hugging-Face-Ordner</translation>
    </message>
    <message>
        <source>A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay.</source>
        <translation>Ein Ordner: safetensors, wie das Modell sie speichert, oder dicht. Nullmuster und gespeicherte Codes bleiben.</translation>
    </message>
    <message>
        <source>transformers, vLLM, Espalier</source>
        <translation>transformers, vLLM, Espalier</translation>
    </message>
    <message>
        <source>windows of %1 and of %2 tokens</source>
        <translation>Fenster von %1 und von %2 Tokens</translation>
    </message>
    <message>
        <source>the protocols &quot;%1&quot; and &quot;%2&quot;</source>
        <translation>die Protokolle „%1“ und „%2“</translation>
    </message>
    <message>
        <source>strides of %1 and of %2 tokens</source>
        <translation>Schrittweiten von %1 und von %2 Tokens</translation>
    </message>
    <message>
        <source>with and without a token at the start of the text</source>
        <translation>mit und ohne Token am Textanfang</translation>
    </message>
    <message>
        <source>different lengths of text</source>
        <translation>verschiedene Textlängen</translation>
    </message>
    <message>
        <source>records joined differently</source>
        <translation>Datensätze anders verbunden</translation>
    </message>
    <message>
        <source>divergence from different dense models</source>
        <translation>Divergenz von verschiedenen dichten Modellen</translation>
    </message>
    <message>
        <source>held-out text and calibration text</source>
        <translation>Held-out-Text und Kalibrierungstext</translation>
    </message>
    <message>
        <source>protocol not recorded</source>
        <translation>Protokoll nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>%1, windows of %2, %3</source>
        <translation>%1, Fenster von %2, %3</translation>
    </message>
    <message>
        <source>a run does not say how it measured</source>
        <translation>ein Lauf gibt nicht an, wie er gemessen hat</translation>
    </message>
    <message>
        <source>different texts</source>
        <translation>verschiedene Texte</translation>
    </message>
    <message>
        <source>other settings of the measurement</source>
        <translation>andere Einstellungen der Messung</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>it ended before that was measured</source>
        <translation>beendet, bevor das gemessen wurde</translation>
    </message>
    <message>
        <source>no perplexity of held-out text yet</source>
        <translation>noch keine Perplexität auf Held-out-Text</translation>
    </message>
    <message>
        <source>no divergence measured yet</source>
        <translation>noch keine Divergenz gemessen</translation>
    </message>
    <message>
        <source>it ran without held-out text, so there is no perplexity</source>
        <translation>lief ohne Held-out-Text, daher gibt es keine Perplexität</translation>
    </message>
    <message>
        <source>it measured no divergence from the dense model</source>
        <translation>die Divergenz vom dichten Modell wurde nicht gemessen</translation>
    </message>
    <message>
        <source>its speed is not measured</source>
        <translation>das Tempo ist nicht gemessen</translation>
    </message>
    <message>
        <source>its size is not known yet</source>
        <translation>die Größe ist noch nicht bekannt</translation>
    </message>
    <message>
        <source>its size is not known</source>
        <translation>die Größe ist nicht bekannt</translation>
    </message>
    <message>
        <source>its figure is not finite: the model broke down</source>
        <translation>der Wert ist nicht endlich: das Modell ist zusammengebrochen</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Espalier makes language models smaller and shows what happens on the way. The whole way, with the demo or with a model of your own:</source>
        <translation>Espalier macht Sprachmodelle kleiner und zeigt, was unterwegs geschieht. Der ganze Weg, mit der Demo oder mit einem eigenen Modell:</translation>
    </message>
    <message>
        <source>&lt;b&gt;Explorer&lt;/b&gt;: open a folder of a Hugging Face model or a GGUF file, by Open or by dropping it on the window.</source>
        <translation>&lt;b&gt;Explorer&lt;/b&gt;: einen Ordner eines Hugging-Face-Modells oder eine GGUF-Datei öffnen, mit „Öffnen“ oder durch Ablegen auf dem Fenster.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Recipe&lt;/b&gt;: choose a template, or drag steps from the palette. The modules that a step hits light up in the model.</source>
        <translation>&lt;b&gt;Rezept&lt;/b&gt;: eine Vorlage wählen oder Schritte aus der Palette ziehen. Die Module, die ein Schritt trifft, leuchten im Modell auf.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Runs&lt;/b&gt;: start the run and watch error, sparsity and perplexity layer by layer. Finished layers are on the disk: a run that ends early goes on where it ended.</source>
        <translation>&lt;b&gt;Läufe&lt;/b&gt;: den Lauf starten und Fehler, Sparsity und Perplexität Schicht für Schicht verfolgen. Fertige Schichten liegen auf dem Datenträger: ein Lauf, der vorzeitig endet, macht dort weiter, wo er endete.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Compare&lt;/b&gt;: set several results against each other, size or speed against quality.</source>
        <translation>&lt;b&gt;Vergleich&lt;/b&gt;: mehrere Ergebnisse einander gegenüberstellen, Größe oder Tempo gegen Qualität.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Chat&lt;/b&gt;: ask the smaller model, beside the original.</source>
        <translation>&lt;b&gt;Chat&lt;/b&gt;: das kleinere Modell befragen, neben dem Original.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Export&lt;/b&gt;: take it away as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>&lt;b&gt;Export&lt;/b&gt;: als GGUF, ONNX oder Hugging-Face-Ordner mitnehmen.</translation>
    </message>
    <message>
        <source>Calibration text shows which inputs matter; evaluation text measures the result. They must not be the same, or the figures flatter.</source>
        <translation>Der Kalibrierungstext zeigt, welche Eingaben zählen; der Evaluationstext misst das Ergebnis. Sie dürfen nicht derselbe sein, sonst schmeicheln die Werte.</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>Explorer</translation>
    </message>
    <message>
        <source>The tree shows the modules as the model has them; equal ones are folded into one row with their totals. Only the headers of the files are read when a model opens, so that large ones open at once. Statistics of the weights are read in the background.</source>
        <translation>Der Baum zeigt die Module so, wie das Modell sie hat; gleiche sind zu einer Zeile mit ihren Summen zusammengefasst. Beim Öffnen eines Modells werden nur die Header der Dateien gelesen, damit auch große sofort offen sind. Statistiken der Gewichte werden im Hintergrund gelesen.</translation>
    </message>
    <message>
        <source>The strip above shows one cell for each decoder layer, in the colours of the chosen figure. Arrow keys move along it, Enter selects the layer.</source>
        <translation>Der Streifen oben zeigt je Decoder-Schicht eine Zelle, in den Farben des gewählten Werts. Pfeiltasten bewegen sich darin, Eingabe wählt die Schicht aus.</translation>
    </message>
    <message>
        <source>Select a module to see its shape, its weights as a histogram and as a map, its norms and its singular values.</source>
        <translation>Ein Modul auswählen, um seine Form, seine Gewichte als Histogramm und als Karte, seine Normen und seine Singulärwerte zu sehen.</translation>
    </message>
    <message>
        <source>The field at the foot shows the tokens of a text, with their ids.</source>
        <translation>Das Feld unten zeigt die Tokens eines Texts mit ihren IDs.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>A recipe is a YAML document: stages, one after another, each with the steps that change the model. Cards and text are two views of the same document; both can be undone.</source>
        <translation>Ein Rezept ist ein YAML-Dokument: Stufen nacheinander, jede mit den Schritten, die das Modell ändern. Karten und Text sind zwei Ansichten desselben Dokuments; beide lassen sich rückgängig machen.</translation>
    </message>
    <message>
        <source>Espalier reads its own dialect and those of SparseML, llm-compressor and AMD Quark, and says where it differs from what those programs would have done.</source>
        <translation>Espalier liest seinen eigenen Dialekt und die von SparseML, llm-compressor und AMD Quark und sagt, wo es von dem abweicht, was diese Programme getan hätten.</translation>
    </message>
    <message>
        <source>A target is the full name of a module, a class such as &lt;code&gt;Linear&lt;/code&gt;, or &lt;code&gt;re:&lt;/code&gt; and a regular expression. Targets that hit nothing are errors.</source>
        <translation>Ein Ziel ist der volle Name eines Moduls, eine Klasse wie &lt;code&gt;Linear&lt;/code&gt; oder &lt;code&gt;re:&lt;/code&gt; und ein regulärer Ausdruck. Ziele, die nichts treffen, sind Fehler.</translation>
    </message>
    <message>
        <source>The plan predicts memory, disk, time and the size of the result before anything runs.</source>
        <translation>Der Plan sagt Speicher, Datenträger, Zeit und Größe des Ergebnisses voraus, bevor etwas läuft.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs wait in a queue and work one after another, each in a process of its own: when it dies, the app and everything that is finished remain.</source>
        <translation>Läufe warten in einer Schlange und arbeiten nacheinander, jeder in einem eigenen Prozess: stirbt er, bleiben die App und alles Fertige erhalten.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Error by layer&lt;/b&gt; is the squared change of a layer&apos;s output over its square: 0 is perfect, 1 is no better than zeros. A layer that stands out is worth a look.</source>
        <translation>&lt;b&gt;Fehler je Schicht&lt;/b&gt; ist die quadrierte Änderung der Ausgabe einer Schicht, geteilt durch deren Quadrat: 0 ist perfekt, 1 ist nicht besser als Nullen. Eine Schicht, die heraussticht, verdient einen Blick.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Perplexity&lt;/b&gt; is measured before, on the way and after. On the way it is a small probe that shows the trend, not the final figure.</source>
        <translation>&lt;b&gt;Perplexität&lt;/b&gt; wird vorher, unterwegs und nachher gemessen. Unterwegs ist es eine kleine Probe, die den Trend zeigt, nicht den endgültigen Wert.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Resume&lt;/b&gt; goes on after the last finished layer. &lt;b&gt;Fork&lt;/b&gt; begins a new run with the finished layers of another, so that a later layer can be tried with other settings.</source>
        <translation>&lt;b&gt;Fortsetzen&lt;/b&gt; macht nach der letzten fertigen Schicht weiter. &lt;b&gt;Abzweigen&lt;/b&gt; beginnt einen neuen Lauf mit den fertigen Schichten eines anderen, damit eine spätere Schicht mit anderen Einstellungen probiert werden kann.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Tick runs to set them against each other. Runs on the front are those that no other run beats in both size and quality.</source>
        <translation>Läufe ankreuzen, um sie einander gegenüberzustellen. Auf der Front liegen die Läufe, die kein anderer in Größe und Qualität zugleich schlägt.</translation>
    </message>
    <message>
        <source>Perplexities can be compared only when they were measured on the same text by the same protocol. Runs of another protocol are hidden, and the page says which and why.</source>
        <translation>Perplexitäten lassen sich nur vergleichen, wenn sie auf demselben Text mit demselben Protokoll gemessen wurden. Läufe mit anderem Protokoll werden ausgeblendet, und die Seite sagt, welche und warum.</translation>
    </message>
    <message>
        <source>Speeds are measured on this machine, on demand.</source>
        <translation>Das Tempo wird auf diesem Rechner gemessen, auf Anforderung.</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>A sweep compresses one layer at a time, the others dense, and measures how far the model&apos;s predictions move. Dark cells cost little, bright ones much.</source>
        <translation>Ein Sweep komprimiert jeweils eine Schicht, die anderen bleiben dicht, und misst, wie weit sich die Vorhersagen des Modells verschieben. Dunkle Zellen kosten wenig, helle viel.</translation>
    </message>
    <message>
        <source>From the figures Espalier chooses for each layer what fits your limit of size or quality, and writes a recipe of it. The prediction adds up what single layers cost: the run says what they cost together.</source>
        <translation>Aus den Werten wählt Espalier für jede Schicht, was zur gesetzten Grenze für Größe oder Qualität passt, und schreibt daraus ein Rezept. Die Vorhersage summiert, was einzelne Schichten kosten: was sie zusammen kosten, sagt der Lauf.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>The model answers on this machine&apos;s CPU, with the weights as they are stored: sparse and quantized ones are faster for it.</source>
        <translation>Das Modell antwortet auf der CPU dieses Rechners, mit den Gewichten, wie sie gespeichert sind: dünn besetzte und quantisierte sind dadurch schneller.</translation>
    </message>
    <message>
        <source>With two models side by side both answer the same question from the same seed. Tokens are coloured by how far the compressed model&apos;s predictions are from the dense one&apos;s.</source>
        <translation>Mit zwei Modellen nebeneinander beantworten beide dieselbe Frage mit demselben Seed. Tokens sind danach gefärbt, wie weit die Vorhersagen des komprimierten Modells von denen des dichten entfernt sind.</translation>
    </message>
    <message>
        <source>The chat template turns messages into the text that the model was trained on. It is shown as rendered, and can be edited.</source>
        <translation>Die Chat-Vorlage macht aus Nachrichten den Text, auf den das Modell trainiert wurde. Sie wird gerendert gezeigt und lässt sich bearbeiten.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>GGUF runs in llama.cpp and what is built on it, ONNX in onnxruntime and transformers.js, a Hugging Face folder in transformers and vLLM, as far as they know the format.</source>
        <translation>GGUF läuft in llama.cpp und dem, was darauf aufbaut, ONNX in onnxruntime und transformers.js, ein Hugging-Face-Ordner in transformers und vLLM, soweit sie das Format kennen.</translation>
    </message>
    <message>
        <source>Each export is read again and compared with the model before it is called ready: weights, token ids, chat template, predictions. The certificate beside the file says what was found.</source>
        <translation>Jeder Export wird erneut gelesen und mit dem Modell verglichen, bevor er als bereit gilt: Gewichte, Token-IDs, Chat-Vorlage, Vorhersagen. Das Zertifikat neben der Datei sagt, was gefunden wurde.</translation>
    </message>
    <message>
        <source>A tile that is ready can be dragged into the file manager or into another program.</source>
        <translation>Eine Kachel, die bereit ist, lässt sich in den Dateimanager oder in ein anderes Programm ziehen.</translation>
    </message>
    <message>
        <source>When something fails</source>
        <translation>Wenn etwas fehlschlägt</translation>
    </message>
    <message>
        <source>&lt;b&gt;Not enough memory&lt;/b&gt;: use fewer calibration samples or shorter windows, or set a memory limit on the Settings page, with which activations go to the disk.</source>
        <translation>&lt;b&gt;Nicht genug Speicher&lt;/b&gt;: weniger Kalibrierungs-Samples oder kürzere Fenster verwenden oder auf der Seite „Einstellungen“ eine Speichergrenze setzen, mit der Aktivierungen auf den Datenträger gehen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;The worker ended&lt;/b&gt;: its log is on the Runs page. Finished layers are kept; Resume goes on.</source>
        <translation>&lt;b&gt;Der Worker wurde beendet&lt;/b&gt;: sein Log steht auf der Seite „Läufe“. Fertige Schichten bleiben erhalten; „Fortsetzen“ macht weiter.</translation>
    </message>
    <message>
        <source>&lt;b&gt;No module matches&lt;/b&gt;: names in the Explorer&apos;s tree are what targets are compared with.</source>
        <translation>&lt;b&gt;Kein Modul passt&lt;/b&gt;: Ziele werden mit den Namen im Baum des Explorers verglichen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;A perplexity that looks wrong&lt;/b&gt;: compare the protocol first - text, window length, start token. A dense model&apos;s own figure tells whether the text is the one that papers use.</source>
        <translation>&lt;b&gt;Eine Perplexität, die falsch aussieht&lt;/b&gt;: zuerst das Protokoll vergleichen - Text, Fensterlänge, Starttoken. Der eigene Wert des dichten Modells zeigt, ob der Text derselbe ist, den die Paper verwenden.</translation>
    </message>
    <message>
        <source>&lt;b&gt;The disk is full&lt;/b&gt;: nothing half-written is left; free some room and resume.</source>
        <translation>&lt;b&gt;Der Datenträger ist voll&lt;/b&gt;: nichts halb Geschriebenes bleibt zurück; etwas Platz schaffen und fortsetzen.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Sparsity</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Anteil der Gewichte, die exakt null sind. Spart nur in Mustern Zeit, für die die Engine einen Kernel hat. Typisch 50 %.</translation>
    </message>
    <message>
        <source>8:16 and other N:M patterns</source>
        <translation>8:16 und andere N:M-Muster</translation>
    </message>
    <message>
        <source>8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here. 2:4 is what GPUs know.</source>
        <translation>8 von je 16 aufeinanderfolgenden Eingaben bleiben. Fast die Qualität ohne Muster, hier schnell. 2:4 ist, was GPUs kennen.</translation>
    </message>
    <message>
        <source>Dampening</source>
        <translation>Dämpfung</translation>
    </message>
    <message>
        <source>Added to the Hessian&apos;s diagonal, as a share of its mean, so that it factors. Typical 0.01; more is safer, less exact.</source>
        <translation>Wird zur Diagonale der Hesse-Matrix addiert, als Anteil ihres Mittels, damit sie sich zerlegen lässt. Typisch 0,01; mehr ist sicherer, weniger genau.</translation>
    </message>
    <message>
        <source>Group size</source>
        <translation>Gruppengröße</translation>
    </message>
    <message>
        <source>Weights sharing one scale. Smaller is closer, larger is smaller on disk. Typical 128.</source>
        <translation>Gewichte, die sich eine Skala teilen. Kleiner ist genauer, größer ist auf dem Datenträger kleiner. Typisch 128.</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL-Divergenz</translation>
    </message>
    <message>
        <source>How far the next-token distribution moved from the dense model&apos;s, in nats. 0 means equal.</source>
        <translation>Wie weit sich die Verteilung des nächsten Tokens von der des dichten Modells entfernt hat, in Nats. 0 heißt gleich.</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>Exponential of the mean loss per token; lower is better; comparable only under one protocol.</source>
        <translation>Exponential des mittleren Loss je Token; niedriger ist besser; nur unter gleichem Protokoll vergleichbar.</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Relativer Ausgabefehler</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>Quadrierte Änderung der Ausgabe der Schicht, geteilt durch deren Quadrat. 0 ist perfekt, 1 ist nicht besser als Nullen.</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>Kalibrierungs-Samples</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>Texte, die zeigen, welche Eingaben zählen. Mehr kosten Speicher und Zeit. Die Paper verwenden 128.</translation>
    </message>
    <message>
        <source>Activation order</source>
        <translation>Aktivierungsordnung</translation>
    </message>
    <message>
        <source>Quantizes important columns first. Usually better at 4 bits.</source>
        <translation>Quantisiert wichtige Spalten zuerst. Bei 4 Bits meist besser.</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>A small fixed text evaluated between layers: the trend, not the final figure.</source>
        <translation>Ein kleiner fester Text, der zwischen den Schichten ausgewertet wird: der Trend, nicht der endgültige Wert.</translation>
    </message>
    <message>
        <source>As it was before compression: no weight forced to zero, nothing rounded.</source>
        <translation>Wie vor der Kompression: kein Gewicht auf null gezwungen, nichts gerundet.</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>How a perplexity was measured: text, window length, stride, start token, average. Figures of two protocols say nothing about each other.</source>
        <translation>Wie eine Perplexität gemessen wurde: Text, Fensterlänge, Schrittweite, Starttoken, Mittelung. Werte zweier Protokolle sagen nichts übereinander.</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>Feed-forward</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>Embedding</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Nonzero parameters</source>
        <translation>Parameter ungleich null</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>Speicherspitze</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Speed of the result</source>
        <translation>Tempo des Ergebnisses</translation>
    </message>
    <message>
        <source>Parameters that are not zero, before and after the run.</source>
        <translation>Parameter, die nicht null sind, vor und nach dem Lauf.</translation>
    </message>
    <message>
        <source>Bytes of the model&apos;s folder, before and after the run. Zeros alone save nothing on disk.</source>
        <translation>Bytes des Modellordners, vor und nach dem Lauf. Nullen allein sparen auf dem Datenträger nichts.</translation>
    </message>
    <message>
        <source>The most memory that the run holds at a time. Activations that do not fit lie on disk.</source>
        <translation>Der meiste Speicher, den der Lauf auf einmal hält. Aktivierungen, die nicht hineinpassen, liegen auf dem Datenträger.</translation>
    </message>
    <message>
        <source>What the run writes: a folder for each stage, and activations that memory has no room for.</source>
        <translation>Was der Lauf schreibt: je Stufe einen Ordner, und Aktivierungen, für die im Speicher kein Platz ist.</translation>
    </message>
    <message>
        <source>By this machine&apos;s speed with large matrices. Other work makes it longer.</source>
        <translation>Nach dem Tempo dieses Rechners bei großen Matrizen. Andere Arbeit verlängert es.</translation>
    </message>
    <message>
        <source>Generated tokens a second on this machine, by the speed of each format of weights. Attention over a long text comes on top.</source>
        <translation>Erzeugte Tokens je Sekunde auf diesem Rechner, nach dem Tempo jedes Gewichtsformats. Attention über einen langen Text kommt hinzu.</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>a duration</comment>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a stage, then a part of it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Work on a layer</source>
        <translation>Arbeit an einer Schicht</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>Embedding, head, evaluation</source>
        <translation>Embedding, Kopf, Evaluation</translation>
    </message>
    <message>
        <source>Training of the whole model</source>
        <translation>Training des ganzen Modells</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Activations, while it runs</source>
        <translation>Aktivierungen, während des Laufs</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>Stufe %1</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Evaluationen</translation>
    </message>
    <message>
        <source>%1 fewer than before.</source>
        <translation>%1 weniger als vorher.</translation>
    </message>
    <message>
        <source>%1 less than before.</source>
        <translation>%1 weniger als vorher.</translation>
    </message>
    <message>
        <source>Larger than before: the model was stored in a smaller format than this recipe writes.</source>
        <translation>Größer als vorher: das Modell war in einem kleineren Format gespeichert, als dieses Rezept schreibt.</translation>
    </message>
    <message>
        <source>The settings allow a run %1.</source>
        <translation>Die Einstellungen erlauben einem Lauf %1.</translation>
    </message>
    <message>
        <source>This machine has %1.</source>
        <translation>Dieser Rechner hat %1.</translation>
    </message>
    <message>
        <source>%1 are free where runs are kept.</source>
        <translation>%1 sind frei, wo Läufe gespeichert werden.</translation>
    </message>
    <message>
        <source>Without calibration text.</source>
        <translation>Ohne Kalibrierungstext.</translation>
    </message>
    <message>
        <source>One sample of %1 tokens.</source>
        <translation>Ein Sample mit %1 Tokens.</translation>
    </message>
    <message numerus="yes">
        <source>%n samples of %1 tokens.</source>
        <translation>
            <numerusform>%n Sample mit %1 Tokens.</numerusform>
            <numerusform>%n Samples mit %1 Tokens.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before. A token&apos;s time by part of the model:</source>
        <translation>Vorher %1. Zeit eines Tokens je Teil des Modells:</translation>
    </message>
    <message>
        <source>Not predicted: of a model as small as this, other work than its weights takes most of the time.</source>
        <translation>Nicht vorhergesagt: bei einem so kleinen Modell braucht andere Arbeit als die an den Gewichten die meiste Zeit.</translation>
    </message>
    <message>
        <source>This machine was not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>Dieser Rechner wurde noch nicht gemessen. Das braucht einige Sekunden und ein halbes GiB Speicher.</translation>
    </message>
    <message>
        <source>Use windows of %1 tokens, without evaluation</source>
        <translation>Fenster mit %1 Tokens verwenden, ohne Evaluation</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens, without evaluation</source>
        <translation>
            <numerusform>%n Sample mit %1 Tokens verwenden, ohne Evaluation</numerusform>
            <numerusform>%n Samples mit %1 Tokens verwenden, ohne Evaluation</numerusform>
        </translation>
    </message>
    <message>
        <source>Use windows of %1 tokens</source>
        <translation>Fenster mit %1 Tokens verwenden</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples</source>
        <translation>
            <numerusform>%n Sample verwenden</numerusform>
            <numerusform>%n Samples verwenden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens</source>
        <translation>
            <numerusform>%n Sample mit %1 Tokens verwenden</numerusform>
            <numerusform>%n Samples mit %1 Tokens verwenden</numerusform>
        </translation>
    </message>
    <message>
        <source>Not known, because this machine was not measured yet. Open this cell to measure it.</source>
        <translation>Nicht bekannt, weil dieser Rechner noch nicht gemessen wurde. Diese Zelle öffnen, um ihn zu messen.</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2. Activations take %3.</source>
        <translation>Dieser Lauf braucht %1; das Budget ist %2. Aktivierungen belegen %3.</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2.</source>
        <translation>Dieser Lauf braucht %1; das Budget ist %2.</translation>
    </message>
    <message>
        <source>%1 are needed, %2 are free.</source>
        <translation>%1 werden benötigt, %2 sind frei.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Use %1 (1 hit)</source>
        <translation>%1 verwenden (1 Treffer)</translation>
    </message>
    <message numerus="yes">
        <source>Use %1 (%n hits)</source>
        <translation>
            <numerusform>%1 verwenden (%n Treffer)</numerusform>
            <numerusform>%1 verwenden (%n Treffer)</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename it to %1</source>
        <translation>In %1 umbenennen</translation>
    </message>
    <message>
        <source>Replace it by %1</source>
        <translation>Durch %1 ersetzen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>espalier::ui::BudgetChart</name>
    <message>
        <source>%1 with zeros left out: predicted KL %2 (%3 to %4), perplexity %5</source>
        <translation>%1 ohne die Nullen: vorhergesagt KL %2 (%3 bis %4), Perplexität %5</translation>
    </message>
    <message>
        <source>Predicted loss by size</source>
        <translation>Vorhergesagter Verlust nach Größe</translation>
    </message>
    <message>
        <source>Size (MiB)</source>
        <translation>Größe (MiB)</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL zum dichten (Nats je Token)</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL zum dichten Modell</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>The curve comes with the first cells.</source>
        <translation>Die Kurve erscheint mit den ersten Zellen.</translation>
    </message>
    <message>
        <source>Predicted: losses of single layers, added up</source>
        <translation>Vorhergesagt: Verluste einzelner Schichten, summiert</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CertificateView</name>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>JSON kopieren</translation>
    </message>
    <message>
        <source>Copies the certificate as it is stored beside the export.</source>
        <translation>Kopiert das Zertifikat so, wie es neben dem Export gespeichert ist.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>This export has no certificate. Export it again to compare it with the model.</source>
        <translation>Dieser Export hat kein Zertifikat. Beim erneuten Export wird er mit dem Modell verglichen.</translation>
    </message>
    <message>
        <source>Every export is read again before it gets its name, and compared with the model: weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here.</source>
        <translation>Jeder Export wird erneut gelesen, bevor er seinen Namen erhält, und mit dem Modell verglichen: Gewichte, Nullen, Token-IDs, Chat-Vorlage und, außer bei ONNX, Vorhersagen. Das Ergebnis erscheint hier.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chart</name>
    <message>
        <source>What %1 shows</source>
        <translation>Was „%1“ zeigt</translation>
    </message>
    <message>
        <source>Save chart...</source>
        <translation>Diagramm speichern...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation>Zoom zurücksetzen</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)</source>
        <translation>Bild (*.png);;Zeichnung (*.svg *.pdf);;Werte (*.csv)</translation>
    </message>
    <message>
        <source>The chart could not be written to %1.</source>
        <translation>Das Diagramm konnte nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Wert kopieren</translation>
    </message>
    <message>
        <source>Size (%1)</source>
        <translation>Größe (%1)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chat</name>
    <message>
        <source>Stopped before this model was asked.</source>
        <translation>Angehalten, bevor dieses Modell gefragt wurde.</translation>
    </message>
    <message>
        <source>The second model was unloaded before it was asked.</source>
        <translation>Das zweite Modell wurde entladen, bevor es gefragt wurde.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ChatPage</name>
    <message numerus="yes">
        <source>%n messages of this conversation are damaged and left out. The file as it was is kept beside it.</source>
        <translation>
            <numerusform>%n Nachricht dieser Unterhaltung ist beschädigt und wird ausgelassen. Die bisherige Datei bleibt daneben erhalten.</numerusform>
            <numerusform>%n Nachrichten dieser Unterhaltung sind beschädigt und werden ausgelassen. Die bisherige Datei bleibt daneben erhalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Current model: %1</source>
        <translation>Aktuelles Modell: %1</translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation>Ergebnisse von Läufen</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>No run has finished yet</source>
        <translation>Noch kein Lauf ist fertig</translation>
    </message>
    <message>
        <source>Delete the conversation &quot;%1&quot;? This cannot be undone.</source>
        <translation>Unterhaltung „%1“ löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>Unterhaltung löschen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.</source>
        <translation>Die Antwort endet hier: der Kontext von %1 Tokens ist voll. Eine neue Unterhaltung beginnt mit einem leeren.</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>Zuerst ein Modell laden.</translation>
    </message>
    <message>
        <source>The model is still being loaded.</source>
        <translation>Das Modell wird noch geladen.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Zuerst eine Nachricht schreiben.</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>Neu erzeugen</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>Kein Modell geladen</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>Choose which model chats</source>
        <translation>Chat-Modell wählen</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n threads, %2 of weights</source>
        <translation>
            <numerusform>%1, %n Thread, %2 an Gewichten</numerusform>
            <numerusform>%1, %n Threads, %2 an Gewichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Which kernels multiply this model&apos;s weights, and the instruction set in use.</source>
        <translation>Welche Kernel die Gewichte dieses Modells multiplizieren, und der genutzte Befehlssatz.</translation>
    </message>
    <message>
        <source>Text to continue...</source>
        <translation>Text zum Fortsetzen...</translation>
    </message>
    <message>
        <source>Message...</source>
        <translation>Nachricht...</translation>
    </message>
    <message>
        <source>Its weights are packed for this processor.</source>
        <translation>Seine Gewichte werden für diesen Prozessor gepackt.</translation>
    </message>
    <message>
        <source>Load %1 to talk to it. Everything is computed on this machine.</source>
        <translation>%1 laden, um damit zu sprechen. Alles wird auf diesem Rechner berechnet.</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>Kein Modell geöffnet</translation>
    </message>
    <message>
        <source>Open a model, or start with the demo&apos;s model.</source>
        <translation>Ein Modell öffnen oder mit dem Modell der Demo beginnen.</translation>
    </message>
    <message>
        <source>%1 continues text</source>
        <translation>%1 setzt Text fort</translation>
    </message>
    <message>
        <source>It has no chat template, so it writes on where your text ends and nothing marks who speaks.</source>
        <translation>Es hat keine Chat-Vorlage, daher schreibt es weiter, wo der Text endet, und nichts zeigt an, wer spricht.</translation>
    </message>
    <message>
        <source>Talk to %1</source>
        <translation>Mit %1 sprechen</translation>
    </message>
    <message>
        <source>Return sends a message, Shift+Return starts a new line.</source>
        <translation>Eingabe sendet eine Nachricht, Umschalt+Eingabe beginnt eine neue Zeile.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Ends the answer at the next token; what is written stays.</source>
        <translation>Beendet die Antwort beim nächsten Token; das Geschriebene bleibt.</translation>
    </message>
    <message>
        <source>Edit last question</source>
        <translation>Letzte Frage bearbeiten</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neue Unterhaltung</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>Unterhaltung löschen...</translation>
    </message>
    <message>
        <source>Load current model</source>
        <translation>Aktuelles Modell laden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stops loading.</source>
        <translation>Bricht das Laden ab.</translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation>Modell entladen</translation>
    </message>
    <message>
        <source>Frees the memory of the model that chats. Conversations stay.</source>
        <translation>Gibt den Speicher des Chat-Modells frei. Unterhaltungen bleiben.</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation>Frage ausprobieren</translation>
    </message>
    <message>
        <source>Fills in a question that this model can take.</source>
        <translation>Trägt eine Frage ein, mit der dieses Modell umgehen kann.</translation>
    </message>
    <message>
        <source>Explain in two sentences what a neural network is.</source>
        <translation>Erkläre in zwei Sätzen, was ein neuronales Netz ist.</translation>
    </message>
    <message>
        <source>Model that chats</source>
        <translation>Chat-Modell</translation>
    </message>
    <message>
        <source>The second model is still being loaded.</source>
        <translation>Das zweite Modell wird noch geladen.</translation>
    </message>
    <message>
        <source>Same prompt, seed and settings. A answers first, then B, each with all cores to itself, so that their speeds can be compared.</source>
        <translation>Gleicher Prompt, gleicher Seed, gleiche Einstellungen. Zuerst antwortet A, dann B, jedes mit allen Kernen für sich, damit sich ihr Tempo vergleichen lässt.</translation>
    </message>
    <message>
        <source>%1, first token %2, context %3 of %4</source>
        <translation>%1, erstes Token %2, Kontext %3 von %4</translation>
    </message>
    <message>
        <source>Up in the empty field does the same. What was said stays as a branch.</source>
        <translation>Pfeil hoch im leeren Feld tut dasselbe. Das Gesagte bleibt als Zweig.</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Unloads the second model. Its replies stay.</source>
        <translation>Entlädt das zweite Modell. Seine Antworten bleiben.</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>Divergenz</translation>
    </message>
    <message>
        <source>Compares B&apos;s replies with what A predicts of the same text, in the background. Tints show how far each token is from it: 0.05, 0.2, 0.7 and 2 nats of KL.</source>
        <translation>Vergleicht im Hintergrund die Antworten von B mit dem, was A für denselben Text vorhersagt. Farbtöne zeigen, wie weit jedes Token davon entfernt ist: 0,05; 0,2; 0,7 und 2 Nats KL.</translation>
    </message>
    <message>
        <source>Token mode</source>
        <translation>Token-Modus</translation>
    </message>
    <message>
        <source>Steps through the tokens of the last reply. J jumps to the first one that differs.</source>
        <translation>Geht durch die Tokens der letzten Antwort. J springt zum ersten, das abweicht.</translation>
    </message>
    <message>
        <source>Show conversations</source>
        <translation>Unterhaltungen zeigen</translation>
    </message>
    <message>
        <source>Show settings</source>
        <translation>Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>Zweites Modell</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Anderes Modell wählen</translation>
    </message>
    <message>
        <source>%1 takes about %2 of memory beside the first model, and %3 are free. Close other programs, or choose a smaller model as A or B.</source>
        <translation>%1 braucht neben dem ersten Modell etwa %2 Speicher, und %3 sind frei. Andere Programme schließen oder ein kleineres Modell als A oder B wählen.</translation>
    </message>
    <message>
        <source>The model that %1 was made of is not there any more, so that it answers alone. Choose another one to compare it with.</source>
        <translation>Das Modell, aus dem %1 entstand, gibt es nicht mehr; daher antwortet das Ergebnis allein. Ein anderes zum Vergleich wählen.</translation>
    </message>
    <message>
        <source>What it was made of: %1</source>
        <translation>Woraus es entstand: %1</translation>
    </message>
    <message>
        <source>The dense model becomes A, the run&apos;s result B.</source>
        <translation>Das dichte Modell wird A, das Ergebnis des Laufs B.</translation>
    </message>
    <message>
        <source>Recent models</source>
        <translation>Letzte Modelle</translation>
    </message>
    <message>
        <source>%1 holds no model. Choose a folder with config.json and weights, or a GGUF file.</source>
        <translation>%1 enthält kein Modell. Einen Ordner mit config.json und Gewichten oder eine GGUF-Datei wählen.</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Ordner...</translation>
    </message>
    <message>
        <source>Choose model folder</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF-Datei...</translation>
    </message>
    <message>
        <source>Choose GGUF file</source>
        <translation>GGUF-Datei wählen</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF-Modelle (*.gguf)</translation>
    </message>
    <message>
        <source>Let %1 answer beside %2</source>
        <translation>%1 neben %2 antworten lassen</translation>
    </message>
    <message>
        <source>Choose a second model that answers the same beside the first one.</source>
        <translation>Ein zweites Modell wählen, das neben dem ersten dasselbe beantwortet.</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>Vergleichen mit...</translation>
    </message>
    <message>
        <source>Then %1</source>
        <translation>Dann %1</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation>Eine Antwort wird gerade geschrieben.</translation>
    </message>
    <message>
        <source>Load the two models that wrote these replies first.</source>
        <translation>Zuerst die zwei Modelle laden, die diese Antworten schrieben.</translation>
    </message>
    <message>
        <source>The Chat page has its result loaded and would let go of it.</source>
        <translation>Die Seite „Chat“ hat das Ergebnis geladen und würde es freigeben.</translation>
    </message>
    <message>
        <source>Show chat template</source>
        <translation>Chat-Vorlage zeigen</translation>
    </message>
    <message>
        <source>The template, and the exact text that the model is given.</source>
        <translation>Die Vorlage und der genaue Text, den das Modell erhält.</translation>
    </message>
    <message>
        <source>Shows or hides the settings and the template of the conversation.</source>
        <translation>Zeigt oder verbirgt Einstellungen und Vorlage der Unterhaltung.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Settings of the conversation</source>
        <translation>Einstellungen der Unterhaltung</translation>
    </message>
    <message>
        <source>Shows or hides the list of conversations.</source>
        <translation>Zeigt oder verbirgt die Liste der Unterhaltungen.</translation>
    </message>
    <message>
        <source>There is no room for the list beside two replies. Widen the window.</source>
        <translation>Neben zwei Antworten ist kein Platz für die Liste. Das Fenster verbreitern.</translation>
    </message>
    <message>
        <source>Hello</source>
        <translation>Hallo</translation>
    </message>
    <message>
        <source>Writes another answer; the last one stays as a branch. With a fixed seed it comes out alike.</source>
        <translation>Schreibt eine andere Antwort; die letzte bleibt als Zweig. Mit festem Seed fällt sie gleich aus.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ColumnChooser</name>
    <message>
        <source>Usual columns</source>
        <translation>Übliche Spalten</translation>
    </message>
    <message>
        <source>The window is too narrow for it.</source>
        <translation>Das Fenster ist dafür zu schmal.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CommandPalette</name>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;.</source>
        <translation>Nichts passt zu „%1“.</translation>
    </message>
    <message>
        <source>Action or page;  &gt; command   # module   @ run   : line   ? help</source>
        <translation>Aktion oder Seite;  &gt; Befehl   # Modul   @ Lauf   : Zeile   ? Hilfe</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ComparePage</name>
    <message>
        <source>Pick two runs</source>
        <translation>Zwei Läufe wählen</translation>
    </message>
    <message>
        <source>There are no runs yet. A run applies a recipe to a model; two of them can be compared.</source>
        <translation>Es gibt noch keine Läufe. Ein Lauf wendet ein Rezept auf ein Modell an; zwei davon lassen sich vergleichen.</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 Lauf</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>1 run hidden: other protocol</source>
        <translation>1 Lauf ausgeblendet: anderes Protokoll</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: other protocol</source>
        <translation>
            <numerusform>%n Lauf ausgeblendet: anderes Protokoll</numerusform>
            <numerusform>%n Läufe ausgeblendet: anderes Protokoll</numerusform>
        </translation>
    </message>
    <message>
        <source>1 run hidden: no such figure</source>
        <translation>1 Lauf ausgeblendet: kein solcher Wert</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: no such figure</source>
        <translation>
            <numerusform>%n Lauf ausgeblendet: kein solcher Wert</numerusform>
            <numerusform>%n Läufe ausgeblendet: kein solcher Wert</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Measuring the speed of %1</source>
        <translation>Tempo von %1 wird gemessen</translation>
    </message>
    <message>
        <source>Hide reasons</source>
        <translation>Gründe ausblenden</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Say why runs are hidden</source>
        <translation>Zeigen, warum Läufe ausgeblendet sind</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>Läufe hinzufügen</translation>
    </message>
    <message>
        <source>Add all runs</source>
        <translation>Alle hinzufügen</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs.</source>
        <translation>Kreuzt die zwei neuesten fertigen Läufe an.</translation>
    </message>
    <message>
        <source>Ticks the other finished runs.</source>
        <translation>Kreuzt die übrigen fertigen Läufe an.</translation>
    </message>
    <message>
        <source>No other run is finished.</source>
        <translation>Kein weiterer Lauf ist fertig.</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>Messung anhalten</translation>
    </message>
    <message>
        <source>Measure speeds</source>
        <translation>Tempo messen</translation>
    </message>
    <message>
        <source>A run is working: speeds would come out too low.</source>
        <translation>Ein Lauf arbeitet: das gemessene Tempo wäre zu niedrig.</translation>
    </message>
    <message>
        <source>Lets each model generate some tokens on this machine, one model after another.</source>
        <translation>Lässt jedes Modell auf diesem Rechner einige Tokens erzeugen, eines nach dem anderen.</translation>
    </message>
    <message>
        <source>%1 is in the comparison</source>
        <translation>%1 ist im Vergleich</translation>
    </message>
    <message>
        <source>Add %1 to the comparison</source>
        <translation>%1 zum Vergleich hinzufügen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs, then the others.</source>
        <translation>Kreuzt die zwei neuesten fertigen Läufe an, dann die übrigen.</translation>
    </message>
    <message>
        <source>Clear comparison</source>
        <translation>Vergleich leeren</translation>
    </message>
    <message>
        <source>Unticks all runs. The runs stay.</source>
        <translation>Entfernt alle Kreuze. Die Läufe bleiben.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation>Zu den Läufen</translation>
    </message>
    <message>
        <source>Save plot...</source>
        <translation>Diagramm speichern...</translation>
    </message>
    <message>
        <source>As a picture, a drawing or a table of its figures.</source>
        <translation>Als Bild, als Zeichnung oder als Tabelle seiner Werte.</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>Tabelle speichern...</translation>
    </message>
    <message>
        <source>As comma-separated values.</source>
        <translation>Als kommagetrennte Werte.</translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation>&amp;x</translation>
    </message>
    <message>
        <source>What quality is weighed against</source>
        <translation>Wogegen die Qualität abgewogen wird</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits je Gewicht</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation>&amp;y</translation>
    </message>
    <message>
        <source>Quality that is shown</source>
        <translation>Gezeigte Qualität</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>KL to dense</source>
        <translation>KL zum dichten</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>How the figures were measured</source>
        <translation>Wie die Werte gemessen wurden</translation>
    </message>
    <message>
        <source>Perplexities are comparable only if they are of the same text, cut in the same windows. Runs of other protocols are not drawn.</source>
        <translation>Perplexitäten sind nur vergleichbar, wenn sie vom selben Text in denselben Fenstern stammen. Läufe mit anderen Protokollen werden nicht gezeichnet.</translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation>Deltatabelle</translation>
    </message>
    <message>
        <source>Recipe diff</source>
        <translation>Rezeptvergleich</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Tick runs in the list. Their results stand on one plot of quality over size, with the dense model that they began with.</source>
        <translation>Läufe in der Liste ankreuzen. Ihre Ergebnisse stehen in einem Diagramm von Qualität über Größe, mit dem dichten Modell, von dem sie ausgingen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Composer</name>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Begins another branch; what was said stays.</source>
        <translation>Beginnt einen weiteren Zweig; das Gesagte bleibt.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConfigDialog</name>
    <message>
        <source>config.json of %1</source>
        <translation>config.json von %1</translation>
    </message>
    <message>
        <source>Search the configuration</source>
        <translation>Konfiguration durchsuchen</translation>
    </message>
    <message>
        <source>A GGUF file has no config.json. This is what its metadata come to.</source>
        <translation>Eine GGUF-Datei hat keine config.json. Dies ergibt sich aus ihren Metadaten.</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 Treffer</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation>Unterhaltungen</translation>
    </message>
    <message>
        <source>Conversations are kept here.</source>
        <translation>Unterhaltungen werden hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>Unterhaltung löschen...</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationModel</name>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DataForm</name>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>Texte, die zeigen, welche Eingaben zählen. Mehr kosten Speicher und Zeit. Die Paper verwenden 128.</translation>
    </message>
    <message>
        <source>Tokens of one sample. Auto is 2048, or the model&apos;s context if that is less.</source>
        <translation>Tokens eines Samples. Automatisch sind es 2048, oder der Kontext des Modells, wenn er kleiner ist.</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Stored with the run. Same seed, same threads: the same bytes.</source>
        <translation>Wird mit dem Lauf gespeichert. Gleicher Seed, gleiche Threads: dieselben Bytes.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Columns of jsonl, json, csv and Parquet files that are joined, separated by commas.</source>
        <translation>Spalten von jsonl-, json-, csv- und Parquet-Dateien, die verbunden werden, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>Ca&amp;libration text</source>
        <translation>&amp;Kalibrierungstext</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Kalibrierungstext</translation>
    </message>
    <message>
        <source>E&amp;valuation text</source>
        <translation>E&amp;valuationstext</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Evaluationstext</translation>
    </message>
    <message>
        <source>Text &amp;columns</source>
        <translation>&amp;Textspalten</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Samples</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>S&amp;eed</translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation>Dateien wählen...</translation>
    </message>
    <message>
        <source>Choose files: %1</source>
        <translation>Dateien wählen: %1</translation>
    </message>
    <message>
        <source>Text (%1);;All files (*)</source>
        <translation>Text (%1);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>needed by this recipe</source>
        <translation>von diesem Rezept benötigt</translation>
    </message>
    <message>
        <source>not needed by this recipe</source>
        <translation>von diesem Rezept nicht benötigt</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaTable</name>
    <message>
        <source>Dense: %1</source>
        <translation>Dicht: %1</translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation>nicht vergleichbar: %1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL zum dichten (Nats je Token)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>%1, predicted</source>
        <translation>%1, vorhergesagt</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits je Gewicht</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>Nullen in Decoder-Schichten</translation>
    </message>
    <message>
        <source>Time of the run</source>
        <translation>Zeit des Laufs</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>Speicher des Laufs</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Kalibrierungstext</translation>
    </message>
    <message>
        <source>Calibration windows</source>
        <translation>Kalibrierungsfenster</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>Tokens je Fenster</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Evaluationstext</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>%1 (other protocol)</source>
        <translation>%1 (anderes Protokoll)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2, %3)</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1
reference</source>
        <translation>%1
Referenz</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaView</name>
    <message>
        <source>Only &amp;differences</source>
        <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
        <source>Reference column</source>
        <translation>Referenzspalte</translation>
    </message>
    <message>
        <source>R&amp;eference</source>
        <translation>R&amp;eferenz</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>Tabelle speichern...</translation>
    </message>
    <message>
        <source>Differences from the reference</source>
        <translation>Unterschiede zur Referenz</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>vergleich</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>Werte (*.csv)</translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation>Die Tabelle wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder, or free some space.</source>
        <translation>%1 konnte nicht geschrieben werden. Einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DetailPane</name>
    <message>
        <source>No module selected</source>
        <translation>Kein Modul ausgewählt</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Outputs × inputs.</source>
        <translation>Ausgaben × Eingaben.</translation>
    </message>
    <message>
        <source>Part of</source>
        <translation>Teil von</translation>
    </message>
    <message>
        <source>The files hold several modules in this one. Each of them is compressed as the module that it is; the targets of a recipe may name either.</source>
        <translation>In den Dateien liegen mehrere Module in diesem zusammen. Jedes wird als eigenes Modul komprimiert; die Ziele eines Rezepts können das eine wie das andere nennen.</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Size as stored</source>
        <translation>Gespeicherte Größe</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>Gespeichert als</translation>
    </message>
    <message>
        <source>the embedding&apos;s weight</source>
        <translation>das Gewicht des Embeddings</translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation>%1, %2 Bits je Gewicht</translation>
    </message>
    <message>
        <source>Another program&apos;s quantization: dequantized when the model is compressed.</source>
        <translation>Quantisierung eines anderen Programms: wird beim Komprimieren des Modells dequantisiert.</translation>
    </message>
    <message>
        <source>%1 of the %2 counted so far</source>
        <translation>%1 der bisher gezählten %2</translation>
    </message>
    <message>
        <source>%1 (%2 zeros)</source>
        <translation>%1 (%2 Nullen)</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Sparsity</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Anteil der Gewichte, die exakt null sind. Spart nur in Mustern Zeit, für die die Engine einen Kernel hat. Typisch 50 %.</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>A tensor here is not in the files.</source>
        <translation>Ein Tensor dieses Moduls ist nicht in den Dateien.</translation>
    </message>
    <message>
        <source>Detail of the module</source>
        <translation>Details des Moduls</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>Matrix</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>Normen</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>Spektrum</translation>
    </message>
    <message>
        <source>Select a module with a weight matrix.</source>
        <translation>Ein Modul mit einer Gewichtsmatrix auswählen.</translation>
    </message>
    <message>
        <source>Counting weights</source>
        <translation>Zählung der Gewichte</translation>
    </message>
    <message>
        <source>Summing squares</source>
        <translation>Summe der Quadrate</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Quantisierung</translation>
    </message>
    <message>
        <source>Inputs are quantized</source>
        <translation>Eingaben sind quantisiert</translation>
    </message>
    <message>
        <source>Values that come into the module are rounded, too, when the model runs as it is stored.</source>
        <translation>Auch Werte, die in das Modul kommen, werden gerundet, wenn das Modell so läuft, wie es gespeichert ist.</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Not finite</source>
        <translation>Nicht endlich</translation>
    </message>
    <message>
        <source>Weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>Gewichte, die unendlich oder keine Zahl sind. Das Modell kann mit ihnen nicht rechnen.</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M-Muster</translation>
    </message>
    <message>
        <source>%1 in every group</source>
        <translation>%1 in jeder Gruppe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keins</translation>
    </message>
    <message>
        <source>8:16: 8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here.</source>
        <translation>8:16: 8 von je 16 aufeinanderfolgenden Eingaben bleiben. Fast die Qualität ohne Muster, hier schnell.</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>2:4 in 68.9 % of the groups</comment>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Groups that keep to</source>
        <translation>Gruppen im Muster</translation>
    </message>
    <message>
        <source>Size before the run</source>
        <translation>Größe vor dem Lauf</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Relativer Ausgabefehler</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>Quadrierte Änderung der Ausgabe der Schicht, geteilt durch deren Quadrat. 0 ist perfekt, 1 ist nicht besser als Nullen. Bei mehreren Modulen das Mittel.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffTable</name>
    <message>
        <source>the same in both</source>
        <translation>in beiden gleich</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>only on the left</source>
        <translation>nur links</translation>
    </message>
    <message>
        <source>only on the right</source>
        <translation>nur rechts</translation>
    </message>
    <message>
        <source>Recipes side by side</source>
        <translation>Rezepte nebeneinander</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffView</name>
    <message>
        <source>&amp;Ignore comments</source>
        <translation>Kommentare &amp;ignorieren</translation>
    </message>
    <message>
        <source>By line</source>
        <translation>Nach Zeile</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>Nach Schlüssel</translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation>Nach Bedeutung</translation>
    </message>
    <message>
        <source>How recipes are compared</source>
        <translation>Wie Rezepte verglichen werden</translation>
    </message>
    <message>
        <source>By key: each value by its path, wherever the key stands. By meaning: the same after both were rewritten in Espalier&apos;s own form, so that two dialects can be compared.</source>
        <translation>Nach Schlüssel: jeder Wert nach seinem Pfad, wo auch immer der Schlüssel steht. Nach Bedeutung: dasselbe, nachdem beide in die eigene Form von Espalier umgeschrieben wurden, sodass sich zwei Dialekte vergleichen lassen.</translation>
    </message>
    <message>
        <source>Leaves out comments and blank lines.</source>
        <translation>Lässt Kommentare und Leerzeilen weg.</translation>
    </message>
    <message>
        <source>Tick two runs to see their recipes.</source>
        <translation>Zwei Läufe ankreuzen, um ihre Rezepte zu sehen.</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>Keine Unterschiede</translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation>1 Unterschied</translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>%n Unterschied</numerusform>
            <numerusform>%n Unterschiede</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::EngineStatus</name>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Tokens that are generated in a second, after the first one.</source>
        <translation>Tokens, die nach dem ersten in einer Sekunde erzeugt werden.</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>From sending to the first token: the prompt is read then. What an earlier answer had read already is not read again.</source>
        <translation>Vom Senden bis zum ersten Token: in dieser Zeit wird der Prompt gelesen. Was eine frühere Antwort schon gelesen hatte, wird nicht erneut gelesen.</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Tokens of this conversation, of those that fit.</source>
        <translation>Tokens dieser Unterhaltung, von denen, die hineinpassen.</translation>
    </message>
    <message>
        <source>Weights read</source>
        <translation>Gelesene Gewichte</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>How near decoding comes to what the memory can give.</source>
        <translation>Wie nahe das Dekodieren an das kommt, was der Speicher hergibt.</translation>
    </message>
    <message>
        <source>A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what the memory gave in a measurement just after loading. A model that fits into the processor&apos;s cache may exceed it.</source>
        <translation>Ein Token liest %1 an Gewichten; mal Tokens je Sekunde ergibt das, wie schnell sie gelesen werden. Die Grenze ist, was der Speicher in einer Messung gleich nach dem Laden hergab. Ein Modell, das in den Cache des Prozessors passt, kann sie überschreiten.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::EntryList</name>
    <message>
        <source>whole model</source>
        <translation>ganzes Modell</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 Matrix</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 Matrizen</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Targets of the recipe</source>
        <translation>Ziele des Rezepts</translation>
    </message>
    <message>
        <source>Selecting an entry shows what it hits in the module tree. Enter goes to its line.</source>
        <translation>Die Auswahl eines Eintrags zeigt im Modulbaum, was er trifft. Eingabe geht zu seiner Zeile.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>ignore %1</source>
        <translation>%1 ignorieren</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExplorerPage</name>
    <message>
        <source>Open model folder...</source>
        <translation>Modellordner öffnen...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>GGUF-Datei öffnen...</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Compress...</source>
        <translation>Komprimieren...</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>The headers of its files are read.</source>
        <translation>Die Header der Dateien werden gelesen.</translation>
    </message>
    <message>
        <source>%1 Its tensors remain viewable.</source>
        <translation>%1 Die Tensoren bleiben einsehbar.</translation>
    </message>
    <message>
        <source>The tensor %1 is missing. Download the model again; the rest is shown.</source>
        <translation>Der Tensor %1 fehlt. Das Modell erneut herunterladen; der Rest wird gezeigt.</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors are missing, the first is %1. Download the model again; the rest is shown.</source>
        <translation>
            <numerusform>%n Tensor fehlt, der erste ist %1. Das Modell erneut herunterladen; der Rest wird gezeigt.</numerusform>
            <numerusform>%n Tensoren fehlen, der erste ist %1. Das Modell erneut herunterladen; der Rest wird gezeigt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show module</source>
        <translation>Modul zeigen</translation>
    </message>
    <message>
        <source>One tensor belongs to no module of this model and is left alone.</source>
        <translation>Ein Tensor gehört zu keinem Modul dieses Modells und bleibt unberührt.</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors belong to no module of this model and are left alone.</source>
        <translation>
            <numerusform>%n Tensor gehört zu keinem Modul dieses Modells und bleibt unberührt.</numerusform>
            <numerusform>%n Tensoren gehören zu keinem Modul dieses Modells und bleiben unberührt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Make this model half as large in a minute.</source>
        <translation>Dieses Modell in einer Minute halb so groß machen.</translation>
    </message>
    <message>
        <source>Start the demo run</source>
        <translation>Demo-Lauf starten</translation>
    </message>
    <message>
        <source>Applies the demo&apos;s recipe to the demo&apos;s model and shows each layer as it finishes.</source>
        <translation>Wendet das Rezept der Demo auf das Modell der Demo an und zeigt jede Schicht, sobald sie fertig ist.</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 Treffer</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>Explorer</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>GGUF-Datei öffnen</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF-Modelle (*.gguf)</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>Zuerst ein Modell öffnen.</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>Kein Modell geöffnet</translation>
    </message>
    <message>
        <source>Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros.</source>
        <translation>Einen Modellordner oder eine GGUF-Datei öffnen oder hier ablegen, um Schichten, Größen und Nullen zu sehen.</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Sparsity</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Colour of the layers</source>
        <translation>Farbe der Schichten</translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation>F&amp;arbe</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Filter modules: part of a name, or re:.*mlp</source>
        <translation>Module filtern: Teil eines Namens, oder re:.*mlp</translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation>Module filtern</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Show matrix</source>
        <translation>Matrix zeigen</translation>
    </message>
    <message>
        <source>config.json</source>
        <translation>config.json</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2 The tensors of the other files remain viewable.</source>
        <translation>%1 lässt sich nicht lesen: %2 Die Tensoren der anderen Dateien bleiben sichtbar.</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read, the first is %1: %2 The tensors of the others remain viewable.</source>
        <translation>
            <numerusform>%n Datei lässt sich nicht lesen, die erste ist %1: %2 Die Tensoren der anderen bleiben sichtbar.</numerusform>
            <numerusform>%n Dateien lassen sich nicht lesen, die erste ist %1: %2 Die Tensoren der anderen bleiben sichtbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Shows the weights of the selected module as a map of colours.</source>
        <translation>Zeigt die Gewichte des ausgewählten Moduls als farbige Karte.</translation>
    </message>
    <message>
        <source>Shows the model&apos;s configuration, searchable.</source>
        <translation>Zeigt die Konfiguration des Modells, durchsuchbar.</translation>
    </message>
    <message>
        <source>Weight range</source>
        <translation>Bereich der Gewichte</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>±%1</source>
        <translation>±%1</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>Relativer Ausgabefehler: quadrierte Änderung der Ausgabe der Schicht, geteilt durch deren Quadrat. 0 ist perfekt, 1 ist nicht besser als Nullen.</translation>
    </message>
    <message>
        <source>No run made this model or works on it, so errors are not known.</source>
        <translation>Kein Lauf hat dieses Modell erzeugt oder arbeitet daran, daher sind keine Fehler bekannt.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Which figures the list shows. Also with a right click on its header.</source>
        <translation>Welche Werte die Liste zeigt. Auch mit Rechtsklick auf ihre Kopfzeile.</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Copy pattern for all layers</source>
        <translation>Muster für alle Schichten kopieren</translation>
    </message>
    <message>
        <source>The weight of %1 cannot be read: %2 The rest is shown.</source>
        <translation>Das Gewicht von %1 lässt sich nicht lesen: %2 Der Rest wird gezeigt.</translation>
    </message>
    <message numerus="yes">
        <source>%n weights cannot be read, the first is that of %1: %2 The rest is shown.</source>
        <translation>
            <numerusform>%n Gewicht lässt sich nicht lesen, das erste ist das von %1: %2 Der Rest wird gezeigt.</numerusform>
            <numerusform>%n Gewichte lassen sich nicht lesen, das erste ist das von %1: %2 Der Rest wird gezeigt.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 holds weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>%1 enthält Gewichte, die unendlich oder keine Zahl sind. Das Modell kann damit nicht rechnen.</translation>
    </message>
    <message numerus="yes">
        <source>%n modules hold weights that are infinite or no number, the first is %1. The model cannot compute with them.</source>
        <translation>
            <numerusform>%n Modul enthält Gewichte, die unendlich oder keine Zahl sind, das erste ist %1. Das Modell kann damit nicht rechnen.</numerusform>
            <numerusform>%n Module enthalten Gewichte, die unendlich oder keine Zahl sind, das erste ist %1. Das Modell kann damit nicht rechnen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportController</name>
    <message>
        <source>%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.</source>
        <translation>%1 werden benötigt, %2 sind frei. Nichts wurde geschrieben. Platz schaffen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>The export could not be removed. Close what uses it.</source>
        <translation>Der Export konnte nicht entfernt werden. Schließen, was ihn verwendet.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportMimeData</name>
    <message>
        <source>is made on the way</source>
        <translation>entsteht unterwegs</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportPage</name>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>An export writes a model in a format that other programs load. Open a model, or run a recipe and export its result.</source>
        <translation>Ein Export schreibt ein Modell in einem Format, das andere Programme laden. Ein Modell öffnen, oder ein Rezept ausführen und sein Ergebnis exportieren.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>Modell öffnen...</translation>
    </message>
    <message>
        <source>Model to export</source>
        <translation>Modell zum Export</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 frei</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Export nach</translation>
    </message>
    <message>
        <source>%1 took longer than other programs wait. If it did not arrive, drag it again: it is ready now.</source>
        <translation>%1 hat länger gedauert, als andere Programme warten. Falls nichts ankam, erneut ziehen: jetzt ist es bereit.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Drop %1 here to export it as %2</source>
        <translation>%1 hier ablegen, um es als %2 zu exportieren</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportTile</name>
    <message>
        <source>Comparing</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>counting zeros</source>
        <translation>Zählung der Nullen</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Type of the weights in %1</source>
        <translation>Typ der Gewichte in %1</translation>
    </message>
    <message>
        <source>What the weights are stored as. Fewer bits make a smaller and less exact model.</source>
        <translation>Wie die Gewichte gespeichert werden. Weniger Bits ergeben ein kleineres und weniger genaues Modell.</translation>
    </message>
    <message>
        <source>Loads in %1</source>
        <translation>Lädt in %1</translation>
    </message>
    <message>
        <source>Progress of the export to %1</source>
        <translation>Fortschritt des Exports nach %1</translation>
    </message>
    <message>
        <source>Export to...</source>
        <translation>Export nach...</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>Datei kopieren</translation>
    </message>
    <message>
        <source>Delete export</source>
        <translation>Export löschen</translation>
    </message>
    <message>
        <source>Copy folder</source>
        <translation>Ordner kopieren</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Drag it to a folder: it is made on the way.</source>
        <translation>In einen Ordner ziehen: der Export entsteht unterwegs.</translation>
    </message>
    <message>
        <source>Takes about %1: make first, then drag.</source>
        <translation>Dauert etwa %1: erst erstellen, dann ziehen.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1. The other program waits for it.</source>
        <translation>%1. Das andere Programm wartet darauf.</translation>
    </message>
    <message>
        <source>%1. Drag it when it is ready.</source>
        <translation>%1. Ziehen, sobald es bereit ist.</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Ready: drag the folder out.</source>
        <translation>Bereit: den Ordner herausziehen.</translation>
    </message>
    <message>
        <source>Ready: drag the file out.</source>
        <translation>Bereit: die Datei herausziehen.</translation>
    </message>
    <message>
        <source>Waiting for the other export</source>
        <translation>Wartet auf den anderen Export</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Reading the model.</source>
        <translation>Das Modell wird gelesen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>Neu exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FirstRunGuide</name>
    <message>
        <source>The model is smaller now. Is it still good? Ask it.</source>
        <translation>Das Modell ist jetzt kleiner. Ist es noch gut? Einfach fragen.</translation>
    </message>
    <message>
        <source>The model takes %1 of its size now, and its perplexity went from %2 to %3. Is it still good? Ask both.</source>
        <translation>Das Modell braucht jetzt %1 seiner Größe, und seine Perplexität ging von %2 auf %3. Ist es noch gut? Einfach beide fragen.</translation>
    </message>
    <message>
        <source>Each point will be one matrix: how far its output moved. In the perplexity chart the dashed line is the model as it was.</source>
        <translation>Jeder Punkt wird eine Matrix sein: wie weit sich ihre Ausgabe verschoben hat. Im Perplexitätsdiagramm ist die gestrichelte Linie das Modell, wie es war.</translation>
    </message>
    <message>
        <source>Chat with both</source>
        <translation>Mit beiden chatten</translation>
    </message>
    <message>
        <source>A is the model as it was, B the smaller one. Send the question once both are loaded.</source>
        <translation>A ist das Modell, wie es war, B das kleinere. Die Frage senden, sobald beide geladen sind.</translation>
    </message>
    <message>
        <source>Coloured tokens are those where the two models disagree. Rest the pointer on one to see what each of them would have said.</source>
        <translation>Gefärbte Tokens sind die, bei denen die zwei Modelle voneinander abweichen. Den Zeiger darauf ruhen lassen, um zu sehen, was jedes gesagt hätte.</translation>
    </message>
    <message>
        <source>See why</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>This matrix lost most: its output moved furthest. The tab Matrix shows which of its weights are zero.</source>
        <translation>Diese Matrix hat am meisten verloren: ihre Ausgabe hat sich am weitesten verschoben. Der Reiter „Matrix“ zeigt, welche Gewichte null sind.</translation>
    </message>
    <message>
        <source>See the recipe</source>
        <translation>Rezept ansehen</translation>
    </message>
    <message>
        <source>This recipe has just run. Drop a model of your own on the window to use it on that.</source>
        <translation>Dieses Rezept ist eben gelaufen. Ein eigenes Modell auf dem Fenster ablegen, um es dort anzuwenden.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FolderList</name>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>Hinzufügen...</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>Modellordner hinzufügen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ForkDialog</name>
    <message>
        <source>Fork from %1</source>
        <translation>Von %1 abzweigen</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Layer to begin at</source>
        <translation>Anfangsschicht</translation>
    </message>
    <message>
        <source>Begin at layer</source>
        <translation>Ab Schicht</translation>
    </message>
    <message>
        <source>Fork from layer %1</source>
        <translation>Ab Schicht %1 abzweigen</translation>
    </message>
    <message>
        <source>The embedding is taken as it is. %1 is applied to every layer.</source>
        <translation>Das Embedding wird unverändert übernommen. %1 wird auf jede Schicht angewandt.</translation>
    </message>
    <message>
        <source>Layer 0 is taken as it is. %1 is applied from layer 1 on.</source>
        <translation>Schicht 0 wird unverändert übernommen. %1 wird ab Schicht 1 angewandt.</translation>
    </message>
    <message>
        <source>Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.</source>
        <translation>Die Schichten 0 bis %1 werden unverändert übernommen. %2 wird ab Schicht %3 angewandt.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FormField</name>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>Removes the line, so that the default holds: %1</source>
        <translation>Entfernt die Zeile, sodass der Standard gilt: %1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>a default</comment>
        <translation>keiner</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a range of numbers</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a smallest number</comment>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a range of numbers, then its unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not set</source>
        <comment>a key without a value</comment>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>This key is needed.</source>
        <translation>Dieser Schlüssel ist nötig.</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>Das ist keine ganze Zahl.</translation>
    </message>
    <message>
        <source>Each entry is a number from %1 to %2.</source>
        <translation>Jeder Eintrag ist eine Zahl von %1 bis %2.</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>Das ist keine Zahl.</translation>
    </message>
    <message>
        <source>It has to be from %1 to %2.</source>
        <translation>Erlaubt ist %1 bis %2.</translation>
    </message>
    <message>
        <source>The text says %1 now; %2 was typed here.</source>
        <translation>Im Text steht jetzt %1; hier wurde %2 eingegeben.</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>what the document says of a key</comment>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HeatMap</name>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>Sensitivität nach Schicht und Stärke</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HelpPage</name>
    <message>
        <source>Search help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Themen</translation>
    </message>
    <message>
        <source>Text of the topic</source>
        <translation>Text des Themas</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>No topic mentions &quot;%1&quot;.</source>
        <translation>Kein Thema erwähnt „%1“.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HistogramChart</name>
    <message>
        <source>Distribution of the weights</source>
        <translation>Verteilung der Gewichte</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weights per bin</source>
        <translation>Gewichte je Bin</translation>
    </message>
    <message>
        <source>%1 to %2: %3 weights</source>
        <translation>%1 bis %2: %3 Gewichte</translation>
    </message>
    <message>
        <source>not zero</source>
        <translation>nicht null</translation>
    </message>
    <message>
        <source>exactly zero: %1</source>
        <translation>exakt null: %1</translation>
    </message>
    <message>
        <source>%1 weights are exactly zero</source>
        <translation>%1 Gewichte sind exakt null</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ImportList</name>
    <message>
        <source>Convert to Espalier&apos;s dialect</source>
        <translation>In Espaliers Dialekt umwandeln</translation>
    </message>
    <message>
        <source>Writes the same recipe in Espalier&apos;s own keys. Comments are not kept; undo brings the file&apos;s text back.</source>
        <translation>Schreibt dasselbe Rezept mit Espaliers eigenen Schlüsseln. Kommentare bleiben nicht erhalten; „Rückgängig“ bringt den Text der Datei zurück.</translation>
    </message>
    <message>
        <source>Differences to the program that the recipe was written for</source>
        <translation>Unterschiede zu dem Programm, für das das Rezept geschrieben ist</translation>
    </message>
    <message>
        <source>This recipe is written for %1 and does the same here.</source>
        <translation>Dieses Rezept ist für %1 geschrieben und bewirkt hier dasselbe.</translation>
    </message>
    <message>
        <source>This recipe is written for %1. One thing is done otherwise here.</source>
        <translation>Dieses Rezept ist für %1 geschrieben. Eines geschieht hier anders.</translation>
    </message>
    <message numerus="yes">
        <source>This recipe is written for %1. %n things are done otherwise here.</source>
        <translation>
            <numerusform>Dieses Rezept ist für %1 geschrieben. %n Punkt ist hier anders.</numerusform>
            <numerusform>Dieses Rezept ist für %1 geschrieben. %n Punkte sind hier anders.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>Whole recipe</source>
        <translation>Ganzes Rezept</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>Geht zur Zeile</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Lane</name>
    <message>
        <source>Drag a modifier here, or press Enter on it.</source>
        <translation>Einen Modifier hierher ziehen oder darauf Eingabe drücken.</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>Stufe umbenennen...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>Stufe entfernen</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>one-shot</source>
        <translation>One-Shot</translation>
    </message>
    <message>
        <source>This stage trains the whole model on text.</source>
        <translation>Diese Stufe trainiert das ganze Modell mit Text.</translation>
    </message>
    <message>
        <source>This stage goes through the model once, layer by layer.</source>
        <translation>Diese Stufe geht einmal durch das Modell, Schicht für Schicht.</translation>
    </message>
    <message>
        <source>Actions of stage %1</source>
        <translation>Aktionen der Stufe %1</translation>
    </message>
    <message>
        <source>Renames or removes this stage</source>
        <translation>Benennt diese Stufe um oder entfernt sie</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>Stufe %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LanesView</name>
    <message>
        <source>Stages and their modifiers</source>
        <translation>Stufen und ihre Modifier</translation>
    </message>
    <message>
        <source>Arrows go from card to card, Space switches one off or on, Ctrl+D duplicates it, Delete removes it, Alt and arrows move it, Enter opens its form.</source>
        <translation>Pfeiltasten wechseln von Karte zu Karte, Leertaste schaltet eine aus oder ein, Strg+D dupliziert sie, Entf entfernt sie, Alt mit Pfeiltasten verschiebt sie, Eingabe öffnet ihr Formular.</translation>
    </message>
    <message>
        <source>Adds a stage; stages run in order, each from the result of the one before</source>
        <translation>Fügt eine Stufe hinzu; Stufen laufen nacheinander, jede mit dem Ergebnis der vorigen</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>Stufe hinzufügen</translation>
    </message>
    <message>
        <source>Open form</source>
        <translation>Formular öffnen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Show in YAML</source>
        <translation>Im YAML zeigen</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move to stage</source>
        <translation>Zu Stufe verschieben</translation>
    </message>
    <message>
        <source>Copy to stage</source>
        <translation>Zu Stufe kopieren</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>Stufe umbenennen...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>Stufe entfernen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchPanel</name>
    <message>
        <source>Add profile</source>
        <translation>Profil hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>Wo Läufe arbeiten</translation>
    </message>
    <message>
        <source>Starts a worker by this profile and waits for its answer. Nothing else is started.</source>
        <translation>Startet einen Worker mit diesem Profil und wartet auf seine Antwort. Sonst wird nichts gestartet.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>This computer, several processes</source>
        <translation>Dieser Rechner, mehrere Prozesse</translation>
    </message>
    <message>
        <source>Another computer (ssh)</source>
        <translation>Ein anderer Rechner (ssh)</translation>
    </message>
    <message>
        <source>Slurm (srun)</source>
        <translation>Slurm (srun)</translation>
    </message>
    <message>
        <source>Own command</source>
        <translation>Eigener Befehl</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Worker there</source>
        <translation>Worker dort</translation>
    </message>
    <message>
        <source>Runs work on this computer, one process each.</source>
        <translation>Läufe arbeiten auf diesem Rechner, je ein Prozess.</translation>
    </message>
    <message>
        <source>A run is shared among several processes of this computer. Worth it where a machine has several sockets: each process takes its own share of memory.</source>
        <translation>Ein Lauf wird auf mehrere Prozesse dieses Rechners verteilt. Lohnt sich, wenn ein Rechner mehrere Sockel hat: jeder Prozess nimmt seinen eigenen Teil des Speichers.</translation>
    </message>
    <message>
        <source>The worker is started over ssh, with a key: a password cannot be asked for. The other computer has to see models, texts and %1 under the same names.</source>
        <translation>Der Worker wird über ssh gestartet, mit einem Schlüssel: nach einem Passwort kann nicht gefragt werden. Der andere Rechner muss Modelle, Texte und %1 unter denselben Namen sehen.</translation>
    </message>
    <message>
        <source>The worker is started by srun, one task a process; the options are those of srun. The nodes have to see models, texts and %1 under the same names.</source>
        <translation>Der Worker wird von srun gestartet, ein Task je Prozess; die Optionen sind die von srun. Die Knoten müssen Modelle, Texte und %1 unter denselben Namen sehen.</translation>
    </message>
    <message>
        <source>A command that starts espalier-worker and passes its standard input and output through. It has to see models, texts and %1 under the same names.</source>
        <translation>Ein Befehl, der espalier-worker startet und dessen Standardeingabe und -ausgabe durchreicht. Er muss Modelle, Texte und %1 unter denselben Namen sehen.</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Options of srun</source>
        <translation>Optionen von srun</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>Neues Profil</translation>
    </message>
    <message>
        <source>Waiting for a worker...</source>
        <translation>Warten auf einen Worker...</translation>
    </message>
    <message>
        <source>A worker answered after %1.</source>
        <translation>Ein Worker hat nach %1 geantwortet.</translation>
    </message>
    <message>
        <source>Launch profile</source>
        <translation>Startprofil</translation>
    </message>
    <message>
        <source>%1 Until it says where, runs work on this computer.</source>
        <translation>%1 Bis das angegeben ist, arbeiten Läufe auf diesem Rechner.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchProfiles</name>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchTest</name>
    <message>
        <source>The command could not be started: %1</source>
        <translation>Der Befehl konnte nicht gestartet werden: %1</translation>
    </message>
    <message>
        <source>The command ended with code %1 before a worker answered. %2</source>
        <translation>Der Befehl endete mit Code %1, bevor ein Worker antwortete. %2</translation>
    </message>
    <message>
        <source>No worker answered within a minute. %1</source>
        <translation>Innerhalb einer Minute hat kein Worker geantwortet. %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerChart</name>
    <message>
        <source>error %1</source>
        <translation>Fehler %1</translation>
    </message>
    <message>
        <source>%1 to dense</source>
        <translation>%1 zur dichten Schicht</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>sparsity %1</source>
        <translation>Sparsity %1</translation>
    </message>
    <message>
        <source>damping %1</source>
        <translation>Dämpfung %1</translation>
    </message>
    <message>
        <source>Layer %1 %2: %3</source>
        <translation>Schicht %1 %2: %3</translation>
    </message>
    <message>
        <source>Sparsity by layer</source>
        <translation>Sparsity je Schicht</translation>
    </message>
    <message>
        <source>Error by layer</source>
        <translation>Fehler je Schicht</translation>
    </message>
    <message>
        <source>Output error to the dense layer</source>
        <translation>Ausgabefehler zur dichten Schicht</translation>
    </message>
    <message>
        <source>Signal to noise of weights (dB)</source>
        <translation>Signal-Rausch-Abstand der Gewichte (dB)</translation>
    </message>
    <message>
        <source>Divergence of the hidden state</source>
        <translation>Divergenz des verborgenen Zustands</translation>
    </message>
    <message>
        <source>Sparsity (%)</source>
        <translation>Sparsity (%)</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Relativer Ausgabefehler</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>After layer %1: the hidden state differs by %2</source>
        <translation>Nach Schicht %1: der verborgene Zustand weicht um %2 ab</translation>
    </message>
    <message>
        <source>%1 appears here as layers finish.</source>
        <translation>„%1“ erscheint hier, sobald Schichten fertig sind.</translation>
    </message>
    <message>
        <source>The stage %1 has no such figures: it does not work module by module.</source>
        <translation>Die Stufe %1 hat keine solchen Werte: sie arbeitet nicht modulweise.</translation>
    </message>
    <message>
        <source>This run did not follow the uncompressed layers. Modifiers with &quot;target_mix&quot; do.</source>
        <translation>Dieser Lauf hat die unkomprimierten Schichten nicht verfolgt. Modifier mit „target_mix“ tun es.</translation>
    </message>
    <message>
        <source>This run has no such figures.</source>
        <translation>Dieser Lauf hat keine solchen Werte.</translation>
    </message>
    <message>
        <source>see Events</source>
        <translation>siehe Ereignisse</translation>
    </message>
    <message>
        <source>median, 10–90 %</source>
        <translation>Median, 10–90 %</translation>
    </message>
    <message>
        <source>least sparse module</source>
        <translation>geringste Sparsity</translation>
    </message>
    <message>
        <source>worst module</source>
        <translation>schwächstes Modul</translation>
    </message>
    <message>
        <source>rounded to nearest</source>
        <translation>zum nächsten Wert gerundet</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerPairChart</name>
    <message>
        <source>Errors of two runs by layer</source>
        <translation>Fehler zweier Läufe je Schicht</translation>
    </message>
    <message>
        <source>Ratio of errors by layer</source>
        <translation>Verhältnis der Fehler je Schicht</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Relativer Ausgabefehler</translation>
    </message>
    <message>
        <source>Error of %1 / %2</source>
        <translation>Fehler von %1 / %2</translation>
    </message>
    <message>
        <source>Errors appear here once two runs are chosen.</source>
        <translation>Fehler erscheinen hier, sobald zwei Läufe gewählt sind.</translation>
    </message>
    <message>
        <source>These two runs measured the error of no matrix that both have.</source>
        <translation>Diese zwei Läufe haben bei keiner gemeinsamen Matrix den Fehler gemessen.</translation>
    </message>
    <message numerus="yes">
        <source>Layer %1, %2: error %3, mean of %n matrices</source>
        <translation>
            <numerusform>Schicht %1, %2: Fehler %3, Mittel über %n Matrix</numerusform>
            <numerusform>Schicht %1, %2: Fehler %3, Mittel über %n Matrizen</numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1: error of %2 is %3 times that of %4</source>
        <translation>Schicht %1: der Fehler von %2 ist %3-mal so groß wie der von %4</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Layer %1: %2 parameters, %3, sparsity %4</source>
        <translation>Schicht %1: %2 Parameter, %3, Sparsity %4</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>nichts bekannt</translation>
    </message>
    <message>
        <source>%1, error %2</source>
        <comment>figures of a layer</comment>
        <translation>%1, Fehler %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LoadingBar</name>
    <message>
        <source>Progress of loading</source>
        <translation>Fortschritt des Ladens</translation>
    </message>
    <message>
        <source>Packing the weights of %1, %2</source>
        <translation>Gewichte von %1 werden gepackt, %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LogView</name>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Filter lines</source>
        <translation>Zeilen filtern</translation>
    </message>
    <message>
        <source>Filter lines of the log</source>
        <translation>Zeilen des Logs filtern</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Worker&apos;s own output</source>
        <translation>Eigene Ausgabe des Workers</translation>
    </message>
    <message>
        <source>Kind of lines</source>
        <translation>Art der Zeilen</translation>
    </message>
    <message>
        <source>Which lines are shown.</source>
        <translation>Welche Zeilen gezeigt werden.</translation>
    </message>
    <message>
        <source>Keeps the newest line in sight.</source>
        <translation>Hält die neueste Zeile im Blick.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>lines shown, lines</comment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MachinePanel</name>
    <message numerus="yes">
        <source>%1, %n threads, %2 of memory. Kernels: %3.</source>
        <translation>
            <numerusform>%1, %n Thread, %2 Speicher. Kernel: %3.</numerusform>
            <numerusform>%1, %n Threads, %2 Speicher. Kernel: %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>Noch nicht gemessen. Das braucht einige Sekunden und ein halbes GiB Speicher.</translation>
    </message>
    <message>
        <source>Measures memory bandwidth and the speed of each format of weights.</source>
        <translation>Misst die Speicherbandbreite und das Tempo jedes Gewichtsformats.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits je Gewicht</translation>
    </message>
    <message>
        <source>Billion weights a second</source>
        <translation>Mrd. Gewichte je Sekunde</translation>
    </message>
    <message>
        <source>Against bfloat16</source>
        <translation>Gegenüber bfloat16</translation>
    </message>
    <message>
        <source>Speed of each format of weights</source>
        <translation>Tempo jedes Gewichtsformats</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>Messung läuft. Andere Arbeit macht die Werte kleiner.</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times as fast</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the weights below; zeros count as weights.</source>
        <translation>Der Speicher liefert %1 GB/s. Ein erzeugtes Token liest jedes Gewicht einmal, daher ist seine Zeit die der Gewichte unten; Nullen zählen als Gewichte.</translation>
    </message>
    <message>
        <source>Processor, kernels, memory bandwidth, formats, speed</source>
        <translation>Prozessor, Kernel, Speicherbandbreite, Formate, Tempo</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MainWindow</name>
    <message>
        <source>An export is being made</source>
        <translation>Ein Export wird erstellt</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>Open model, recipe or data...</source>
        <translation>Modell, Rezept oder Daten öffnen...</translation>
    </message>
    <message>
        <source>Export current model</source>
        <translation>Aktuelles Modell exportieren</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>Diese Seite filtern</translation>
    </message>
    <message>
        <source>Primary action of this page</source>
        <translation>Hauptaktion dieser Seite</translation>
    </message>
    <message>
        <source>Stop the answer or the run</source>
        <translation>Antwort oder Lauf anhalten</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation>Ein Lauf arbeitet</translation>
    </message>
    <message>
        <source>%1 - Espalier</source>
        <translation>%1 - Espalier</translation>
    </message>
    <message>
        <source>Stop %1? Finished layers are kept: Resume goes on after them.</source>
        <translation>%1 anhalten? Fertige Schichten bleiben erhalten: „Fortsetzen“ macht nach ihnen weiter.</translation>
    </message>
    <message>
        <source>Stop run</source>
        <translation>Lauf anhalten</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 as what?</source>
        <translation>Wofür %1 verwenden?</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Kalibrierungstext</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Evaluationstext</translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation>Modellordner...</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF-Datei...</translation>
    </message>
    <message>
        <source>Recipe or data file...</source>
        <translation>Rezept- oder Datendatei...</translation>
    </message>
    <message>
        <source>Open recipe or data</source>
        <translation>Rezept oder Daten öffnen</translation>
    </message>
    <message>
        <source>Recipes and text (*.yaml *.yml %1)</source>
        <translation>Rezepte und Text (*.yaml *.yml %1)</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>GGUF-Datei öffnen</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF-Modelle (*.gguf)</translation>
    </message>
    <message>
        <source>Open %1 as the current model</source>
        <translation>%1 als aktuelles Modell öffnen</translation>
    </message>
    <message>
        <source>Open %1 on the Recipe page</source>
        <translation>%1 auf der Rezeptseite öffnen</translation>
    </message>
    <message>
        <source>Use %1 as calibration or evaluation text</source>
        <translation>%1 als Kalibrierungs- oder Evaluationstext verwenden</translation>
    </message>
    <message>
        <source>%1 is no model, recipe or text file</source>
        <translation>%1 ist weder Modell noch Rezept noch Textdatei</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Open model %1</source>
        <translation>Modell %1 öffnen</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>%1 is working. Closing stops it; finished layers are kept and Resume goes on after them.</source>
        <translation>%1 arbeitet. Schließen hält den Lauf an; fertige Schichten bleiben erhalten, und „Fortsetzen“ macht nach ihnen weiter.</translation>
    </message>
    <message>
        <source>An export is being made. Closing stops it; nothing of it is kept.</source>
        <translation>Ein Export wird erstellt. Schließen hält ihn an; nichts davon bleibt erhalten.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Weiterarbeiten</translation>
    </message>
    <message>
        <source>%1 has finished.</source>
        <translation>%1 ist fertig.</translation>
    </message>
    <message>
        <source>%1 has failed. %2</source>
        <translation>%1 ist fehlgeschlagen. %2</translation>
    </message>
    <message>
        <source>%1 was interrupted. Resume goes on after its last finished layer.</source>
        <translation>%1 wurde unterbrochen. „Fortsetzen“ macht nach der letzten fertigen Schicht weiter.</translation>
    </message>
    <message>
        <source>The export of %1 is ready: %2</source>
        <translation>Der Export von %1 ist bereit: %2</translation>
    </message>
    <message>
        <source>The export of %1 has failed. %2</source>
        <translation>Der Export von %1 ist fehlgeschlagen. %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Begriff</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Pause run</source>
        <translation>Lauf pausieren</translation>
    </message>
    <message>
        <source>A sweep is working</source>
        <translation>Ein Sweep arbeitet</translation>
    </message>
    <message>
        <source>The language changes when Espalier starts next: a run, a sweep or an export is working now.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Espalier: Gerade arbeitet ein Lauf, ein Sweep oder ein Export.</translation>
    </message>
    <message>
        <source>A sweep is working. Closing stops it; measured cells are kept and Resume goes on after them.</source>
        <translation>Ein Sweep arbeitet. Schließen hält ihn an; gemessene Zellen bleiben erhalten, und „Fortsetzen“ macht nach ihnen weiter.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixPane</name>
    <message>
        <source>Signed mean</source>
        <translation>Mittelwert (±)</translation>
    </message>
    <message>
        <source>Largest |w|</source>
        <translation>Größtes |w|</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>Nullen</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M-Muster</translation>
    </message>
    <message>
        <source>What the matrix shows</source>
        <translation>Was die Matrix zeigt</translation>
    </message>
    <message>
        <source>What the colour of a place stands for: the mean of its weights, the largest absolute value, the share of zeros, or the share of groups that keep to the pattern.</source>
        <translation>Wofür die Farbe einer Stelle steht: das Mittel ihrer Gewichte, der größte Absolutwert, der Anteil der Nullen oder der Anteil der Gruppen, die das Muster einhalten.</translation>
    </message>
    <message>
        <source>Pattern that groups are judged by</source>
        <translation>Muster, nach dem Gruppen beurteilt werden</translation>
    </message>
    <message>
        <source>2:4: at most 2 of every 4 consecutive inputs are not zero. Borders of the groups show once weights can be told apart, groups that do not keep to it are framed.</source>
        <translation>2:4: von je 4 aufeinanderfolgenden Eingaben sind höchstens 2 nicht null. Grenzen der Gruppen erscheinen, sobald sich Gewichte unterscheiden lassen; Gruppen, die es nicht einhalten, sind umrahmt.</translation>
    </message>
    <message>
        <source>A few weights of each place were looked at. The exact figures follow.</source>
        <translation>Von jeder Stelle wurden wenige Gewichte betrachtet. Die genauen Werte folgen.</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Home: the whole matrix.</source>
        <translation>Rad: Zoom. Ziehen: verschieben. Pos1: die ganze Matrix.</translation>
    </message>
    <message>
        <source>sampled</source>
        <comment>a few weights of each place</comment>
        <translation>Stichprobe</translation>
    </message>
    <message>
        <source>Show the whole matrix</source>
        <translation>Ganze Matrix zeigen</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>Bild speichern...</translation>
    </message>
    <message>
        <source>Save shown figures...</source>
        <translation>Gezeigte Werte speichern...</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Save shown figures</source>
        <translation>Gezeigte Werte speichern</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>Werte (*.csv)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>%1 konnte nicht geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixView</name>
    <message>
        <source>Matrix of the weights</source>
        <translation>Matrix der Gewichte</translation>
    </message>
    <message>
        <source>Row %1, column %2: being read</source>
        <translation>Zeile %1, Spalte %2: wird gelesen</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 keeps to %5.</source>
        <translation>Zeile %1, Spalte %2: %3. Gruppe %4 hält %5 ein.</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 does not keep to %5.</source>
        <translation>Zeile %1, Spalte %2: %3. Gruppe %4 hält %5 nicht ein.</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: being read</source>
        <translation>Zeilen %1, Spalten %2: werden gelesen</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: mean %3, largest %4, zeros %5, %6 in %7 of the groups</source>
        <translation>Zeilen %1, Spalten %2: Mittel %3, größtes %4, Nullen %5, %6 in %7 der Gruppen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MemoryChart</name>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>Zeit (s)</translation>
    </message>
    <message>
        <source>Worker memory (MiB)</source>
        <translation>Speicher des Workers (MiB)</translation>
    </message>
    <message>
        <source>The worker&apos;s memory appears here.</source>
        <translation>Der Speicher des Workers erscheint hier.</translation>
    </message>
    <message>
        <source>Worker memory (GiB)</source>
        <translation>Speicher des Workers (GiB)</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>Budget %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBar</name>
    <message>
        <source>Close message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBody</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageItem</name>
    <message>
        <source>stopped at the limit of tokens</source>
        <translation>angehalten an der Token-Grenze</translation>
    </message>
    <message>
        <source>stopped: the context is full</source>
        <translation>angehalten: der Kontext ist voll</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln Token</numerusform>
            <numerusform>%Ln Tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>erstes Token nach %1</translation>
    </message>
    <message>
        <source>context %1 of %2</source>
        <translation>Kontext %1 von %2</translation>
    </message>
    <message>
        <source>Another model answers from here on: %1</source>
        <translation>Ab hier antwortet ein anderes Modell: %1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Nachricht kopieren</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Der Prompt wird gelesen</translation>
    </message>
    <message>
        <source>Seed %1. Of the prompt&apos;s %2 tokens, %3 were known from an earlier answer.</source>
        <translation>Seed %1. Von den %2 Tokens des Prompts waren %3 aus einer früheren Antwort bekannt.</translation>
    </message>
    <message>
        <source>The app ended during this answer.</source>
        <translation>Die App wurde während dieser Antwort beendet.</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation>Das Modell hat seine Antwort sofort beendet.</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Sie: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>Frage bearbeiten</translation>
    </message>
    <message>
        <source>Show the branch before</source>
        <translation>Vorigen Zweig zeigen</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <comment>branch of all branches</comment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>The conversation goes on here in %n ways.</source>
        <translation>
            <numerusform>Die Unterhaltung geht hier auf %n Weise weiter.</numerusform>
            <numerusform>Die Unterhaltung geht hier auf %n Weisen weiter.</numerusform>
        </translation>
    </message>
    <message>
        <source>Branch %1 of %2</source>
        <translation>Zweig %1 von %2</translation>
    </message>
    <message>
        <source>Show the next branch</source>
        <translation>Nächsten Zweig zeigen</translation>
    </message>
    <message>
        <source>Answers after A</source>
        <translation>Antwortet nach A</translation>
    </message>
    <message>
        <source>Waiting to be scored</source>
        <translation>Wartet auf Bewertung</translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation>Bewertung %1</translation>
    </message>
    <message>
        <source>Not scored</source>
        <translation>Nicht bewertet</translation>
    </message>
    <message>
        <source>Not scored: %1</source>
        <translation>Nicht bewertet: %1</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, differs from A first at token %L2</source>
        <translation>Mittlere KL %1 Nats, erste Abweichung von A bei Token %L2</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, no token differs from A</source>
        <translation>Mittlere KL %1 Nats, kein Token weicht von A ab</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>Ends the comparison of this reply with the dense model.</source>
        <translation>Beendet den Vergleich dieser Antwort mit dem dichten Modell.</translation>
    </message>
    <message>
        <source>Compares this reply token by token with what the dense model predicts.</source>
        <translation>Vergleicht diese Antwort Token für Token mit dem, was das dichte Modell vorhersagt.</translation>
    </message>
    <message>
        <source>Score again</source>
        <translation>Erneut bewerten</translation>
    </message>
    <message>
        <source>Mean KL %1 nats</source>
        <translation>Mittlere KL %1 Nats</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageView</name>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierCard</name>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>whole model</source>
        <translation>ganzes Modell</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 Matrix</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 Matrizen</translation>
    </message>
    <message>
        <source>%1 takes part in the run</source>
        <translation>%1 nimmt am Lauf teil</translation>
    </message>
    <message>
        <source>Leaves %1 out of the run; its lines become a comment</source>
        <translation>Lässt %1 beim Lauf weg; seine Zeilen werden zum Kommentar</translation>
    </message>
    <message>
        <source>Lets %1 take part in the run again</source>
        <translation>Lässt %1 wieder am Lauf teilnehmen</translation>
    </message>
    <message>
        <source>This version does not know %1.</source>
        <translation>Diese Version kennt %1 nicht.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierForm</name>
    <message>
        <source>Keys of the modifier</source>
        <translation>Schlüssel des Modifiers</translation>
    </message>
    <message>
        <source>Choose a card to see its keys.</source>
        <translation>Für die Schlüssel eine Karte wählen.</translation>
    </message>
    <message>
        <source>Switched off: its lines are a comment. Space on the card switches it on.</source>
        <translation>Ausgeschaltet: die Zeilen sind ein Kommentar. Leertaste auf der Karte schaltet sie ein.</translation>
    </message>
    <message>
        <source>Keys are those of %1, whose N:M counts what is pruned.</source>
        <translation>Die Schlüssel sind die von %1, dessen N:M zählt, was beschnitten wird.</translation>
    </message>
    <message>
        <source>This version does not know this class, so its keys have no fields.</source>
        <translation>Diese Version kennt die Klasse nicht, darum haben ihre Schlüssel keine Felder.</translation>
    </message>
    <message>
        <source>1 matrix is hit.</source>
        <translation>Trifft 1 Matrix.</translation>
    </message>
    <message>
        <source>%1 matrices are hit.</source>
        <translation>Trifft %1 Matrizen.</translation>
    </message>
    <message>
        <source>Only in the YAML</source>
        <translation>Nur im YAML</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, Zeile %2</translation>
    </message>
    <message>
        <source>Goes to the line of %1</source>
        <translation>Geht zur Zeile von %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTable</name>
    <message>
        <source>Module results</source>
        <translation>Modulergebnisse</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTableModel</name>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Modul</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Modifier</source>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation>Relativer Fehler</translation>
    </message>
    <message>
        <source>Error to dense</source>
        <translation>Fehler zur dichten</translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation>Signal/Rauschen</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Sparsity</translation>
    </message>
    <message>
        <source>Damping</source>
        <translation>Dämpfung</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTreeModel</name>
    <message>
        <source>tied</source>
        <comment>to the embedding</comment>
        <translation>gekoppelt</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 Parameter</translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation>%1 Bytes gespeichert</translation>
    </message>
    <message>
        <source>%1 of the weights counted so far.</source>
        <translation>%1 der Gewichte bisher gezählt.</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Anteil der Gewichte, die exakt null sind. Spart nur in Mustern Zeit, für die die Engine einen Kernel hat. Typisch 50 %.</translation>
    </message>
    <message>
        <source>
Part of %1.</source>
        <translation>
Teil von %1.</translation>
    </message>
    <message>
        <source>%1
Tensors are missing here.</source>
        <translation>%1
Hier fehlen Tensoren.</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Modul</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>Dtype</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Sparsity</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>Relativer Ausgabefehler: quadrierte Änderung der Ausgabe der Schicht, geteilt durch deren Quadrat. 0 ist perfekt, 1 ist nicht besser als Nullen. Bei mehreren Modulen das Mittel.</translation>
    </message>
    <message>
        <source>Smallest and largest weight.</source>
        <translation>Kleinstes und größtes Gewicht.</translation>
    </message>
    <message>
        <source>Size in the model that the run began with. Now %1 of it.</source>
        <translation>Größe in dem Modell, mit dem der Lauf begann. Jetzt %1 davon.</translation>
    </message>
    <message>
        <source>Size in the model that the run began with.</source>
        <translation>Größe in dem Modell, mit dem der Lauf begann.</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Size before</source>
        <translation>Größe vorher</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsChart</name>
    <message>
        <source>Norms of the weights</source>
        <translation>Normen der Gewichte</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>L2 norm</source>
        <translation>L2-Norm</translation>
    </message>
    <message>
        <source>Outputs (rows)</source>
        <translation>Ausgaben (Zeilen)</translation>
    </message>
    <message>
        <source>Inputs (columns)</source>
        <translation>Eingaben (Spalten)</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Input %1: norm %2</source>
        <translation>Eingabe %1: Norm %2</translation>
    </message>
    <message>
        <source>Output %1: norm %2</source>
        <translation>Ausgabe %1: Norm %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsPane</name>
    <message>
        <source>&amp;Sorted, largest first</source>
        <translation>&amp;Sortiert, größte zuerst</translation>
    </message>
    <message>
        <source>Outputs or inputs of small norm matter little. A few very large ones make a matrix hard to quantize.</source>
        <translation>Ausgaben oder Eingaben mit kleiner Norm zählen wenig. Einige sehr große machen eine Matrix schwer quantisierbar.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotesEditor</name>
    <message>
        <source>Pin above the history</source>
        <translation>Über dem Verlauf anheften</translation>
    </message>
    <message>
        <source>A name of your own</source>
        <translation>Ein eigener Name</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>Name des Laufs</translation>
    </message>
    <message>
        <source>baseline, int4, for the paper</source>
        <translation>Basis, int4, fürs Paper</translation>
    </message>
    <message>
        <source>Tags of the run</source>
        <translation>Tags des Laufs</translation>
    </message>
    <message>
        <source>Separated by commas. The list at the left finds runs by them.</source>
        <translation>Durch Kommas getrennt. Die Liste links findet Läufe danach.</translation>
    </message>
    <message>
        <source>What you tried, and what came of it</source>
        <translation>Was probiert wurde und was dabei herauskam</translation>
    </message>
    <message>
        <source>Notes on the run</source>
        <translation>Notizen zum Lauf</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Kept in the run&apos;s folder, also if the history&apos;s index is lost.</source>
        <translation>Im Ordner des Laufs abgelegt, bleibt auch ohne den Index des Verlaufs.</translation>
    </message>
    <message>
        <source>The notes are not stored: %1</source>
        <translation>Die Notizen sind nicht gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotificationBell</name>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Nothing yet. Runs and exports that end, and what went wrong, are listed here.</source>
        <translation>Noch nichts. Läufe und Exporte, die enden, und was misslang, stehen hier.</translation>
    </message>
    <message>
        <source>1 new notification</source>
        <translation>1 neue Benachrichtigung</translation>
    </message>
    <message numerus="yes">
        <source>%n new notifications</source>
        <translation>
            <numerusform>%n neue Benachrichtigung</numerusform>
            <numerusform>%n neue Benachrichtigungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::PaletteView</name>
    <message>
        <source>Prune</source>
        <translation>Beschneiden</translation>
    </message>
    <message>
        <source>Quantize</source>
        <translation>Quantisieren</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Erholen</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Filter the modifiers</source>
        <translation>Modifier filtern</translation>
    </message>
    <message>
        <source>Modifiers to add</source>
        <translation>Modifier zum Hinzufügen</translation>
    </message>
    <message>
        <source>Enter puts the modifier behind the current card. It can also be dragged into a stage.</source>
        <translation>Eingabe setzt den Modifier hinter die aktuelle Karte. Er lässt sich auch in eine Stufe ziehen.</translation>
    </message>
    <message>
        <source>Drag a modifier into a stage, or press Enter.</source>
        <translation>Einen Modifier in eine Stufe ziehen oder Eingabe drücken.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ParetoChart</name>
    <message>
        <source>Quality over cost</source>
        <translation>Qualität über Kosten</translation>
    </message>
    <message>
        <source>Size (GiB)</source>
        <translation>Größe (GiB)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits je Gewicht</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>No speed is measured yet. &quot;Measure speeds&quot; runs each model for some seconds on this machine.</source>
        <translation>Noch kein Tempo ist gemessen. „Tempo messen“ lässt jedes Modell auf diesem Rechner einige Sekunden laufen.</translation>
    </message>
    <message>
        <source>%1 is not drawn: %2.</source>
        <translation>%1 ist nicht gezeichnet: %2.</translation>
    </message>
    <message>
        <source>None of these runs has such figures.</source>
        <translation>Keiner dieser Läufe hat solche Werte.</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL zum dichten (Nats je Token)</translation>
    </message>
    <message>
        <source>front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>D dense</source>
        <translation>D dicht</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>Perplexität %1</translation>
    </message>
    <message>
        <source>KL %1 nats a token</source>
        <translation>KL %1 Nats je Token</translation>
    </message>
    <message>
        <source>%1 bits a weight</source>
        <translation>%1 Bits je Gewicht</translation>
    </message>
    <message>
        <source>predicted size %1</source>
        <translation>vorhergesagte Größe %1</translation>
    </message>
    <message>
        <source>on the front</source>
        <translation>auf der Front</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
    <message>
        <source>still working</source>
        <translation>arbeitet noch</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanBreakdownPopup</name>
    <message>
        <source>%1: %2</source>
        <comment>a part and its figure</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Measure this machine</source>
        <translation>Diesen Rechner messen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>Messung läuft. Andere Arbeit macht die Werte kleiner.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanCellButton</name>
    <message>
        <source>Too much. %1</source>
        <translation>Zu viel. %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a cell of the plan and its figure</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Enter opens the breakdown.</source>
        <translation>Eingabe öffnet die Aufschlüsselung.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanStrip</name>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Planning</source>
        <comment>while figures of an edit are predicted</comment>
        <translation>Planung</translation>
    </message>
    <message>
        <source>Change the budget...</source>
        <translation>Budget ändern...</translation>
    </message>
    <message>
        <source>Remove old runs...</source>
        <translation>Alte Läufe entfernen...</translation>
    </message>
    <message>
        <source>The figures are being predicted.</source>
        <translation>Die Werte werden vorhergesagt.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ProblemsList</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, Zeile %2</translation>
    </message>
    <message>
        <source>Enter goes to the line of a problem, Alt+Return does what its button says.</source>
        <translation>Eingabe geht zur Zeile eines Problems, Alt+Eingabe tut, was sein Knopf sagt.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::QualityChart</name>
    <message>
        <source>Time (s)</source>
        <translation>Zeit (s)</translation>
    </message>
    <message>
        <source>Time (min)</source>
        <translation>Zeit (min)</translation>
    </message>
    <message>
        <source>Time (h)</source>
        <translation>Zeit (h)</translation>
    </message>
    <message>
        <source>, %1 to dense</source>
        <translation>, %1 zum dichten Modell</translation>
    </message>
    <message>
        <source>, KL %1</source>
        <translation>, KL %1</translation>
    </message>
    <message>
        <source>1 window</source>
        <translation>1 Fenster</translation>
    </message>
    <message numerus="yes">
        <source>%n windows</source>
        <translation>
            <numerusform>%n Fenster</numerusform>
            <numerusform>%n Fenster</numerusform>
        </translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 Schicht</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 after %3: %4</source>
        <translation>%1, %2 nach %3: %4</translation>
    </message>
    <message>
        <source>%1, probe of %2 after %3</source>
        <translation>%1, Probe von %2 nach %3</translation>
    </message>
    <message>
        <source>%1, held-out text of %2</source>
        <translation>%1, Held-out-Text von %2</translation>
    </message>
    <message>
        <source>Step %1 of %2: loss %3, on average %4</source>
        <translation>Schritt %1 von %2: Loss %3, im Mittel %4</translation>
    </message>
    <message>
        <source>, held-out %1</source>
        <translation>, Held-out %1</translation>
    </message>
    <message>
        <source>Layer %1 %2. %3</source>
        <translation>Schicht %1 %2. %3</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL zum dichten Modell</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Trainings-Loss</translation>
    </message>
    <message>
        <source>KL to the dense model (nats a token)</source>
        <translation>KL zum dichten Modell (Nats je Token)</translation>
    </message>
    <message>
        <source>The divergence from the dense model appears here between layers.</source>
        <translation>Die Divergenz vom dichten Modell erscheint hier zwischen Schichten.</translation>
    </message>
    <message>
        <source>Perplexity appears here between layers. It needs a run with text to measure on.</source>
        <translation>Die Perplexität erscheint hier zwischen Schichten. Dafür braucht der Lauf einen Text, auf dem gemessen wird.</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>Held-out</translation>
    </message>
    <message>
        <source>Training loss (nats a token)</source>
        <translation>Trainings-Loss (Nats je Token)</translation>
    </message>
    <message>
        <source>The loss appears here while a stage trains.</source>
        <translation>Der Loss erscheint hier, während eine Stufe trainiert.</translation>
    </message>
    <message>
        <source>Error of the layer in training</source>
        <translation>Fehler der Schicht im Training</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>jeder Schritt</translation>
    </message>
    <message>
        <source>moving average</source>
        <translation>gleitendes Mittel</translation>
    </message>
    <message>
        <source>dense, held-out %1</source>
        <translation>dicht, Held-out %1</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> Schritte</translation>
    </message>
    <message>
        <source>not smoothed</source>
        <translation>nicht geglättet</translation>
    </message>
    <message>
        <source>Half-life of the moving average</source>
        <translation>Halbwertszeit des gleitenden Mittels</translation>
    </message>
    <message>
        <source>Half-life of the moving average: after so many steps a loss counts half. The losses themselves stay visible.</source>
        <translation>Halbwertszeit des gleitenden Mittels: nach so vielen Schritten zählt ein Loss halb. Die Loss-Werte selbst bleiben sichtbar.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditing</name>
    <message>
        <source>The card is switched off. Switch it on to change it.</source>
        <translation>Die Karte ist ausgeschaltet. Zum Ändern einschalten.</translation>
    </message>
    <message>
        <source>Line %1 holds modifiers in brackets, where a card cannot do this. Write them in lines of their own, or change the YAML.</source>
        <translation>Zeile %1 enthält Modifier in Klammern, wo eine Karte das nicht kann. Jeden in eine eigene Zeile schreiben oder das YAML ändern.</translation>
    </message>
    <message>
        <source>Several modifiers share one dash near line %1. Give each a dash of its own in the YAML.</source>
        <translation>Nahe Zeile %1 teilen sich mehrere Modifier einen Strich. Im YAML jedem einen eigenen Strich geben.</translation>
    </message>
    <message>
        <source>This group holds %1 already, and a mapping holds a class once. Put it into another stage.</source>
        <translation>Diese Gruppe enthält bereits %1, und ein Mapping enthält eine Klasse nur einmal. In eine andere Stufe setzen.</translation>
    </message>
    <message>
        <source>Another stage is called &quot;%1&quot;. Choose another name.</source>
        <translation>Eine andere Stufe heißt „%1“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be a stage&apos;s name. Use letters, digits, &quot;-&quot; and &quot;_&quot;.</source>
        <translation>„%1“ kann kein Stufenname sein. Buchstaben, Ziffern, „-“ und „_“ verwenden.</translation>
    </message>
    <message>
        <source>The recipe shares values by anchors, so line %1 cannot change by a card alone. Change it in the YAML.</source>
        <translation>Das Rezept teilt Werte über Anker, darum kann eine Karte allein Zeile %1 nicht ändern. Im YAML ändern.</translation>
    </message>
    <message>
        <source>Line %1 is written in a form that a card cannot change safely. Change it in the YAML.</source>
        <translation>Zeile %1 hat eine Form, die eine Karte nicht sicher ändern kann. Im YAML ändern.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditor</name>
    <message>
        <source>Recipe in YAML</source>
        <translation>Rezept in YAML</translation>
    </message>
    <message>
        <source>Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 leaves the editor.</source>
        <translation>Probleme sind unten aufgeführt und am Rand markiert. Strg+Leertaste vervollständigt ein Wort, F6 verlässt den Editor.</translation>
    </message>
    <message>
        <source>Alt+Return: %1</source>
        <comment>a key and what it does</comment>
        <translation>Alt+Eingabe: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePage</name>
    <message>
        <source>1 error</source>
        <translation>1 Fehler</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 Fehler</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 Warnungen</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Lauf starten</translation>
    </message>
    <message>
        <source>Open recipe...</source>
        <translation>Rezept öffnen...</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>Speichern unter...</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Enter puts a ready recipe into the editor.</source>
        <translation>Eingabe übernimmt ein fertiges Rezept in den Editor.</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>No recipe yet</source>
        <translation>Noch kein Rezept</translation>
    </message>
    <message>
        <source>A recipe says what is done to which modules.</source>
        <translation>Ein Rezept sagt, was mit welchen Modulen geschieht.</translation>
    </message>
    <message>
        <source>Use SparseGPT 50 % and int8</source>
        <translation>SparseGPT 50 % und int8 verwenden</translation>
    </message>
    <message>
        <source>Modules that the recipe hits</source>
        <translation>Module, die das Rezept trifft</translation>
    </message>
    <message>
        <source>Open a model to see what each target hits.</source>
        <translation>Ein Modell öffnen, um zu sehen, was jedes Ziel trifft.</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Modules hit by %1</source>
        <translation>Module, die %1 trifft</translation>
    </message>
    <message>
        <source>Choose a template or open a recipe.</source>
        <translation>Eine Vorlage wählen oder ein Rezept öffnen.</translation>
    </message>
    <message>
        <source>The recipe has an error.</source>
        <translation>Das Rezept hat einen Fehler.</translation>
    </message>
    <message>
        <source>The recipe has %1 errors.</source>
        <translation>Das Rezept hat %1 Fehler.</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>Zuerst ein Modell öffnen.</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>Dieses Modell lässt sich nicht bearbeiten; der Explorer sagt, warum.</translation>
    </message>
    <message>
        <source>Choose a calibration text.</source>
        <translation>Einen Kalibrierungstext wählen.</translation>
    </message>
    <message>
        <source>Untitled recipe</source>
        <translation>Rezept ohne Titel</translation>
    </message>
    <message>
        <source>Problems: %1</source>
        <translation>Probleme: %1</translation>
    </message>
    <message>
        <source>No problems, notes: %1</source>
        <translation>Keine Probleme, Hinweise: %1</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message>
        <source>Runs this recipe on the current model</source>
        <translation>Führt dieses Rezept auf dem aktuellen Modell aus</translation>
    </message>
    <message>
        <source>%1 dialect</source>
        <translation>Dialekt von %1</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>Rezept öffnen</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json);;All files (*)</source>
        <translation>Rezepte (*.yaml *.yml *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>Rezept speichern</translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation>Rezepte (*.yaml)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>Stufe hinzufügen</translation>
    </message>
    <message>
        <source>Line %1 stops the cards from following.</source>
        <translation>Wegen Zeile %1 können die Karten nicht folgen.</translation>
    </message>
    <message>
        <source>Add behind the current card</source>
        <translation>Hinter der aktuellen Karte einfügen</translation>
    </message>
    <message>
        <source>Add to stage %1</source>
        <translation>In Stufe %1 einfügen</translation>
    </message>
    <message>
        <source>Add in a new stage</source>
        <translation>In neuer Stufe hinzufügen</translation>
    </message>
    <message>
        <source>Rename stage</source>
        <translation>Stufe umbenennen</translation>
    </message>
    <message>
        <source>Name; its result is a folder called so:</source>
        <translation>Name; so heißt auch der Ordner des Ergebnisses:</translation>
    </message>
    <message>
        <source>The recipe has errors. Mend them first.</source>
        <translation>Das Rezept hat Fehler. Diese zuerst beheben.</translation>
    </message>
    <message>
        <source>Puts a ready recipe in place of this one; undo brings this one back</source>
        <translation>Setzt ein fertiges Rezept an die Stelle von diesem; „Rückgängig“ bringt dieses zurück</translation>
    </message>
    <message>
        <source>Begin with an empty stage</source>
        <translation>Mit einer leeren Stufe beginnen</translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Add modifier</source>
        <translation>Modifier hinzufügen</translation>
    </message>
    <message>
        <source>Puts a modifier behind the current card</source>
        <translation>Setzt einen Modifier hinter die aktuelle Karte</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>Geht zur Zeile</translation>
    </message>
    <message>
        <source>Rewrite for Espalier</source>
        <translation>Für Espalier umschreiben</translation>
    </message>
    <message>
        <source>This configuration holds algorithms and no list of modifiers. Rewritten as a recipe of Espalier it has cards; undo brings it back.</source>
        <translation>Diese Konfiguration enthält Algorithmen und keine Liste von Modifiern. Umgeschrieben als Espalier-Rezept hat sie Karten; „Rückgängig“ bringt sie zurück.</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>%1 is gone from the disk. Saving writes it again.</source>
        <translation>%1 fehlt auf dem Datenträger. Speichern schreibt es neu.</translation>
    </message>
    <message>
        <source>Another program has changed %1.</source>
        <translation>Ein anderes Programm hat %1 geändert.</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meines behalten</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>%1: the editor&apos;s text and the file&apos;s</source>
        <translation>%1: Text im Editor und in der Datei</translation>
    </message>
    <message>
        <source>In the editor</source>
        <translation>Im Editor</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>In der Datei</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>The recipe is in Espalier&apos;s own dialect now. Comments were not kept.</source>
        <translation>Das Rezept ist jetzt in Espaliers eigenem Dialekt. Kommentare blieben nicht erhalten.</translation>
    </message>
    <message>
        <source>Modules can be chosen for a card that is switched on.</source>
        <translation>Module lassen sich für eine Karte wählen, die eingeschaltet ist.</translation>
    </message>
    <message>
        <source>Open a model to choose among its modules.</source>
        <translation>Ein Modell öffnen, um unter seinen Modulen zu wählen.</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>dialect; why the recipe cannot start</comment>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePlanner</name>
    <message>
        <source>There is no recipe to plan yet.</source>
        <translation>Es gibt noch kein Rezept zu planen.</translation>
    </message>
    <message>
        <source>Open a model to see what the recipe would do to it.</source>
        <translation>Ein Modell öffnen, um zu sehen, was das Rezept daran ändern würde.</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>Dieses Modell lässt sich nicht bearbeiten; der Explorer sagt, warum.</translation>
    </message>
    <message>
        <source>Line %1 stops the plan from following.</source>
        <translation>Wegen Zeile %1 kann der Plan nicht folgen.</translation>
    </message>
    <message>
        <source>An error stops the plan from following.</source>
        <translation>Wegen eines Fehlers kann der Plan nicht folgen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ResultCard</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Run</name>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>measuring perplexity</source>
        <translation>Perplexitätsmessung</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation>Rekonstruktion</translation>
    </message>
    <message>
        <source>compressing</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>Abschluss</translation>
    </message>
    <message>
        <source>layer %1/%2</source>
        <translation>Schicht %1/%2</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>run, its name</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>paused at %1</source>
        <translation>pausiert bei %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunDetails</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Enter opens the module of an event, or the log at its time.</source>
        <translation>Eingabe öffnet das Modul eines Ereignisses oder das Log zu dieser Zeit.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Before/after</source>
        <translation>Vorher/nachher</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation>Ereignisse %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunFigures</name>
    <message>
        <source>The run goes on: stage %1, layer %2</source>
        <translation>Der Lauf geht weiter: Stufe %1, Schicht %2</translation>
    </message>
    <message>
        <source>The run goes on: stage %1</source>
        <translation>Der Lauf geht weiter: Stufe %1</translation>
    </message>
    <message>
        <source>Stage %1 began: %2</source>
        <translation>Stufe %1 hat begonnen: %2</translation>
    </message>
    <message>
        <source>Stage %1 was written to %2</source>
        <translation>Stufe %1 wurde nach %2 geschrieben</translation>
    </message>
    <message>
        <source>The run went on after a pause of %1</source>
        <translation>Der Lauf ging nach einer Pause von %1 weiter</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunHeader</name>
    <message>
        <source>Stage whose figures are shown by layer</source>
        <translation>Stufe, deren Werte je Schicht gezeigt werden</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Fortschritt des Laufs</translation>
    </message>
    <message>
        <source>stage %1</source>
        <translation>Stufe %1</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>layer %1 of %2</source>
        <translation>Schicht %1 von %2</translation>
    </message>
    <message>
        <source>reconstructing %1, step %2 of %3</source>
        <translation>Rekonstruktion von %1, Schritt %2 von %3</translation>
    </message>
    <message>
        <source>All stages</source>
        <translation>Alle Stufen</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>More actions of the run</source>
        <translation>Weitere Aktionen des Laufs</translation>
    </message>
    <message>
        <source>Report, name, folder, delete.</source>
        <translation>Bericht, Name, Ordner, Löschen.</translation>
    </message>
    <message>
        <source>stage about %1</source>
        <translation>Stufe etwa %1</translation>
    </message>
    <message>
        <source>total about %1</source>
        <translation>gesamt etwa %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunList</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>Lauf löschen...</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>In der Schlange nach oben</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>In der Schlange nach unten</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Schlange nehmen</translation>
    </message>
    <message>
        <source>Rename...</source>
        <translation>Umbenennen...</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Loslösen</translation>
    </message>
    <message>
        <source>Pin above the history</source>
        <translation>Über dem Verlauf anheften</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>Bericht speichern...</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunListModel</name>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>%1: %2
%3
%4</source>
        <comment>run, its state, model and recipe, its folder</comment>
        <translation>%1: %2
%3
%4</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunListProxy</name>
    <message>
        <source>Queue</source>
        <translation>Schlange</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunNotifier</name>
    <message>
        <source>%1 is finished</source>
        <translation>%1 ist fertig</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>Lauf zeigen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPairBar</name>
    <message>
        <source>Run on the left</source>
        <translation>Lauf links</translation>
    </message>
    <message>
        <source>Run on the right</source>
        <translation>Lauf rechts</translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two runs that are compared</comment>
        <translation>und</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPanel</name>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Words of a run&apos;s name, model, recipe, tags or notes. tag:, state:, model: and recipe: look there alone.</source>
        <translation>Wörter aus Name, Modell, Rezept, Tags oder Notizen eines Laufs. tag:, state:, model: und recipe: suchen nur dort.</translation>
    </message>
    <message>
        <source>Filter and sort</source>
        <translation>Filtern und sortieren</translation>
    </message>
    <message>
        <source>Filter by state, tag or model, and sort.</source>
        <translation>Nach Zustand, Tag oder Modell filtern und sortieren.</translation>
    </message>
    <message>
        <source>No run fits the filter.</source>
        <translation>Kein Lauf passt zum Filter.</translation>
    </message>
    <message>
        <source>The index of the history was made by a newer version of Espalier. It is left as it is; the runs are read from their folders, notes too.</source>
        <translation>Der Index des Verlaufs stammt von einer neueren Espalier-Version. Er bleibt, wie er ist; die Läufe werden aus ihren Ordnern gelesen, auch die Notizen.</translation>
    </message>
    <message>
        <source>The index of the history cannot be used, so that the next start takes longer. Nothing is lost.</source>
        <translation>Der Index des Verlaufs ist nicht verwendbar, darum dauert der nächste Start länger. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>The index of the history was damaged and has been made again from the run folders.</source>
        <translation>Der Index des Verlaufs war beschädigt und wurde aus den Ordnern der Läufe neu erstellt.</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Lowest perplexity</source>
        <translation>Niedrigste Perplexität</translation>
    </message>
    <message>
        <source>Smallest result</source>
        <translation>Kleinstes Ergebnis</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>Alle Läufe zeigen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPicker</name>
    <message>
        <source>Runs to compare</source>
        <translation>Läufe zum Vergleichen</translation>
    </message>
    <message>
        <source>Space ticks a run, Enter opens it.</source>
        <translation>Leertaste kreuzt einen Lauf an, Eingabe öffnet ihn.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPickerModel</name>
    <message>
        <source>%1
%2</source>
        <translation>%1
%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1: %2
%3 · %4</source>
        <translation>%1: %2
%3 · %4</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunReport</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>Grund des Endes</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>%1, %2 windows at most, seed %3</source>
        <translation>%1, höchstens %2 Fenster, Seed %3</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Evaluation</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>%1, %2 of memory, this report&apos;s; the run used %3 threads</source>
        <translation>%1, %2 Speicher, Rechner dieses Berichts; Threads des Laufs: %3</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Erstellt mit</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>column, its value in all rows</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>In all rows: %1.</source>
        <translation>In allen Zeilen: %1.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunSummary</name>
    <message>
        <source>The run took %1 and %2 of memory at most.</source>
        <translation>Der Lauf brauchte %1 und höchstens %2 Speicher.</translation>
    </message>
    <message>
        <source>Perplexity by the protocol &quot;%1&quot;, windows of %2 tokens.</source>
        <translation>Perplexität nach dem Protokoll „%1“, Fenster von %2 Tokens.</translation>
    </message>
    <message>
        <source>The run was interrupted when the app or the machine stopped. Resume goes on after its last finished layer.</source>
        <translation>Der Lauf wurde unterbrochen, als die App oder der Rechner stehen blieb. „Fortsetzen“ macht nach seiner letzten fertigen Schicht weiter.</translation>
    </message>
    <message>
        <source>The figures appear when the run is finished.</source>
        <translation>Die Werte erscheinen, wenn der Lauf fertig ist.</translation>
    </message>
    <message>
        <source>The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.</source>
        <translation>Das Modell belegt %1 seiner Größe auf dem Datenträger, und %2 der Gewichte in seinen Decoder-Schichten sind exakt null.</translation>
    </message>
    <message>
        <source> (KL %1)</source>
        <translation> (KL %1)</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage: %1</source>
        <translation>Perplexität am Ende jeder Stufe: %1</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage, not of held-out text (%1): %2</source>
        <translation>Perplexität am Ende jeder Stufe, nicht auf Held-out-Text (%1): %2</translation>
    </message>
    <message>
        <source>%1 × smaller</source>
        <translation>%1 × kleiner</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL zum dichten Modell</translation>
    </message>
    <message>
        <source>%1 nats a token</source>
        <translation>%1 Nats je Token</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>Größe auf Datenträger</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>Nullen in Decoder-Schichten</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunsPage</name>
    <message>
        <source>No runs yet</source>
        <translation>Noch keine Läufe</translation>
    </message>
    <message>
        <source>A run applies a recipe to a model and shows each layer as it finishes.</source>
        <translation>Ein Lauf wendet ein Rezept auf ein Modell an und zeigt jede Schicht, sobald sie fertig ist.</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Stops the run. Finished layers and stages stay, and the run can be resumed.</source>
        <translation>Hält den Lauf an. Fertige Schichten und Stufen bleiben, und der Lauf kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Goes on after the last finished layer, as if the run had never stopped.</source>
        <translation>Macht nach der letzten fertigen Schicht weiter, als hätte der Lauf nie angehalten.</translation>
    </message>
    <message>
        <source>Fork from layer...</source>
        <translation>Ab Schicht abzweigen...</translation>
    </message>
    <message>
        <source>Starts a new run that takes the first layers of this one and applies the current recipe to the rest.</source>
        <translation>Startet einen neuen Lauf, der die ersten Schichten dieses Laufs übernimmt und auf die übrigen das aktuelle Rezept anwendet.</translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>Ergebnis öffnen</translation>
    </message>
    <message>
        <source>Opens the smaller model in the Explorer.</source>
        <translation>Öffnet das kleinere Modell im Explorer.</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportieren...</translation>
    </message>
    <message>
        <source>Writes the smaller model as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>Schreibt das kleinere Modell als GGUF, ONNX oder Hugging-Face-Ordner.</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>Damit chatten</translation>
    </message>
    <message>
        <source>Loads the smaller model on the Chat page.</source>
        <translation>Lädt das kleinere Modell auf der Chat-Seite.</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Lauf starten</translation>
    </message>
    <message>
        <source>Applies the current recipe to the current model.</source>
        <translation>Wendet das aktuelle Rezept auf das aktuelle Modell an.</translation>
    </message>
    <message>
        <source>Open a model and a recipe first.</source>
        <translation>Zuerst ein Modell und ein Rezept öffnen.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Open in Explorer</source>
        <translation>Im Explorer öffnen</translation>
    </message>
    <message>
        <source>Show in log</source>
        <translation>Im Log zeigen</translation>
    </message>
    <message>
        <source>Fork from layer %1...</source>
        <translation>Ab Schicht %1 abzweigen...</translation>
    </message>
    <message>
        <source>Delete %1? Its folder holds %2.</source>
        <translation>%1 löschen? Der Ordner enthält %2.</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Keep run</source>
        <translation>Lauf behalten</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Web page (*.html);;Document (*.pdf)</source>
        <translation>Webseite (*.html);;Dokument (*.pdf)</translation>
    </message>
    <message>
        <source>The report of %1 is in %2.</source>
        <translation>Der Bericht über %1 liegt in %2.</translation>
    </message>
    <message>
        <source>The run stands still at once and keeps its memory; Continue goes on in the same place. To free the memory, cancel: Resume goes on after the last finished layer.</source>
        <translation>Der Lauf steht sofort still und behält seinen Speicher; „Weiter“ macht an derselben Stelle weiter. Um den Speicher freizugeben, abbrechen: „Fortsetzen“ macht nach der letzten fertigen Schicht weiter.</translation>
    </message>
    <message>
        <source>Rename run...</source>
        <translation>Lauf umbenennen...</translation>
    </message>
    <message>
        <source>Gives the run a name of your own, in its notes.</source>
        <translation>Gibt dem Lauf einen eigenen Namen, in seinen Notizen.</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>Lauf löschen...</translation>
    </message>
    <message>
        <source>Asks first, and says how much the run holds.</source>
        <translation>Fragt zuerst und sagt, wie viel der Lauf enthält.</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>Bericht speichern...</translation>
    </message>
    <message>
        <source>Model, recipe, figures, charts, modules and notes in one HTML or PDF file.</source>
        <translation>Modell, Rezept, Werte, Diagramme, Module und Notizen in einer HTML- oder PDF-Datei.</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder in the file manager.</source>
        <translation>Öffnet den Ordner des Laufs im Dateimanager.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SamplingPanel</name>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>Greedy</translation>
    </message>
    <message>
        <source>S&amp;ystem prompt</source>
        <translation>S&amp;ystem-Prompt</translation>
    </message>
    <message>
        <source>What every answer keeps to; may stay empty.</source>
        <translation>Woran sich jede Antwort hält; darf leer bleiben.</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>System-Prompt</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7.</source>
        <translation>Wie frei Tokens gewählt werden. 0 nimmt immer das wahrscheinlichste. Typisch 0,7.</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the most likely tokens that have this probability together. 1: all. Typical 0.9.</source>
        <translation>Nur die wahrscheinlichsten Tokens, die zusammen diese Wahrscheinlichkeit haben. 1: alle. Typisch 0,9.</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Only this many of the most likely tokens. Typical 40.</source>
        <translation>Nur so viele der wahrscheinlichsten Tokens. Typisch 40.</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Only tokens with this share of the best one&apos;s probability. 0: all. Typical 0.05.</source>
        <translation>Nur Tokens mit diesem Anteil an der Wahrscheinlichkeit des besten. 0: alle. Typisch 0,05.</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>Wiederholung</translation>
    </message>
    <message>
        <source>Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1.</source>
        <translation>Macht es unwahrscheinlicher, dass die letzten 64 Tokens wiederkehren. 1: aus. Typisch 1,1.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>With the same seed and settings, a model answers the same question alike.</source>
        <translation>Bei gleichem Seed und gleichen Einstellungen beantwortet ein Modell dieselbe Frage gleich.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>An answer ends after this many tokens at the latest. No limit: when the model ends it, or the context is full.</source>
        <translation>Eine Antwort endet spätestens nach so vielen Tokens. Keine Grenze: wenn das Modell sie beendet oder der Kontext voll ist.</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>Kreativ</translation>
    </message>
    <message>
        <source>Common settings at once. Unsaved: as set below.</source>
        <translation>Übliche Werte auf einmal. Ungespeichert: wie unten gesetzt.</translation>
    </message>
    <message>
        <source>Name of preset</source>
        <translation>Name der Vorgabe</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Keeps these settings as a preset under this name.</source>
        <translation>Behält diese Einstellungen als Vorgabe unter diesem Namen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Deletes the chosen preset. The settings stay as they are.</source>
        <translation>Löscht die gewählte Vorgabe. Die Einstellungen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Unsaved</source>
        <translation>Ungespeichert</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ScaleLegend</name>
    <message>
        <source>Colours from %1 to %2</source>
        <translation>Farben von %1 bis %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SchemeText</name>
    <message>
        <source>one scale for all</source>
        <translation>eine Skala für alle</translation>
    </message>
    <message>
        <source>one scale for each output</source>
        <translation>eine Skala je Ausgabe</translation>
    </message>
    <message>
        <source>one scale for every %1 inputs of an output</source>
        <translation>eine Skala für je %1 Eingaben einer Ausgabe</translation>
    </message>
    <message>
        <source>one scale for each block of %1 outputs and %2 inputs</source>
        <translation>eine Skala je Block aus %1 Ausgaben und %2 Eingaben</translation>
    </message>
    <message>
        <source>one scale for each token</source>
        <translation>eine Skala je Token</translation>
    </message>
    <message>
        <source>%1-bit floats</source>
        <translation>%1-Bit-Gleitkomma</translation>
    </message>
    <message>
        <source>%1-bit integers</source>
        <translation>%1-Bit-Ganzzahlen</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>kind of numbers, who shares a scale, symmetry</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>symmetrisch</translation>
    </message>
    <message>
        <source>with zero points</source>
        <translation>mit Nullpunkten</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SensitivityPage</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>New sweep</source>
        <translation>Neuer Sweep</translation>
    </message>
    <message>
        <source>No sweep yet</source>
        <translation>Noch kein Sweep</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>A sweep changes one layer at a time and measures what the predictions lose. A recipe is made of it that loses least for its size.</source>
        <translation>Ein Sweep ändert jeweils eine Schicht und misst, was die Vorhersagen verlieren. Daraus entsteht ein Rezept, das für seine Größe am wenigsten verliert.</translation>
    </message>
    <message>
        <source>A sweep finds out which layers of a model can be made smaller. Open a model first.</source>
        <translation>Ein Sweep findet heraus, welche Schichten eines Modells sich verkleinern lassen. Zuerst ein Modell öffnen.</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>%1 split</source>
        <translation>Split: %1</translation>
    </message>
    <message>
        <source>Measured on %1 windows of %2 tokens of the calibration text that nothing was calibrated on. Figures of the evaluation text play no part in the choice.</source>
        <translation>Gemessen auf %1 Fenstern von %2 Tokens des Kalibrierungstexts, auf denen nichts kalibriert wurde. Werte des Evaluationstexts spielen bei der Wahl keine Rolle.</translation>
    </message>
    <message>
        <source>Hatched: not computed. Crossed: failed. Outlined: chosen for the layer.</source>
        <translation>Schraffiert: nicht berechnet. Durchgekreuzt: fehlgeschlagen. Umrandet: für die Schicht gewählt.</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>A sweep is working. Cancel it, or wait for its end.</source>
        <translation>Ein Sweep arbeitet. Abbrechen oder sein Ende abwarten.</translation>
    </message>
    <message>
        <source>Asks for methods and levels, then measures them layer by layer.</source>
        <translation>Fragt nach Methoden und Stärken und misst sie dann Schicht für Schicht.</translation>
    </message>
    <message>
        <source>This sweep ended early: %1 of %2 cells are measured.</source>
        <translation>Dieser Sweep endete vorzeitig: %1 von %2 Zellen sind gemessen.</translation>
    </message>
    <message>
        <source>Resume sweep</source>
        <translation>Sweep fortsetzen</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>dicht</translation>
    </message>
    <message>
        <source>1 layer %1</source>
        <translation>1 Schicht %1</translation>
    </message>
    <message numerus="yes">
        <source>%n layers %1</source>
        <translation>
            <numerusform>%n Schicht %1</numerusform>
            <numerusform>%n Schichten %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Predicted: KL %1 (%2 to %3), perplexity %4 (dense %5), %6 with zeros left out, %7 as a folder.</source>
        <translation>Vorhergesagt: KL %1 (%2 bis %3), Perplexität %4 (dicht %5), %6 ohne die Nullen, %7 als Ordner.</translation>
    </message>
    <message>
        <source>At most %1 above the best choice.</source>
        <translation>Höchstens %1 über der besten Wahl.</translation>
    </message>
    <message>
        <source>By sensitivity, %1</source>
        <translation>Nach Sensitivität, %1</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Sweep...</source>
        <translation>Sweep...</translation>
    </message>
    <message>
        <source>Goes on after the last cell that was measured.</source>
        <translation>Macht nach der letzten gemessenen Zelle weiter.</translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation>Sweep abbrechen</translation>
    </message>
    <message>
        <source>Cells that are measured are kept.</source>
        <translation>Gemessene Zellen bleiben erhalten.</translation>
    </message>
    <message>
        <source>Make recipe</source>
        <translation>Rezept erstellen</translation>
    </message>
    <message>
        <source>Opens a recipe that gives each layer the level that is outlined.</source>
        <translation>Öffnet ein Rezept, das jeder Schicht die umrandete Stärke gibt.</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>Modell öffnen...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>The same figures as a table.</source>
        <translation>Dieselben Werte als Tabelle.</translation>
    </message>
    <message>
        <source>Sweeps of this model</source>
        <translation>Sweeps dieses Modells</translation>
    </message>
    <message>
        <source>Sweeps of the current model, the newest first.</source>
        <translation>Sweeps des aktuellen Modells, der neueste zuerst.</translation>
    </message>
    <message>
        <source>Progress of the sweep</source>
        <translation>Fortschritt des Sweeps</translation>
    </message>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>Sensitivität nach Schicht und Stärke</translation>
    </message>
    <message>
        <source>What the budget bounds</source>
        <translation>Was das Budget begrenzt</translation>
    </message>
    <message>
        <source>Size at most</source>
        <translation>Größe höchstens</translation>
    </message>
    <message>
        <source>KL at most</source>
        <translation>KL höchstens</translation>
    </message>
    <message>
        <source>Perplexity at most</source>
        <translation>Perplexität höchstens</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>From the smallest choice at the left to the dense model at the right (S).</source>
        <translation>Von der kleinsten Wahl links bis zum dichten Modell rechts (S).</translation>
    </message>
    <message>
        <source>Losses of single layers are added up, as if layers did not act on each other. The band is two standard errors of the sweep&apos;s windows.</source>
        <translation>Verluste einzelner Schichten werden summiert, als ob Schichten nicht aufeinander wirkten. Das Band sind zwei Standardfehler über die Fenster des Sweeps.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingRow</name>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation>Helle Darstellung</translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation>Dunkle Darstellung</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop says.</source>
        <translation>Hell oder dunkel, oder wie der Desktop es vorgibt.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>Alle (%1)</translation>
    </message>
    <message>
        <source>Threads of a run</source>
        <translation>Threads eines Laufs</translation>
    </message>
    <message>
        <source>Fewer leave room for other work. A run that goes on keeps the number that it began with.</source>
        <translation>Weniger lassen Raum für andere Arbeit. Ein Lauf, der fortgesetzt wird, behält die Anzahl, mit der er begann.</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>Was frei ist</translation>
    </message>
    <message>
        <source>Memory of a run</source>
        <translation>Speicher eines Laufs</translation>
    </message>
    <message>
        <source>A run that would need more is refused before it begins, with settings that fit.</source>
        <translation>Ein Lauf, der mehr bräuchte, wird vor dem Beginn abgelehnt, mit Einstellungen, die passen.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Runs, exports and conversations</source>
        <translation>Läufe, Exporte und Unterhaltungen</translation>
    </message>
    <message>
        <source>%1 on the disk.</source>
        <translation>%1 auf dem Datenträger.</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>No setting matches &quot;%1&quot;.</source>
        <translation>Keine Einstellung passt zu „%1“.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of texts and numbers. Messages of recipes and of the worker are in English.</source>
        <translation>Für Texte und Zahlen. Meldungen zu Rezepten und vom Worker sind auf Englisch.</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>Wo Läufe arbeiten</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Notification at the end of a run</source>
        <translation>Benachrichtigung am Ende eines Laufs</translation>
    </message>
    <message>
        <source>The desktop says so while another window is used; a click shows the run.</source>
        <translation>Der Desktop meldet es, während ein anderes Fenster benutzt wird; ein Klick zeigt den Lauf.</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>Modellordner</translation>
    </message>
    <message>
        <source>Offered in the model menu</source>
        <translation>Im Modellmenü angeboten</translation>
    </message>
    <message>
        <source>Models in these folders, three levels deep, can be opened by the menu above and by the search.</source>
        <translation>Modelle in diesen Ordnern, drei Ebenen tief, lassen sich über das Menü oben und die Suche öffnen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ShortcutList</name>
    <message>
        <source>Press the keys. Backspace and the cross take the shortcut away.</source>
        <translation>Die Tasten drücken. Rücktaste und das Kreuz entfernen das Tastenkürzel.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>%1 is the shortcut of &quot;%2&quot;. Take it away there first, or choose other keys.</source>
        <translation>%1 ist das Tastenkürzel von „%2“. Zuerst dort entfernen oder andere Tasten wählen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumChart</name>
    <message>
        <source>Singular values</source>
        <translation>Singulärwerte</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Singular value</source>
        <translation>Singulärwert</translation>
    </message>
    <message>
        <source>All singular values are 0: so are all weights.</source>
        <translation>Alle Singulärwerte sind 0, also auch alle Gewichte.</translation>
    </message>
    <message>
        <source>Value %1: %2</source>
        <translation>Wert %1: %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumPane</name>
    <message>
        <source>Compute singular values</source>
        <translation>Singulärwerte berechnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress of the singular values</source>
        <translation>Fortschritt der Singulärwerte</translation>
    </message>
    <message>
        <source>How strongly the matrix acts in each of its directions. Values that fall off fast mean that a matrix of lower rank would do nearly the same.</source>
        <translation>Wie stark die Matrix in jeder ihrer Richtungen wirkt. Werte, die schnell abfallen, bedeuten, dass eine Matrix von niedrigerem Rang fast dasselbe täte.</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>Braucht etwa %1 und %2 Speicher.</translation>
    </message>
    <message>
        <source>Takes %1 of memory.</source>
        <translation>Braucht %1 Speicher.</translation>
    </message>
    <message>
        <source>Singular values are computed on demand.</source>
        <translation>Singulärwerte werden auf Anforderung berechnet.</translation>
    </message>
    <message>
        <source>Computing singular values</source>
        <translation>Berechnung der Singulärwerte</translation>
    </message>
    <message>
        <source>Largest %1, effective rank %2, stable rank %3, of %4</source>
        <translation>Größter %1, effektiver Rang %2, stabiler Rang %3, von %4</translation>
    </message>
    <message>
        <source>Effective rank: exp of the entropy of the values as shares of their sum. Stable rank: squared norm over the squared largest value. Small ones mean few directions matter.</source>
        <translation>Effektiver Rang: exp der Entropie der Werte als Anteile ihrer Summe. Stabiler Rang: quadrierte Norm durch den quadrierten größten Wert. Kleine bedeuten, dass wenige Richtungen zählen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::StatusStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Fortschritt des Laufs</translation>
    </message>
    <message>
        <source>Memory of the worker that runs now.</source>
        <translation>Speicher des Workers, der gerade läuft.</translation>
    </message>
    <message>
        <source>No run in progress</source>
        <translation>Kein Lauf aktiv</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>Worker %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SweepDialog</name>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Each decoder layer is changed alone, by each of these, and the predictions are compared with the dense model&apos;s. The layers of the model stay as they are on the disk.</source>
        <translation>Jede Decoder-Schicht wird für sich allein geändert, mit jeder dieser Angaben, und die Vorhersagen werden mit denen des dichten Modells verglichen. Die Schichten des Modells bleiben auf dem Datenträger, wie sie sind.</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>Kalibrierungs-Samples</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>Texte, die zeigen, welche Eingaben zählen. Mehr kosten Speicher und Zeit. Die Paper verwenden 128.</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>Tokens in einem Fenster</translation>
    </message>
    <message>
        <source>Length of one sample. Automatic: 2048, or the model&apos;s context if that is shorter.</source>
        <translation>Länge eines Samples. Automatisch: 2048 oder der Kontext des Modells, falls er kürzer ist.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Windows measured on</source>
        <translation>Fenster für die Messung</translation>
    </message>
    <message>
        <source>Windows of the calibration text that nothing is calibrated on. More make the figures more certain and take longer. Automatic: 4,096 tokens, at least 4 windows.</source>
        <translation>Fenster des Kalibrierungstexts, auf denen nichts kalibriert wird. Mehr machen die Werte sicherer und dauern länger. Automatisch: 4096 Tokens, mindestens 4 Fenster.</translation>
    </message>
    <message>
        <source>What the sweep takes</source>
        <translation>Was der Sweep braucht</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>Sweep starten</translation>
    </message>
    <message>
        <source>Methods and levels</source>
        <translation>Methoden und Stärken</translation>
    </message>
    <message>
        <source>Further levels</source>
        <translation>Weitere Stärken</translation>
    </message>
    <message>
        <source>METHOD:LEVEL, joined by commas. Pruning takes N:M (N of M kept) or a percentage of zeros, quantization takes bits; + joins the two.</source>
        <translation>METHODE:STÄRKE, durch Kommas getrennt. Beschneiden nimmt N:M (N von M bleiben) oder einen Prozentsatz Nullen, Quantisierung nimmt Bits; + verbindet beides.</translation>
    </message>
    <message>
        <source>&amp;Further</source>
        <translation>&amp;Weitere</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Kalibrierungstext</translation>
    </message>
    <message>
        <source>The sweep calibrates on one part of it and measures on another. Evaluation text is refused: what is chosen by a text looks better on it than it is.</source>
        <translation>Der Sweep kalibriert auf einem Teil davon und misst auf einem anderen. Evaluationstext wird abgelehnt: was nach einem Text gewählt ist, sieht darauf besser aus, als es ist.</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen...</translation>
    </message>
    <message>
        <source>Text (%1)</source>
        <translation>Text (%1)</translation>
    </message>
    <message>
        <source>&amp;Calibration text</source>
        <translation>&amp;Kalibrierungstext</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Samples</translation>
    </message>
    <message>
        <source>&amp;Tokens in a window</source>
        <translation>&amp;Tokens in einem Fenster</translation>
    </message>
    <message>
        <source>&amp;Windows measured on</source>
        <translation>&amp;Fenster für die Messung</translation>
    </message>
    <message>
        <source>A sweep needs text: choose calibration text.</source>
        <translation>Ein Sweep braucht Text: Kalibrierungstext wählen.</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 ist nicht vorhanden.</translation>
    </message>
    <message>
        <source>%1 is the evaluation text: figures are reported on it, so nothing is chosen by it.</source>
        <translation>%1 ist der Evaluationstext: darauf werden Werte berichtet, also wird nichts danach gewählt.</translation>
    </message>
    <message>
        <source>Estimating...</source>
        <translation>Wird geschätzt...</translation>
    </message>
    <message>
        <source>%1 cells, about %2, %3 of memory and the activations.</source>
        <translation>%1 Zellen, etwa %2, %3 Speicher und dazu die Aktivierungen.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SweepTable</name>
    <message>
        <source>Layer %1, %2: not computed yet</source>
        <translation>Schicht %1, %2: noch nicht berechnet</translation>
    </message>
    <message>
        <source>Layer %1, %2: failed. %3</source>
        <translation>Schicht %1, %2: fehlgeschlagen. %3</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Layer %1, %2: KL %3, perplexity %4, %5 predictions in %6 windows</source>
        <translation>Schicht %1, %2: KL %3, Perplexität %4, %5 Vorhersagen in %6 Fenstern</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 chosen</source>
        <translation>%1 gewählt</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetChoiceModel</name>
    <message>
        <source>ignored by %1</source>
        <translation>von %1 ignoriert</translation>
    </message>
    <message>
        <source>also in %1</source>
        <translation>auch in %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>%1 Nullen</translation>
    </message>
    <message>
        <source>int%1</source>
        <translation>int%1</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>ignoriert</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Modul</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Wird zu</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetPicker</name>
    <message>
        <source>Modules that %1 leaves alone</source>
        <translation>Module, die %1 unberührt lässt</translation>
    </message>
    <message>
        <source>Modules that %1 works on</source>
        <translation>Module, an denen %1 arbeitet</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Shows modules whose name or class holds this text</source>
        <translation>Zeigt Module, deren Name oder Klasse diesen Text enthält</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>Alle ankreuzen</translation>
    </message>
    <message>
        <source>Tick none</source>
        <translation>Keines ankreuzen</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Space ticks a module and everything in it.</source>
        <translation>Leertaste kreuzt ein Modul und alles darin an.</translation>
    </message>
    <message>
        <source>Entries of %1</source>
        <translation>Einträge von %1</translation>
    </message>
    <message>
        <source>What the recipe will say. Pointing at an entry shows what it hits alone.</source>
        <translation>Was das Rezept sagen wird. Auf einen Eintrag zu zeigen zeigt, was er allein trifft.</translation>
    </message>
    <message>
        <source>Ignore these</source>
        <translation>Diese ignorieren</translation>
    </message>
    <message>
        <source>Use these targets</source>
        <translation>Diese Ziele verwenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 of %2 hit</source>
        <translation>%1 von %2 getroffen</translation>
    </message>
    <message>
        <source>Nothing is ticked. A modifier without targets does nothing: tick a module.</source>
        <translation>Nichts ist angekreuzt. Ein Modifier ohne Ziele tut nichts: ein Modul ankreuzen.</translation>
    </message>
    <message>
        <source>%1. The ignore entries take %2 of them out again.</source>
        <translation>%1. Die Ignore-Einträge nehmen %2 davon wieder heraus.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetsField</name>
    <message>
        <source>Entries of %1</source>
        <translation>Einträge von %1</translation>
    </message>
    <message>
        <source>F2 changes an entry, Insert adds one, Delete removes one.</source>
        <translation>F2 ändert einen Eintrag, Einfg fügt einen hinzu, Entf entfernt einen.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Adds an entry: a full name, a class, or re: and a pattern</source>
        <translation>Fügt einen Eintrag hinzu: einen vollen Namen, eine Klasse oder re: und ein Muster</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Removes the current entry</source>
        <translation>Entfernt den aktuellen Eintrag</translation>
    </message>
    <message>
        <source>Pick...</source>
        <translation>Wählen...</translation>
    </message>
    <message>
        <source>Chooses modules in the model&apos;s tree</source>
        <translation>Wählt Module im Baum des Modells</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field of a form, then what its button does</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, the default</source>
        <translation>%1, der Standard</translation>
    </message>
    <message>
        <source>No module matches this entry.</source>
        <translation>Zu diesem Eintrag passt kein Modul.</translation>
    </message>
    <message>
        <source>No module matches this entry, so it ignores nothing.</source>
        <translation>Kein Modul passt zu diesem Eintrag, darum ignoriert er nichts.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TemplatePanel</name>
    <message>
        <source>Chat template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>Reset to the model&apos;s</source>
        <translation>Modellvorlage wiederherstellen</translation>
    </message>
    <message>
        <source>Rendered prompt</source>
        <translation>Gerenderter Prompt</translation>
    </message>
    <message>
        <source>Model whose template is shown</source>
        <translation>Modell, dessen Vorlage gezeigt wird</translation>
    </message>
    <message>
        <source>Turns the messages into the text that the model is given (Jinja). Edits are kept for this model and used from the next answer on.</source>
        <translation>Macht aus den Nachrichten den Text, den das Modell erhält (Jinja). Änderungen bleiben für dieses Modell erhalten und gelten ab der nächsten Antwort.</translation>
    </message>
    <message>
        <source>Drops the edits: the template that came with the model is used again.</source>
        <translation>Verwirft die Änderungen: die Vorlage, die mit dem Modell kam, gilt wieder.</translation>
    </message>
    <message>
        <source>The exact text that the model is given.</source>
        <translation>Der genaue Text, den das Modell erhält.</translation>
    </message>
    <message>
        <source>Shown once a model is loaded.</source>
        <translation>Erscheint mit einem geladenen Modell.</translation>
    </message>
    <message>
        <source>Edited. The edits are kept for this model.</source>
        <translation>Bearbeitet. Die Änderungen bleiben für das Modell erhalten.</translation>
    </message>
    <message>
        <source>None: the model continues the text that it is given. A template that is written here is used instead.</source>
        <translation>Keine: das Modell setzt den Text fort, den es erhält. Eine hier geschriebene Vorlage wird stattdessen verwendet.</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Aus %1</translation>
    </message>
    <message>
        <source>Rendered</source>
        <translation>Gerendert</translation>
    </message>
    <message>
        <source>%1 The last template that could be read is used.</source>
        <translation>%1 Die letzte lesbare Vorlage wird verwendet.</translation>
    </message>
    <message numerus="yes">
        <source>Rendered, %Ln tokens</source>
        <translation>
            <numerusform>Gerendert, %Ln Token</numerusform>
            <numerusform>Gerendert, %Ln Tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>The template does not take this conversation: %1</source>
        <translation>Die Vorlage nimmt diese Unterhaltung nicht an: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPanel</name>
    <message>
        <source>&amp;Tokens</source>
        <translation>&amp;Tokens</translation>
    </message>
    <message>
        <source>Type text to see its tokens</source>
        <translation>Text eingeben, um seine Tokens zu sehen</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Es war einmal</translation>
    </message>
    <message>
        <source>Pieces and ids</source>
        <translation>Stücke und IDs</translation>
    </message>
    <message>
        <source>id %1, piece %2</source>
        <translation>ID %1, Stück %2</translation>
    </message>
    <message>
        <source>ids %1</source>
        <translation>IDs %1</translation>
    </message>
    <message>
        <source>1 token, %1 characters</source>
        <translation>1 Token, %1 Zeichen</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 characters a token</source>
        <translation>
            <numerusform>%n Token, %1 Zeichen je Token</numerusform>
            <numerusform>%n Tokens, %1 Zeichen je Token</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPopover</name>
    <message>
        <source>Continue from here</source>
        <translation>Ab hier fortsetzen</translation>
    </message>
    <message>
        <source>Alternatives of a token</source>
        <translation>Alternativen eines Tokens</translation>
    </message>
    <message>
        <source>Most likely tokens</source>
        <translation>Wahrscheinlichste Tokens</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>KL %1 nats. Rank %2 by %3.</source>
        <translation>KL %1 Nats. Rang %2 laut %3.</translation>
    </message>
    <message>
        <source>Not scored yet.</source>
        <translation>Noch nicht bewertet.</translation>
    </message>
    <message>
        <source>KL: how far the next-token distribution moved from dense, in nats. 0 means equal; Chat colours from 0.05.</source>
        <translation>KL: wie weit sich die Verteilung des nächsten Tokens von der dichten entfernt hat, in Nats. 0 heißt gleich; Chat färbt ab 0,05.</translation>
    </message>
    <message>
        <source>The alternatives are not kept. Score the reply again to see them.</source>
        <translation>Die Alternativen werden nicht aufbewahrt. Die Antwort erneut bewerten, um sie zu sehen.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>The token that came.</source>
        <translation>Das Token, das kam.</translation>
    </message>
    <message>
        <source>No text of its own, so that a reply cannot be continued with it.</source>
        <translation>Kein eigener Text, daher lässt sich eine Antwort nicht damit fortsetzen.</translation>
    </message>
    <message>
        <source>Continue with &quot;%1&quot;</source>
        <translation>Mit „%1“ fortsetzen</translation>
    </message>
    <message>
        <source>Both models go on from this token in a new branch.</source>
        <translation>Beide Modelle machen ab diesem Token in einem neuen Zweig weiter.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenView</name>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;</source>
        <translation>Token %1 von %2: „%3“</translation>
    </message>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;. KL %4 nats, level %5 of 4.</source>
        <translation>Token %1 von %2: „%3“. KL %4 Nats, Stufe %5 von 4.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TopBar</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Search or command   %1</source>
        <translation>Suche oder Befehl   %1</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Ein Modell öffnen</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>Kein Lauf</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>Open model folder...</source>
        <translation>Modellordner öffnen...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>GGUF-Datei öffnen...</translation>
    </message>
    <message>
        <source>%1   %2   %3</source>
        <translation>%1   %2   %3</translation>
    </message>
    <message>
        <source>In your model folders</source>
        <translation>In den eigenen Modellordnern</translation>
    </message>
</context>
<context>
    <name>espalier::ui::WeightHistogram</name>
    <message>
        <source>&amp;Logarithmic counts</source>
        <translation>&amp;Logarithmische Anzahlen</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Workspace</name>
    <message>
        <source>Demo recipe</source>
        <translation>Demo-Rezept</translation>
    </message>
    <message>
        <source>Its result is the model that is open.</source>
        <translation>Sein Ergebnis ist das geöffnete Modell.</translation>
    </message>
    <message>
        <source>%1 reads its files and would fail.</source>
        <translation>%1 liest seine Dateien und würde fehlschlagen.</translation>
    </message>
    <message>
        <source>Exports that were made of it are in that folder and go with it.</source>
        <translation>Exporte daraus liegen in diesem Ordner und werden mit gelöscht.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Makes large language models smaller.</source>
        <translation>Macht große Sprachmodelle kleiner.</translation>
    </message>
    <message>
        <source>Model folders, recipes, data.</source>
        <translation>Modellordner, Rezepte, Daten.</translation>
    </message>
</context>
</TS>
