package org.menura.train.schema;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.yaml.NearestName;
import org.menura.format.yaml.Yaml;

/**
 * A checker of a document against a schema, which also fills in defaults. Each problem is one sentence with its line
 * and key.
 */
public final class Checker {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,2}(_[0-9]{3})+|[1-9][0-9]*)");
    private static final Pattern REAL = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final int SHOWN = 60;

    /** What other programs call the keys of a recipe. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("learning_rate", "schedule.rate"),
            Map.entry("lr", "schedule.rate"),
            Map.entry("min_lr", "schedule.minimum"),
            Map.entry("lr_scheduler_type", "schedule.name"),
            Map.entry("lr_scheduler", "schedule.name"),
            Map.entry("scheduler", "schedule.name"),
            Map.entry("warmup_steps", "schedule.warmup"),
            Map.entry("warmup_ratio", "schedule.warmup_share"),
            Map.entry("batch_size", "batch.sequences"),
            Map.entry("micro_batch_size", "batch.sequences"),
            Map.entry("per_device_train_batch_size", "batch.sequences"),
            Map.entry("gradient_accumulation_steps", "batch.accumulation"),
            Map.entry("max_length", "batch.length"),
            Map.entry("max_seq_length", "batch.length"),
            Map.entry("sequence_len", "batch.length"),
            Map.entry("seq_len", "batch.length"),
            Map.entry("sample_packing", "batch.packing"),
            Map.entry("weight_decay", "optimizer.weight_decay"),
            Map.entry("optim", "optimizer.name"),
            Map.entry("adam_beta1", "optimizer.beta1"),
            Map.entry("adam_beta2", "optimizer.beta2"),
            Map.entry("adam_epsilon", "optimizer.epsilon"),
            Map.entry("max_grad_norm", "optimizer.clip"),
            Map.entry("r", "adapter.rank"),
            Map.entry("lora_r", "adapter.rank"),
            Map.entry("lora_alpha", "adapter.alpha"),
            Map.entry("neftune_noise_alpha", "objective.embedding_noise"),
            Map.entry("noisy_embedding_alpha", "objective.embedding_noise"),
            Map.entry("lora_dropout", "adapter.dropout"),
            Map.entry("init_lora_weights", "adapter.init"),
            Map.entry("exclude_modules", "adapter.exclude"),
            Map.entry("layers_to_transform", "adapter.blocks"),
            Map.entry("rank_pattern", "adapter.ranks"),
            Map.entry("alpha_pattern", "adapter.alphas"),
            Map.entry("target_modules", "adapter.targets"),
            Map.entry("lora_target_modules", "adapter.targets"),
            Map.entry("use_rslora", "adapter.rslora"),
            Map.entry("use_dora", "adapter.dora"),
            Map.entry("lora", "adapter"),
            Map.entry("peft", "adapter"),
            Map.entry("base_model", "model.checkpoint"),
            Map.entry("model_name_or_path", "model.checkpoint"),
            Map.entry("output_dir", "output"),
            Map.entry("max_steps", "steps"),
            Map.entry("num_train_epochs", "epochs"),
            Map.entry("num_epochs", "epochs"),
            Map.entry("save_steps", "checkpoint.every"),
            Map.entry("save_total_limit", "checkpoint.keep"),
            Map.entry("eval_steps", "evaluation.every"),
            Map.entry("gradient_checkpointing", "recompute"),
            Map.entry("bf16", "precision: bf16"),
            Map.entry("dataset", "data"),
            Map.entry("datasets", "data"));

    private final String source;
    private final Path base;
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /**
     * Makes a checker of one document.
     *
     * @param source where it comes from, for messages
     * @param base the folder to which its paths are relative
     */
    public Checker(String source, Path base) {
        this.source = source;
        this.base = base;
    }

    /** Checks a document, and fills in defaults. */
    public Options check(Section section, Yaml.Mapping mapping) {
        return section(section, mapping, "");
    }

    /** Returns whether the recipe gives a key. */
    public boolean isGiven(String key) {
        return lines.containsKey(key);
    }

    /** Makes an error about a key, with its line if the recipe has it. */
    public FormatException error(String key, String problem) {
        Integer line = lines.get(key);
        return new FormatException((line == null ? source : source + ", line " + line) + ": " + key + " " + problem);
    }

    private Options section(Section section, Yaml.Mapping mapping, String path) {
        mapping.entries().forEach((name, entry) -> {
            lines.put(join(path, name), entry.line());
            if (section.key(name).isEmpty()) {
                throw unknown(section, path, name);
            }
        });
        String variant = null;
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Key key : section.keys()) {
            String at = join(path, key.name());
            Yaml.Node given = given(mapping, key.name());
            if (!key.goesWith(variant)) {
                if (given != null && !section.has(key.name(), variant)) {
                    throw error(
                            at,
                            "goes with %s, not with %s"
                                    .formatted(String.join(", ", section.variants(key.name())), variant));
                }
                continue;
            }
            if (given == null && key.required()) {
                throw error(at, "is missing; it is %s: %s".formatted(key.kind().words(), key.doc()));
            }
            Object value = given != null ? value(key.kind(), given, at) : fallback(key, variant, at);
            values.put(key.name(), value);
            if (key.name().equals(section.chooser()) && value instanceof String name) {
                variant = name;
            }
        }
        List<String> files = section.keys().stream()
                .filter(k -> k.kind() instanceof Kind.File(boolean isRead) && isRead && values.get(k.name()) != null)
                .map(Key::name)
                .toList();
        return new Options(path, base, values, files);
    }

    private static Yaml.@Nullable Node given(Yaml.Mapping mapping, String name) {
        Yaml.Entry entry = mapping.entries().get(name);
        boolean isNothing = entry == null || entry.value() instanceof Yaml.Scalar s && s.type() == Yaml.Type.NOTHING;
        return isNothing || entry == null ? null : entry.value();
    }

    private @Nullable Object fallback(Key key, @Nullable String variant, String at) {
        Object fallback = key.fallbackWith(variant);
        if (fallback != null && key.kind() instanceof Kind.Part(Section inner)) {
            return section(inner, new Yaml.Mapping(Map.of(), 0), at);
        }
        return fallback;
    }

    private Object value(Kind kind, Yaml.Node node, String at) {
        switch (kind) {
            case Kind.Part(Section section)
            when node instanceof Yaml.Mapping mapping -> {
                return section(section, mapping, at);
            }
            case Kind.Several(Kind of) -> {
                return several(of, node, at);
            }
            default -> {}
        }
        Object value = node instanceof Yaml.Scalar scalar ? scalar(kind, scalar, at) : null;
        if (value == null) {
            throw error(at, "must be %s, not %s".formatted(kind.words(), shown(node)));
        }
        return value;
    }

    private List<Object> several(Kind of, Yaml.Node node, String at) {
        if (!(node instanceof Yaml.Sequence(List<Yaml.Node> items, int _))) {
            return List.of(value(of, node, of instanceof Kind.Part ? at + "[0]" : at));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String item = at + "[" + i + "]";
            lines.put(item, items.get(i).line());
            values.add(value(of, items.get(i), item));
        }
        return List.copyOf(values);
    }

    private @Nullable Object scalar(Kind kind, Yaml.Scalar scalar, String at) {
        String text = scalar.text();
        boolean isText = scalar.type() == Yaml.Type.TEXT;
        // YAML 1.1 takes 1e-4 for a text, as it has no point.
        boolean isNumber = (isText || scalar.type() == Yaml.Type.NUMBER)
                && REAL.matcher(text.replace("_", "")).matches();
        return switch (kind) {
            case Kind.Text _ -> isText ? text : null;
            case Kind.File _ -> isText && !text.isEmpty() ? path(text, at) : null;
            case Kind.Choice choice -> isText && choice.of().contains(text) ? text : unknownWord(choice, scalar, at);
            case Kind.Flag _ -> scalar.type() == Yaml.Type.FLAG ? Boolean.valueOf(text) : null;
            case Kind.Whole whole ->
                scalar.type() == Yaml.Type.NUMBER && WHOLE.matcher(text).matches() ? whole(whole, text) : null;
            case Kind.Real real
            when isNumber -> {
                double value = Double.parseDouble(text.replace("_", ""));
                yield real.holds(value) ? value : null;
            }
            default -> null;
        };
    }

    private String path(String text, String at) {
        try {
            return Path.of(text).toString().isEmpty() ? "." : text;
        } catch (InvalidPathException e) {
            throw error(at, "is no path: " + e.getReason());
        }
    }

    private static @Nullable Long whole(Kind.Whole bounds, String text) {
        try {
            long value = Long.parseLong(text.replace("_", ""));
            return value >= bounds.least() && value <= bounds.most() ? value : null;
        } catch (NumberFormatException _) {
            return null; // more than 64 bits
        }
    }

    private @Nullable Object unknownWord(Kind.Choice choice, Yaml.Scalar scalar, String at) {
        Optional<String> near = NearestName.of(scalar.text(), choice.of());
        if (near.isPresent()) {
            throw error(
                    at, "must be %s, not %s; did you mean %s?".formatted(choice.words(), shown(scalar), near.get()));
        }
        return null;
    }

    private FormatException unknown(Section section, String path, String name) {
        List<String> names = section.keys().stream().map(Key::name).toList();
        String other = ELSEWHERE.get(name);
        String near = other != null && !other.equals(join(path, name))
                ? "here that is " + other
                : NearestName.of(name, names)
                        .map(n -> "did you mean %s?".formatted(join(path, n)))
                        .orElse("known are " + String.join(", ", names));
        return error(join(path, name), "is no key of a recipe; " + near);
    }

    private static String shown(Yaml.Node node) {
        return switch (node) {
            case Yaml.Mapping _ -> "keys and values";
            case Yaml.Sequence _ -> "a list";
            case Yaml.Scalar s
            when s.type() == Yaml.Type.TEXT ->
                "'" + (s.text().length() > SHOWN ? s.text().substring(0, SHOWN) + "…" : s.text()) + "'";
            case Yaml.Scalar s when s.type() == Yaml.Type.NOTHING -> "nothing";
            case Yaml.Scalar s -> s.text();
        };
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
