package org.menura.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.generate.batch.Request;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.model.adapter.AdapterSelection;

/** The prompts of a file, continued together. Each result is a line of JSON, in the order of the prompts. */
final class ManyPrompts {
    /**
     * A prompt.
     *
     * @param adapters those that it asks for; null where it leaves that to the command line
     * @param problem why its line of the file is none; null where it is one
     */
    record Prompt(
            String text,
            @Nullable AdapterSelection adapters,
            @Nullable FormatException problem) {
        Prompt(String text, @Nullable AdapterSelection adapters) {
            this(text, adapters, null);
        }
    }

    private final Console console;
    private final LanguageModel model;
    private final Generator.Options options;
    private final boolean ids;
    private final PromptLayout layout;
    private final FormOptions form;
    private final ContextOptions context;
    private final ObjectMapper mapper = new ObjectMapper();
    private int tokens;
    private int failed;

    /**
     * For a model.
     *
     * @param layout what the model is given for a prompt
     * @param form of the texts behind prompts, if one is given
     * @param context how long sequences may be
     */
    ManyPrompts(
            Console console,
            LanguageModel model,
            Generator.Options options,
            boolean ids,
            PromptLayout layout,
            FormOptions form,
            ContextOptions context) {
        this.context = context;
        this.console = console;
        this.model = model;
        this.options = options;
        this.ids = ids;
        this.layout = layout;
        this.form = form;
    }

    /**
     * Reads a file of prompts.
     *
     * @param file each line a prompt, blank ones left out; in a {@code .jsonl} file each line a JSON string, or an
     *     object with a {@code prompt} and, if it chooses for itself, an {@code adapter}: a name, an object of names and
     *     weights, or null for none
     */
    static List<Prompt> read(Path file) {
        List<String> lines = PromptOptions.read(file).lines().toList();
        boolean json = file.toString().endsWith(".jsonl");
        List<Prompt> out = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                out.add(json ? parsed(lines.get(i), file + ", line " + (i + 1)) : new Prompt(lines.get(i), null));
            }
        }
        return out;
    }

    /** A line that is no prompt harms no other. */
    private static Prompt parsed(String line, String where) {
        try {
            return prompt(line, where);
        } catch (FormatException e) {
            return new Prompt(line, null, e);
        }
    }

    private static Prompt prompt(String line, String where) {
        JsonNode json = Json.parse(line, where);
        JsonNode text = json.isObject() ? json.path("prompt") : json;
        if (!text.isTextual()) {
            throw new FormatException(where + " is neither a JSON string nor an object with a text as its \"prompt\"");
        }
        JsonNode adapter = json.path("adapter");
        return new Prompt(text.asText(), adapter.isMissingNode() ? null : selection(adapter, where));
    }

    private static AdapterSelection selection(JsonNode json, String where) {
        AdapterSelection out = AdapterSelection.NONE;
        if (json.isTextual()) {
            out = out.and(json.asText(), 1);
        } else if (json.isObject()) {
            for (Map.Entry<String, JsonNode> e : json.properties()) {
                if (!e.getValue().isNumber()) {
                    throw new FormatException("%s: the weight of adapter %s must be a number, not %s"
                            .formatted(where, e.getKey(), e.getValue()));
                }
                out = out.and(e.getKey(), e.getValue().floatValue());
            }
        } else if (!json.isNull()) {
            throw new FormatException(
                    where + ": \"adapter\" must be a name, an object of names and weights, or null for none");
        }
        return out;
    }

    /**
     * Continues prompts.
     *
     * @return whether all went well
     */
    boolean run(List<Prompt> prompts, Supplier<Sampler> samplers) {
        long start = System.nanoTime();
        List<CompletableFuture<Generator.Result>> results = new ArrayList<>();
        for (Prompt prompt : prompts) {
            results.add(add(prompt, samplers.get()));
        }
        int printed = 0;
        try {
            while (printed < prompts.size()) {
                awaitEnd(results.get(printed));
                print(printed, prompts.get(printed).text(), results.get(printed));
                printed++;
            }
        } catch (InterruptedException _) {
            results.forEach(r -> r.cancel(true));
            Thread.currentThread().interrupt();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        console.note(String.format(
                Locale.ROOT,
                "%d of %d prompts%s; generated: %d tokens, %.1f tokens/s",
                printed,
                prompts.size(),
                failed == 0 ? "" : ", %d failed".formatted(failed),
                tokens,
                tokens / seconds));
        return failed == 0;
    }

    private static void awaitEnd(CompletableFuture<Generator.Result> result) throws InterruptedException {
        try {
            Generator.Result _ = result.get();
        } catch (ExecutionException _) {
            // printed with the others
        }
    }

    private CompletableFuture<Generator.Result> add(Prompt prompt, Sampler sampler) {
        if (prompt.problem() != null) {
            return CompletableFuture.failedFuture(prompt.problem());
        }
        try {
            Session session = prompt.adapters() == null ? model.newSession() : model.newSession(prompt.adapters());
            int[] ids = layout.ids(prompt.text());
            return model.submit(Request.of(org.menura.generate.session.Prompt.of(ids), sampler, options)
                            .withSession(context.bounded(session))
                            .withConstraint(!form.isGiven() ? null : layout.held(form, prompt.text())))
                    .result();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void print(int index, String prompt, CompletableFuture<Generator.Result> future) {
        ObjectNode line = mapper.createObjectNode().put("index", index).put("prompt", prompt);
        try {
            Generator.Result result = future.join();
            tokens += result.tokens().size();
            line.put("text", result.text());
            if (ids) {
                line.set("ids", mapper.valueToTree(result.tokens()));
            }
            line.put("tokens", result.tokens().size())
                    .put("reason", result.reason().name().toLowerCase(Locale.ROOT));
        } catch (CompletionException e) {
            failed++;
            line.put("error", Failures.sentence(e.getCause() == null ? e : e.getCause()));
        }
        console.line(line.toString());
    }
}
