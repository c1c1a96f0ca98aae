<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
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
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
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
        <translation>约剩 %1</translation>
    </message>
</context>
<context>
    <name>ModuleTree</name>
    <message>
        <source>Unexpected tensors</source>
        <translation>预期外的张量</translation>
    </message>
    <message>
        <source>%1 equal ones</source>
        <comment>modules</comment>
        <translation>%1 个相同模块</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>混合</translation>
    </message>
</context>
<context>
    <name>espalier::ui</name>
    <message>
        <source>the same numbers</source>
        <translation>数值相同</translation>
    </message>
    <message>
        <source>largest error %1</source>
        <translation>最大误差 %1</translation>
    </message>
    <message>
        <source>%1 weights</source>
        <translation>%1 个权重</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>noise %1</source>
        <translation>噪声 %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>%1 in %2 tensors</source>
        <translation>%2 个张量中的 %1 个</translation>
    </message>
    <message>
        <source>all read again, largest error %1</source>
        <translation>已全部重新读取，最大误差 %1</translation>
    </message>
    <message>
        <source>rounding of the type</source>
        <translation>类型的舍入</translation>
    </message>
    <message>
        <source>Zero pattern</source>
        <translation>零值模式</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>零值 %1</translation>
    </message>
    <message>
        <source>%1 zeros in the same places</source>
        <translation>相同位置的零值 %1</translation>
    </message>
    <message>
        <source>the type has no exact zero</source>
        <translation>该类型没有精确的零</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>词元 ID</translation>
    </message>
    <message>
        <source>the model has no tokenizer</source>
        <translation>模型没有分词器</translation>
    </message>
    <message>
        <source>%1 tokens of %2 texts</source>
        <translation>%2 段文本的 %1 个词元</translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation>%1 个一致</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation>模型没有对话模板</translation>
    </message>
    <message>
        <source>%1 chats</source>
        <translation>%1 段对话</translation>
    </message>
    <message>
        <source>%1 rendered alike</source>
        <translation>%1 段渲染一致</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>the model sees one token at a time</source>
        <translation>模型每次只看一个词元</translation>
    </message>
    <message>
        <source>perplexity %1 on %2 tokens</source>
        <translation>%2 个词元上的困惑度 %1</translation>
    </message>
    <message>
        <source>%1, KL %2</source>
        <translation>%1，KL %2</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>none, so few bits</source>
        <translation>无，因位数太少</translation>
    </message>
    <message>
        <source>Comparison with the model</source>
        <translation>与模型的比较</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>无差异</translation>
    </message>
    <message>
        <source>a difference</source>
        <translation>有差异</translation>
    </message>
    <message>
        <source>First difference</source>
        <translation>首个差异</translation>
    </message>
    <message>
        <source>ok</source>
        <comment>verdict</comment>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>verdict</comment>
        <translation>未通过</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>稠密</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>已剪枝</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>已量化</translation>
    </message>
    <message>
        <source>pruned and quantized</source>
        <translation>已剪枝并量化</translation>
    </message>
    <message>
        <source>other method</source>
        <translation>其他方法</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>稠密</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>按原存储格式</translation>
    </message>
    <message>
        <source>Codes, one a byte (int-quantized)</source>
        <translation>编码，每个一字节 (int-quantized)</translation>
    </message>
    <message>
        <source>Codes, packed (pack-quantized)</source>
        <translation>编码，打包 (pack-quantized)</translation>
    </message>
    <message>
        <source>8-bit floats (float-quantized)</source>
        <translation>8 位浮点数 (float-quantized)</translation>
    </message>
    <message>
        <source>Codes (naive-quantized)</source>
        <translation>编码 (naive-quantized)</translation>
    </message>
    <message>
        <source>Without zeros (sparse-bitmask)</source>
        <translation>不含零值 (sparse-bitmask)</translation>
    </message>
    <message>
        <source>One file: weights, tokenizer and chat template. Zeros are kept, but take the same room.</source>
        <translation>单个文件：权重、分词器和对话模板。零值会保留，但占用空间不变。</translation>
    </message>
    <message>
        <source>llama.cpp, LM Studio, Ollama</source>
        <translation>llama.cpp、LM Studio、Ollama</translation>
    </message>
    <message>
        <source>A folder: graph, weights and tokenizer. Zeros are kept, but take the same room.</source>
        <translation>文件夹：计算图、权重和分词器。零值会保留，但占用空间不变。</translation>
    </message>
    <message>
        <source>onnxruntime, transformers.js</source>
        <translation>onnxruntime、transformers.js</translation>
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
        <translation>int8 权重</translation>
    </message>
    <message>
        <source>int8 weights and inputs</source>
        <translation>int8 权重和输入</translation>
    </message>
    <message>
        <source>int4 in blocks of 32</source>
        <translation>int4，每 32 个一块</translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation>Hugging Face 文件夹</translation>
    </message>
    <message>
        <source>A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay.</source>
        <translation>文件夹：safetensors，按模型的存储格式或稠密。零值模式和已存储的编码会保留。</translation>
    </message>
    <message>
        <source>transformers, vLLM, Espalier</source>
        <translation>transformers、vLLM、Espalier</translation>
    </message>
    <message>
        <source>windows of %1 and of %2 tokens</source>
        <translation>%1 个词元与 %2 个词元的窗口</translation>
    </message>
    <message>
        <source>the protocols &quot;%1&quot; and &quot;%2&quot;</source>
        <translation>协议“%1”与“%2”</translation>
    </message>
    <message>
        <source>strides of %1 and of %2 tokens</source>
        <translation>%1 个词元与 %2 个词元的步幅</translation>
    </message>
    <message>
        <source>with and without a token at the start of the text</source>
        <translation>文本开头有无词元</translation>
    </message>
    <message>
        <source>different lengths of text</source>
        <translation>文本长度不同</translation>
    </message>
    <message>
        <source>records joined differently</source>
        <translation>记录的拼接方式不同</translation>
    </message>
    <message>
        <source>divergence from different dense models</source>
        <translation>散度所对照的稠密模型不同</translation>
    </message>
    <message>
        <source>held-out text and calibration text</source>
        <translation>留出文本与校准文本</translation>
    </message>
    <message>
        <source>protocol not recorded</source>
        <translation>未记录协议</translation>
    </message>
    <message>
        <source>%1, windows of %2, %3</source>
        <translation>%1，窗口 %2，%3</translation>
    </message>
    <message>
        <source>a run does not say how it measured</source>
        <translation>有一次运行未记录其测量方式</translation>
    </message>
    <message>
        <source>different texts</source>
        <translation>文本不同</translation>
    </message>
    <message>
        <source>other settings of the measurement</source>
        <translation>测量设置不同</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>it ended before that was measured</source>
        <translation>在测量之前已结束</translation>
    </message>
    <message>
        <source>no perplexity of held-out text yet</source>
        <translation>尚无留出文本的困惑度</translation>
    </message>
    <message>
        <source>no divergence measured yet</source>
        <translation>尚未测量散度</translation>
    </message>
    <message>
        <source>it ran without held-out text, so there is no perplexity</source>
        <translation>运行时没有留出文本，因此没有困惑度</translation>
    </message>
    <message>
        <source>it measured no divergence from the dense model</source>
        <translation>未测量与稠密模型的散度</translation>
    </message>
    <message>
        <source>its speed is not measured</source>
        <translation>未测量速度</translation>
    </message>
    <message>
        <source>its size is not known yet</source>
        <translation>大小尚未知</translation>
    </message>
    <message>
        <source>its size is not known</source>
        <translation>大小未知</translation>
    </message>
    <message>
        <source>its figure is not finite: the model broke down</source>
        <translation>指标非有限 (模型已崩坏)</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Espalier makes language models smaller and shows what happens on the way. The whole way, with the demo or with a model of your own:</source>
        <translation>Espalier 让语言模型变小，并展示过程中发生的一切。使用演示或自己的模型，完整流程如下：</translation>
    </message>
    <message>
        <source>&lt;b&gt;Explorer&lt;/b&gt;: open a folder of a Hugging Face model or a GGUF file, by Open or by dropping it on the window.</source>
        <translation>&lt;b&gt;浏览&lt;/b&gt;：通过“打开”或拖放到窗口，打开 Hugging Face 模型的文件夹或 GGUF 文件。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Recipe&lt;/b&gt;: choose a template, or drag steps from the palette. The modules that a step hits light up in the model.</source>
        <translation>&lt;b&gt;配方&lt;/b&gt;：选择模板，或从面板拖入步骤。步骤命中的模块会在模型中高亮显示。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Runs&lt;/b&gt;: start the run and watch error, sparsity and perplexity layer by layer. Finished layers are on the disk: a run that ends early goes on where it ended.</source>
        <translation>&lt;b&gt;运行&lt;/b&gt;：开始运行，逐层观察误差、稀疏度和困惑度。已完成的层保存在磁盘上：提前结束的运行可从结束处继续。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Compare&lt;/b&gt;: set several results against each other, size or speed against quality.</source>
        <translation>&lt;b&gt;比较&lt;/b&gt;：将多个结果相互对照，以大小或速度对照质量。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Chat&lt;/b&gt;: ask the smaller model, beside the original.</source>
        <translation>&lt;b&gt;对话&lt;/b&gt;：向变小的模型提问，并与原模型并排对照。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Export&lt;/b&gt;: take it away as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>&lt;b&gt;导出&lt;/b&gt;：以 GGUF、ONNX 或 Hugging Face 文件夹的形式取走。</translation>
    </message>
    <message>
        <source>Calibration text shows which inputs matter; evaluation text measures the result. They must not be the same, or the figures flatter.</source>
        <translation>校准文本显示哪些输入重要；评估文本衡量结果。两者不可相同，否则指标会好于实际。</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>浏览</translation>
    </message>
    <message>
        <source>The tree shows the modules as the model has them; equal ones are folded into one row with their totals. Only the headers of the files are read when a model opens, so that large ones open at once. Statistics of the weights are read in the background.</source>
        <translation>树按模型中的原样显示模块；相同的模块折叠为一行并附合计。打开模型时只读取文件头，因此大模型也能立即打开。权重的统计在后台读取。</translation>
    </message>
    <message>
        <source>The strip above shows one cell for each decoder layer, in the colours of the chosen figure. Arrow keys move along it, Enter selects the layer.</source>
        <translation>上方的色带为每个解码器层显示一个单元格，颜色对应所选指标。方向键沿其移动，Enter 选择该层。</translation>
    </message>
    <message>
        <source>Select a module to see its shape, its weights as a histogram and as a map, its norms and its singular values.</source>
        <translation>选择一个模块，即可查看其形状、权重的直方图和分布图、范数以及奇异值。</translation>
    </message>
    <message>
        <source>The field at the foot shows the tokens of a text, with their ids.</source>
        <translation>底部的输入框显示文本的词元及其 ID。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>A recipe is a YAML document: stages, one after another, each with the steps that change the model. Cards and text are two views of the same document; both can be undone.</source>
        <translation>配方是一份 YAML 文档：各阶段依次排列，每个阶段含有更改模型的步骤。卡片和文本是同一文档的两种视图；两者的编辑均可撤销。</translation>
    </message>
    <message>
        <source>Espalier reads its own dialect and those of SparseML, llm-compressor and AMD Quark, and says where it differs from what those programs would have done.</source>
        <translation>Espalier 读取自己的方言以及 SparseML、llm-compressor 和 AMD Quark 的方言，并指出与那些程序的行为有何不同。</translation>
    </message>
    <message>
        <source>A target is the full name of a module, a class such as &lt;code&gt;Linear&lt;/code&gt;, or &lt;code&gt;re:&lt;/code&gt; and a regular expression. Targets that hit nothing are errors.</source>
        <translation>目标可以是模块的全名、&lt;code&gt;Linear&lt;/code&gt; 之类的类名，或 &lt;code&gt;re:&lt;/code&gt; 加正则表达式。没有命中的目标属于错误。</translation>
    </message>
    <message>
        <source>The plan predicts memory, disk, time and the size of the result before anything runs.</source>
        <translation>计划会在运行任何内容之前预测内存、磁盘、时间和结果的大小。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Runs wait in a queue and work one after another, each in a process of its own: when it dies, the app and everything that is finished remain.</source>
        <translation>运行在队列中等待，逐个进行，各自使用独立的进程：即使进程崩溃，应用和所有已完成的内容仍会保留。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Error by layer&lt;/b&gt; is the squared change of a layer&apos;s output over its square: 0 is perfect, 1 is no better than zeros. A layer that stands out is worth a look.</source>
        <translation>&lt;b&gt;各层误差&lt;/b&gt;是该层输出变化的平方与输出平方之比：0 表示完美，1 表示不比全零更好。突出的层值得查看。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Perplexity&lt;/b&gt; is measured before, on the way and after. On the way it is a small probe that shows the trend, not the final figure.</source>
        <translation>&lt;b&gt;困惑度&lt;/b&gt;在运行前、运行中和运行后测量。运行中的是显示趋势的小型探针，并非最终数据。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Resume&lt;/b&gt; goes on after the last finished layer. &lt;b&gt;Fork&lt;/b&gt; begins a new run with the finished layers of another, so that a later layer can be tried with other settings.</source>
        <translation>&lt;b&gt;继续&lt;/b&gt;从最后完成的层之后接着进行。&lt;b&gt;分叉&lt;/b&gt;以另一次运行的已完成层开始新的运行，从而可用其他设置尝试后面的层。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Tick runs to set them against each other. Runs on the front are those that no other run beats in both size and quality.</source>
        <translation>勾选运行即可相互对照。前沿上的运行，是没有其他运行能在大小和质量两方面都胜过的运行。</translation>
    </message>
    <message>
        <source>Perplexities can be compared only when they were measured on the same text by the same protocol. Runs of another protocol are hidden, and the page says which and why.</source>
        <translation>只有在同一文本上按同一协议测量的困惑度才可比较。其他协议的运行会被隐藏，页面会说明是哪些以及原因。</translation>
    </message>
    <message>
        <source>Speeds are measured on this machine, on demand.</source>
        <translation>速度按需在本机测量。</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>A sweep compresses one layer at a time, the others dense, and measures how far the model&apos;s predictions move. Dark cells cost little, bright ones much.</source>
        <translation>扫描每次只压缩一层，其余保持稠密，并测量模型的预测偏移多少。暗的单元格代价小，亮的代价大。</translation>
    </message>
    <message>
        <source>From the figures Espalier chooses for each layer what fits your limit of size or quality, and writes a recipe of it. The prediction adds up what single layers cost: the run says what they cost together.</source>
        <translation>Espalier 根据这些数据，为每一层选择符合大小或质量限制的设置，并据此写出配方。预测是各单层代价之和：合在一起的代价由运行得出。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>The model answers on this machine&apos;s CPU, with the weights as they are stored: sparse and quantized ones are faster for it.</source>
        <translation>模型在本机 CPU 上以存储时的权重回答：稀疏和已量化的模型因此更快。</translation>
    </message>
    <message>
        <source>With two models side by side both answer the same question from the same seed. Tokens are coloured by how far the compressed model&apos;s predictions are from the dense one&apos;s.</source>
        <translation>两个模型并排时，以同一种子回答同一问题。词元的颜色表示压缩后模型的预测与稠密模型的预测相差多少。</translation>
    </message>
    <message>
        <source>The chat template turns messages into the text that the model was trained on. It is shown as rendered, and can be edited.</source>
        <translation>对话模板将消息转换为模型训练时所用形式的文本。以渲染后的样子显示，并可编辑。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>GGUF runs in llama.cpp and what is built on it, ONNX in onnxruntime and transformers.js, a Hugging Face folder in transformers and vLLM, as far as they know the format.</source>
        <translation>在各软件支持相应格式的范围内，GGUF 可在 llama.cpp 及基于它的软件中运行，ONNX 可在 onnxruntime 和 transformers.js 中运行，Hugging Face 文件夹可在 transformers 和 vLLM 中运行。</translation>
    </message>
    <message>
        <source>Each export is read again and compared with the model before it is called ready: weights, token ids, chat template, predictions. The certificate beside the file says what was found.</source>
        <translation>每个导出项在标为就绪之前都会重新读取并与模型比较：权重、词元 ID、对话模板、预测。文件旁的证书写明结果。</translation>
    </message>
    <message>
        <source>A tile that is ready can be dragged into the file manager or into another program.</source>
        <translation>就绪的磁贴可拖到文件管理器或其他程序中。</translation>
    </message>
    <message>
        <source>When something fails</source>
        <translation>出现问题时</translation>
    </message>
    <message>
        <source>&lt;b&gt;Not enough memory&lt;/b&gt;: use fewer calibration samples or shorter windows, or set a memory limit on the Settings page, with which activations go to the disk.</source>
        <translation>&lt;b&gt;内存不足&lt;/b&gt;：减少校准样本或缩短窗口，或在“设置”页设定内存上限，激活值便会写入磁盘。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The worker ended&lt;/b&gt;: its log is on the Runs page. Finished layers are kept; Resume goes on.</source>
        <translation>&lt;b&gt;工作进程结束&lt;/b&gt;：日志在“运行”页。已完成的层会保留；“继续”接着进行。</translation>
    </message>
    <message>
        <source>&lt;b&gt;No module matches&lt;/b&gt;: names in the Explorer&apos;s tree are what targets are compared with.</source>
        <translation>&lt;b&gt;没有匹配的模块&lt;/b&gt;：目标与“浏览”页树中的名称进行比对。</translation>
    </message>
    <message>
        <source>&lt;b&gt;A perplexity that looks wrong&lt;/b&gt;: compare the protocol first - text, window length, start token. A dense model&apos;s own figure tells whether the text is the one that papers use.</source>
        <translation>&lt;b&gt;困惑度看起来不对&lt;/b&gt;：先比较协议（文本、窗口长度、起始词元）。稠密模型自身的数据能说明文本是否为论文所用的文本。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The disk is full&lt;/b&gt;: nothing half-written is left; free some room and resume.</source>
        <translation>&lt;b&gt;磁盘已满&lt;/b&gt;：不会留下写了一半的内容；释放一些空间后继续。</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏度</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>恰好为零的权重所占比例。只有引擎具备相应内核的模式才会节省时间。典型值 50 %。</translation>
    </message>
    <message>
        <source>8:16 and other N:M patterns</source>
        <translation>8:16 及其他 N:M 模式</translation>
    </message>
    <message>
        <source>8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here. 2:4 is what GPUs know.</source>
        <translation>每 16 个连续输入保留 8 个。质量接近非结构化，在此处很快。2:4 是 GPU 支持的模式。</translation>
    </message>
    <message>
        <source>Dampening</source>
        <translation>阻尼</translation>
    </message>
    <message>
        <source>Added to the Hessian&apos;s diagonal, as a share of its mean, so that it factors. Typical 0.01; more is safer, less exact.</source>
        <translation>按均值的比例加到 Hessian 矩阵对角线上，使其可以分解。典型值 0.01；越大越稳妥，但越不精确。</translation>
    </message>
    <message>
        <source>Group size</source>
        <translation>组大小</translation>
    </message>
    <message>
        <source>Weights sharing one scale. Smaller is closer, larger is smaller on disk. Typical 128.</source>
        <translation>共用一个缩放因子的权重数。越小越接近原值，越大占用磁盘越少。典型值 128。</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL 散度</translation>
    </message>
    <message>
        <source>How far the next-token distribution moved from the dense model&apos;s, in nats. 0 means equal.</source>
        <translation>下一词元的分布相对稠密模型偏移多少，以 nat 计。0 表示相同。</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Exponential of the mean loss per token; lower is better; comparable only under one protocol.</source>
        <translation>每词元平均损失的指数；越低越好；仅在同一协议下可比较。</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相对输出误差</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>该层输出变化的平方与输出平方之比。0 表示完美，1 表示不比全零更好。</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>校准样本数</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>显示哪些输入重要的文本。越多，所需内存和时间越多。论文中使用 128。</translation>
    </message>
    <message>
        <source>Activation order</source>
        <translation>激活顺序</translation>
    </message>
    <message>
        <source>Quantizes important columns first. Usually better at 4 bits.</source>
        <translation>先量化重要的列。在 4 位时通常更好。</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>A small fixed text evaluated between layers: the trend, not the final figure.</source>
        <translation>在层与层之间评估的一小段固定文本：显示趋势，并非最终数据。</translation>
    </message>
    <message>
        <source>As it was before compression: no weight forced to zero, nothing rounded.</source>
        <translation>压缩之前的样子：没有权重被置零，没有值被舍入。</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>How a perplexity was measured: text, window length, stride, start token, average. Figures of two protocols say nothing about each other.</source>
        <translation>困惑度的测量方式：文本、窗口长度、步幅、起始词元、平均方式。不同协议的数据彼此没有可比性。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>前馈</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Nonzero parameters</source>
        <translation>非零参数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>峰值内存</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Speed of the result</source>
        <translation>结果的速度</translation>
    </message>
    <message>
        <source>Parameters that are not zero, before and after the run.</source>
        <translation>运行前后不为零的参数。</translation>
    </message>
    <message>
        <source>Bytes of the model&apos;s folder, before and after the run. Zeros alone save nothing on disk.</source>
        <translation>运行前后模型文件夹的字节数。仅有零值并不会节省磁盘空间。</translation>
    </message>
    <message>
        <source>The most memory that the run holds at a time. Activations that do not fit lie on disk.</source>
        <translation>运行同时占用的最多内存。放不下的激活值存于磁盘。</translation>
    </message>
    <message>
        <source>What the run writes: a folder for each stage, and activations that memory has no room for.</source>
        <translation>运行写入的内容：每个阶段一个文件夹，以及内存放不下的激活值。</translation>
    </message>
    <message>
        <source>By this machine&apos;s speed with large matrices. Other work makes it longer.</source>
        <translation>依据本机处理大矩阵的速度。有其他任务时会更长。</translation>
    </message>
    <message>
        <source>Generated tokens a second on this machine, by the speed of each format of weights. Attention over a long text comes on top.</source>
        <translation>本机每秒生成的词元数，依据各种权重格式的速度。长文本的注意力用时另计。</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>a duration</comment>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a stage, then a part of it</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Work on a layer</source>
        <translation>单层处理</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>Embedding, head, evaluation</source>
        <translation>嵌入、输出头、评估</translation>
    </message>
    <message>
        <source>Training of the whole model</source>
        <translation>整个模型的训练</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Activations, while it runs</source>
        <translation>运行期间的激活值</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>阶段 %1</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>%1 fewer than before.</source>
        <translation>比之前少 %1。</translation>
    </message>
    <message>
        <source>%1 less than before.</source>
        <translation>比之前小 %1。</translation>
    </message>
    <message>
        <source>Larger than before: the model was stored in a smaller format than this recipe writes.</source>
        <translation>比之前大：模型原先的存储格式比此配方写入的格式更小。</translation>
    </message>
    <message>
        <source>The settings allow a run %1.</source>
        <translation>设置允许一次运行使用 %1。</translation>
    </message>
    <message>
        <source>This machine has %1.</source>
        <translation>本机有 %1。</translation>
    </message>
    <message>
        <source>%1 are free where runs are kept.</source>
        <translation>存放运行的位置有 %1 可用。</translation>
    </message>
    <message>
        <source>Without calibration text.</source>
        <translation>无校准文本。</translation>
    </message>
    <message>
        <source>One sample of %1 tokens.</source>
        <translation>一个 %1 词元的样本。</translation>
    </message>
    <message numerus="yes">
        <source>%n samples of %1 tokens.</source>
        <translation>
            <numerusform>%n 个 %1 词元的样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before. A token&apos;s time by part of the model:</source>
        <translation>之前为 %1。一个词元的用时，按模型部分划分：</translation>
    </message>
    <message>
        <source>Not predicted: of a model as small as this, other work than its weights takes most of the time.</source>
        <translation>未预测：如此小的模型，大部分时间用于权重以外的工作。</translation>
    </message>
    <message>
        <source>This machine was not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>本机尚未测量。需要几秒和 0.5 GiB 内存。</translation>
    </message>
    <message>
        <source>Use windows of %1 tokens, without evaluation</source>
        <translation>使用 %1 词元的窗口，不评估</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens, without evaluation</source>
        <translation>
            <numerusform>使用 %n 个 %1 词元的样本，不评估</numerusform>
        </translation>
    </message>
    <message>
        <source>Use windows of %1 tokens</source>
        <translation>使用 %1 词元的窗口</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples</source>
        <translation>
            <numerusform>使用 %n 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens</source>
        <translation>
            <numerusform>使用 %n 个 %1 词元的样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Not known, because this machine was not measured yet. Open this cell to measure it.</source>
        <translation>未知，因为本机尚未测量。打开此单元格即可测量。</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2. Activations take %3.</source>
        <translation>此运行需要 %1；预算为 %2。激活值占 %3。</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2.</source>
        <translation>此运行需要 %1；预算为 %2。</translation>
    </message>
    <message>
        <source>%1 are needed, %2 are free.</source>
        <translation>需要 %1，可用 %2。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>Use %1 (1 hit)</source>
        <translation>使用 %1 (命中 1 个)</translation>
    </message>
    <message numerus="yes">
        <source>Use %1 (%n hits)</source>
        <translation>
            <numerusform>使用 %1 (命中 %n 个)</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename it to %1</source>
        <translation>重命名为 %1</translation>
    </message>
    <message>
        <source>Replace it by %1</source>
        <translation>替换为 %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>espalier::ui::BudgetChart</name>
    <message>
        <source>%1 with zeros left out: predicted KL %2 (%3 to %4), perplexity %5</source>
        <translation>去除零值后 %1：预测 KL %2（%3 至 %4），困惑度 %5</translation>
    </message>
    <message>
        <source>Predicted loss by size</source>
        <translation>各大小的预测损失</translation>
    </message>
    <message>
        <source>Size (MiB)</source>
        <translation>大小 (MiB)</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>与稠密的 KL (nat/词元)</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>与稠密模型的 KL</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>The curve comes with the first cells.</source>
        <translation>测得首批单元格后显示曲线。</translation>
    </message>
    <message>
        <source>Predicted: losses of single layers, added up</source>
        <translation>预测：各单层损失之和</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CertificateView</name>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>复制 JSON</translation>
    </message>
    <message>
        <source>Copies the certificate as it is stored beside the export.</source>
        <translation>复制与导出项一同存储的证书原文。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查项</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>预期</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>This export has no certificate. Export it again to compare it with the model.</source>
        <translation>此导出项没有证书。要与模型比较，需重新导出。</translation>
    </message>
    <message>
        <source>Every export is read again before it gets its name, and compared with the model: weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here.</source>
        <translation>每个导出项在命名之前都会重新读取，并与模型比较：权重、零值、词元 ID、对话模板，以及预测（ONNX 除外）。结果显示在此处。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chart</name>
    <message>
        <source>What %1 shows</source>
        <translation>“%1”显示的内容</translation>
    </message>
    <message>
        <source>Save chart...</source>
        <translation>保存图表...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>以表格显示</translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation>重置缩放</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)</source>
        <translation>图片 (*.png);;矢量图 (*.svg *.pdf);;数据 (*.csv)</translation>
    </message>
    <message>
        <source>The chart could not be written to %1.</source>
        <translation>无法将图表写入 %1。</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Size (%1)</source>
        <translation>大小 (%1)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chat</name>
    <message>
        <source>Stopped before this model was asked.</source>
        <translation>在向此模型提问之前已停止。</translation>
    </message>
    <message>
        <source>The second model was unloaded before it was asked.</source>
        <translation>第二个模型在提问之前已卸载。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ChatPage</name>
    <message numerus="yes">
        <source>%n messages of this conversation are damaged and left out. The file as it was is kept beside it.</source>
        <translation>
            <numerusform>此会话有 %n 条消息已损坏，未予显示。原文件保留在其旁边。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Current model: %1</source>
        <translation>当前模型：%1</translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation>运行结果</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>No run has finished yet</source>
        <translation>尚无完成的运行</translation>
    </message>
    <message>
        <source>Delete the conversation &quot;%1&quot;? This cannot be undone.</source>
        <translation>要删除会话“%1”吗？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>删除会话</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.</source>
        <translation>回答到此为止：%1 个词元的上下文已满。新会话从空的上下文开始。</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>先加载一个模型。</translation>
    </message>
    <message>
        <source>The model is still being loaded.</source>
        <translation>模型仍在加载。</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>先写一条消息。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>未加载模型</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>Choose which model chats</source>
        <translation>选择用于对话的模型</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n threads, %2 of weights</source>
        <translation>
            <numerusform>%1，%n 个线程，权重 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Which kernels multiply this model&apos;s weights, and the instruction set in use.</source>
        <translation>此模型的权重由哪些内核相乘，以及所用的指令集。</translation>
    </message>
    <message>
        <source>Text to continue...</source>
        <translation>要续写的文本...</translation>
    </message>
    <message>
        <source>Message...</source>
        <translation>消息...</translation>
    </message>
    <message>
        <source>Its weights are packed for this processor.</source>
        <translation>其权重会针对本机处理器打包。</translation>
    </message>
    <message>
        <source>Load %1 to talk to it. Everything is computed on this machine.</source>
        <translation>加载 %1 即可与其对话。所有计算都在本机进行。</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>未打开模型</translation>
    </message>
    <message>
        <source>Open a model, or start with the demo&apos;s model.</source>
        <translation>打开一个模型，或从演示模型开始。</translation>
    </message>
    <message>
        <source>%1 continues text</source>
        <translation>%1 续写文本</translation>
    </message>
    <message>
        <source>It has no chat template, so it writes on where your text ends and nothing marks who speaks.</source>
        <translation>它没有对话模板，因此从你的文本末尾接着写，且不标记谁在说话。</translation>
    </message>
    <message>
        <source>Talk to %1</source>
        <translation>与 %1 对话</translation>
    </message>
    <message>
        <source>Return sends a message, Shift+Return starts a new line.</source>
        <translation>Return 发送消息，Shift+Return 换行。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the answer at the next token; what is written stays.</source>
        <translation>在下一个词元处结束回答；已写的内容保留。</translation>
    </message>
    <message>
        <source>Edit last question</source>
        <translation>编辑上一个问题</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新建会话</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>删除会话...</translation>
    </message>
    <message>
        <source>Load current model</source>
        <translation>加载当前模型</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stops loading.</source>
        <translation>停止加载。</translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Frees the memory of the model that chats. Conversations stay.</source>
        <translation>释放对话模型占用的内存。会话保留。</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>打开演示</translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation>试一个问题</translation>
    </message>
    <message>
        <source>Fills in a question that this model can take.</source>
        <translation>填入一个此模型能处理的问题。</translation>
    </message>
    <message>
        <source>Explain in two sentences what a neural network is.</source>
        <translation>用两句话解释什么是神经网络。</translation>
    </message>
    <message>
        <source>Model that chats</source>
        <translation>用于对话的模型</translation>
    </message>
    <message>
        <source>The second model is still being loaded.</source>
        <translation>第二个模型仍在加载。</translation>
    </message>
    <message>
        <source>Same prompt, seed and settings. A answers first, then B, each with all cores to itself, so that their speeds can be compared.</source>
        <translation>提示词、种子和设置相同。先由 A 回答，再由 B 回答，各自独占所有核心，以便比较速度。</translation>
    </message>
    <message>
        <source>%1, first token %2, context %3 of %4</source>
        <translation>%1，首个词元用时 %2，上下文 %3 / %4</translation>
    </message>
    <message>
        <source>Up in the empty field does the same. What was said stays as a branch.</source>
        <translation>在空输入框中按向上键效果相同。已有内容作为分支保留。</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>停止比较</translation>
    </message>
    <message>
        <source>Unloads the second model. Its replies stay.</source>
        <translation>卸载第二个模型。其回答保留。</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>散度</translation>
    </message>
    <message>
        <source>Compares B&apos;s replies with what A predicts of the same text, in the background. Tints show how far each token is from it: 0.05, 0.2, 0.7 and 2 nats of KL.</source>
        <translation>在后台将 B 的回答与 A 对同一文本的预测比较。色调表示每个词元与其相差多少：KL 为 0.05、0.2、0.7 和 2 nat。</translation>
    </message>
    <message>
        <source>Token mode</source>
        <translation>词元模式</translation>
    </message>
    <message>
        <source>Steps through the tokens of the last reply. J jumps to the first one that differs.</source>
        <translation>逐个浏览最后一个回答的词元。按 J 跳到第一个不同的词元。</translation>
    </message>
    <message>
        <source>Show conversations</source>
        <translation>显示会话</translation>
    </message>
    <message>
        <source>Show settings</source>
        <translation>显示设置</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>第二个模型</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>选择其他模型</translation>
    </message>
    <message>
        <source>%1 takes about %2 of memory beside the first model, and %3 are free. Close other programs, or choose a smaller model as A or B.</source>
        <translation>除第一个模型外，%1 还需约 %2 内存，而可用内存为 %3。关闭其他程序，或为 A 或 B 选择更小的模型。</translation>
    </message>
    <message>
        <source>The model that %1 was made of is not there any more, so that it answers alone. Choose another one to compare it with.</source>
        <translation>生成 %1 的原模型已不存在，因此它单独回答。选择另一个模型与之比较。</translation>
    </message>
    <message>
        <source>What it was made of: %1</source>
        <translation>原模型：%1</translation>
    </message>
    <message>
        <source>The dense model becomes A, the run&apos;s result B.</source>
        <translation>稠密模型为 A，运行结果为 B。</translation>
    </message>
    <message>
        <source>Recent models</source>
        <translation>最近的模型</translation>
    </message>
    <message>
        <source>%1 holds no model. Choose a folder with config.json and weights, or a GGUF file.</source>
        <translation>%1 中没有模型。选择包含 config.json 和权重的文件夹，或 GGUF 文件。</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>文件夹...</translation>
    </message>
    <message>
        <source>Choose model folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF 文件...</translation>
    </message>
    <message>
        <source>Choose GGUF file</source>
        <translation>选择 GGUF 文件</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF 模型 (*.gguf)</translation>
    </message>
    <message>
        <source>Let %1 answer beside %2</source>
        <translation>让 %1 与 %2 并排回答</translation>
    </message>
    <message>
        <source>Choose a second model that answers the same beside the first one.</source>
        <translation>选择第二个模型，与第一个并排回答同样的问题。</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>比较对象...</translation>
    </message>
    <message>
        <source>Then %1</source>
        <translation>然后 %1</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A：%1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B：%1</translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation>正在生成回答。</translation>
    </message>
    <message>
        <source>Load the two models that wrote these replies first.</source>
        <translation>先加载写出这些回答的两个模型。</translation>
    </message>
    <message>
        <source>The Chat page has its result loaded and would let go of it.</source>
        <translation>“对话”页已加载其结果，删除后将卸载。</translation>
    </message>
    <message>
        <source>Show chat template</source>
        <translation>显示对话模板</translation>
    </message>
    <message>
        <source>The template, and the exact text that the model is given.</source>
        <translation>模板，以及提供给模型的确切文本。</translation>
    </message>
    <message>
        <source>Shows or hides the settings and the template of the conversation.</source>
        <translation>显示或隐藏会话的设置和模板。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Settings of the conversation</source>
        <translation>会话设置</translation>
    </message>
    <message>
        <source>Shows or hides the list of conversations.</source>
        <translation>显示或隐藏会话列表。</translation>
    </message>
    <message>
        <source>There is no room for the list beside two replies. Widen the window.</source>
        <translation>两个回答旁没有空间显示列表。加宽窗口即可。</translation>
    </message>
    <message>
        <source>Hello</source>
        <translation>你好</translation>
    </message>
    <message>
        <source>Writes another answer; the last one stays as a branch. With a fixed seed it comes out alike.</source>
        <translation>生成另一个回答；上一个作为分支保留。种子固定时结果相同。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ColumnChooser</name>
    <message>
        <source>Usual columns</source>
        <translation>常用列</translation>
    </message>
    <message>
        <source>The window is too narrow for it.</source>
        <translation>窗口太窄，无法显示。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CommandPalette</name>
    <message>
        <source>Search or command</source>
        <translation>搜索或命令</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配项</translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;.</source>
        <translation>没有与“%1”匹配的内容。</translation>
    </message>
    <message>
        <source>Action or page;  &gt; command   # module   @ run   : line   ? help</source>
        <translation>操作或页面;  &gt; 命令   # 模块   @ 运行   : 行   ? 帮助</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ComparePage</name>
    <message>
        <source>Pick two runs</source>
        <translation>选择两次运行</translation>
    </message>
    <message>
        <source>There are no runs yet. A run applies a recipe to a model; two of them can be compared.</source>
        <translation>尚无运行。一次运行将配方应用于模型；两次运行可以相互比较。</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 次运行</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>1 run hidden: other protocol</source>
        <translation>已隐藏 1 次运行：协议不同</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: other protocol</source>
        <translation>
            <numerusform>已隐藏 %n 次运行：协议不同</numerusform>
        </translation>
    </message>
    <message>
        <source>1 run hidden: no such figure</source>
        <translation>已隐藏 1 次运行：无此指标</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: no such figure</source>
        <translation>
            <numerusform>已隐藏 %n 次运行：无此指标</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Measuring the speed of %1</source>
        <translation>正在测量 %1 的速度</translation>
    </message>
    <message>
        <source>Hide reasons</source>
        <translation>隐藏原因</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Say why runs are hidden</source>
        <translation>说明运行为何隐藏</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>添加运行</translation>
    </message>
    <message>
        <source>Add all runs</source>
        <translation>添加所有运行</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs.</source>
        <translation>勾选最近完成的两次运行。</translation>
    </message>
    <message>
        <source>Ticks the other finished runs.</source>
        <translation>勾选其他已完成的运行。</translation>
    </message>
    <message>
        <source>No other run is finished.</source>
        <translation>没有其他已完成的运行。</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Measure speeds</source>
        <translation>测量速度</translation>
    </message>
    <message>
        <source>A run is working: speeds would come out too low.</source>
        <translation>有运行正在进行：测得的速度会偏低。</translation>
    </message>
    <message>
        <source>Lets each model generate some tokens on this machine, one model after another.</source>
        <translation>让各模型依次在本机生成一些词元。</translation>
    </message>
    <message>
        <source>%1 is in the comparison</source>
        <translation>%1 已在比较中</translation>
    </message>
    <message>
        <source>Add %1 to the comparison</source>
        <translation>将“%1”加入比较</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs, then the others.</source>
        <translation>先勾选最近完成的两次运行，再勾选其余的。</translation>
    </message>
    <message>
        <source>Clear comparison</source>
        <translation>清空比较</translation>
    </message>
    <message>
        <source>Unticks all runs. The runs stay.</source>
        <translation>取消勾选所有运行。运行保留。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation>转到“运行”</translation>
    </message>
    <message>
        <source>Save plot...</source>
        <translation>保存图...</translation>
    </message>
    <message>
        <source>As a picture, a drawing or a table of its figures.</source>
        <translation>存为图片、矢量图或数据表。</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>保存表格...</translation>
    </message>
    <message>
        <source>As comma-separated values.</source>
        <translation>存为逗号分隔值 (CSV)。</translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation>&amp;x</translation>
    </message>
    <message>
        <source>What quality is weighed against</source>
        <translation>与质量权衡的量</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>每权重位数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation>&amp;y</translation>
    </message>
    <message>
        <source>Quality that is shown</source>
        <translation>显示的质量</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL to dense</source>
        <translation>与稠密的 KL</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>协议(&amp;P)</translation>
    </message>
    <message>
        <source>How the figures were measured</source>
        <translation>指标的测量方式</translation>
    </message>
    <message>
        <source>Perplexities are comparable only if they are of the same text, cut in the same windows. Runs of other protocols are not drawn.</source>
        <translation>只有文本相同且窗口划分相同时，困惑度才可比较。其他协议的运行不绘制。</translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation>差值表</translation>
    </message>
    <message>
        <source>Recipe diff</source>
        <translation>配方差异</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Tick runs in the list. Their results stand on one plot of quality over size, with the dense model that they began with.</source>
        <translation>在列表中勾选运行，其结果便与最初的稠密模型一起显示在同一张质量与大小的图上。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Composer</name>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Begins another branch; what was said stays.</source>
        <translation>开始新的分支；已有内容保留。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConfigDialog</name>
    <message>
        <source>config.json of %1</source>
        <translation>%1 的 config.json</translation>
    </message>
    <message>
        <source>Search the configuration</source>
        <translation>搜索配置</translation>
    </message>
    <message>
        <source>A GGUF file has no config.json. This is what its metadata come to.</source>
        <translation>GGUF 文件没有 config.json。这是由其元数据得出的内容。</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 个匹配项</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n 个匹配项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Conversations are kept here.</source>
        <translation>会话保存在此处。</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>删除会话...</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationModel</name>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DataForm</name>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>显示哪些输入重要的文本。越多，所需内存和时间越多。论文中使用 128。</translation>
    </message>
    <message>
        <source>Tokens of one sample. Auto is 2048, or the model&apos;s context if that is less.</source>
        <translation>一个样本的词元数。自动为 2048；若模型的上下文更短，则取其长度。</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Stored with the run. Same seed, same threads: the same bytes.</source>
        <translation>随运行一起存储。种子和线程数相同，字节即相同。</translation>
    </message>
    <message>
        <source>text</source>
        <translation>text</translation>
    </message>
    <message>
        <source>Columns of jsonl, json, csv and Parquet files that are joined, separated by commas.</source>
        <translation>jsonl、json、csv 和 Parquet 文件中要拼接的列，以逗号分隔。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Ca&amp;libration text</source>
        <translation>校准文本(&amp;L)</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>校准文本</translation>
    </message>
    <message>
        <source>E&amp;valuation text</source>
        <translation>评估文本(&amp;V)</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>评估文本</translation>
    </message>
    <message>
        <source>Text &amp;columns</source>
        <translation>文本列(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>样本数(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>窗口(&amp;W)</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>种子(&amp;E)</translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation>选择文件...</translation>
    </message>
    <message>
        <source>Choose files: %1</source>
        <translation>选择文件：%1</translation>
    </message>
    <message>
        <source>Text (%1);;All files (*)</source>
        <translation>文本 (%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>needed by this recipe</source>
        <translation>此配方需要</translation>
    </message>
    <message>
        <source>not needed by this recipe</source>
        <translation>此配方不需要</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaTable</name>
    <message>
        <source>Dense: %1</source>
        <translation>稠密：%1</translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation>不可比较：%1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>与稠密的 KL (nat/词元)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>%1, predicted</source>
        <translation>%1，预测值</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>每权重位数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>解码器层的零值</translation>
    </message>
    <message>
        <source>Time of the run</source>
        <translation>运行时间</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>运行内存</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>校准文本</translation>
    </message>
    <message>
        <source>Calibration windows</source>
        <translation>校准窗口数</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>每窗口词元数</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>评估文本</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>%1 (other protocol)</source>
        <translation>%1 (协议不同)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2，%3)</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>%1
reference</source>
        <translation>%1
基准</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaView</name>
    <message>
        <source>Only &amp;differences</source>
        <translation>仅差异(&amp;D)</translation>
    </message>
    <message>
        <source>Reference column</source>
        <translation>基准列</translation>
    </message>
    <message>
        <source>R&amp;eference</source>
        <translation>基准(&amp;E)</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>保存表格...</translation>
    </message>
    <message>
        <source>Differences from the reference</source>
        <translation>与基准的差异</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>保存表格</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>数据 (*.csv)</translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation>表格未保存</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder, or free some space.</source>
        <translation>无法写入 %1。选择其他文件夹，或释放一些空间。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DetailPane</name>
    <message>
        <source>No module selected</source>
        <translation>未选择模块</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Outputs × inputs.</source>
        <translation>输出 × 输入。</translation>
    </message>
    <message>
        <source>Part of</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>The files hold several modules in this one. Each of them is compressed as the module that it is; the targets of a recipe may name either.</source>
        <translation>文件中多个模块存放在这一个之内。它们各自按原本的模块压缩；配方的目标写哪个名称均可。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Size as stored</source>
        <translation>存储大小</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>存储格式</translation>
    </message>
    <message>
        <source>the embedding&apos;s weight</source>
        <translation>嵌入的权重</translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation>%1，每权重 %2 位</translation>
    </message>
    <message>
        <source>Another program&apos;s quantization: dequantized when the model is compressed.</source>
        <translation>由其他程序量化：压缩模型时会反量化。</translation>
    </message>
    <message>
        <source>%1 of the %2 counted so far</source>
        <translation>%1 (已统计 %2)</translation>
    </message>
    <message>
        <source>%1 (%2 zeros)</source>
        <translation>%1 (零值 %2)</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏度</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>恰好为零的权重所占比例。只有引擎具备相应内核的模式才会节省时间。典型值 50 %。</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>A tensor here is not in the files.</source>
        <translation>此处有张量不在文件中。</translation>
    </message>
    <message>
        <source>Detail of the module</source>
        <translation>模块详情</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>谱</translation>
    </message>
    <message>
        <source>Select a module with a weight matrix.</source>
        <translation>选择带有权重矩阵的模块。</translation>
    </message>
    <message>
        <source>Counting weights</source>
        <translation>正在统计权重</translation>
    </message>
    <message>
        <source>Summing squares</source>
        <translation>正在计算平方和</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Inputs are quantized</source>
        <translation>输入已量化</translation>
    </message>
    <message>
        <source>Values that come into the module are rounded, too, when the model runs as it is stored.</source>
        <translation>模型按存储格式运行时，进入该模块的值也会被舍入。</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Not finite</source>
        <translation>非有限值</translation>
    </message>
    <message>
        <source>Weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>无穷大或非数的权重。模型无法用它们计算。</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M 模式</translation>
    </message>
    <message>
        <source>%1 in every group</source>
        <translation>每组均为 %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>8:16: 8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here.</source>
        <translation>8:16：每 16 个连续输入保留 8 个。质量接近非结构化，在此处很快。</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>2:4 in 68.9 % of the groups</comment>
        <translation>%2 为 %1</translation>
    </message>
    <message>
        <source>Groups that keep to</source>
        <translation>符合模式的组</translation>
    </message>
    <message>
        <source>Size before the run</source>
        <translation>运行前的大小</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相对输出误差</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>该层输出变化的平方与输出平方之比。0 表示完美，1 表示不比全零更好。多个模块时取均值。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffTable</name>
    <message>
        <source>the same in both</source>
        <translation>两边相同</translation>
    </message>
    <message>
        <source>different</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>only on the left</source>
        <translation>仅在左侧</translation>
    </message>
    <message>
        <source>only on the right</source>
        <translation>仅在右侧</translation>
    </message>
    <message>
        <source>Recipes side by side</source>
        <translation>配方并排对照</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffView</name>
    <message>
        <source>&amp;Ignore comments</source>
        <translation>忽略注释(&amp;I)</translation>
    </message>
    <message>
        <source>By line</source>
        <translation>按行</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation>按语义</translation>
    </message>
    <message>
        <source>How recipes are compared</source>
        <translation>配方的比较方式</translation>
    </message>
    <message>
        <source>By key: each value by its path, wherever the key stands. By meaning: the same after both were rewritten in Espalier&apos;s own form, so that two dialects can be compared.</source>
        <translation>按键：无论键在何处，都按路径比较各值。按语义：先将两者改写为 Espalier 自己的形式再同样比较，因此可以比较两种方言。</translation>
    </message>
    <message>
        <source>Leaves out comments and blank lines.</source>
        <translation>不计注释和空行。</translation>
    </message>
    <message>
        <source>Tick two runs to see their recipes.</source>
        <translation>勾选两次运行即可查看其配方。</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>无差异</translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation>1 处差异</translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>%n 处差异</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::EngineStatus</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Tokens that are generated in a second, after the first one.</source>
        <translation>首个词元之后每秒生成的词元数。</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首个词元</translation>
    </message>
    <message>
        <source>From sending to the first token: the prompt is read then. What an earlier answer had read already is not read again.</source>
        <translation>从发送到首个词元：其间读取提示词。先前回答已读过的部分不再读取。</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Tokens of this conversation, of those that fit.</source>
        <translation>此会话的词元数，以及可容纳的词元数。</translation>
    </message>
    <message>
        <source>Weights read</source>
        <translation>权重读取</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>How near decoding comes to what the memory can give.</source>
        <translation>解码速度与内存所能提供的速度有多接近。</translation>
    </message>
    <message>
        <source>A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what the memory gave in a measurement just after loading. A model that fits into the processor&apos;s cache may exceed it.</source>
        <translation>每个词元读取 %1 的权重；乘以每秒词元数即为读取速度。上限是加载后立即测得的内存速度。能放入处理器缓存的模型可能超过该上限。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::EntryList</name>
    <message>
        <source>whole model</source>
        <translation>整个模型</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 个矩阵</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 个矩阵</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>命中</translation>
    </message>
    <message>
        <source>Targets of the recipe</source>
        <translation>配方的目标</translation>
    </message>
    <message>
        <source>Selecting an entry shows what it hits in the module tree. Enter goes to its line.</source>
        <translation>选择一项，即在模块树中显示其命中的模块。按 Enter 转到其所在行。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>ignore %1</source>
        <translation>忽略 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExplorerPage</name>
    <message>
        <source>Open model folder...</source>
        <translation>打开模型文件夹...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>打开 GGUF 文件...</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>打开演示</translation>
    </message>
    <message>
        <source>Compress...</source>
        <translation>压缩...</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>The headers of its files are read.</source>
        <translation>正在读取其文件头。</translation>
    </message>
    <message>
        <source>%1 Its tensors remain viewable.</source>
        <translation>%1 其张量仍可查看。</translation>
    </message>
    <message>
        <source>The tensor %1 is missing. Download the model again; the rest is shown.</source>
        <translation>缺少张量 %1。重新下载模型；其余部分已显示。</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors are missing, the first is %1. Download the model again; the rest is shown.</source>
        <translation>
            <numerusform>缺少 %n 个张量，首个为 %1。重新下载模型；其余部分已显示。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show module</source>
        <translation>显示模块</translation>
    </message>
    <message>
        <source>One tensor belongs to no module of this model and is left alone.</source>
        <translation>有 1 个张量不属于此模型的任何模块，保持原样。</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors belong to no module of this model and are left alone.</source>
        <translation>
            <numerusform>有 %n 个张量不属于此模型的任何模块，保持原样。</numerusform>
        </translation>
    </message>
    <message>
        <source>Make this model half as large in a minute.</source>
        <translation>用一分钟将此模型缩小一半。</translation>
    </message>
    <message>
        <source>Start the demo run</source>
        <translation>开始演示运行</translation>
    </message>
    <message>
        <source>Applies the demo&apos;s recipe to the demo&apos;s model and shows each layer as it finishes.</source>
        <translation>将演示配方应用于演示模型，并在各层完成时显示。</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 个匹配项</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n 个匹配项</numerusform>
        </translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>浏览</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>打开 GGUF 文件</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF 模型 (*.gguf)</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>先打开一个模型。</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>未打开模型</translation>
    </message>
    <message>
        <source>Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros.</source>
        <translation>打开模型文件夹或 GGUF 文件，或将其拖放到此处，即可查看各层、大小和零值。</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏度</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Colour of the layers</source>
        <translation>层的颜色</translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation>颜色(&amp;O)</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Filter modules: part of a name, or re:.*mlp</source>
        <translation>筛选模块：名称的一部分，或 re:.*mlp</translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation>筛选模块</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Show matrix</source>
        <translation>显示矩阵</translation>
    </message>
    <message>
        <source>config.json</source>
        <translation>config.json</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2 The tensors of the other files remain viewable.</source>
        <translation>无法读取 %1：%2 其他文件的张量仍可查看。</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read, the first is %1: %2 The tensors of the others remain viewable.</source>
        <translation>
            <numerusform>无法读取 %n 个文件，首个为 %1：%2 其他文件的张量仍可查看。</numerusform>
        </translation>
    </message>
    <message>
        <source>Shows the weights of the selected module as a map of colours.</source>
        <translation>以颜色分布图显示所选模块的权重。</translation>
    </message>
    <message>
        <source>Shows the model&apos;s configuration, searchable.</source>
        <translation>显示模型的配置，可供搜索。</translation>
    </message>
    <message>
        <source>Weight range</source>
        <translation>权重范围</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>±%1</source>
        <translation>±%1</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>相对输出误差：该层输出变化的平方与输出平方之比。0 表示完美，1 表示不比全零更好。</translation>
    </message>
    <message>
        <source>No run made this model or works on it, so errors are not known.</source>
        <translation>没有运行生成此模型或处理此模型，因此误差未知。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Which figures the list shows. Also with a right click on its header.</source>
        <translation>列表显示哪些指标。右键单击表头也可选择。</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy pattern for all layers</source>
        <translation>复制适用于所有层的模式</translation>
    </message>
    <message>
        <source>The weight of %1 cannot be read: %2 The rest is shown.</source>
        <translation>无法读取 %1 的权重：%2 其余部分已显示。</translation>
    </message>
    <message numerus="yes">
        <source>%n weights cannot be read, the first is that of %1: %2 The rest is shown.</source>
        <translation>
            <numerusform>无法读取 %n 个权重，首个为 %1 的权重：%2 其余部分已显示。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 holds weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>%1 含有无穷大或非数的权重。模型无法用它们计算。</translation>
    </message>
    <message numerus="yes">
        <source>%n modules hold weights that are infinite or no number, the first is %1. The model cannot compute with them.</source>
        <translation>
            <numerusform>%n 个模块含有无穷大或非数的权重，首个为 %1。模型无法用它们计算。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportController</name>
    <message>
        <source>%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.</source>
        <translation>需要 %1，可用 %2。未写入任何内容。释放一些空间，或选择其他位置。</translation>
    </message>
    <message>
        <source>The export could not be removed. Close what uses it.</source>
        <translation>无法删除导出项。关闭正在使用它的程序。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportMimeData</name>
    <message>
        <source>is made on the way</source>
        <translation>拖动途中生成</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportPage</name>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>An export writes a model in a format that other programs load. Open a model, or run a recipe and export its result.</source>
        <translation>导出将模型写成其他程序可加载的格式。打开一个模型，或运行配方并导出其结果。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>取消导出</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>打开模型...</translation>
    </message>
    <message>
        <source>Model to export</source>
        <translation>要导出的模型</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>可用 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>%1 took longer than other programs wait. If it did not arrive, drag it again: it is ready now.</source>
        <translation>%1 所用时间超过了其他程序的等待时间。如果未送达，重新拖动即可：现已就绪。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Drop %1 here to export it as %2</source>
        <translation>将 %1 拖放到此处，导出为 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportTile</name>
    <message>
        <source>Comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>counting zeros</source>
        <translation>正在统计零值</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>Type of the weights in %1</source>
        <translation>%1 中权重的类型</translation>
    </message>
    <message>
        <source>What the weights are stored as. Fewer bits make a smaller and less exact model.</source>
        <translation>权重的存储类型。位数越少，模型越小，也越不精确。</translation>
    </message>
    <message>
        <source>Loads in %1</source>
        <translation>可加载于 %1</translation>
    </message>
    <message>
        <source>Progress of the export to %1</source>
        <translation>导出到 %1 的进度</translation>
    </message>
    <message>
        <source>Export to...</source>
        <translation>导出到...</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>复制文件</translation>
    </message>
    <message>
        <source>Delete export</source>
        <translation>删除导出项</translation>
    </message>
    <message>
        <source>Copy folder</source>
        <translation>复制文件夹</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>%1 的更多操作</translation>
    </message>
    <message>
        <source>Drag it to a folder: it is made on the way.</source>
        <translation>拖到文件夹即可：途中生成。</translation>
    </message>
    <message>
        <source>Takes about %1: make first, then drag.</source>
        <translation>约需 %1：先生成，再拖动。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1. The other program waits for it.</source>
        <translation>%1。另一个程序正在等待。</translation>
    </message>
    <message>
        <source>%1. Drag it when it is ready.</source>
        <translation>%1。就绪后再拖动。</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>Ready: drag the folder out.</source>
        <translation>已就绪：可将文件夹拖出。</translation>
    </message>
    <message>
        <source>Ready: drag the file out.</source>
        <translation>已就绪：可将文件拖出。</translation>
    </message>
    <message>
        <source>Waiting for the other export</source>
        <translation>正在等待另一个导出</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Reading the model.</source>
        <translation>正在读取模型。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>重新导出</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FirstRunGuide</name>
    <message>
        <source>The model is smaller now. Is it still good? Ask it.</source>
        <translation>模型变小了。质量还好吗？问问它。</translation>
    </message>
    <message>
        <source>The model takes %1 of its size now, and its perplexity went from %2 to %3. Is it still good? Ask both.</source>
        <translation>模型现在占原大小的 %1，困惑度从 %2 变为 %3。质量还好吗？两个都问问。</translation>
    </message>
    <message>
        <source>Each point will be one matrix: how far its output moved. In the perplexity chart the dashed line is the model as it was.</source>
        <translation>每个点对应一个矩阵：其输出偏移了多少。困惑度图表中的虚线是原来的模型。</translation>
    </message>
    <message>
        <source>Chat with both</source>
        <translation>与两者对话</translation>
    </message>
    <message>
        <source>A is the model as it was, B the smaller one. Send the question once both are loaded.</source>
        <translation>A 是原来的模型，B 是变小的模型。两者加载完成后，发送问题。</translation>
    </message>
    <message>
        <source>Coloured tokens are those where the two models disagree. Rest the pointer on one to see what each of them would have said.</source>
        <translation>着色的词元是两个模型意见不同之处。将指针停在其上，即可查看两者各自会说什么。</translation>
    </message>
    <message>
        <source>See why</source>
        <translation>查看原因</translation>
    </message>
    <message>
        <source>This matrix lost most: its output moved furthest. The tab Matrix shows which of its weights are zero.</source>
        <translation>此矩阵损失最大：其输出偏移最远。“矩阵”选项卡显示其中哪些权重为零。</translation>
    </message>
    <message>
        <source>See the recipe</source>
        <translation>查看配方</translation>
    </message>
    <message>
        <source>This recipe has just run. Drop a model of your own on the window to use it on that.</source>
        <translation>这是刚才运行的配方。将自己的模型拖放到窗口，即可对其使用。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FolderList</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>添加...</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>添加模型文件夹</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ForkDialog</name>
    <message>
        <source>Fork from %1</source>
        <translation>从“%1”分叉</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Layer to begin at</source>
        <translation>起始层</translation>
    </message>
    <message>
        <source>Begin at layer</source>
        <translation>起始层</translation>
    </message>
    <message>
        <source>Fork from layer %1</source>
        <translation>从第 %1 层分叉</translation>
    </message>
    <message>
        <source>The embedding is taken as it is. %1 is applied to every layer.</source>
        <translation>嵌入原样沿用。%1 应用于每一层。</translation>
    </message>
    <message>
        <source>Layer 0 is taken as it is. %1 is applied from layer 1 on.</source>
        <translation>第 0 层原样沿用。%1 从第 1 层起应用。</translation>
    </message>
    <message>
        <source>Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.</source>
        <translation>第 0 至 %1 层原样沿用。%2 从第 %3 层起应用。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FormField</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
    <message>
        <source>Removes the line, so that the default holds: %1</source>
        <translation>移除此行，从而使用默认值：%1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>a default</comment>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a range of numbers</comment>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a smallest number</comment>
        <translation>不小于 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a range of numbers, then its unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not set</source>
        <comment>a key without a value</comment>
        <translation>未设置</translation>
    </message>
    <message>
        <source>This key is needed.</source>
        <translation>此键为必填项。</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>这不是整数。</translation>
    </message>
    <message>
        <source>Each entry is a number from %1 to %2.</source>
        <translation>每一项都应是 %1 至 %2 的数。</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>这不是数。</translation>
    </message>
    <message>
        <source>It has to be from %1 to %2.</source>
        <translation>必须在 %1 至 %2 之间。</translation>
    </message>
    <message>
        <source>The text says %1 now; %2 was typed here.</source>
        <translation>文本中现为 %1；此处输入的是 %2。</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>what the document says of a key</comment>
        <translation>未指定</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HeatMap</name>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>各层各级别的敏感度</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HelpPage</name>
    <message>
        <source>Search help</source>
        <translation>搜索帮助</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Text of the topic</source>
        <translation>主题正文</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>No topic mentions &quot;%1&quot;.</source>
        <translation>没有提及“%1”的主题。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HistogramChart</name>
    <message>
        <source>Distribution of the weights</source>
        <translation>权重分布</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights per bin</source>
        <translation>每个区间的权重数</translation>
    </message>
    <message>
        <source>%1 to %2: %3 weights</source>
        <translation>%1 至 %2：%3 个权重</translation>
    </message>
    <message>
        <source>not zero</source>
        <translation>非零</translation>
    </message>
    <message>
        <source>exactly zero: %1</source>
        <translation>恰好为零：%1</translation>
    </message>
    <message>
        <source>%1 weights are exactly zero</source>
        <translation>%1 个权重恰好为零</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ImportList</name>
    <message>
        <source>Convert to Espalier&apos;s dialect</source>
        <translation>转换为 Espalier 的方言</translation>
    </message>
    <message>
        <source>Writes the same recipe in Espalier&apos;s own keys. Comments are not kept; undo brings the file&apos;s text back.</source>
        <translation>以 Espalier 自己的键写出同一配方。注释不会保留；撤销可恢复文件的文本。</translation>
    </message>
    <message>
        <source>Differences to the program that the recipe was written for</source>
        <translation>与配方所针对程序的差异</translation>
    </message>
    <message>
        <source>This recipe is written for %1 and does the same here.</source>
        <translation>此配方为 %1 编写，在此处的行为相同。</translation>
    </message>
    <message>
        <source>This recipe is written for %1. One thing is done otherwise here.</source>
        <translation>此配方为 %1 编写。此处有 1 点做法不同。</translation>
    </message>
    <message numerus="yes">
        <source>This recipe is written for %1. %n things are done otherwise here.</source>
        <translation>
            <numerusform>此配方为 %1 编写。此处有 %n 点做法不同。</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Whole recipe</source>
        <translation>整个配方</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>转到该行</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Lane</name>
    <message>
        <source>Drag a modifier here, or press Enter on it.</source>
        <translation>将修改器拖到此处，或在其上按 Enter。</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>重命名阶段...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>移除阶段</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>one-shot</source>
        <translation>一次性</translation>
    </message>
    <message>
        <source>This stage trains the whole model on text.</source>
        <translation>此阶段用文本训练整个模型。</translation>
    </message>
    <message>
        <source>This stage goes through the model once, layer by layer.</source>
        <translation>此阶段逐层处理模型一遍。</translation>
    </message>
    <message>
        <source>Actions of stage %1</source>
        <translation>阶段 %1 的操作</translation>
    </message>
    <message>
        <source>Renames or removes this stage</source>
        <translation>重命名或移除此阶段</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>阶段 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LanesView</name>
    <message>
        <source>Stages and their modifiers</source>
        <translation>阶段及其修改器</translation>
    </message>
    <message>
        <source>Arrows go from card to card, Space switches one off or on, Ctrl+D duplicates it, Delete removes it, Alt and arrows move it, Enter opens its form.</source>
        <translation>方向键在卡片间移动，空格键将其关闭或打开，Ctrl+D 复制，Delete 删除，Alt 加方向键移动卡片，Enter 打开其表单。</translation>
    </message>
    <message>
        <source>Adds a stage; stages run in order, each from the result of the one before</source>
        <translation>添加阶段；各阶段依次运行，每个都从前一个的结果开始</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>添加阶段</translation>
    </message>
    <message>
        <source>Open form</source>
        <translation>打开表单</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Show in YAML</source>
        <translation>在 YAML 中显示</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move to stage</source>
        <translation>移到阶段</translation>
    </message>
    <message>
        <source>Copy to stage</source>
        <translation>复制到阶段</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>重命名阶段...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>移除阶段</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchPanel</name>
    <message>
        <source>Add profile</source>
        <translation>添加配置</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>运行的工作位置</translation>
    </message>
    <message>
        <source>Starts a worker by this profile and waits for its answer. Nothing else is started.</source>
        <translation>按此配置启动一个工作进程并等待其应答。不会启动其他内容。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台计算机</translation>
    </message>
    <message>
        <source>This computer, several processes</source>
        <translation>这台计算机，多个进程</translation>
    </message>
    <message>
        <source>Another computer (ssh)</source>
        <translation>另一台计算机 (ssh)</translation>
    </message>
    <message>
        <source>Slurm (srun)</source>
        <translation>Slurm (srun)</translation>
    </message>
    <message>
        <source>Own command</source>
        <translation>自定义命令</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程数</translation>
    </message>
    <message>
        <source>Worker there</source>
        <translation>对方的工作进程</translation>
    </message>
    <message>
        <source>Runs work on this computer, one process each.</source>
        <translation>运行在这台计算机上进行，每次运行一个进程。</translation>
    </message>
    <message>
        <source>A run is shared among several processes of this computer. Worth it where a machine has several sockets: each process takes its own share of memory.</source>
        <translation>一次运行由这台计算机的多个进程分担。适合有多个插槽的机器：每个进程占用各自的一份内存。</translation>
    </message>
    <message>
        <source>The worker is started over ssh, with a key: a password cannot be asked for. The other computer has to see models, texts and %1 under the same names.</source>
        <translation>工作进程通过 ssh 以密钥启动：无法询问密码。另一台计算机须能以相同的名称访问模型、文本和 %1。</translation>
    </message>
    <message>
        <source>The worker is started by srun, one task a process; the options are those of srun. The nodes have to see models, texts and %1 under the same names.</source>
        <translation>工作进程由 srun 启动，每个进程一个任务；选项即 srun 的选项。各节点须能以相同的名称访问模型、文本和 %1。</translation>
    </message>
    <message>
        <source>A command that starts espalier-worker and passes its standard input and output through. It has to see models, texts and %1 under the same names.</source>
        <translation>启动 espalier-worker 并转接其标准输入和标准输出的命令。它须能以相同的名称访问模型、文本和 %1。</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Options of srun</source>
        <translation>srun 的选项</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新配置</translation>
    </message>
    <message>
        <source>Waiting for a worker...</source>
        <translation>正在等待工作进程...</translation>
    </message>
    <message>
        <source>A worker answered after %1.</source>
        <translation>工作进程在 %1 后应答。</translation>
    </message>
    <message>
        <source>Launch profile</source>
        <translation>启动配置</translation>
    </message>
    <message>
        <source>%1 Until it says where, runs work on this computer.</source>
        <translation>%1 在指定之前，运行在本机上进行。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchProfiles</name>
    <message>
        <source>This computer</source>
        <translation>这台计算机</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchTest</name>
    <message>
        <source>The command could not be started: %1</source>
        <translation>无法启动命令：%1</translation>
    </message>
    <message>
        <source>The command ended with code %1 before a worker answered. %2</source>
        <translation>在工作进程应答之前，命令以代码 %1 结束。%2</translation>
    </message>
    <message>
        <source>No worker answered within a minute. %1</source>
        <translation>一分钟内没有工作进程应答。%1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerChart</name>
    <message>
        <source>error %1</source>
        <translation>误差 %1</translation>
    </message>
    <message>
        <source>%1 to dense</source>
        <translation>相对稠密 %1</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>sparsity %1</source>
        <translation>稀疏度 %1</translation>
    </message>
    <message>
        <source>damping %1</source>
        <translation>阻尼 %1</translation>
    </message>
    <message>
        <source>Layer %1 %2: %3</source>
        <translation>第 %1 层 %2：%3</translation>
    </message>
    <message>
        <source>Sparsity by layer</source>
        <translation>各层稀疏度</translation>
    </message>
    <message>
        <source>Error by layer</source>
        <translation>各层误差</translation>
    </message>
    <message>
        <source>Output error to the dense layer</source>
        <translation>相对稠密层的输出误差</translation>
    </message>
    <message>
        <source>Signal to noise of weights (dB)</source>
        <translation>权重的信噪比 (dB)</translation>
    </message>
    <message>
        <source>Divergence of the hidden state</source>
        <translation>隐藏状态的偏离</translation>
    </message>
    <message>
        <source>Sparsity (%)</source>
        <translation>稀疏度 (%)</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相对输出误差</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>After layer %1: the hidden state differs by %2</source>
        <translation>第 %1 层之后：隐藏状态相差 %2</translation>
    </message>
    <message>
        <source>%1 appears here as layers finish.</source>
        <translation>“%1”随各层完成显示于此。</translation>
    </message>
    <message>
        <source>The stage %1 has no such figures: it does not work module by module.</source>
        <translation>阶段 %1 没有此类指标：它不是逐模块进行的。</translation>
    </message>
    <message>
        <source>This run did not follow the uncompressed layers. Modifiers with &quot;target_mix&quot; do.</source>
        <translation>此运行未跟踪未压缩的各层。带有“target_mix”的修改器会跟踪。</translation>
    </message>
    <message>
        <source>This run has no such figures.</source>
        <translation>此运行没有此类指标。</translation>
    </message>
    <message>
        <source>see Events</source>
        <translation>参见“事件”</translation>
    </message>
    <message>
        <source>median, 10–90 %</source>
        <translation>中位数，10–90 %</translation>
    </message>
    <message>
        <source>least sparse module</source>
        <translation>稀疏度最低的模块</translation>
    </message>
    <message>
        <source>worst module</source>
        <translation>最差的模块</translation>
    </message>
    <message>
        <source>rounded to nearest</source>
        <translation>就近取整</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerPairChart</name>
    <message>
        <source>Errors of two runs by layer</source>
        <translation>两次运行的各层误差</translation>
    </message>
    <message>
        <source>Ratio of errors by layer</source>
        <translation>各层误差之比</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相对输出误差</translation>
    </message>
    <message>
        <source>Error of %1 / %2</source>
        <translation>误差 %1 / %2</translation>
    </message>
    <message>
        <source>Errors appear here once two runs are chosen.</source>
        <translation>选定两次运行后，误差显示于此。</translation>
    </message>
    <message>
        <source>These two runs measured the error of no matrix that both have.</source>
        <translation>这两次运行没有测量任何共有矩阵的误差。</translation>
    </message>
    <message numerus="yes">
        <source>Layer %1, %2: error %3, mean of %n matrices</source>
        <translation>
            <numerusform>第 %1 层，%2：误差 %3，%n 个矩阵的均值</numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1: error of %2 is %3 times that of %4</source>
        <translation>第 %1 层：%2 的误差是 %4 的 %3 倍</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layer %1: %2 parameters, %3, sparsity %4</source>
        <translation>第 %1 层：%2 个参数，%3，稀疏度 %4</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>%1, error %2</source>
        <comment>figures of a layer</comment>
        <translation>%1，误差 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LoadingBar</name>
    <message>
        <source>Progress of loading</source>
        <translation>加载进度</translation>
    </message>
    <message>
        <source>Packing the weights of %1, %2</source>
        <translation>正在打包 %1 的权重，%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LogView</name>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Filter lines</source>
        <translation>筛选行</translation>
    </message>
    <message>
        <source>Filter lines of the log</source>
        <translation>筛选日志行</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>所有行</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Worker&apos;s own output</source>
        <translation>工作进程自身的输出</translation>
    </message>
    <message>
        <source>Kind of lines</source>
        <translation>行的类型</translation>
    </message>
    <message>
        <source>Which lines are shown.</source>
        <translation>显示哪些行。</translation>
    </message>
    <message>
        <source>Keeps the newest line in sight.</source>
        <translation>使最新的行始终可见。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>lines shown, lines</comment>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MachinePanel</name>
    <message numerus="yes">
        <source>%1, %n threads, %2 of memory. Kernels: %3.</source>
        <translation>
            <numerusform>%1，%n 个线程，内存 %2。内核：%3。</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>尚未测量。需要几秒和 0.5 GiB 内存。</translation>
    </message>
    <message>
        <source>Measures memory bandwidth and the speed of each format of weights.</source>
        <translation>测量内存带宽和各种权重格式的速度。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>每权重位数</translation>
    </message>
    <message>
        <source>Billion weights a second</source>
        <translation>每秒权重数 (十亿)</translation>
    </message>
    <message>
        <source>Against bfloat16</source>
        <translation>相对 bfloat16</translation>
    </message>
    <message>
        <source>Speed of each format of weights</source>
        <translation>各权重格式的速度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>正在测量。其他工作会使数值偏小。</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times as fast</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the weights below; zeros count as weights.</source>
        <translation>内存速度为 %1 GB/s。每生成一个词元要读取全部权重一次，因此其用时即下列权重的用时；零值也计为权重。</translation>
    </message>
    <message>
        <source>Processor, kernels, memory bandwidth, formats, speed</source>
        <translation>处理器、内核、内存带宽、格式、速度</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MainWindow</name>
    <message>
        <source>An export is being made</source>
        <translation>正在生成导出项</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>转到“%1”</translation>
    </message>
    <message>
        <source>Open model, recipe or data...</source>
        <translation>打开模型、配方或数据...</translation>
    </message>
    <message>
        <source>Export current model</source>
        <translation>导出当前模型</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>搜索或命令</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>筛选此页</translation>
    </message>
    <message>
        <source>Primary action of this page</source>
        <translation>此页的主要操作</translation>
    </message>
    <message>
        <source>Stop the answer or the run</source>
        <translation>停止回答或运行</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>下一个区域</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>上一个区域</translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation>有运行正在进行</translation>
    </message>
    <message>
        <source>%1 - Espalier</source>
        <translation>%1 - Espalier</translation>
    </message>
    <message>
        <source>Stop %1? Finished layers are kept: Resume goes on after them.</source>
        <translation>要停止“%1”吗？已完成的层会保留：“继续”从其后接着进行。</translation>
    </message>
    <message>
        <source>Stop run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>保持运行</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 as what?</source>
        <translation>将 %1 用作什么？</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>校准文本</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>评估文本</translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation>模型文件夹...</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF 文件...</translation>
    </message>
    <message>
        <source>Recipe or data file...</source>
        <translation>配方或数据文件...</translation>
    </message>
    <message>
        <source>Open recipe or data</source>
        <translation>打开配方或数据</translation>
    </message>
    <message>
        <source>Recipes and text (*.yaml *.yml %1)</source>
        <translation>配方和文本 (*.yaml *.yml %1)</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>打开 GGUF 文件</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF 模型 (*.gguf)</translation>
    </message>
    <message>
        <source>Open %1 as the current model</source>
        <translation>将 %1 作为当前模型打开</translation>
    </message>
    <message>
        <source>Open %1 on the Recipe page</source>
        <translation>在“配方”页打开 %1</translation>
    </message>
    <message>
        <source>Use %1 as calibration or evaluation text</source>
        <translation>将 %1 用作校准或评估文本</translation>
    </message>
    <message>
        <source>%1 is no model, recipe or text file</source>
        <translation>%1 不是模型、配方或文本文件</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Open model %1</source>
        <translation>打开模型 %1</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>此页的帮助</translation>
    </message>
    <message>
        <source>%1 is working. Closing stops it; finished layers are kept and Resume goes on after them.</source>
        <translation>“%1”正在进行。关闭会将其停止；已完成的层会保留，“继续”从其后接着进行。</translation>
    </message>
    <message>
        <source>An export is being made. Closing stops it; nothing of it is kept.</source>
        <translation>正在制作导出项。关闭会将其停止；不会保留任何内容。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>继续工作</translation>
    </message>
    <message>
        <source>%1 has finished.</source>
        <translation>“%1”已完成。</translation>
    </message>
    <message>
        <source>%1 has failed. %2</source>
        <translation>“%1”已失败。%2</translation>
    </message>
    <message>
        <source>%1 was interrupted. Resume goes on after its last finished layer.</source>
        <translation>“%1”已中断。“继续”从最后完成的层之后接着进行。</translation>
    </message>
    <message>
        <source>The export of %1 is ready: %2</source>
        <translation>“%1”的导出项已就绪：%2</translation>
    </message>
    <message>
        <source>The export of %1 has failed. %2</source>
        <translation>“%1”的导出失败。%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Pause run</source>
        <translation>暂停运行</translation>
    </message>
    <message>
        <source>A sweep is working</source>
        <translation>扫描正在进行</translation>
    </message>
    <message>
        <source>The language changes when Espalier starts next: a run, a sweep or an export is working now.</source>
        <translation>语言将在下次启动 Espalier 时切换：当前有运行、扫描或导出正在进行。</translation>
    </message>
    <message>
        <source>A sweep is working. Closing stops it; measured cells are kept and Resume goes on after them.</source>
        <translation>扫描正在进行。关闭会停止它；已测量的单元格会保留，继续时从其后开始。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixPane</name>
    <message>
        <source>Signed mean</source>
        <translation>带符号均值</translation>
    </message>
    <message>
        <source>Largest |w|</source>
        <translation>最大 |w|</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M 模式</translation>
    </message>
    <message>
        <source>What the matrix shows</source>
        <translation>矩阵的显示内容</translation>
    </message>
    <message>
        <source>What the colour of a place stands for: the mean of its weights, the largest absolute value, the share of zeros, or the share of groups that keep to the pattern.</source>
        <translation>每个位置的颜色所代表的含义：权重的均值、最大绝对值、零值所占比例，或符合模式的组所占比例。</translation>
    </message>
    <message>
        <source>Pattern that groups are judged by</source>
        <translation>判断各组所用的模式</translation>
    </message>
    <message>
        <source>2:4: at most 2 of every 4 consecutive inputs are not zero. Borders of the groups show once weights can be told apart, groups that do not keep to it are framed.</source>
        <translation>2:4：每 4 个连续输入中最多 2 个不为零。放大到能分辨各权重时显示组的边界，不符合的组会加框。</translation>
    </message>
    <message>
        <source>A few weights of each place were looked at. The exact figures follow.</source>
        <translation>每个位置只查看了少数权重。精确数据随后显示。</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Home: the whole matrix.</source>
        <translation>滚轮：缩放。拖动：移动。Home：整个矩阵。</translation>
    </message>
    <message>
        <source>sampled</source>
        <comment>a few weights of each place</comment>
        <translation>抽样</translation>
    </message>
    <message>
        <source>Show the whole matrix</source>
        <translation>显示整个矩阵</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>保存图片...</translation>
    </message>
    <message>
        <source>Save shown figures...</source>
        <translation>保存显示的数据...</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save shown figures</source>
        <translation>保存显示的数据</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>数据 (*.csv)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixView</name>
    <message>
        <source>Matrix of the weights</source>
        <translation>权重矩阵</translation>
    </message>
    <message>
        <source>Row %1, column %2: being read</source>
        <translation>第 %1 行，第 %2 列：正在读取</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 keeps to %5.</source>
        <translation>第 %1 行，第 %2 列：%3。第 %4 组符合 %5。</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 does not keep to %5.</source>
        <translation>第 %1 行，第 %2 列：%3。第 %4 组不符合 %5。</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: being read</source>
        <translation>行 %1，列 %2：正在读取</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: mean %3, largest %4, zeros %5, %6 in %7 of the groups</source>
        <translation>行 %1，列 %2：均值 %3，最大 %4，零值 %5，%7 的组为 %6</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MemoryChart</name>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>Worker memory (MiB)</source>
        <translation>工作进程内存 (MiB)</translation>
    </message>
    <message>
        <source>The worker&apos;s memory appears here.</source>
        <translation>工作进程的内存显示于此。</translation>
    </message>
    <message>
        <source>Worker memory (GiB)</source>
        <translation>工作进程内存 (GiB)</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>预算 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBar</name>
    <message>
        <source>Close message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBody</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageItem</name>
    <message>
        <source>stopped at the limit of tokens</source>
        <translation>达到词元上限而停止</translation>
    </message>
    <message>
        <source>stopped: the context is full</source>
        <translation>已停止：上下文已满</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>首个词元用时 %1</translation>
    </message>
    <message>
        <source>context %1 of %2</source>
        <translation>上下文 %1 / %2</translation>
    </message>
    <message>
        <source>Another model answers from here on: %1</source>
        <translation>从这里起由另一个模型回答：%1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>Seed %1. Of the prompt&apos;s %2 tokens, %3 were known from an earlier answer.</source>
        <translation>种子 %1。提示词的 %2 个词元中，有 %3 个已由先前的回答得知。</translation>
    </message>
    <message>
        <source>The app ended during this answer.</source>
        <translation>应用在此回答期间退出。</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation>模型立即结束了回答。</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>你：%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>编辑问题</translation>
    </message>
    <message>
        <source>Show the branch before</source>
        <translation>显示上一个分支</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <comment>branch of all branches</comment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>The conversation goes on here in %n ways.</source>
        <translation>
            <numerusform>会话在此处有 %n 种延续。</numerusform>
        </translation>
    </message>
    <message>
        <source>Branch %1 of %2</source>
        <translation>第 %1 / %2 个分支</translation>
    </message>
    <message>
        <source>Show the next branch</source>
        <translation>显示下一个分支</translation>
    </message>
    <message>
        <source>Answers after A</source>
        <translation>在 A 之后回答</translation>
    </message>
    <message>
        <source>Waiting to be scored</source>
        <translation>等待评分</translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation>正在评分 %1</translation>
    </message>
    <message>
        <source>Not scored</source>
        <translation>未评分</translation>
    </message>
    <message>
        <source>Not scored: %1</source>
        <translation>未评分：%1</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, differs from A first at token %L2</source>
        <translation>平均 KL %1 nat，首个与 A 不同的是第 %L2 个词元</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, no token differs from A</source>
        <translation>平均 KL %1 nat，没有与 A 不同的词元</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Ends the comparison of this reply with the dense model.</source>
        <translation>结束此回答与稠密模型的比较。</translation>
    </message>
    <message>
        <source>Compares this reply token by token with what the dense model predicts.</source>
        <translation>将此回答与稠密模型的预测逐词元比较。</translation>
    </message>
    <message>
        <source>Score again</source>
        <translation>重新评分</translation>
    </message>
    <message>
        <source>Mean KL %1 nats</source>
        <translation>平均 KL %1 nat</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageView</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierCard</name>
    <message>
        <source>switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>whole model</source>
        <translation>整个模型</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 个矩阵</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 个矩阵</translation>
    </message>
    <message>
        <source>%1 takes part in the run</source>
        <translation>%1 参与运行</translation>
    </message>
    <message>
        <source>Leaves %1 out of the run; its lines become a comment</source>
        <translation>使 %1 不参与运行；其各行变为注释</translation>
    </message>
    <message>
        <source>Lets %1 take part in the run again</source>
        <translation>使 %1 重新参与运行</translation>
    </message>
    <message>
        <source>This version does not know %1.</source>
        <translation>此版本不认识 %1。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierForm</name>
    <message>
        <source>Keys of the modifier</source>
        <translation>修改器的键</translation>
    </message>
    <message>
        <source>Choose a card to see its keys.</source>
        <translation>选择一张卡片，即可查看其各键。</translation>
    </message>
    <message>
        <source>Switched off: its lines are a comment. Space on the card switches it on.</source>
        <translation>已关闭：其各行为注释。在卡片上按空格键即可打开。</translation>
    </message>
    <message>
        <source>Keys are those of %1, whose N:M counts what is pruned.</source>
        <translation>键采用 %1 的写法，其 N:M 计的是被剪去的数量。</translation>
    </message>
    <message>
        <source>This version does not know this class, so its keys have no fields.</source>
        <translation>此版本不认识此类，因此其各键没有输入框。</translation>
    </message>
    <message>
        <source>1 matrix is hit.</source>
        <translation>命中 1 个矩阵。</translation>
    </message>
    <message>
        <source>%1 matrices are hit.</source>
        <translation>命中 %1 个矩阵。</translation>
    </message>
    <message>
        <source>Only in the YAML</source>
        <translation>仅在 YAML 中</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1，第 %2 行</translation>
    </message>
    <message>
        <source>Goes to the line of %1</source>
        <translation>转到 %1 所在行</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTable</name>
    <message>
        <source>Module results</source>
        <translation>模块结果</translation>
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
        <translation>模块</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Modifier</source>
        <translation>修改器</translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation>相对误差</translation>
    </message>
    <message>
        <source>Error to dense</source>
        <translation>相对稠密的误差</translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation>信噪比</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏度</translation>
    </message>
    <message>
        <source>Damping</source>
        <translation>阻尼</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTreeModel</name>
    <message>
        <source>tied</source>
        <comment>to the embedding</comment>
        <translation>共享</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>混合</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation>存储 %1 字节</translation>
    </message>
    <message>
        <source>%1 of the weights counted so far.</source>
        <translation>目前已统计权重的 %1。</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>恰好为零的权重所占比例。只有引擎具备相应内核的模式才会节省时间。典型值 50 %。</translation>
    </message>
    <message>
        <source>
Part of %1.</source>
        <translation>
属于 %1。</translation>
    </message>
    <message>
        <source>%1
Tensors are missing here.</source>
        <translation>%1
此处缺少张量。</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏度</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>相对输出误差：该层输出变化的平方与输出平方之比。0 表示完美，1 表示不比全零更好。多个模块时取均值。</translation>
    </message>
    <message>
        <source>Smallest and largest weight.</source>
        <translation>最小和最大的权重。</translation>
    </message>
    <message>
        <source>Size in the model that the run began with. Now %1 of it.</source>
        <translation>在运行开始时的模型中的大小。现为其 %1。</translation>
    </message>
    <message>
        <source>Size in the model that the run began with.</source>
        <translation>在运行开始时的模型中的大小。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Size before</source>
        <translation>之前的大小</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsChart</name>
    <message>
        <source>Norms of the weights</source>
        <translation>权重的范数</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>L2 norm</source>
        <translation>L2 范数</translation>
    </message>
    <message>
        <source>Outputs (rows)</source>
        <translation>输出 (行)</translation>
    </message>
    <message>
        <source>Inputs (columns)</source>
        <translation>输入 (列)</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Input %1: norm %2</source>
        <translation>输入 %1：范数 %2</translation>
    </message>
    <message>
        <source>Output %1: norm %2</source>
        <translation>输出 %1：范数 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsPane</name>
    <message>
        <source>&amp;Sorted, largest first</source>
        <translation>从大到小排序(&amp;S)</translation>
    </message>
    <message>
        <source>Outputs or inputs of small norm matter little. A few very large ones make a matrix hard to quantize.</source>
        <translation>范数小的输出或输入影响很小。少数特别大的会使矩阵难以量化。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotesEditor</name>
    <message>
        <source>Pin above the history</source>
        <translation>固定到历史上方</translation>
    </message>
    <message>
        <source>A name of your own</source>
        <translation>自定名称</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行的名称</translation>
    </message>
    <message>
        <source>baseline, int4, for the paper</source>
        <translation>基线, int4, 论文用</translation>
    </message>
    <message>
        <source>Tags of the run</source>
        <translation>运行的标签</translation>
    </message>
    <message>
        <source>Separated by commas. The list at the left finds runs by them.</source>
        <translation>以逗号分隔。左侧列表可据此查找运行。</translation>
    </message>
    <message>
        <source>What you tried, and what came of it</source>
        <translation>尝试了什么，结果如何</translation>
    </message>
    <message>
        <source>Notes on the run</source>
        <translation>运行的备注</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Kept in the run&apos;s folder, also if the history&apos;s index is lost.</source>
        <translation>保存在运行的文件夹中，即使历史索引丢失也会保留。</translation>
    </message>
    <message>
        <source>The notes are not stored: %1</source>
        <translation>备注未保存：%1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotificationBell</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Nothing yet. Runs and exports that end, and what went wrong, are listed here.</source>
        <translation>暂无通知。结束的运行和导出，以及出现的问题，都列在此处。</translation>
    </message>
    <message>
        <source>1 new notification</source>
        <translation>1 条新通知</translation>
    </message>
    <message numerus="yes">
        <source>%n new notifications</source>
        <translation>
            <numerusform>%n 条新通知</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::PaletteView</name>
    <message>
        <source>Prune</source>
        <translation>剪枝</translation>
    </message>
    <message>
        <source>Quantize</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter the modifiers</source>
        <translation>筛选修改器</translation>
    </message>
    <message>
        <source>Modifiers to add</source>
        <translation>可添加的修改器</translation>
    </message>
    <message>
        <source>Enter puts the modifier behind the current card. It can also be dragged into a stage.</source>
        <translation>按 Enter 将修改器放到当前卡片之后。也可将其拖入阶段。</translation>
    </message>
    <message>
        <source>Drag a modifier into a stage, or press Enter.</source>
        <translation>将修改器拖入阶段，或按 Enter。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ParetoChart</name>
    <message>
        <source>Quality over cost</source>
        <translation>质量与代价</translation>
    </message>
    <message>
        <source>Size (GiB)</source>
        <translation>大小 (GiB)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>每权重位数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>No speed is measured yet. &quot;Measure speeds&quot; runs each model for some seconds on this machine.</source>
        <translation>尚未测量速度。“测量速度”会让各模型在本机运行数秒。</translation>
    </message>
    <message>
        <source>%1 is not drawn: %2.</source>
        <translation>“%1”未绘制：%2。</translation>
    </message>
    <message>
        <source>None of these runs has such figures.</source>
        <translation>这些运行都没有此类指标。</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>与稠密的 KL (nat/词元)</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>D dense</source>
        <translation>D 稠密</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>困惑度 %1</translation>
    </message>
    <message>
        <source>KL %1 nats a token</source>
        <translation>KL %1 nat/词元</translation>
    </message>
    <message>
        <source>%1 bits a weight</source>
        <translation>每权重 %1 位</translation>
    </message>
    <message>
        <source>predicted size %1</source>
        <translation>预测大小 %1</translation>
    </message>
    <message>
        <source>on the front</source>
        <translation>在前沿上</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>still working</source>
        <translation>仍在进行</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
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
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Measure this machine</source>
        <translation>测量本机</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>正在测量。其他任务会使数据偏小。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanCellButton</name>
    <message>
        <source>Too much. %1</source>
        <translation>超出限制。%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a cell of the plan and its figure</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Enter opens the breakdown.</source>
        <translation>按 Enter 打开明细。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanStrip</name>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Planning</source>
        <comment>while figures of an edit are predicted</comment>
        <translation>正在预测</translation>
    </message>
    <message>
        <source>Change the budget...</source>
        <translation>更改预算...</translation>
    </message>
    <message>
        <source>Remove old runs...</source>
        <translation>删除旧的运行...</translation>
    </message>
    <message>
        <source>The figures are being predicted.</source>
        <translation>正在预测数据。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ProblemsList</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1，第 %2 行</translation>
    </message>
    <message>
        <source>Enter goes to the line of a problem, Alt+Return does what its button says.</source>
        <translation>按 Enter 转到问题所在行，按 Alt+Return 执行其按钮所示的操作。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::QualityChart</name>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>Time (min)</source>
        <translation>时间 (min)</translation>
    </message>
    <message>
        <source>Time (h)</source>
        <translation>时间 (h)</translation>
    </message>
    <message>
        <source>, %1 to dense</source>
        <translation>，相对稠密 %1</translation>
    </message>
    <message>
        <source>, KL %1</source>
        <translation>，KL %1</translation>
    </message>
    <message>
        <source>1 window</source>
        <translation>1 个窗口</translation>
    </message>
    <message numerus="yes">
        <source>%n windows</source>
        <translation>
            <numerusform>%n 个窗口</numerusform>
        </translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 after %3: %4</source>
        <translation>%1，%3 之后，%2：%4</translation>
    </message>
    <message>
        <source>%1, probe of %2 after %3</source>
        <translation>%1，%3 之后，%2 的探针</translation>
    </message>
    <message>
        <source>%1, held-out text of %2</source>
        <translation>%1，留出文本 %2</translation>
    </message>
    <message>
        <source>Step %1 of %2: loss %3, on average %4</source>
        <translation>第 %1 / %2 步：损失 %3，平均 %4</translation>
    </message>
    <message>
        <source>, held-out %1</source>
        <translation>，留出 %1</translation>
    </message>
    <message>
        <source>Layer %1 %2. %3</source>
        <translation>第 %1 层 %2。%3</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>与稠密模型的 KL</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>KL to the dense model (nats a token)</source>
        <translation>与稠密模型的 KL (nat/词元)</translation>
    </message>
    <message>
        <source>The divergence from the dense model appears here between layers.</source>
        <translation>与稠密模型的散度在层与层之间显示于此。</translation>
    </message>
    <message>
        <source>Perplexity appears here between layers. It needs a run with text to measure on.</source>
        <translation>困惑度在层与层之间显示于此。运行须带有用于测量的文本。</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Training loss (nats a token)</source>
        <translation>训练损失 (nat/词元)</translation>
    </message>
    <message>
        <source>The loss appears here while a stage trains.</source>
        <translation>阶段训练时，损失显示于此。</translation>
    </message>
    <message>
        <source>Error of the layer in training</source>
        <translation>训练中该层的误差</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>每步</translation>
    </message>
    <message>
        <source>moving average</source>
        <translation>移动平均</translation>
    </message>
    <message>
        <source>dense, held-out %1</source>
        <translation>稠密，留出 %1</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> 步</translation>
    </message>
    <message>
        <source>not smoothed</source>
        <translation>未平滑</translation>
    </message>
    <message>
        <source>Half-life of the moving average</source>
        <translation>移动平均的半衰期</translation>
    </message>
    <message>
        <source>Half-life of the moving average: after so many steps a loss counts half. The losses themselves stay visible.</source>
        <translation>移动平均的半衰期：经过这么多步后，损失的权重减半。损失本身仍可见。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditing</name>
    <message>
        <source>The card is switched off. Switch it on to change it.</source>
        <translation>此卡片已关闭。打开后方可更改。</translation>
    </message>
    <message>
        <source>Line %1 holds modifiers in brackets, where a card cannot do this. Write them in lines of their own, or change the YAML.</source>
        <translation>第 %1 行的修改器写在括号中，卡片无法对其执行此操作。将它们各写一行，或更改 YAML。</translation>
    </message>
    <message>
        <source>Several modifiers share one dash near line %1. Give each a dash of its own in the YAML.</source>
        <translation>第 %1 行附近有多个修改器共用一个短横线。在 YAML 中为每个修改器各加一个短横线。</translation>
    </message>
    <message>
        <source>This group holds %1 already, and a mapping holds a class once. Put it into another stage.</source>
        <translation>此组已含有 %1，而一个映射中每个类只能出现一次。将其放入另一个阶段。</translation>
    </message>
    <message>
        <source>Another stage is called &quot;%1&quot;. Choose another name.</source>
        <translation>已有名为“%1”的阶段。选择其他名称。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be a stage&apos;s name. Use letters, digits, &quot;-&quot; and &quot;_&quot;.</source>
        <translation>“%1”不能用作阶段名称。使用字母、数字、“-”和“_”。</translation>
    </message>
    <message>
        <source>The recipe shares values by anchors, so line %1 cannot change by a card alone. Change it in the YAML.</source>
        <translation>配方通过锚点共用值，因此第 %1 行无法仅由卡片更改。在 YAML 中更改。</translation>
    </message>
    <message>
        <source>Line %1 is written in a form that a card cannot change safely. Change it in the YAML.</source>
        <translation>第 %1 行的写法无法由卡片安全更改。在 YAML 中更改。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditor</name>
    <message>
        <source>Recipe in YAML</source>
        <translation>YAML 配方</translation>
    </message>
    <message>
        <source>Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 leaves the editor.</source>
        <translation>问题列于下方，并在页边标出。Ctrl+Space 补全单词，F6 离开编辑器。</translation>
    </message>
    <message>
        <source>Alt+Return: %1</source>
        <comment>a key and what it does</comment>
        <translation>Alt+Return：%1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePage</name>
    <message>
        <source>1 error</source>
        <translation>1 个错误</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 个错误</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 个警告</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 个警告</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>开始运行</translation>
    </message>
    <message>
        <source>Open recipe...</source>
        <translation>打开配方...</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>另存为...</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Enter puts a ready recipe into the editor.</source>
        <translation>按 Enter 将现成的配方放入编辑器。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>No recipe yet</source>
        <translation>尚无配方</translation>
    </message>
    <message>
        <source>A recipe says what is done to which modules.</source>
        <translation>配方说明对哪些模块做什么。</translation>
    </message>
    <message>
        <source>Use SparseGPT 50 % and int8</source>
        <translation>使用 SparseGPT 50 % 和 int8</translation>
    </message>
    <message>
        <source>Modules that the recipe hits</source>
        <translation>配方命中的模块</translation>
    </message>
    <message>
        <source>Open a model to see what each target hits.</source>
        <translation>打开一个模型，即可查看各目标命中的模块。</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Modules hit by %1</source>
        <translation>%1 命中的模块</translation>
    </message>
    <message>
        <source>Choose a template or open a recipe.</source>
        <translation>选择模板或打开配方。</translation>
    </message>
    <message>
        <source>The recipe has an error.</source>
        <translation>配方有一个错误。</translation>
    </message>
    <message>
        <source>The recipe has %1 errors.</source>
        <translation>配方有 %1 个错误。</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>先打开一个模型。</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>无法处理此模型；原因见“浏览”页。</translation>
    </message>
    <message>
        <source>Choose a calibration text.</source>
        <translation>选择校准文本。</translation>
    </message>
    <message>
        <source>Untitled recipe</source>
        <translation>未命名配方</translation>
    </message>
    <message>
        <source>Problems: %1</source>
        <translation>问题：%1</translation>
    </message>
    <message>
        <source>No problems, notes: %1</source>
        <translation>无问题，说明：%1</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>无问题</translation>
    </message>
    <message>
        <source>Runs this recipe on the current model</source>
        <translation>在当前模型上运行此配方</translation>
    </message>
    <message>
        <source>%1 dialect</source>
        <translation>%1 方言</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json);;All files (*)</source>
        <translation>配方 (*.yaml *.yml *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation>配方 (*.yaml)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>添加阶段</translation>
    </message>
    <message>
        <source>Line %1 stops the cards from following.</source>
        <translation>第 %1 行使卡片无法跟随文本。</translation>
    </message>
    <message>
        <source>Add behind the current card</source>
        <translation>添加到当前卡片之后</translation>
    </message>
    <message>
        <source>Add to stage %1</source>
        <translation>添加到阶段 %1</translation>
    </message>
    <message>
        <source>Add in a new stage</source>
        <translation>添加到新阶段</translation>
    </message>
    <message>
        <source>Rename stage</source>
        <translation>重命名阶段</translation>
    </message>
    <message>
        <source>Name; its result is a folder called so:</source>
        <translation>名称（其结果的文件夹也使用此名称）：</translation>
    </message>
    <message>
        <source>The recipe has errors. Mend them first.</source>
        <translation>配方有错误。先改正它们。</translation>
    </message>
    <message>
        <source>Puts a ready recipe in place of this one; undo brings this one back</source>
        <translation>以现成的配方替换此配方；撤销可恢复此配方</translation>
    </message>
    <message>
        <source>Begin with an empty stage</source>
        <translation>从空阶段开始</translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation>修改器</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Add modifier</source>
        <translation>添加修改器</translation>
    </message>
    <message>
        <source>Puts a modifier behind the current card</source>
        <translation>将修改器放到当前卡片之后</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>转到该行</translation>
    </message>
    <message>
        <source>Rewrite for Espalier</source>
        <translation>改写为 Espalier 配方</translation>
    </message>
    <message>
        <source>This configuration holds algorithms and no list of modifiers. Rewritten as a recipe of Espalier it has cards; undo brings it back.</source>
        <translation>此配置含有算法，没有修改器列表。改写为 Espalier 的配方后便有卡片；撤销可恢复原样。</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>%1 is gone from the disk. Saving writes it again.</source>
        <translation>%1 已从磁盘消失。保存会重新写入。</translation>
    </message>
    <message>
        <source>Another program has changed %1.</source>
        <translation>其他程序已更改 %1。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的编辑</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>%1: the editor&apos;s text and the file&apos;s</source>
        <translation>%1：编辑器中的文本与文件中的文本</translation>
    </message>
    <message>
        <source>In the editor</source>
        <translation>编辑器中</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件中</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>The recipe is in Espalier&apos;s own dialect now. Comments were not kept.</source>
        <translation>配方现已采用 Espalier 自己的方言。注释未保留。</translation>
    </message>
    <message>
        <source>Modules can be chosen for a card that is switched on.</source>
        <translation>只能为已开启的卡片选择模块。</translation>
    </message>
    <message>
        <source>Open a model to choose among its modules.</source>
        <translation>打开模型，以便从其模块中选择。</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>dialect; why the recipe cannot start</comment>
        <translation>%1。%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePlanner</name>
    <message>
        <source>There is no recipe to plan yet.</source>
        <translation>还没有可供计划的配方。</translation>
    </message>
    <message>
        <source>Open a model to see what the recipe would do to it.</source>
        <translation>打开模型，即可查看配方对它的作用。</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>无法处理此模型；原因见“浏览”页。</translation>
    </message>
    <message>
        <source>Line %1 stops the plan from following.</source>
        <translation>第 %1 行的问题使计划无法更新。</translation>
    </message>
    <message>
        <source>An error stops the plan from following.</source>
        <translation>有错误使计划无法更新。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ResultCard</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Run</name>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>正在校准</translation>
    </message>
    <message>
        <source>measuring perplexity</source>
        <translation>正在测量困惑度</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation>正在重建</translation>
    </message>
    <message>
        <source>compressing</source>
        <translation>正在压缩</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>正在收尾</translation>
    </message>
    <message>
        <source>layer %1/%2</source>
        <translation>层 %1/%2</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>run, its name</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>paused at %1</source>
        <translation>暂停于 %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunDetails</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Enter opens the module of an event, or the log at its time.</source>
        <translation>按 Enter 打开事件的模块，或该时间的日志。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Before/after</source>
        <translation>之前/之后</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation>事件 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunFigures</name>
    <message>
        <source>The run goes on: stage %1, layer %2</source>
        <translation>运行继续：阶段 %1，第 %2 层</translation>
    </message>
    <message>
        <source>The run goes on: stage %1</source>
        <translation>运行继续：阶段 %1</translation>
    </message>
    <message>
        <source>Stage %1 began: %2</source>
        <translation>阶段 %1 开始：%2</translation>
    </message>
    <message>
        <source>Stage %1 was written to %2</source>
        <translation>阶段 %1 已写入 %2</translation>
    </message>
    <message>
        <source>The run went on after a pause of %1</source>
        <translation>运行在暂停 %1 后继续</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunHeader</name>
    <message>
        <source>Stage whose figures are shown by layer</source>
        <translation>按层显示其指标的阶段</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>stage %1</source>
        <translation>阶段 %1</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 / %2 步</translation>
    </message>
    <message>
        <source>layer %1 of %2</source>
        <translation>第 %1 / %2 层</translation>
    </message>
    <message>
        <source>reconstructing %1, step %2 of %3</source>
        <translation>正在重建 %1，第 %2 / %3 步</translation>
    </message>
    <message>
        <source>All stages</source>
        <translation>所有阶段</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>More actions of the run</source>
        <translation>运行的更多操作</translation>
    </message>
    <message>
        <source>Report, name, folder, delete.</source>
        <translation>报告、名称、文件夹、删除。</translation>
    </message>
    <message>
        <source>stage about %1</source>
        <translation>阶段约剩 %1</translation>
    </message>
    <message>
        <source>total about %1</source>
        <translation>总计约剩 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunList</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>删除运行...</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>在队列中上移</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>在队列中下移</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>移出队列</translation>
    </message>
    <message>
        <source>Rename...</source>
        <translation>重命名...</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin above the history</source>
        <translation>固定到历史上方</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>保存报告...</translation>
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
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>%1: %2
%3
%4</source>
        <comment>run, its state, model and recipe, its folder</comment>
        <translation>%1：%2
%3
%4</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunListProxy</name>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunNotifier</name>
    <message>
        <source>%1 is finished</source>
        <translation>“%1”已完成</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>“%1”失败</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>显示运行</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPairBar</name>
    <message>
        <source>Run on the left</source>
        <translation>左侧的运行</translation>
    </message>
    <message>
        <source>Run on the right</source>
        <translation>右侧的运行</translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two runs that are compared</comment>
        <translation>与</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPanel</name>
    <message>
        <source>Filter runs</source>
        <translation>筛选运行</translation>
    </message>
    <message>
        <source>Words of a run&apos;s name, model, recipe, tags or notes. tag:, state:, model: and recipe: look there alone.</source>
        <translation>运行的名称、模型、配方、标签或备注中的词。tag:、state:、model: 和 recipe: 只在相应项中查找。</translation>
    </message>
    <message>
        <source>Filter and sort</source>
        <translation>筛选和排序</translation>
    </message>
    <message>
        <source>Filter by state, tag or model, and sort.</source>
        <translation>按状态、标签或模型筛选，并排序。</translation>
    </message>
    <message>
        <source>No run fits the filter.</source>
        <translation>没有符合筛选条件的运行。</translation>
    </message>
    <message>
        <source>The index of the history was made by a newer version of Espalier. It is left as it is; the runs are read from their folders, notes too.</source>
        <translation>历史索引由更新版本的 Espalier 生成。它保持原样；运行及其备注改从各自的文件夹读取。</translation>
    </message>
    <message>
        <source>The index of the history cannot be used, so that the next start takes longer. Nothing is lost.</source>
        <translation>历史索引无法使用，因此下次启动会更久。没有丢失任何内容。</translation>
    </message>
    <message>
        <source>The index of the history was damaged and has been made again from the run folders.</source>
        <translation>历史索引已损坏，已根据运行文件夹重新生成。</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序方式</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>最旧在前</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Lowest perplexity</source>
        <translation>困惑度最低在前</translation>
    </message>
    <message>
        <source>Smallest result</source>
        <translation>结果最小在前</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>显示所有运行</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPicker</name>
    <message>
        <source>Runs to compare</source>
        <translation>要比较的运行</translation>
    </message>
    <message>
        <source>Space ticks a run, Enter opens it.</source>
        <translation>Space 勾选运行，Enter 打开运行。</translation>
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
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1: %2
%3 · %4</source>
        <translation>%1：%2
%3 · %4</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunReport</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>%1, %2 windows at most, seed %3</source>
        <translation>%1，最多 %2 个窗口，种子 %3</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>%1, %2 of memory, this report&apos;s; the run used %3 threads</source>
        <translation>%1，内存 %2（生成此报告的机器）；运行所用线程数：%3</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>生成程序</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>之前与之后</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>column, its value in all rows</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>In all rows: %1.</source>
        <translation>所有行：%1。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunSummary</name>
    <message>
        <source>The run took %1 and %2 of memory at most.</source>
        <translation>运行用时 %1，最多占用内存 %2。</translation>
    </message>
    <message>
        <source>Perplexity by the protocol &quot;%1&quot;, windows of %2 tokens.</source>
        <translation>困惑度按协议“%1”测量，窗口为 %2 个词元。</translation>
    </message>
    <message>
        <source>The run was interrupted when the app or the machine stopped. Resume goes on after its last finished layer.</source>
        <translation>应用或机器停止时，运行被中断。“继续”从最后完成的层之后接着进行。</translation>
    </message>
    <message>
        <source>The figures appear when the run is finished.</source>
        <translation>运行完成后显示指标。</translation>
    </message>
    <message>
        <source>The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.</source>
        <translation>模型占原磁盘大小的 %1，其解码器层的权重中有 %2 恰好为零。</translation>
    </message>
    <message>
        <source> (KL %1)</source>
        <translation> (KL %1)</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage: %1</source>
        <translation>各阶段结束时的困惑度：%1</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage, not of held-out text (%1): %2</source>
        <translation>各阶段结束时的困惑度，并非在留出文本上测得（%1）：%2</translation>
    </message>
    <message>
        <source>%1 × smaller</source>
        <translation>缩小至 1/%1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>与稠密模型的 KL</translation>
    </message>
    <message>
        <source>%1 nats a token</source>
        <translation>%1 nat/词元</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>磁盘大小</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>解码器层的零值</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunsPage</name>
    <message>
        <source>No runs yet</source>
        <translation>尚无运行</translation>
    </message>
    <message>
        <source>A run applies a recipe to a model and shows each layer as it finishes.</source>
        <translation>一次运行将配方应用于模型，并在各层完成时显示。</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>取消运行</translation>
    </message>
    <message>
        <source>Stops the run. Finished layers and stages stay, and the run can be resumed.</source>
        <translation>停止运行。已完成的层和阶段保留，运行可以继续。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on after the last finished layer, as if the run had never stopped.</source>
        <translation>从最后完成的层之后接着进行，如同从未停止。</translation>
    </message>
    <message>
        <source>Fork from layer...</source>
        <translation>从某层分叉...</translation>
    </message>
    <message>
        <source>Starts a new run that takes the first layers of this one and applies the current recipe to the rest.</source>
        <translation>开始一次新的运行：沿用此运行的前若干层，并对其余各层应用当前配方。</translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <source>Opens the smaller model in the Explorer.</source>
        <translation>在“浏览”页打开缩小后的模型。</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>导出...</translation>
    </message>
    <message>
        <source>Writes the smaller model as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>将缩小后的模型写为 GGUF、ONNX 或 Hugging Face 文件夹。</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>与其对话</translation>
    </message>
    <message>
        <source>Loads the smaller model on the Chat page.</source>
        <translation>在“对话”页加载缩小后的模型。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>开始运行</translation>
    </message>
    <message>
        <source>Applies the current recipe to the current model.</source>
        <translation>将当前配方应用于当前模型。</translation>
    </message>
    <message>
        <source>Open a model and a recipe first.</source>
        <translation>先打开一个模型和一个配方。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Open in Explorer</source>
        <translation>在“浏览”中打开</translation>
    </message>
    <message>
        <source>Show in log</source>
        <translation>在日志中显示</translation>
    </message>
    <message>
        <source>Fork from layer %1...</source>
        <translation>从第 %1 层分叉...</translation>
    </message>
    <message>
        <source>Delete %1? Its folder holds %2.</source>
        <translation>要删除“%1”吗？其文件夹占用 %2。</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Keep run</source>
        <translation>保留运行</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Web page (*.html);;Document (*.pdf)</source>
        <translation>网页 (*.html);;文档 (*.pdf)</translation>
    </message>
    <message>
        <source>The report of %1 is in %2.</source>
        <translation>“%1”的报告位于 %2。</translation>
    </message>
    <message>
        <source>The run stands still at once and keeps its memory; Continue goes on in the same place. To free the memory, cancel: Resume goes on after the last finished layer.</source>
        <translation>运行立即停住并保留其内存；“恢复”从原处接着进行。要释放内存，取消运行即可：“继续”从最后完成的层之后接着进行。</translation>
    </message>
    <message>
        <source>Rename run...</source>
        <translation>重命名运行...</translation>
    </message>
    <message>
        <source>Gives the run a name of your own, in its notes.</source>
        <translation>为运行自定名称，保存在其备注中。</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>删除运行...</translation>
    </message>
    <message>
        <source>Asks first, and says how much the run holds.</source>
        <translation>会先询问，并说明运行占用多少空间。</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>保存报告...</translation>
    </message>
    <message>
        <source>Model, recipe, figures, charts, modules and notes in one HTML or PDF file.</source>
        <translation>将模型、配方、指标、图表、模块和备注汇集于一个 HTML 或 PDF 文件。</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder in the file manager.</source>
        <translation>在文件管理器中打开运行的文件夹。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SamplingPanel</name>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>S&amp;ystem prompt</source>
        <translation>系统提示词(&amp;Y)</translation>
    </message>
    <message>
        <source>What every answer keeps to; may stay empty.</source>
        <translation>每个回答都遵循的内容；可以留空。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7.</source>
        <translation>选取词元的自由程度。0 总是取最可能的词元。典型值 0.7。</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the most likely tokens that have this probability together. 1: all. Typical 0.9.</source>
        <translation>只取合计达到此概率的最可能词元。1：全部。典型值 0.9。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Only this many of the most likely tokens. Typical 40.</source>
        <translation>只取这么多个最可能的词元。典型值 40。</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Only tokens with this share of the best one&apos;s probability. 0: all. Typical 0.05.</source>
        <translation>只取概率达到最大概率此比例的词元。0：全部。典型值 0.05。</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1.</source>
        <translation>降低最近 64 个词元再次出现的可能。1：关闭。典型值 1.1。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>With the same seed and settings, a model answers the same question alike.</source>
        <translation>种子和设置相同时，模型对同一问题的回答相同。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元数</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>An answer ends after this many tokens at the latest. No limit: when the model ends it, or the context is full.</source>
        <translation>回答最迟在达到此词元数时结束。不限：直到模型自行结束，或上下文已满。</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>创意</translation>
    </message>
    <message>
        <source>Common settings at once. Unsaved: as set below.</source>
        <translation>一次应用常用设置。“未保存”：按下方的设置。</translation>
    </message>
    <message>
        <source>Name of preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keeps these settings as a preset under this name.</source>
        <translation>将这些设置以此名称保存为预设。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Deletes the chosen preset. The settings stay as they are.</source>
        <translation>删除所选预设。设置保持不变。</translation>
    </message>
    <message>
        <source>Unsaved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ScaleLegend</name>
    <message>
        <source>Colours from %1 to %2</source>
        <translation>从 %1 到 %2 的颜色</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SchemeText</name>
    <message>
        <source>one scale for all</source>
        <translation>全部共用一个缩放因子</translation>
    </message>
    <message>
        <source>one scale for each output</source>
        <translation>每个输出一个缩放因子</translation>
    </message>
    <message>
        <source>one scale for every %1 inputs of an output</source>
        <translation>每个输出的每 %1 个输入一个缩放因子</translation>
    </message>
    <message>
        <source>one scale for each block of %1 outputs and %2 inputs</source>
        <translation>每个 %1 输出 × %2 输入的块一个缩放因子</translation>
    </message>
    <message>
        <source>one scale for each token</source>
        <translation>每个词元一个缩放因子</translation>
    </message>
    <message>
        <source>%1-bit floats</source>
        <translation>%1 位浮点数</translation>
    </message>
    <message>
        <source>%1-bit integers</source>
        <translation>%1 位整数</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>kind of numbers, who shares a scale, symmetry</comment>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>对称</translation>
    </message>
    <message>
        <source>with zero points</source>
        <translation>带零点</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SensitivityPage</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>New sweep</source>
        <translation>新建扫描</translation>
    </message>
    <message>
        <source>No sweep yet</source>
        <translation>尚无扫描</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>A sweep changes one layer at a time and measures what the predictions lose. A recipe is made of it that loses least for its size.</source>
        <translation>扫描每次只更改一层，并测量预测的损失。据此生成在相应大小下损失最小的配方。</translation>
    </message>
    <message>
        <source>A sweep finds out which layers of a model can be made smaller. Open a model first.</source>
        <translation>扫描找出模型中哪些层可以缩小。先打开模型。</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>%1 split</source>
        <translation>%1 划分</translation>
    </message>
    <message>
        <source>Measured on %1 windows of %2 tokens of the calibration text that nothing was calibrated on. Figures of the evaluation text play no part in the choice.</source>
        <translation>在校准文本中未用于校准的 %1 个窗口（每个 %2 个词元）上测量。评估文本的指标不参与选择。</translation>
    </message>
    <message>
        <source>Hatched: not computed. Crossed: failed. Outlined: chosen for the layer.</source>
        <translation>斜线：未计算。叉号：失败。边框：为该层所选。</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>A sweep is working. Cancel it, or wait for its end.</source>
        <translation>扫描正在进行。将其取消，或等待结束。</translation>
    </message>
    <message>
        <source>Asks for methods and levels, then measures them layer by layer.</source>
        <translation>询问方法和级别，然后逐层测量。</translation>
    </message>
    <message>
        <source>This sweep ended early: %1 of %2 cells are measured.</source>
        <translation>此扫描提前结束：已测量 %1 个单元格，共 %2 个。</translation>
    </message>
    <message>
        <source>Resume sweep</source>
        <translation>继续扫描</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>稠密</translation>
    </message>
    <message>
        <source>1 layer %1</source>
        <translation>%1：1 层</translation>
    </message>
    <message numerus="yes">
        <source>%n layers %1</source>
        <translation>
            <numerusform>%1：%n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>Predicted: KL %1 (%2 to %3), perplexity %4 (dense %5), %6 with zeros left out, %7 as a folder.</source>
        <translation>预测：KL %1（%2 至 %3），困惑度 %4（稠密 %5），去除零值后 %6，存为文件夹 %7。</translation>
    </message>
    <message>
        <source>At most %1 above the best choice.</source>
        <translation>最多比最佳选择高 %1。</translation>
    </message>
    <message>
        <source>By sensitivity, %1</source>
        <translation>按敏感度，%1</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>Sweep...</source>
        <translation>扫描...</translation>
    </message>
    <message>
        <source>Goes on after the last cell that was measured.</source>
        <translation>从最后测量的单元格之后继续。</translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation>取消扫描</translation>
    </message>
    <message>
        <source>Cells that are measured are kept.</source>
        <translation>已测量的单元格会保留。</translation>
    </message>
    <message>
        <source>Make recipe</source>
        <translation>生成配方</translation>
    </message>
    <message>
        <source>Opens a recipe that gives each layer the level that is outlined.</source>
        <translation>打开一个配方，为每一层设置边框所示的级别。</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>打开模型...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>以表格显示</translation>
    </message>
    <message>
        <source>The same figures as a table.</source>
        <translation>以表格显示相同数据。</translation>
    </message>
    <message>
        <source>Sweeps of this model</source>
        <translation>此模型的扫描</translation>
    </message>
    <message>
        <source>Sweeps of the current model, the newest first.</source>
        <translation>当前模型的扫描，最新的在前。</translation>
    </message>
    <message>
        <source>Progress of the sweep</source>
        <translation>扫描进度</translation>
    </message>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>各层各级别的敏感度</translation>
    </message>
    <message>
        <source>What the budget bounds</source>
        <translation>预算限制的指标</translation>
    </message>
    <message>
        <source>Size at most</source>
        <translation>大小上限</translation>
    </message>
    <message>
        <source>KL at most</source>
        <translation>KL 上限</translation>
    </message>
    <message>
        <source>Perplexity at most</source>
        <translation>困惑度上限</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>From the smallest choice at the left to the dense model at the right (S).</source>
        <translation>从左端的最小选择到右端的稠密模型（S）。</translation>
    </message>
    <message>
        <source>Losses of single layers are added up, as if layers did not act on each other. The band is two standard errors of the sweep&apos;s windows.</source>
        <translation>各单层损失直接相加，如同各层互不影响。色带为扫描窗口的两倍标准误差。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingRow</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop says.</source>
        <translation>浅色、深色，或跟随桌面。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>全部 (%1)</translation>
    </message>
    <message>
        <source>Threads of a run</source>
        <translation>运行的线程数</translation>
    </message>
    <message>
        <source>Fewer leave room for other work. A run that goes on keeps the number that it began with.</source>
        <translation>线程较少可为其他工作留出余地。接着进行的运行沿用开始时的线程数。</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>全部可用内存</translation>
    </message>
    <message>
        <source>Memory of a run</source>
        <translation>运行内存</translation>
    </message>
    <message>
        <source>A run that would need more is refused before it begins, with settings that fit.</source>
        <translation>所需更多的运行在开始前即被拒绝，并给出合适的设置。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Runs, exports and conversations</source>
        <translation>运行、导出项和会话</translation>
    </message>
    <message>
        <source>%1 on the disk.</source>
        <translation>占用磁盘 %1。</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>No setting matches &quot;%1&quot;.</source>
        <translation>没有与“%1”匹配的设置。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of texts and numbers. Messages of recipes and of the worker are in English.</source>
        <translation>文字和数字的语言。配方和工作进程的消息为英文。</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>运行的工作位置</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>Notification at the end of a run</source>
        <translation>运行结束时通知</translation>
    </message>
    <message>
        <source>The desktop says so while another window is used; a click shows the run.</source>
        <translation>使用其他窗口时由桌面通知；单击即显示运行。</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>Offered in the model menu</source>
        <translation>在模型菜单中列出</translation>
    </message>
    <message>
        <source>Models in these folders, three levels deep, can be opened by the menu above and by the search.</source>
        <translation>这些文件夹中三层以内的模型，可通过上方菜单和搜索打开。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ShortcutList</name>
    <message>
        <source>Press the keys. Backspace and the cross take the shortcut away.</source>
        <translation>按下按键。Backspace 和叉号可移除快捷键。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
    <message>
        <source>%1 is the shortcut of &quot;%2&quot;. Take it away there first, or choose other keys.</source>
        <translation>%1 是“%2”的快捷键。先在那里移除，或选择其他按键。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumChart</name>
    <message>
        <source>Singular values</source>
        <translation>奇异值</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Singular value</source>
        <translation>奇异值</translation>
    </message>
    <message>
        <source>All singular values are 0: so are all weights.</source>
        <translation>所有奇异值均为 0：所有权重也为 0。</translation>
    </message>
    <message>
        <source>Value %1: %2</source>
        <translation>第 %1 个值：%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumPane</name>
    <message>
        <source>Compute singular values</source>
        <translation>计算奇异值</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress of the singular values</source>
        <translation>奇异值的计算进度</translation>
    </message>
    <message>
        <source>How strongly the matrix acts in each of its directions. Values that fall off fast mean that a matrix of lower rank would do nearly the same.</source>
        <translation>矩阵在其各个方向上的作用强度。数值下降很快，意味着秩更低的矩阵也能起到几乎相同的作用。</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>约需 %1 和 %2 内存。</translation>
    </message>
    <message>
        <source>Takes %1 of memory.</source>
        <translation>需要 %1 内存。</translation>
    </message>
    <message>
        <source>Singular values are computed on demand.</source>
        <translation>奇异值按需计算。</translation>
    </message>
    <message>
        <source>Computing singular values</source>
        <translation>正在计算奇异值</translation>
    </message>
    <message>
        <source>Largest %1, effective rank %2, stable rank %3, of %4</source>
        <translation>最大 %1，有效秩 %2，稳定秩 %3，共 %4</translation>
    </message>
    <message>
        <source>Effective rank: exp of the entropy of the values as shares of their sum. Stable rank: squared norm over the squared largest value. Small ones mean few directions matter.</source>
        <translation>有效秩：各值占总和比例的熵的指数。稳定秩：范数平方与最大值平方之比。值小表示只有少数方向重要。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::StatusStrip</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Memory of the worker that runs now.</source>
        <translation>当前工作进程的内存。</translation>
    </message>
    <message>
        <source>No run in progress</source>
        <translation>没有正在进行的运行</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>工作进程 %1</translation>
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
        <translation>扫描</translation>
    </message>
    <message>
        <source>Each decoder layer is changed alone, by each of these, and the predictions are compared with the dense model&apos;s. The layers of the model stay as they are on the disk.</source>
        <translation>每个解码器层按其中每一项单独更改，并将预测与稠密模型的预测比较。磁盘上模型的层保持不变。</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>校准样本</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>显示哪些输入重要的文本。越多，所需内存和时间越多。论文中使用 128。</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>每窗口词元数</translation>
    </message>
    <message>
        <source>Length of one sample. Automatic: 2048, or the model&apos;s context if that is shorter.</source>
        <translation>一个样本的长度。自动：2048；若模型的上下文更短，则取其长度。</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Windows measured on</source>
        <translation>测量的窗口</translation>
    </message>
    <message>
        <source>Windows of the calibration text that nothing is calibrated on. More make the figures more certain and take longer. Automatic: 4,096 tokens, at least 4 windows.</source>
        <translation>校准文本中不用于校准的窗口。越多，指标越可靠，耗时越长。自动：4,096 个词元，至少 4 个窗口。</translation>
    </message>
    <message>
        <source>What the sweep takes</source>
        <translation>扫描所需</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>开始扫描</translation>
    </message>
    <message>
        <source>Methods and levels</source>
        <translation>方法和级别</translation>
    </message>
    <message>
        <source>Further levels</source>
        <translation>其他级别</translation>
    </message>
    <message>
        <source>METHOD:LEVEL, joined by commas. Pruning takes N:M (N of M kept) or a percentage of zeros, quantization takes bits; + joins the two.</source>
        <translation>“方法:级别”，以逗号分隔。剪枝用 N:M（M 个中保留 N 个）或零值的百分比，量化用位数；+ 将两者结合。</translation>
    </message>
    <message>
        <source>&amp;Further</source>
        <translation>其他(&amp;F)</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>校准文本</translation>
    </message>
    <message>
        <source>The sweep calibrates on one part of it and measures on another. Evaluation text is refused: what is chosen by a text looks better on it than it is.</source>
        <translation>扫描用其中一部分校准，用另一部分测量。不接受评估文本：按某文本选出的结果，在该文本上会显得比实际更好。</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>选择...</translation>
    </message>
    <message>
        <source>Text (%1)</source>
        <translation>文本 (%1)</translation>
    </message>
    <message>
        <source>&amp;Calibration text</source>
        <translation>校准文本(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>样本(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Tokens in a window</source>
        <translation>每窗口词元数(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Windows measured on</source>
        <translation>测量的窗口(&amp;W)</translation>
    </message>
    <message>
        <source>A sweep needs text: choose calibration text.</source>
        <translation>扫描需要文本：选择校准文本。</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>%1 is the evaluation text: figures are reported on it, so nothing is chosen by it.</source>
        <translation>%1 是评估文本：其上的指标用于报告，因此不用于选择。</translation>
    </message>
    <message>
        <source>Estimating...</source>
        <translation>正在估算...</translation>
    </message>
    <message>
        <source>%1 cells, about %2, %3 of memory and the activations.</source>
        <translation>%1 个单元格，约 %2，%3 内存，另加激活值。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SweepTable</name>
    <message>
        <source>Layer %1, %2: not computed yet</source>
        <translation>第 %1 层，%2：尚未计算</translation>
    </message>
    <message>
        <source>Layer %1, %2: failed. %3</source>
        <translation>第 %1 层，%2：失败。%3</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Layer %1, %2: KL %3, perplexity %4, %5 predictions in %6 windows</source>
        <translation>第 %1 层，%2：KL %3，困惑度 %4，%6 个窗口中的 %5 个预测</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 chosen</source>
        <translation>%1 (已选)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetChoiceModel</name>
    <message>
        <source>ignored by %1</source>
        <translation>被 %1 忽略</translation>
    </message>
    <message>
        <source>also in %1</source>
        <translation>也在 %1 中</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>零值 %1</translation>
    </message>
    <message>
        <source>int%1</source>
        <translation>int%1</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>已忽略</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变为</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetPicker</name>
    <message>
        <source>Modules that %1 leaves alone</source>
        <translation>%1 不处理的模块</translation>
    </message>
    <message>
        <source>Modules that %1 works on</source>
        <translation>%1 处理的模块</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Shows modules whose name or class holds this text</source>
        <translation>显示名称或类中含有此文本的模块</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>全部勾选</translation>
    </message>
    <message>
        <source>Tick none</source>
        <translation>全部取消勾选</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Space ticks a module and everything in it.</source>
        <translation>空格键勾选一个模块及其中的所有内容。</translation>
    </message>
    <message>
        <source>Entries of %1</source>
        <translation>%1 的条目</translation>
    </message>
    <message>
        <source>What the recipe will say. Pointing at an entry shows what it hits alone.</source>
        <translation>将写入配方的内容。指向一个条目，即显示它单独命中的内容。</translation>
    </message>
    <message>
        <source>Ignore these</source>
        <translation>忽略这些</translation>
    </message>
    <message>
        <source>Use these targets</source>
        <translation>使用这些目标</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1 of %2 hit</source>
        <translation>命中 %1 / %2</translation>
    </message>
    <message>
        <source>Nothing is ticked. A modifier without targets does nothing: tick a module.</source>
        <translation>未勾选任何内容。没有目标的修改器不起作用：勾选一个模块。</translation>
    </message>
    <message>
        <source>%1. The ignore entries take %2 of them out again.</source>
        <translation>%1。忽略条目又从中去除 %2 个。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetsField</name>
    <message>
        <source>Entries of %1</source>
        <translation>%1 的项</translation>
    </message>
    <message>
        <source>F2 changes an entry, Insert adds one, Delete removes one.</source>
        <translation>F2 更改一项，Insert 添加一项，Delete 移除一项。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Adds an entry: a full name, a class, or re: and a pattern</source>
        <translation>添加一项：全名、类，或 re: 加模式</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Removes the current entry</source>
        <translation>移除当前项</translation>
    </message>
    <message>
        <source>Pick...</source>
        <translation>选取...</translation>
    </message>
    <message>
        <source>Chooses modules in the model&apos;s tree</source>
        <translation>在模型树中选择模块</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field of a form, then what its button does</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, the default</source>
        <translation>%1 (默认)</translation>
    </message>
    <message>
        <source>No module matches this entry.</source>
        <translation>没有模块匹配此项。</translation>
    </message>
    <message>
        <source>No module matches this entry, so it ignores nothing.</source>
        <translation>没有模块匹配此条目，因此它不忽略任何内容。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TemplatePanel</name>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>Reset to the model&apos;s</source>
        <translation>重置为模型自带的</translation>
    </message>
    <message>
        <source>Rendered prompt</source>
        <translation>渲染后的提示词</translation>
    </message>
    <message>
        <source>Model whose template is shown</source>
        <translation>显示其模板的模型</translation>
    </message>
    <message>
        <source>Turns the messages into the text that the model is given (Jinja). Edits are kept for this model and used from the next answer on.</source>
        <translation>将消息转换为提供给模型的文本（Jinja）。编辑会为此模型保留，从下一个回答起使用。</translation>
    </message>
    <message>
        <source>Drops the edits: the template that came with the model is used again.</source>
        <translation>放弃编辑：重新使用模型自带的模板。</translation>
    </message>
    <message>
        <source>The exact text that the model is given.</source>
        <translation>提供给模型的确切文本。</translation>
    </message>
    <message>
        <source>Shown once a model is loaded.</source>
        <translation>加载模型后显示。</translation>
    </message>
    <message>
        <source>Edited. The edits are kept for this model.</source>
        <translation>已编辑。编辑会为此模型保留。</translation>
    </message>
    <message>
        <source>None: the model continues the text that it is given. A template that is written here is used instead.</source>
        <translation>无：模型续写所给的文本。若在此处写入模板，则改用该模板。</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>Rendered</source>
        <translation>渲染后</translation>
    </message>
    <message>
        <source>%1 The last template that could be read is used.</source>
        <translation>%1 将使用上一个可读取的模板。</translation>
    </message>
    <message numerus="yes">
        <source>Rendered, %Ln tokens</source>
        <translation>
            <numerusform>渲染后，%Ln 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>The template does not take this conversation: %1</source>
        <translation>模板不接受此会话：%1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPanel</name>
    <message>
        <source>&amp;Tokens</source>
        <translation>词元(&amp;T)</translation>
    </message>
    <message>
        <source>Type text to see its tokens</source>
        <translation>输入文本以查看其词元</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>从前有座山</translation>
    </message>
    <message>
        <source>Pieces and ids</source>
        <translation>词元片段和 ID</translation>
    </message>
    <message>
        <source>id %1, piece %2</source>
        <translation>ID %1，片段 %2</translation>
    </message>
    <message>
        <source>ids %1</source>
        <translation>ID %1</translation>
    </message>
    <message>
        <source>1 token, %1 characters</source>
        <translation>1 个词元，%1 个字符</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 characters a token</source>
        <translation>
            <numerusform>%n 个词元，每词元 %1 个字符</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPopover</name>
    <message>
        <source>Continue from here</source>
        <translation>从此处继续</translation>
    </message>
    <message>
        <source>Alternatives of a token</source>
        <translation>词元的备选</translation>
    </message>
    <message>
        <source>Most likely tokens</source>
        <translation>最可能的词元</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>KL %1 nats. Rank %2 by %3.</source>
        <translation>KL %1 nat。在 %3 中排第 %2。</translation>
    </message>
    <message>
        <source>Not scored yet.</source>
        <translation>尚未评分。</translation>
    </message>
    <message>
        <source>KL: how far the next-token distribution moved from dense, in nats. 0 means equal; Chat colours from 0.05.</source>
        <translation>KL：下一词元的分布相对稠密模型偏移多少，以 nat 计。0 表示相同；“对话”从 0.05 起着色。</translation>
    </message>
    <message>
        <source>The alternatives are not kept. Score the reply again to see them.</source>
        <translation>备选未保留。重新对回答评分即可查看。</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>The token that came.</source>
        <translation>实际出现的词元。</translation>
    </message>
    <message>
        <source>No text of its own, so that a reply cannot be continued with it.</source>
        <translation>自身没有文本，因此无法用它续写回答。</translation>
    </message>
    <message>
        <source>Continue with &quot;%1&quot;</source>
        <translation>以“%1”继续</translation>
    </message>
    <message>
        <source>Both models go on from this token in a new branch.</source>
        <translation>两个模型从此词元起在新的分支中继续。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenView</name>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;</source>
        <translation>第 %1 / %2 个词元：“%3”</translation>
    </message>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;. KL %4 nats, level %5 of 4.</source>
        <translation>第 %1 / %2 个词元：“%3”。KL %4 nat，级别 %5 / 4。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TopBar</name>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Search or command   %1</source>
        <translation>搜索或命令   %1</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>搜索或命令</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>无运行</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>Open model folder...</source>
        <translation>打开模型文件夹...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>打开 GGUF 文件...</translation>
    </message>
    <message>
        <source>%1   %2   %3</source>
        <translation>%1   %2   %3</translation>
    </message>
    <message>
        <source>In your model folders</source>
        <translation>在模型文件夹中</translation>
    </message>
</context>
<context>
    <name>espalier::ui::WeightHistogram</name>
    <message>
        <source>&amp;Logarithmic counts</source>
        <translation>对数计数(&amp;L)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Workspace</name>
    <message>
        <source>Demo recipe</source>
        <translation>演示配方</translation>
    </message>
    <message>
        <source>Its result is the model that is open.</source>
        <translation>其结果是当前打开的模型。</translation>
    </message>
    <message>
        <source>%1 reads its files and would fail.</source>
        <translation>“%1”读取其文件，删除后将失败。</translation>
    </message>
    <message>
        <source>Exports that were made of it are in that folder and go with it.</source>
        <translation>由其生成的导出项位于该文件夹中，将一并删除。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Makes large language models smaller.</source>
        <translation>将大语言模型变小。</translation>
    </message>
    <message>
        <source>Model folders, recipes, data.</source>
        <translation>模型文件夹、配方、数据。</translation>
    </message>
</context>
</TS>
