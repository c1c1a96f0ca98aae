#include "core/compress/student/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema studentSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "StudentModifier";
    schema.title = "Student";
    schema.trains = true;
    schema.group = recipe::ModifierGroup::Structure;
    schema.help = "Begins a train stage with a new model of random weights in place of the stage's input, to distil "
                  "into. It keeps the tokenizer.";
    schema.calibrates = true;
    schema.keys = {
        key("config", recipe::KeyType::Text, {std::string(), {}, {}},
            "A config.json that describes the student; without it that of the stage's input, with the sizes below."),
        integerKey("num_hidden_layers", 0, 0, 1e6, "Decoder layers of the student; 0 as before.", "layers"),
        integerKey("hidden_size", 0, 0, 1e9, "Width of its hidden states; 0 as before."),
        integerKey("intermediate_size", 0, 0, 1e9, "Width of its feed-forward parts; 0 as before."),
        integerKey("num_attention_heads", 0, 0, 1e6, "Heads of its attention; 0 as before.", "heads"),
        integerKey("num_key_value_heads", 0, 0, 1e6, "Key and value heads of its attention; 0 as before.", "heads"),
    };
    return schema;
}

Result<StudentRecipe> studentFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    StudentRecipe result;
    result.config = read.text("config", {});
    result.layers = read.integer("num_hidden_layers", 0);
    result.hidden = read.integer("hidden_size", 0);
    result.intermediate = read.integer("intermediate_size", 0);
    result.heads = read.integer("num_attention_heads", 0);
    result.keyValueHeads = read.integer("num_key_value_heads", 0);
    return read.finish(std::move(result));
}

} // namespace espalier::compress
