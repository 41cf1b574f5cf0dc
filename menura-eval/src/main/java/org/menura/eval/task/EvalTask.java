package org.menura.eval.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.eval.task.data.TaskData;
import org.menura.eval.task.function.TaskFunction;
import org.menura.eval.task.function.TaskFunctions;
import org.menura.eval.task.yaml.FunctionReference;
import org.menura.format.FormatException;

/** A task: its fields, functions and documents. */
public final class EvalTask {
    private static final String PROCESS_DOCS = "process_docs";

    private final TaskConfig config;
    private final TaskConfig source;
    private final Path base;
    private final TaskTemplates templates = new TaskTemplates();
    private @Nullable Map<String, Rows> data;
    private @Nullable Rows documents;
    private @Nullable DocumentFields fields;
    private RowDraws draws = new RowDraws(RowDraws.DEFAULT_SEED, RowDraws.DEFAULT_VALUE_SEED);
    private boolean changed;

    /**
     * Creates a task.
     *
     * @param base the folder in which relative files of rows are looked for
     * @throws FormatException if a function is not known, or its Python file was edited
     */
    EvalTask(TaskConfig config, Path base) {
        this.source = config;
        Map<String, @Nullable Object> fields = ofClass(resolved(config), config.name());
        String prompt = config.text("use_prompt");
        this.config = new TaskConfig(
                prompt == null ? fields : NamedPrompt.read(config, prompt, base).over(fields, templates));
        this.base = base;
    }

    /** Returns what a Python class says, of which the file has the name alone; other fields as they are. */
    private static Map<String, @Nullable Object> ofClass(Map<String, @Nullable Object> fields, String name) {
        if (!fields.containsKey("class")) {
            return fields;
        }
        if (!(fields.get("class") instanceof TaskFunction.OfTask python)) {
            throw new FormatException("task %s: class is no class of a Python file".formatted(name));
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(python.fields());
        all.put("task", name);
        all.put("class", python);
        return all;
    }

    private static Map<String, @Nullable Object> resolved(TaskConfig config) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        config.fields().forEach((name, value) -> {
            try {
                fields.put(name, resolved(value));
            } catch (FormatException e) {
                throw new FormatException("task %s, %s: %s".formatted(config.name(), name, e.getMessage()), e);
            }
        });
        return fields;
    }

    private static @Nullable Object resolved(@Nullable Object value) {
        return switch (value) {
            case FunctionReference reference -> TaskFunctions.find(reference);
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(resolved(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(key, resolved(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    /** Returns the task's fields as its file has them: functions by their names. */
    public TaskConfig source() {
        return source;
    }

    /** Returns the task's fields; functions in their places. */
    public TaskConfig config() {
        return config;
    }

    /** Returns the task's name. */
    public String name() {
        return config.name();
    }

    /**
     * Returns the number of examples in prompts: the task's own where none is asked for, and also where its own is 0.
     *
     * @param asked what the user asks for; null for nothing
     */
    public int shots(@Nullable Integer asked) {
        Integer own = config.shots();
        if (asked == null || own != null && own == 0) {
            return own == null ? 0 : own;
        }
        return asked;
    }

    /**
     * Returns the documents that are evaluated: the test split, or the validation split where there is none.
     *
     * @throws FormatException if the task has neither, or the rows can't be read
     */
    public Rows documents() {
        if (documents == null) {
            String split =
                    config.text("test_split") == null ? config.text("validation_split") : config.text("test_split");
            if (split == null) {
                throw new FormatException("task %s has neither test_split nor validation_split".formatted(name()));
            }
            documents = processed(split, fields -> fields.get(PROCESS_DOCS));
            if (documents.size() == 0) {
                throw new FormatException("task %s has no documents in its split %s".formatted(name(), split));
            }
        }
        return documents;
    }

    /**
     * Draws what the task's documents and examples depend on, for a run. A task whose functions draw nothing stays as it is.
     *
     * @param draws of the run, whose tasks draw in their order
     */
    public void draw(RowDraws draws) {
        boolean isDrawn = config.get(PROCESS_DOCS) instanceof TaskFunction.OfDrawnRows
                || config.exampleField(PROCESS_DOCS, PROCESS_DOCS) instanceof TaskFunction.OfDrawnRows;
        this.draws = draws;
        if (isDrawn && !changed) {
            documents = null;
            examples();
            documents();
        }
    }

    /**
     * Returns the task with its documents changed. Examples in prompts stay as they are, unless they are chosen from the same
     * documents: a document must not be its own example.
     *
     * @param change keeps columns and number of rows
     */
    public EvalTask withDocuments(UnaryOperator<Rows> change) {
        EvalTask task = new EvalTask(source, base);
        task.documents = change.apply(documents());
        task.changed = true;
        task.draws = draws;
        return task;
    }

    /** Returns the documents that examples are chosen from. */
    List<Map<String, @Nullable Object>> examples() {
        if (changed && sharesSplit()) {
            return documents().rows();
        }
        Object split = config.exampleField("split", "fewshot_split");
        Object samples = config.exampleField("samples", "");
        if (split != null) {
            return processed(String.valueOf(split), fields -> fields.exampleField(PROCESS_DOCS, PROCESS_DOCS))
                    .rows();
        }
        if (samples instanceof TaskFunction.Examples function) {
            return function.list();
        }
        if (samples instanceof List<?> list) {
            return list.stream().map(this::sample).toList();
        }
        if (samples != null) {
            throw config.wrong("fewshot_config.samples", "a list of examples");
        }
        for (String field : List.of("training_split", "validation_split", "test_split")) {
            String own = config.text(field);
            if (own != null) {
                return processed(own, fields -> fields.get(PROCESS_DOCS)).rows();
            }
        }
        throw new FormatException("task %s has no split to choose examples from".formatted(name()));
    }

    private Map<String, @Nullable Object> sample(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw config.wrong("fewshot_config.samples", "a list of examples");
        }
        Map<String, @Nullable Object> sample = new LinkedHashMap<>();
        map.forEach((name, item) -> sample.put(String.valueOf(name), item));
        return sample;
    }

    RowDraws draws() {
        return draws;
    }

    /** Returns whether an evaluated document may be among the examples: whether they are chosen from its split. */
    boolean sharesSplit() {
        return Objects.equals(config.exampleField("split", "fewshot_split"), config.get("test_split"));
    }

    /** Returns what the task makes of documents. */
    DocumentFields fields() {
        if (fields == null) {
            fields = new DocumentFields(name(), documents().columns(), config.get("doc_to_choice") != null, templates);
        }
        return fields;
    }

    private Rows processed(String split, Function<TaskConfig, @Nullable Object> field) {
        Rows rows = split(split);
        return switch (field.apply(config)) {
            case null -> rows;
            case TaskFunction.OfRows function -> function.apply(rows);
            case TaskFunction.OfDrawnRows function -> draws.apply(function, field.apply(source), rows);
            default -> throw config.wrong(PROCESS_DOCS, "a function of documents");
        };
    }

    private Rows split(String name) {
        if (data == null) {
            Object settings = config.get("dataset_kwargs");
            if (settings != null && !(settings instanceof Map)) {
                throw config.wrong("dataset_kwargs", "a mapping");
            }
            Object set = config.get("dataset_name");
            try {
                data = TaskData.read(
                        config.text("dataset_path"),
                        set == null ? null : String.valueOf(set),
                        settings instanceof Map<?, ?> map ? map : Map.of(),
                        base);
            } catch (FormatException e) {
                throw new FormatException("task %s: %s".formatted(name(), e.getMessage()), e);
            }
        }
        Rows rows = data.get(name);
        if (rows == null) {
            throw new FormatException("task %s reads the split %s, but its files have: %s"
                    .formatted(name(), name, String.join(", ", data.keySet())));
        }
        return rows;
    }
}
