package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;

/**
 * What sentence-transformers does around a model, as {@code modules.json} and the files that it names say; of a GGUF file,
 * what llama.cpp does.
 *
 * @param before what happens to the tokens' vectors before they are pooled, in order
 * @param pooling how tokens become a vector; of several, the vectors stand behind each other
 * @param poolsPrompt whether the tokens of the prompt are pooled too
 * @param after what happens to the vector then, in order
 * @param window most tokens of a text
 * @param prompt stands before each text
 * @param prompts what may stand there instead, by name
 * @param reading how texts are read
 * @param truncated how many numbers of a vector remain, before it is normalised; 0 for all
 * @param lookedUp how a text is read whose tokens' vectors are looked up and nothing more; null for other models
 */
record SentenceModules(
        List<SentenceStep> before,
        List<Pooling> pooling,
        boolean poolsPrompt,
        List<SentenceStep> after,
        int window,
        String prompt,
        Map<String, String> prompts,
        Reading reading,
        int truncated,
        @Nullable StaticTexts lookedUp) {
    /**
     * How texts are read.
     *
     * @param lowercase in lower case
     * @param bare without the special tokens around them
     * @param chats as turns of a user, by the chat template
     */
    record Reading(boolean lowercase, boolean bare, boolean chats) {
        static final Reading PLAIN = new Reading(false, false, false);
    }

    /** Settings of the tokenizer that are known, some of which change nothing of a single text. */
    private static final Set<String> KNOWN =
            Set.of("max_length", "add_special_tokens", "padding", "truncation", "return_tensors", "pad_to_multiple_of");

    /** Where the module that is the model has its settings, the newest name first. */
    private static final List<String> SETTINGS = Stream.of(
                    "bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet")
            .map("sentence_%s_config.json"::formatted)
            .toList();

    /** The names of {@code 1_Pooling/config.json}, in the order in which those are joined that are switched on one by one. */
    private static final SequencedMap<String, Pooling> POOLINGS = new LinkedHashMap<>();

    static {
        POOLINGS.put("cls", Pooling.CLS);
        POOLINGS.put("max", Pooling.MAX);
        POOLINGS.put("mean", Pooling.MEAN);
        POOLINGS.put("mean_sqrt_len", Pooling.MEAN_SQRT);
        POOLINGS.put("weightedmean", Pooling.WEIGHTED_MEAN);
        POOLINGS.put("lasttoken", Pooling.LAST);
    }

    /** The numbers of {@code llama_pooling_type}. */
    private static final List<Pooling> GGUF_POOLINGS = List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST);

    /** Pools in some way and does nothing more. */
    static SentenceModules of(Pooling pooling) {
        return new SentenceModules(
                List.of(), List.of(pooling), true, List.of(), Integer.MAX_VALUE, "", Map.of(), Reading.PLAIN, 0, null);
    }

    /** A copy that pools in another way. */
    SentenceModules with(Pooling other) {
        return new SentenceModules(
                before, List.of(other), poolsPrompt, after, window, prompt, prompts, reading, truncated, lookedUp);
    }

    /** A copy that puts another of the prompts before each text. */
    SentenceModules prompted(String name) {
        return new SentenceModules(
                before,
                pooling,
                poolsPrompt,
                after,
                window,
                prompts.getOrDefault(name, ""),
                prompts,
                reading,
                truncated,
                lookedUp);
    }

    /** A copy that leaves vectors as long as they are in the end. */
    SentenceModules unscaled() {
        boolean scales = !after.isEmpty() && after.getLast() instanceof SentenceStep.Normalize;
        return new SentenceModules(
                before,
                pooling,
                poolsPrompt,
                scales ? after.subList(0, after.size() - 1) : after,
                window,
                prompt,
                prompts,
                reading,
                truncated,
                lookedUp);
    }

    /** What the tokenizer gets to read of a text. */
    String read(String text) {
        String whole = prompt + text;
        // One by one, as nothing around a letter counts: no final sigma.
        return reading.lowercase
                ? whole.codePoints()
                        .mapToObj(c -> Character.toString(c).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining())
                : whole;
    }

    /** What a model's files say. */
    static SentenceModules of(LoadedModel model) {
        HfFolder folder = model.source().folder();
        GgufFile gguf = model.source().gguf();
        if (folder != null && Files.isDirectory(model.source().path())) {
            return of(model, folder, model.source().path());
        }
        String key = gguf == null ? "" : gguf.text("general.architecture") + ".pooling_type";
        if (gguf != null && gguf.hasKey(key)) {
            long type = gguf.integer(key);
            if (type >= 1 && type <= GGUF_POOLINGS.size()) {
                return new SentenceModules(
                        List.of(),
                        List.of(GGUF_POOLINGS.get((int) type - 1)),
                        true,
                        after(gguf),
                        Integer.MAX_VALUE,
                        "",
                        Map.of(),
                        Reading.PLAIN,
                        0,
                        null);
            }
        }
        return of(usual(model));
    }

    /** What happens to the vector: EmbeddingGemma's files may hold two layers for it. */
    private static List<SentenceStep> after(GgufFile gguf) {
        List<SentenceStep> out = new ArrayList<>();
        for (String layer : List.of("dense_2.weight", "dense_3.weight")) {
            if (gguf.has(layer)) {
                out.add(new SentenceStep.Dense(gguf.tensor(layer), null, null, false, null));
            }
        }
        out.add(new SentenceStep.Normalize());
        return out;
    }

    private static Pooling usual(LoadedModel model) {
        boolean forward = model instanceof LoadedModel.Decoder d && d.model().isCausal();
        return forward ? Pooling.LAST : Pooling.MEAN;
    }

    /**
     * Reads the files around a model.
     *
     * @param folder of the model itself, which may lie within the other
     * @param whole holds {@code modules.json}
     */
    private static SentenceModules of(LoadedModel model, HfFolder folder, Path whole) {
        Path pooling =
                Files.exists(whole.resolve("1_Pooling").resolve("config.json")) ? whole.resolve("1_Pooling") : null;
        List<SentenceStep> before = new ArrayList<>();
        List<SentenceStep> after = new ArrayList<>();
        JsonNode modules = json(whole.resolve("modules.json"));
        boolean pooled = false;
        for (JsonNode module : modules == null ? List.<JsonNode>of() : modules) {
            Path at = whole.resolve(module.path("path").asText());
            String type = module.path("type").asText();
            SentenceStep step = null;
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer", "StaticEmbedding", "Dropout" -> {} // the model itself; for training
                case "Pooling" -> {
                    pooling = at;
                    pooled = true;
                }
                case "Normalize" -> step = new SentenceStep.Normalize();
                case "LayerNorm" -> step = SentenceStep.Centre.read(at);
                case "Dense" -> step = SentenceStep.Dense.read(at);
                default ->
                    throw new FormatException("%s names the module %s, which is not supported"
                            .formatted(whole.resolve("modules.json"), type));
            }
            if (step != null && SentenceStep.isOfTokens(at)) {
                if (pooled) {
                    throw new FormatException("%s changes the vectors of tokens after they were pooled".formatted(at));
                }
                before.add(step);
            } else if (step != null) {
                after.add(step);
            }
        }
        StaticTexts lookedUp = StaticTexts.of(model);
        if (lookedUp != null && modules == null && lookedUp.normalizes()) {
            after.add(new SentenceStep.Normalize());
        }
        JsonNode settings = settings(folder);
        JsonNode own = json(whole.resolve("config_sentence_transformers.json"));
        Map<String, String> prompts = prompts(own);
        JsonNode pools = pooling == null ? null : Json.parse(pooling.resolve("config.json"));
        return new SentenceModules(
                before,
                pools == null ? List.of(usual(model)) : pooling(pools, String.valueOf(pooling)),
                pools == null || pools.path("include_prompt").asBoolean(true),
                after,
                lookedUp == null ? window(folder, settings) : lookedUp.window(),
                prompt(own),
                prompts,
                reading(settings, model),
                own == null ? 0 : Math.max(0, own.path("truncate_dim").asInt()),
                lookedUp);
    }

    private static @Nullable JsonNode settings(HfFolder folder) {
        return SETTINGS.stream()
                .map(name -> json(folder.file(name)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Reading reading(@Nullable JsonNode settings, LoadedModel model) {
        if (settings == null) {
            return Reading.PLAIN;
        }
        JsonNode text = settings.at("/processing_kwargs/text");
        for (String name : text.properties().stream().map(Map.Entry::getKey).toList()) {
            if (!KNOWN.contains(name)) {
                throw new FormatException(
                        "%s: its texts are read with processing_kwargs.text.%s, which is not supported"
                                .formatted(model.source().path(), name));
            }
        }
        return new Reading(
                settings.path("do_lower_case").asBoolean(),
                !text.path("add_special_tokens").asBoolean(true),
                settings.path("modality_config").has("message") && model.text().hasChatTemplate());
    }

    private static @Nullable JsonNode json(Path file) {
        return Files.exists(file) ? Json.parse(file) : null;
    }

    /** The ways that a config names, one by one or in a list, else the mean. */
    private static List<Pooling> pooling(JsonNode config, String where) {
        List<Pooling> out = new ArrayList<>();
        JsonNode named = config.path("pooling_mode");
        for (JsonNode name : named.isTextual() ? List.of(named) : named) {
            Pooling kind = POOLINGS.get(name.asText().replace("_len_tokens", "_len"));
            if (kind == null) {
                throw new FormatException("%s names the way of pooling \"%s\"; known are %s"
                        .formatted(where, name.asText(), String.join(", ", POOLINGS.sequencedKeySet())));
            }
            out.add(kind);
        }
        if (out.isEmpty()) {
            POOLINGS.forEach((name, kind) -> {
                if (config.path("pooling_mode_%s_token".formatted(name)).asBoolean()
                        || config.path("pooling_mode_%s_tokens".formatted(name)).asBoolean()
                        || config.path("pooling_mode_" + name).asBoolean()) {
                    out.add(kind);
                }
            });
        }
        return out.isEmpty() ? List.of(Pooling.MEAN) : out;
    }

    /** The most tokens that a model's files let a text have, whatever the model could read. */
    static int window(LoadedModel model) {
        HfFolder folder = model.source().folder();
        return folder == null ? Integer.MAX_VALUE : window(folder, settings(folder));
    }

    /** {@code max_length} of the texts, else {@code max_seq_length}, else the tokenizer's number; the model's own bounds it too. */
    private static int window(HfFolder folder, @Nullable JsonNode settings) {
        int length = settings == null ? 0 : settings.path("max_seq_length").asInt();
        int own = settings == null
                ? 0
                : settings.at("/processing_kwargs/text/max_length").asInt();
        if (own > 0 || length > 0) {
            return own > 0 ? own : length;
        }
        JsonNode tokenizer = folder.tokenizerConfig();
        double most = tokenizer == null ? 0 : tokenizer.path("model_max_length").asDouble();
        return most >= 1 && most < Integer.MAX_VALUE ? (int) most : Integer.MAX_VALUE;
    }

    /** Returns what stands before a text, or before the first of two, unless somebody says otherwise. */
    static String prompt(LoadedModel model) {
        return prompt(json(model.source().path().resolve("config_sentence_transformers.json")));
    }

    private static String prompt(@Nullable JsonNode config) {
        return config == null
                ? ""
                : prompts(config)
                        .getOrDefault(config.path("default_prompt_name").asText(), "");
    }

    private static Map<String, String> prompts(@Nullable JsonNode config) {
        Map<String, String> out = new LinkedHashMap<>();
        if (config != null) {
            config.path("prompts").properties().stream()
                    .filter(prompt -> prompt.getValue().isTextual())
                    .forEach(
                            prompt -> out.put(prompt.getKey(), prompt.getValue().textValue()));
        }
        return out;
    }
}
