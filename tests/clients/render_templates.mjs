// Prints one line of JSON for each case of a JSON array file: the text that @huggingface/jinja renders, or null where it
// refuses. A case is {template, variables}.
// usage: node render_templates.mjs CASES.json
import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';

for (const { template, variables } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    let text = null;
    try {
        text = new Template(template).render(variables);
    } catch (error) {
        console.error(error.message);
    }
    console.log(JSON.stringify(text));
}
