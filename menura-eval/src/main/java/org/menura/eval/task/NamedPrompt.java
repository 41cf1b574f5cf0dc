package org.menura.eval.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.TaskFunction;
import org.menura.eval.task.yaml.PythonYaml;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/**
 * A prompt that a task names by {@code use_prompt: FILE.yaml:NAME}, where the file holds prompts by name.
 *
 * @param text the template of {@code doc_to_text}
 * @param target the template of {@code doc_to_target}
 */
record NamedPrompt(String text, String target) {
    /**
     * Reads the prompt of a task.
     *
     * @param base the folder in which relative files are looked for
     * @throws FormatException if it is not in a file of prompts, or has choices
     */
    static NamedPrompt read(TaskConfig task, String named, Path base) {
        int colon = named.indexOf(':');
        String file = colon < 0 ? named : named.substring(0, colon);
        if (colon < 0 || named.indexOf(':', colon + 1) >= 0 || !file.contains(".yaml")) {
            throw new FormatException(
                    "task %s: use_prompt is %s; only FILE.yaml:NAME can be read, no library of prompts"
                            .formatted(task.name(), named));
        }
        if (task.get("doc_to_choice") != null) {
            throw new FormatException(
                    "task %s has use_prompt and doc_to_choice, which don't go together".formatted(task.name()));
        }
        Path path = base.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new FormatException(
                    "task %s: there is no file of prompts %s, which use_prompt names".formatted(task.name(), path));
        }
        String name = named.substring(colon + 1);
        Map<?, ?> prompts = PythonYaml.read(path).get("prompts") instanceof Map<?, ?> map ? map : Map.of();
        if (!(prompts.get(name) instanceof Map<?, ?> prompt)) {
            throw new FormatException("task %s: %s has no prompt %s; it has: %s"
                    .formatted(
                            task.name(),
                            path,
                            name,
                            new TreeSet<>(prompts.keySet().stream()
                                            .map(Python::str)
                                            .collect(Collectors.toSet()))
                                    .stream().collect(Collectors.joining(", "))));
        }
        if (prompt.containsKey("doc_to_choice")
                || !(prompt.get("doc_to_text") instanceof String text)
                || !(prompt.get("doc_to_target") instanceof String target)) {
            throw new FormatException(
                    "task %s: the prompt %s of %s should have doc_to_text and doc_to_target, and no choices"
                            .formatted(task.name(), name, path));
        }
        return new NamedPrompt(text, target);
    }

    /** Puts the prompt in the place of a task's own fields, also for examples. */
    Map<String, @Nullable Object> over(Map<String, @Nullable Object> fields, TaskTemplates templates) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>(fields);
        put(out, templates);
        if (fields.get("fewshot_config") instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> examples = new LinkedHashMap<>();
            map.forEach((name, value) -> examples.put(String.valueOf(name), value));
            put(examples, templates);
            out.put("fewshot_config", examples);
        }
        return out;
    }

    private void put(Map<String, @Nullable Object> fields, TaskTemplates templates) {
        fields.put("doc_to_text", rendering(text, templates));
        fields.put("doc_to_target", rendering(target, templates));
    }

    private static TaskFunction.OfDocument rendering(String template, TaskTemplates templates) {
        return (Map<String, @Nullable Object> document) -> templates.render(template, document);
    }
}
