<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja">
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
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 時間</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 時間 %2 分</translation>
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
        <translation>残り約 %1</translation>
    </message>
</context>
<context>
    <name>ModuleTree</name>
    <message>
        <source>Unexpected tensors</source>
        <translation>想定外のテンソル</translation>
    </message>
    <message>
        <source>%1 equal ones</source>
        <comment>modules</comment>
        <translation>同一のもの %1 個</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>混在</translation>
    </message>
</context>
<context>
    <name>espalier::ui</name>
    <message>
        <source>the same numbers</source>
        <translation>数値は同一</translation>
    </message>
    <message>
        <source>largest error %1</source>
        <translation>最大誤差 %1</translation>
    </message>
    <message>
        <source>%1 weights</source>
        <translation>重み %1 個</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>noise %1</source>
        <translation>ノイズ %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>%1 in %2 tensors</source>
        <translation>%2 個のテンソルに %1 個</translation>
    </message>
    <message>
        <source>all read again, largest error %1</source>
        <translation>すべて再読み込み済み、最大誤差 %1</translation>
    </message>
    <message>
        <source>rounding of the type</source>
        <translation>型の丸め</translation>
    </message>
    <message>
        <source>Zero pattern</source>
        <translation>ゼロのパターン</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>ゼロ %1</translation>
    </message>
    <message>
        <source>%1 zeros in the same places</source>
        <translation>同じ位置のゼロ %1</translation>
    </message>
    <message>
        <source>the type has no exact zero</source>
        <translation>型に正確なゼロがない</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>トークン ID</translation>
    </message>
    <message>
        <source>the model has no tokenizer</source>
        <translation>モデルにトークナイザーがない</translation>
    </message>
    <message>
        <source>%1 tokens of %2 texts</source>
        <translation>テキスト %2 件のトークン %1 個</translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation>%1 個が一致</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>チャットテンプレート</translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation>モデルにチャットテンプレートがない</translation>
    </message>
    <message>
        <source>%1 chats</source>
        <translation>チャット %1 件</translation>
    </message>
    <message>
        <source>%1 rendered alike</source>
        <translation>%1 件の展開結果が一致</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>予測</translation>
    </message>
    <message>
        <source>the model sees one token at a time</source>
        <translation>モデルは一度に 1 トークンしか見ない</translation>
    </message>
    <message>
        <source>perplexity %1 on %2 tokens</source>
        <translation>トークン %2 個でのパープレキシティ %1</translation>
    </message>
    <message>
        <source>%1, KL %2</source>
        <translation>%1、KL %2</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>none, so few bits</source>
        <translation>ビット数が少ないためなし</translation>
    </message>
    <message>
        <source>Comparison with the model</source>
        <translation>モデルとの比較</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>差異なし</translation>
    </message>
    <message>
        <source>a difference</source>
        <translation>差異あり</translation>
    </message>
    <message>
        <source>First difference</source>
        <translation>最初の差異</translation>
    </message>
    <message>
        <source>ok</source>
        <comment>verdict</comment>
        <translation>合格</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>verdict</comment>
        <translation>不合格</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>密</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>枝刈り済み</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量子化済み</translation>
    </message>
    <message>
        <source>pruned and quantized</source>
        <translation>枝刈り・量子化済み</translation>
    </message>
    <message>
        <source>other method</source>
        <translation>その他の手法</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>密</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>保存時のまま</translation>
    </message>
    <message>
        <source>Codes, one a byte (int-quantized)</source>
        <translation>コード、1 個 1 バイト (int-quantized)</translation>
    </message>
    <message>
        <source>Codes, packed (pack-quantized)</source>
        <translation>コード、パック済み (pack-quantized)</translation>
    </message>
    <message>
        <source>8-bit floats (float-quantized)</source>
        <translation>8 ビット浮動小数点 (float-quantized)</translation>
    </message>
    <message>
        <source>Codes (naive-quantized)</source>
        <translation>コード (naive-quantized)</translation>
    </message>
    <message>
        <source>Without zeros (sparse-bitmask)</source>
        <translation>ゼロを除く (sparse-bitmask)</translation>
    </message>
    <message>
        <source>One file: weights, tokenizer and chat template. Zeros are kept, but take the same room.</source>
        <translation>単一ファイル: 重み、トークナイザー、チャットテンプレート。ゼロは保たれますが、サイズは減りません。</translation>
    </message>
    <message>
        <source>llama.cpp, LM Studio, Ollama</source>
        <translation>llama.cpp、LM Studio、Ollama</translation>
    </message>
    <message>
        <source>A folder: graph, weights and tokenizer. Zeros are kept, but take the same room.</source>
        <translation>フォルダー: グラフ、重み、トークナイザー。ゼロは保たれますが、サイズは減りません。</translation>
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
        <translation>int8 の重み</translation>
    </message>
    <message>
        <source>int8 weights and inputs</source>
        <translation>int8 の重みと入力</translation>
    </message>
    <message>
        <source>int4 in blocks of 32</source>
        <translation>int4、32 個ごとのブロック</translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation>Hugging Face フォルダー</translation>
    </message>
    <message>
        <source>A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay.</source>
        <translation>フォルダー: モデルの保存形式のまま、または密の safetensors。ゼロのパターンと保存済みのコードは保たれます。</translation>
    </message>
    <message>
        <source>transformers, vLLM, Espalier</source>
        <translation>transformers、vLLM、Espalier</translation>
    </message>
    <message>
        <source>windows of %1 and of %2 tokens</source>
        <translation>%1 トークンと %2 トークンのウィンドウ</translation>
    </message>
    <message>
        <source>the protocols &quot;%1&quot; and &quot;%2&quot;</source>
        <translation>プロトコル「%1」と「%2」</translation>
    </message>
    <message>
        <source>strides of %1 and of %2 tokens</source>
        <translation>%1 トークンと %2 トークンのストライド</translation>
    </message>
    <message>
        <source>with and without a token at the start of the text</source>
        <translation>テキスト先頭のトークンの有無</translation>
    </message>
    <message>
        <source>different lengths of text</source>
        <translation>テキストの長さが異なる</translation>
    </message>
    <message>
        <source>records joined differently</source>
        <translation>レコードの連結方法が異なる</translation>
    </message>
    <message>
        <source>divergence from different dense models</source>
        <translation>ダイバージェンスの基準となる密モデルが異なる</translation>
    </message>
    <message>
        <source>held-out text and calibration text</source>
        <translation>ホールドアウトテキストとキャリブレーション用テキスト</translation>
    </message>
    <message>
        <source>protocol not recorded</source>
        <translation>プロトコルの記録なし</translation>
    </message>
    <message>
        <source>%1, windows of %2, %3</source>
        <translation>%1、ウィンドウ %2、%3</translation>
    </message>
    <message>
        <source>a run does not say how it measured</source>
        <translation>測定方法が記録されていない実行がある</translation>
    </message>
    <message>
        <source>different texts</source>
        <translation>テキストが異なる</translation>
    </message>
    <message>
        <source>other settings of the measurement</source>
        <translation>測定の設定が異なる</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>it ended before that was measured</source>
        <translation>測定前に終了した</translation>
    </message>
    <message>
        <source>no perplexity of held-out text yet</source>
        <translation>ホールドアウトテキストのパープレキシティが未測定</translation>
    </message>
    <message>
        <source>no divergence measured yet</source>
        <translation>ダイバージェンスが未測定</translation>
    </message>
    <message>
        <source>it ran without held-out text, so there is no perplexity</source>
        <translation>ホールドアウトテキストなしで実行したため、パープレキシティがない</translation>
    </message>
    <message>
        <source>it measured no divergence from the dense model</source>
        <translation>密モデルとのダイバージェンスを測定していない</translation>
    </message>
    <message>
        <source>its speed is not measured</source>
        <translation>速度が未測定</translation>
    </message>
    <message>
        <source>its size is not known yet</source>
        <translation>サイズがまだ不明</translation>
    </message>
    <message>
        <source>its size is not known</source>
        <translation>サイズが不明</translation>
    </message>
    <message>
        <source>its figure is not finite: the model broke down</source>
        <translation>指標が有限でない (モデルが破綻した)</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>はじめに</translation>
    </message>
    <message>
        <source>Espalier makes language models smaller and shows what happens on the way. The whole way, with the demo or with a model of your own:</source>
        <translation>Espalier は言語モデルを小さくし、その過程で何が起きるかを示します。デモまたは手持ちのモデルで行う一連の流れは次のとおりです:</translation>
    </message>
    <message>
        <source>&lt;b&gt;Explorer&lt;/b&gt;: open a folder of a Hugging Face model or a GGUF file, by Open or by dropping it on the window.</source>
        <translation>&lt;b&gt;エクスプローラー&lt;/b&gt;: 「開く」またはウィンドウへのドロップで、Hugging Face モデルのフォルダーか GGUF ファイルを開きます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Recipe&lt;/b&gt;: choose a template, or drag steps from the palette. The modules that a step hits light up in the model.</source>
        <translation>&lt;b&gt;レシピ&lt;/b&gt;: テンプレートを選ぶか、パレットからステップをドラッグします。ステップが該当するモジュールはモデル内で強調表示されます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Runs&lt;/b&gt;: start the run and watch error, sparsity and perplexity layer by layer. Finished layers are on the disk: a run that ends early goes on where it ended.</source>
        <translation>&lt;b&gt;実行&lt;/b&gt;: 実行を開始し、誤差、スパース率、パープレキシティを層ごとに確認します。完了した層はディスクに保存されるため、途中で終わった実行はそこから続行できます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Compare&lt;/b&gt;: set several results against each other, size or speed against quality.</source>
        <translation>&lt;b&gt;比較&lt;/b&gt;: 複数の結果を並べ、サイズや速度を品質と照らし合わせます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Chat&lt;/b&gt;: ask the smaller model, beside the original.</source>
        <translation>&lt;b&gt;チャット&lt;/b&gt;: 小さくしたモデルに、元のモデルと並べて質問します。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Export&lt;/b&gt;: take it away as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>&lt;b&gt;エクスポート&lt;/b&gt;: GGUF、ONNX、または Hugging Face フォルダーとして取り出します。</translation>
    </message>
    <message>
        <source>Calibration text shows which inputs matter; evaluation text measures the result. They must not be the same, or the figures flatter.</source>
        <translation>キャリブレーション用テキストはどの入力が重要かを示し、評価用テキストは結果を測定します。両者が同じだと、指標が実際より良く見えてしまいます。</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>エクスプローラー</translation>
    </message>
    <message>
        <source>The tree shows the modules as the model has them; equal ones are folded into one row with their totals. Only the headers of the files are read when a model opens, so that large ones open at once. Statistics of the weights are read in the background.</source>
        <translation>ツリーは、モデルにあるとおりにモジュールを表示します。同じものは合計を付けて 1 行にまとめられます。モデルを開くときはファイルのヘッダーだけを読むため、大きなモデルもすぐに開きます。重みの統計はバックグラウンドで読み取ります。</translation>
    </message>
    <message>
        <source>The strip above shows one cell for each decoder layer, in the colours of the chosen figure. Arrow keys move along it, Enter selects the layer.</source>
        <translation>上の帯はデコーダー層ごとに 1 つのセルを、選択した指標の色で示します。矢印キーで移動し、Enter で層を選択します。</translation>
    </message>
    <message>
        <source>Select a module to see its shape, its weights as a histogram and as a map, its norms and its singular values.</source>
        <translation>モジュールを選択すると、形状、重みのヒストグラムとマップ、ノルム、特異値が表示されます。</translation>
    </message>
    <message>
        <source>The field at the foot shows the tokens of a text, with their ids.</source>
        <translation>下部の入力欄には、テキストのトークンとその ID が表示されます。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>レシピ</translation>
    </message>
    <message>
        <source>A recipe is a YAML document: stages, one after another, each with the steps that change the model. Cards and text are two views of the same document; both can be undone.</source>
        <translation>レシピは YAML 文書です。ステージが順に並び、それぞれにモデルを変更するステップが含まれます。カードとテキストは同じ文書の 2 つの表示で、どちらの編集も元に戻せます。</translation>
    </message>
    <message>
        <source>Espalier reads its own dialect and those of SparseML, llm-compressor and AMD Quark, and says where it differs from what those programs would have done.</source>
        <translation>Espalier は独自の方言に加え、SparseML、llm-compressor、AMD Quark の方言を読み、それらのプログラムの動作と異なる点を示します。</translation>
    </message>
    <message>
        <source>A target is the full name of a module, a class such as &lt;code&gt;Linear&lt;/code&gt;, or &lt;code&gt;re:&lt;/code&gt; and a regular expression. Targets that hit nothing are errors.</source>
        <translation>ターゲットは、モジュールの完全な名前、&lt;code&gt;Linear&lt;/code&gt; のようなクラス、または &lt;code&gt;re:&lt;/code&gt; に続く正規表現です。該当のないターゲットはエラーになります。</translation>
    </message>
    <message>
        <source>The plan predicts memory, disk, time and the size of the result before anything runs.</source>
        <translation>計画は、何かを実行する前に、メモリ、ディスク、時間、結果のサイズを予測します。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Runs wait in a queue and work one after another, each in a process of its own: when it dies, the app and everything that is finished remain.</source>
        <translation>実行はキューで待機し、1 つずつ専用のプロセスで処理されます。プロセスが落ちても、アプリと完了したものはすべて残ります。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Error by layer&lt;/b&gt; is the squared change of a layer&apos;s output over its square: 0 is perfect, 1 is no better than zeros. A layer that stands out is worth a look.</source>
        <translation>&lt;b&gt;層ごとの誤差&lt;/b&gt;は、層の出力の変化の 2 乗を出力の 2 乗で割った値です。0 は完全で、1 はすべてゼロにした場合と変わりません。突出した層は確認する価値があります。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Perplexity&lt;/b&gt; is measured before, on the way and after. On the way it is a small probe that shows the trend, not the final figure.</source>
        <translation>&lt;b&gt;パープレキシティ&lt;/b&gt;は、実行前、途中、実行後に測定します。途中の値は傾向を示す小さなプローブであり、最終的な数値ではありません。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Resume&lt;/b&gt; goes on after the last finished layer. &lt;b&gt;Fork&lt;/b&gt; begins a new run with the finished layers of another, so that a later layer can be tried with other settings.</source>
        <translation>&lt;b&gt;再開&lt;/b&gt;は、最後に完了した層の次から続行します。&lt;b&gt;分岐&lt;/b&gt;は、別の実行の完了した層を使って新しい実行を始めるもので、後の層を別の設定で試せます。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Tick runs to set them against each other. Runs on the front are those that no other run beats in both size and quality.</source>
        <translation>実行にチェックを付けると、並べて比較できます。フロント上の実行とは、サイズと品質の両方で上回る実行がほかにないものです。</translation>
    </message>
    <message>
        <source>Perplexities can be compared only when they were measured on the same text by the same protocol. Runs of another protocol are hidden, and the page says which and why.</source>
        <translation>パープレキシティを比較できるのは、同じテキストを同じプロトコルで測定した場合だけです。プロトコルの異なる実行は非表示になり、どの実行がなぜ非表示なのかがページに示されます。</translation>
    </message>
    <message>
        <source>Speeds are measured on this machine, on demand.</source>
        <translation>速度は、必要に応じてこのマシンで測定します。</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>感度</translation>
    </message>
    <message>
        <source>A sweep compresses one layer at a time, the others dense, and measures how far the model&apos;s predictions move. Dark cells cost little, bright ones much.</source>
        <translation>スイープは、他の層を密のままにして 1 層ずつ圧縮し、モデルの予測がどれだけ動くかを測定します。暗いセルは影響が小さく、明るいセルは大きいことを示します。</translation>
    </message>
    <message>
        <source>From the figures Espalier chooses for each layer what fits your limit of size or quality, and writes a recipe of it. The prediction adds up what single layers cost: the run says what they cost together.</source>
        <translation>Espalier はこの数値から、サイズまたは品質の上限に合うものを層ごとに選び、レシピを作成します。予測は単独の層の影響を合計したもので、全体の影響は実行で分かります。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>チャット</translation>
    </message>
    <message>
        <source>The model answers on this machine&apos;s CPU, with the weights as they are stored: sparse and quantized ones are faster for it.</source>
        <translation>モデルは、保存時の形式の重みを使い、このマシンの CPU で回答します。スパースなモデルや量子化済みのモデルは、その分速くなります。</translation>
    </message>
    <message>
        <source>With two models side by side both answer the same question from the same seed. Tokens are coloured by how far the compressed model&apos;s predictions are from the dense one&apos;s.</source>
        <translation>2 つのモデルを並べると、両方が同じ質問に同じシードで回答します。トークンの色は、圧縮したモデルの予測が密モデルの予測からどれだけ離れているかを示します。</translation>
    </message>
    <message>
        <source>The chat template turns messages into the text that the model was trained on. It is shown as rendered, and can be edited.</source>
        <translation>チャットテンプレートは、メッセージをモデルの学習時の形式のテキストに変換します。展開後の状態で表示され、編集できます。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>GGUF runs in llama.cpp and what is built on it, ONNX in onnxruntime and transformers.js, a Hugging Face folder in transformers and vLLM, as far as they know the format.</source>
        <translation>形式に対応している範囲で、GGUF は llama.cpp とそれを基にしたソフトウェア、ONNX は onnxruntime と transformers.js、Hugging Face フォルダーは transformers と vLLM で動作します。</translation>
    </message>
    <message>
        <source>Each export is read again and compared with the model before it is called ready: weights, token ids, chat template, predictions. The certificate beside the file says what was found.</source>
        <translation>エクスポートは毎回、準備完了となる前に読み直され、重み、トークン ID、チャットテンプレート、予測がモデルと比較されます。ファイルと並ぶ証明書に結果が記載されます。</translation>
    </message>
    <message>
        <source>A tile that is ready can be dragged into the file manager or into another program.</source>
        <translation>準備のできたタイルは、ファイルマネージャーや他のプログラムにドラッグできます。</translation>
    </message>
    <message>
        <source>When something fails</source>
        <translation>うまくいかないとき</translation>
    </message>
    <message>
        <source>&lt;b&gt;Not enough memory&lt;/b&gt;: use fewer calibration samples or shorter windows, or set a memory limit on the Settings page, with which activations go to the disk.</source>
        <translation>&lt;b&gt;メモリ不足&lt;/b&gt;: キャリブレーションのサンプルを減らすか、ウィンドウを短くするか、「設定」ページでメモリの上限を設定してください。上限を設定すると、アクティベーションはディスクに置かれます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The worker ended&lt;/b&gt;: its log is on the Runs page. Finished layers are kept; Resume goes on.</source>
        <translation>&lt;b&gt;ワーカーの終了&lt;/b&gt;: ログは「実行」ページにあります。完了した層は保持され、「再開」で続行できます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;No module matches&lt;/b&gt;: names in the Explorer&apos;s tree are what targets are compared with.</source>
        <translation>&lt;b&gt;一致するモジュールなし&lt;/b&gt;: ターゲットは、「エクスプローラー」のツリーにある名前と照合されます。</translation>
    </message>
    <message>
        <source>&lt;b&gt;A perplexity that looks wrong&lt;/b&gt;: compare the protocol first - text, window length, start token. A dense model&apos;s own figure tells whether the text is the one that papers use.</source>
        <translation>&lt;b&gt;パープレキシティがおかしい&lt;/b&gt;: まずプロトコル (テキスト、ウィンドウの長さ、開始トークン) を比較してください。密モデル自体の値から、テキストが論文で使われているものかどうかが分かります。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The disk is full&lt;/b&gt;: nothing half-written is left; free some room and resume.</source>
        <translation>&lt;b&gt;ディスクの空きなし&lt;/b&gt;: 書きかけのものは残りません。空き容量を増やしてから再開してください。</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>用語</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>スパース率</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>値が正確にゼロである重みの割合です。時間が短縮されるのは、エンジンにカーネルがあるパターンだけです。標準的な値は 50 % です。</translation>
    </message>
    <message>
        <source>8:16 and other N:M patterns</source>
        <translation>8:16 などの N:M パターン</translation>
    </message>
    <message>
        <source>8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here. 2:4 is what GPUs know.</source>
        <translation>連続する入力 16 個ごとに 8 個を残します。品質は非構造化に近く、ここでは高速です。2:4 は GPU が対応するパターンです。</translation>
    </message>
    <message>
        <source>Dampening</source>
        <translation>ダンピング</translation>
    </message>
    <message>
        <source>Added to the Hessian&apos;s diagonal, as a share of its mean, so that it factors. Typical 0.01; more is safer, less exact.</source>
        <translation>ヘッセ行列を分解できるように、対角成分に平均に対する割合で加える値です。標準的な値は 0.01 です。大きいほど安全ですが、正確さは下がります。</translation>
    </message>
    <message>
        <source>Group size</source>
        <translation>グループサイズ</translation>
    </message>
    <message>
        <source>Weights sharing one scale. Smaller is closer, larger is smaller on disk. Typical 128.</source>
        <translation>1 つのスケールを共有する重みの数です。小さいほど元の値に近く、大きいほどディスク上のサイズが小さくなります。標準的な値は 128 です。</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL ダイバージェンス</translation>
    </message>
    <message>
        <source>How far the next-token distribution moved from the dense model&apos;s, in nats. 0 means equal.</source>
        <translation>次のトークンの分布が密モデルからどれだけ動いたかを nat で表します。0 は等しいことを意味します。</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>Exponential of the mean loss per token; lower is better; comparable only under one protocol.</source>
        <translation>1 トークンあたりの平均損失の指数です。小さいほど良く、同じプロトコルでのみ比較できます。</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相対出力誤差</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>層の出力の変化の 2 乗を出力の 2 乗で割った値です。0 は完全で、1 はすべてゼロにした場合と変わりません。</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>キャリブレーションのサンプル数</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>どの入力が重要かを示すテキストです。多いほどメモリと時間を要します。論文では 128 です。</translation>
    </message>
    <message>
        <source>Activation order</source>
        <translation>アクティベーション順</translation>
    </message>
    <message>
        <source>Quantizes important columns first. Usually better at 4 bits.</source>
        <translation>重要な列から先に量子化します。通常、4 ビットで効果があります。</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>プローブ</translation>
    </message>
    <message>
        <source>A small fixed text evaluated between layers: the trend, not the final figure.</source>
        <translation>層の合間に評価する小さな固定テキストです。傾向を示すもので、最終的な数値ではありません。</translation>
    </message>
    <message>
        <source>As it was before compression: no weight forced to zero, nothing rounded.</source>
        <translation>圧縮前の状態です。ゼロにされた重みも、丸められた値もありません。</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>プロトコル</translation>
    </message>
    <message>
        <source>How a perplexity was measured: text, window length, stride, start token, average. Figures of two protocols say nothing about each other.</source>
        <translation>パープレキシティの測定方法です: テキスト、ウィンドウの長さ、ストライド、開始トークン、平均の取り方。異なるプロトコルの数値同士は比べられません。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>アテンション</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>フィードフォワード</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>埋め込み</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>Nonzero parameters</source>
        <translation>非ゼロのパラメーター</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>最大メモリ</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>ディスク</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Speed of the result</source>
        <translation>結果の速度</translation>
    </message>
    <message>
        <source>Parameters that are not zero, before and after the run.</source>
        <translation>実行前と実行後の、ゼロでないパラメーターの数です。</translation>
    </message>
    <message>
        <source>Bytes of the model&apos;s folder, before and after the run. Zeros alone save nothing on disk.</source>
        <translation>実行前と実行後の、モデルのフォルダーのバイト数です。ゼロにするだけではディスク上のサイズは減りません。</translation>
    </message>
    <message>
        <source>The most memory that the run holds at a time. Activations that do not fit lie on disk.</source>
        <translation>実行が一度に保持する最大のメモリです。収まらないアクティベーションはディスクに置かれます。</translation>
    </message>
    <message>
        <source>What the run writes: a folder for each stage, and activations that memory has no room for.</source>
        <translation>実行が書き込むもの: ステージごとのフォルダーと、メモリに収まらないアクティベーション。</translation>
    </message>
    <message>
        <source>By this machine&apos;s speed with large matrices. Other work makes it longer.</source>
        <translation>大きな行列でのこのマシンの速度に基づきます。他の処理があると長くなります。</translation>
    </message>
    <message>
        <source>Generated tokens a second on this machine, by the speed of each format of weights. Attention over a long text comes on top.</source>
        <translation>このマシンで毎秒生成されるトークン数で、重みの各形式の速度に基づきます。長いテキストではアテンションの時間が加わります。</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>a duration</comment>
        <translation>約 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a stage, then a part of it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Work on a layer</source>
        <translation>1 層の処理</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>アクティベーション</translation>
    </message>
    <message>
        <source>Embedding, head, evaluation</source>
        <translation>埋め込み、ヘッド、評価</translation>
    </message>
    <message>
        <source>Training of the whole model</source>
        <translation>モデル全体の学習</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Activations, while it runs</source>
        <translation>実行中のアクティベーション</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>ステージ %1</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>評価</translation>
    </message>
    <message>
        <source>%1 fewer than before.</source>
        <translation>実行前より %1 減少します。</translation>
    </message>
    <message>
        <source>%1 less than before.</source>
        <translation>実行前より %1 小さくなります。</translation>
    </message>
    <message>
        <source>Larger than before: the model was stored in a smaller format than this recipe writes.</source>
        <translation>実行前より大きくなります。モデルの保存形式が、このレシピの書き込む形式より小さいためです。</translation>
    </message>
    <message>
        <source>The settings allow a run %1.</source>
        <translation>設定では、1 回の実行に %1 まで使えます。</translation>
    </message>
    <message>
        <source>This machine has %1.</source>
        <translation>このマシンには %1 あります。</translation>
    </message>
    <message>
        <source>%1 are free where runs are kept.</source>
        <translation>実行の保存先の空きは %1 です。</translation>
    </message>
    <message>
        <source>Without calibration text.</source>
        <translation>キャリブレーション用テキストなし。</translation>
    </message>
    <message>
        <source>One sample of %1 tokens.</source>
        <translation>%1 トークンのサンプル 1 件。</translation>
    </message>
    <message numerus="yes">
        <source>%n samples of %1 tokens.</source>
        <translation>
            <numerusform>%1 トークンのサンプル %n 件。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before. A token&apos;s time by part of the model:</source>
        <translation>実行前は %1。1 トークンの時間の、モデルの部分別内訳:</translation>
    </message>
    <message>
        <source>Not predicted: of a model as small as this, other work than its weights takes most of the time.</source>
        <translation>予測なし: これほど小さいモデルでは、重み以外の処理が時間の大半を占めます。</translation>
    </message>
    <message>
        <source>This machine was not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>このマシンは未測定です。数秒の時間と 0.5 GiB のメモリを使います。</translation>
    </message>
    <message>
        <source>Use windows of %1 tokens, without evaluation</source>
        <translation>%1 トークンのウィンドウを使用、評価なし</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens, without evaluation</source>
        <translation>
            <numerusform>%1 トークンのサンプル %n 件を使用、評価なし</numerusform>
        </translation>
    </message>
    <message>
        <source>Use windows of %1 tokens</source>
        <translation>%1 トークンのウィンドウを使用</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples</source>
        <translation>
            <numerusform>サンプル %n 件を使用</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens</source>
        <translation>
            <numerusform>%1 トークンのサンプル %n 件を使用</numerusform>
        </translation>
    </message>
    <message>
        <source>Not known, because this machine was not measured yet. Open this cell to measure it.</source>
        <translation>このマシンが未測定のため不明です。測定するには、このセルを開いてください。</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2. Activations take %3.</source>
        <translation>この実行には %1 必要ですが、上限は %2 です。アクティベーションが %3 を占めます。</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2.</source>
        <translation>この実行には %1 必要ですが、上限は %2 です。</translation>
    </message>
    <message>
        <source>%1 are needed, %2 are free.</source>
        <translation>%1 必要ですが、空きは %2 です。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 を使用</translation>
    </message>
    <message>
        <source>Use %1 (1 hit)</source>
        <translation>%1 を使用 (該当 1 件)</translation>
    </message>
    <message numerus="yes">
        <source>Use %1 (%n hits)</source>
        <translation>
            <numerusform>%1 を使用 (該当 %n 件)</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename it to %1</source>
        <translation>名前を %1 に変更</translation>
    </message>
    <message>
        <source>Replace it by %1</source>
        <translation>%1 に置き換え</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注記</translation>
    </message>
</context>
<context>
    <name>espalier::ui::BudgetChart</name>
    <message>
        <source>%1 with zeros left out: predicted KL %2 (%3 to %4), perplexity %5</source>
        <translation>ゼロを除いて %1: 予測 KL %2 (%3 ～ %4)、パープレキシティ %5</translation>
    </message>
    <message>
        <source>Predicted loss by size</source>
        <translation>サイズ別の予測損失</translation>
    </message>
    <message>
        <source>Size (MiB)</source>
        <translation>サイズ (MiB)</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>密との KL (nat/トークン)</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>密モデルとの KL</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>The curve comes with the first cells.</source>
        <translation>最初のセルが測定されると曲線が表示されます。</translation>
    </message>
    <message>
        <source>Predicted: losses of single layers, added up</source>
        <translation>予測: 単独の層の損失の合計</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CertificateView</name>
    <message>
        <source>Certificate</source>
        <translation>証明書</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>JSON をコピー</translation>
    </message>
    <message>
        <source>Copies the certificate as it is stored beside the export.</source>
        <translation>エクスポートと並べて保存されている証明書をそのままコピーします。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>検査項目</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期待値</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>許容差</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>This export has no certificate. Export it again to compare it with the model.</source>
        <translation>このエクスポートには証明書がありません。モデルと比較するには、もう一度エクスポートしてください。</translation>
    </message>
    <message>
        <source>Every export is read again before it gets its name, and compared with the model: weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here.</source>
        <translation>エクスポートは、名前が付く前に毎回読み直され、重み、ゼロ、トークン ID、チャットテンプレート、そして ONNX を除いて予測がモデルと比較されます。結果はここに表示されます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chart</name>
    <message>
        <source>What %1 shows</source>
        <translation>「%1」の表示内容</translation>
    </message>
    <message>
        <source>Save chart...</source>
        <translation>グラフを保存...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>表で表示</translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation>ズームをリセット</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>グラフを保存</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)</source>
        <translation>画像 (*.png);;図面 (*.svg *.pdf);;数値 (*.csv)</translation>
    </message>
    <message>
        <source>The chart could not be written to %1.</source>
        <translation>グラフを %1 に書き込めませんでした。</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>値をコピー</translation>
    </message>
    <message>
        <source>Size (%1)</source>
        <translation>サイズ (%1)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chat</name>
    <message>
        <source>Stopped before this model was asked.</source>
        <translation>このモデルへの質問の前に停止しました。</translation>
    </message>
    <message>
        <source>The second model was unloaded before it was asked.</source>
        <translation>質問の前に 2 つ目のモデルの読み込みが解除されました。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ChatPage</name>
    <message numerus="yes">
        <source>%n messages of this conversation are damaged and left out. The file as it was is kept beside it.</source>
        <translation>
            <numerusform>この会話のメッセージ %n 件が破損しているため、除外しました。元のファイルは同じ場所に残してあります。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>Current model: %1</source>
        <translation>現在のモデル: %1</translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation>実行の結果</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>No run has finished yet</source>
        <translation>完了した実行はまだありません</translation>
    </message>
    <message>
        <source>Delete the conversation &quot;%1&quot;? This cannot be undone.</source>
        <translation>会話「%1」を削除しますか？この操作は元に戻せません。</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>会話を削除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>残す</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.</source>
        <translation>%1 トークンのコンテキストが埋まったため、回答はここで止まりました。新しい会話は空のコンテキストで始まります。</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>先にモデルを読み込んでください。</translation>
    </message>
    <message>
        <source>The model is still being loaded.</source>
        <translation>モデルを読み込み中です。</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>先にメッセージを入力してください。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>再生成</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>モデルが読み込まれていません</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 を読み込み中</translation>
    </message>
    <message>
        <source>Choose which model chats</source>
        <translation>チャットに使うモデルを選択</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n threads, %2 of weights</source>
        <translation>
            <numerusform>%1、%n スレッド、重み %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Which kernels multiply this model&apos;s weights, and the instruction set in use.</source>
        <translation>このモデルの重みを乗算するカーネルと、使用中の命令セットです。</translation>
    </message>
    <message>
        <source>Text to continue...</source>
        <translation>続きを書かせるテキスト...</translation>
    </message>
    <message>
        <source>Message...</source>
        <translation>メッセージ...</translation>
    </message>
    <message>
        <source>Its weights are packed for this processor.</source>
        <translation>重みはこのプロセッサー向けにパックされます。</translation>
    </message>
    <message>
        <source>Load %1 to talk to it. Everything is computed on this machine.</source>
        <translation>%1 を読み込むと対話できます。計算はすべてこのマシンで行われます。</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>モデルが開かれていません</translation>
    </message>
    <message>
        <source>Open a model, or start with the demo&apos;s model.</source>
        <translation>モデルを開くか、デモのモデルで始めてください。</translation>
    </message>
    <message>
        <source>%1 continues text</source>
        <translation>%1 はテキストの続きを書きます</translation>
    </message>
    <message>
        <source>It has no chat template, so it writes on where your text ends and nothing marks who speaks.</source>
        <translation>チャットテンプレートがないため、入力テキストの終わりから続きを書き、話者の区別はありません。</translation>
    </message>
    <message>
        <source>Talk to %1</source>
        <translation>%1 と対話</translation>
    </message>
    <message>
        <source>Return sends a message, Shift+Return starts a new line.</source>
        <translation>Return でメッセージを送信、Shift+Return で改行します。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>チャット</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>送信</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the answer at the next token; what is written stays.</source>
        <translation>次のトークンで回答を終えます。書かれた部分は残ります。</translation>
    </message>
    <message>
        <source>Edit last question</source>
        <translation>最後の質問を編集</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新しい会話</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>会話を削除...</translation>
    </message>
    <message>
        <source>Load current model</source>
        <translation>現在のモデルを読み込む</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Stops loading.</source>
        <translation>読み込みを中止します。</translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation>モデルを解放</translation>
    </message>
    <message>
        <source>Frees the memory of the model that chats. Conversations stay.</source>
        <translation>チャットに使うモデルのメモリを解放します。会話は残ります。</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>デモを開く</translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation>質問を試す</translation>
    </message>
    <message>
        <source>Fills in a question that this model can take.</source>
        <translation>このモデルで扱える質問を入力欄に入れます。</translation>
    </message>
    <message>
        <source>Explain in two sentences what a neural network is.</source>
        <translation>ニューラルネットワークとは何かを 2 文で説明してください。</translation>
    </message>
    <message>
        <source>Model that chats</source>
        <translation>チャットに使うモデル</translation>
    </message>
    <message>
        <source>The second model is still being loaded.</source>
        <translation>2 つ目のモデルをまだ読み込み中です。</translation>
    </message>
    <message>
        <source>Same prompt, seed and settings. A answers first, then B, each with all cores to itself, so that their speeds can be compared.</source>
        <translation>プロンプト、シード、設定は共通です。速度を比較できるように、まず A、次に B が、それぞれ全コアを使って回答します。</translation>
    </message>
    <message>
        <source>%1, first token %2, context %3 of %4</source>
        <translation>%1、最初のトークンまで %2、コンテキスト %3 / %4</translation>
    </message>
    <message>
        <source>Up in the empty field does the same. What was said stays as a branch.</source>
        <translation>空の入力欄で上矢印キーを押しても同じです。これまでの内容はブランチとして残ります。</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>比較を終了</translation>
    </message>
    <message>
        <source>Unloads the second model. Its replies stay.</source>
        <translation>2 つ目のモデルの読み込みを解除します。その回答は残ります。</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>ダイバージェンス</translation>
    </message>
    <message>
        <source>Compares B&apos;s replies with what A predicts of the same text, in the background. Tints show how far each token is from it: 0.05, 0.2, 0.7 and 2 nats of KL.</source>
        <translation>B の回答を、同じテキストに対する A の予測とバックグラウンドで比較します。色の濃さは各トークンの A からの隔たりを示します: KL 0.05、0.2、0.7、2 nat。</translation>
    </message>
    <message>
        <source>Token mode</source>
        <translation>トークンモード</translation>
    </message>
    <message>
        <source>Steps through the tokens of the last reply. J jumps to the first one that differs.</source>
        <translation>最後の回答のトークンを順にたどります。J で最初に異なるトークンに移動します。</translation>
    </message>
    <message>
        <source>Show conversations</source>
        <translation>会話を表示</translation>
    </message>
    <message>
        <source>Show settings</source>
        <translation>設定を表示</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>2 つ目のモデル</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>別のモデルを選択</translation>
    </message>
    <message>
        <source>%1 takes about %2 of memory beside the first model, and %3 are free. Close other programs, or choose a smaller model as A or B.</source>
        <translation>%1 は、1 つ目のモデルのほかに約 %2 のメモリを必要としますが、空きは %3 です。他のプログラムを閉じるか、A または B に小さいモデルを選んでください。</translation>
    </message>
    <message>
        <source>The model that %1 was made of is not there any more, so that it answers alone. Choose another one to compare it with.</source>
        <translation>%1 の元になったモデルがすでにないため、単独で回答します。比較するには別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>What it was made of: %1</source>
        <translation>元のモデル: %1</translation>
    </message>
    <message>
        <source>The dense model becomes A, the run&apos;s result B.</source>
        <translation>密モデルが A、実行の結果が B になります。</translation>
    </message>
    <message>
        <source>Recent models</source>
        <translation>最近使ったモデル</translation>
    </message>
    <message>
        <source>%1 holds no model. Choose a folder with config.json and weights, or a GGUF file.</source>
        <translation>%1 にモデルがありません。config.json と重みを含むフォルダー、または GGUF ファイルを選んでください。</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>フォルダー...</translation>
    </message>
    <message>
        <source>Choose model folder</source>
        <translation>モデルのフォルダーを選択</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF ファイル...</translation>
    </message>
    <message>
        <source>Choose GGUF file</source>
        <translation>GGUF ファイルを選択</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF モデル (*.gguf)</translation>
    </message>
    <message>
        <source>Let %1 answer beside %2</source>
        <translation>%1 を %2 と並べて回答させる</translation>
    </message>
    <message>
        <source>Choose a second model that answers the same beside the first one.</source>
        <translation>1 つ目と並んで同じ質問に答える 2 つ目のモデルを選びます。</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>比較相手...</translation>
    </message>
    <message>
        <source>Then %1</source>
        <translation>次に %1</translation>
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
        <translation>回答を生成中です。</translation>
    </message>
    <message>
        <source>Load the two models that wrote these replies first.</source>
        <translation>先に、これらの回答を書いた 2 つのモデルを読み込んでください。</translation>
    </message>
    <message>
        <source>The Chat page has its result loaded and would let go of it.</source>
        <translation>「チャット」ページがこの実行の結果を読み込んでおり、削除すると読み込みが解除されます。</translation>
    </message>
    <message>
        <source>Show chat template</source>
        <translation>チャットテンプレートを表示</translation>
    </message>
    <message>
        <source>The template, and the exact text that the model is given.</source>
        <translation>テンプレートと、モデルに渡される正確なテキストです。</translation>
    </message>
    <message>
        <source>Shows or hides the settings and the template of the conversation.</source>
        <translation>会話の設定とテンプレートの表示を切り替えます。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>テンプレート</translation>
    </message>
    <message>
        <source>Settings of the conversation</source>
        <translation>会話の設定</translation>
    </message>
    <message>
        <source>Shows or hides the list of conversations.</source>
        <translation>会話の一覧の表示を切り替えます。</translation>
    </message>
    <message>
        <source>There is no room for the list beside two replies. Widen the window.</source>
        <translation>2 つの回答の横に一覧を表示する余地がありません。ウィンドウの幅を広げてください。</translation>
    </message>
    <message>
        <source>Hello</source>
        <translation>こんにちは</translation>
    </message>
    <message>
        <source>Writes another answer; the last one stays as a branch. With a fixed seed it comes out alike.</source>
        <translation>別の回答を生成します。前の回答はブランチとして残ります。シードを固定すると同じ回答になります。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ColumnChooser</name>
    <message>
        <source>Usual columns</source>
        <translation>標準の列</translation>
    </message>
    <message>
        <source>The window is too narrow for it.</source>
        <translation>ウィンドウの幅が足りないため、表示できません。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CommandPalette</name>
    <message>
        <source>Search or command</source>
        <translation>検索またはコマンド</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;.</source>
        <translation>「%1」に一致するものはありません。</translation>
    </message>
    <message>
        <source>Action or page;  &gt; command   # module   @ run   : line   ? help</source>
        <translation>操作またはページ;  &gt; コマンド   # モジュール   @ 実行   : 行   ? ヘルプ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ComparePage</name>
    <message>
        <source>Pick two runs</source>
        <translation>実行を 2 つ選択</translation>
    </message>
    <message>
        <source>There are no runs yet. A run applies a recipe to a model; two of them can be compared.</source>
        <translation>実行はまだありません。実行はレシピをモデルに適用します。2 つの実行を比較できます。</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>実行 1 件</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>実行 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>1 run hidden: other protocol</source>
        <translation>1 件の実行を非表示: 別のプロトコル</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: other protocol</source>
        <translation>
            <numerusform>%n 件の実行を非表示: 別のプロトコル</numerusform>
        </translation>
    </message>
    <message>
        <source>1 run hidden: no such figure</source>
        <translation>1 件の実行を非表示: 該当する指標なし</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: no such figure</source>
        <translation>
            <numerusform>%n 件の実行を非表示: 該当する指標なし</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Measuring the speed of %1</source>
        <translation>%1 の速度を測定中</translation>
    </message>
    <message>
        <source>Hide reasons</source>
        <translation>理由を隠す</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>理由は？</translation>
    </message>
    <message>
        <source>Say why runs are hidden</source>
        <translation>実行が非表示の理由を表示</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>実行を追加</translation>
    </message>
    <message>
        <source>Add all runs</source>
        <translation>すべての実行を追加</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs.</source>
        <translation>完了した最新の実行 2 件にチェックを付けます。</translation>
    </message>
    <message>
        <source>Ticks the other finished runs.</source>
        <translation>完了した他の実行にチェックを付けます。</translation>
    </message>
    <message>
        <source>No other run is finished.</source>
        <translation>完了した他の実行はありません。</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>測定を停止</translation>
    </message>
    <message>
        <source>Measure speeds</source>
        <translation>速度を測定</translation>
    </message>
    <message>
        <source>A run is working: speeds would come out too low.</source>
        <translation>実行中のため、速度が低く測定されます。</translation>
    </message>
    <message>
        <source>Lets each model generate some tokens on this machine, one model after another.</source>
        <translation>このマシンで各モデルに順にいくつかのトークンを生成させます。</translation>
    </message>
    <message>
        <source>%1 is in the comparison</source>
        <translation>%1 は比較に含まれています</translation>
    </message>
    <message>
        <source>Add %1 to the comparison</source>
        <translation>%1 を比較に追加</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs, then the others.</source>
        <translation>完了した最新の実行 2 件、次に残りの実行にチェックを付けます。</translation>
    </message>
    <message>
        <source>Clear comparison</source>
        <translation>比較をクリア</translation>
    </message>
    <message>
        <source>Unticks all runs. The runs stay.</source>
        <translation>すべての実行のチェックを外します。実行は残ります。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>クリア</translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation>「実行」に移動</translation>
    </message>
    <message>
        <source>Save plot...</source>
        <translation>プロットを保存...</translation>
    </message>
    <message>
        <source>As a picture, a drawing or a table of its figures.</source>
        <translation>画像、図面、または数値の表として保存します。</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>表を保存...</translation>
    </message>
    <message>
        <source>As comma-separated values.</source>
        <translation>カンマ区切り値 (CSV) として保存します。</translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation>&amp;x</translation>
    </message>
    <message>
        <source>What quality is weighed against</source>
        <translation>品質と対比する量</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>重みあたりビット数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>毎秒トークン数</translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation>&amp;y</translation>
    </message>
    <message>
        <source>Quality that is shown</source>
        <translation>表示する品質</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>KL to dense</source>
        <translation>密との KL</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>プロトコル(&amp;P)</translation>
    </message>
    <message>
        <source>How the figures were measured</source>
        <translation>指標の測定方法</translation>
    </message>
    <message>
        <source>Perplexities are comparable only if they are of the same text, cut in the same windows. Runs of other protocols are not drawn.</source>
        <translation>パープレキシティは、同じテキストを同じウィンドウで区切った場合にのみ比較できます。他のプロトコルの実行は描画されません。</translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation>差分表</translation>
    </message>
    <message>
        <source>Recipe diff</source>
        <translation>レシピの差分</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Tick runs in the list. Their results stand on one plot of quality over size, with the dense model that they began with.</source>
        <translation>一覧で実行にチェックを付けると、その結果が元の密モデルとともに、サイズに対する品質の 1 つのプロットに表示されます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Composer</name>
    <message>
        <source>Keep it</source>
        <translation>残す</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
    <message>
        <source>Begins another branch; what was said stays.</source>
        <translation>新しいブランチを始めます。これまでの内容は残ります。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConfigDialog</name>
    <message>
        <source>config.json of %1</source>
        <translation>%1 の config.json</translation>
    </message>
    <message>
        <source>Search the configuration</source>
        <translation>構成を検索</translation>
    </message>
    <message>
        <source>A GGUF file has no config.json. This is what its metadata come to.</source>
        <translation>GGUF ファイルには config.json がありません。これは、そのメタデータから得た内容です。</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>一致 1 件</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>一致 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Conversations are kept here.</source>
        <translation>会話はここに保存されます。</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>会話を削除...</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationModel</name>
    <message>
        <source>Untitled</source>
        <translation>無題</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DataForm</name>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>どの入力が重要かを示すテキストです。多いほどメモリと時間を要します。論文では 128 です。</translation>
    </message>
    <message>
        <source>Tokens of one sample. Auto is 2048, or the model&apos;s context if that is less.</source>
        <translation>1 サンプルのトークン数です。自動は 2048、モデルのコンテキストがそれより短い場合はその長さです。</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Stored with the run. Same seed, same threads: the same bytes.</source>
        <translation>実行とともに保存されます。シードとスレッド数が同じなら、バイト単位で同じ結果になります。</translation>
    </message>
    <message>
        <source>text</source>
        <translation>text</translation>
    </message>
    <message>
        <source>Columns of jsonl, json, csv and Parquet files that are joined, separated by commas.</source>
        <translation>jsonl、json、csv、Parquet ファイルで連結する列を、カンマ区切りで指定します。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Ca&amp;libration text</source>
        <translation>キャリブレーション用テキスト(&amp;L)</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>キャリブレーション用テキスト</translation>
    </message>
    <message>
        <source>E&amp;valuation text</source>
        <translation>評価用テキスト(&amp;V)</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>評価用テキスト</translation>
    </message>
    <message>
        <source>Text &amp;columns</source>
        <translation>テキスト列(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>サンプル数(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>ウィンドウ(&amp;W)</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>シード(&amp;E)</translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation>ファイルを選択...</translation>
    </message>
    <message>
        <source>Choose files: %1</source>
        <translation>ファイルを選択: %1</translation>
    </message>
    <message>
        <source>Text (%1);;All files (*)</source>
        <translation>テキスト (%1);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>needed by this recipe</source>
        <translation>このレシピに必要</translation>
    </message>
    <message>
        <source>not needed by this recipe</source>
        <translation>このレシピには不要</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaTable</name>
    <message>
        <source>Dense: %1</source>
        <translation>密: %1</translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation>比較不可: %1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>密との KL (nat/トークン)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>%1, predicted</source>
        <translation>%1、予測値</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>重みあたりビット数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>毎秒トークン数</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>デコーダー層のゼロ</translation>
    </message>
    <message>
        <source>Time of the run</source>
        <translation>実行の時間</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>実行のメモリ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>手法</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>レシピ</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>キャリブレーション用テキスト</translation>
    </message>
    <message>
        <source>Calibration windows</source>
        <translation>キャリブレーションのウィンドウ数</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>ウィンドウのトークン数</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>シード</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>評価用テキスト</translation>
    </message>
    <message>
        <source>better</source>
        <translation>改善</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>悪化</translation>
    </message>
    <message>
        <source>same</source>
        <translation>同じ</translation>
    </message>
    <message>
        <source>%1 (other protocol)</source>
        <translation>%1 (別のプロトコル)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2、%3)</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指標</translation>
    </message>
    <message>
        <source>%1
reference</source>
        <translation>%1
基準</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaView</name>
    <message>
        <source>Only &amp;differences</source>
        <translation>差異のみ(&amp;D)</translation>
    </message>
    <message>
        <source>Reference column</source>
        <translation>基準列</translation>
    </message>
    <message>
        <source>R&amp;eference</source>
        <translation>基準(&amp;E)</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>表を保存...</translation>
    </message>
    <message>
        <source>Differences from the reference</source>
        <translation>基準との差異</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>表を保存</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>数値 (*.csv)</translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation>表を保存できませんでした</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder, or free some space.</source>
        <translation>%1 に書き込めませんでした。別のフォルダーを選ぶか、空き容量を増やしてください。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DetailPane</name>
    <message>
        <source>No module selected</source>
        <translation>モジュールが選択されていません</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Outputs × inputs.</source>
        <translation>出力 × 入力。</translation>
    </message>
    <message>
        <source>Part of</source>
        <translation>所属先</translation>
    </message>
    <message>
        <source>The files hold several modules in this one. Each of them is compressed as the module that it is; the targets of a recipe may name either.</source>
        <translation>ファイルでは複数のモジュールがこの 1 つに格納されています。それぞれは本来のモジュールとして圧縮され、レシピのターゲットにはどちらの名前も指定できます。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Size as stored</source>
        <translation>保存時のサイズ</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>保存形式</translation>
    </message>
    <message>
        <source>the embedding&apos;s weight</source>
        <translation>埋め込みの重み</translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation>%1、重みあたり %2 ビット</translation>
    </message>
    <message>
        <source>Another program&apos;s quantization: dequantized when the model is compressed.</source>
        <translation>他のプログラムによる量子化です。モデルの圧縮時に逆量子化されます。</translation>
    </message>
    <message>
        <source>%1 of the %2 counted so far</source>
        <translation>%1 (集計済み %2)</translation>
    </message>
    <message>
        <source>%1 (%2 zeros)</source>
        <translation>%1 (ゼロ %2)</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>スパース率</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>値が正確にゼロである重みの割合です。時間が短縮されるのは、エンジンにカーネルがあるパターンだけです。標準的な値は 50 % です。</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>A tensor here is not in the files.</source>
        <translation>ここに属するテンソルがファイルにありません。</translation>
    </message>
    <message>
        <source>Detail of the module</source>
        <translation>モジュールの詳細</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>ヒストグラム</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>行列</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>ノルム</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>スペクトル</translation>
    </message>
    <message>
        <source>Select a module with a weight matrix.</source>
        <translation>重み行列のあるモジュールを選択してください。</translation>
    </message>
    <message>
        <source>Counting weights</source>
        <translation>重みを集計中</translation>
    </message>
    <message>
        <source>Summing squares</source>
        <translation>2 乗和を計算中</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量子化</translation>
    </message>
    <message>
        <source>Inputs are quantized</source>
        <translation>入力も量子化</translation>
    </message>
    <message>
        <source>Values that come into the module are rounded, too, when the model runs as it is stored.</source>
        <translation>モデルを保存時の形式で動かすと、モジュールに入る値も丸められます。</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>範囲</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 ～ %2</translation>
    </message>
    <message>
        <source>Not finite</source>
        <translation>非有限値</translation>
    </message>
    <message>
        <source>Weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>無限大または数でない重みです。モデルはこの値では計算できません。</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M パターン</translation>
    </message>
    <message>
        <source>%1 in every group</source>
        <translation>全グループで %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>8:16: 8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here.</source>
        <translation>8:16: 連続する入力 16 個ごとに 8 個を残します。品質は非構造化に近く、ここでは高速です。</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>2:4 in 68.9 % of the groups</comment>
        <translation>%2 で %1</translation>
    </message>
    <message>
        <source>Groups that keep to</source>
        <translation>適合するグループ</translation>
    </message>
    <message>
        <source>Size before the run</source>
        <translation>実行前のサイズ</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相対出力誤差</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>層の出力の変化の 2 乗を出力の 2 乗で割った値です。0 は完全で、1 はすべてゼロにした場合と変わりません。複数のモジュールでは平均です。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffTable</name>
    <message>
        <source>the same in both</source>
        <translation>両方で同じ</translation>
    </message>
    <message>
        <source>different</source>
        <translation>異なる</translation>
    </message>
    <message>
        <source>only on the left</source>
        <translation>左のみ</translation>
    </message>
    <message>
        <source>only on the right</source>
        <translation>右のみ</translation>
    </message>
    <message>
        <source>Recipes side by side</source>
        <translation>レシピの並列表示</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffView</name>
    <message>
        <source>&amp;Ignore comments</source>
        <translation>コメントを無視(&amp;I)</translation>
    </message>
    <message>
        <source>By line</source>
        <translation>行単位</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>キー単位</translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation>意味単位</translation>
    </message>
    <message>
        <source>How recipes are compared</source>
        <translation>レシピの比較方法</translation>
    </message>
    <message>
        <source>By key: each value by its path, wherever the key stands. By meaning: the same after both were rewritten in Espalier&apos;s own form, so that two dialects can be compared.</source>
        <translation>キー単位: キーの位置によらず、各値をパスで比較します。意味単位: 両方を Espalier 独自の形式に書き直してから同様に比較するので、方言の異なるレシピも比較できます。</translation>
    </message>
    <message>
        <source>Leaves out comments and blank lines.</source>
        <translation>コメントと空行を除外します。</translation>
    </message>
    <message>
        <source>Tick two runs to see their recipes.</source>
        <translation>実行 2 件にチェックを付けると、そのレシピが表示されます。</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>差異なし</translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation>差異 1 件</translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>差異 %n 件</numerusform>
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
        <translation>最初のトークン以降に、毎秒生成されるトークン数です。</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>最初のトークン</translation>
    </message>
    <message>
        <source>From sending to the first token: the prompt is read then. What an earlier answer had read already is not read again.</source>
        <translation>送信から最初のトークンまでの時間で、この間にプロンプトが読まれます。以前の回答で読んだ部分は読み直しません。</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>コンテキスト</translation>
    </message>
    <message>
        <source>Tokens of this conversation, of those that fit.</source>
        <translation>この会話のトークン数と、収まる上限です。</translation>
    </message>
    <message>
        <source>Weights read</source>
        <translation>重みの読み取り</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>How near decoding comes to what the memory can give.</source>
        <translation>デコードの速度がメモリの上限にどこまで近いかを示します。</translation>
    </message>
    <message>
        <source>A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what the memory gave in a measurement just after loading. A model that fits into the processor&apos;s cache may exceed it.</source>
        <translation>1 トークンごとに重みを %1 読み取り、これに毎秒トークン数を掛けたものが読み取り速度です。上限は、読み込み直後の測定で得られたメモリの速度です。プロセッサーのキャッシュに収まるモデルは上限を超えることがあります。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::EntryList</name>
    <message>
        <source>whole model</source>
        <translation>モデル全体</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>行列 1 個</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>行列 %1 個</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>ターゲット</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>該当数</translation>
    </message>
    <message>
        <source>Targets of the recipe</source>
        <translation>レシピのターゲット</translation>
    </message>
    <message>
        <source>Selecting an entry shows what it hits in the module tree. Enter goes to its line.</source>
        <translation>項目を選択すると、該当する箇所がモジュールツリーに表示されます。Enter でその行に移動します。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>ignore %1</source>
        <translation>除外 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExplorerPage</name>
    <message>
        <source>Open model folder...</source>
        <translation>モデルフォルダーを開く...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>GGUF ファイルを開く...</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>デモを開く</translation>
    </message>
    <message>
        <source>Compress...</source>
        <translation>圧縮...</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 を開いています</translation>
    </message>
    <message>
        <source>The headers of its files are read.</source>
        <translation>ファイルのヘッダーを読み取ります。</translation>
    </message>
    <message>
        <source>%1 Its tensors remain viewable.</source>
        <translation>%1 テンソルは引き続き表示できます。</translation>
    </message>
    <message>
        <source>The tensor %1 is missing. Download the model again; the rest is shown.</source>
        <translation>テンソル %1 がありません。モデルをもう一度ダウンロードしてください。残りは表示されています。</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors are missing, the first is %1. Download the model again; the rest is shown.</source>
        <translation>
            <numerusform>テンソル %n 個がありません。最初は %1 です。モデルをもう一度ダウンロードしてください。残りは表示されています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show module</source>
        <translation>モジュールを表示</translation>
    </message>
    <message>
        <source>One tensor belongs to no module of this model and is left alone.</source>
        <translation>1 個のテンソルはこのモデルのどのモジュールにも属さないため、そのまま残されます。</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors belong to no module of this model and are left alone.</source>
        <translation>
            <numerusform>%n 個のテンソルはこのモデルのどのモジュールにも属さないため、そのまま残されます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Make this model half as large in a minute.</source>
        <translation>このモデルを 1 分で半分のサイズにします。</translation>
    </message>
    <message>
        <source>Start the demo run</source>
        <translation>デモの実行を開始</translation>
    </message>
    <message>
        <source>Applies the demo&apos;s recipe to the demo&apos;s model and shows each layer as it finishes.</source>
        <translation>デモのレシピをデモのモデルに適用し、完了した層から順に表示します。</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>一致 1 件</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>一致 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>エクスプローラー</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>モデルフォルダーを開く</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>GGUF ファイルを開く</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF モデル (*.gguf)</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>先にモデルを開いてください。</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>モデルが開かれていません</translation>
    </message>
    <message>
        <source>Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros.</source>
        <translation>モデルフォルダーまたは GGUF ファイルを開くか、ここにドロップすると、層、サイズ、ゼロが表示されます。</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>スパース率</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Colour of the layers</source>
        <translation>層の色</translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation>色(&amp;O)</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Filter modules: part of a name, or re:.*mlp</source>
        <translation>モジュールを絞り込み: 名前の一部、または re:.*mlp</translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation>モジュールを絞り込み</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Show matrix</source>
        <translation>行列を表示</translation>
    </message>
    <message>
        <source>config.json</source>
        <translation>config.json</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2 The tensors of the other files remain viewable.</source>
        <translation>%1 を読み取れません: %2 他のファイルのテンソルは引き続き表示できます。</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read, the first is %1: %2 The tensors of the others remain viewable.</source>
        <translation>
            <numerusform>%n 個のファイルを読み取れません。最初のものは %1 です: %2 他のファイルのテンソルは引き続き表示できます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Shows the weights of the selected module as a map of colours.</source>
        <translation>選択したモジュールの重みを色のマップで表示します。</translation>
    </message>
    <message>
        <source>Shows the model&apos;s configuration, searchable.</source>
        <translation>モデルの構成を検索可能な形で表示します。</translation>
    </message>
    <message>
        <source>Weight range</source>
        <translation>重みの範囲</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>誤差</translation>
    </message>
    <message>
        <source>±%1</source>
        <translation>±%1</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>相対出力誤差: 層の出力の変化の 2 乗を出力の 2 乗で割った値です。0 は完全で、1 はすべてゼロにした場合と変わりません。</translation>
    </message>
    <message>
        <source>No run made this model or works on it, so errors are not known.</source>
        <translation>このモデルを作成した実行も、このモデルを処理する実行もないため、誤差は不明です。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Which figures the list shows. Also with a right click on its header.</source>
        <translation>一覧に表示する指標です。見出しの右クリックでも選べます。</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>名前をコピー</translation>
    </message>
    <message>
        <source>Copy pattern for all layers</source>
        <translation>全層のパターンをコピー</translation>
    </message>
    <message>
        <source>The weight of %1 cannot be read: %2 The rest is shown.</source>
        <translation>%1 の重みを読み取れません: %2 残りは表示されます。</translation>
    </message>
    <message numerus="yes">
        <source>%n weights cannot be read, the first is that of %1: %2 The rest is shown.</source>
        <translation>
            <numerusform>%n 個の重みを読み取れません。最初のものは %1 の重みです: %2 残りは表示されます。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 holds weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>%1 に、無限大または数でない重みがあります。モデルはこの値では計算できません。</translation>
    </message>
    <message numerus="yes">
        <source>%n modules hold weights that are infinite or no number, the first is %1. The model cannot compute with them.</source>
        <translation>
            <numerusform>%n 個のモジュールに、無限大または数でない重みがあります。最初のものは %1 です。モデルはこの値では計算できません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportController</name>
    <message>
        <source>%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.</source>
        <translation>必要な容量は %1、空き容量は %2 です。何も書き込まれていません。空き容量を増やすか、別の場所を選んでください。</translation>
    </message>
    <message>
        <source>The export could not be removed. Close what uses it.</source>
        <translation>エクスポートを削除できませんでした。使用中のプログラムを閉じてください。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportMimeData</name>
    <message>
        <source>is made on the way</source>
        <translation>ドラッグ中に作成</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportPage</name>
    <message>
        <source>No model</source>
        <translation>モデルなし</translation>
    </message>
    <message>
        <source>An export writes a model in a format that other programs load. Open a model, or run a recipe and export its result.</source>
        <translation>エクスポートは、他のプログラムが読み込める形式でモデルを書き出します。モデルを開くか、レシピを実行してその結果をエクスポートしてください。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>エクスポートをキャンセル</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>モデルを開く...</translation>
    </message>
    <message>
        <source>Model to export</source>
        <translation>エクスポートするモデル</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>モデル(&amp;M)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>空き %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>エクスポート先</translation>
    </message>
    <message>
        <source>%1 took longer than other programs wait. If it did not arrive, drag it again: it is ready now.</source>
        <translation>%1 の作成が、他のプログラムの待ち時間を超えました。届いていない場合は、もう一度ドラッグしてください。準備はできています。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Drop %1 here to export it as %2</source>
        <translation>%1 をここにドロップして %2 としてエクスポート</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportTile</name>
    <message>
        <source>Comparing</source>
        <translation>比較中</translation>
    </message>
    <message>
        <source>counting zeros</source>
        <translation>ゼロを集計中</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>測定中</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>書き込み中</translation>
    </message>
    <message>
        <source>Type of the weights in %1</source>
        <translation>%1 の重みの型</translation>
    </message>
    <message>
        <source>What the weights are stored as. Fewer bits make a smaller and less exact model.</source>
        <translation>重みを保存する型です。ビット数が少ないほど、モデルは小さく、精度は低くなります。</translation>
    </message>
    <message>
        <source>Loads in %1</source>
        <translation>対応: %1</translation>
    </message>
    <message>
        <source>Progress of the export to %1</source>
        <translation>%1 へのエクスポートの進行状況</translation>
    </message>
    <message>
        <source>Export to...</source>
        <translation>エクスポート先を指定...</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>ファイルをコピー</translation>
    </message>
    <message>
        <source>Delete export</source>
        <translation>エクスポートを削除</translation>
    </message>
    <message>
        <source>Copy folder</source>
        <translation>フォルダーをコピー</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>%1 のその他の操作</translation>
    </message>
    <message>
        <source>Drag it to a folder: it is made on the way.</source>
        <translation>フォルダーにドラッグすると、その間に作成されます。</translation>
    </message>
    <message>
        <source>Takes about %1: make first, then drag.</source>
        <translation>約 %1 かかります。先に作成してからドラッグしてください。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>開始中</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1. The other program waits for it.</source>
        <translation>%1。他のプログラムが待機しています。</translation>
    </message>
    <message>
        <source>%1. Drag it when it is ready.</source>
        <translation>%1。準備ができたらドラッグしてください。</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>約 %1</translation>
    </message>
    <message>
        <source>Ready: drag the folder out.</source>
        <translation>準備完了: フォルダーを外にドラッグできます。</translation>
    </message>
    <message>
        <source>Ready: drag the file out.</source>
        <translation>準備完了: ファイルを外にドラッグできます。</translation>
    </message>
    <message>
        <source>Waiting for the other export</source>
        <translation>他のエクスポートを待っています</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Reading the model.</source>
        <translation>モデルを読み取り中です。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>再エクスポート</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FirstRunGuide</name>
    <message>
        <source>The model is smaller now. Is it still good? Ask it.</source>
        <translation>モデルが小さくなりました。品質は保たれているでしょうか。質問してみてください。</translation>
    </message>
    <message>
        <source>The model takes %1 of its size now, and its perplexity went from %2 to %3. Is it still good? Ask both.</source>
        <translation>モデルのサイズは元の %1 になり、パープレキシティは %2 から %3 になりました。品質は保たれているでしょうか。両方に質問してみてください。</translation>
    </message>
    <message>
        <source>Each point will be one matrix: how far its output moved. In the perplexity chart the dashed line is the model as it was.</source>
        <translation>各点は 1 つの行列に対応し、その出力がどれだけ動いたかを示します。パープレキシティのグラフの破線は、元のモデルです。</translation>
    </message>
    <message>
        <source>Chat with both</source>
        <translation>両方とチャット</translation>
    </message>
    <message>
        <source>A is the model as it was, B the smaller one. Send the question once both are loaded.</source>
        <translation>A は元のモデル、B は小さくしたモデルです。両方の読み込みが終わったら、質問を送信してください。</translation>
    </message>
    <message>
        <source>Coloured tokens are those where the two models disagree. Rest the pointer on one to see what each of them would have said.</source>
        <translation>色の付いたトークンは、2 つのモデルの予測が分かれたところです。ポインターを重ねると、それぞれが選ぶはずだったものが表示されます。</translation>
    </message>
    <message>
        <source>See why</source>
        <translation>理由を見る</translation>
    </message>
    <message>
        <source>This matrix lost most: its output moved furthest. The tab Matrix shows which of its weights are zero.</source>
        <translation>この行列は損失が最も大きく、出力が最も動きました。「行列」タブで、どの重みがゼロかを確認できます。</translation>
    </message>
    <message>
        <source>See the recipe</source>
        <translation>レシピを見る</translation>
    </message>
    <message>
        <source>This recipe has just run. Drop a model of your own on the window to use it on that.</source>
        <translation>いま実行されたレシピです。手持ちのモデルに使うには、モデルをウィンドウにドロップしてください。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FolderList</name>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>追加...</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>モデルフォルダーを追加</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ForkDialog</name>
    <message>
        <source>Fork from %1</source>
        <translation>%1 から分岐</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>ステージ</translation>
    </message>
    <message>
        <source>Layer to begin at</source>
        <translation>開始する層</translation>
    </message>
    <message>
        <source>Begin at layer</source>
        <translation>開始する層</translation>
    </message>
    <message>
        <source>Fork from layer %1</source>
        <translation>層 %1 から分岐</translation>
    </message>
    <message>
        <source>The embedding is taken as it is. %1 is applied to every layer.</source>
        <translation>埋め込みはそのまま引き継ぎます。%1 はすべての層に適用します。</translation>
    </message>
    <message>
        <source>Layer 0 is taken as it is. %1 is applied from layer 1 on.</source>
        <translation>層 0 はそのまま引き継ぎます。%1 は層 1 以降に適用します。</translation>
    </message>
    <message>
        <source>Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.</source>
        <translation>層 0 ～ %1 はそのまま引き継ぎます。%2 は層 %3 以降に適用します。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FormField</name>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 をリセット</translation>
    </message>
    <message>
        <source>Removes the line, so that the default holds: %1</source>
        <translation>この行を削除し、既定値を使います: %1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>a default</comment>
        <translation>なし</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a range of numbers</comment>
        <translation>%1 ～ %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a smallest number</comment>
        <translation>%1 以上</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a range of numbers, then its unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not set</source>
        <comment>a key without a value</comment>
        <translation>未設定</translation>
    </message>
    <message>
        <source>This key is needed.</source>
        <translation>このキーは必須です。</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>整数ではありません。</translation>
    </message>
    <message>
        <source>Each entry is a number from %1 to %2.</source>
        <translation>各項目は %1 ～ %2 の数です。</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>数ではありません。</translation>
    </message>
    <message>
        <source>It has to be from %1 to %2.</source>
        <translation>%1 ～ %2 の値にしてください。</translation>
    </message>
    <message>
        <source>The text says %1 now; %2 was typed here.</source>
        <translation>テキストは現在 %1 です。ここには %2 と入力されました。</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>what the document says of a key</comment>
        <translation>指定なし</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 を使用</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HeatMap</name>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>層とレベルごとの感度</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HelpPage</name>
    <message>
        <source>Search help</source>
        <translation>ヘルプを検索</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>トピック</translation>
    </message>
    <message>
        <source>Text of the topic</source>
        <translation>トピックの本文</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー操作</translation>
    </message>
    <message>
        <source>No topic mentions &quot;%1&quot;.</source>
        <translation>「%1」を含むトピックはありません。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HistogramChart</name>
    <message>
        <source>Distribution of the weights</source>
        <translation>重みの分布</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>Weights per bin</source>
        <translation>ビンあたりの重みの数</translation>
    </message>
    <message>
        <source>%1 to %2: %3 weights</source>
        <translation>%1 ～ %2: 重み %3 個</translation>
    </message>
    <message>
        <source>not zero</source>
        <translation>非ゼロ</translation>
    </message>
    <message>
        <source>exactly zero: %1</source>
        <translation>正確にゼロ: %1</translation>
    </message>
    <message>
        <source>%1 weights are exactly zero</source>
        <translation>重み %1 個が正確にゼロ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ImportList</name>
    <message>
        <source>Convert to Espalier&apos;s dialect</source>
        <translation>Espalier の方言に変換</translation>
    </message>
    <message>
        <source>Writes the same recipe in Espalier&apos;s own keys. Comments are not kept; undo brings the file&apos;s text back.</source>
        <translation>同じレシピを Espalier 独自のキーで書き直します。コメントは残りませんが、元に戻すとファイルのテキストに戻ります。</translation>
    </message>
    <message>
        <source>Differences to the program that the recipe was written for</source>
        <translation>レシピが対象とするプログラムとの差異</translation>
    </message>
    <message>
        <source>This recipe is written for %1 and does the same here.</source>
        <translation>このレシピは %1 用で、ここでも同じように動作します。</translation>
    </message>
    <message>
        <source>This recipe is written for %1. One thing is done otherwise here.</source>
        <translation>このレシピは %1 用です。ここでは動作が 1 点異なります。</translation>
    </message>
    <message numerus="yes">
        <source>This recipe is written for %1. %n things are done otherwise here.</source>
        <translation>
            <numerusform>このレシピは %1 用です。ここでは動作が %n 点異なります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>%1 行目</translation>
    </message>
    <message>
        <source>Whole recipe</source>
        <translation>レシピ全体</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>この行に移動します</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Lane</name>
    <message>
        <source>Drag a modifier here, or press Enter on it.</source>
        <translation>モディファイアをここにドラッグするか、選択して Enter を押してください。</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>ステージ名を変更...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>ステージを削除</translation>
    </message>
    <message>
        <source>training</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>one-shot</source>
        <translation>ワンショット</translation>
    </message>
    <message>
        <source>This stage trains the whole model on text.</source>
        <translation>このステージは、テキストでモデル全体を学習させます。</translation>
    </message>
    <message>
        <source>This stage goes through the model once, layer by layer.</source>
        <translation>このステージは、モデルを 1 層ずつ 1 回だけ処理します。</translation>
    </message>
    <message>
        <source>Actions of stage %1</source>
        <translation>ステージ %1 の操作</translation>
    </message>
    <message>
        <source>Renames or removes this stage</source>
        <translation>このステージの名前を変更、またはステージを削除します</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>ステージ %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LanesView</name>
    <message>
        <source>Stages and their modifiers</source>
        <translation>ステージとそのモディファイア</translation>
    </message>
    <message>
        <source>Arrows go from card to card, Space switches one off or on, Ctrl+D duplicates it, Delete removes it, Alt and arrows move it, Enter opens its form.</source>
        <translation>矢印キーでカード間を移動、Space でオフ/オン、Ctrl+D で複製、Delete で削除、Alt+矢印キーで移動、Enter でフォームを開きます。</translation>
    </message>
    <message>
        <source>Adds a stage; stages run in order, each from the result of the one before</source>
        <translation>ステージを追加します。ステージは順に実行され、それぞれが前のステージの結果から始まります</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>ステージを追加</translation>
    </message>
    <message>
        <source>Open form</source>
        <translation>フォームを開く</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Show in YAML</source>
        <translation>YAML で表示</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>オフにする</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>オンにする</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上に移動</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下に移動</translation>
    </message>
    <message>
        <source>Move to stage</source>
        <translation>ステージに移動</translation>
    </message>
    <message>
        <source>Copy to stage</source>
        <translation>ステージにコピー</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>ステージ名を変更...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>ステージを削除</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchPanel</name>
    <message>
        <source>Add profile</source>
        <translation>プロファイルを追加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>実行を処理する場所</translation>
    </message>
    <message>
        <source>Starts a worker by this profile and waits for its answer. Nothing else is started.</source>
        <translation>このプロファイルでワーカーを起動し、応答を待ちます。ほかには何も開始しません。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <source>This computer, several processes</source>
        <translation>このコンピューター、複数プロセス</translation>
    </message>
    <message>
        <source>Another computer (ssh)</source>
        <translation>別のコンピューター (ssh)</translation>
    </message>
    <message>
        <source>Slurm (srun)</source>
        <translation>Slurm (srun)</translation>
    </message>
    <message>
        <source>Own command</source>
        <translation>独自のコマンド</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>接続先</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>プロセス数</translation>
    </message>
    <message>
        <source>Worker there</source>
        <translation>接続先のワーカー</translation>
    </message>
    <message>
        <source>Runs work on this computer, one process each.</source>
        <translation>実行はこのコンピューターで、1 件につき 1 プロセスで処理されます。</translation>
    </message>
    <message>
        <source>A run is shared among several processes of this computer. Worth it where a machine has several sockets: each process takes its own share of memory.</source>
        <translation>1 つの実行を、このコンピューターの複数のプロセスで分担します。複数のソケットを持つマシンで有効で、各プロセスがそれぞれの分のメモリを使います。</translation>
    </message>
    <message>
        <source>The worker is started over ssh, with a key: a password cannot be asked for. The other computer has to see models, texts and %1 under the same names.</source>
        <translation>ワーカーは ssh で、鍵を使って起動されます。パスワードは入力できません。接続先のコンピューターから、モデル、テキスト、%1 が同じ名前で見える必要があります。</translation>
    </message>
    <message>
        <source>The worker is started by srun, one task a process; the options are those of srun. The nodes have to see models, texts and %1 under the same names.</source>
        <translation>ワーカーは srun で、1 プロセスにつき 1 タスクとして起動されます。オプションは srun のものです。各ノードから、モデル、テキスト、%1 が同じ名前で見える必要があります。</translation>
    </message>
    <message>
        <source>A command that starts espalier-worker and passes its standard input and output through. It has to see models, texts and %1 under the same names.</source>
        <translation>espalier-worker を起動し、その標準入力と標準出力を中継するコマンドです。実行先から、モデル、テキスト、%1 が同じ名前で見える必要があります。</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>ホスト</translation>
    </message>
    <message>
        <source>Options of srun</source>
        <translation>srun のオプション</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新しいプロファイル</translation>
    </message>
    <message>
        <source>Waiting for a worker...</source>
        <translation>ワーカーを待機中...</translation>
    </message>
    <message>
        <source>A worker answered after %1.</source>
        <translation>%1 後にワーカーが応答しました。</translation>
    </message>
    <message>
        <source>Launch profile</source>
        <translation>起動プロファイル</translation>
    </message>
    <message>
        <source>%1 Until it says where, runs work on this computer.</source>
        <translation>%1 指定されるまで、実行はこのコンピューターで動作します。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchProfiles</name>
    <message>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchTest</name>
    <message>
        <source>The command could not be started: %1</source>
        <translation>コマンドを開始できませんでした: %1</translation>
    </message>
    <message>
        <source>The command ended with code %1 before a worker answered. %2</source>
        <translation>ワーカーが応答する前に、コマンドがコード %1 で終了しました。%2</translation>
    </message>
    <message>
        <source>No worker answered within a minute. %1</source>
        <translation>1 分以内に応答したワーカーはありませんでした。%1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerChart</name>
    <message>
        <source>error %1</source>
        <translation>誤差 %1</translation>
    </message>
    <message>
        <source>%1 to dense</source>
        <translation>密に対する誤差 %1</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>sparsity %1</source>
        <translation>スパース率 %1</translation>
    </message>
    <message>
        <source>damping %1</source>
        <translation>ダンピング %1</translation>
    </message>
    <message>
        <source>Layer %1 %2: %3</source>
        <translation>層 %1 %2: %3</translation>
    </message>
    <message>
        <source>Sparsity by layer</source>
        <translation>層ごとのスパース率</translation>
    </message>
    <message>
        <source>Error by layer</source>
        <translation>層ごとの誤差</translation>
    </message>
    <message>
        <source>Output error to the dense layer</source>
        <translation>密の層に対する出力誤差</translation>
    </message>
    <message>
        <source>Signal to noise of weights (dB)</source>
        <translation>重みの信号対雑音比 (dB)</translation>
    </message>
    <message>
        <source>Divergence of the hidden state</source>
        <translation>隠れ状態の乖離</translation>
    </message>
    <message>
        <source>Sparsity (%)</source>
        <translation>スパース率 (%)</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相対出力誤差</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>After layer %1: the hidden state differs by %2</source>
        <translation>層 %1 の後: 隠れ状態の差 %2</translation>
    </message>
    <message>
        <source>%1 appears here as layers finish.</source>
        <translation>「%1」は、層が完了するごとにここに表示されます。</translation>
    </message>
    <message>
        <source>The stage %1 has no such figures: it does not work module by module.</source>
        <translation>ステージ %1 にはこの指標がありません。モジュール単位の処理ではないためです。</translation>
    </message>
    <message>
        <source>This run did not follow the uncompressed layers. Modifiers with &quot;target_mix&quot; do.</source>
        <translation>この実行では未圧縮の層を追跡していません。「target_mix」を指定したモディファイアは追跡します。</translation>
    </message>
    <message>
        <source>This run has no such figures.</source>
        <translation>この実行にはこの指標がありません。</translation>
    </message>
    <message>
        <source>see Events</source>
        <translation>「イベント」を参照</translation>
    </message>
    <message>
        <source>median, 10–90 %</source>
        <translation>中央値、10–90 %</translation>
    </message>
    <message>
        <source>least sparse module</source>
        <translation>スパース率が最低のモジュール</translation>
    </message>
    <message>
        <source>worst module</source>
        <translation>最も悪いモジュール</translation>
    </message>
    <message>
        <source>rounded to nearest</source>
        <translation>最近接丸め</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerPairChart</name>
    <message>
        <source>Errors of two runs by layer</source>
        <translation>2 つの実行の層ごとの誤差</translation>
    </message>
    <message>
        <source>Ratio of errors by layer</source>
        <translation>層ごとの誤差の比</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>相対出力誤差</translation>
    </message>
    <message>
        <source>Error of %1 / %2</source>
        <translation>誤差 %1 / %2</translation>
    </message>
    <message>
        <source>Errors appear here once two runs are chosen.</source>
        <translation>実行を 2 つ選択すると、誤差がここに表示されます。</translation>
    </message>
    <message>
        <source>These two runs measured the error of no matrix that both have.</source>
        <translation>この 2 つの実行には、共通する行列で誤差を測定したものがありません。</translation>
    </message>
    <message numerus="yes">
        <source>Layer %1, %2: error %3, mean of %n matrices</source>
        <translation>
            <numerusform>層 %1、%2: 誤差 %3 (行列 %n 個の平均)</numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1: error of %2 is %3 times that of %4</source>
        <translation>層 %1: %2 の誤差は %4 の %3 倍</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Layer %1: %2 parameters, %3, sparsity %4</source>
        <translation>層 %1: パラメーター %2、%3、スパース率 %4</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>%1, error %2</source>
        <comment>figures of a layer</comment>
        <translation>%1、誤差 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LoadingBar</name>
    <message>
        <source>Progress of loading</source>
        <translation>読み込みの進行状況</translation>
    </message>
    <message>
        <source>Packing the weights of %1, %2</source>
        <translation>%1 の重みをパック中、%2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LogView</name>
    <message>
        <source>Follow</source>
        <translation>追従</translation>
    </message>
    <message>
        <source>Filter lines</source>
        <translation>行を絞り込み</translation>
    </message>
    <message>
        <source>Filter lines of the log</source>
        <translation>ログの行を絞り込み</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>すべての行</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告とエラー</translation>
    </message>
    <message>
        <source>Worker&apos;s own output</source>
        <translation>ワーカー自身の出力</translation>
    </message>
    <message>
        <source>Kind of lines</source>
        <translation>行の種類</translation>
    </message>
    <message>
        <source>Which lines are shown.</source>
        <translation>表示する行を選びます。</translation>
    </message>
    <message>
        <source>Keeps the newest line in sight.</source>
        <translation>最新の行を常に表示します。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
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
            <numerusform>%1、%n スレッド、メモリ %2。カーネル: %3。</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>Not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>未測定です。数秒の時間と 0.5 GiB のメモリを使います。</translation>
    </message>
    <message>
        <source>Measures memory bandwidth and the speed of each format of weights.</source>
        <translation>メモリ帯域幅と、重みの各形式の速度を測定します。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>重みあたりビット数</translation>
    </message>
    <message>
        <source>Billion weights a second</source>
        <translation>毎秒の重み数 (10 億個)</translation>
    </message>
    <message>
        <source>Against bfloat16</source>
        <translation>bfloat16 比</translation>
    </message>
    <message>
        <source>Speed of each format of weights</source>
        <translation>重みの形式ごとの速度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>測定中です。他の処理があると数値は小さくなります。</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times as fast</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the weights below; zeros count as weights.</source>
        <translation>メモリの速度は %1 GB/s です。トークンを 1 つ生成するたびにすべての重みを 1 回読むため、所要時間は下表の重みの時間になります。ゼロも重みとして数えます。</translation>
    </message>
    <message>
        <source>Processor, kernels, memory bandwidth, formats, speed</source>
        <translation>プロセッサー、カーネル、メモリ帯域幅、形式、速度</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MainWindow</name>
    <message>
        <source>An export is being made</source>
        <translation>エクスポートを作成中です</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>「%1」に移動</translation>
    </message>
    <message>
        <source>Open model, recipe or data...</source>
        <translation>モデル、レシピ、データを開く...</translation>
    </message>
    <message>
        <source>Export current model</source>
        <translation>現在のモデルをエクスポート</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>検索またはコマンド</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>このページを絞り込み</translation>
    </message>
    <message>
        <source>Primary action of this page</source>
        <translation>このページの主操作</translation>
    </message>
    <message>
        <source>Stop the answer or the run</source>
        <translation>回答または実行を停止</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>進む</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>次の領域</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>前の領域</translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation>実行が進行中です</translation>
    </message>
    <message>
        <source>%1 - Espalier</source>
        <translation>%1 - Espalier</translation>
    </message>
    <message>
        <source>Stop %1? Finished layers are kept: Resume goes on after them.</source>
        <translation>%1 を停止しますか？完了した層は保持され、「再開」でその続きから進められます。</translation>
    </message>
    <message>
        <source>Stop run</source>
        <translation>実行を停止</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>実行を続ける</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 個のファイル</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 as what?</source>
        <translation>%1 を何に使いますか？</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>キャリブレーション用テキスト</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>評価用テキスト</translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation>モデルフォルダー...</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>GGUF ファイル...</translation>
    </message>
    <message>
        <source>Recipe or data file...</source>
        <translation>レシピまたはデータファイル...</translation>
    </message>
    <message>
        <source>Open recipe or data</source>
        <translation>レシピまたはデータを開く</translation>
    </message>
    <message>
        <source>Recipes and text (*.yaml *.yml %1)</source>
        <translation>レシピとテキスト (*.yaml *.yml %1)</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>モデルフォルダーを開く</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>GGUF ファイルを開く</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>GGUF モデル (*.gguf)</translation>
    </message>
    <message>
        <source>Open %1 as the current model</source>
        <translation>%1 を現在のモデルとして開く</translation>
    </message>
    <message>
        <source>Open %1 on the Recipe page</source>
        <translation>%1 を「レシピ」ページで開く</translation>
    </message>
    <message>
        <source>Use %1 as calibration or evaluation text</source>
        <translation>%1 をキャリブレーション用または評価用テキストに使用</translation>
    </message>
    <message>
        <source>%1 is no model, recipe or text file</source>
        <translation>%1 はモデル、レシピ、テキストファイルのいずれでもありません</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Open model %1</source>
        <translation>モデル %1 を開く</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>このページのヘルプ</translation>
    </message>
    <message>
        <source>%1 is working. Closing stops it; finished layers are kept and Resume goes on after them.</source>
        <translation>%1 が処理中です。閉じると停止します。完了した層は保持され、「再開」でその続きから進められます。</translation>
    </message>
    <message>
        <source>An export is being made. Closing stops it; nothing of it is kept.</source>
        <translation>エクスポートを作成中です。閉じると停止し、作成中の内容は残りません。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止して閉じる</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>処理を続ける</translation>
    </message>
    <message>
        <source>%1 has finished.</source>
        <translation>%1 が完了しました。</translation>
    </message>
    <message>
        <source>%1 has failed. %2</source>
        <translation>%1 が失敗しました。%2</translation>
    </message>
    <message>
        <source>%1 was interrupted. Resume goes on after its last finished layer.</source>
        <translation>%1 が中断しました。「再開」で最後に完了した層の次から続行します。</translation>
    </message>
    <message>
        <source>The export of %1 is ready: %2</source>
        <translation>%1 のエクスポートの準備ができました: %2</translation>
    </message>
    <message>
        <source>The export of %1 has failed. %2</source>
        <translation>%1 のエクスポートに失敗しました。%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>用語</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Pause run</source>
        <translation>実行を一時停止</translation>
    </message>
    <message>
        <source>A sweep is working</source>
        <translation>スイープが進行中です</translation>
    </message>
    <message>
        <source>The language changes when Espalier starts next: a run, a sweep or an export is working now.</source>
        <translation>言語は次回の Espalier の起動時に切り替わります。現在、実行、スイープ、またはエクスポートが動作中です。</translation>
    </message>
    <message>
        <source>A sweep is working. Closing stops it; measured cells are kept and Resume goes on after them.</source>
        <translation>スイープが動作中です。閉じると停止します。測定済みのセルは保持され、再開するとその続きから進みます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixPane</name>
    <message>
        <source>Signed mean</source>
        <translation>符号付き平均</translation>
    </message>
    <message>
        <source>Largest |w|</source>
        <translation>最大 |w|</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>ゼロ</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>N:M パターン</translation>
    </message>
    <message>
        <source>What the matrix shows</source>
        <translation>行列の表示内容</translation>
    </message>
    <message>
        <source>What the colour of a place stands for: the mean of its weights, the largest absolute value, the share of zeros, or the share of groups that keep to the pattern.</source>
        <translation>各位置の色が表すもの: 重みの平均、絶対値の最大、ゼロの割合、またはパターンに適合するグループの割合。</translation>
    </message>
    <message>
        <source>Pattern that groups are judged by</source>
        <translation>グループの判定に使うパターン</translation>
    </message>
    <message>
        <source>2:4: at most 2 of every 4 consecutive inputs are not zero. Borders of the groups show once weights can be told apart, groups that do not keep to it are framed.</source>
        <translation>2:4: 連続する入力 4 個ごとに、ゼロでないものは最大 2 個です。重みを見分けられる倍率になるとグループの境界が表示され、適合しないグループは枠で囲まれます。</translation>
    </message>
    <message>
        <source>A few weights of each place were looked at. The exact figures follow.</source>
        <translation>各位置の重みを一部だけ調べた値です。正確な数値は後で表示されます。</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Home: the whole matrix.</source>
        <translation>ホイール: 拡大・縮小。ドラッグ: 移動。Home: 行列全体。</translation>
    </message>
    <message>
        <source>sampled</source>
        <comment>a few weights of each place</comment>
        <translation>抜き取り</translation>
    </message>
    <message>
        <source>Show the whole matrix</source>
        <translation>行列全体を表示</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>画像を保存...</translation>
    </message>
    <message>
        <source>Save shown figures...</source>
        <translation>表示中の数値を保存...</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>画像を保存</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>画像 (*.png)</translation>
    </message>
    <message>
        <source>Save shown figures</source>
        <translation>表示中の数値を保存</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>数値 (*.csv)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>%1 に書き込めませんでした。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixView</name>
    <message>
        <source>Matrix of the weights</source>
        <translation>重みの行列</translation>
    </message>
    <message>
        <source>Row %1, column %2: being read</source>
        <translation>行 %1、列 %2: 読み取り中</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 keeps to %5.</source>
        <translation>行 %1、列 %2: %3。グループ %4 は %5 に適合しています。</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 does not keep to %5.</source>
        <translation>行 %1、列 %2: %3。グループ %4 は %5 に適合していません。</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: being read</source>
        <translation>行 %1、列 %2: 読み取り中</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: mean %3, largest %4, zeros %5, %6 in %7 of the groups</source>
        <translation>行 %1、列 %2: 平均 %3、最大 %4、ゼロ %5、グループの %7 が %6</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MemoryChart</name>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>時間 (s)</translation>
    </message>
    <message>
        <source>Worker memory (MiB)</source>
        <translation>ワーカーのメモリ (MiB)</translation>
    </message>
    <message>
        <source>The worker&apos;s memory appears here.</source>
        <translation>ワーカーのメモリがここに表示されます。</translation>
    </message>
    <message>
        <source>Worker memory (GiB)</source>
        <translation>ワーカーのメモリ (GiB)</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>ワーカー</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>上限 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBar</name>
    <message>
        <source>Close message</source>
        <translation>メッセージを閉じる</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBody</name>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>コードをコピー</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageItem</name>
    <message>
        <source>stopped at the limit of tokens</source>
        <translation>トークン数の上限で停止</translation>
    </message>
    <message>
        <source>stopped: the context is full</source>
        <translation>停止: コンテキストの空きなし</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln トークン</numerusform>
        </translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>最初のトークンまで %1</translation>
    </message>
    <message>
        <source>context %1 of %2</source>
        <translation>コンテキスト %1 / %2</translation>
    </message>
    <message>
        <source>Another model answers from here on: %1</source>
        <translation>ここから別のモデルが回答: %1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>あなた</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>メッセージをコピー</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>プロンプトを読み取り中</translation>
    </message>
    <message>
        <source>Seed %1. Of the prompt&apos;s %2 tokens, %3 were known from an earlier answer.</source>
        <translation>シード %1。プロンプトの %2 トークンのうち %3 は以前の回答で既知でした。</translation>
    </message>
    <message>
        <source>The app ended during this answer.</source>
        <translation>この回答の途中でアプリが終了しました。</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation>モデルはすぐに回答を終えました。</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>あなた: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>質問を編集</translation>
    </message>
    <message>
        <source>Show the branch before</source>
        <translation>前のブランチを表示</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <comment>branch of all branches</comment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>The conversation goes on here in %n ways.</source>
        <translation>
            <numerusform>会話はここから %n 通りに続きます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Branch %1 of %2</source>
        <translation>ブランチ %1 / %2</translation>
    </message>
    <message>
        <source>Show the next branch</source>
        <translation>次のブランチを表示</translation>
    </message>
    <message>
        <source>Answers after A</source>
        <translation>A の後に回答</translation>
    </message>
    <message>
        <source>Waiting to be scored</source>
        <translation>スコア計算待ち</translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation>スコア計算中 %1</translation>
    </message>
    <message>
        <source>Not scored</source>
        <translation>スコア未計算</translation>
    </message>
    <message>
        <source>Not scored: %1</source>
        <translation>スコア未計算: %1</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, differs from A first at token %L2</source>
        <translation>平均 KL %1 nat、A と最初に異なるのはトークン %L2</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, no token differs from A</source>
        <translation>平均 KL %1 nat、A と異なるトークンなし</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>スコアを計算</translation>
    </message>
    <message>
        <source>Ends the comparison of this reply with the dense model.</source>
        <translation>この回答と密モデルとの比較を終了します。</translation>
    </message>
    <message>
        <source>Compares this reply token by token with what the dense model predicts.</source>
        <translation>この回答を、密モデルの予測とトークンごとに比較します。</translation>
    </message>
    <message>
        <source>Score again</source>
        <translation>スコアを再計算</translation>
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
        <translation>メッセージ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierCard</name>
    <message>
        <source>switched off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>whole model</source>
        <translation>モデル全体</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>行列 1 個</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>行列 %1 個</translation>
    </message>
    <message>
        <source>%1 takes part in the run</source>
        <translation>%1 は実行に含まれます</translation>
    </message>
    <message>
        <source>Leaves %1 out of the run; its lines become a comment</source>
        <translation>%1 を実行から外します。その行はコメントになります</translation>
    </message>
    <message>
        <source>Lets %1 take part in the run again</source>
        <translation>%1 を再び実行に含めます</translation>
    </message>
    <message>
        <source>This version does not know %1.</source>
        <translation>このバージョンは %1 に対応していません。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierForm</name>
    <message>
        <source>Keys of the modifier</source>
        <translation>モディファイアのキー</translation>
    </message>
    <message>
        <source>Choose a card to see its keys.</source>
        <translation>カードを選ぶと、そのキーが表示されます。</translation>
    </message>
    <message>
        <source>Switched off: its lines are a comment. Space on the card switches it on.</source>
        <translation>オフになっており、その行はコメントです。カード上で Space を押すとオンになります。</translation>
    </message>
    <message>
        <source>Keys are those of %1, whose N:M counts what is pruned.</source>
        <translation>キーは %1 のもので、その N:M は枝刈りする数を表します。</translation>
    </message>
    <message>
        <source>This version does not know this class, so its keys have no fields.</source>
        <translation>このバージョンはこのクラスに対応していないため、そのキーの入力欄はありません。</translation>
    </message>
    <message>
        <source>1 matrix is hit.</source>
        <translation>行列 1 個が該当します。</translation>
    </message>
    <message>
        <source>%1 matrices are hit.</source>
        <translation>行列 %1 個が該当します。</translation>
    </message>
    <message>
        <source>Only in the YAML</source>
        <translation>YAML のみ</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1、%2 行目</translation>
    </message>
    <message>
        <source>Goes to the line of %1</source>
        <translation>%1 の行に移動します</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTable</name>
    <message>
        <source>Module results</source>
        <translation>モジュールの結果</translation>
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
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>ステージ</translation>
    </message>
    <message>
        <source>Modifier</source>
        <translation>モディファイア</translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation>相対誤差</translation>
    </message>
    <message>
        <source>Error to dense</source>
        <translation>密に対する誤差</translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation>信号対雑音比</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>スパース率</translation>
    </message>
    <message>
        <source>Damping</source>
        <translation>ダンピング</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注記</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTreeModel</name>
    <message>
        <source>tied</source>
        <comment>to the embedding</comment>
        <translation>共有</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>混在</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>パラメーター %1 個</translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation>保存時 %1 バイト</translation>
    </message>
    <message>
        <source>%1 of the weights counted so far.</source>
        <translation>重みの %1 を集計済み。</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>値が正確にゼロである重みの割合です。時間が短縮されるのは、エンジンにカーネルがあるパターンだけです。標準的な値は 50 % です。</translation>
    </message>
    <message>
        <source>
Part of %1.</source>
        <translation>
%1 の一部です。</translation>
    </message>
    <message>
        <source>%1
Tensors are missing here.</source>
        <translation>%1
欠落しているテンソルがあります。</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>データ型</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>ビット数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>スパース率</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 ～ %2</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>相対出力誤差: 層の出力の変化の 2 乗を出力の 2 乗で割った値です。0 は完全で、1 はすべてゼロにした場合と変わりません。複数のモジュールでは平均です。</translation>
    </message>
    <message>
        <source>Smallest and largest weight.</source>
        <translation>最小と最大の重みです。</translation>
    </message>
    <message>
        <source>Size in the model that the run began with. Now %1 of it.</source>
        <translation>実行開始時のモデルでのサイズです。現在はその %1 です。</translation>
    </message>
    <message>
        <source>Size in the model that the run began with.</source>
        <translation>実行開始時のモデルでのサイズです。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>誤差</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>範囲</translation>
    </message>
    <message>
        <source>Size before</source>
        <translation>元のサイズ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsChart</name>
    <message>
        <source>Norms of the weights</source>
        <translation>重みのノルム</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>出力</translation>
    </message>
    <message>
        <source>L2 norm</source>
        <translation>L2 ノルム</translation>
    </message>
    <message>
        <source>Outputs (rows)</source>
        <translation>出力 (行)</translation>
    </message>
    <message>
        <source>Inputs (columns)</source>
        <translation>入力 (列)</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>順位</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>入力</translation>
    </message>
    <message>
        <source>Input %1: norm %2</source>
        <translation>入力 %1: ノルム %2</translation>
    </message>
    <message>
        <source>Output %1: norm %2</source>
        <translation>出力 %1: ノルム %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsPane</name>
    <message>
        <source>&amp;Sorted, largest first</source>
        <translation>大きい順に並べ替え(&amp;S)</translation>
    </message>
    <message>
        <source>Outputs or inputs of small norm matter little. A few very large ones make a matrix hard to quantize.</source>
        <translation>ノルムの小さい出力や入力は重要度が低く、非常に大きいものがいくつかあると、行列の量子化は難しくなります。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotesEditor</name>
    <message>
        <source>Pin above the history</source>
        <translation>履歴の上にピン留め</translation>
    </message>
    <message>
        <source>A name of your own</source>
        <translation>独自の名前</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>実行の名前</translation>
    </message>
    <message>
        <source>baseline, int4, for the paper</source>
        <translation>ベースライン, int4, 論文用</translation>
    </message>
    <message>
        <source>Tags of the run</source>
        <translation>実行のタグ</translation>
    </message>
    <message>
        <source>Separated by commas. The list at the left finds runs by them.</source>
        <translation>カンマで区切ります。左の一覧で、タグから実行を検索できます。</translation>
    </message>
    <message>
        <source>What you tried, and what came of it</source>
        <translation>試したことと、その結果</translation>
    </message>
    <message>
        <source>Notes on the run</source>
        <translation>実行のメモ</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Kept in the run&apos;s folder, also if the history&apos;s index is lost.</source>
        <translation>実行のフォルダーに保存され、履歴の索引が失われても残ります。</translation>
    </message>
    <message>
        <source>The notes are not stored: %1</source>
        <translation>メモを保存できませんでした: %1</translation>
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
        <translation>クリア</translation>
    </message>
    <message>
        <source>Nothing yet. Runs and exports that end, and what went wrong, are listed here.</source>
        <translation>通知はまだありません。終了した実行とエクスポート、発生した問題がここに表示されます。</translation>
    </message>
    <message>
        <source>1 new notification</source>
        <translation>新しい通知 1 件</translation>
    </message>
    <message numerus="yes">
        <source>%n new notifications</source>
        <translation>
            <numerusform>新しい通知 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::PaletteView</name>
    <message>
        <source>Prune</source>
        <translation>枝刈り</translation>
    </message>
    <message>
        <source>Quantize</source>
        <translation>量子化</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>回復</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>構造</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Filter the modifiers</source>
        <translation>モディファイアを絞り込み</translation>
    </message>
    <message>
        <source>Modifiers to add</source>
        <translation>追加できるモディファイア</translation>
    </message>
    <message>
        <source>Enter puts the modifier behind the current card. It can also be dragged into a stage.</source>
        <translation>Enter で、モディファイアを現在のカードの後に追加します。ステージにドラッグすることもできます。</translation>
    </message>
    <message>
        <source>Drag a modifier into a stage, or press Enter.</source>
        <translation>モディファイアをステージにドラッグするか、Enter を押してください。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ParetoChart</name>
    <message>
        <source>Quality over cost</source>
        <translation>コストに対する品質</translation>
    </message>
    <message>
        <source>Size (GiB)</source>
        <translation>サイズ (GiB)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>重みあたりビット数</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>毎秒トークン数</translation>
    </message>
    <message>
        <source>No speed is measured yet. &quot;Measure speeds&quot; runs each model for some seconds on this machine.</source>
        <translation>速度は未測定です。「速度を測定」を選ぶと、このマシンで各モデルを数秒ずつ動かします。</translation>
    </message>
    <message>
        <source>%1 is not drawn: %2.</source>
        <translation>%1 は描画されません: %2。</translation>
    </message>
    <message>
        <source>None of these runs has such figures.</source>
        <translation>これらの実行にはこの指標がありません。</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>密との KL (nat/トークン)</translation>
    </message>
    <message>
        <source>front</source>
        <translation>フロント</translation>
    </message>
    <message>
        <source>D dense</source>
        <translation>D 密</translation>
    </message>
    <message>
        <source>better</source>
        <translation>改善</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>パープレキシティ %1</translation>
    </message>
    <message>
        <source>KL %1 nats a token</source>
        <translation>KL %1 nat/トークン</translation>
    </message>
    <message>
        <source>%1 bits a weight</source>
        <translation>重みあたり %1 ビット</translation>
    </message>
    <message>
        <source>predicted size %1</source>
        <translation>予測サイズ %1</translation>
    </message>
    <message>
        <source>on the front</source>
        <translation>フロント上</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完了</translation>
    </message>
    <message>
        <source>still working</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1、%2: %3</translation>
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
        <translation>このマシンを測定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>測定中です。他の処理があると数値が小さくなります。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanCellButton</name>
    <message>
        <source>Too much. %1</source>
        <translation>上限を超えています。%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a cell of the plan and its figure</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Enter opens the breakdown.</source>
        <translation>Enter で内訳を開きます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanStrip</name>
    <message>
        <source>Plan</source>
        <translation>計画</translation>
    </message>
    <message>
        <source>Planning</source>
        <comment>while figures of an edit are predicted</comment>
        <translation>予測中</translation>
    </message>
    <message>
        <source>Change the budget...</source>
        <translation>上限を変更...</translation>
    </message>
    <message>
        <source>Remove old runs...</source>
        <translation>古い実行を削除...</translation>
    </message>
    <message>
        <source>The figures are being predicted.</source>
        <translation>数値を予測中です。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ProblemsList</name>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1、%2 行目</translation>
    </message>
    <message>
        <source>Enter goes to the line of a problem, Alt+Return does what its button says.</source>
        <translation>Enter で問題の行に移動し、Alt+Return でボタンに示された操作を行います。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::QualityChart</name>
    <message>
        <source>Time (s)</source>
        <translation>時間 (s)</translation>
    </message>
    <message>
        <source>Time (min)</source>
        <translation>時間 (min)</translation>
    </message>
    <message>
        <source>Time (h)</source>
        <translation>時間 (h)</translation>
    </message>
    <message>
        <source>, %1 to dense</source>
        <translation>、密に対して %1</translation>
    </message>
    <message>
        <source>, KL %1</source>
        <translation>、KL %1</translation>
    </message>
    <message>
        <source>1 window</source>
        <translation>1 ウィンドウ</translation>
    </message>
    <message numerus="yes">
        <source>%n windows</source>
        <translation>
            <numerusform>%n ウィンドウ</numerusform>
        </translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 層</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n 層</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 after %3: %4</source>
        <translation>%1、%3 の後に %2: %4</translation>
    </message>
    <message>
        <source>%1, probe of %2 after %3</source>
        <translation>%1、%3 の後に %2 のプローブ</translation>
    </message>
    <message>
        <source>%1, held-out text of %2</source>
        <translation>%1、ホールドアウトテキスト %2</translation>
    </message>
    <message>
        <source>Step %1 of %2: loss %3, on average %4</source>
        <translation>ステップ %1 / %2: 損失 %3、平均 %4</translation>
    </message>
    <message>
        <source>, held-out %1</source>
        <translation>、ホールドアウト %1</translation>
    </message>
    <message>
        <source>Layer %1 %2. %3</source>
        <translation>層 %1 %2。%3</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>密モデルとの KL</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>学習損失</translation>
    </message>
    <message>
        <source>KL to the dense model (nats a token)</source>
        <translation>密モデルとの KL (nat/トークン)</translation>
    </message>
    <message>
        <source>The divergence from the dense model appears here between layers.</source>
        <translation>密モデルとのダイバージェンスが層の合間にここに表示されます。</translation>
    </message>
    <message>
        <source>Perplexity appears here between layers. It needs a run with text to measure on.</source>
        <translation>パープレキシティが層の合間にここに表示されます。測定用テキストのある実行が必要です。</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>プローブ</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>ホールドアウト</translation>
    </message>
    <message>
        <source>Training loss (nats a token)</source>
        <translation>学習損失 (nat/トークン)</translation>
    </message>
    <message>
        <source>The loss appears here while a stage trains.</source>
        <translation>ステージの学習中、損失がここに表示されます。</translation>
    </message>
    <message>
        <source>Error of the layer in training</source>
        <translation>学習中の層の誤差</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>各ステップ</translation>
    </message>
    <message>
        <source>moving average</source>
        <translation>移動平均</translation>
    </message>
    <message>
        <source>dense, held-out %1</source>
        <translation>密、ホールドアウト %1</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> ステップ</translation>
    </message>
    <message>
        <source>not smoothed</source>
        <translation>平滑化なし</translation>
    </message>
    <message>
        <source>Half-life of the moving average</source>
        <translation>移動平均の半減期</translation>
    </message>
    <message>
        <source>Half-life of the moving average: after so many steps a loss counts half. The losses themselves stay visible.</source>
        <translation>移動平均の半減期: このステップ数だけ前の損失は、半分の重みで数えられます。損失そのものも表示されたままです。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditing</name>
    <message>
        <source>The card is switched off. Switch it on to change it.</source>
        <translation>このカードはオフです。変更するにはオンにしてください。</translation>
    </message>
    <message>
        <source>Line %1 holds modifiers in brackets, where a card cannot do this. Write them in lines of their own, or change the YAML.</source>
        <translation>%1 行目はモディファイアが括弧の中にあり、カードではこの操作ができません。それぞれを独立した行に書くか、YAML を変更してください。</translation>
    </message>
    <message>
        <source>Several modifiers share one dash near line %1. Give each a dash of its own in the YAML.</source>
        <translation>%1 行目付近で、複数のモディファイアが 1 つのダッシュを共有しています。YAML で、それぞれに独自のダッシュを付けてください。</translation>
    </message>
    <message>
        <source>This group holds %1 already, and a mapping holds a class once. Put it into another stage.</source>
        <translation>このグループにはすでに %1 があります。マッピングに同じクラスは 1 つしか置けません。別のステージに入れてください。</translation>
    </message>
    <message>
        <source>Another stage is called &quot;%1&quot;. Choose another name.</source>
        <translation>「%1」という名前のステージがすでにあります。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be a stage&apos;s name. Use letters, digits, &quot;-&quot; and &quot;_&quot;.</source>
        <translation>「%1」はステージ名に使えません。英字、数字、「-」、「_」を使ってください。</translation>
    </message>
    <message>
        <source>The recipe shares values by anchors, so line %1 cannot change by a card alone. Change it in the YAML.</source>
        <translation>レシピがアンカーで値を共有しているため、%1 行目はカードだけでは変更できません。YAML で変更してください。</translation>
    </message>
    <message>
        <source>Line %1 is written in a form that a card cannot change safely. Change it in the YAML.</source>
        <translation>%1 行目は、カードでは安全に変更できない形で書かれています。YAML で変更してください。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditor</name>
    <message>
        <source>Recipe in YAML</source>
        <translation>YAML 形式のレシピ</translation>
    </message>
    <message>
        <source>Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 leaves the editor.</source>
        <translation>問題は下に一覧表示され、余白に印が付きます。Ctrl+Space で単語を補完し、F6 でエディターを離れます。</translation>
    </message>
    <message>
        <source>Alt+Return: %1</source>
        <comment>a key and what it does</comment>
        <translation>Alt+Return: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePage</name>
    <message>
        <source>1 error</source>
        <translation>エラー 1 件</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>エラー %1 件</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>警告 1 件</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>警告 %1 件</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>実行を開始</translation>
    </message>
    <message>
        <source>Open recipe...</source>
        <translation>レシピを開く...</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>名前を付けて保存...</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>テンプレート</translation>
    </message>
    <message>
        <source>Enter puts a ready recipe into the editor.</source>
        <translation>Enter で既製のレシピをエディターに入れます。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>データ</translation>
    </message>
    <message>
        <source>No recipe yet</source>
        <translation>レシピがまだありません</translation>
    </message>
    <message>
        <source>A recipe says what is done to which modules.</source>
        <translation>レシピは、どのモジュールに何を行うかを記述します。</translation>
    </message>
    <message>
        <source>Use SparseGPT 50 % and int8</source>
        <translation>SparseGPT 50 % と int8 を使用</translation>
    </message>
    <message>
        <source>Modules that the recipe hits</source>
        <translation>レシピに該当するモジュール</translation>
    </message>
    <message>
        <source>Open a model to see what each target hits.</source>
        <translation>モデルを開くと、各ターゲットに該当するモジュールが表示されます。</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Modules hit by %1</source>
        <translation>%1 に該当するモジュール</translation>
    </message>
    <message>
        <source>Choose a template or open a recipe.</source>
        <translation>テンプレートを選択するか、レシピを開いてください。</translation>
    </message>
    <message>
        <source>The recipe has an error.</source>
        <translation>レシピにエラーがあります。</translation>
    </message>
    <message>
        <source>The recipe has %1 errors.</source>
        <translation>レシピに %1 件のエラーがあります。</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>先にモデルを開いてください。</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>このモデルは処理できません。理由は「エクスプローラー」に表示されます。</translation>
    </message>
    <message>
        <source>Choose a calibration text.</source>
        <translation>キャリブレーション用テキストを選択してください。</translation>
    </message>
    <message>
        <source>Untitled recipe</source>
        <translation>無題のレシピ</translation>
    </message>
    <message>
        <source>Problems: %1</source>
        <translation>問題: %1</translation>
    </message>
    <message>
        <source>No problems, notes: %1</source>
        <translation>問題なし、注記: %1</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>問題なし</translation>
    </message>
    <message>
        <source>Runs this recipe on the current model</source>
        <translation>現在のモデルでこのレシピを実行します</translation>
    </message>
    <message>
        <source>%1 dialect</source>
        <translation>%1 方言</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>レシピを開く</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json);;All files (*)</source>
        <translation>レシピ (*.yaml *.yml *.json);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>レシピを保存</translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation>レシピ (*.yaml)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>レシピ</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>ステージを追加</translation>
    </message>
    <message>
        <source>Line %1 stops the cards from following.</source>
        <translation>%1 行目のため、カードがテキストに追従できません。</translation>
    </message>
    <message>
        <source>Add behind the current card</source>
        <translation>現在のカードの後に追加</translation>
    </message>
    <message>
        <source>Add to stage %1</source>
        <translation>ステージ %1 に追加</translation>
    </message>
    <message>
        <source>Add in a new stage</source>
        <translation>新しいステージに追加</translation>
    </message>
    <message>
        <source>Rename stage</source>
        <translation>ステージ名を変更</translation>
    </message>
    <message>
        <source>Name; its result is a folder called so:</source>
        <translation>名前 (結果のフォルダー名にもなります):</translation>
    </message>
    <message>
        <source>The recipe has errors. Mend them first.</source>
        <translation>レシピにエラーがあります。先に修正してください。</translation>
    </message>
    <message>
        <source>Puts a ready recipe in place of this one; undo brings this one back</source>
        <translation>このレシピを既成のレシピに置き換えます。元に戻すと、このレシピに戻ります</translation>
    </message>
    <message>
        <source>Begin with an empty stage</source>
        <translation>空のステージから始める</translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation>モディファイア</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Add modifier</source>
        <translation>モディファイアを追加</translation>
    </message>
    <message>
        <source>Puts a modifier behind the current card</source>
        <translation>モディファイアを現在のカードの後に追加します</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>この行に移動します</translation>
    </message>
    <message>
        <source>Rewrite for Espalier</source>
        <translation>Espalier 用に書き直す</translation>
    </message>
    <message>
        <source>This configuration holds algorithms and no list of modifiers. Rewritten as a recipe of Espalier it has cards; undo brings it back.</source>
        <translation>この構成はアルゴリズムを含み、モディファイアのリストがありません。Espalier のレシピに書き直すとカードで表示されます。元に戻すこともできます。</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>ステージ</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>フォーム</translation>
    </message>
    <message>
        <source>%1 is gone from the disk. Saving writes it again.</source>
        <translation>%1 がディスクからなくなりました。保存すると、もう一度書き込まれます。</translation>
    </message>
    <message>
        <source>Another program has changed %1.</source>
        <translation>他のプログラムが %1 を変更しました。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>再読み込み</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>自分の編集を保持</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>%1: the editor&apos;s text and the file&apos;s</source>
        <translation>%1: エディターのテキストとファイルのテキスト</translation>
    </message>
    <message>
        <source>In the editor</source>
        <translation>エディター</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>インポート</translation>
    </message>
    <message>
        <source>The recipe is in Espalier&apos;s own dialect now. Comments were not kept.</source>
        <translation>レシピは Espalier 独自の方言になりました。コメントは残っていません。</translation>
    </message>
    <message>
        <source>Modules can be chosen for a card that is switched on.</source>
        <translation>モジュールを選択できるのは、オンになっているカードだけです。</translation>
    </message>
    <message>
        <source>Open a model to choose among its modules.</source>
        <translation>モジュールを選択するには、モデルを開いてください。</translation>
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
        <translation>計画の対象となるレシピがまだありません。</translation>
    </message>
    <message>
        <source>Open a model to see what the recipe would do to it.</source>
        <translation>モデルを開くと、レシピの効果が表示されます。</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>このモデルは処理できません。理由は「エクスプローラー」に表示されています。</translation>
    </message>
    <message>
        <source>Line %1 stops the plan from following.</source>
        <translation>行 %1 の問題により、計画を更新できません。</translation>
    </message>
    <message>
        <source>An error stops the plan from following.</source>
        <translation>エラーのため、計画を更新できません。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ResultCard</name>
    <message>
        <source>Before</source>
        <translation>前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>後</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変化</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Run</name>
    <message>
        <source>Run %1</source>
        <translation>実行 %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>キャンセル済み</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>キャリブレーション中</translation>
    </message>
    <message>
        <source>measuring perplexity</source>
        <translation>パープレキシティを測定中</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>書き込み中</translation>
    </message>
    <message>
        <source>training</source>
        <translation>学習中</translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation>再構成中</translation>
    </message>
    <message>
        <source>compressing</source>
        <translation>圧縮中</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>仕上げ中</translation>
    </message>
    <message>
        <source>layer %1/%2</source>
        <translation>層 %1/%2</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>開始中</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>run, its name</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>paused at %1</source>
        <translation>%1 で一時停止中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>一時停止中</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunDetails</name>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Enter opens the module of an event, or the log at its time.</source>
        <translation>Enter でイベントのモジュール、またはその時刻のログを開きます。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Before/after</source>
        <translation>前/後</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation>イベント %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunFigures</name>
    <message>
        <source>The run goes on: stage %1, layer %2</source>
        <translation>実行を再開: ステージ %1、層 %2</translation>
    </message>
    <message>
        <source>The run goes on: stage %1</source>
        <translation>実行を再開: ステージ %1</translation>
    </message>
    <message>
        <source>Stage %1 began: %2</source>
        <translation>ステージ %1 を開始: %2</translation>
    </message>
    <message>
        <source>Stage %1 was written to %2</source>
        <translation>ステージ %1 を %2 に書き込みました</translation>
    </message>
    <message>
        <source>The run went on after a pause of %1</source>
        <translation>%1 の一時停止の後、実行が続行されました</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunHeader</name>
    <message>
        <source>Stage whose figures are shown by layer</source>
        <translation>層ごとの数値を表示するステージ</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>実行の進行状況</translation>
    </message>
    <message>
        <source>stage %1</source>
        <translation>ステージ %1</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>ステップ %1 / %2</translation>
    </message>
    <message>
        <source>layer %1 of %2</source>
        <translation>層 %1 / %2</translation>
    </message>
    <message>
        <source>reconstructing %1, step %2 of %3</source>
        <translation>%1 を再構成中、ステップ %2 / %3</translation>
    </message>
    <message>
        <source>All stages</source>
        <translation>すべてのステージ</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>More actions of the run</source>
        <translation>実行のその他の操作</translation>
    </message>
    <message>
        <source>Report, name, folder, delete.</source>
        <translation>レポート、名前、フォルダー、削除。</translation>
    </message>
    <message>
        <source>stage about %1</source>
        <translation>ステージの残り約 %1</translation>
    </message>
    <message>
        <source>total about %1</source>
        <translation>全体の残り約 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunList</name>
    <message>
        <source>Runs</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>実行を削除...</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>キュー内で上に移動</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>キュー内で下に移動</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>キューから外す</translation>
    </message>
    <message>
        <source>Rename...</source>
        <translation>名前を変更...</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>ピン留めを外す</translation>
    </message>
    <message>
        <source>Pin above the history</source>
        <translation>履歴の上にピン留め</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>レポートを保存...</translation>
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
        <translation>%1、%2、%3</translation>
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
        <translation>キュー</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>ピン留め</translation>
    </message>
    <message>
        <source>History</source>
        <translation>履歴</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunNotifier</name>
    <message>
        <source>%1 is finished</source>
        <translation>%1 が完了しました</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 が失敗しました</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>実行を表示</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPairBar</name>
    <message>
        <source>Run on the left</source>
        <translation>左側の実行</translation>
    </message>
    <message>
        <source>Run on the right</source>
        <translation>右側の実行</translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two runs that are compared</comment>
        <translation>と</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPanel</name>
    <message>
        <source>Filter runs</source>
        <translation>実行を絞り込み</translation>
    </message>
    <message>
        <source>Words of a run&apos;s name, model, recipe, tags or notes. tag:, state:, model: and recipe: look there alone.</source>
        <translation>実行の名前、モデル、レシピ、タグ、メモに含まれる語句です。tag:、state:、model:、recipe: を付けると、その項目だけを検索します。</translation>
    </message>
    <message>
        <source>Filter and sort</source>
        <translation>絞り込みと並べ替え</translation>
    </message>
    <message>
        <source>Filter by state, tag or model, and sort.</source>
        <translation>状態、タグ、モデルによる絞り込みと、並べ替えを行います。</translation>
    </message>
    <message>
        <source>No run fits the filter.</source>
        <translation>絞り込みに合う実行がありません。</translation>
    </message>
    <message>
        <source>The index of the history was made by a newer version of Espalier. It is left as it is; the runs are read from their folders, notes too.</source>
        <translation>履歴の索引は、新しいバージョンの Espalier で作成されたものです。索引はそのまま残し、実行はメモも含めて各フォルダーから読み取ります。</translation>
    </message>
    <message>
        <source>The index of the history cannot be used, so that the next start takes longer. Nothing is lost.</source>
        <translation>履歴の索引を使用できないため、次回の起動に時間がかかります。失われたものはありません。</translation>
    </message>
    <message>
        <source>The index of the history was damaged and has been made again from the run folders.</source>
        <translation>履歴の索引が破損していたため、実行のフォルダーから作り直しました。</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>並べ替え</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新しい順</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>古い順</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Lowest perplexity</source>
        <translation>パープレキシティの低い順</translation>
    </message>
    <message>
        <source>Smallest result</source>
        <translation>結果の小さい順</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>キャンセル済み</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>すべての実行を表示</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPicker</name>
    <message>
        <source>Runs to compare</source>
        <translation>比較する実行</translation>
    </message>
    <message>
        <source>Space ticks a run, Enter opens it.</source>
        <translation>Space で実行にチェックを付け、Enter で開きます。</translation>
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
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1: %2
%3 · %4</source>
        <translation>%1: %2
%3 · %4</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1、%2、%3</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunReport</name>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>レシピ</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>終了の理由</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>キャリブレーション</translation>
    </message>
    <message>
        <source>%1, %2 windows at most, seed %3</source>
        <translation>%1、ウィンドウ最大 %2 個、シード %3</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>評価</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>プロトコル</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>マシン</translation>
    </message>
    <message>
        <source>%1, %2 of memory, this report&apos;s; the run used %3 threads</source>
        <translation>%1、メモリ %2 (このレポートを作成したマシン)、実行のスレッド数: %3</translation>
    </message>
    <message>
        <source>all</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>作成元</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>前と後</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>後</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変化</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>column, its value in all rows</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>In all rows: %1.</source>
        <translation>すべての行で: %1。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunSummary</name>
    <message>
        <source>The run took %1 and %2 of memory at most.</source>
        <translation>実行には %1 かかり、メモリは最大 %2 使いました。</translation>
    </message>
    <message>
        <source>Perplexity by the protocol &quot;%1&quot;, windows of %2 tokens.</source>
        <translation>プロトコル「%1」、%2 トークンのウィンドウによるパープレキシティです。</translation>
    </message>
    <message>
        <source>The run was interrupted when the app or the machine stopped. Resume goes on after its last finished layer.</source>
        <translation>アプリまたはマシンが停止したため、実行が中断しました。「再開」で最後に完了した層の次から続行します。</translation>
    </message>
    <message>
        <source>The figures appear when the run is finished.</source>
        <translation>実行が完了すると、数値が表示されます。</translation>
    </message>
    <message>
        <source>The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.</source>
        <translation>ディスク上のサイズは元の %1 で、デコーダー層の重みの %2 が正確にゼロです。</translation>
    </message>
    <message>
        <source> (KL %1)</source>
        <translation> (KL %1)</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage: %1</source>
        <translation>各ステージ終了時のパープレキシティ: %1</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage, not of held-out text (%1): %2</source>
        <translation>各ステージ終了時のパープレキシティ (ホールドアウトテキストではなく %1): %2</translation>
    </message>
    <message>
        <source>%1 × smaller</source>
        <translation>%1 分の 1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>密モデルとの KL</translation>
    </message>
    <message>
        <source>%1 nats a token</source>
        <translation>%1 nat/トークン</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>ディスク上のサイズ</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>デコーダー層のゼロ</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunsPage</name>
    <message>
        <source>No runs yet</source>
        <translation>実行はまだありません</translation>
    </message>
    <message>
        <source>A run applies a recipe to a model and shows each layer as it finishes.</source>
        <translation>実行はレシピをモデルに適用し、完了した層から順に表示します。</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>実行をキャンセル</translation>
    </message>
    <message>
        <source>Stops the run. Finished layers and stages stay, and the run can be resumed.</source>
        <translation>実行を停止します。完了した層とステージは残り、実行は再開できます。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Goes on after the last finished layer, as if the run had never stopped.</source>
        <translation>最後に完了した層の次から、停止がなかったかのように続行します。</translation>
    </message>
    <message>
        <source>Fork from layer...</source>
        <translation>層から分岐...</translation>
    </message>
    <message>
        <source>Starts a new run that takes the first layers of this one and applies the current recipe to the rest.</source>
        <translation>この実行の先頭の層を引き継ぎ、残りに現在のレシピを適用する新しい実行を開始します。</translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>結果を開く</translation>
    </message>
    <message>
        <source>Opens the smaller model in the Explorer.</source>
        <translation>縮小したモデルを「エクスプローラー」で開きます。</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>エクスポート...</translation>
    </message>
    <message>
        <source>Writes the smaller model as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>縮小したモデルを GGUF、ONNX、または Hugging Face フォルダーとして書き出します。</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>このモデルとチャット</translation>
    </message>
    <message>
        <source>Loads the smaller model on the Chat page.</source>
        <translation>縮小したモデルを「チャット」ページに読み込みます。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>フォルダーを表示</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>実行を開始</translation>
    </message>
    <message>
        <source>Applies the current recipe to the current model.</source>
        <translation>現在のレシピを現在のモデルに適用します。</translation>
    </message>
    <message>
        <source>Open a model and a recipe first.</source>
        <translation>先にモデルとレシピを開いてください。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>続行</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Open in Explorer</source>
        <translation>「エクスプローラー」で開く</translation>
    </message>
    <message>
        <source>Show in log</source>
        <translation>ログで表示</translation>
    </message>
    <message>
        <source>Fork from layer %1...</source>
        <translation>層 %1 から分岐...</translation>
    </message>
    <message>
        <source>Delete %1? Its folder holds %2.</source>
        <translation>%1 を削除しますか？フォルダーには %2 あります。</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>ゴミ箱に移動</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>完全に削除</translation>
    </message>
    <message>
        <source>Keep run</source>
        <translation>実行を残す</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>レポートを保存</translation>
    </message>
    <message>
        <source>Web page (*.html);;Document (*.pdf)</source>
        <translation>Web ページ (*.html);;文書 (*.pdf)</translation>
    </message>
    <message>
        <source>The report of %1 is in %2.</source>
        <translation>%1 のレポートを %2 に保存しました。</translation>
    </message>
    <message>
        <source>The run stands still at once and keeps its memory; Continue goes on in the same place. To free the memory, cancel: Resume goes on after the last finished layer.</source>
        <translation>実行はすぐに止まり、メモリを保持します。「続行」で同じ場所から続きます。メモリを解放するにはキャンセルしてください。「再開」で最後に完了した層の次から続行します。</translation>
    </message>
    <message>
        <source>Rename run...</source>
        <translation>実行の名前を変更...</translation>
    </message>
    <message>
        <source>Gives the run a name of your own, in its notes.</source>
        <translation>実行に独自の名前を付け、メモに保存します。</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>実行を削除...</translation>
    </message>
    <message>
        <source>Asks first, and says how much the run holds.</source>
        <translation>先に確認し、実行が占める容量を示します。</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>レポートを保存...</translation>
    </message>
    <message>
        <source>Model, recipe, figures, charts, modules and notes in one HTML or PDF file.</source>
        <translation>モデル、レシピ、数値、グラフ、モジュール、メモを 1 つの HTML または PDF ファイルにまとめます。</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder in the file manager.</source>
        <translation>実行のフォルダーをファイルマネージャーで開きます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SamplingPanel</name>
    <message>
        <source>Balanced</source>
        <translation>バランス</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>貪欲</translation>
    </message>
    <message>
        <source>S&amp;ystem prompt</source>
        <translation>システムプロンプト(&amp;Y)</translation>
    </message>
    <message>
        <source>What every answer keeps to; may stay empty.</source>
        <translation>すべての回答が従う内容です。空でもかまいません。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>システムプロンプト</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>サンプリング</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>プリセット</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7.</source>
        <translation>トークンを選ぶ自由度です。0 では常に最も確率の高いトークンを選びます。標準的な値は 0.7 です。</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the most likely tokens that have this probability together. 1: all. Typical 0.9.</source>
        <translation>確率の高い順に、合計がこの確率になるまでのトークンだけを使います。1: すべて。標準的な値は 0.9 です。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Only this many of the most likely tokens. Typical 40.</source>
        <translation>確率の高い順に、この数のトークンだけを使います。標準的な値は 40 です。</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Only tokens with this share of the best one&apos;s probability. 0: all. Typical 0.05.</source>
        <translation>最大の確率に対してこの割合以上の確率を持つトークンだけを使います。0: すべて。標準的な値は 0.05 です。</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>反復ペナルティ</translation>
    </message>
    <message>
        <source>Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1.</source>
        <translation>直近 64 トークンを再び選ばれにくくします。1: オフ。標準的な値は 1.1 です。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>シード</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>ランダム</translation>
    </message>
    <message>
        <source>With the same seed and settings, a model answers the same question alike.</source>
        <translation>シードと設定が同じなら、モデルは同じ質問に同じ回答を返します。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン数</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>上限なし</translation>
    </message>
    <message>
        <source>An answer ends after this many tokens at the latest. No limit: when the model ends it, or the context is full.</source>
        <translation>回答は遅くともこのトークン数で終わります。上限なし: モデルが終えるか、コンテキストが埋まるまで続きます。</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>創造的</translation>
    </message>
    <message>
        <source>Common settings at once. Unsaved: as set below.</source>
        <translation>よく使う設定をまとめて適用します。「未保存」では下の設定が使われます。</translation>
    </message>
    <message>
        <source>Name of preset</source>
        <translation>プリセット名</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keeps these settings as a preset under this name.</source>
        <translation>この設定を、この名前のプリセットとして保存します。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Deletes the chosen preset. The settings stay as they are.</source>
        <translation>選択したプリセットを削除します。設定はそのまま残ります。</translation>
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
        <translation>%1 から %2 までの色</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SchemeText</name>
    <message>
        <source>one scale for all</source>
        <translation>全体で 1 つのスケール</translation>
    </message>
    <message>
        <source>one scale for each output</source>
        <translation>出力ごとに 1 つのスケール</translation>
    </message>
    <message>
        <source>one scale for every %1 inputs of an output</source>
        <translation>出力の入力 %1 個ごとに 1 つのスケール</translation>
    </message>
    <message>
        <source>one scale for each block of %1 outputs and %2 inputs</source>
        <translation>出力 %1 個 × 入力 %2 個のブロックごとに 1 つのスケール</translation>
    </message>
    <message>
        <source>one scale for each token</source>
        <translation>トークンごとに 1 つのスケール</translation>
    </message>
    <message>
        <source>%1-bit floats</source>
        <translation>%1 ビット浮動小数点数</translation>
    </message>
    <message>
        <source>%1-bit integers</source>
        <translation>%1 ビット整数</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>kind of numbers, who shares a scale, symmetry</comment>
        <translation>%1、%2、%3</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>対称</translation>
    </message>
    <message>
        <source>with zero points</source>
        <translation>ゼロ点あり</translation>
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
        <translation>新しいスイープ</translation>
    </message>
    <message>
        <source>No sweep yet</source>
        <translation>スイープはまだありません</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>モデルなし</translation>
    </message>
    <message>
        <source>A sweep changes one layer at a time and measures what the predictions lose. A recipe is made of it that loses least for its size.</source>
        <translation>スイープは 1 層ずつ変更し、予測の損失を測定します。その結果から、サイズのわりに損失が最も小さいレシピを作成します。</translation>
    </message>
    <message>
        <source>A sweep finds out which layers of a model can be made smaller. Open a model first.</source>
        <translation>スイープは、モデルのどの層を小さくできるかを調べます。まずモデルを開いてください。</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>%1 split</source>
        <translation>%1 スプリット</translation>
    </message>
    <message>
        <source>Measured on %1 windows of %2 tokens of the calibration text that nothing was calibrated on. Figures of the evaluation text play no part in the choice.</source>
        <translation>キャリブレーション用テキストのうち、キャリブレーションに使っていない %2 トークンのウィンドウ %1 個で測定しました。評価用テキストの指標は選択に使いません。</translation>
    </message>
    <message>
        <source>Hatched: not computed. Crossed: failed. Outlined: chosen for the layer.</source>
        <translation>斜線: 未計算。×印: 失敗。枠: その層に選択。</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>A sweep is working. Cancel it, or wait for its end.</source>
        <translation>スイープが進行中です。キャンセルするか、終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>Asks for methods and levels, then measures them layer by layer.</source>
        <translation>手法とレベルを指定し、層ごとに測定します。</translation>
    </message>
    <message>
        <source>This sweep ended early: %1 of %2 cells are measured.</source>
        <translation>このスイープは途中で終了しました: %2 個中 %1 個のセルを測定済みです。</translation>
    </message>
    <message>
        <source>Resume sweep</source>
        <translation>スイープを再開</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>密</translation>
    </message>
    <message>
        <source>1 layer %1</source>
        <translation>%1: 1 層</translation>
    </message>
    <message numerus="yes">
        <source>%n layers %1</source>
        <translation>
            <numerusform>%1: %n 層</numerusform>
        </translation>
    </message>
    <message>
        <source>Predicted: KL %1 (%2 to %3), perplexity %4 (dense %5), %6 with zeros left out, %7 as a folder.</source>
        <translation>予測: KL %1 (%2 ～ %3)、パープレキシティ %4 (密 %5)、ゼロを除いて %6、フォルダーで %7。</translation>
    </message>
    <message>
        <source>At most %1 above the best choice.</source>
        <translation>最善の選択との差は最大 %1 です。</translation>
    </message>
    <message>
        <source>By sensitivity, %1</source>
        <translation>感度に基づく、%1</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>感度</translation>
    </message>
    <message>
        <source>Sweep...</source>
        <translation>スイープ...</translation>
    </message>
    <message>
        <source>Goes on after the last cell that was measured.</source>
        <translation>最後に測定したセルの次から続けます。</translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation>スイープをキャンセル</translation>
    </message>
    <message>
        <source>Cells that are measured are kept.</source>
        <translation>測定済みのセルは保持されます。</translation>
    </message>
    <message>
        <source>Make recipe</source>
        <translation>レシピを作成</translation>
    </message>
    <message>
        <source>Opens a recipe that gives each layer the level that is outlined.</source>
        <translation>各層に枠で示したレベルを割り当てるレシピを開きます。</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>モデルを開く...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>表で表示</translation>
    </message>
    <message>
        <source>The same figures as a table.</source>
        <translation>同じ数値を表で示します。</translation>
    </message>
    <message>
        <source>Sweeps of this model</source>
        <translation>このモデルのスイープ</translation>
    </message>
    <message>
        <source>Sweeps of the current model, the newest first.</source>
        <translation>現在のモデルのスイープ (新しい順) です。</translation>
    </message>
    <message>
        <source>Progress of the sweep</source>
        <translation>スイープの進捗</translation>
    </message>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>層とレベルごとの感度</translation>
    </message>
    <message>
        <source>What the budget bounds</source>
        <translation>上限の対象</translation>
    </message>
    <message>
        <source>Size at most</source>
        <translation>サイズの上限</translation>
    </message>
    <message>
        <source>KL at most</source>
        <translation>KL の上限</translation>
    </message>
    <message>
        <source>Perplexity at most</source>
        <translation>パープレキシティの上限</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>From the smallest choice at the left to the dense model at the right (S).</source>
        <translation>左端の最小の選択から、右端の密モデルまで (S)。</translation>
    </message>
    <message>
        <source>Losses of single layers are added up, as if layers did not act on each other. The band is two standard errors of the sweep&apos;s windows.</source>
        <translation>層が互いに影響しないものとして、単独の層の損失を合計しています。帯はスイープのウィンドウから求めた標準誤差の 2 倍です。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingRow</name>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 をリセット</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>設定を検索</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>ショートカット</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>デスクトップに合わせる</translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop says.</source>
        <translation>ライト、ダーク、またはデスクトップの設定に従います。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>すべて (%1)</translation>
    </message>
    <message>
        <source>Threads of a run</source>
        <translation>実行のスレッド数</translation>
    </message>
    <message>
        <source>Fewer leave room for other work. A run that goes on keeps the number that it began with.</source>
        <translation>少なくすると他の処理に余裕が残ります。続行する実行は、開始時のスレッド数を保ちます。</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>空きメモリすべて</translation>
    </message>
    <message>
        <source>Memory of a run</source>
        <translation>実行のメモリ</translation>
    </message>
    <message>
        <source>A run that would need more is refused before it begins, with settings that fit.</source>
        <translation>これより多くのメモリを必要とする実行は開始前に拒否され、収まる設定が示されます。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Runs, exports and conversations</source>
        <translation>実行、エクスポート、会話</translation>
    </message>
    <message>
        <source>%1 on the disk.</source>
        <translation>ディスク上に %1。</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>このマシン</translation>
    </message>
    <message>
        <source>About</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>No setting matches &quot;%1&quot;.</source>
        <translation>「%1」に一致する設定はありません。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Of texts and numbers. Messages of recipes and of the worker are in English.</source>
        <translation>表示テキストと数値の言語です。レシピとワーカーのメッセージは英語です。</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>実行を処理する場所</translation>
    </message>
    <message>
        <source>On</source>
        <translation>オン</translation>
    </message>
    <message>
        <source>Notification at the end of a run</source>
        <translation>実行終了時の通知</translation>
    </message>
    <message>
        <source>The desktop says so while another window is used; a click shows the run.</source>
        <translation>他のウィンドウを使っている間に、デスクトップに通知します。クリックすると実行が表示されます。</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>モデルフォルダー</translation>
    </message>
    <message>
        <source>Offered in the model menu</source>
        <translation>モデルメニューに表示されます</translation>
    </message>
    <message>
        <source>Models in these folders, three levels deep, can be opened by the menu above and by the search.</source>
        <translation>これらのフォルダーにあるモデルは、3 階層の深さまで、上のメニューと検索から開けます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ShortcutList</name>
    <message>
        <source>Press the keys. Backspace and the cross take the shortcut away.</source>
        <translation>キーを押してください。Backspace または × で、ショートカットを解除できます。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 をリセット</translation>
    </message>
    <message>
        <source>%1 is the shortcut of &quot;%2&quot;. Take it away there first, or choose other keys.</source>
        <translation>%1 は「%2」のショートカットです。先にそちらを解除するか、別のキーを選んでください。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumChart</name>
    <message>
        <source>Singular values</source>
        <translation>特異値</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>順位</translation>
    </message>
    <message>
        <source>Singular value</source>
        <translation>特異値</translation>
    </message>
    <message>
        <source>All singular values are 0: so are all weights.</source>
        <translation>特異値がすべて 0 です。重みもすべて 0 です。</translation>
    </message>
    <message>
        <source>Value %1: %2</source>
        <translation>値 %1: %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumPane</name>
    <message>
        <source>Compute singular values</source>
        <translation>特異値を計算</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Progress of the singular values</source>
        <translation>特異値の計算の進行状況</translation>
    </message>
    <message>
        <source>How strongly the matrix acts in each of its directions. Values that fall off fast mean that a matrix of lower rank would do nearly the same.</source>
        <translation>行列が各方向にどれだけ強く作用するかを示します。値が急に小さくなる場合、ランクの低い行列でもほぼ同じ働きをします。</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>約 %1 の時間と %2 のメモリを使います。</translation>
    </message>
    <message>
        <source>Takes %1 of memory.</source>
        <translation>%1 のメモリを使います。</translation>
    </message>
    <message>
        <source>Singular values are computed on demand.</source>
        <translation>特異値は必要に応じて計算します。</translation>
    </message>
    <message>
        <source>Computing singular values</source>
        <translation>特異値を計算中</translation>
    </message>
    <message>
        <source>Largest %1, effective rank %2, stable rank %3, of %4</source>
        <translation>最大 %1、実効ランク %2、安定ランク %3、全 %4</translation>
    </message>
    <message>
        <source>Effective rank: exp of the entropy of the values as shares of their sum. Stable rank: squared norm over the squared largest value. Small ones mean few directions matter.</source>
        <translation>実効ランク: 値の合計に対する割合のエントロピーの指数。安定ランク: ノルムの 2 乗を最大値の 2 乗で割った値。小さいほど、重要な方向が少ないことを意味します。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::StatusStrip</name>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>実行の進行状況</translation>
    </message>
    <message>
        <source>Memory of the worker that runs now.</source>
        <translation>現在動作中のワーカーのメモリです。</translation>
    </message>
    <message>
        <source>No run in progress</source>
        <translation>進行中の実行はありません</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>ワーカー %1</translation>
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
        <translation>スイープ</translation>
    </message>
    <message>
        <source>Each decoder layer is changed alone, by each of these, and the predictions are compared with the dense model&apos;s. The layers of the model stay as they are on the disk.</source>
        <translation>各デコーダー層を 1 層だけ、それぞれの設定で変更し、予測を密モデルの予測と比較します。ディスク上のモデルの層は変わりません。</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>キャリブレーションのサンプル</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>どの入力が重要かを示すテキストです。多いほどメモリと時間を要します。論文では 128 です。</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>ウィンドウのトークン数</translation>
    </message>
    <message>
        <source>Length of one sample. Automatic: 2048, or the model&apos;s context if that is shorter.</source>
        <translation>1 サンプルの長さです。自動では 2048、モデルのコンテキストがそれより短い場合はその長さです。</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Windows measured on</source>
        <translation>測定するウィンドウ</translation>
    </message>
    <message>
        <source>Windows of the calibration text that nothing is calibrated on. More make the figures more certain and take longer. Automatic: 4,096 tokens, at least 4 windows.</source>
        <translation>キャリブレーション用テキストのうち、キャリブレーションに使わないウィンドウです。多いほど指標は確かになり、時間がかかります。自動では 4,096 トークン、最低 4 ウィンドウです。</translation>
    </message>
    <message>
        <source>What the sweep takes</source>
        <translation>スイープに必要なもの</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>スイープを開始</translation>
    </message>
    <message>
        <source>Methods and levels</source>
        <translation>手法とレベル</translation>
    </message>
    <message>
        <source>Further levels</source>
        <translation>追加のレベル</translation>
    </message>
    <message>
        <source>METHOD:LEVEL, joined by commas. Pruning takes N:M (N of M kept) or a percentage of zeros, quantization takes bits; + joins the two.</source>
        <translation>「手法:レベル」をコンマで区切って入力します。枝刈りには N:M (M 個中 N 個を残す) またはゼロの割合 (%)、量子化にはビット数を指定します。+ で両者を組み合わせます。</translation>
    </message>
    <message>
        <source>&amp;Further</source>
        <translation>追加(&amp;F)</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>テキスト</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>キャリブレーション用テキスト</translation>
    </message>
    <message>
        <source>The sweep calibrates on one part of it and measures on another. Evaluation text is refused: what is chosen by a text looks better on it than it is.</source>
        <translation>スイープは、その一部でキャリブレーションし、別の部分で測定します。評価用テキストは使えません。あるテキストで選んだものは、そのテキストでは実際より良く見えるためです。</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>選択...</translation>
    </message>
    <message>
        <source>Text (%1)</source>
        <translation>テキスト (%1)</translation>
    </message>
    <message>
        <source>&amp;Calibration text</source>
        <translation>キャリブレーション用テキスト(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>サンプル(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Tokens in a window</source>
        <translation>ウィンドウのトークン数(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Windows measured on</source>
        <translation>測定するウィンドウ(&amp;W)</translation>
    </message>
    <message>
        <source>A sweep needs text: choose calibration text.</source>
        <translation>スイープにはテキストが必要です。キャリブレーション用テキストを選択してください。</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 が見つかりません。</translation>
    </message>
    <message>
        <source>%1 is the evaluation text: figures are reported on it, so nothing is chosen by it.</source>
        <translation>%1 は評価用テキストです。指標の報告に使うため、選択には使いません。</translation>
    </message>
    <message>
        <source>Estimating...</source>
        <translation>見積もり中...</translation>
    </message>
    <message>
        <source>%1 cells, about %2, %3 of memory and the activations.</source>
        <translation>セル %1 個、約 %2、メモリ %3 とアクティベーション。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SweepTable</name>
    <message>
        <source>Layer %1, %2: not computed yet</source>
        <translation>層 %1、%2: 未計算</translation>
    </message>
    <message>
        <source>Layer %1, %2: failed. %3</source>
        <translation>層 %1、%2: 失敗。%3</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Layer %1, %2: KL %3, perplexity %4, %5 predictions in %6 windows</source>
        <translation>層 %1、%2: KL %3、パープレキシティ %4、ウィンドウ %6 個の予測 %5 個</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>%1 chosen</source>
        <translation>%1 (選択)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetChoiceModel</name>
    <message>
        <source>ignored by %1</source>
        <translation>%1 により除外</translation>
    </message>
    <message>
        <source>also in %1</source>
        <translation>%1 にも該当</translation>
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
        <translation>ゼロ %1</translation>
    </message>
    <message>
        <source>int%1</source>
        <translation>int%1</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>除外</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>変換後</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetPicker</name>
    <message>
        <source>Modules that %1 leaves alone</source>
        <translation>%1 が対象から外すモジュール</translation>
    </message>
    <message>
        <source>Modules that %1 works on</source>
        <translation>%1 が処理するモジュール</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Shows modules whose name or class holds this text</source>
        <translation>名前またはクラスにこのテキストを含むモジュールを表示します</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>すべてにチェックを付ける</translation>
    </message>
    <message>
        <source>Tick none</source>
        <translation>すべてのチェックを外す</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>モジュール</translation>
    </message>
    <message>
        <source>Space ticks a module and everything in it.</source>
        <translation>Space で、モジュールとその中のものすべてにチェックを付けます。</translation>
    </message>
    <message>
        <source>Entries of %1</source>
        <translation>%1 の項目</translation>
    </message>
    <message>
        <source>What the recipe will say. Pointing at an entry shows what it hits alone.</source>
        <translation>レシピに書かれる内容です。項目にポインターを合わせると、その項目だけに該当するものが表示されます。</translation>
    </message>
    <message>
        <source>Ignore these</source>
        <translation>これらを除外</translation>
    </message>
    <message>
        <source>Use these targets</source>
        <translation>これらをターゲットに使う</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>%1 of %2 hit</source>
        <translation>%2 個中 %1 個が該当</translation>
    </message>
    <message>
        <source>Nothing is ticked. A modifier without targets does nothing: tick a module.</source>
        <translation>何もチェックされていません。ターゲットのないモディファイアは何もしません。モジュールにチェックを付けてください。</translation>
    </message>
    <message>
        <source>%1. The ignore entries take %2 of them out again.</source>
        <translation>%1。除外の項目により、そのうち %2 個が外れます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetsField</name>
    <message>
        <source>Entries of %1</source>
        <translation>%1 の項目</translation>
    </message>
    <message>
        <source>F2 changes an entry, Insert adds one, Delete removes one.</source>
        <translation>F2 で項目を変更、Insert で追加、Delete で削除します。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Adds an entry: a full name, a class, or re: and a pattern</source>
        <translation>項目を追加します: 完全な名前、クラス、または re: とパターン</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Removes the current entry</source>
        <translation>現在の項目を削除します</translation>
    </message>
    <message>
        <source>Pick...</source>
        <translation>選択...</translation>
    </message>
    <message>
        <source>Chooses modules in the model&apos;s tree</source>
        <translation>モデルのツリーでモジュールを選択します</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field of a form, then what its button does</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, the default</source>
        <translation>%1 (既定値)</translation>
    </message>
    <message>
        <source>No module matches this entry.</source>
        <translation>この項目に一致するモジュールはありません。</translation>
    </message>
    <message>
        <source>No module matches this entry, so it ignores nothing.</source>
        <translation>この項目に一致するモジュールがないため、何も除外されません。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TemplatePanel</name>
    <message>
        <source>Chat template</source>
        <translation>チャットテンプレート</translation>
    </message>
    <message>
        <source>Reset to the model&apos;s</source>
        <translation>モデルのものに戻す</translation>
    </message>
    <message>
        <source>Rendered prompt</source>
        <translation>展開後のプロンプト</translation>
    </message>
    <message>
        <source>Model whose template is shown</source>
        <translation>テンプレートを表示するモデル</translation>
    </message>
    <message>
        <source>Turns the messages into the text that the model is given (Jinja). Edits are kept for this model and used from the next answer on.</source>
        <translation>メッセージを、モデルに渡すテキストに変換します (Jinja)。編集内容はこのモデル用に保持され、次の回答から使われます。</translation>
    </message>
    <message>
        <source>Drops the edits: the template that came with the model is used again.</source>
        <translation>編集内容を破棄し、モデルに付属のテンプレートを再び使います。</translation>
    </message>
    <message>
        <source>The exact text that the model is given.</source>
        <translation>モデルに渡される正確なテキストです。</translation>
    </message>
    <message>
        <source>Shown once a model is loaded.</source>
        <translation>モデルを読み込むと表示されます。</translation>
    </message>
    <message>
        <source>Edited. The edits are kept for this model.</source>
        <translation>編集済みです。編集内容はこのモデル用に保持されます。</translation>
    </message>
    <message>
        <source>None: the model continues the text that it is given. A template that is written here is used instead.</source>
        <translation>なし: モデルは渡されたテキストの続きを書きます。ここにテンプレートを書くと、それが使われます。</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>%1 から</translation>
    </message>
    <message>
        <source>Rendered</source>
        <translation>展開後</translation>
    </message>
    <message>
        <source>%1 The last template that could be read is used.</source>
        <translation>%1 最後に読み取れたテンプレートが使われます。</translation>
    </message>
    <message numerus="yes">
        <source>Rendered, %Ln tokens</source>
        <translation>
            <numerusform>展開後、%Ln トークン</numerusform>
        </translation>
    </message>
    <message>
        <source>The template does not take this conversation: %1</source>
        <translation>テンプレートはこの会話を扱えません: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPanel</name>
    <message>
        <source>&amp;Tokens</source>
        <translation>トークン(&amp;T)</translation>
    </message>
    <message>
        <source>Type text to see its tokens</source>
        <translation>テキストを入力するとトークンが表示されます</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>むかしむかし、あるところに</translation>
    </message>
    <message>
        <source>Pieces and ids</source>
        <translation>トークン片と ID</translation>
    </message>
    <message>
        <source>id %1, piece %2</source>
        <translation>ID %1、トークン片 %2</translation>
    </message>
    <message>
        <source>ids %1</source>
        <translation>ID %1</translation>
    </message>
    <message>
        <source>1 token, %1 characters</source>
        <translation>1 トークン、%1 文字</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 characters a token</source>
        <translation>
            <numerusform>%n トークン、1 トークンあたり %1 文字</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPopover</name>
    <message>
        <source>Continue from here</source>
        <translation>ここから続ける</translation>
    </message>
    <message>
        <source>Alternatives of a token</source>
        <translation>トークンの候補</translation>
    </message>
    <message>
        <source>Most likely tokens</source>
        <translation>最も確率の高いトークン</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>「%1」</translation>
    </message>
    <message>
        <source>KL %1 nats. Rank %2 by %3.</source>
        <translation>KL %1 nat。%3 での順位は %2 位です。</translation>
    </message>
    <message>
        <source>Not scored yet.</source>
        <translation>スコアは未計算です。</translation>
    </message>
    <message>
        <source>KL: how far the next-token distribution moved from dense, in nats. 0 means equal; Chat colours from 0.05.</source>
        <translation>KL: 次のトークンの分布が密モデルからどれだけ動いたかを nat で表します。0 は等しいことを意味し、チャットでは 0.05 から色が付きます。</translation>
    </message>
    <message>
        <source>The alternatives are not kept. Score the reply again to see them.</source>
        <translation>候補は保存されていません。表示するには、回答のスコアをもう一度計算してください。</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>The token that came.</source>
        <translation>実際に出力されたトークンです。</translation>
    </message>
    <message>
        <source>No text of its own, so that a reply cannot be continued with it.</source>
        <translation>単独ではテキストにならないため、このトークンで回答を続けることはできません。</translation>
    </message>
    <message>
        <source>Continue with &quot;%1&quot;</source>
        <translation>「%1」で続ける</translation>
    </message>
    <message>
        <source>Both models go on from this token in a new branch.</source>
        <translation>両方のモデルが、このトークンから新しいブランチで続けます。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenView</name>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;</source>
        <translation>トークン %1 / %2: 「%3」</translation>
    </message>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;. KL %4 nats, level %5 of 4.</source>
        <translation>トークン %1 / %2: 「%3」。KL %4 nat、レベル %5 / 4。</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TopBar</name>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>進む</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Search or command   %1</source>
        <translation>検索またはコマンド   %1</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>検索またはコマンド</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>モデルを開く</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 を開いています</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>実行なし</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>Open model folder...</source>
        <translation>モデルフォルダーを開く...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>GGUF ファイルを開く...</translation>
    </message>
    <message>
        <source>%1   %2   %3</source>
        <translation>%1   %2   %3</translation>
    </message>
    <message>
        <source>In your model folders</source>
        <translation>モデルフォルダー内</translation>
    </message>
</context>
<context>
    <name>espalier::ui::WeightHistogram</name>
    <message>
        <source>&amp;Logarithmic counts</source>
        <translation>対数目盛(&amp;L)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Workspace</name>
    <message>
        <source>Demo recipe</source>
        <translation>デモのレシピ</translation>
    </message>
    <message>
        <source>Its result is the model that is open.</source>
        <translation>この実行の結果は、開いているモデルです。</translation>
    </message>
    <message>
        <source>%1 reads its files and would fail.</source>
        <translation>%1 がこの実行のファイルを読み取っており、削除すると失敗します。</translation>
    </message>
    <message>
        <source>Exports that were made of it are in that folder and go with it.</source>
        <translation>この実行から作成したエクスポートもそのフォルダーにあり、一緒に削除されます。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Makes large language models smaller.</source>
        <translation>大規模言語モデルを小さくします。</translation>
    </message>
    <message>
        <source>Model folders, recipes, data.</source>
        <translation>モデルフォルダー、レシピ、データ。</translation>
    </message>
</context>
</TS>
