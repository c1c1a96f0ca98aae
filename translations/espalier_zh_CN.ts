<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Format</name>
    <message>
        <source>%1 B</source>
        <comment>bytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 GB/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModuleTree</name>
    <message>
        <source>Unexpected tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 equal ones</source>
        <comment>modules</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProblemsList</name>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui</name>
    <message>
        <source>the same numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest error %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2 tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all read again, largest error %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rounding of the type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 zeros in the same places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the type has no exact zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has no tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens of %2 texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rendered alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model sees one token at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity %1 on %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, KL %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, so few bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparison with the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ok</source>
        <comment>verdict</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <comment>verdict</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pruned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantized</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pruned and quantized</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes, one a byte (int-quantized)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes, packed (pack-quantized)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit floats (float-quantized)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes (naive-quantized)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without zeros (sparse-bitmask)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file: weights, tokenizer and chat template. Zeros are kept, but take the same room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp, LM Studio, Ollama</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder: graph, weights and tokenizer. Zeros are kept, but take the same room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>onnxruntime, transformers.js</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8 weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8 weights and inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int4 in blocks of 32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers, vLLM, Espalier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>windows of %1 and of %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the protocols &quot;%1&quot; and &quot;%2&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>strides of %1 and of %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with and without a token at the start of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>different lengths of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>records joined differently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>divergence from different dense models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out text and calibration text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protocol not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, windows of %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a run does not say how it measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>different texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other settings of the measurement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended before that was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no perplexity of held-out text yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no divergence measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ran without held-out text, so there is no perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it measured no divergence from the dense model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its speed is not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its size is not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its size is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its figure is not finite: the model broke down</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::CertificateView</name>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the certificate as it is stored beside the export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This export has no certificate. Export it again to compare it with the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every export is read again before it gets its name, and compared with the model: weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chart</name>
    <message>
        <source>What %1 shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chart could not be written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ChatPage</name>
    <message numerus="yes">
        <source>%n messages of this conversation are damaged and left out. The file as it was is kept beside it.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Current model: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run has finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the conversation &quot;%1&quot;? This cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is still being loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exact text that the model is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose which model chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n threads, %2 of weights</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Which kernels multiply this model&apos;s weights, and the instruction set in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown once a model is loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: the model continues the text that it is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing tells the model who speaks, so it may write your next message as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns the messages into the text that the model is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text to continue...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its weights are packed for this processor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load %1 to talk to it. Everything is computed on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model, or start with the demo&apos;s model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 continues text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no chat template, so it writes on where your text ends and nothing marks who speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return sends a message, Shift+Return starts a new line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends the answer at the next token; what is written stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the last answer anew. With a fixed seed it comes out alike.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit last question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up in the empty field does the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load current model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops loading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frees the memory of the model that chats. Conversations stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show rendered prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in a question that this model can take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain in two sentences what a neural network is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model that chats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::CommandPalette</name>
    <message>
        <source>Action or page;  &gt; command   # module   @ run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ComparePage</name>
    <message>
        <source>Pick two runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no runs yet. A run applies a recipe to a model; two of them can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 run</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 run hidden: other protocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: other protocol</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>1 run hidden: no such figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: no such figure</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring the speed of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide reasons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say why runs are hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add all runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticks the other finished runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other run is finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure speeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is working: speeds would come out too low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets each model generate some tokens on this machine, one model after another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is in the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add %1 to the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs, then the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unticks all runs. The runs stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save plot...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a picture, a drawing or a table of its figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As comma-separated values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What quality is weighed against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the figures were measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexities are comparable only if they are of the same text, cut in the same windows. Runs of other protocols are not drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe diff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick runs in the list. Their results stand on one plot of quality over size, with the dense model that they began with.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::Composer</name>
    <message>
        <source>The last question is replaced, with what follows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations are kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationModel</name>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::DataForm</name>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of one sample. Auto is 2048, or the model&apos;s context if that is less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored with the run. Same seed, same threads: the same bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of jsonl, json, csv and Parquet files that are joined, separated by commas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ca&amp;libration text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;valuation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text &amp;columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (%1);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needed by this recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not needed by this recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaTable</name>
    <message>
        <source>Dense: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (other protocol)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
reference</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaView</name>
    <message>
        <source>Only &amp;differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;eference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences from the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder, or free some space.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::DetailPane</name>
    <message>
        <source>No module selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outputs × inputs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files hold several modules in this one. Each of them is compressed as the module that it is; the targets of a recipe may name either.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the embedding&apos;s weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program&apos;s quantization: dequantized when the model is compressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the %2 counted so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 zeros)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tensor here is not in the files.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffView</name>
    <message>
        <source>the same in both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>different</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only on the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only on the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Ignore comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How recipes are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By key: each value by its path, wherever the key stands. By meaning: the same after both were rewritten in Espalier&apos;s own form, so that two dialects can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves out comments and blank lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick two runs to see their recipes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::EngineStatus</name>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that are generated in a second, after the first one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From sending to the first token: the prompt is read then. What an earlier answer had read already is not read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of this conversation, of those that fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How near decoding comes to what the memory can give.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what the memory gave in a measurement just after loading. A model that fits into the processor&apos;s cache may exceed it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::EntryList</name>
    <message>
        <source>whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets of the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selecting an entry shows what it hits in the module tree. Enter goes to its line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ignore %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExplorerPage</name>
    <message>
        <source>Open model folder...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compress...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The headers of its files are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Its tensors remain viewable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor %1 is missing. Download the model again; the rest is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tensors are missing, the first is %1. Download the model again; the rest is shown.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Show module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One tensor belongs to no module of this model and is left alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tensors belong to no module of this model and are left alone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Make this model half as large in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the demo run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies the demo&apos;s recipe to the demo&apos;s model and shows each layer as it finishes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 match</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Select a module with a weight matrix to see how its weights are distributed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter modules: part of a name, or re:.*mlp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportController</name>
    <message>
        <source>%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export could not be removed. Close what uses it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportMimeData</name>
    <message>
        <source>is made on the way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportPage</name>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export writes a model in a format that other programs load. Open a model, or run a recipe and export its result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model to export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 took longer than other programs wait. If it did not arrive, drag it again: it is ready now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop %1 here to export it as %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportTile</name>
    <message>
        <source>Comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counting zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type of the weights in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the weights are stored as. Fewer bits make a smaller and less exact model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loads in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the export to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag it to a folder: it is made on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes about %1: make first, then drag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. The other program waits for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. Drag it when it is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready: drag the folder out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready: drag the file out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the other export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ForkDialog</name>
    <message>
        <source>Fork from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer to begin at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin at layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fork from layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedding is taken as it is. %1 is applied to every layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer 0 is taken as it is. %1 is applied from layer 1 on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::HistogramChart</name>
    <message>
        <source>Distribution of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights per bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2: %3 weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exactly zero: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 weights are exactly zero</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerChart</name>
    <message>
        <source>error %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sparsity %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damping %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1 %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output error to the dense layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signal to noise of weights (dB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divergence of the hidden state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After layer %1: the hidden state differs by %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 appears here as layers finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stage %1 has no such figures: it does not work module by module.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run did not follow the uncompressed layers. Modifiers with &quot;target_mix&quot; do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run has no such figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median, 10–90 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least sparse module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worst module</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerPairChart</name>
    <message>
        <source>Errors of two runs by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ratio of errors by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of %1 / %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors appear here once two runs are chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These two runs measured the error of no matrix that both have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Layer %1, %2: error %3, mean of %n matrices</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1: error of %2 is %3 times that of %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1: %2 parameters, %3, sparsity %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none known</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::LoadingBar</name>
    <message>
        <source>Progress of loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packing the weights of %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MachinePanel</name>
    <message numerus="yes">
        <source>%1, %n threads, %2 of memory. Kernels: %3.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures memory bandwidth and the speed of each format of weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Billion weights a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Against bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of each format of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times as fast</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the weights below; zeros count as weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor, kernels, memory bandwidth, formats, speed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MainWindow</name>
    <message>
        <source>An export is being made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model, recipe or data...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export current model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Primary action of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer or the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 - Espalier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop %1? Finished layers are kept: Resume goes on after them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 as what?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe or data file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe or data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes and text (*.yaml *.yml %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open %1 as the current model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open %1 on the Recipe page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use %1 as calibration or evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no model, recipe or text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MemoryChart</name>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker memory (MiB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker&apos;s memory appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker memory (GiB)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBar</name>
    <message>
        <source>Close message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBody</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageItem</name>
    <message>
        <source>stopped at the limit of tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped: the context is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another model answers from here on: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed %1. Of the prompt&apos;s %2 tokens, %3 were known from an earlier answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app ended during this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageView</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTable</name>
    <message>
        <source>Module results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTableModel</name>
    <message>
        <source>%1 dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error to dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTreeModel</name>
    <message>
        <source>tied</source>
        <comment>to the embedding</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the weights counted so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
Part of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Tensors are missing here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ParetoChart</name>
    <message>
        <source>Size (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality over cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size (GiB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No speed is measured yet. &quot;Measure speeds&quot; runs each model for some seconds on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not drawn: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of these runs has such figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL %1 nats a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted size %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on the front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ProblemsList</name>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter goes to the line of a problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::QualityChart</name>
    <message>
        <source>Time (s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (min)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (h)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 to dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, KL %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 window</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n windows</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 after %3: %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, probe of %2 after %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, held-out text of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 of %2: loss %3, on average %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, held-out %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1 %2. %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to the dense model (nats a token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The divergence from the dense model appears here between layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity appears here between layers. It needs a run with text to measure on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training loss (nats a token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss appears here while a stage trains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of the layer in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>moving average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dense, held-out %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditor</name>
    <message>
        <source>Recipe in YAML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 leaves the editor.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePage</name>
    <message>
        <source>1 error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Templates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter puts a ready recipe into the editor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No recipe yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe says what is done to which modules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use SparseGPT 50 % and int8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules that the recipe hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model to see what each target hits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules hit by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a template or open a recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe has an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe has %1 errors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a calibration text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems, notes: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs this recipe on the current model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dialect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RenderedDialog</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendered prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The template of %1 does not take this conversation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens. The model has no chat template: it is given the messages one after the other and continues them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, as the template of %1 makes them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ResultCard</name>
    <message>
        <source>The run took %1 and %2 of memory at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity by the protocol &quot;%1&quot;, windows of %2 tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was interrupted when the app or the machine stopped. Resume goes on after its last finished layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The figures appear when the run is finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (KL %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage, not of held-out text (%1): %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 nats a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × smaller</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::Run</name>
    <message>
        <source>Run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compressing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1/%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunFigures</name>
    <message>
        <source>The run goes on: stage %1, layer %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run goes on: stage %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage %1 began: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage %1 was written to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunHeader</name>
    <message>
        <source>Stage whose figures are shown by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stage %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reconstructing %1, step %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunList</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunListModel</name>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2
%3
%4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPairBar</name>
    <message>
        <source>Run on the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two runs that are compared</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPicker</name>
    <message>
        <source>Runs to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space ticks a run, Enter opens it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPickerModel</name>
    <message>
        <source>%1
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2
%3 · %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunsPage</name>
    <message>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run applies a recipe to a model and shows each layer as it finishes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops the run. Finished layers and stages stay, and the run can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on after the last finished layer, as if the run had never stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fork from layer...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts a new run that takes the first layers of this one and applies the current recipe to the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the smaller model in the Explorer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the smaller model as GGUF, ONNX or a Hugging Face folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loads the smaller model on the Chat page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run did not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before/after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies the current recipe to the current model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model and a recipe first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s results and log in %1 will be deleted. This cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was not deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::SamplingPanel</name>
    <message>
        <source>Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Varied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ystem prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What every answer keeps to; may stay empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Common settings at once. Own: as set below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the most likely tokens that have this probability together. 1: all. Typical 0.9.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this many of the most likely tokens. Typical 40.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only tokens with this share of the best one&apos;s probability. 0: all. Typical 0.05.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the same seed and settings, a model answers the same question alike.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer ends after this many tokens at the latest. No limit: when the model ends it, or the context is full.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::ScaleLegend</name>
    <message>
        <source>Colours from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingRow</name>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewer leave room for other work. A run that goes on keeps the number that it began with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> GiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run that would need more is refused before it begins, with settings that fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs, exports and conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting matches &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::StatusStrip</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the worker that runs now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run in progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetModel</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPanel</name>
    <message>
        <source>&amp;Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type text to see its tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces and ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id %1, piece %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ids %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token, %1 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 characters a token</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::TopBar</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or command   %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model folder...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1   %2   %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::WeightHistogram</name>
    <message>
        <source>&amp;Logarithmic counts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>espalier::ui::Workspace</name>
    <message>
        <source>Demo recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Makes large language models smaller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model folders, recipes, data.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
