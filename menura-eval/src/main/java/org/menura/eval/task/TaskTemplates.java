package org.menura.eval.task;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.TemplateException;
import org.menura.chat.template.TextFilter;
import org.menura.chat.template.TextTemplate;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;

/** Renders the templates of task files with a document's fields as variables. */
final class TaskTemplates {
    private static final int SHOWN = 80;
    private static final Map<String, TextFilter> FILTERS = Map.of("regex_replace", TaskTemplates::regexReplace);

    private final Map<String, TextTemplate> parsed = new ConcurrentHashMap<>();

    /**
     * Renders a template.
     *
     * @throws FormatException if it is none, or it fails
     */
    String render(String template, Map<String, @Nullable Object> document) {
        try {
            return parsed.computeIfAbsent(template, source -> TextTemplate.parse(source, FILTERS))
                    .render(document);
        } catch (TemplateException e) {
            String shown = template.length() > SHOWN ? template.substring(0, SHOWN) + "…" : template;
            throw new FormatException(
                    "%s (line %d of the template %s)".formatted(e.reason(), Math.max(1, e.line()), Python.repr(shown)),
                    e);
        }
    }

    private static String regexReplace(String input, List<Object> positional, Map<String, Object> named) {
        Object pattern = positional.isEmpty() ? named.get("pattern") : positional.get(0);
        Object replacement = positional.size() < 2 ? named.get("repl") : positional.get(1);
        Object count = positional.size() < 3 ? named.getOrDefault("count", 0L) : positional.get(2);
        if (!(pattern instanceof String regex)
                || !(replacement instanceof String text)
                || !(count instanceof Long most)) {
            throw new IllegalArgumentException("it takes a pattern, a replacement and a count");
        }
        return PythonRegex.compile(regex).sub(text, input, most.intValue());
    }
}
