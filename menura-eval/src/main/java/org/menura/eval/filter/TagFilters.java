package org.menura.eval.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Filters for answers that name parts of speech or entities. */
final class TagFilters {
    private static final PythonRegex TAGGED = PythonRegex.compile("\\('([^']*)', '([^']*)'\\)");
    private static final PythonRegex ENTITIES = PythonRegex.compile("\\b(PER|LOC|ORG|DATE):\\s*([^$]+)");
    private static final Map<PythonRegex, String> LABELS = labels(List.of(
            "person PER",
            "location LOC",
            "organization ORG",
            "counties LOC",
            "places LOC",
            "people PER",
            "persons PER",
            "company ORG",
            "country LOC",
            "continent LOC",
            "time DATE",
            "date DATE",
            "per PER",
            "loc LOC",
            "org ORG"));

    private TagFilters() {}

    private static Map<PythonRegex, String> labels(List<String> table) {
        Map<PythonRegex, String> labels = new LinkedHashMap<>();
        for (String line : table) {
            int space = line.indexOf(' ');
            labels.put(PythonRegex.compile("\\b" + line.substring(0, space) + "\\s*:"), line.substring(space + 1));
        }
        return labels;
    }

    /** The tags of a list of pairs, written as Python writes them or given as such. */
    static Filter partsOfSpeech(@Nullable Object fallback) {
        return Responses.each("regex_pos", response -> {
            List<@Nullable Object> tags = new ArrayList<>();
            if (response instanceof String text) {
                TAGGED.findAll(text).forEach(match -> tags.add(match.text(2)));
            } else {
                for (Object pair : Responses.items(response, "regex_pos")) {
                    if (!(pair instanceof PythonTuple tuple) || tuple.size() != 2) {
                        throw new FormatException("The filter regex_pos got what is no pair: " + Python.repr(pair));
                    }
                    tags.add(tuple.get(1));
                }
            }
            return tags.isEmpty() ? fallback : tags;
        });
    }

    /** Entities as {@code label: value $ label: value}. */
    static Filter spans() {
        return Responses.eachText("format_span", text -> entities(labelled(PythonCharacters.lower(text))));
    }

    private static String labelled(String text) {
        String labelled = PythonCharacters.lower(text);
        for (Map.Entry<PythonRegex, String> label : LABELS.entrySet()) {
            labelled = label.getKey().sub(label.getValue() + ":", labelled);
        }
        return PythonText.strip(String.join("$", PythonText.split(labelled, "$$", -1)), "$", false, true);
    }

    private static String entities(String text) {
        List<String> entities = new ArrayList<>();
        for (PythonMatch match : ENTITIES.findAll(PythonText.strip(text.replace('\n', '$')))) {
            for (String value : PythonText.split(match.text(2), ",", -1)) {
                String entity = PythonText.strip(value);
                if (!PythonCharacters.lower(entity).equals("none")) {
                    entities.add(PythonCharacters.lower(match.text(1)) + ": " + entity);
                }
            }
        }
        return String.join(" $ ", entities);
    }
}
