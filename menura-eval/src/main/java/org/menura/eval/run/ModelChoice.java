package org.menura.eval.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.eval.model.Conventions;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.multimodal.TranscribingModel;
import org.menura.eval.remote.RemoteModel;
import org.menura.eval.remote.ServerAddress;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.load.LoadedModel;

/**
 * Which model is measured, as users name it, those of lm-evaluation-harness too: a path or a name, an address, {@code
 * hash}, or {@code hf} and {@code local-completions} with arguments.
 *
 * @param name path, name or address; empty where arguments must tell
 * @param arguments {@code key=value} pairs of {@code --model-args}
 */
public record ModelChoice(Kind kind, String name, Map<String, String> arguments) {
    /** Kinds of models. */
    public enum Kind {
        /** A decoder on this machine. */
        LOCAL,
        /** Hashes of the requests, to compare harnesses. */
        HASH,
        /** A server's {@code /completions}. */
        COMPLETIONS,
        /** A server's {@code /chat/completions}. */
        CHAT
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "hash", Kind.HASH,
            "hf", Kind.LOCAL,
            "hf-auto", Kind.LOCAL,
            "huggingface", Kind.LOCAL,
            "menura", Kind.LOCAL,
            "local-completions", Kind.COMPLETIONS,
            "openai-completions", Kind.COMPLETIONS,
            "local-chat-completions", Kind.CHAT,
            "openai-chat-completions", Kind.CHAT);

    private static final String OPENAI = "https://api.openai.com/v1";
    private static final Set<String> LOCAL_KEYS = Set.of(
            "pretrained",
            "max_length",
            "peft",
            "dtype",
            "seed",
            "enable_thinking",
            "think_end_token",
            "chat_template_args",
            "add_bos_token",
            "prefix_token_id");
    /** What changes no number here: how lm-evaluation-harness finds, loads and spreads a model. */
    private static final Set<String> HARMLESS = Set.of(
            "trust_remote_code",
            "device",
            "device_map",
            "parallelize",
            "revision",
            "use_fast_tokenizer",
            "low_cpu_mem_usage",
            "logits_cache",
            "attn_implementation",
            "batch_size",
            "max_batch_size");

    private static final Set<String> SERVER_KEYS = Set.of(
            "model",
            "base_url",
            "num_concurrent",
            "max_retries",
            "timeout",
            "tokenizer_backend",
            "tokenized_requests",
            "api_key_env",
            "seed");

    /**
     * Reads a choice.
     *
     * @param named what {@code --model} or the first word says; null for nothing
     * @param arguments what {@code --model-args} says
     * @throws FormatException if an argument is unknown, or a kind's argument is missing
     */
    public static ModelChoice of(@Nullable String named, String arguments) {
        Map<String, String> all = ArgumentText.texts(arguments);
        String text = named == null ? "hf" : named;
        Kind known = KINDS.get(text.toLowerCase(Locale.ROOT));
        if (known == null) {
            boolean isAddress = ServerAddress.isAddress(text);
            boolean isChat = isAddress && text.replaceAll("/+$", "").endsWith("/chat/completions");
            known = isChat ? Kind.CHAT : isAddress ? Kind.COMPLETIONS : Kind.LOCAL;
        } else {
            boolean isPublic = text.startsWith("openai-");
            text = known == Kind.LOCAL
                    ? all.getOrDefault("pretrained", "")
                    : all.getOrDefault("base_url", isPublic ? OPENAI : "");
        }
        Set<String> keys = known == Kind.LOCAL ? LOCAL_KEYS : known == Kind.HASH ? Set.of() : SERVER_KEYS;
        for (String key : all.keySet()) {
            if (!keys.contains(key) && !HARMLESS.contains(key)) {
                throw new FormatException("--model-args has '%s', which %s models don't take; they take: %s"
                        .formatted(
                                key,
                                known.name().toLowerCase(Locale.ROOT),
                                keys.isEmpty()
                                        ? "nothing"
                                        : String.join(
                                                ", ", keys.stream().sorted().toList())));
            }
        }
        if (text.isEmpty() && (known == Kind.COMPLETIONS || known == Kind.CHAT)) {
            throw new FormatException("which server? --model-args base_url=http://localhost:8080/v1");
        }
        return new ModelChoice(known, text, all);
    }

    private int number(String key, int otherwise) {
        String text = arguments.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")) {
            throw new FormatException("--model-args %s=%s is no whole number".formatted(key, text));
        }
        return Integer.parseInt(text);
    }

    /**
     * How a model is loaded.
     *
     * @param load for models on this machine
     * @param batchSize sequences that are computed together at most; 0 for as many as are fast
     * @param chatTemplate the source of a template in the place of the model's own; null for that
     * @param environment where API keys are
     */
    public record Loading(
            LoadOptions load,
            int batchSize,
            long seed,
            @Nullable String chatTemplate,
            Map<String, String> environment) {}

    /**
     * Opens the model.
     *
     * @param find finds the folder or file of a name
     * @throws FormatException if it is not there, or can't be measured
     */
    public EvalModel open(Function<String, Path> find, Loading how) {
        long seed = arguments.containsKey("seed") ? number("seed", 0) : how.seed;
        return switch (kind) {
            case HASH -> new HashModel(how.chatTemplate == null ? null : ChatTemplate.parse(how.chatTemplate));
            case LOCAL -> local(find, how, seed);
            case COMPLETIONS, CHAT -> {
                String variable = arguments.getOrDefault("api_key_env", "OPENAI_API_KEY");
                RemoteModel.Options options = new RemoteModel.Options(
                        arguments.getOrDefault("model", ""),
                        kind == Kind.CHAT,
                        how.environment.get(variable),
                        number("num_concurrent", how.batchSize == 0 ? 4 : how.batchSize),
                        Math.max(1, number("max_retries", 5)),
                        Duration.ofSeconds(number("timeout", 600)),
                        seed);
                yield new RemoteModel(ServerAddress.of(name), options);
            }
        };
    }

    private EvalModel local(Function<String, Path> find, Loading how, long seed) {
        String dtype = arguments.getOrDefault("dtype", "float32");
        if (!List.of("float32", "auto", "float").contains(dtype)) {
            throw new FormatException(
                    "--model-args dtype=%s: models are computed in float32 whatever their weights are stored as; leave it out"
                            .formatted(dtype));
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        arguments.forEach((key, text) -> values.put(key, ArgumentText.value(text)));
        Conventions conventions = Conventions.of(values);
        LoadOptions load = how.load;
        String peft = arguments.get("peft");
        Path adapter = peft == null ? null : find.apply(peft);
        if (adapter != null) {
            load = load.withAdapter("adapter", adapter);
        }
        if (how.chatTemplate != null) {
            load = load.withChatTemplate(how.chatTemplate);
        }
        Path path = find.apply(name);
        LanguageModel model = Menura.load(path, load);
        if (model.loaded() instanceof LoadedModel.Speech) {
            model.close();
            return TranscribingModel.open(name, path, load);
        }
        return LocalModel.of(
                name,
                model,
                new LocalModel.Options(number("max_length", 0), how.batchSize, seed, conventions),
                adapter);
    }
}
