package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.AnswerPlan;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Grammars;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.RenderedChat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** A form of texts: one of a JSON schema, a regular expression, a grammar and a list of choices. */
final class FormOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-j", "--json-schema", "--json-schema-file", "--schema"},
            paramLabel = "SCHEMA",
            description = "A file with a JSON schema, or the schema itself where it begins with a brace.")
    private @Nullable String schema;

    @Option(
            names = "--regex",
            paramLabel = "PATTERN",
            description = "A regular expression that texts match as a whole.")
    private @Nullable String regex;

    @Option(
            names = {"--grammar", "--grammar-file", "--gbnf"},
            paramLabel = "GRAMMAR",
            description =
                    "A file with a grammar in GBNF, llama.cpp's notation, or the grammar itself where it has a ::=.")
    private @Nullable String gbnf;

    @Option(names = "--choices", paramLabel = "TEXT", split = ",", description = "The texts themselves, by commas.")
    private @Nullable List<String> choices;

    /** The schema, once it was read. */
    private @Nullable JsonSchema parsed;

    /** Whether texts are to have a form. */
    boolean isGiven() {
        return schema != null || regex != null || gbnf != null || choices != null;
    }

    /**
     * Compiles the form.
     *
     * @param tokenizer whose tokens a grammar may name; null for those that name none
     * @param options of a schema
     */
    Grammar grammar(@Nullable Tokenizer tokenizer, SchemaOptions options) {
        if (schema != null) {
            return json().compile(options);
        }
        if (regex != null) {
            return Grammars.regex(regex);
        }
        if (gbnf != null) {
            String text = gbnf.contains("::=") ? gbnf : PromptOptions.read(Path.of(gbnf));
            return tokenizer == null ? Grammars.gbnf(text) : Grammars.gbnf(text, tokenizer);
        }
        return Grammars.choice(Objects.requireNonNull(choices));
    }

    /** Refuses several forms. */
    void checkOne() {
        if (Stream.of(schema, regex, gbnf, choices).filter(Objects::nonNull).count() > 1) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "--json-schema, --regex, --grammar and --choices exclude each other");
        }
    }

    /** Refuses several forms, and one that can't be kept, before a model is loaded; a grammar may name the model's tokens. */
    void check() {
        checkOne();
        if (isGiven() && gbnf == null) {
            Grammar _ = grammar(null, SchemaOptions.DEFAULT);
        }
    }

    private JsonSchema json() {
        JsonSchema known = parsed;
        if (known == null) {
            String given = Objects.requireNonNull(schema);
            boolean isFile = !given.stripLeading().startsWith("{");
            known = JsonSchema.parse(isFile ? PromptOptions.read(Path.of(given)) : given);
            parsed = known;
        }
        return known;
    }

    /** Returns what holds a text that a model continues. */
    Constraint text(ModelTokenizer model) {
        return model.constraints().get(this, () -> new GrammarConstraint(closed(model), model.vocabulary()));
    }

    private Grammar closed(ModelTokenizer model) {
        return schema == null
                ? grammar(model.tokenizer(), SchemaOptions.DEFAULT)
                : json().closed().compile();
    }

    /** Returns what holds the answer to a request; before JSON, a model that reasons may do so. */
    Constraint answer(LoadedModel.Decoder model, Message request) {
        if (schema == null) {
            return text(model.text());
        }
        String introduction =
                RenderedChat.of(model.chat(), List.of(request), true, false).introduction();
        AnswerOptions options = AnswerOptions.DEFAULT.withGenerationPrompt(introduction);
        AnswerPlan plan = AnswerPlan.of(model.text(), options, ToolChoice.NONE, false, json().json());
        return Objects.requireNonNull(plan.constraint());
    }
}
