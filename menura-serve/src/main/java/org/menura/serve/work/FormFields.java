package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;

/**
 * Reads which form an answer must have: OpenAI's {@code response_format}, llama.cpp's {@code grammar} and {@code
 * json_schema}, vLLM's {@code guided_…} and {@code structured_outputs}. Two of them at once are an error.
 */
public final class FormFields {
    private final MediaLimits limits;
    private final List<Form> found = new ArrayList<>();

    private FormFields(MediaLimits limits) {
        this.limits = limits;
    }

    /** Reads the form of an answer. */
    public static Form read(Fields fields, MediaLimits limits) {
        FormFields reader = new FormFields(limits);
        Fields format = fields.object("response_format");
        if (format != null) {
            reader.responseFormat(format);
        }
        reader.schema(fields, "json_schema");
        reader.schema(fields, "guided_json");
        reader.grammar(fields, "grammar");
        reader.grammar(fields, "guided_grammar");
        reader.pattern(fields, "guided_regex");
        reader.choice(fields, "guided_choice");
        Fields structured = fields.object("structured_outputs");
        if (structured != null) {
            reader.structured(structured);
        }
        fields.harmless("guided_decoding_backend");
        fields.unsupported("guided_whitespace_pattern", "structural_tag");
        return reader.one();
    }

    private void structured(Fields structured) {
        schema(structured, "json");
        grammar(structured, "grammar");
        pattern(structured, "regex");
        choice(structured, "choice");
        if (structured.flag("json_object", false)) {
            found.add(new Form.AnyObject(structured.path("json_object")));
        }
        structured.harmless("_backend", "_backend_was_auto");
        structured.unsupported(
                "structural_tag", "whitespace_pattern", "disable_any_whitespace", "disable_additional_properties");
        structured.finish();
    }

    private Form one() {
        if (found.size() > 1) {
            throw HttpError.invalid(
                    found.get(1).param(),
                    "an answer can't have two forms; give either '%s' or '%s'"
                            .formatted(found.get(0).param(), found.get(1).param()));
        }
        return found.isEmpty() ? new Form.Free() : found.getFirst();
    }

    private void responseFormat(Fields format) {
        String type = format.word("type", "text", "text", "json_object", "json_schema", "grammar");
        switch (type) {
            case "json_object" -> {
                // llama.cpp and LM Studio take a schema here as well.
                JsonNode schema = format.any("schema");
                found.add(
                        schema == null
                                ? new Form.AnyObject(format.path("type"))
                                : new Form.Schema(format.path("schema"), checked(format.path("schema"), schema)));
            }
            case "json_schema" -> {
                Fields named = format.object("json_schema");
                if (named == null) {
                    JsonNode schema = format.required("schema");
                    found.add(new Form.Schema(format.path("schema"), checked(format.path("schema"), schema)));
                } else {
                    JsonNode schema = named.any("schema");
                    String path = named.path("schema");
                    found.add(schema == null ? new Form.AnyObject(path) : new Form.Schema(path, checked(path, schema)));
                    named.harmless("name", "description", "strict");
                    named.finish();
                }
                format.harmless("name", "strict", "description");
            }
            case "grammar" -> grammar(format, "grammar");
            default -> {}
        }
        format.finish();
    }

    private void schema(Fields fields, String name) {
        JsonNode schema = fields.any(name);
        if (schema != null) {
            String where = fields.path(name);
            found.add(new Form.Schema(where, checked(where, schema)));
        }
    }

    private JsonNode checked(String where, JsonNode schema) {
        JsonNode tree = schema;
        if (schema.isTextual()) {
            limits.checkGrammar(where, schema.textValue());
            try {
                tree = Json.parse(schema.textValue(), "'" + where + "'");
            } catch (FormatException e) {
                throw HttpError.invalid(where, String.valueOf(e.getMessage()));
            }
        }
        if (!tree.isObject() && !(tree instanceof BooleanNode)) {
            throw Fields.wrong(where, "a JSON schema: an object", tree);
        }
        limits.checkGrammar(where, JsonOut.text(tree));
        return tree;
    }

    private void grammar(Fields fields, String name) {
        String text = text(fields, name);
        if (text != null) {
            found.add(new Form.Grammar(fields.path(name), text));
        }
    }

    private void pattern(Fields fields, String name) {
        String text = text(fields, name);
        if (text != null) {
            found.add(new Form.Pattern(fields.path(name), text));
        }
    }

    private @Nullable String text(Fields fields, String name) {
        String text = fields.textOrNull(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        limits.checkGrammar(fields.path(name), text);
        return text;
    }

    private void choice(Fields fields, String name) {
        List<String> texts = fields.texts(name);
        if (texts.isEmpty() && fields.has(name)) {
            throw HttpError.invalid(fields.path(name), "'%s' must not be empty".formatted(fields.path(name)));
        }
        if (!texts.isEmpty()) {
            limits.checkGrammar(fields.path(name), String.join("", texts));
            found.add(new Form.Choice(fields.path(name), texts));
        }
    }
}
