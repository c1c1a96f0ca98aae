<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
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
        <translation>faltan aprox. %1</translation>
    </message>
</context>
<context>
    <name>ModuleTree</name>
    <message>
        <source>Unexpected tensors</source>
        <translation>Tensores inesperados</translation>
    </message>
    <message>
        <source>%1 equal ones</source>
        <comment>modules</comment>
        <translation>%1 iguales</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>mixto</translation>
    </message>
</context>
<context>
    <name>espalier::ui</name>
    <message>
        <source>the same numbers</source>
        <translation>los mismos números</translation>
    </message>
    <message>
        <source>largest error %1</source>
        <translation>error máximo %1</translation>
    </message>
    <message>
        <source>%1 weights</source>
        <translation>%1 pesos</translation>
    </message>
    <message>
        <source>none</source>
        <translation>no hay</translation>
    </message>
    <message>
        <source>noise %1</source>
        <translation>ruido %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Pesos</translation>
    </message>
    <message>
        <source>%1 in %2 tensors</source>
        <translation>%1 en %2 tensores</translation>
    </message>
    <message>
        <source>all read again, largest error %1</source>
        <translation>todos releídos, error máximo %1</translation>
    </message>
    <message>
        <source>rounding of the type</source>
        <translation>redondeo del tipo</translation>
    </message>
    <message>
        <source>Zero pattern</source>
        <translation>Patrón de ceros</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>%1 ceros</translation>
    </message>
    <message>
        <source>%1 zeros in the same places</source>
        <translation>%1 ceros en los mismos lugares</translation>
    </message>
    <message>
        <source>the type has no exact zero</source>
        <translation>el tipo no tiene cero exacto</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>ID de tokens</translation>
    </message>
    <message>
        <source>the model has no tokenizer</source>
        <translation>el modelo no tiene tokenizador</translation>
    </message>
    <message>
        <source>%1 tokens of %2 texts</source>
        <translation>%1 tokens de %2 textos</translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation>%1 iguales</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Plantilla de chat</translation>
    </message>
    <message>
        <source>the model has no chat template</source>
        <translation>el modelo no tiene plantilla de chat</translation>
    </message>
    <message>
        <source>%1 chats</source>
        <translation>%1 chats</translation>
    </message>
    <message>
        <source>%1 rendered alike</source>
        <translation>%1 renderizados igual</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>Predicciones</translation>
    </message>
    <message>
        <source>the model sees one token at a time</source>
        <translation>el modelo ve un token cada vez</translation>
    </message>
    <message>
        <source>perplexity %1 on %2 tokens</source>
        <translation>perplejidad %1 en %2 tokens</translation>
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
        <translation>sin límite con tan pocos bits</translation>
    </message>
    <message>
        <source>Comparison with the model</source>
        <translation>Comparación con el modelo</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>ninguna diferencia</translation>
    </message>
    <message>
        <source>a difference</source>
        <translation>una diferencia</translation>
    </message>
    <message>
        <source>First difference</source>
        <translation>Primera diferencia</translation>
    </message>
    <message>
        <source>ok</source>
        <comment>verdict</comment>
        <translation>correcto</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>verdict</comment>
        <translation>fallo</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>denso</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>podado</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>cuantizado</translation>
    </message>
    <message>
        <source>pruned and quantized</source>
        <translation>podado y cuantizado</translation>
    </message>
    <message>
        <source>other method</source>
        <translation>otro método</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>Denso</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>Como está guardado</translation>
    </message>
    <message>
        <source>Codes, one a byte (int-quantized)</source>
        <translation>Códigos, uno por byte (int-quantized)</translation>
    </message>
    <message>
        <source>Codes, packed (pack-quantized)</source>
        <translation>Códigos, empaquetados (pack-quantized)</translation>
    </message>
    <message>
        <source>8-bit floats (float-quantized)</source>
        <translation>Coma flotante de 8 bits (float-quantized)</translation>
    </message>
    <message>
        <source>Codes (naive-quantized)</source>
        <translation>Códigos (naive-quantized)</translation>
    </message>
    <message>
        <source>Without zeros (sparse-bitmask)</source>
        <translation>Sin ceros (sparse-bitmask)</translation>
    </message>
    <message>
        <source>One file: weights, tokenizer and chat template. Zeros are kept, but take the same room.</source>
        <translation>Un archivo: pesos, tokenizador y plantilla de chat. Los ceros se conservan, pero ocupan lo mismo.</translation>
    </message>
    <message>
        <source>llama.cpp, LM Studio, Ollama</source>
        <translation>llama.cpp, LM Studio, Ollama</translation>
    </message>
    <message>
        <source>A folder: graph, weights and tokenizer. Zeros are kept, but take the same room.</source>
        <translation>Una carpeta: grafo, pesos y tokenizador. Los ceros se conservan, pero ocupan lo mismo.</translation>
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
        <translation>pesos int8</translation>
    </message>
    <message>
        <source>int8 weights and inputs</source>
        <translation>pesos y entradas int8</translation>
    </message>
    <message>
        <source>int4 in blocks of 32</source>
        <translation>int4 en bloques de 32</translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation>Carpeta de Hugging Face</translation>
    </message>
    <message>
        <source>A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay.</source>
        <translation>Una carpeta: safetensors como los guarda el modelo, o denso. Los patrones de ceros y los códigos guardados se mantienen.</translation>
    </message>
    <message>
        <source>transformers, vLLM, Espalier</source>
        <translation>transformers, vLLM, Espalier</translation>
    </message>
    <message>
        <source>windows of %1 and of %2 tokens</source>
        <translation>ventanas de %1 y de %2 tokens</translation>
    </message>
    <message>
        <source>the protocols &quot;%1&quot; and &quot;%2&quot;</source>
        <translation>los protocolos «%1» y «%2»</translation>
    </message>
    <message>
        <source>strides of %1 and of %2 tokens</source>
        <translation>saltos de %1 y de %2 tokens</translation>
    </message>
    <message>
        <source>with and without a token at the start of the text</source>
        <translation>con y sin token al comienzo del texto</translation>
    </message>
    <message>
        <source>different lengths of text</source>
        <translation>longitudes de texto distintas</translation>
    </message>
    <message>
        <source>records joined differently</source>
        <translation>registros unidos de otro modo</translation>
    </message>
    <message>
        <source>divergence from different dense models</source>
        <translation>divergencia respecto a modelos densos distintos</translation>
    </message>
    <message>
        <source>held-out text and calibration text</source>
        <translation>texto reservado y texto de calibración</translation>
    </message>
    <message>
        <source>protocol not recorded</source>
        <translation>protocolo no registrado</translation>
    </message>
    <message>
        <source>%1, windows of %2, %3</source>
        <translation>%1, ventanas de %2, %3</translation>
    </message>
    <message>
        <source>a run does not say how it measured</source>
        <translation>una ejecución no indica cómo midió</translation>
    </message>
    <message>
        <source>different texts</source>
        <translation>textos distintos</translation>
    </message>
    <message>
        <source>other settings of the measurement</source>
        <translation>otros ajustes de la medición</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>it ended before that was measured</source>
        <translation>terminó antes de medirlo</translation>
    </message>
    <message>
        <source>no perplexity of held-out text yet</source>
        <translation>aún sin perplejidad en texto reservado</translation>
    </message>
    <message>
        <source>no divergence measured yet</source>
        <translation>aún sin divergencia medida</translation>
    </message>
    <message>
        <source>it ran without held-out text, so there is no perplexity</source>
        <translation>se ejecutó sin texto reservado, así que no hay perplejidad</translation>
    </message>
    <message>
        <source>it measured no divergence from the dense model</source>
        <translation>no midió la divergencia respecto al modelo denso</translation>
    </message>
    <message>
        <source>its speed is not measured</source>
        <translation>su velocidad no está medida</translation>
    </message>
    <message>
        <source>its size is not known yet</source>
        <translation>su tamaño aún no se conoce</translation>
    </message>
    <message>
        <source>its size is not known</source>
        <translation>su tamaño no se conoce</translation>
    </message>
    <message>
        <source>its figure is not finite: the model broke down</source>
        <translation>su valor no es finito: el modelo se ha degradado por completo</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Primeros pasos</translation>
    </message>
    <message>
        <source>Espalier makes language models smaller and shows what happens on the way. The whole way, with the demo or with a model of your own:</source>
        <translation>Espalier reduce modelos de lenguaje y muestra lo que ocurre por el camino. El camino completo, con la demo o con un modelo propio:</translation>
    </message>
    <message>
        <source>&lt;b&gt;Explorer&lt;/b&gt;: open a folder of a Hugging Face model or a GGUF file, by Open or by dropping it on the window.</source>
        <translation>&lt;b&gt;Explorar&lt;/b&gt;: abrir una carpeta de un modelo de Hugging Face o un archivo GGUF, con «Abrir» o soltándolo en la ventana.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Recipe&lt;/b&gt;: choose a template, or drag steps from the palette. The modules that a step hits light up in the model.</source>
        <translation>&lt;b&gt;Receta&lt;/b&gt;: elegir una plantilla o arrastrar pasos desde la paleta. Los módulos que coinciden con un paso se iluminan en el modelo.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Runs&lt;/b&gt;: start the run and watch error, sparsity and perplexity layer by layer. Finished layers are on the disk: a run that ends early goes on where it ended.</source>
        <translation>&lt;b&gt;Ejecuciones&lt;/b&gt;: iniciar la ejecución y seguir error, dispersión y perplejidad capa por capa. Las capas terminadas están en el disco: una ejecución que acaba antes de tiempo continúa donde acabó.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Compare&lt;/b&gt;: set several results against each other, size or speed against quality.</source>
        <translation>&lt;b&gt;Comparar&lt;/b&gt;: contrastar varios resultados, tamaño o velocidad frente a calidad.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Chat&lt;/b&gt;: ask the smaller model, beside the original.</source>
        <translation>&lt;b&gt;Chat&lt;/b&gt;: preguntar al modelo reducido, junto al original.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Export&lt;/b&gt;: take it away as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>&lt;b&gt;Exportar&lt;/b&gt;: llevárselo como GGUF, ONNX o carpeta de Hugging Face.</translation>
    </message>
    <message>
        <source>Calibration text shows which inputs matter; evaluation text measures the result. They must not be the same, or the figures flatter.</source>
        <translation>El texto de calibración muestra qué entradas importan; el de evaluación mide el resultado. No deben ser el mismo, o los valores salen demasiado favorables.</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>Explorar</translation>
    </message>
    <message>
        <source>The tree shows the modules as the model has them; equal ones are folded into one row with their totals. Only the headers of the files are read when a model opens, so that large ones open at once. Statistics of the weights are read in the background.</source>
        <translation>El árbol muestra los módulos tal como los tiene el modelo; los iguales se agrupan en una fila con sus totales. Al abrir un modelo solo se leen las cabeceras de los archivos, para que los grandes se abran al instante. Las estadísticas de los pesos se leen en segundo plano.</translation>
    </message>
    <message>
        <source>The strip above shows one cell for each decoder layer, in the colours of the chosen figure. Arrow keys move along it, Enter selects the layer.</source>
        <translation>La franja de arriba muestra una celda por cada capa del decodificador, con los colores del valor elegido. Las flechas se mueven por ella, Intro selecciona la capa.</translation>
    </message>
    <message>
        <source>Select a module to see its shape, its weights as a histogram and as a map, its norms and its singular values.</source>
        <translation>Seleccionar un módulo para ver su forma, sus pesos como histograma y como mapa, sus normas y sus valores singulares.</translation>
    </message>
    <message>
        <source>The field at the foot shows the tokens of a text, with their ids.</source>
        <translation>El campo de abajo muestra los tokens de un texto, con sus ID.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>A recipe is a YAML document: stages, one after another, each with the steps that change the model. Cards and text are two views of the same document; both can be undone.</source>
        <translation>Una receta es un documento YAML: etapas sucesivas, cada una con los pasos que cambian el modelo. Tarjetas y texto son dos vistas del mismo documento; los cambios en ambas se pueden deshacer.</translation>
    </message>
    <message>
        <source>Espalier reads its own dialect and those of SparseML, llm-compressor and AMD Quark, and says where it differs from what those programs would have done.</source>
        <translation>Espalier lee su propio dialecto y los de SparseML, llm-compressor y AMD Quark, e indica en qué difiere de lo que esos programas habrían hecho.</translation>
    </message>
    <message>
        <source>A target is the full name of a module, a class such as &lt;code&gt;Linear&lt;/code&gt;, or &lt;code&gt;re:&lt;/code&gt; and a regular expression. Targets that hit nothing are errors.</source>
        <translation>Un objetivo es el nombre completo de un módulo, una clase como &lt;code&gt;Linear&lt;/code&gt;, o &lt;code&gt;re:&lt;/code&gt; y una expresión regular. Los objetivos que no coinciden con nada son errores.</translation>
    </message>
    <message>
        <source>The plan predicts memory, disk, time and the size of the result before anything runs.</source>
        <translation>El plan predice memoria, disco, tiempo y tamaño del resultado antes de ejecutar nada.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>Runs wait in a queue and work one after another, each in a process of its own: when it dies, the app and everything that is finished remain.</source>
        <translation>Las ejecuciones esperan en una cola y trabajan una tras otra, cada una en su propio proceso: si este muere, quedan la aplicación y todo lo terminado.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Error by layer&lt;/b&gt; is the squared change of a layer&apos;s output over its square: 0 is perfect, 1 is no better than zeros. A layer that stands out is worth a look.</source>
        <translation>&lt;b&gt;Error por capa&lt;/b&gt; es el cambio al cuadrado de la salida de una capa, dividido por el cuadrado de esta: 0 es perfecto, 1 no es mejor que ceros. Una capa que destaca merece un vistazo.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Perplexity&lt;/b&gt; is measured before, on the way and after. On the way it is a small probe that shows the trend, not the final figure.</source>
        <translation>&lt;b&gt;Perplejidad&lt;/b&gt; se mide antes, durante y después. Durante la ejecución es una pequeña sonda que muestra la tendencia, no el valor final.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Resume&lt;/b&gt; goes on after the last finished layer. &lt;b&gt;Fork&lt;/b&gt; begins a new run with the finished layers of another, so that a later layer can be tried with other settings.</source>
        <translation>&lt;b&gt;Reanudar&lt;/b&gt; continúa tras la última capa terminada. &lt;b&gt;Bifurcar&lt;/b&gt; empieza una ejecución nueva con las capas terminadas de otra, para probar una capa posterior con otros ajustes.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>Tick runs to set them against each other. Runs on the front are those that no other run beats in both size and quality.</source>
        <translation>Marcar ejecuciones para contrastarlas. En el frente están las que ninguna otra supera a la vez en tamaño y calidad.</translation>
    </message>
    <message>
        <source>Perplexities can be compared only when they were measured on the same text by the same protocol. Runs of another protocol are hidden, and the page says which and why.</source>
        <translation>Las perplejidades solo se pueden comparar si se midieron con el mismo texto y el mismo protocolo. Las ejecuciones de otro protocolo se ocultan, y la página dice cuáles y por qué.</translation>
    </message>
    <message>
        <source>Speeds are measured on this machine, on demand.</source>
        <translation>Las velocidades se miden en este equipo, a petición.</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensibilidad</translation>
    </message>
    <message>
        <source>A sweep compresses one layer at a time, the others dense, and measures how far the model&apos;s predictions move. Dark cells cost little, bright ones much.</source>
        <translation>Un barrido comprime una capa cada vez, con las demás densas, y mide cuánto se desplazan las predicciones del modelo. Las celdas oscuras cuestan poco, las claras mucho.</translation>
    </message>
    <message>
        <source>From the figures Espalier chooses for each layer what fits your limit of size or quality, and writes a recipe of it. The prediction adds up what single layers cost: the run says what they cost together.</source>
        <translation>A partir de los valores, Espalier elige para cada capa lo que cabe en el límite de tamaño o calidad y escribe con ello una receta. La predicción suma lo que cuestan las capas por separado: la ejecución dice lo que cuestan juntas.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>The model answers on this machine&apos;s CPU, with the weights as they are stored: sparse and quantized ones are faster for it.</source>
        <translation>El modelo responde en la CPU de este equipo, con los pesos tal como están guardados: los dispersos y los cuantizados son por ello más rápidos.</translation>
    </message>
    <message>
        <source>With two models side by side both answer the same question from the same seed. Tokens are coloured by how far the compressed model&apos;s predictions are from the dense one&apos;s.</source>
        <translation>Con dos modelos lado a lado, ambos responden a la misma pregunta con la misma semilla. Los tokens se colorean según cuánto se alejan las predicciones del modelo comprimido de las del denso.</translation>
    </message>
    <message>
        <source>The chat template turns messages into the text that the model was trained on. It is shown as rendered, and can be edited.</source>
        <translation>La plantilla de chat convierte los mensajes en el texto con que se entrenó el modelo. Se muestra renderizada y se puede editar.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>GGUF runs in llama.cpp and what is built on it, ONNX in onnxruntime and transformers.js, a Hugging Face folder in transformers and vLLM, as far as they know the format.</source>
        <translation>GGUF funciona en llama.cpp y lo que se basa en él, ONNX en onnxruntime y transformers.js, una carpeta de Hugging Face en transformers y vLLM, en la medida en que conocen el formato.</translation>
    </message>
    <message>
        <source>Each export is read again and compared with the model before it is called ready: weights, token ids, chat template, predictions. The certificate beside the file says what was found.</source>
        <translation>Cada exportación se relee y se compara con el modelo antes de darse por lista: pesos, ID de tokens, plantilla de chat, predicciones. El certificado junto al archivo dice qué se encontró.</translation>
    </message>
    <message>
        <source>A tile that is ready can be dragged into the file manager or into another program.</source>
        <translation>Una ficha que está lista se puede arrastrar al gestor de archivos o a otro programa.</translation>
    </message>
    <message>
        <source>When something fails</source>
        <translation>Cuando algo falla</translation>
    </message>
    <message>
        <source>&lt;b&gt;Not enough memory&lt;/b&gt;: use fewer calibration samples or shorter windows, or set a memory limit on the Settings page, with which activations go to the disk.</source>
        <translation>&lt;b&gt;Memoria insuficiente&lt;/b&gt;: usar menos muestras de calibración o ventanas más cortas, o fijar en la página Ajustes un límite de memoria, con el que las activaciones van al disco.</translation>
    </message>
    <message>
        <source>&lt;b&gt;The worker ended&lt;/b&gt;: its log is on the Runs page. Finished layers are kept; Resume goes on.</source>
        <translation>&lt;b&gt;El proceso de trabajo terminó&lt;/b&gt;: su registro está en la página Ejecuciones. Las capas terminadas se conservan; «Reanudar» continúa.</translation>
    </message>
    <message>
        <source>&lt;b&gt;No module matches&lt;/b&gt;: names in the Explorer&apos;s tree are what targets are compared with.</source>
        <translation>&lt;b&gt;Ningún módulo coincide&lt;/b&gt;: los objetivos se comparan con los nombres del árbol de la página Explorar.</translation>
    </message>
    <message>
        <source>&lt;b&gt;A perplexity that looks wrong&lt;/b&gt;: compare the protocol first - text, window length, start token. A dense model&apos;s own figure tells whether the text is the one that papers use.</source>
        <translation>&lt;b&gt;Una perplejidad que parece errónea&lt;/b&gt;: comparar primero el protocolo: texto, longitud de ventana, token inicial. El valor propio de un modelo denso indica si el texto es el que usan los artículos.</translation>
    </message>
    <message>
        <source>&lt;b&gt;The disk is full&lt;/b&gt;: nothing half-written is left; free some room and resume.</source>
        <translation>&lt;b&gt;El disco está lleno&lt;/b&gt;: no queda nada a medio escribir; liberar algo de espacio y reanudar.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Términos</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Proporción de pesos que son exactamente cero. Solo ahorra tiempo en patrones para los que el motor tiene un kernel. Típico: 50 %.</translation>
    </message>
    <message>
        <source>8:16 and other N:M patterns</source>
        <translation>8:16 y otros patrones N:M</translation>
    </message>
    <message>
        <source>8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here. 2:4 is what GPUs know.</source>
        <translation>Se conservan 8 de cada 16 entradas consecutivas. Casi la calidad sin estructura, rápido aquí. 2:4 es lo que conocen las GPU.</translation>
    </message>
    <message>
        <source>Dampening</source>
        <translation>Amortiguación</translation>
    </message>
    <message>
        <source>Added to the Hessian&apos;s diagonal, as a share of its mean, so that it factors. Typical 0.01; more is safer, less exact.</source>
        <translation>Se suma a la diagonal de la hessiana, como proporción de su media, para que se pueda factorizar. Típico: 0,01; más es más seguro, menos exacto.</translation>
    </message>
    <message>
        <source>Group size</source>
        <translation>Tamaño de grupo</translation>
    </message>
    <message>
        <source>Weights sharing one scale. Smaller is closer, larger is smaller on disk. Typical 128.</source>
        <translation>Pesos que comparten una escala. Menor es más fiel, mayor ocupa menos en disco. Típico: 128.</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>Divergencia KL</translation>
    </message>
    <message>
        <source>How far the next-token distribution moved from the dense model&apos;s, in nats. 0 means equal.</source>
        <translation>Cuánto se ha alejado la distribución del token siguiente de la del modelo denso, en nats. 0 significa igual.</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>Exponential of the mean loss per token; lower is better; comparable only under one protocol.</source>
        <translation>Exponencial de la pérdida media por token; menos es mejor; solo comparable con un mismo protocolo.</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Error de salida relativo</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>Cambio al cuadrado de la salida de la capa, dividido por el cuadrado de esta. 0 es perfecto, 1 no es mejor que ceros.</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>Muestras de calibración</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>Textos que muestran qué entradas importan. Más cuestan memoria y tiempo. Los artículos usan 128.</translation>
    </message>
    <message>
        <source>Activation order</source>
        <translation>Orden de activación</translation>
    </message>
    <message>
        <source>Quantizes important columns first. Usually better at 4 bits.</source>
        <translation>Cuantiza primero las columnas importantes. Suele ser mejor con 4 bits.</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Sonda</translation>
    </message>
    <message>
        <source>A small fixed text evaluated between layers: the trend, not the final figure.</source>
        <translation>Un texto fijo y breve que se evalúa entre capas: la tendencia, no el valor final.</translation>
    </message>
    <message>
        <source>As it was before compression: no weight forced to zero, nothing rounded.</source>
        <translation>Como era antes de la compresión: ningún peso forzado a cero, nada redondeado.</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protocolo</translation>
    </message>
    <message>
        <source>How a perplexity was measured: text, window length, stride, start token, average. Figures of two protocols say nothing about each other.</source>
        <translation>Cómo se midió una perplejidad: texto, longitud de ventana, salto, token inicial, promedio. Los valores de dos protocolos no dicen nada uno del otro.</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Atención</translation>
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
        <translation>Cabezal</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otros</translation>
    </message>
    <message>
        <source>Nonzero parameters</source>
        <translation>Parámetros no nulos</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>Pico de memoria</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disco</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>Speed of the result</source>
        <translation>Velocidad del resultado</translation>
    </message>
    <message>
        <source>Parameters that are not zero, before and after the run.</source>
        <translation>Parámetros que no son cero, antes y después de la ejecución.</translation>
    </message>
    <message>
        <source>Bytes of the model&apos;s folder, before and after the run. Zeros alone save nothing on disk.</source>
        <translation>Bytes de la carpeta del modelo, antes y después de la ejecución. Los ceros por sí solos no ahorran nada en disco.</translation>
    </message>
    <message>
        <source>The most memory that the run holds at a time. Activations that do not fit lie on disk.</source>
        <translation>La máxima memoria que la ejecución ocupa a la vez. Las activaciones que no caben quedan en el disco.</translation>
    </message>
    <message>
        <source>What the run writes: a folder for each stage, and activations that memory has no room for.</source>
        <translation>Lo que escribe la ejecución: una carpeta por etapa y las activaciones que no caben en la memoria.</translation>
    </message>
    <message>
        <source>By this machine&apos;s speed with large matrices. Other work makes it longer.</source>
        <translation>Según la velocidad de este equipo con matrices grandes. Otros trabajos lo alargan.</translation>
    </message>
    <message>
        <source>Generated tokens a second on this machine, by the speed of each format of weights. Attention over a long text comes on top.</source>
        <translation>Tokens generados por segundo en este equipo, según la velocidad de cada formato de pesos. La atención sobre un texto largo se añade a ello.</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>a duration</comment>
        <translation>aprox. %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a stage, then a part of it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Work on a layer</source>
        <translation>Trabajo en una capa</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Activaciones</translation>
    </message>
    <message>
        <source>Embedding, head, evaluation</source>
        <translation>Embedding, cabezal, evaluación</translation>
    </message>
    <message>
        <source>Training of the whole model</source>
        <translation>Entrenamiento del modelo completo</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Activations, while it runs</source>
        <translation>Activaciones, mientras se ejecuta</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>Etapa %1</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Evaluaciones</translation>
    </message>
    <message>
        <source>%1 fewer than before.</source>
        <translation>%1 menos que antes.</translation>
    </message>
    <message>
        <source>%1 less than before.</source>
        <translation>%1 menos que antes.</translation>
    </message>
    <message>
        <source>Larger than before: the model was stored in a smaller format than this recipe writes.</source>
        <translation>Mayor que antes: el modelo estaba guardado en un formato más pequeño que el que escribe esta receta.</translation>
    </message>
    <message>
        <source>The settings allow a run %1.</source>
        <translation>Los ajustes permiten a una ejecución %1.</translation>
    </message>
    <message>
        <source>This machine has %1.</source>
        <translation>Este equipo tiene %1.</translation>
    </message>
    <message>
        <source>%1 are free where runs are kept.</source>
        <translation>Hay %1 libres donde se guardan las ejecuciones.</translation>
    </message>
    <message>
        <source>Without calibration text.</source>
        <translation>Sin texto de calibración.</translation>
    </message>
    <message>
        <source>One sample of %1 tokens.</source>
        <translation>Una muestra de %1 tokens.</translation>
    </message>
    <message numerus="yes">
        <source>%n samples of %1 tokens.</source>
        <translation>
            <numerusform>%n muestra de %1 tokens.</numerusform>
            <numerusform>%n muestras de %1 tokens.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before. A token&apos;s time by part of the model:</source>
        <translation>Antes, %1. Tiempo de un token por parte del modelo:</translation>
    </message>
    <message>
        <source>Not predicted: of a model as small as this, other work than its weights takes most of the time.</source>
        <translation>Sin predicción: en un modelo tan pequeño, la mayor parte del tiempo se va en trabajo ajeno a sus pesos.</translation>
    </message>
    <message>
        <source>This machine was not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>Este equipo aún no se ha medido. Tarda algunos segundos y necesita medio GiB de memoria.</translation>
    </message>
    <message>
        <source>Use windows of %1 tokens, without evaluation</source>
        <translation>Usar ventanas de %1 tokens, sin evaluación</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens, without evaluation</source>
        <translation>
            <numerusform>Usar %n muestra de %1 tokens, sin evaluación</numerusform>
            <numerusform>Usar %n muestras de %1 tokens, sin evaluación</numerusform>
        </translation>
    </message>
    <message>
        <source>Use windows of %1 tokens</source>
        <translation>Usar ventanas de %1 tokens</translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples</source>
        <translation>
            <numerusform>Usar %n muestra</numerusform>
            <numerusform>Usar %n muestras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n samples of %1 tokens</source>
        <translation>
            <numerusform>Usar %n muestra de %1 tokens</numerusform>
            <numerusform>Usar %n muestras de %1 tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>Not known, because this machine was not measured yet. Open this cell to measure it.</source>
        <translation>No se conoce porque este equipo aún no se ha medido. Abrir esta celda para medirlo.</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2. Activations take %3.</source>
        <translation>Esta ejecución necesita %1; el presupuesto es de %2. Las activaciones ocupan %3.</translation>
    </message>
    <message>
        <source>This run needs %1; the budget is %2.</source>
        <translation>Esta ejecución necesita %1; el presupuesto es de %2.</translation>
    </message>
    <message>
        <source>%1 are needed, %2 are free.</source>
        <translation>Se necesitan %1, hay %2 libres.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renombrar</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Usar %1</translation>
    </message>
    <message>
        <source>Use %1 (1 hit)</source>
        <translation>Usar %1 (1 coincidencia)</translation>
    </message>
    <message numerus="yes">
        <source>Use %1 (%n hits)</source>
        <translation>
            <numerusform>Usar %1 (%n coincidencia)</numerusform>
            <numerusform>Usar %1 (%n coincidencias)</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename it to %1</source>
        <translation>Renombrar a %1</translation>
    </message>
    <message>
        <source>Replace it by %1</source>
        <translation>Sustituir por %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Advertencia</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
</context>
<context>
    <name>espalier::ui::BudgetChart</name>
    <message>
        <source>%1 with zeros left out: predicted KL %2 (%3 to %4), perplexity %5</source>
        <translation>%1 sin los ceros: KL prevista %2 (de %3 a %4), perplejidad %5</translation>
    </message>
    <message>
        <source>Predicted loss by size</source>
        <translation>Pérdida prevista según el tamaño</translation>
    </message>
    <message>
        <source>Size (MiB)</source>
        <translation>Tamaño (MiB)</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL frente al denso (nats por token)</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL frente al modelo denso</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>The curve comes with the first cells.</source>
        <translation>La curva aparece con las primeras celdas.</translation>
    </message>
    <message>
        <source>Predicted: losses of single layers, added up</source>
        <translation>Previsto: pérdidas de capas por separado, sumadas</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CertificateView</name>
    <message>
        <source>Certificate</source>
        <translation>Certificado</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>Copiar JSON</translation>
    </message>
    <message>
        <source>Copies the certificate as it is stored beside the export.</source>
        <translation>Copia el certificado tal como está guardado junto a la exportación.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Comprobación</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Esperado</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Encontrado</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Tolerancia</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>This export has no certificate. Export it again to compare it with the model.</source>
        <translation>Esta exportación no tiene certificado. Al exportar de nuevo se compara con el modelo.</translation>
    </message>
    <message>
        <source>Every export is read again before it gets its name, and compared with the model: weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here.</source>
        <translation>Cada exportación se relee antes de recibir su nombre y se compara con el modelo: pesos, ceros, ID de tokens, plantilla de chat y, salvo en ONNX, predicciones. El resultado se muestra aquí.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chart</name>
    <message>
        <source>What %1 shows</source>
        <translation>Qué muestra «%1»</translation>
    </message>
    <message>
        <source>Save chart...</source>
        <translation>Guardar gráfico...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Mostrar como tabla</translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation>Restablecer zoom</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Guardar gráfico</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)</source>
        <translation>Imagen (*.png);;Dibujo (*.svg *.pdf);;Valores (*.csv)</translation>
    </message>
    <message>
        <source>The chart could not be written to %1.</source>
        <translation>No se pudo escribir el gráfico en %1.</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Copiar valor</translation>
    </message>
    <message>
        <source>Size (%1)</source>
        <translation>Tamaño (%1)</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Chat</name>
    <message>
        <source>Stopped before this model was asked.</source>
        <translation>Detenido antes de preguntar a este modelo.</translation>
    </message>
    <message>
        <source>The second model was unloaded before it was asked.</source>
        <translation>El segundo modelo se liberó antes de preguntarle.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ChatPage</name>
    <message numerus="yes">
        <source>%n messages of this conversation are damaged and left out. The file as it was is kept beside it.</source>
        <translation>
            <numerusform>%n mensaje de esta conversación está dañado y se omite. El archivo original se conserva al lado.</numerusform>
            <numerusform>%n mensajes de esta conversación están dañados y se omiten. El archivo original se conserva al lado.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Current model: %1</source>
        <translation>Modelo actual: %1</translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation>Resultados de ejecuciones</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>No run has finished yet</source>
        <translation>Aún no ha terminado ninguna ejecución</translation>
    </message>
    <message>
        <source>Delete the conversation &quot;%1&quot;? This cannot be undone.</source>
        <translation>¿Eliminar la conversación «%1»? Esto no se puede deshacer.</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>Eliminar conversación</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservar</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.</source>
        <translation>La respuesta termina aquí: el contexto de %1 tokens está lleno. Una conversación nueva empieza con uno vacío.</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>Primero hay que cargar un modelo.</translation>
    </message>
    <message>
        <source>The model is still being loaded.</source>
        <translation>El modelo aún se está cargando.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Primero hay que escribir un mensaje.</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>Regenerar</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>Ningún modelo cargado</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>Cargando %1</translation>
    </message>
    <message>
        <source>Choose which model chats</source>
        <translation>Elegir el modelo del chat</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n threads, %2 of weights</source>
        <translation>
            <numerusform>%1, %n hilo, %2 de pesos</numerusform>
            <numerusform>%1, %n hilos, %2 de pesos</numerusform>
        </translation>
    </message>
    <message>
        <source>Which kernels multiply this model&apos;s weights, and the instruction set in use.</source>
        <translation>Qué kernels multiplican los pesos de este modelo y el juego de instrucciones en uso.</translation>
    </message>
    <message>
        <source>Text to continue...</source>
        <translation>Texto que continuar...</translation>
    </message>
    <message>
        <source>Message...</source>
        <translation>Mensaje...</translation>
    </message>
    <message>
        <source>Its weights are packed for this processor.</source>
        <translation>Sus pesos se empaquetan para este procesador.</translation>
    </message>
    <message>
        <source>Load %1 to talk to it. Everything is computed on this machine.</source>
        <translation>Cargar %1 para conversar con él. Todo se calcula en este equipo.</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>Ningún modelo abierto</translation>
    </message>
    <message>
        <source>Open a model, or start with the demo&apos;s model.</source>
        <translation>Abrir un modelo o empezar con el modelo de la demo.</translation>
    </message>
    <message>
        <source>%1 continues text</source>
        <translation>%1 continúa texto</translation>
    </message>
    <message>
        <source>It has no chat template, so it writes on where your text ends and nothing marks who speaks.</source>
        <translation>No tiene plantilla de chat, así que sigue escribiendo donde acaba el texto y nada marca quién habla.</translation>
    </message>
    <message>
        <source>Talk to %1</source>
        <translation>Conversar con %1</translation>
    </message>
    <message>
        <source>Return sends a message, Shift+Return starts a new line.</source>
        <translation>Retorno envía un mensaje, Mayús+Retorno empieza una línea nueva.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Ends the answer at the next token; what is written stays.</source>
        <translation>Termina la respuesta en el token siguiente; lo escrito se mantiene.</translation>
    </message>
    <message>
        <source>Edit last question</source>
        <translation>Editar última pregunta</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Conversación nueva</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>Eliminar conversación...</translation>
    </message>
    <message>
        <source>Load current model</source>
        <translation>Cargar modelo actual</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stops loading.</source>
        <translation>Cancela la carga.</translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation>Liberar modelo</translation>
    </message>
    <message>
        <source>Frees the memory of the model that chats. Conversations stay.</source>
        <translation>Libera la memoria del modelo del chat. Las conversaciones se mantienen.</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Abrir demo</translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation>Probar una pregunta</translation>
    </message>
    <message>
        <source>Fills in a question that this model can take.</source>
        <translation>Rellena una pregunta que este modelo puede responder.</translation>
    </message>
    <message>
        <source>Explain in two sentences what a neural network is.</source>
        <translation>Explica en dos frases qué es una red neuronal.</translation>
    </message>
    <message>
        <source>Model that chats</source>
        <translation>Modelo del chat</translation>
    </message>
    <message>
        <source>The second model is still being loaded.</source>
        <translation>El segundo modelo aún se está cargando.</translation>
    </message>
    <message>
        <source>Same prompt, seed and settings. A answers first, then B, each with all cores to itself, so that their speeds can be compared.</source>
        <translation>Mismo prompt, misma semilla, mismos ajustes. Primero responde A, luego B, cada uno con todos los núcleos para sí, para poder comparar sus velocidades.</translation>
    </message>
    <message>
        <source>%1, first token %2, context %3 of %4</source>
        <translation>%1, primer token %2, contexto %3 de %4</translation>
    </message>
    <message>
        <source>Up in the empty field does the same. What was said stays as a branch.</source>
        <translation>Flecha arriba en el campo vacío hace lo mismo. Lo dicho queda como rama.</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Dejar de comparar</translation>
    </message>
    <message>
        <source>Unloads the second model. Its replies stay.</source>
        <translation>Libera el segundo modelo. Sus respuestas se mantienen.</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>Divergencia</translation>
    </message>
    <message>
        <source>Compares B&apos;s replies with what A predicts of the same text, in the background. Tints show how far each token is from it: 0.05, 0.2, 0.7 and 2 nats of KL.</source>
        <translation>Compara en segundo plano las respuestas de B con lo que A predice para el mismo texto. Los tonos muestran cuánto se aleja cada token: 0,05; 0,2; 0,7 y 2 nats de KL.</translation>
    </message>
    <message>
        <source>Token mode</source>
        <translation>Modo de tokens</translation>
    </message>
    <message>
        <source>Steps through the tokens of the last reply. J jumps to the first one that differs.</source>
        <translation>Recorre los tokens de la última respuesta. J salta al primero que difiere.</translation>
    </message>
    <message>
        <source>Show conversations</source>
        <translation>Mostrar conversaciones</translation>
    </message>
    <message>
        <source>Show settings</source>
        <translation>Mostrar ajustes</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>Segundo modelo</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Elegir otro modelo</translation>
    </message>
    <message>
        <source>%1 takes about %2 of memory beside the first model, and %3 are free. Close other programs, or choose a smaller model as A or B.</source>
        <translation>%1 necesita aprox. %2 de memoria junto al primer modelo, y hay %3 libres. Cerrar otros programas o elegir un modelo más pequeño como A o B.</translation>
    </message>
    <message>
        <source>The model that %1 was made of is not there any more, so that it answers alone. Choose another one to compare it with.</source>
        <translation>El modelo del que se hizo %1 ya no está, así que el resultado responde solo. Elegir otro con que compararlo.</translation>
    </message>
    <message>
        <source>What it was made of: %1</source>
        <translation>De qué se hizo: %1</translation>
    </message>
    <message>
        <source>The dense model becomes A, the run&apos;s result B.</source>
        <translation>El modelo denso pasa a ser A; el resultado de la ejecución, B.</translation>
    </message>
    <message>
        <source>Recent models</source>
        <translation>Modelos recientes</translation>
    </message>
    <message>
        <source>%1 holds no model. Choose a folder with config.json and weights, or a GGUF file.</source>
        <translation>%1 no contiene ningún modelo. Elegir una carpeta con config.json y pesos, o un archivo GGUF.</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Carpeta...</translation>
    </message>
    <message>
        <source>Choose model folder</source>
        <translation>Elegir carpeta del modelo</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>Archivo GGUF...</translation>
    </message>
    <message>
        <source>Choose GGUF file</source>
        <translation>Elegir archivo GGUF</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>Modelos GGUF (*.gguf)</translation>
    </message>
    <message>
        <source>Let %1 answer beside %2</source>
        <translation>Hacer que %1 responda junto a %2</translation>
    </message>
    <message>
        <source>Choose a second model that answers the same beside the first one.</source>
        <translation>Elegir un segundo modelo que responda a lo mismo junto al primero.</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>Comparar con...</translation>
    </message>
    <message>
        <source>Then %1</source>
        <translation>Luego %1</translation>
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
        <translation>Se está escribiendo una respuesta.</translation>
    </message>
    <message>
        <source>Load the two models that wrote these replies first.</source>
        <translation>Primero hay que cargar los dos modelos que escribieron estas respuestas.</translation>
    </message>
    <message>
        <source>The Chat page has its result loaded and would let go of it.</source>
        <translation>La página Chat tiene cargado su resultado y lo liberaría.</translation>
    </message>
    <message>
        <source>Show chat template</source>
        <translation>Mostrar plantilla de chat</translation>
    </message>
    <message>
        <source>The template, and the exact text that the model is given.</source>
        <translation>La plantilla y el texto exacto que recibe el modelo.</translation>
    </message>
    <message>
        <source>Shows or hides the settings and the template of the conversation.</source>
        <translation>Muestra u oculta los ajustes y la plantilla de la conversación.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Settings of the conversation</source>
        <translation>Ajustes de la conversación</translation>
    </message>
    <message>
        <source>Shows or hides the list of conversations.</source>
        <translation>Muestra u oculta la lista de conversaciones.</translation>
    </message>
    <message>
        <source>There is no room for the list beside two replies. Widen the window.</source>
        <translation>No hay sitio para la lista junto a dos respuestas. Ensanchar la ventana.</translation>
    </message>
    <message>
        <source>Hello</source>
        <translation>Hola</translation>
    </message>
    <message>
        <source>Writes another answer; the last one stays as a branch. With a fixed seed it comes out alike.</source>
        <translation>Escribe otra respuesta; la última se conserva como rama. Con una semilla fija sale igual.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ColumnChooser</name>
    <message>
        <source>Usual columns</source>
        <translation>Columnas habituales</translation>
    </message>
    <message>
        <source>The window is too narrow for it.</source>
        <translation>La ventana es demasiado estrecha para ella.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::CommandPalette</name>
    <message>
        <source>Search or command</source>
        <translation>Búsqueda u orden</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Coincidencias</translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;.</source>
        <translation>Nada coincide con «%1».</translation>
    </message>
    <message>
        <source>Action or page;  &gt; command   # module   @ run   : line   ? help</source>
        <translation>Acción o página;  &gt; comando   # módulo   @ ejecución   : línea   ? ayuda</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ComparePage</name>
    <message>
        <source>Pick two runs</source>
        <translation>Elegir dos ejecuciones</translation>
    </message>
    <message>
        <source>There are no runs yet. A run applies a recipe to a model; two of them can be compared.</source>
        <translation>Aún no hay ejecuciones. Una ejecución aplica una receta a un modelo; dos de ellas se pueden comparar.</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 ejecución</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n ejecución</numerusform>
            <numerusform>%n ejecuciones</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>1 run hidden: other protocol</source>
        <translation>1 ejecución oculta: otro protocolo</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: other protocol</source>
        <translation>
            <numerusform>%n ejecución oculta: otro protocolo</numerusform>
            <numerusform>%n ejecuciones ocultas: otro protocolo</numerusform>
        </translation>
    </message>
    <message>
        <source>1 run hidden: no such figure</source>
        <translation>1 ejecución oculta: sin ese valor</translation>
    </message>
    <message numerus="yes">
        <source>%n runs hidden: no such figure</source>
        <translation>
            <numerusform>%n ejecución oculta: sin ese valor</numerusform>
            <numerusform>%n ejecuciones ocultas: sin ese valor</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Measuring the speed of %1</source>
        <translation>Midiendo la velocidad de %1</translation>
    </message>
    <message>
        <source>Hide reasons</source>
        <translation>Ocultar motivos</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>Say why runs are hidden</source>
        <translation>Mostrar por qué hay ejecuciones ocultas</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>Añadir ejecuciones</translation>
    </message>
    <message>
        <source>Add all runs</source>
        <translation>Añadir todas</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs.</source>
        <translation>Marca las dos ejecuciones terminadas más recientes.</translation>
    </message>
    <message>
        <source>Ticks the other finished runs.</source>
        <translation>Marca las demás ejecuciones terminadas.</translation>
    </message>
    <message>
        <source>No other run is finished.</source>
        <translation>Ninguna otra ejecución ha terminado.</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>Detener medición</translation>
    </message>
    <message>
        <source>Measure speeds</source>
        <translation>Medir velocidades</translation>
    </message>
    <message>
        <source>A run is working: speeds would come out too low.</source>
        <translation>Hay una ejecución en marcha: las velocidades saldrían demasiado bajas.</translation>
    </message>
    <message>
        <source>Lets each model generate some tokens on this machine, one model after another.</source>
        <translation>Hace que cada modelo genere algunos tokens en este equipo, uno tras otro.</translation>
    </message>
    <message>
        <source>%1 is in the comparison</source>
        <translation>%1 está en la comparación</translation>
    </message>
    <message>
        <source>Add %1 to the comparison</source>
        <translation>Añadir %1 a la comparación</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>Ticks the two newest finished runs, then the others.</source>
        <translation>Marca las dos ejecuciones terminadas más recientes, luego las demás.</translation>
    </message>
    <message>
        <source>Clear comparison</source>
        <translation>Vaciar comparación</translation>
    </message>
    <message>
        <source>Unticks all runs. The runs stay.</source>
        <translation>Desmarca todas las ejecuciones. Las ejecuciones se mantienen.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Vaciar</translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation>Ir a ejecuciones</translation>
    </message>
    <message>
        <source>Save plot...</source>
        <translation>Guardar gráfico...</translation>
    </message>
    <message>
        <source>As a picture, a drawing or a table of its figures.</source>
        <translation>Como imagen, dibujo o tabla de sus valores.</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>Guardar tabla...</translation>
    </message>
    <message>
        <source>As comma-separated values.</source>
        <translation>Como valores separados por comas.</translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation>&amp;x</translation>
    </message>
    <message>
        <source>What quality is weighed against</source>
        <translation>Frente a qué se sopesa la calidad</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits por peso</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens por segundo</translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation>&amp;y</translation>
    </message>
    <message>
        <source>Quality that is shown</source>
        <translation>Calidad que se muestra</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>KL to dense</source>
        <translation>KL frente al denso</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protocolo</translation>
    </message>
    <message>
        <source>How the figures were measured</source>
        <translation>Cómo se midieron los valores</translation>
    </message>
    <message>
        <source>Perplexities are comparable only if they are of the same text, cut in the same windows. Runs of other protocols are not drawn.</source>
        <translation>Las perplejidades solo son comparables si son del mismo texto, cortado en las mismas ventanas. Las ejecuciones de otros protocolos no se dibujan.</translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation>Tabla de diferencias</translation>
    </message>
    <message>
        <source>Recipe diff</source>
        <translation>Comparación de recetas</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Tick runs in the list. Their results stand on one plot of quality over size, with the dense model that they began with.</source>
        <translation>Marcar ejecuciones en la lista. Sus resultados aparecen en un mismo gráfico de calidad frente a tamaño, con el modelo denso del que partieron.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Composer</name>
    <message>
        <source>Keep it</source>
        <translation>Conservar</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Begins another branch; what was said stays.</source>
        <translation>Empieza otra rama; lo dicho se mantiene.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConfigDialog</name>
    <message>
        <source>config.json of %1</source>
        <translation>config.json de %1</translation>
    </message>
    <message>
        <source>Search the configuration</source>
        <translation>Buscar en la configuración</translation>
    </message>
    <message>
        <source>A GGUF file has no config.json. This is what its metadata come to.</source>
        <translation>Un archivo GGUF no tiene config.json. Esto es lo que resulta de sus metadatos.</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 coincidencia</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n coincidencia</numerusform>
            <numerusform>%n coincidencias</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation>Conversaciones</translation>
    </message>
    <message>
        <source>Conversations are kept here.</source>
        <translation>Las conversaciones se guardan aquí.</translation>
    </message>
    <message>
        <source>Delete conversation...</source>
        <translation>Eliminar conversación...</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ConversationModel</name>
    <message>
        <source>Untitled</source>
        <translation>Sin título</translation>
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
        <translation>Textos que muestran qué entradas importan. Más cuestan memoria y tiempo. Los artículos usan 128.</translation>
    </message>
    <message>
        <source>Tokens of one sample. Auto is 2048, or the model&apos;s context if that is less.</source>
        <translation>Tokens de una muestra. En automático son 2048, o el contexto del modelo si es menor.</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>automático</translation>
    </message>
    <message>
        <source>Stored with the run. Same seed, same threads: the same bytes.</source>
        <translation>Se guarda con la ejecución. Misma semilla, mismos hilos: los mismos bytes.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>texto</translation>
    </message>
    <message>
        <source>Columns of jsonl, json, csv and Parquet files that are joined, separated by commas.</source>
        <translation>Columnas de archivos jsonl, json, csv y Parquet que se unen, separadas por comas.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>no hay</translation>
    </message>
    <message>
        <source>Ca&amp;libration text</source>
        <translation>Texto de ca&amp;libración</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Texto de calibración</translation>
    </message>
    <message>
        <source>E&amp;valuation text</source>
        <translation>Texto de &amp;evaluación</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Texto de evaluación</translation>
    </message>
    <message>
        <source>Text &amp;columns</source>
        <translation>&amp;Columnas de texto</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Muestras</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Ventana</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>&amp;Semilla</translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation>Elegir archivos...</translation>
    </message>
    <message>
        <source>Choose files: %1</source>
        <translation>Elegir archivos: %1</translation>
    </message>
    <message>
        <source>Text (%1);;All files (*)</source>
        <translation>Texto (%1);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>needed by this recipe</source>
        <translation>esta receta lo necesita</translation>
    </message>
    <message>
        <source>not needed by this recipe</source>
        <translation>esta receta no lo necesita</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaTable</name>
    <message>
        <source>Dense: %1</source>
        <translation>Denso: %1</translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation>no comparable: %1</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL frente al denso (nats por token)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>%1, predicted</source>
        <translation>%1, previsto</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits por peso</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens por segundo</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>Ceros en capas del decodificador</translation>
    </message>
    <message>
        <source>Time of the run</source>
        <translation>Tiempo de la ejecución</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>Memoria de la ejecución</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Texto de calibración</translation>
    </message>
    <message>
        <source>Calibration windows</source>
        <translation>Ventanas de calibración</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>Tokens por ventana</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automático</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Texto de evaluación</translation>
    </message>
    <message>
        <source>better</source>
        <translation>mejor</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>peor</translation>
    </message>
    <message>
        <source>same</source>
        <translation>igual</translation>
    </message>
    <message>
        <source>%1 (other protocol)</source>
        <translation>%1 (otro protocolo)</translation>
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
        <translation>Valor</translation>
    </message>
    <message>
        <source>%1
reference</source>
        <translation>%1
referencia</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DeltaView</name>
    <message>
        <source>Only &amp;differences</source>
        <translation>Solo &amp;diferencias</translation>
    </message>
    <message>
        <source>Reference column</source>
        <translation>Columna de referencia</translation>
    </message>
    <message>
        <source>R&amp;eference</source>
        <translation>R&amp;eferencia</translation>
    </message>
    <message>
        <source>Save table...</source>
        <translation>Guardar tabla...</translation>
    </message>
    <message>
        <source>Differences from the reference</source>
        <translation>Diferencias respecto a la referencia</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Guardar tabla</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>comparación</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>Valores (*.csv)</translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation>La tabla no se guardó</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder, or free some space.</source>
        <translation>No se pudo escribir %1. Elegir otra carpeta o liberar espacio.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DetailPane</name>
    <message>
        <source>No module selected</source>
        <translation>Ningún módulo seleccionado</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Forma</translation>
    </message>
    <message>
        <source>Outputs × inputs.</source>
        <translation>Salidas × entradas.</translation>
    </message>
    <message>
        <source>Part of</source>
        <translation>Parte de</translation>
    </message>
    <message>
        <source>The files hold several modules in this one. Each of them is compressed as the module that it is; the targets of a recipe may name either.</source>
        <translation>Los archivos reúnen varios módulos en este. Cada uno se comprime como módulo propio; los objetivos de una receta pueden nombrar uno u otro.</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parámetros</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Size as stored</source>
        <translation>Tamaño guardado</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>Guardado como</translation>
    </message>
    <message>
        <source>the embedding&apos;s weight</source>
        <translation>el peso del embedding</translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation>%1, %2 bits por peso</translation>
    </message>
    <message>
        <source>Another program&apos;s quantization: dequantized when the model is compressed.</source>
        <translation>Cuantización de otro programa: se descuantiza al comprimir el modelo.</translation>
    </message>
    <message>
        <source>%1 of the %2 counted so far</source>
        <translation>%1 del %2 contado hasta ahora</translation>
    </message>
    <message>
        <source>%1 (%2 zeros)</source>
        <translation>%1 (%2 ceros)</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Proporción de pesos que son exactamente cero. Solo ahorra tiempo en patrones para los que el motor tiene un kernel. Típico: 50 %.</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Falta</translation>
    </message>
    <message>
        <source>A tensor here is not in the files.</source>
        <translation>Un tensor de este módulo no está en los archivos.</translation>
    </message>
    <message>
        <source>Detail of the module</source>
        <translation>Detalle del módulo</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histograma</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>Matriz</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>Normas</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>Espectro</translation>
    </message>
    <message>
        <source>Select a module with a weight matrix.</source>
        <translation>Seleccionar un módulo con matriz de pesos.</translation>
    </message>
    <message>
        <source>Counting weights</source>
        <translation>Contando pesos</translation>
    </message>
    <message>
        <source>Summing squares</source>
        <translation>Sumando cuadrados</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Cuantización</translation>
    </message>
    <message>
        <source>Inputs are quantized</source>
        <translation>Las entradas se cuantizan</translation>
    </message>
    <message>
        <source>Values that come into the module are rounded, too, when the model runs as it is stored.</source>
        <translation>También se redondean los valores que entran en el módulo cuando el modelo se ejecuta tal como está guardado.</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Rango</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 a %2</translation>
    </message>
    <message>
        <source>Not finite</source>
        <translation>No finitos</translation>
    </message>
    <message>
        <source>Weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>Pesos que son infinitos o no son un número. El modelo no puede calcular con ellos.</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>Patrón N:M</translation>
    </message>
    <message>
        <source>%1 in every group</source>
        <translation>%1 en cada grupo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>8:16: 8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here.</source>
        <translation>8:16: se conservan 8 de cada 16 entradas consecutivas. Casi la calidad sin estructura, rápido aquí.</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>2:4 in 68.9 % of the groups</comment>
        <translation>%1 en el %2</translation>
    </message>
    <message>
        <source>Groups that keep to</source>
        <translation>Grupos que cumplen</translation>
    </message>
    <message>
        <source>Size before the run</source>
        <translation>Tamaño antes de la ejecución</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Error de salida relativo</translation>
    </message>
    <message>
        <source>Squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>Cambio al cuadrado de la salida de la capa, dividido por el cuadrado de esta. 0 es perfecto, 1 no es mejor que ceros. Con varios módulos, la media.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffTable</name>
    <message>
        <source>the same in both</source>
        <translation>igual en ambos</translation>
    </message>
    <message>
        <source>different</source>
        <translation>distinto</translation>
    </message>
    <message>
        <source>only on the left</source>
        <translation>solo a la izquierda</translation>
    </message>
    <message>
        <source>only on the right</source>
        <translation>solo a la derecha</translation>
    </message>
    <message>
        <source>Recipes side by side</source>
        <translation>Recetas lado a lado</translation>
    </message>
</context>
<context>
    <name>espalier::ui::DiffView</name>
    <message>
        <source>&amp;Ignore comments</source>
        <translation>&amp;Ignorar comentarios</translation>
    </message>
    <message>
        <source>By line</source>
        <translation>Por línea</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>Por clave</translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation>Por significado</translation>
    </message>
    <message>
        <source>How recipes are compared</source>
        <translation>Cómo se comparan las recetas</translation>
    </message>
    <message>
        <source>By key: each value by its path, wherever the key stands. By meaning: the same after both were rewritten in Espalier&apos;s own form, so that two dialects can be compared.</source>
        <translation>Por clave: cada valor por su ruta, dondequiera que esté la clave. Por significado: lo mismo tras reescribir ambas en la forma propia de Espalier, de modo que se puedan comparar dos dialectos.</translation>
    </message>
    <message>
        <source>Leaves out comments and blank lines.</source>
        <translation>Omite comentarios y líneas en blanco.</translation>
    </message>
    <message>
        <source>Tick two runs to see their recipes.</source>
        <translation>Marcar dos ejecuciones para ver sus recetas.</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>Ninguna diferencia</translation>
    </message>
    <message>
        <source>1 difference</source>
        <translation>1 diferencia</translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>%n diferencia</numerusform>
            <numerusform>%n diferencias</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::EngineStatus</name>
    <message>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <source>Tokens that are generated in a second, after the first one.</source>
        <translation>Tokens que se generan en un segundo, después del primero.</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Primer token</translation>
    </message>
    <message>
        <source>From sending to the first token: the prompt is read then. What an earlier answer had read already is not read again.</source>
        <translation>Desde el envío hasta el primer token: en ese tiempo se lee el prompt. Lo que una respuesta anterior ya leyó no se lee de nuevo.</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>Tokens of this conversation, of those that fit.</source>
        <translation>Tokens de esta conversación, de los que caben.</translation>
    </message>
    <message>
        <source>Weights read</source>
        <translation>Pesos leídos</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>How near decoding comes to what the memory can give.</source>
        <translation>Cuánto se acerca la decodificación a lo que la memoria puede dar.</translation>
    </message>
    <message>
        <source>A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what the memory gave in a measurement just after loading. A model that fits into the processor&apos;s cache may exceed it.</source>
        <translation>Un token lee %1 de pesos; multiplicado por los tokens por segundo, da la velocidad a la que se leen. El límite es lo que dio la memoria en una medición justo después de cargar. Un modelo que cabe en la caché del procesador puede superarlo.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::EntryList</name>
    <message>
        <source>whole model</source>
        <translation>modelo completo</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 matriz</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 matrices</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Objetivos</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Coincidencias</translation>
    </message>
    <message>
        <source>Targets of the recipe</source>
        <translation>Objetivos de la receta</translation>
    </message>
    <message>
        <source>Selecting an entry shows what it hits in the module tree. Enter goes to its line.</source>
        <translation>Al seleccionar una entrada se muestra en el árbol de módulos con qué coincide. Intro va a su línea.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>ignore %1</source>
        <translation>ignorar %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExplorerPage</name>
    <message>
        <source>Open model folder...</source>
        <translation>Abrir carpeta del modelo...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>Abrir archivo GGUF...</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Abrir demo</translation>
    </message>
    <message>
        <source>Compress...</source>
        <translation>Comprimir...</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>Abriendo %1</translation>
    </message>
    <message>
        <source>The headers of its files are read.</source>
        <translation>Se leen las cabeceras de sus archivos.</translation>
    </message>
    <message>
        <source>%1 Its tensors remain viewable.</source>
        <translation>%1 Sus tensores se pueden seguir viendo.</translation>
    </message>
    <message>
        <source>The tensor %1 is missing. Download the model again; the rest is shown.</source>
        <translation>Falta el tensor %1. Hay que descargar el modelo de nuevo; el resto se muestra.</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors are missing, the first is %1. Download the model again; the rest is shown.</source>
        <translation>
            <numerusform>Falta %n tensor, el primero es %1. Hay que descargar el modelo de nuevo; el resto se muestra.</numerusform>
            <numerusform>Faltan %n tensores, el primero es %1. Hay que descargar el modelo de nuevo; el resto se muestra.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show module</source>
        <translation>Mostrar módulo</translation>
    </message>
    <message>
        <source>One tensor belongs to no module of this model and is left alone.</source>
        <translation>Un tensor no pertenece a ningún módulo de este modelo y se deja como está.</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors belong to no module of this model and are left alone.</source>
        <translation>
            <numerusform>%n tensor no pertenece a ningún módulo de este modelo y se deja como está.</numerusform>
            <numerusform>%n tensores no pertenecen a ningún módulo de este modelo y se dejan como están.</numerusform>
        </translation>
    </message>
    <message>
        <source>Make this model half as large in a minute.</source>
        <translation>Reducir este modelo a la mitad en un minuto.</translation>
    </message>
    <message>
        <source>Start the demo run</source>
        <translation>Iniciar la ejecución de la demo</translation>
    </message>
    <message>
        <source>Applies the demo&apos;s recipe to the demo&apos;s model and shows each layer as it finishes.</source>
        <translation>Aplica la receta de la demo al modelo de la demo y muestra cada capa a medida que termina.</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Omitir</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 coincidencia</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n coincidencia</numerusform>
            <numerusform>%n coincidencias</numerusform>
        </translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>Explorar</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>Abrir carpeta del modelo</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>Abrir archivo GGUF</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>Modelos GGUF (*.gguf)</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>Primero hay que abrir un modelo.</translation>
    </message>
    <message>
        <source>No model open</source>
        <translation>Ningún modelo abierto</translation>
    </message>
    <message>
        <source>Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros.</source>
        <translation>Abrir una carpeta de modelo o un archivo GGUF, o soltarlo aquí, para ver sus capas, tamaños y ceros.</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Colour of the layers</source>
        <translation>Color de las capas</translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation>C&amp;olor</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Filter modules: part of a name, or re:.*mlp</source>
        <translation>Filtrar módulos: parte de un nombre, o re:.*mlp</translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation>Filtrar módulos</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Módulos</translation>
    </message>
    <message>
        <source>Show matrix</source>
        <translation>Mostrar matriz</translation>
    </message>
    <message>
        <source>config.json</source>
        <translation>config.json</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2 The tensors of the other files remain viewable.</source>
        <translation>No se puede leer %1: %2 Los tensores de los demás archivos siguen visibles.</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read, the first is %1: %2 The tensors of the others remain viewable.</source>
        <translation>
            <numerusform>No se puede leer %n archivo, el primero es %1: %2 Los tensores de los demás siguen visibles.</numerusform>
            <numerusform>No se pueden leer %n archivos, el primero es %1: %2 Los tensores de los demás siguen visibles.</numerusform>
        </translation>
    </message>
    <message>
        <source>Shows the weights of the selected module as a map of colours.</source>
        <translation>Muestra los pesos del módulo seleccionado como mapa de colores.</translation>
    </message>
    <message>
        <source>Shows the model&apos;s configuration, searchable.</source>
        <translation>Muestra la configuración del modelo, con búsqueda.</translation>
    </message>
    <message>
        <source>Weight range</source>
        <translation>Rango de pesos</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>±%1</source>
        <translation>±%1</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros.</source>
        <translation>Error de salida relativo: cambio al cuadrado de la salida de la capa, dividido por el cuadrado de esta. 0 es perfecto, 1 no es mejor que ceros.</translation>
    </message>
    <message>
        <source>No run made this model or works on it, so errors are not known.</source>
        <translation>Ninguna ejecución creó este modelo ni trabaja con él, así que no se conocen errores.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Which figures the list shows. Also with a right click on its header.</source>
        <translation>Qué valores muestra la lista. También con clic derecho en su cabecera.</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Copiar nombre</translation>
    </message>
    <message>
        <source>Copy pattern for all layers</source>
        <translation>Copiar patrón para todas las capas</translation>
    </message>
    <message>
        <source>The weight of %1 cannot be read: %2 The rest is shown.</source>
        <translation>No se puede leer el peso de %1: %2 Se muestra el resto.</translation>
    </message>
    <message numerus="yes">
        <source>%n weights cannot be read, the first is that of %1: %2 The rest is shown.</source>
        <translation>
            <numerusform>No se puede leer %n peso, el primero es el de %1: %2 Se muestra el resto.</numerusform>
            <numerusform>No se pueden leer %n pesos, el primero es el de %1: %2 Se muestra el resto.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 holds weights that are infinite or no number. The model cannot compute with them.</source>
        <translation>%1 contiene pesos que son infinitos o no son números. El modelo no puede calcular con ellos.</translation>
    </message>
    <message numerus="yes">
        <source>%n modules hold weights that are infinite or no number, the first is %1. The model cannot compute with them.</source>
        <translation>
            <numerusform>%n módulo contiene pesos que son infinitos o no son números, el primero es %1. El modelo no puede calcular con ellos.</numerusform>
            <numerusform>%n módulos contienen pesos que son infinitos o no son números, el primero es %1. El modelo no puede calcular con ellos.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportController</name>
    <message>
        <source>%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.</source>
        <translation>Se necesitan %1 y hay %2 libres. No se escribió nada. Liberar espacio o elegir otro lugar.</translation>
    </message>
    <message>
        <source>The export could not be removed. Close what uses it.</source>
        <translation>No se pudo quitar la exportación. Cerrar lo que la usa.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportMimeData</name>
    <message>
        <source>is made on the way</source>
        <translation>se crea por el camino</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportPage</name>
    <message>
        <source>No model</source>
        <translation>Ningún modelo</translation>
    </message>
    <message>
        <source>An export writes a model in a format that other programs load. Open a model, or run a recipe and export its result.</source>
        <translation>Una exportación escribe un modelo en un formato que cargan otros programas. Abrir un modelo, o ejecutar una receta y exportar su resultado.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>Cancelar exportación</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>Abrir modelo...</translation>
    </message>
    <message>
        <source>Model to export</source>
        <translation>Modelo que exportar</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modelo</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 libres</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportar a</translation>
    </message>
    <message>
        <source>%1 took longer than other programs wait. If it did not arrive, drag it again: it is ready now.</source>
        <translation>%1 tardó más de lo que esperan otros programas. Si no llegó, arrastrarlo de nuevo: ya está listo.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Drop %1 here to export it as %2</source>
        <translation>Soltar %1 aquí para exportarlo como %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ExportTile</name>
    <message>
        <source>Comparing</source>
        <translation>Comparando</translation>
    </message>
    <message>
        <source>counting zeros</source>
        <translation>contando ceros</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Midiendo</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Escribiendo</translation>
    </message>
    <message>
        <source>Type of the weights in %1</source>
        <translation>Tipo de los pesos en %1</translation>
    </message>
    <message>
        <source>What the weights are stored as. Fewer bits make a smaller and less exact model.</source>
        <translation>En qué forma se guardan los pesos. Menos bits dan un modelo más pequeño y menos exacto.</translation>
    </message>
    <message>
        <source>Loads in %1</source>
        <translation>Se carga en %1</translation>
    </message>
    <message>
        <source>Progress of the export to %1</source>
        <translation>Progreso de la exportación a %1</translation>
    </message>
    <message>
        <source>Export to...</source>
        <translation>Exportar a...</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>Copiar archivo</translation>
    </message>
    <message>
        <source>Delete export</source>
        <translation>Eliminar exportación</translation>
    </message>
    <message>
        <source>Copy folder</source>
        <translation>Copiar carpeta</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Más para %1</translation>
    </message>
    <message>
        <source>Drag it to a folder: it is made on the way.</source>
        <translation>Arrastrar a una carpeta: se crea por el camino.</translation>
    </message>
    <message>
        <source>Takes about %1: make first, then drag.</source>
        <translation>Tarda aprox. %1: primero crear, luego arrastrar.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Iniciando</translation>
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
        <translation>%1. El otro programa lo espera.</translation>
    </message>
    <message>
        <source>%1. Drag it when it is ready.</source>
        <translation>%1. Arrastrar cuando esté listo.</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>aprox. %1</translation>
    </message>
    <message>
        <source>Ready: drag the folder out.</source>
        <translation>Listo: arrastrar la carpeta afuera.</translation>
    </message>
    <message>
        <source>Ready: drag the file out.</source>
        <translation>Listo: arrastrar el archivo afuera.</translation>
    </message>
    <message>
        <source>Waiting for the other export</source>
        <translation>Esperando a la otra exportación</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Deteniendo</translation>
    </message>
    <message>
        <source>Reading the model.</source>
        <translation>Leyendo el modelo.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>Exportar de nuevo</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FirstRunGuide</name>
    <message>
        <source>The model is smaller now. Is it still good? Ask it.</source>
        <translation>El modelo es ahora más pequeño. ¿Sigue siendo bueno? Basta preguntarle.</translation>
    </message>
    <message>
        <source>The model takes %1 of its size now, and its perplexity went from %2 to %3. Is it still good? Ask both.</source>
        <translation>El modelo ocupa ahora el %1 de su tamaño y su perplejidad pasó de %2 a %3. ¿Sigue siendo bueno? Basta preguntar a ambos.</translation>
    </message>
    <message>
        <source>Each point will be one matrix: how far its output moved. In the perplexity chart the dashed line is the model as it was.</source>
        <translation>Cada punto será una matriz: cuánto se ha desplazado su salida. En el gráfico de perplejidad, la línea discontinua es el modelo tal como era.</translation>
    </message>
    <message>
        <source>Chat with both</source>
        <translation>Chatear con ambos</translation>
    </message>
    <message>
        <source>A is the model as it was, B the smaller one. Send the question once both are loaded.</source>
        <translation>A es el modelo tal como era, B el reducido. Enviar la pregunta cuando ambos estén cargados.</translation>
    </message>
    <message>
        <source>Coloured tokens are those where the two models disagree. Rest the pointer on one to see what each of them would have said.</source>
        <translation>Los tokens coloreados son aquellos en que los dos modelos difieren. Dejar el puntero sobre uno para ver qué habría dicho cada modelo.</translation>
    </message>
    <message>
        <source>See why</source>
        <translation>Ver por qué</translation>
    </message>
    <message>
        <source>This matrix lost most: its output moved furthest. The tab Matrix shows which of its weights are zero.</source>
        <translation>Esta matriz es la que más perdió: su salida fue la que más se desplazó. La pestaña Matriz muestra cuáles de sus pesos son cero.</translation>
    </message>
    <message>
        <source>See the recipe</source>
        <translation>Ver la receta</translation>
    </message>
    <message>
        <source>This recipe has just run. Drop a model of your own on the window to use it on that.</source>
        <translation>Esta receta se acaba de ejecutar. Soltar un modelo propio en la ventana para aplicársela.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Listo</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FolderList</name>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>Añadir...</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>Añadir carpeta de modelos</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ForkDialog</name>
    <message>
        <source>Fork from %1</source>
        <translation>Bifurcar desde %1</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Etapa</translation>
    </message>
    <message>
        <source>Layer to begin at</source>
        <translation>Capa en la que empezar</translation>
    </message>
    <message>
        <source>Begin at layer</source>
        <translation>Empezar en la capa</translation>
    </message>
    <message>
        <source>Fork from layer %1</source>
        <translation>Bifurcar desde la capa %1</translation>
    </message>
    <message>
        <source>The embedding is taken as it is. %1 is applied to every layer.</source>
        <translation>El embedding se toma tal cual. %1 se aplica a todas las capas.</translation>
    </message>
    <message>
        <source>Layer 0 is taken as it is. %1 is applied from layer 1 on.</source>
        <translation>La capa 0 se toma tal cual. %1 se aplica desde la capa 1.</translation>
    </message>
    <message>
        <source>Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.</source>
        <translation>Las capas 0 a %1 se toman tal cual. %2 se aplica desde la capa %3.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::FormField</name>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>Restablecer %1</translation>
    </message>
    <message>
        <source>Removes the line, so that the default holds: %1</source>
        <translation>Quita la línea, para que valga el valor predeterminado: %1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>a default</comment>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a range of numbers</comment>
        <translation>de %1 a %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a smallest number</comment>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a range of numbers, then its unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not set</source>
        <comment>a key without a value</comment>
        <translation>sin definir</translation>
    </message>
    <message>
        <source>This key is needed.</source>
        <translation>Esta clave es necesaria.</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>No es un número entero.</translation>
    </message>
    <message>
        <source>Each entry is a number from %1 to %2.</source>
        <translation>Cada entrada es un número de %1 a %2.</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>No es un número.</translation>
    </message>
    <message>
        <source>It has to be from %1 to %2.</source>
        <translation>Debe estar entre %1 y %2.</translation>
    </message>
    <message>
        <source>The text says %1 now; %2 was typed here.</source>
        <translation>El texto dice ahora %1; aquí se escribió %2.</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>what the document says of a key</comment>
        <translation>nada</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Usar %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HeatMap</name>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>Sensibilidad por capa y nivel</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HelpPage</name>
    <message>
        <source>Search help</source>
        <translation>Buscar ayuda</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Temas</translation>
    </message>
    <message>
        <source>Text of the topic</source>
        <translation>Texto del tema</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>No topic mentions &quot;%1&quot;.</source>
        <translation>Ningún tema menciona «%1».</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
</context>
<context>
    <name>espalier::ui::HistogramChart</name>
    <message>
        <source>Distribution of the weights</source>
        <translation>Distribución de los pesos</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Weights per bin</source>
        <translation>Pesos por intervalo</translation>
    </message>
    <message>
        <source>%1 to %2: %3 weights</source>
        <translation>%1 a %2: %3 pesos</translation>
    </message>
    <message>
        <source>not zero</source>
        <translation>distinto de cero</translation>
    </message>
    <message>
        <source>exactly zero: %1</source>
        <translation>exactamente cero: %1</translation>
    </message>
    <message>
        <source>%1 weights are exactly zero</source>
        <translation>%1 pesos son exactamente cero</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ImportList</name>
    <message>
        <source>Convert to Espalier&apos;s dialect</source>
        <translation>Convertir al dialecto de Espalier</translation>
    </message>
    <message>
        <source>Writes the same recipe in Espalier&apos;s own keys. Comments are not kept; undo brings the file&apos;s text back.</source>
        <translation>Escribe la misma receta con las claves de Espalier. Los comentarios no se conservan; deshacer recupera el texto del archivo.</translation>
    </message>
    <message>
        <source>Differences to the program that the recipe was written for</source>
        <translation>Diferencias con el programa para el que se escribió la receta</translation>
    </message>
    <message>
        <source>This recipe is written for %1 and does the same here.</source>
        <translation>Esta receta está escrita para %1 y aquí hace lo mismo.</translation>
    </message>
    <message>
        <source>This recipe is written for %1. One thing is done otherwise here.</source>
        <translation>Esta receta está escrita para %1. Una cosa se hace aquí de otro modo.</translation>
    </message>
    <message numerus="yes">
        <source>This recipe is written for %1. %n things are done otherwise here.</source>
        <translation>
            <numerusform>Esta receta está escrita para %1. %n cosa se hace aquí de otro modo.</numerusform>
            <numerusform>Esta receta está escrita para %1. %n cosas se hacen aquí de otro modo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>Línea %1</translation>
    </message>
    <message>
        <source>Whole recipe</source>
        <translation>Toda la receta</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>Va a la línea</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Lane</name>
    <message>
        <source>Drag a modifier here, or press Enter on it.</source>
        <translation>Arrastrar aquí un modificador o pulsar Intro sobre él.</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>Renombrar etapa...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>Quitar etapa</translation>
    </message>
    <message>
        <source>training</source>
        <translation>entrenamiento</translation>
    </message>
    <message>
        <source>one-shot</source>
        <translation>one-shot</translation>
    </message>
    <message>
        <source>This stage trains the whole model on text.</source>
        <translation>Esta etapa entrena todo el modelo con texto.</translation>
    </message>
    <message>
        <source>This stage goes through the model once, layer by layer.</source>
        <translation>Esta etapa recorre el modelo una vez, capa por capa.</translation>
    </message>
    <message>
        <source>Actions of stage %1</source>
        <translation>Acciones de la etapa %1</translation>
    </message>
    <message>
        <source>Renames or removes this stage</source>
        <translation>Renombra o quita esta etapa</translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation>Etapa %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LanesView</name>
    <message>
        <source>Stages and their modifiers</source>
        <translation>Etapas y sus modificadores</translation>
    </message>
    <message>
        <source>Arrows go from card to card, Space switches one off or on, Ctrl+D duplicates it, Delete removes it, Alt and arrows move it, Enter opens its form.</source>
        <translation>Las flechas pasan de tarjeta en tarjeta, Espacio desactiva o activa una, Ctrl+D la duplica, Supr la quita, Alt y flechas la mueven, Intro abre su formulario.</translation>
    </message>
    <message>
        <source>Adds a stage; stages run in order, each from the result of the one before</source>
        <translation>Añade una etapa; se ejecutan en orden, cada una con el resultado de la anterior</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>Añadir etapa</translation>
    </message>
    <message>
        <source>Open form</source>
        <translation>Abrir formulario</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Show in YAML</source>
        <translation>Mostrar en YAML</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Desactivar</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Activar</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicar</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Subir</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Bajar</translation>
    </message>
    <message>
        <source>Move to stage</source>
        <translation>Mover a la etapa</translation>
    </message>
    <message>
        <source>Copy to stage</source>
        <translation>Copiar a la etapa</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Rename stage...</source>
        <translation>Renombrar etapa...</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>Quitar etapa</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchPanel</name>
    <message>
        <source>Add profile</source>
        <translation>Añadir perfil</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Probar</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>Dónde trabajan</translation>
    </message>
    <message>
        <source>Starts a worker by this profile and waits for its answer. Nothing else is started.</source>
        <translation>Inicia un proceso de trabajo con este perfil y espera su respuesta. No se inicia nada más.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <source>This computer, several processes</source>
        <translation>Este equipo, varios procesos</translation>
    </message>
    <message>
        <source>Another computer (ssh)</source>
        <translation>Otro equipo (ssh)</translation>
    </message>
    <message>
        <source>Slurm (srun)</source>
        <translation>Slurm (srun)</translation>
    </message>
    <message>
        <source>Own command</source>
        <translation>Comando propio</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Destino</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Procesos</translation>
    </message>
    <message>
        <source>Worker there</source>
        <translation>Proceso allí</translation>
    </message>
    <message>
        <source>Runs work on this computer, one process each.</source>
        <translation>Las ejecuciones trabajan en este equipo, con un proceso cada una.</translation>
    </message>
    <message>
        <source>A run is shared among several processes of this computer. Worth it where a machine has several sockets: each process takes its own share of memory.</source>
        <translation>Una ejecución se reparte entre varios procesos de este equipo. Merece la pena si el equipo tiene varios zócalos: cada proceso toma su propia parte de la memoria.</translation>
    </message>
    <message>
        <source>The worker is started over ssh, with a key: a password cannot be asked for. The other computer has to see models, texts and %1 under the same names.</source>
        <translation>El proceso de trabajo se inicia por ssh, con una clave: no se puede pedir una contraseña. El otro equipo debe ver los modelos, los textos y %1 con los mismos nombres.</translation>
    </message>
    <message>
        <source>The worker is started by srun, one task a process; the options are those of srun. The nodes have to see models, texts and %1 under the same names.</source>
        <translation>El proceso de trabajo lo inicia srun, una tarea por proceso; las opciones son las de srun. Los nodos deben ver los modelos, los textos y %1 con los mismos nombres.</translation>
    </message>
    <message>
        <source>A command that starts espalier-worker and passes its standard input and output through. It has to see models, texts and %1 under the same names.</source>
        <translation>Un comando que inicia espalier-worker y deja pasar su entrada y salida estándar. Debe ver los modelos, los textos y %1 con los mismos nombres.</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Options of srun</source>
        <translation>Opciones de srun</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>Perfil nuevo</translation>
    </message>
    <message>
        <source>Waiting for a worker...</source>
        <translation>Esperando un proceso...</translation>
    </message>
    <message>
        <source>A worker answered after %1.</source>
        <translation>Un proceso respondió tras %1.</translation>
    </message>
    <message>
        <source>Launch profile</source>
        <translation>Perfil de inicio</translation>
    </message>
    <message>
        <source>%1 Until it says where, runs work on this computer.</source>
        <translation>%1 Mientras no se indique, las ejecuciones trabajan en este equipo.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchProfiles</name>
    <message>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LaunchTest</name>
    <message>
        <source>The command could not be started: %1</source>
        <translation>No se pudo iniciar el comando: %1</translation>
    </message>
    <message>
        <source>The command ended with code %1 before a worker answered. %2</source>
        <translation>El comando terminó con el código %1 antes de responder un proceso. %2</translation>
    </message>
    <message>
        <source>No worker answered within a minute. %1</source>
        <translation>Ningún proceso de trabajo respondió en un minuto. %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerChart</name>
    <message>
        <source>error %1</source>
        <translation>error %1</translation>
    </message>
    <message>
        <source>%1 to dense</source>
        <translation>%1 frente a la densa</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>sparsity %1</source>
        <translation>dispersión %1</translation>
    </message>
    <message>
        <source>damping %1</source>
        <translation>amortiguación %1</translation>
    </message>
    <message>
        <source>Layer %1 %2: %3</source>
        <translation>Capa %1 %2: %3</translation>
    </message>
    <message>
        <source>Sparsity by layer</source>
        <translation>Dispersión por capa</translation>
    </message>
    <message>
        <source>Error by layer</source>
        <translation>Error por capa</translation>
    </message>
    <message>
        <source>Output error to the dense layer</source>
        <translation>Error de salida frente a la capa densa</translation>
    </message>
    <message>
        <source>Signal to noise of weights (dB)</source>
        <translation>Señal/ruido de los pesos (dB)</translation>
    </message>
    <message>
        <source>Divergence of the hidden state</source>
        <translation>Divergencia del estado oculto</translation>
    </message>
    <message>
        <source>Sparsity (%)</source>
        <translation>Dispersión (%)</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Error de salida relativo</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>After layer %1: the hidden state differs by %2</source>
        <translation>Tras la capa %1: el estado oculto difiere en %2</translation>
    </message>
    <message>
        <source>%1 appears here as layers finish.</source>
        <translation>«%1» aparece aquí a medida que terminan las capas.</translation>
    </message>
    <message>
        <source>The stage %1 has no such figures: it does not work module by module.</source>
        <translation>La etapa %1 no tiene esos valores: no trabaja módulo a módulo.</translation>
    </message>
    <message>
        <source>This run did not follow the uncompressed layers. Modifiers with &quot;target_mix&quot; do.</source>
        <translation>Esta ejecución no siguió las capas sin comprimir. Los modificadores con «target_mix» sí lo hacen.</translation>
    </message>
    <message>
        <source>This run has no such figures.</source>
        <translation>Esta ejecución no tiene esos valores.</translation>
    </message>
    <message>
        <source>see Events</source>
        <translation>ver Eventos</translation>
    </message>
    <message>
        <source>median, 10–90 %</source>
        <translation>mediana, 10–90 %</translation>
    </message>
    <message>
        <source>least sparse module</source>
        <translation>módulo menos disperso</translation>
    </message>
    <message>
        <source>worst module</source>
        <translation>peor módulo</translation>
    </message>
    <message>
        <source>rounded to nearest</source>
        <translation>redondeado al más cercano</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerPairChart</name>
    <message>
        <source>Errors of two runs by layer</source>
        <translation>Errores de dos ejecuciones por capa</translation>
    </message>
    <message>
        <source>Ratio of errors by layer</source>
        <translation>Cociente de errores por capa</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>Relative output error</source>
        <translation>Error de salida relativo</translation>
    </message>
    <message>
        <source>Error of %1 / %2</source>
        <translation>Error de %1 / %2</translation>
    </message>
    <message>
        <source>Errors appear here once two runs are chosen.</source>
        <translation>Los errores aparecen aquí cuando se eligen dos ejecuciones.</translation>
    </message>
    <message>
        <source>These two runs measured the error of no matrix that both have.</source>
        <translation>Estas dos ejecuciones no midieron el error de ninguna matriz que tengan en común.</translation>
    </message>
    <message numerus="yes">
        <source>Layer %1, %2: error %3, mean of %n matrices</source>
        <translation>
            <numerusform>Capa %1, %2: error %3, media de %n matriz</numerusform>
            <numerusform>Capa %1, %2: error %3, media de %n matrices</numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1: error of %2 is %3 times that of %4</source>
        <translation>Capa %1: el error de %2 es %3 veces el de %4</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Layer %1: %2 parameters, %3, sparsity %4</source>
        <translation>Capa %1: %2 parámetros, %3, dispersión %4</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>ninguna conocida</translation>
    </message>
    <message>
        <source>%1, error %2</source>
        <comment>figures of a layer</comment>
        <translation>%1, error %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LoadingBar</name>
    <message>
        <source>Progress of loading</source>
        <translation>Progreso de la carga</translation>
    </message>
    <message>
        <source>Packing the weights of %1, %2</source>
        <translation>Empaquetando los pesos de %1, %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::LogView</name>
    <message>
        <source>Follow</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Filter lines</source>
        <translation>Filtrar líneas</translation>
    </message>
    <message>
        <source>Filter lines of the log</source>
        <translation>Filtrar líneas del registro</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Todas las líneas</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Advertencias y errores</translation>
    </message>
    <message>
        <source>Worker&apos;s own output</source>
        <translation>Salida propia del proceso</translation>
    </message>
    <message>
        <source>Kind of lines</source>
        <translation>Tipo de líneas</translation>
    </message>
    <message>
        <source>Which lines are shown.</source>
        <translation>Qué líneas se muestran.</translation>
    </message>
    <message>
        <source>Keeps the newest line in sight.</source>
        <translation>Mantiene a la vista la línea más reciente.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>lines shown, lines</comment>
        <translation>%1 de %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MachinePanel</name>
    <message numerus="yes">
        <source>%1, %n threads, %2 of memory. Kernels: %3.</source>
        <translation>
            <numerusform>%1, %n hilo, %2 de memoria. Kernels: %3.</numerusform>
            <numerusform>%1, %n hilos, %2 de memoria. Kernels: %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Not measured yet. It takes some seconds and half a GiB of memory.</source>
        <translation>Aún sin medir. Tarda algunos segundos y necesita medio GiB de memoria.</translation>
    </message>
    <message>
        <source>Measures memory bandwidth and the speed of each format of weights.</source>
        <translation>Mide el ancho de banda de la memoria y la velocidad de cada formato de pesos.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Pesos</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits por peso</translation>
    </message>
    <message>
        <source>Billion weights a second</source>
        <translation>10⁹ pesos por segundo</translation>
    </message>
    <message>
        <source>Against bfloat16</source>
        <translation>Frente a bfloat16</translation>
    </message>
    <message>
        <source>Speed of each format of weights</source>
        <translation>Velocidad de cada formato de pesos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>Midiendo. Otro trabajo reduce los valores.</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times as fast</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the weights below; zeros count as weights.</source>
        <translation>La memoria da %1 GB/s. Un token generado lee cada peso una vez, así que su tiempo es el de los pesos de abajo; los ceros cuentan como pesos.</translation>
    </message>
    <message>
        <source>Processor, kernels, memory bandwidth, formats, speed</source>
        <translation>Procesador, kernels, ancho de banda de la memoria, formatos, velocidad</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MainWindow</name>
    <message>
        <source>An export is being made</source>
        <translation>Se está creando una exportación</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Ir a %1</translation>
    </message>
    <message>
        <source>Open model, recipe or data...</source>
        <translation>Abrir modelo, receta o datos...</translation>
    </message>
    <message>
        <source>Export current model</source>
        <translation>Exportar modelo actual</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Búsqueda u orden</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>Filtrar esta página</translation>
    </message>
    <message>
        <source>Primary action of this page</source>
        <translation>Acción principal de esta página</translation>
    </message>
    <message>
        <source>Stop the answer or the run</source>
        <translation>Detener la respuesta o la ejecución</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Adelante</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>Región siguiente</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>Región anterior</translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation>Hay una ejecución en marcha</translation>
    </message>
    <message>
        <source>%1 - Espalier</source>
        <translation>%1 - Espalier</translation>
    </message>
    <message>
        <source>Stop %1? Finished layers are kept: Resume goes on after them.</source>
        <translation>¿Detener %1? Las capas terminadas se conservan: «Reanudar» continúa tras ellas.</translation>
    </message>
    <message>
        <source>Stop run</source>
        <translation>Detener ejecución</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Seguir ejecutando</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 as what?</source>
        <translation>¿Para qué usar %1?</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Texto de calibración</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>Texto de evaluación</translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation>Carpeta del modelo...</translation>
    </message>
    <message>
        <source>GGUF file...</source>
        <translation>Archivo GGUF...</translation>
    </message>
    <message>
        <source>Recipe or data file...</source>
        <translation>Archivo de receta o de datos...</translation>
    </message>
    <message>
        <source>Open recipe or data</source>
        <translation>Abrir receta o datos</translation>
    </message>
    <message>
        <source>Recipes and text (*.yaml *.yml %1)</source>
        <translation>Recetas y texto (*.yaml *.yml %1)</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>Abrir carpeta del modelo</translation>
    </message>
    <message>
        <source>Open GGUF file</source>
        <translation>Abrir archivo GGUF</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation>Modelos GGUF (*.gguf)</translation>
    </message>
    <message>
        <source>Open %1 as the current model</source>
        <translation>Abrir %1 como modelo actual</translation>
    </message>
    <message>
        <source>Open %1 on the Recipe page</source>
        <translation>Abrir %1 en la página Receta</translation>
    </message>
    <message>
        <source>Use %1 as calibration or evaluation text</source>
        <translation>Usar %1 como texto de calibración o de evaluación</translation>
    </message>
    <message>
        <source>%1 is no model, recipe or text file</source>
        <translation>%1 no es un modelo, una receta ni un archivo de texto</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Open model %1</source>
        <translation>Abrir modelo %1</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>Ayuda sobre esta página</translation>
    </message>
    <message>
        <source>%1 is working. Closing stops it; finished layers are kept and Resume goes on after them.</source>
        <translation>%1 está en marcha. Al cerrar se detiene; las capas terminadas se conservan y «Reanudar» continúa tras ellas.</translation>
    </message>
    <message>
        <source>An export is being made. Closing stops it; nothing of it is kept.</source>
        <translation>Se está creando una exportación. Al cerrar se detiene; no se conserva nada de ella.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Detener y cerrar</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Seguir trabajando</translation>
    </message>
    <message>
        <source>%1 has finished.</source>
        <translation>%1 ha terminado.</translation>
    </message>
    <message>
        <source>%1 has failed. %2</source>
        <translation>%1 ha fallado. %2</translation>
    </message>
    <message>
        <source>%1 was interrupted. Resume goes on after its last finished layer.</source>
        <translation>%1 se interrumpió. «Reanudar» continúa tras su última capa terminada.</translation>
    </message>
    <message>
        <source>The export of %1 is ready: %2</source>
        <translation>La exportación de %1 está lista: %2</translation>
    </message>
    <message>
        <source>The export of %1 has failed. %2</source>
        <translation>La exportación de %1 ha fallado. %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Término</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Pause run</source>
        <translation>Pausar ejecución</translation>
    </message>
    <message>
        <source>A sweep is working</source>
        <translation>Hay un barrido en marcha</translation>
    </message>
    <message>
        <source>The language changes when Espalier starts next: a run, a sweep or an export is working now.</source>
        <translation>El idioma cambia la próxima vez que se inicie Espalier: ahora trabaja una ejecución, un barrido o una exportación.</translation>
    </message>
    <message>
        <source>A sweep is working. Closing stops it; measured cells are kept and Resume goes on after them.</source>
        <translation>Hay un barrido en curso. Al cerrar se detiene; las celdas medidas se conservan y «Reanudar» continúa después de ellas.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixPane</name>
    <message>
        <source>Signed mean</source>
        <translation>Media con signo</translation>
    </message>
    <message>
        <source>Largest |w|</source>
        <translation>|w| máximo</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>Ceros</translation>
    </message>
    <message>
        <source>N:M pattern</source>
        <translation>Patrón N:M</translation>
    </message>
    <message>
        <source>What the matrix shows</source>
        <translation>Qué muestra la matriz</translation>
    </message>
    <message>
        <source>What the colour of a place stands for: the mean of its weights, the largest absolute value, the share of zeros, or the share of groups that keep to the pattern.</source>
        <translation>Qué representa el color de un punto: la media de sus pesos, el mayor valor absoluto, la proporción de ceros o la de grupos que cumplen el patrón.</translation>
    </message>
    <message>
        <source>Pattern that groups are judged by</source>
        <translation>Patrón con que se juzgan los grupos</translation>
    </message>
    <message>
        <source>2:4: at most 2 of every 4 consecutive inputs are not zero. Borders of the groups show once weights can be told apart, groups that do not keep to it are framed.</source>
        <translation>2:4: de cada 4 entradas consecutivas, como máximo 2 no son cero. Los bordes de los grupos aparecen cuando se distinguen los pesos; los grupos que no lo cumplen se enmarcan.</translation>
    </message>
    <message>
        <source>A few weights of each place were looked at. The exact figures follow.</source>
        <translation>Se miraron unos pocos pesos de cada punto. Los valores exactos vendrán después.</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Home: the whole matrix.</source>
        <translation>Rueda: zoom. Arrastrar: mover. Inicio: toda la matriz.</translation>
    </message>
    <message>
        <source>sampled</source>
        <comment>a few weights of each place</comment>
        <translation>muestreo</translation>
    </message>
    <message>
        <source>Show the whole matrix</source>
        <translation>Mostrar toda la matriz</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>Guardar imagen...</translation>
    </message>
    <message>
        <source>Save shown figures...</source>
        <translation>Guardar valores mostrados...</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Guardar imagen</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Imagen (*.png)</translation>
    </message>
    <message>
        <source>Save shown figures</source>
        <translation>Guardar valores mostrados</translation>
    </message>
    <message>
        <source>Figures (*.csv)</source>
        <translation>Valores (*.csv)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>No se pudo escribir %1.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MatrixView</name>
    <message>
        <source>Matrix of the weights</source>
        <translation>Matriz de los pesos</translation>
    </message>
    <message>
        <source>Row %1, column %2: being read</source>
        <translation>Fila %1, columna %2: leyendo</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 keeps to %5.</source>
        <translation>Fila %1, columna %2: %3. El grupo %4 cumple %5.</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3. Group %4 does not keep to %5.</source>
        <translation>Fila %1, columna %2: %3. El grupo %4 no cumple %5.</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: being read</source>
        <translation>Filas %1, columnas %2: leyendo</translation>
    </message>
    <message>
        <source>Rows %1, columns %2: mean %3, largest %4, zeros %5, %6 in %7 of the groups</source>
        <translation>Filas %1, columnas %2: media %3, máximo %4, ceros %5, %6 en el %7 de los grupos</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MemoryChart</name>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>Tiempo (s)</translation>
    </message>
    <message>
        <source>Worker memory (MiB)</source>
        <translation>Memoria del proceso (MiB)</translation>
    </message>
    <message>
        <source>The worker&apos;s memory appears here.</source>
        <translation>La memoria del proceso de trabajo aparece aquí.</translation>
    </message>
    <message>
        <source>Worker memory (GiB)</source>
        <translation>Memoria del proceso (GiB)</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>proceso</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>presupuesto %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBar</name>
    <message>
        <source>Close message</source>
        <translation>Cerrar aviso</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageBody</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Seleccionar todo</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Copiar código</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageItem</name>
    <message>
        <source>stopped at the limit of tokens</source>
        <translation>detenida en el límite de tokens</translation>
    </message>
    <message>
        <source>stopped: the context is full</source>
        <translation>detenida: el contexto está lleno</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenida</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>primer token tras %1</translation>
    </message>
    <message>
        <source>context %1 of %2</source>
        <translation>contexto %1 de %2</translation>
    </message>
    <message>
        <source>Another model answers from here on: %1</source>
        <translation>Desde aquí responde otro modelo: %1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Copiar mensaje</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Leyendo el prompt</translation>
    </message>
    <message>
        <source>Seed %1. Of the prompt&apos;s %2 tokens, %3 were known from an earlier answer.</source>
        <translation>Semilla %1. De los %2 tokens del prompt, %3 se conocían de una respuesta anterior.</translation>
    </message>
    <message>
        <source>The app ended during this answer.</source>
        <translation>La aplicación se cerró durante esta respuesta.</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation>El modelo terminó su respuesta de inmediato.</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Usted: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>Editar pregunta</translation>
    </message>
    <message>
        <source>Show the branch before</source>
        <translation>Mostrar la rama anterior</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <comment>branch of all branches</comment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>The conversation goes on here in %n ways.</source>
        <translation>
            <numerusform>La conversación continúa aquí de %n forma.</numerusform>
            <numerusform>La conversación continúa aquí de %n formas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Branch %1 of %2</source>
        <translation>Rama %1 de %2</translation>
    </message>
    <message>
        <source>Show the next branch</source>
        <translation>Mostrar la rama siguiente</translation>
    </message>
    <message>
        <source>Answers after A</source>
        <translation>Responde después de A</translation>
    </message>
    <message>
        <source>Waiting to be scored</source>
        <translation>En espera de puntuación</translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation>Puntuando %1</translation>
    </message>
    <message>
        <source>Not scored</source>
        <translation>Sin puntuar</translation>
    </message>
    <message>
        <source>Not scored: %1</source>
        <translation>Sin puntuar: %1</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, differs from A first at token %L2</source>
        <translation>KL media %1 nats, difiere de A por primera vez en el token %L2</translation>
    </message>
    <message>
        <source>Mean KL %1 nats, no token differs from A</source>
        <translation>KL media %1 nats, ningún token difiere de A</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Puntuar</translation>
    </message>
    <message>
        <source>Ends the comparison of this reply with the dense model.</source>
        <translation>Termina la comparación de esta respuesta con el modelo denso.</translation>
    </message>
    <message>
        <source>Compares this reply token by token with what the dense model predicts.</source>
        <translation>Compara esta respuesta token a token con lo que predice el modelo denso.</translation>
    </message>
    <message>
        <source>Score again</source>
        <translation>Puntuar de nuevo</translation>
    </message>
    <message>
        <source>Mean KL %1 nats</source>
        <translation>KL media %1 nats</translation>
    </message>
</context>
<context>
    <name>espalier::ui::MessageView</name>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierCard</name>
    <message>
        <source>switched off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <source>whole model</source>
        <translation>todo el modelo</translation>
    </message>
    <message>
        <source>1 matrix</source>
        <translation>1 matriz</translation>
    </message>
    <message>
        <source>%1 matrices</source>
        <translation>%1 matrices</translation>
    </message>
    <message>
        <source>%1 takes part in the run</source>
        <translation>%1 participa en la ejecución</translation>
    </message>
    <message>
        <source>Leaves %1 out of the run; its lines become a comment</source>
        <translation>Deja %1 fuera de la ejecución; sus líneas pasan a ser un comentario</translation>
    </message>
    <message>
        <source>Lets %1 take part in the run again</source>
        <translation>Permite que %1 participe de nuevo en la ejecución</translation>
    </message>
    <message>
        <source>This version does not know %1.</source>
        <translation>Esta versión no conoce %1.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModifierForm</name>
    <message>
        <source>Keys of the modifier</source>
        <translation>Claves del modificador</translation>
    </message>
    <message>
        <source>Choose a card to see its keys.</source>
        <translation>Elegir una tarjeta para ver sus claves.</translation>
    </message>
    <message>
        <source>Switched off: its lines are a comment. Space on the card switches it on.</source>
        <translation>Desactivado: sus líneas son un comentario. Espacio sobre la tarjeta lo activa.</translation>
    </message>
    <message>
        <source>Keys are those of %1, whose N:M counts what is pruned.</source>
        <translation>Las claves son las de %1, cuyo N:M cuenta lo que se poda.</translation>
    </message>
    <message>
        <source>This version does not know this class, so its keys have no fields.</source>
        <translation>Esta versión no conoce esta clase, así que sus claves no tienen campos.</translation>
    </message>
    <message>
        <source>1 matrix is hit.</source>
        <translation>Coincide 1 matriz.</translation>
    </message>
    <message>
        <source>%1 matrices are hit.</source>
        <translation>Coinciden %1 matrices.</translation>
    </message>
    <message>
        <source>Only in the YAML</source>
        <translation>Solo en el YAML</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, línea %2</translation>
    </message>
    <message>
        <source>Goes to the line of %1</source>
        <translation>Va a la línea de %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTable</name>
    <message>
        <source>Module results</source>
        <translation>Resultados de los módulos</translation>
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
        <translation>Módulo</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Etapa</translation>
    </message>
    <message>
        <source>Modifier</source>
        <translation>Modificador</translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation>Error relativo</translation>
    </message>
    <message>
        <source>Error to dense</source>
        <translation>Error frente a densa</translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation>Señal/ruido</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>Damping</source>
        <translation>Amortiguación</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ModuleTreeModel</name>
    <message>
        <source>tied</source>
        <comment>to the embedding</comment>
        <translation>vinculado</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>falta</translation>
    </message>
    <message>
        <source>mixed</source>
        <comment>several data types</comment>
        <translation>mixto</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 parámetros</translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation>%1 bytes guardados</translation>
    </message>
    <message>
        <source>%1 of the weights counted so far.</source>
        <translation>%1 de los pesos contados hasta ahora.</translation>
    </message>
    <message>
        <source>Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. Typical 50 %.</source>
        <translation>Proporción de pesos que son exactamente cero. Solo ahorra tiempo en patrones para los que el motor tiene un kernel. Típico: 50 %.</translation>
    </message>
    <message>
        <source>
Part of %1.</source>
        <translation>
Parte de %1.</translation>
    </message>
    <message>
        <source>%1
Tensors are missing here.</source>
        <translation>%1
Aquí faltan tensores.</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Módulo</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Forma</translation>
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
        <translation>Parámetros</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>de %1 a %2</translation>
    </message>
    <message>
        <source>Relative output error: squared change of the layer&apos;s output over its square. 0 is perfect, 1 is no better than zeros. Of several modules the mean.</source>
        <translation>Error de salida relativo: cambio al cuadrado de la salida de la capa, dividido por el cuadrado de esta. 0 es perfecto, 1 no es mejor que ceros. Con varios módulos, la media.</translation>
    </message>
    <message>
        <source>Smallest and largest weight.</source>
        <translation>Peso menor y mayor.</translation>
    </message>
    <message>
        <source>Size in the model that the run began with. Now %1 of it.</source>
        <translation>Tamaño en el modelo con el que empezó la ejecución. Ahora, el %1 de este.</translation>
    </message>
    <message>
        <source>Size in the model that the run began with.</source>
        <translation>Tamaño en el modelo con el que empezó la ejecución.</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Rango</translation>
    </message>
    <message>
        <source>Size before</source>
        <translation>Tamaño anterior</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsChart</name>
    <message>
        <source>Norms of the weights</source>
        <translation>Normas de los pesos</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>L2 norm</source>
        <translation>Norma L2</translation>
    </message>
    <message>
        <source>Outputs (rows)</source>
        <translation>Salidas (filas)</translation>
    </message>
    <message>
        <source>Inputs (columns)</source>
        <translation>Entradas (columnas)</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Posición</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Input %1: norm %2</source>
        <translation>Entrada %1: norma %2</translation>
    </message>
    <message>
        <source>Output %1: norm %2</source>
        <translation>Salida %1: norma %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NormsPane</name>
    <message>
        <source>&amp;Sorted, largest first</source>
        <translation>&amp;Ordenar, mayores primero</translation>
    </message>
    <message>
        <source>Outputs or inputs of small norm matter little. A few very large ones make a matrix hard to quantize.</source>
        <translation>Las salidas o entradas de norma pequeña importan poco. Unas pocas muy grandes hacen que una matriz sea difícil de cuantizar.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotesEditor</name>
    <message>
        <source>Pin above the history</source>
        <translation>Fijar sobre el historial</translation>
    </message>
    <message>
        <source>A name of your own</source>
        <translation>Un nombre propio</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>Nombre de la ejecución</translation>
    </message>
    <message>
        <source>baseline, int4, for the paper</source>
        <translation>base, int4, para el artículo</translation>
    </message>
    <message>
        <source>Tags of the run</source>
        <translation>Etiquetas de la ejecución</translation>
    </message>
    <message>
        <source>Separated by commas. The list at the left finds runs by them.</source>
        <translation>Separadas por comas. La lista de la izquierda encuentra ejecuciones por ellas.</translation>
    </message>
    <message>
        <source>What you tried, and what came of it</source>
        <translation>Qué se probó y qué resultó de ello</translation>
    </message>
    <message>
        <source>Notes on the run</source>
        <translation>Notas sobre la ejecución</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Kept in the run&apos;s folder, also if the history&apos;s index is lost.</source>
        <translation>Se guarda en la carpeta de la ejecución, aunque se pierda el índice del historial.</translation>
    </message>
    <message>
        <source>The notes are not stored: %1</source>
        <translation>Las notas no están guardadas: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::NotificationBell</name>
    <message>
        <source>Notifications</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Vaciar</translation>
    </message>
    <message>
        <source>Nothing yet. Runs and exports that end, and what went wrong, are listed here.</source>
        <translation>Nada aún. Aquí aparecen las ejecuciones y exportaciones que terminan y lo que salió mal.</translation>
    </message>
    <message>
        <source>1 new notification</source>
        <translation>1 notificación nueva</translation>
    </message>
    <message numerus="yes">
        <source>%n new notifications</source>
        <translation>
            <numerusform>%n notificación nueva</numerusform>
            <numerusform>%n notificaciones nuevas</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::PaletteView</name>
    <message>
        <source>Prune</source>
        <translation>Podar</translation>
    </message>
    <message>
        <source>Quantize</source>
        <translation>Cuantizar</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Estructura</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtrar</translation>
    </message>
    <message>
        <source>Filter the modifiers</source>
        <translation>Filtrar los modificadores</translation>
    </message>
    <message>
        <source>Modifiers to add</source>
        <translation>Modificadores que añadir</translation>
    </message>
    <message>
        <source>Enter puts the modifier behind the current card. It can also be dragged into a stage.</source>
        <translation>Intro pone el modificador tras la tarjeta actual. También se puede arrastrar a una etapa.</translation>
    </message>
    <message>
        <source>Drag a modifier into a stage, or press Enter.</source>
        <translation>Arrastrar un modificador a una etapa o pulsar Intro.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ParetoChart</name>
    <message>
        <source>Quality over cost</source>
        <translation>Calidad frente a coste</translation>
    </message>
    <message>
        <source>Size (GiB)</source>
        <translation>Tamaño (GiB)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>Bits por peso</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens por segundo</translation>
    </message>
    <message>
        <source>No speed is measured yet. &quot;Measure speeds&quot; runs each model for some seconds on this machine.</source>
        <translation>Aún no hay ninguna velocidad medida. «Medir velocidades» ejecuta cada modelo unos segundos en este equipo.</translation>
    </message>
    <message>
        <source>%1 is not drawn: %2.</source>
        <translation>No se dibuja %1: %2.</translation>
    </message>
    <message>
        <source>None of these runs has such figures.</source>
        <translation>Ninguna de estas ejecuciones tiene esos valores.</translation>
    </message>
    <message>
        <source>KL to dense (nats a token)</source>
        <translation>KL frente al denso (nats por token)</translation>
    </message>
    <message>
        <source>front</source>
        <translation>frente</translation>
    </message>
    <message>
        <source>D dense</source>
        <translation>D denso</translation>
    </message>
    <message>
        <source>better</source>
        <translation>mejor</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>perplejidad %1</translation>
    </message>
    <message>
        <source>KL %1 nats a token</source>
        <translation>KL %1 nats por token</translation>
    </message>
    <message>
        <source>%1 bits a weight</source>
        <translation>%1 bits por peso</translation>
    </message>
    <message>
        <source>predicted size %1</source>
        <translation>tamaño previsto %1</translation>
    </message>
    <message>
        <source>on the front</source>
        <translation>en el frente</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>sin terminar</translation>
    </message>
    <message>
        <source>still working</source>
        <translation>aún en marcha</translation>
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
        <translation>Medir este equipo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Measuring. Other work makes the figures smaller.</source>
        <translation>Midiendo. Otros trabajos reducen los valores.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::PlanCellButton</name>
    <message>
        <source>Too much. %1</source>
        <translation>Demasiado. %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a cell of the plan and its figure</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Enter opens the breakdown.</source>
        <translation>Intro abre el desglose.</translation>
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
        <translation>Planificando</translation>
    </message>
    <message>
        <source>Change the budget...</source>
        <translation>Cambiar el presupuesto...</translation>
    </message>
    <message>
        <source>Remove old runs...</source>
        <translation>Quitar ejecuciones antiguas...</translation>
    </message>
    <message>
        <source>The figures are being predicted.</source>
        <translation>Se están prediciendo los valores.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ProblemsList</name>
    <message>
        <source>Problems</source>
        <translation>Problemas</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, línea %2</translation>
    </message>
    <message>
        <source>Enter goes to the line of a problem, Alt+Return does what its button says.</source>
        <translation>Intro va a la línea de un problema, Alt+Retorno hace lo que dice su botón.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::QualityChart</name>
    <message>
        <source>Time (s)</source>
        <translation>Tiempo (s)</translation>
    </message>
    <message>
        <source>Time (min)</source>
        <translation>Tiempo (min)</translation>
    </message>
    <message>
        <source>Time (h)</source>
        <translation>Tiempo (h)</translation>
    </message>
    <message>
        <source>, %1 to dense</source>
        <translation>, %1 frente al denso</translation>
    </message>
    <message>
        <source>, KL %1</source>
        <translation>, KL %1</translation>
    </message>
    <message>
        <source>1 window</source>
        <translation>1 ventana</translation>
    </message>
    <message numerus="yes">
        <source>%n windows</source>
        <translation>
            <numerusform>%n ventana</numerusform>
            <numerusform>%n ventanas</numerusform>
        </translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 capa</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n capa</numerusform>
            <numerusform>%n capas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 after %3: %4</source>
        <translation>%1, %2 tras %3: %4</translation>
    </message>
    <message>
        <source>%1, probe of %2 after %3</source>
        <translation>%1, sonda de %2 tras %3</translation>
    </message>
    <message>
        <source>%1, held-out text of %2</source>
        <translation>%1, texto reservado de %2</translation>
    </message>
    <message>
        <source>Step %1 of %2: loss %3, on average %4</source>
        <translation>Paso %1 de %2: pérdida %3, en promedio %4</translation>
    </message>
    <message>
        <source>, held-out %1</source>
        <translation>, reservado %1</translation>
    </message>
    <message>
        <source>Layer %1 %2. %3</source>
        <translation>Capa %1 %2. %3</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL frente al modelo denso</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Pérdida de entrenamiento</translation>
    </message>
    <message>
        <source>KL to the dense model (nats a token)</source>
        <translation>KL frente al modelo denso (nats por token)</translation>
    </message>
    <message>
        <source>The divergence from the dense model appears here between layers.</source>
        <translation>La divergencia respecto al modelo denso aparece aquí entre capas.</translation>
    </message>
    <message>
        <source>Perplexity appears here between layers. It needs a run with text to measure on.</source>
        <translation>La perplejidad aparece aquí entre capas. Requiere una ejecución con texto en el que medir.</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>sonda</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>reservado</translation>
    </message>
    <message>
        <source>Training loss (nats a token)</source>
        <translation>Pérdida de entrenamiento (nats por token)</translation>
    </message>
    <message>
        <source>The loss appears here while a stage trains.</source>
        <translation>La pérdida aparece aquí mientras entrena una etapa.</translation>
    </message>
    <message>
        <source>Error of the layer in training</source>
        <translation>Error de la capa en entrenamiento</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>cada paso</translation>
    </message>
    <message>
        <source>moving average</source>
        <translation>media móvil</translation>
    </message>
    <message>
        <source>dense, held-out %1</source>
        <translation>denso, reservado %1</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> pasos</translation>
    </message>
    <message>
        <source>not smoothed</source>
        <translation>sin suavizar</translation>
    </message>
    <message>
        <source>Half-life of the moving average</source>
        <translation>Semivida de la media móvil</translation>
    </message>
    <message>
        <source>Half-life of the moving average: after so many steps a loss counts half. The losses themselves stay visible.</source>
        <translation>Semivida de la media móvil: tras tantos pasos, una pérdida cuenta la mitad. Las pérdidas mismas siguen visibles.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditing</name>
    <message>
        <source>The card is switched off. Switch it on to change it.</source>
        <translation>La tarjeta está desactivada. Activarla para cambiarla.</translation>
    </message>
    <message>
        <source>Line %1 holds modifiers in brackets, where a card cannot do this. Write them in lines of their own, or change the YAML.</source>
        <translation>La línea %1 contiene modificadores entre corchetes, donde una tarjeta no puede hacerlo. Escribirlos en líneas propias o cambiar el YAML.</translation>
    </message>
    <message>
        <source>Several modifiers share one dash near line %1. Give each a dash of its own in the YAML.</source>
        <translation>Varios modificadores comparten un guion cerca de la línea %1. Dar a cada uno su propio guion en el YAML.</translation>
    </message>
    <message>
        <source>This group holds %1 already, and a mapping holds a class once. Put it into another stage.</source>
        <translation>Este grupo ya contiene %1, y un mapa contiene cada clase una sola vez. Ponerlo en otra etapa.</translation>
    </message>
    <message>
        <source>Another stage is called &quot;%1&quot;. Choose another name.</source>
        <translation>Otra etapa se llama «%1». Elegir otro nombre.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be a stage&apos;s name. Use letters, digits, &quot;-&quot; and &quot;_&quot;.</source>
        <translation>«%1» no puede ser el nombre de una etapa. Usar letras, cifras, «-» y «_».</translation>
    </message>
    <message>
        <source>The recipe shares values by anchors, so line %1 cannot change by a card alone. Change it in the YAML.</source>
        <translation>La receta comparte valores mediante anclas, así que una tarjeta sola no puede cambiar la línea %1. Cambiarla en el YAML.</translation>
    </message>
    <message>
        <source>Line %1 is written in a form that a card cannot change safely. Change it in the YAML.</source>
        <translation>La línea %1 está escrita de una forma que una tarjeta no puede cambiar con seguridad. Cambiarla en el YAML.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipeEditor</name>
    <message>
        <source>Recipe in YAML</source>
        <translation>Receta en YAML</translation>
    </message>
    <message>
        <source>Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 leaves the editor.</source>
        <translation>Los problemas figuran abajo y están marcados en el margen. Ctrl+Espacio completa una palabra, F6 sale del editor.</translation>
    </message>
    <message>
        <source>Alt+Return: %1</source>
        <comment>a key and what it does</comment>
        <translation>Alt+Retorno: %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RecipePage</name>
    <message>
        <source>1 error</source>
        <translation>1 error</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 errores</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 advertencia</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 advertencias</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Iniciar ejecución</translation>
    </message>
    <message>
        <source>Open recipe...</source>
        <translation>Abrir receta...</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>Guardar como...</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
    <message>
        <source>Enter puts a ready recipe into the editor.</source>
        <translation>Intro pone una receta lista en el editor.</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message>
        <source>No recipe yet</source>
        <translation>Aún no hay receta</translation>
    </message>
    <message>
        <source>A recipe says what is done to which modules.</source>
        <translation>Una receta dice qué se hace con qué módulos.</translation>
    </message>
    <message>
        <source>Use SparseGPT 50 % and int8</source>
        <translation>Usar SparseGPT 50 % e int8</translation>
    </message>
    <message>
        <source>Modules that the recipe hits</source>
        <translation>Módulos que coinciden con la receta</translation>
    </message>
    <message>
        <source>Open a model to see what each target hits.</source>
        <translation>Abrir un modelo para ver con qué coincide cada objetivo.</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Módulos</translation>
    </message>
    <message>
        <source>Modules hit by %1</source>
        <translation>Módulos que coinciden con %1</translation>
    </message>
    <message>
        <source>Choose a template or open a recipe.</source>
        <translation>Elegir una plantilla o abrir una receta.</translation>
    </message>
    <message>
        <source>The recipe has an error.</source>
        <translation>La receta tiene un error.</translation>
    </message>
    <message>
        <source>The recipe has %1 errors.</source>
        <translation>La receta tiene %1 errores.</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>Primero hay que abrir un modelo.</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>No se puede trabajar con este modelo; la página Explorar dice por qué.</translation>
    </message>
    <message>
        <source>Choose a calibration text.</source>
        <translation>Elegir un texto de calibración.</translation>
    </message>
    <message>
        <source>Untitled recipe</source>
        <translation>Receta sin título</translation>
    </message>
    <message>
        <source>Problems: %1</source>
        <translation>Problemas: %1</translation>
    </message>
    <message>
        <source>No problems, notes: %1</source>
        <translation>Ningún problema, notas: %1</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Ningún problema</translation>
    </message>
    <message>
        <source>Runs this recipe on the current model</source>
        <translation>Ejecuta esta receta en el modelo actual</translation>
    </message>
    <message>
        <source>%1 dialect</source>
        <translation>dialecto de %1</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>Abrir receta</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json);;All files (*)</source>
        <translation>Recetas (*.yaml *.yml *.json);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>Guardar receta</translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation>Recetas (*.yaml)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Add stage</source>
        <translation>Añadir etapa</translation>
    </message>
    <message>
        <source>Line %1 stops the cards from following.</source>
        <translation>La línea %1 impide que las tarjetas sigan el texto.</translation>
    </message>
    <message>
        <source>Add behind the current card</source>
        <translation>Añadir tras la tarjeta actual</translation>
    </message>
    <message>
        <source>Add to stage %1</source>
        <translation>Añadir a la etapa %1</translation>
    </message>
    <message>
        <source>Add in a new stage</source>
        <translation>Añadir en una etapa nueva</translation>
    </message>
    <message>
        <source>Rename stage</source>
        <translation>Renombrar etapa</translation>
    </message>
    <message>
        <source>Name; its result is a folder called so:</source>
        <translation>Nombre; así se llama la carpeta de su resultado:</translation>
    </message>
    <message>
        <source>The recipe has errors. Mend them first.</source>
        <translation>La receta tiene errores. Primero hay que corregirlos.</translation>
    </message>
    <message>
        <source>Puts a ready recipe in place of this one; undo brings this one back</source>
        <translation>Pone una receta hecha en lugar de esta; deshacer recupera esta</translation>
    </message>
    <message>
        <source>Begin with an empty stage</source>
        <translation>Empezar con una etapa vacía</translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation>Modificadores</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Add modifier</source>
        <translation>Añadir modificador</translation>
    </message>
    <message>
        <source>Puts a modifier behind the current card</source>
        <translation>Pone un modificador tras la tarjeta actual</translation>
    </message>
    <message>
        <source>Goes to the line</source>
        <translation>Va a la línea</translation>
    </message>
    <message>
        <source>Rewrite for Espalier</source>
        <translation>Reescribir para Espalier</translation>
    </message>
    <message>
        <source>This configuration holds algorithms and no list of modifiers. Rewritten as a recipe of Espalier it has cards; undo brings it back.</source>
        <translation>Esta configuración contiene algoritmos y ninguna lista de modificadores. Reescrita como receta de Espalier tiene tarjetas; deshacer la recupera.</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Etapas</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formulario</translation>
    </message>
    <message>
        <source>%1 is gone from the disk. Saving writes it again.</source>
        <translation>%1 ya no está en el disco. Al guardar se escribe de nuevo.</translation>
    </message>
    <message>
        <source>Another program has changed %1.</source>
        <translation>Otro programa ha cambiado %1.</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Recargar</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Conservar lo mío</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>%1: the editor&apos;s text and the file&apos;s</source>
        <translation>%1: el texto del editor y el del archivo</translation>
    </message>
    <message>
        <source>In the editor</source>
        <translation>En el editor</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>En el archivo</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importación</translation>
    </message>
    <message>
        <source>The recipe is in Espalier&apos;s own dialect now. Comments were not kept.</source>
        <translation>La receta está ahora en el dialecto propio de Espalier. Los comentarios no se conservaron.</translation>
    </message>
    <message>
        <source>Modules can be chosen for a card that is switched on.</source>
        <translation>Se pueden elegir módulos para una tarjeta que esté activada.</translation>
    </message>
    <message>
        <source>Open a model to choose among its modules.</source>
        <translation>Abrir un modelo para elegir entre sus módulos.</translation>
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
        <translation>Aún no hay receta que planificar.</translation>
    </message>
    <message>
        <source>Open a model to see what the recipe would do to it.</source>
        <translation>Abrir un modelo para ver qué le haría la receta.</translation>
    </message>
    <message>
        <source>This model cannot be worked on; the Explorer says why.</source>
        <translation>No se puede trabajar con este modelo; la página Explorar dice por qué.</translation>
    </message>
    <message>
        <source>Line %1 stops the plan from following.</source>
        <translation>La línea %1 impide que el plan se actualice.</translation>
    </message>
    <message>
        <source>An error stops the plan from following.</source>
        <translation>Un error impide que el plan se actualice.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ResultCard</name>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Run</name>
    <message>
        <source>Run %1</source>
        <translation>Ejecución %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>deteniendo</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>terminada</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelada</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>calibrando</translation>
    </message>
    <message>
        <source>measuring perplexity</source>
        <translation>midiendo la perplejidad</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>escribiendo</translation>
    </message>
    <message>
        <source>training</source>
        <translation>entrenando</translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation>reconstruyendo</translation>
    </message>
    <message>
        <source>compressing</source>
        <translation>comprimiendo</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>finalizando</translation>
    </message>
    <message>
        <source>layer %1/%2</source>
        <translation>capa %1/%2</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>iniciando</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>run, its name</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>paused at %1</source>
        <translation>en pausa en %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunDetails</name>
    <message>
        <source>Events</source>
        <translation>Eventos</translation>
    </message>
    <message>
        <source>Enter opens the module of an event, or the log at its time.</source>
        <translation>Intro abre el módulo de un evento, o el registro en ese momento.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Módulos</translation>
    </message>
    <message>
        <source>Before/after</source>
        <translation>Antes/después</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation>Eventos %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunFigures</name>
    <message>
        <source>The run goes on: stage %1, layer %2</source>
        <translation>La ejecución continúa: etapa %1, capa %2</translation>
    </message>
    <message>
        <source>The run goes on: stage %1</source>
        <translation>La ejecución continúa: etapa %1</translation>
    </message>
    <message>
        <source>Stage %1 began: %2</source>
        <translation>Empezó la etapa %1: %2</translation>
    </message>
    <message>
        <source>Stage %1 was written to %2</source>
        <translation>La etapa %1 se escribió en %2</translation>
    </message>
    <message>
        <source>The run went on after a pause of %1</source>
        <translation>La ejecución continuó tras una pausa de %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunHeader</name>
    <message>
        <source>Stage whose figures are shown by layer</source>
        <translation>Etapa cuyos valores se muestran por capa</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Progreso de la ejecución</translation>
    </message>
    <message>
        <source>stage %1</source>
        <translation>etapa %1</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>paso %1 de %2</translation>
    </message>
    <message>
        <source>layer %1 of %2</source>
        <translation>capa %1 de %2</translation>
    </message>
    <message>
        <source>reconstructing %1, step %2 of %3</source>
        <translation>reconstruyendo %1, paso %2 de %3</translation>
    </message>
    <message>
        <source>All stages</source>
        <translation>Todas las etapas</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>More actions of the run</source>
        <translation>Más acciones de la ejecución</translation>
    </message>
    <message>
        <source>Report, name, folder, delete.</source>
        <translation>Informe, nombre, carpeta, eliminar.</translation>
    </message>
    <message>
        <source>stage about %1</source>
        <translation>etapa aprox. %1</translation>
    </message>
    <message>
        <source>total about %1</source>
        <translation>total aprox. %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunList</name>
    <message>
        <source>Runs</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>Eliminar ejecución...</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>Subir en la cola</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>Bajar en la cola</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Sacar de la cola</translation>
    </message>
    <message>
        <source>Rename...</source>
        <translation>Renombrar...</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Dejar de fijar</translation>
    </message>
    <message>
        <source>Pin above the history</source>
        <translation>Fijar sobre el historial</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>Guardar informe...</translation>
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
        <translation>Cola</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Fijadas</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunNotifier</name>
    <message>
        <source>%1 is finished</source>
        <translation>%1 ha terminado</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 ha fallado</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>Mostrar ejecución</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPairBar</name>
    <message>
        <source>Run on the left</source>
        <translation>Ejecución a la izquierda</translation>
    </message>
    <message>
        <source>Run on the right</source>
        <translation>Ejecución a la derecha</translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two runs that are compared</comment>
        <translation>y</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPanel</name>
    <message>
        <source>Filter runs</source>
        <translation>Filtrar ejecuciones</translation>
    </message>
    <message>
        <source>Words of a run&apos;s name, model, recipe, tags or notes. tag:, state:, model: and recipe: look there alone.</source>
        <translation>Palabras del nombre, el modelo, la receta, las etiquetas o las notas. tag:, state:, model: y recipe: buscan solo ahí.</translation>
    </message>
    <message>
        <source>Filter and sort</source>
        <translation>Filtrar y ordenar</translation>
    </message>
    <message>
        <source>Filter by state, tag or model, and sort.</source>
        <translation>Filtrar por estado, etiqueta o modelo, y ordenar.</translation>
    </message>
    <message>
        <source>No run fits the filter.</source>
        <translation>Nada coincide con el filtro.</translation>
    </message>
    <message>
        <source>The index of the history was made by a newer version of Espalier. It is left as it is; the runs are read from their folders, notes too.</source>
        <translation>El índice del historial lo creó una versión más reciente de Espalier. Se deja como está; las ejecuciones se leen de sus carpetas, también las notas.</translation>
    </message>
    <message>
        <source>The index of the history cannot be used, so that the next start takes longer. Nothing is lost.</source>
        <translation>No se puede usar el índice del historial, así que el próximo inicio tardará más. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>The index of the history was damaged and has been made again from the run folders.</source>
        <translation>El índice del historial estaba dañado y se ha rehecho a partir de las carpetas de las ejecuciones.</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Ordenar por</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Más recientes primero</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Más antiguas primero</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Lowest perplexity</source>
        <translation>Menor perplejidad</translation>
    </message>
    <message>
        <source>Smallest result</source>
        <translation>Resultado más pequeño</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminada</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallida</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Interrumpida</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Etiqueta</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>Mostrar todas</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunPicker</name>
    <message>
        <source>Runs to compare</source>
        <translation>Ejecuciones que comparar</translation>
    </message>
    <message>
        <source>Space ticks a run, Enter opens it.</source>
        <translation>Espacio marca una ejecución, Intro la abre.</translation>
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
        <translation>Modelo</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 en %2</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Comienzo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>Motivo del final</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Calibración</translation>
    </message>
    <message>
        <source>%1, %2 windows at most, seed %3</source>
        <translation>%1, como máximo %2 ventanas, semilla %3</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Evaluación</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protocolo</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>%1, %2 of memory, this report&apos;s; the run used %3 threads</source>
        <translation>%1, %2 de memoria, equipo de este informe; hilos de la ejecución: %3</translation>
    </message>
    <message>
        <source>all</source>
        <translation>todos</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Creado por</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Antes y después</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Gráficos</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Módulos</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Eventos</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>advertencia</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>column, its value in all rows</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>In all rows: %1.</source>
        <translation>En todas las filas: %1.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunSummary</name>
    <message>
        <source>The run took %1 and %2 of memory at most.</source>
        <translation>La ejecución tardó %1 y usó como máximo %2 de memoria.</translation>
    </message>
    <message>
        <source>Perplexity by the protocol &quot;%1&quot;, windows of %2 tokens.</source>
        <translation>Perplejidad según el protocolo «%1», ventanas de %2 tokens.</translation>
    </message>
    <message>
        <source>The run was interrupted when the app or the machine stopped. Resume goes on after its last finished layer.</source>
        <translation>La ejecución se interrumpió al detenerse la aplicación o el equipo. «Reanudar» continúa tras su última capa terminada.</translation>
    </message>
    <message>
        <source>The figures appear when the run is finished.</source>
        <translation>Los valores aparecen cuando la ejecución ha terminado.</translation>
    </message>
    <message>
        <source>The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.</source>
        <translation>El modelo ocupa el %1 de su tamaño en disco, y el %2 de los pesos de sus capas del decodificador son exactamente cero.</translation>
    </message>
    <message>
        <source> (KL %1)</source>
        <translation> (KL %1)</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage: %1</source>
        <translation>Perplejidad al final de cada etapa: %1</translation>
    </message>
    <message>
        <source>Perplexity at the end of each stage, not of held-out text (%1): %2</source>
        <translation>Perplejidad al final de cada etapa, no de texto reservado (%1): %2</translation>
    </message>
    <message>
        <source>%1 × smaller</source>
        <translation>%1 × más pequeño</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplejidad</translation>
    </message>
    <message>
        <source>KL to the dense model</source>
        <translation>KL frente al modelo denso</translation>
    </message>
    <message>
        <source>%1 nats a token</source>
        <translation>%1 nats por token</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>Tamaño en disco</translation>
    </message>
    <message>
        <source>Zeros in decoder layers</source>
        <translation>Ceros en las capas del decodificador</translation>
    </message>
</context>
<context>
    <name>espalier::ui::RunsPage</name>
    <message>
        <source>No runs yet</source>
        <translation>Aún no hay ejecuciones</translation>
    </message>
    <message>
        <source>A run applies a recipe to a model and shows each layer as it finishes.</source>
        <translation>Una ejecución aplica una receta a un modelo y muestra cada capa a medida que termina.</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>Cancelar ejecución</translation>
    </message>
    <message>
        <source>Stops the run. Finished layers and stages stay, and the run can be resumed.</source>
        <translation>Detiene la ejecución. Las capas y etapas terminadas se mantienen, y la ejecución se puede reanudar.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Goes on after the last finished layer, as if the run had never stopped.</source>
        <translation>Continúa tras la última capa terminada, como si la ejecución nunca se hubiera detenido.</translation>
    </message>
    <message>
        <source>Fork from layer...</source>
        <translation>Bifurcar desde la capa...</translation>
    </message>
    <message>
        <source>Starts a new run that takes the first layers of this one and applies the current recipe to the rest.</source>
        <translation>Inicia una ejecución nueva que toma las primeras capas de esta y aplica la receta actual al resto.</translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>Abrir resultado</translation>
    </message>
    <message>
        <source>Opens the smaller model in the Explorer.</source>
        <translation>Abre el modelo reducido en la página Explorar.</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportar...</translation>
    </message>
    <message>
        <source>Writes the smaller model as GGUF, ONNX or a Hugging Face folder.</source>
        <translation>Escribe el modelo reducido como GGUF, ONNX o carpeta de Hugging Face.</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>Chatear con él</translation>
    </message>
    <message>
        <source>Loads the smaller model on the Chat page.</source>
        <translation>Carga el modelo reducido en la página Chat.</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Mostrar carpeta</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Iniciar ejecución</translation>
    </message>
    <message>
        <source>Applies the current recipe to the current model.</source>
        <translation>Aplica la receta actual al modelo actual.</translation>
    </message>
    <message>
        <source>Open a model and a recipe first.</source>
        <translation>Primero hay que abrir un modelo y una receta.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Open in Explorer</source>
        <translation>Abrir en Explorar</translation>
    </message>
    <message>
        <source>Show in log</source>
        <translation>Mostrar en el registro</translation>
    </message>
    <message>
        <source>Fork from layer %1...</source>
        <translation>Bifurcar desde la capa %1...</translation>
    </message>
    <message>
        <source>Delete %1? Its folder holds %2.</source>
        <translation>¿Eliminar %1? Su carpeta contiene %2.</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>Mover a la papelera</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Eliminar definitivamente</translation>
    </message>
    <message>
        <source>Keep run</source>
        <translation>Conservar ejecución</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Guardar informe</translation>
    </message>
    <message>
        <source>Web page (*.html);;Document (*.pdf)</source>
        <translation>Página web (*.html);;Documento (*.pdf)</translation>
    </message>
    <message>
        <source>The report of %1 is in %2.</source>
        <translation>El informe de %1 está en %2.</translation>
    </message>
    <message>
        <source>The run stands still at once and keeps its memory; Continue goes on in the same place. To free the memory, cancel: Resume goes on after the last finished layer.</source>
        <translation>La ejecución se para al instante y conserva su memoria; «Continuar» sigue en el mismo lugar. Para liberar la memoria, cancelar: «Reanudar» continúa tras la última capa terminada.</translation>
    </message>
    <message>
        <source>Rename run...</source>
        <translation>Renombrar ejecución...</translation>
    </message>
    <message>
        <source>Gives the run a name of your own, in its notes.</source>
        <translation>Da a la ejecución un nombre propio, en sus notas.</translation>
    </message>
    <message>
        <source>Delete run...</source>
        <translation>Eliminar ejecución...</translation>
    </message>
    <message>
        <source>Asks first, and says how much the run holds.</source>
        <translation>Pregunta primero y dice cuánto contiene la ejecución.</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>Guardar informe...</translation>
    </message>
    <message>
        <source>Model, recipe, figures, charts, modules and notes in one HTML or PDF file.</source>
        <translation>Modelo, receta, valores, gráficos, módulos y notas en un archivo HTML o PDF.</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder in the file manager.</source>
        <translation>Abre la carpeta de la ejecución en el gestor de archivos.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SamplingPanel</name>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>Voraz</translation>
    </message>
    <message>
        <source>S&amp;ystem prompt</source>
        <translation>Prompt del &amp;sistema</translation>
    </message>
    <message>
        <source>What every answer keeps to; may stay empty.</source>
        <translation>A lo que se atiene cada respuesta; puede quedar vacío.</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Prompt del sistema</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Preajuste</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7.</source>
        <translation>Con cuánta libertad se eligen los tokens. 0 toma siempre el más probable. Típico: 0,7.</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the most likely tokens that have this probability together. 1: all. Typical 0.9.</source>
        <translation>Solo los tokens más probables que suman esta probabilidad. 1: todos. Típico: 0,9.</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Only this many of the most likely tokens. Typical 40.</source>
        <translation>Solo este número de los tokens más probables. Típico: 40.</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Only tokens with this share of the best one&apos;s probability. 0: all. Typical 0.05.</source>
        <translation>Solo tokens con esta proporción de la probabilidad del mejor. 0: todos. Típico: 0,05.</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>Repetición</translation>
    </message>
    <message>
        <source>Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1.</source>
        <translation>Hace menos probable que se repitan los últimos 64 tokens. 1: desactivado. Típico: 1,1.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Aleatoria</translation>
    </message>
    <message>
        <source>With the same seed and settings, a model answers the same question alike.</source>
        <translation>Con la misma semilla y los mismos ajustes, un modelo responde igual a la misma pregunta.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sin límite</translation>
    </message>
    <message>
        <source>An answer ends after this many tokens at the latest. No limit: when the model ends it, or the context is full.</source>
        <translation>Una respuesta termina como muy tarde tras este número de tokens. Sin límite: cuando el modelo la termina o el contexto está lleno.</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>Creativo</translation>
    </message>
    <message>
        <source>Common settings at once. Unsaved: as set below.</source>
        <translation>Ajustes comunes de una vez. Sin guardar: como se definen abajo.</translation>
    </message>
    <message>
        <source>Name of preset</source>
        <translation>Nombre del preajuste</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Keeps these settings as a preset under this name.</source>
        <translation>Conserva estos ajustes como preajuste con este nombre.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Deletes the chosen preset. The settings stay as they are.</source>
        <translation>Elimina el preajuste elegido. Los ajustes quedan como están.</translation>
    </message>
    <message>
        <source>Unsaved</source>
        <translation>Sin guardar</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ScaleLegend</name>
    <message>
        <source>Colours from %1 to %2</source>
        <translation>Colores de %1 a %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SchemeText</name>
    <message>
        <source>one scale for all</source>
        <translation>una escala para todos</translation>
    </message>
    <message>
        <source>one scale for each output</source>
        <translation>una escala por salida</translation>
    </message>
    <message>
        <source>one scale for every %1 inputs of an output</source>
        <translation>una escala por cada %1 entradas de una salida</translation>
    </message>
    <message>
        <source>one scale for each block of %1 outputs and %2 inputs</source>
        <translation>una escala por cada bloque de %1 salidas y %2 entradas</translation>
    </message>
    <message>
        <source>one scale for each token</source>
        <translation>una escala por token</translation>
    </message>
    <message>
        <source>%1-bit floats</source>
        <translation>flotantes de %1 bits</translation>
    </message>
    <message>
        <source>%1-bit integers</source>
        <translation>enteros de %1 bits</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>kind of numbers, who shares a scale, symmetry</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>simétrica</translation>
    </message>
    <message>
        <source>with zero points</source>
        <translation>con puntos cero</translation>
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
        <translation>Nuevo barrido</translation>
    </message>
    <message>
        <source>No sweep yet</source>
        <translation>Aún no hay barridos</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Sin modelo</translation>
    </message>
    <message>
        <source>A sweep changes one layer at a time and measures what the predictions lose. A recipe is made of it that loses least for its size.</source>
        <translation>Un barrido cambia una capa cada vez y mide lo que pierden las predicciones. Con ello se hace una receta que pierde lo mínimo para su tamaño.</translation>
    </message>
    <message>
        <source>A sweep finds out which layers of a model can be made smaller. Open a model first.</source>
        <translation>Un barrido averigua qué capas de un modelo se pueden reducir. Primero hay que abrir un modelo.</translation>
    </message>
    <message>
        <source>KL %1</source>
        <translation>KL %1</translation>
    </message>
    <message>
        <source>%1 split</source>
        <translation>División: %1</translation>
    </message>
    <message>
        <source>Measured on %1 windows of %2 tokens of the calibration text that nothing was calibrated on. Figures of the evaluation text play no part in the choice.</source>
        <translation>Medido en %1 ventanas de %2 tokens del texto de calibración con las que no se calibró nada. Los valores del texto de evaluación no intervienen en la elección.</translation>
    </message>
    <message>
        <source>Hatched: not computed. Crossed: failed. Outlined: chosen for the layer.</source>
        <translation>Rayada: no calculada. Tachada: fallida. Enmarcada: elegida para la capa.</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>deteniendo</translation>
    </message>
    <message>
        <source>A sweep is working. Cancel it, or wait for its end.</source>
        <translation>Hay un barrido en marcha. Cancelarlo o esperar a que termine.</translation>
    </message>
    <message>
        <source>Asks for methods and levels, then measures them layer by layer.</source>
        <translation>Pide métodos y niveles y luego los mide capa por capa.</translation>
    </message>
    <message>
        <source>This sweep ended early: %1 of %2 cells are measured.</source>
        <translation>Este barrido acabó antes de tiempo: hay %1 de %2 celdas medidas.</translation>
    </message>
    <message>
        <source>Resume sweep</source>
        <translation>Reanudar barrido</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>denso</translation>
    </message>
    <message>
        <source>1 layer %1</source>
        <translation>1 capa en %1</translation>
    </message>
    <message numerus="yes">
        <source>%n layers %1</source>
        <translation>
            <numerusform>%n capa en %1</numerusform>
            <numerusform>%n capas en %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Predicted: KL %1 (%2 to %3), perplexity %4 (dense %5), %6 with zeros left out, %7 as a folder.</source>
        <translation>Previsto: KL %1 (de %2 a %3), perplejidad %4 (denso %5), %6 sin los ceros, %7 como carpeta.</translation>
    </message>
    <message>
        <source>At most %1 above the best choice.</source>
        <translation>Como máximo %1 por encima de la mejor elección.</translation>
    </message>
    <message>
        <source>By sensitivity, %1</source>
        <translation>Por sensibilidad, %1</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensibilidad</translation>
    </message>
    <message>
        <source>Sweep...</source>
        <translation>Barrido...</translation>
    </message>
    <message>
        <source>Goes on after the last cell that was measured.</source>
        <translation>Continúa tras la última celda medida.</translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation>Cancelar barrido</translation>
    </message>
    <message>
        <source>Cells that are measured are kept.</source>
        <translation>Las celdas medidas se conservan.</translation>
    </message>
    <message>
        <source>Make recipe</source>
        <translation>Crear receta</translation>
    </message>
    <message>
        <source>Opens a recipe that gives each layer the level that is outlined.</source>
        <translation>Abre una receta que da a cada capa el nivel enmarcado.</translation>
    </message>
    <message>
        <source>Open model...</source>
        <translation>Abrir modelo...</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Mostrar como tabla</translation>
    </message>
    <message>
        <source>The same figures as a table.</source>
        <translation>Los mismos valores como tabla.</translation>
    </message>
    <message>
        <source>Sweeps of this model</source>
        <translation>Barridos de este modelo</translation>
    </message>
    <message>
        <source>Sweeps of the current model, the newest first.</source>
        <translation>Barridos del modelo actual, el más reciente primero.</translation>
    </message>
    <message>
        <source>Progress of the sweep</source>
        <translation>Progreso del barrido</translation>
    </message>
    <message>
        <source>Sensitivity by layer and level</source>
        <translation>Sensibilidad por capa y nivel</translation>
    </message>
    <message>
        <source>What the budget bounds</source>
        <translation>Qué limita el presupuesto</translation>
    </message>
    <message>
        <source>Size at most</source>
        <translation>Tamaño máximo</translation>
    </message>
    <message>
        <source>KL at most</source>
        <translation>KL máxima</translation>
    </message>
    <message>
        <source>Perplexity at most</source>
        <translation>Perplejidad máxima</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Presupuesto</translation>
    </message>
    <message>
        <source>From the smallest choice at the left to the dense model at the right (S).</source>
        <translation>De la elección más pequeña, a la izquierda, al modelo denso, a la derecha (S).</translation>
    </message>
    <message>
        <source>Losses of single layers are added up, as if layers did not act on each other. The band is two standard errors of the sweep&apos;s windows.</source>
        <translation>Las pérdidas de capas por separado se suman, como si las capas no influyeran unas en otras. La banda son dos errores estándar sobre las ventanas del barrido.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingRow</name>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>Restablecer %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>Buscar ajustes</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Atajos</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apariencia</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>Como el escritorio</translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation>Apariencia clara</translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation>Apariencia oscura</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colores</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop says.</source>
        <translation>Claro u oscuro, o como indique el escritorio.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>Todos (%1)</translation>
    </message>
    <message>
        <source>Threads of a run</source>
        <translation>Hilos de una ejecución</translation>
    </message>
    <message>
        <source>Fewer leave room for other work. A run that goes on keeps the number that it began with.</source>
        <translation>Menos dejan sitio para otro trabajo. Una ejecución que continúa conserva el número con el que empezó.</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>Lo que está libre</translation>
    </message>
    <message>
        <source>Memory of a run</source>
        <translation>Memoria de una ejecución</translation>
    </message>
    <message>
        <source>A run that would need more is refused before it begins, with settings that fit.</source>
        <translation>Una ejecución que necesitaría más se rechaza antes de empezar, con ajustes que sí caben.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Runs, exports and conversations</source>
        <translation>Ejecuciones, exportaciones y conversaciones</translation>
    </message>
    <message>
        <source>%1 on the disk.</source>
        <translation>%1 en el disco.</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Acerca de</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>No setting matches &quot;%1&quot;.</source>
        <translation>Ningún ajuste coincide con «%1».</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Of texts and numbers. Messages of recipes and of the worker are in English.</source>
        <translation>De textos y números. Los mensajes de las recetas y del proceso de trabajo están en inglés.</translation>
    </message>
    <message>
        <source>Where runs work</source>
        <translation>Dónde trabajan</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activada</translation>
    </message>
    <message>
        <source>Notification at the end of a run</source>
        <translation>Notificación al final de una ejecución</translation>
    </message>
    <message>
        <source>The desktop says so while another window is used; a click shows the run.</source>
        <translation>El escritorio avisa mientras se usa otra ventana; un clic muestra la ejecución.</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>Carpetas de modelos</translation>
    </message>
    <message>
        <source>Offered in the model menu</source>
        <translation>Se ofrecen en el menú de modelos</translation>
    </message>
    <message>
        <source>Models in these folders, three levels deep, can be opened by the menu above and by the search.</source>
        <translation>Los modelos de estas carpetas, hasta tres niveles, se pueden abrir con el menú de arriba y con la búsqueda.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::ShortcutList</name>
    <message>
        <source>Press the keys. Backspace and the cross take the shortcut away.</source>
        <translation>Pulsar las teclas. Retroceso y la cruz quitan el atajo.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>Restablecer %1</translation>
    </message>
    <message>
        <source>%1 is the shortcut of &quot;%2&quot;. Take it away there first, or choose other keys.</source>
        <translation>%1 es el atajo de «%2». Primero hay que quitarlo allí, o elegir otras teclas.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumChart</name>
    <message>
        <source>Singular values</source>
        <translation>Valores singulares</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Posición</translation>
    </message>
    <message>
        <source>Singular value</source>
        <translation>Valor singular</translation>
    </message>
    <message>
        <source>All singular values are 0: so are all weights.</source>
        <translation>Todos los valores singulares son 0, y por tanto todos los pesos.</translation>
    </message>
    <message>
        <source>Value %1: %2</source>
        <translation>Valor %1: %2</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SpectrumPane</name>
    <message>
        <source>Compute singular values</source>
        <translation>Calcular valores singulares</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Progress of the singular values</source>
        <translation>Progreso de los valores singulares</translation>
    </message>
    <message>
        <source>How strongly the matrix acts in each of its directions. Values that fall off fast mean that a matrix of lower rank would do nearly the same.</source>
        <translation>Con qué fuerza actúa la matriz en cada una de sus direcciones. Si los valores caen rápido, una matriz de rango menor haría casi lo mismo.</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>Tarda aprox. %1 y necesita %2 de memoria.</translation>
    </message>
    <message>
        <source>Takes %1 of memory.</source>
        <translation>Necesita %1 de memoria.</translation>
    </message>
    <message>
        <source>Singular values are computed on demand.</source>
        <translation>Los valores singulares se calculan a petición.</translation>
    </message>
    <message>
        <source>Computing singular values</source>
        <translation>Calculando valores singulares</translation>
    </message>
    <message>
        <source>Largest %1, effective rank %2, stable rank %3, of %4</source>
        <translation>Máximo %1, rango efectivo %2, rango estable %3, de %4</translation>
    </message>
    <message>
        <source>Effective rank: exp of the entropy of the values as shares of their sum. Stable rank: squared norm over the squared largest value. Small ones mean few directions matter.</source>
        <translation>Rango efectivo: exp de la entropía de los valores como proporciones de su suma. Rango estable: norma al cuadrado entre el mayor valor al cuadrado. Si son pequeños, importan pocas direcciones.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::StatusStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Progreso de la ejecución</translation>
    </message>
    <message>
        <source>Memory of the worker that runs now.</source>
        <translation>Memoria del proceso de trabajo en marcha.</translation>
    </message>
    <message>
        <source>No run in progress</source>
        <translation>Ninguna ejecución en marcha</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>Proceso %1</translation>
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
        <translation>Barrido</translation>
    </message>
    <message>
        <source>Each decoder layer is changed alone, by each of these, and the predictions are compared with the dense model&apos;s. The layers of the model stay as they are on the disk.</source>
        <translation>Cada capa del decodificador se cambia por separado, con cada una de estas opciones, y las predicciones se comparan con las del modelo denso. Las capas del modelo quedan en el disco tal como están.</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>Muestras de calibración</translation>
    </message>
    <message>
        <source>Texts that show which inputs matter. More cost memory and time. The papers use 128.</source>
        <translation>Textos que muestran qué entradas importan. Más cuestan memoria y tiempo. Los artículos usan 128.</translation>
    </message>
    <message>
        <source>Tokens in a window</source>
        <translation>Tokens por ventana</translation>
    </message>
    <message>
        <source>Length of one sample. Automatic: 2048, or the model&apos;s context if that is shorter.</source>
        <translation>Longitud de una muestra. Automático: 2048, o el contexto del modelo si es más corto.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automático</translation>
    </message>
    <message>
        <source>Windows measured on</source>
        <translation>Ventanas de medición</translation>
    </message>
    <message>
        <source>Windows of the calibration text that nothing is calibrated on. More make the figures more certain and take longer. Automatic: 4,096 tokens, at least 4 windows.</source>
        <translation>Ventanas del texto de calibración con las que no se calibra nada. Más hacen los valores más seguros y tardan más. Automático: 4096 tokens, al menos 4 ventanas.</translation>
    </message>
    <message>
        <source>What the sweep takes</source>
        <translation>Lo que requiere el barrido</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>Iniciar barrido</translation>
    </message>
    <message>
        <source>Methods and levels</source>
        <translation>Métodos y niveles</translation>
    </message>
    <message>
        <source>Further levels</source>
        <translation>Otros niveles</translation>
    </message>
    <message>
        <source>METHOD:LEVEL, joined by commas. Pruning takes N:M (N of M kept) or a percentage of zeros, quantization takes bits; + joins the two.</source>
        <translation>MÉTODO:NIVEL, separados por comas. La poda admite N:M (se conservan N de M) o un porcentaje de ceros, la cuantización admite bits; + une ambas.</translation>
    </message>
    <message>
        <source>&amp;Further</source>
        <translation>&amp;Otros</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Calibration text</source>
        <translation>Texto de calibración</translation>
    </message>
    <message>
        <source>The sweep calibrates on one part of it and measures on another. Evaluation text is refused: what is chosen by a text looks better on it than it is.</source>
        <translation>El barrido calibra con una parte de él y mide con otra. Se rechaza el texto de evaluación: lo que se elige según un texto parece mejor en él de lo que es.</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Elegir...</translation>
    </message>
    <message>
        <source>Text (%1)</source>
        <translation>Texto (%1)</translation>
    </message>
    <message>
        <source>&amp;Calibration text</source>
        <translation>Texto de &amp;calibración</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Muestras</translation>
    </message>
    <message>
        <source>&amp;Tokens in a window</source>
        <translation>&amp;Tokens por ventana</translation>
    </message>
    <message>
        <source>&amp;Windows measured on</source>
        <translation>&amp;Ventanas de medición</translation>
    </message>
    <message>
        <source>A sweep needs text: choose calibration text.</source>
        <translation>Un barrido necesita texto: elegir un texto de calibración.</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 no existe.</translation>
    </message>
    <message>
        <source>%1 is the evaluation text: figures are reported on it, so nothing is chosen by it.</source>
        <translation>%1 es el texto de evaluación: de él salen los valores que se comunican, así que nada se elige según él.</translation>
    </message>
    <message>
        <source>Estimating...</source>
        <translation>Estimando...</translation>
    </message>
    <message>
        <source>%1 cells, about %2, %3 of memory and the activations.</source>
        <translation>%1 celdas, aprox. %2, %3 de memoria más las activaciones.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::SweepTable</name>
    <message>
        <source>Layer %1, %2: not computed yet</source>
        <translation>Capa %1, %2: aún sin calcular</translation>
    </message>
    <message>
        <source>Layer %1, %2: failed. %3</source>
        <translation>Capa %1, %2: fallida. %3</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Layer %1, %2: KL %3, perplexity %4, %5 predictions in %6 windows</source>
        <translation>Capa %1, %2: KL %3, perplejidad %4, %5 predicciones en %6 ventanas</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>%1 chosen</source>
        <translation>%1 elegida</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetChoiceModel</name>
    <message>
        <source>ignored by %1</source>
        <translation>ignorado por %1</translation>
    </message>
    <message>
        <source>also in %1</source>
        <translation>también en %1</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>%1 zeros</source>
        <translation>%1 ceros</translation>
    </message>
    <message>
        <source>int%1</source>
        <translation>int%1</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>ignorado</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Módulo</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Pasa a ser</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetPicker</name>
    <message>
        <source>Modules that %1 leaves alone</source>
        <translation>Módulos que %1 deja intactos</translation>
    </message>
    <message>
        <source>Modules that %1 works on</source>
        <translation>Módulos en los que trabaja %1</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtrar</translation>
    </message>
    <message>
        <source>Shows modules whose name or class holds this text</source>
        <translation>Muestra módulos cuyo nombre o clase contiene este texto</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>Marcar todos</translation>
    </message>
    <message>
        <source>Tick none</source>
        <translation>No marcar ninguno</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Módulos</translation>
    </message>
    <message>
        <source>Space ticks a module and everything in it.</source>
        <translation>Espacio marca un módulo y todo lo que contiene.</translation>
    </message>
    <message>
        <source>Entries of %1</source>
        <translation>Entradas de %1</translation>
    </message>
    <message>
        <source>What the recipe will say. Pointing at an entry shows what it hits alone.</source>
        <translation>Lo que dirá la receta. Al señalar una entrada se ve con qué coincide ella sola.</translation>
    </message>
    <message>
        <source>Ignore these</source>
        <translation>Ignorar estos</translation>
    </message>
    <message>
        <source>Use these targets</source>
        <translation>Usar estos objetivos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>%1 of %2 hit</source>
        <translation>Coinciden %1 de %2</translation>
    </message>
    <message>
        <source>Nothing is ticked. A modifier without targets does nothing: tick a module.</source>
        <translation>No hay nada marcado. Un modificador sin objetivos no hace nada: marcar un módulo.</translation>
    </message>
    <message>
        <source>%1. The ignore entries take %2 of them out again.</source>
        <translation>%1. Las entradas de ignore vuelven a excluir %2 de ellos.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TargetsField</name>
    <message>
        <source>Entries of %1</source>
        <translation>Entradas de %1</translation>
    </message>
    <message>
        <source>F2 changes an entry, Insert adds one, Delete removes one.</source>
        <translation>F2 cambia una entrada, Insert añade una, Supr quita una.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Adds an entry: a full name, a class, or re: and a pattern</source>
        <translation>Añade una entrada: un nombre completo, una clase, o re: y un patrón</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Removes the current entry</source>
        <translation>Quita la entrada actual</translation>
    </message>
    <message>
        <source>Pick...</source>
        <translation>Elegir...</translation>
    </message>
    <message>
        <source>Chooses modules in the model&apos;s tree</source>
        <translation>Elige módulos en el árbol del modelo</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field of a form, then what its button does</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, the default</source>
        <translation>%1, por defecto</translation>
    </message>
    <message>
        <source>No module matches this entry.</source>
        <translation>Ningún módulo coincide con esta entrada.</translation>
    </message>
    <message>
        <source>No module matches this entry, so it ignores nothing.</source>
        <translation>Ningún módulo coincide con esta entrada, así que no ignora nada.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TemplatePanel</name>
    <message>
        <source>Chat template</source>
        <translation>Plantilla de chat</translation>
    </message>
    <message>
        <source>Reset to the model&apos;s</source>
        <translation>Restablecer la del modelo</translation>
    </message>
    <message>
        <source>Rendered prompt</source>
        <translation>Prompt renderizado</translation>
    </message>
    <message>
        <source>Model whose template is shown</source>
        <translation>Modelo cuya plantilla se muestra</translation>
    </message>
    <message>
        <source>Turns the messages into the text that the model is given (Jinja). Edits are kept for this model and used from the next answer on.</source>
        <translation>Convierte los mensajes en el texto que recibe el modelo (Jinja). Los cambios se conservan para este modelo y se usan desde la próxima respuesta.</translation>
    </message>
    <message>
        <source>Drops the edits: the template that came with the model is used again.</source>
        <translation>Descarta los cambios: se usa de nuevo la plantilla que venía con el modelo.</translation>
    </message>
    <message>
        <source>The exact text that the model is given.</source>
        <translation>El texto exacto que recibe el modelo.</translation>
    </message>
    <message>
        <source>Shown once a model is loaded.</source>
        <translation>Se muestra cuando hay un modelo cargado.</translation>
    </message>
    <message>
        <source>Edited. The edits are kept for this model.</source>
        <translation>Editada. Los cambios se conservan para este modelo.</translation>
    </message>
    <message>
        <source>None: the model continues the text that it is given. A template that is written here is used instead.</source>
        <translation>Ninguna: el modelo continúa el texto que recibe. Si se escribe aquí una plantilla, se usa en su lugar.</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>De %1</translation>
    </message>
    <message>
        <source>Rendered</source>
        <translation>Renderizado</translation>
    </message>
    <message>
        <source>%1 The last template that could be read is used.</source>
        <translation>%1 Se usa la última plantilla que se pudo leer.</translation>
    </message>
    <message numerus="yes">
        <source>Rendered, %Ln tokens</source>
        <translation>
            <numerusform>Renderizado, %Ln token</numerusform>
            <numerusform>Renderizado, %Ln tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>The template does not take this conversation: %1</source>
        <translation>La plantilla no acepta esta conversación: %1</translation>
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
        <translation>Escribir texto para ver sus tokens</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Érase una vez</translation>
    </message>
    <message>
        <source>Pieces and ids</source>
        <translation>Fragmentos e ID</translation>
    </message>
    <message>
        <source>id %1, piece %2</source>
        <translation>ID %1, fragmento %2</translation>
    </message>
    <message>
        <source>ids %1</source>
        <translation>ID %1</translation>
    </message>
    <message>
        <source>1 token, %1 characters</source>
        <translation>1 token, %1 caracteres</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 characters a token</source>
        <translation>
            <numerusform>%n token, %1 caracteres por token</numerusform>
            <numerusform>%n tokens, %1 caracteres por token</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenPopover</name>
    <message>
        <source>Continue from here</source>
        <translation>Continuar desde aquí</translation>
    </message>
    <message>
        <source>Alternatives of a token</source>
        <translation>Alternativas de un token</translation>
    </message>
    <message>
        <source>Most likely tokens</source>
        <translation>Tokens más probables</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>«%1»</translation>
    </message>
    <message>
        <source>KL %1 nats. Rank %2 by %3.</source>
        <translation>KL %1 nats. Posición %2 según %3.</translation>
    </message>
    <message>
        <source>Not scored yet.</source>
        <translation>Aún sin puntuar.</translation>
    </message>
    <message>
        <source>KL: how far the next-token distribution moved from dense, in nats. 0 means equal; Chat colours from 0.05.</source>
        <translation>KL: cuánto se ha alejado la distribución del token siguiente de la densa, en nats. 0 significa igual; Chat colorea desde 0,05.</translation>
    </message>
    <message>
        <source>The alternatives are not kept. Score the reply again to see them.</source>
        <translation>Las alternativas no se conservan. Puntuar de nuevo la respuesta para verlas.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>The token that came.</source>
        <translation>El token que salió.</translation>
    </message>
    <message>
        <source>No text of its own, so that a reply cannot be continued with it.</source>
        <translation>Sin texto propio, así que no se puede continuar una respuesta con él.</translation>
    </message>
    <message>
        <source>Continue with &quot;%1&quot;</source>
        <translation>Continuar con «%1»</translation>
    </message>
    <message>
        <source>Both models go on from this token in a new branch.</source>
        <translation>Ambos modelos continúan desde este token en una rama nueva.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TokenView</name>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;</source>
        <translation>Token %1 de %2: «%3»</translation>
    </message>
    <message>
        <source>Token %1 of %2: &quot;%3&quot;. KL %4 nats, level %5 of 4.</source>
        <translation>Token %1 de %2: «%3». KL %4 nats, nivel %5 de 4.</translation>
    </message>
</context>
<context>
    <name>espalier::ui::TopBar</name>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Adelante</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ejecución</translation>
    </message>
    <message>
        <source>Search or command   %1</source>
        <translation>Búsqueda u orden   %1</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Búsqueda u orden</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Abrir un modelo</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>Abriendo %1</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>Ninguna ejecución</translation>
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
        <translation>Abrir carpeta del modelo...</translation>
    </message>
    <message>
        <source>Open GGUF file...</source>
        <translation>Abrir archivo GGUF...</translation>
    </message>
    <message>
        <source>%1   %2   %3</source>
        <translation>%1   %2   %3</translation>
    </message>
    <message>
        <source>In your model folders</source>
        <translation>En las carpetas de modelos propias</translation>
    </message>
</context>
<context>
    <name>espalier::ui::WeightHistogram</name>
    <message>
        <source>&amp;Logarithmic counts</source>
        <translation>Recuentos &amp;logarítmicos</translation>
    </message>
</context>
<context>
    <name>espalier::ui::Workspace</name>
    <message>
        <source>Demo recipe</source>
        <translation>Receta de la demo</translation>
    </message>
    <message>
        <source>Its result is the model that is open.</source>
        <translation>Su resultado es el modelo que está abierto.</translation>
    </message>
    <message>
        <source>%1 reads its files and would fail.</source>
        <translation>%1 lee sus archivos y fallaría.</translation>
    </message>
    <message>
        <source>Exports that were made of it are in that folder and go with it.</source>
        <translation>Las exportaciones hechas de ella están en esa carpeta y se eliminan con ella.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Makes large language models smaller.</source>
        <translation>Reduce el tamaño de grandes modelos de lenguaje.</translation>
    </message>
    <message>
        <source>Model folders, recipes, data.</source>
        <translation>Carpetas de modelos, recetas, datos.</translation>
    </message>
</context>
</TS>
