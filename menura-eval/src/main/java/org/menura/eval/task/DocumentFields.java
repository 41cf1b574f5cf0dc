package org.menura.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;

/**
 * What a task makes of a document: its text, target, choices and prefix, each a column's name, a template, a value or a
 * function.
 */
final class DocumentFields {
    private final String task;
    private final Set<String> columns;
    private final boolean hasChoices;
    private final TaskTemplates templates;

    /**
     * Creates the fields of a task.
     *
     * @param columns of the documents that are evaluated
     * @param hasChoices whether the task has {@code doc_to_choice}, so that digits are an index
     */
    DocumentFields(String task, List<String> columns, boolean hasChoices, TaskTemplates templates) {
        this.task = task;
        this.columns = Set.copyOf(columns);
        this.hasChoices = hasChoices;
        this.templates = templates;
    }

    /** Makes the text: a string, or the index of an input among several. */
    Object text(@Nullable Object field, Map<String, @Nullable Object> document) {
        Object value = switch (field) {
            case Long index -> index;
            case Boolean index -> index;
            case String column when columns.contains(column) -> document.get(column);
            case String template -> {
                String text = templates.render(template, document);
                yield isIndex(text) ? literal(text, "doc_to_text") : text;
            }
            case TaskFunction.OfDocument function -> function.apply(document);
            case null, default -> throw wrong("doc_to_text", field);
        };
        if (value == null) {
            throw new FormatException("task %s: doc_to_text gives nothing for a document".formatted(task));
        }
        return value;
    }

    /** Makes the target: a string, an index of a choice, or a list of those. */
    @Nullable
    Object target(@Nullable Object field, Map<String, @Nullable Object> document) {
        return switch (field) {
            case Long index -> index;
            case Boolean index -> index;
            case String column when columns.contains(column) -> document.get(column);
            case String template -> {
                String text = templates.render(template, document);
                if (isIndex(text)) {
                    yield literal(text, "doc_to_target");
                }
                yield text.length() >= 2 && text.startsWith("[") && text.endsWith("]") ? listOrText(text) : text;
            }
            case List<?> list -> list;
            case TaskFunction.OfDocument function -> function.apply(document);
            case null, default -> throw wrong("doc_to_target", field);
        };
    }

    /** Makes the choices. */
    List<@Nullable Object> choices(@Nullable Object field, Map<String, @Nullable Object> document) {
        Object value = switch (field) {
            case String column when columns.contains(column) -> document.get(column);
            case String template -> literal(templates.render(template, document), "doc_to_choice");
            case List<?> list -> list;
            case Map<?, ?> map -> new ArrayList<>(map.values());
            case TaskFunction.OfDocument function -> function.apply(document);
            case null, default -> throw wrong("doc_to_choice", field);
        };
        if (value instanceof List<?> list && list.isEmpty()) {
            throw new FormatException("task %s: doc_to_choice gives no choices for a document".formatted(task));
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> choices = new ArrayList<>(list.size());
            choices.addAll(list);
            return choices;
        }
        throw new FormatException(
                "task %s: doc_to_choice gives %s for a document instead of a list".formatted(task, Python.repr(value)));
    }

    /** Makes the beginning of the answer; null where there is none. */
    @Nullable
    String prefix(@Nullable Object field, Map<String, @Nullable Object> document) {
        return switch (field) {
            case null -> null;
            case String column when columns.contains(column) -> string("gen_prefix", document.get(column));
            case String template -> templates.render(template, document);
            default -> throw wrong("gen_prefix", field);
        };
    }

    /** Makes a text by a column that the document has, or by a template; null where the field is absent or empty. */
    @Nullable
    String resolve(String name, @Nullable Object field, Map<String, @Nullable Object> document) {
        return switch (field) {
            case null -> null;
            case String text when text.isEmpty() -> null;
            case String column when document.containsKey(column) -> string(name, document.get(column));
            case String template -> templates.render(template, document);
            default -> throw wrong(name, field);
        };
    }

    private @Nullable String string(String name, @Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new FormatException(
                "task %s: %s gives %s for a document instead of a text".formatted(task, name, Python.repr(value)));
    }

    private boolean isIndex(String text) {
        return hasChoices && PythonCharacters.all(text, PythonCharacters::isDigit);
    }

    private static @Nullable Object listOrText(String text) {
        try {
            return Python.literalEval(text);
        } catch (FormatException e) {
            return text;
        }
    }

    private @Nullable Object literal(String text, String field) {
        try {
            return Python.literalEval(text);
        } catch (FormatException e) {
            throw new FormatException(
                    "task %s: %s gives \"%s\" for a document, which is no Python literal"
                            .formatted(task, field, text.length() > 200 ? text.substring(0, 200) + "…" : text),
                    e);
        }
    }

    private FormatException wrong(String field, @Nullable Object value) {
        return new FormatException("task %s: %s is %s, which makes nothing of a document"
                .formatted(task, field, value == null ? "absent" : "of the wrong kind"));
    }
}
