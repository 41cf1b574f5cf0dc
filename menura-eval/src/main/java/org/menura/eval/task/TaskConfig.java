package org.menura.eval.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** The fields of a task file, with lm-evaluation-harness' defaults. */
public final class TaskConfig {
    private static final Set<String> KNOWN = Set.of(
            "task",
            "task_alias",
            "tag",
            "custom_dataset",
            "dataset_path",
            "dataset_name",
            "dataset_kwargs",
            "training_split",
            "validation_split",
            "test_split",
            "fewshot_split",
            "process_docs",
            "doc_to_text",
            "doc_to_target",
            "doc_to_image",
            "doc_to_audio",
            "unsafe_code",
            "doc_to_choice",
            "process_results",
            "use_prompt",
            "description",
            "target_delimiter",
            "fewshot_delimiter",
            "fewshot_config",
            "num_fewshot",
            "metric_list",
            "output_type",
            "generation_kwargs",
            "repeats",
            "filter_list",
            "should_decontaminate",
            "doc_to_decontamination_query",
            "gen_prefix",
            "metadata",
            "class");
    private static final Set<String> KNOWN_OF_EXAMPLES = Set.of(
            "sampler",
            "split",
            "process_docs",
            "fewshot_indices",
            "samples",
            "doc_to_text",
            "doc_to_choice",
            "doc_to_target",
            "gen_prefix",
            "fewshot_delimiter",
            "target_delimiter");

    private final String name;
    private final Map<String, @Nullable Object> fields;

    /**
     * Creates the fields of a task.
     *
     * @param fields YAML values by name, includes and overrides merged
     * @throws FormatException if a field is not known, or of the wrong kind
     */
    TaskConfig(Map<String, ? extends @Nullable Object> fields) {
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        this.name = String.valueOf(fields.get("task"));
        for (String field : fields.keySet()) {
            if (!KNOWN.contains(field)) {
                throw new FormatException("task %s has the field %s, which is not known".formatted(name, field));
            }
        }
        if (fields.get("custom_dataset") != null) {
            throw new FormatException("task %s needs custom_dataset, which is not supported".formatted(name));
        }
        if (fields.get("fewshot_config") != null && !(fields.get("fewshot_config") instanceof Map)) {
            throw new FormatException("task %s: fewshot_config is no mapping".formatted(name));
        }
        if (fields.get("fewshot_config") instanceof Map<?, ?> examples) {
            for (Object field : examples.keySet()) {
                if (!KNOWN_OF_EXAMPLES.contains(String.valueOf(field))) {
                    throw new FormatException(
                            "task %s: fewshot_config has the field %s, which is not known; known are %s"
                                    .formatted(name, field, String.join(", ", new TreeSet<>(KNOWN_OF_EXAMPLES))));
                }
            }
        }
    }

    /** Returns the Python class that the task is; null where it is none. */
    TaskFunction.@Nullable OfTask python() {
        return fields.get("class") instanceof TaskFunction.OfTask python ? python : null;
    }

    /** Returns the task's name. */
    public String name() {
        return name;
    }

    /** Returns the name shown in tables: a text, or what else the file has there. */
    public Object alias() {
        Object alias = fields.get("task_alias");
        return alias == null ? name : alias;
    }

    /** Returns a field's YAML value; null where it is absent. */
    public @Nullable Object get(String field) {
        return fields.get(field);
    }

    /** Returns all fields that the file has, in its order. */
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    /** Returns a field that is a text; null where it is absent. */
    @Nullable
    String text(String field) {
        return switch (fields.get(field)) {
            case null -> null;
            case String text -> text;
            default -> throw wrong(field, "a text");
        };
    }

    private String text(String field, String fallback) {
        if (!fields.containsKey(field)) {
            return fallback;
        }
        String text = text(field);
        if (text == null) {
            throw wrong(field, "a text");
        }
        return text;
    }

    /** Returns what the task asks of a model. */
    public OutputType outputType() {
        try {
            return OutputType.of(text("output_type", OutputType.GENERATE_UNTIL.key()));
        } catch (FormatException e) {
            throw new FormatException("task %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Returns the number of examples in prompts that the file asks for; null where it says nothing. */
    public @Nullable Integer shots() {
        return switch (fields.get("num_fewshot")) {
            case null -> null;
            case Long shots when shots >= 0 && shots <= Integer.MAX_VALUE -> shots.intValue();
            default -> throw wrong("num_fewshot", "a count");
        };
    }

    /** Returns how often each request is sent. */
    public int repeats() {
        return switch (fields.getOrDefault("repeats", 1L)) {
            case Long repeats when repeats > 0 && repeats <= 100_000 -> repeats.intValue();
            case null, default -> throw wrong("repeats", "a number from 1 on");
        };
    }

    /** Returns what stands between a question and its answer. */
    public String targetDelimiter() {
        return text("target_delimiter", " ");
    }

    /** Returns what stands between examples. */
    public String exampleDelimiter() {
        return text("fewshot_delimiter", "\n\n");
    }

    /** Returns whether answers are programs to be run. */
    public boolean unsafeCode() {
        Object unsafe = fields.getOrDefault("unsafe_code", false);
        return !Boolean.FALSE.equals(unsafe);
    }

    /** Returns the version, as Python writes it; {@code Yaml} where the file has none. */
    public String version() {
        return fields.get("metadata") instanceof Map<?, ?> map && map.containsKey("version")
                ? Python.str(map.get("version"))
                : "Yaml";
    }

    /** Returns the arguments of generation, with lm-evaluation-harness' defaults. */
    public Map<String, @Nullable Object> generationArguments() {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        switch (fields.get("generation_kwargs")) {
            case null -> {
                if (outputType() == OutputType.GENERATE_UNTIL) {
                    arguments.put("temperature", 0.0);
                    arguments.put("do_sample", false);
                    arguments.put("max_gen_toks", 256L);
                    arguments.put("until", List.of(exampleDelimiter()));
                }
            }
            case Map<?, ?> map -> {
                map.forEach((key, value) -> arguments.put(String.valueOf(key), value));
                if (arguments.containsKey("temperature")) {
                    arguments.put("temperature", temperature(arguments.get("temperature")));
                }
                arguments.putIfAbsent("until", null);
                if (!map.containsKey("until")) {
                    arguments.put("until", List.of(exampleDelimiter()));
                }
            }
            default -> throw wrong("generation_kwargs", "a mapping");
        }
        return arguments;
    }

    private double temperature(@Nullable Object value) {
        try {
            return switch (value) {
                case Number n -> n.doubleValue();
                case Boolean b -> b ? 1.0 : 0.0;
                case String text -> Double.parseDouble(text);
                case null, default -> throw wrong("generation_kwargs.temperature", "a number");
            };
        } catch (NumberFormatException e) {
            throw wrong("generation_kwargs.temperature", "a number");
        }
    }

    /** Returns a field that is a list of mappings; null where it is absent. */
    @Nullable
    List<Map<?, ?>> mappings(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(field, "a list");
        }
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> map)) {
                throw wrong(field, "a list of mappings");
            }
            maps.add(map);
        }
        return maps;
    }

    /** Returns a field of {@code fewshot_config}, or the task's own where that has none. */
    @Nullable
    Object exampleField(String field, String own) {
        return fields.get("fewshot_config") instanceof Map<?, ?> map && map.containsKey(field)
                ? map.get(field)
                : fields.get(own);
    }

    /** Returns a field of {@code fewshot_config}, or the task's own where that has none or null. */
    @Nullable
    Object exampleFieldOrOwn(String field) {
        Object value = exampleField(field, field);
        return value == null ? fields.get(field) : value;
    }

    /** Returns whether {@code fewshot_config} has a field. */
    boolean hasExampleField(String field) {
        return fields.get("fewshot_config") instanceof Map<?, ?> map && map.containsKey(field);
    }

    FormatException wrong(String field, String wanted) {
        return new FormatException("task %s: %s should be %s".formatted(name, field, wanted));
    }
}
