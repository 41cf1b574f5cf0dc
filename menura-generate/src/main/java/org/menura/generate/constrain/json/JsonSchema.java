package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Node;

/**
 * A JSON schema (drafts 4 to 2020-12) as a constraint: it compiles to a grammar whose texts are JSON values that are
 * valid against it. Each keyword is enforced, or the schema is refused with the keyword and its JSON pointer; none is
 * skipped. Nothing is fetched.
 */
public final class JsonSchema {
    private final JsonNode json;

    private JsonSchema(JsonNode json) {
        this.json = json;
    }

    /**
     * Parses a schema.
     *
     * @throws org.menura.format.FormatException if the text is no JSON
     */
    public static JsonSchema parse(String text) {
        return new JsonSchema(ExactJson.parse(text, "schema"));
    }

    /** Takes a schema that was parsed. */
    public static JsonSchema of(JsonNode schema) {
        return new JsonSchema(ExactJson.exact(schema));
    }

    /**
     * Returns the schema of answers that a model writes: objects of which it doesn't say whether they may have further properties have
     * none, as in llama.cpp. What is valid by it is valid by this one.
     */
    public JsonSchema closed() {
        return new JsonSchema(ClosedObjects.of(json));
    }

    /** Returns the schema's own JSON. */
    public JsonNode json() {
        return json;
    }

    /**
     * Compiles the schema with {@link SchemaOptions#DEFAULT}.
     *
     * @throws SchemaException if it is malformed, admits nothing, or holds a keyword that can't be enforced
     */
    public Grammar compile() {
        return compile(SchemaOptions.DEFAULT);
    }

    /**
     * Compiles the schema.
     *
     * @throws SchemaException if it is malformed, admits nothing, or holds a keyword that can't be enforced
     */
    public Grammar compile(SchemaOptions options) {
        GrammarContext context = new GrammarContext();
        return context.grammar(compile(options, context));
    }

    /**
     * Compiles the schema to a part of a larger grammar.
     *
     * @throws SchemaException if it is malformed, admits nothing, or holds a keyword that can't be enforced
     */
    public Node compile(SchemaOptions options, GrammarContext context) {
        try {
            SchemaGraph graph = new SchemaGraph(json, options, context.rx());
            Budget budget = new Budget(options.budget());
            Values values = new Values(graph, budget);
            SchemaGrammar grammar = new SchemaGrammar(context, values, budget);
            SchemaCheck.check(graph.root(), values);
            return grammar.value(values.is(graph.root()));
        } catch (SchemaException e) {
            throw e;
        } catch (GrammarException e) {
            throw new SchemaException("", "#", String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw new SchemaException("", "#", "it nests too deep");
        }
    }
}
