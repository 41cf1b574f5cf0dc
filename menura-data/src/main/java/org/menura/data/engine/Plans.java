package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;

/** Plans of one purpose, made from a few words instead of a file. */
public final class Plans {
    private Plans() {}

    /**
     * Makes a plan that reads files, takes them through stages, and writes what a sink says.
     *
     * @param inputs folders, files or patterns
     * @param attributes names of attributes to read beside documents
     * @param stages each a name, or a name with options as YAML has it: {@code minhash: {threshold: 0.8}}
     * @param sink keys and values, in YAML
     */
    public static Plan of(List<String> inputs, List<String> attributes, List<String> stages, String sink) {
        return of(inputs, attributes, stages, sink, Path.of("").toAbsolutePath());
    }

    static Plan of(List<String> inputs, List<String> attributes, List<String> stages, String sink, Path base) {
        if (inputs.isEmpty()) {
            throw new FormatException("no documents are named");
        }
        for (String input : inputs) {
            Path path = base.resolve(input);
            if (!Files.exists(path) && !Inputs.isPattern(path)) {
                throw new FormatException(input + " is not there; name a folder, files or a pattern");
            }
        }
        StringBuilder text = new StringBuilder("sources:\n  - path: [");
        text.append(String.join(", ", inputs.stream().map(Plans::quoted).toList()))
                .append("]\n");
        if (!attributes.isEmpty()) {
            text.append("    attributes: [")
                    .append(String.join(
                            ", ", attributes.stream().map(Plans::quoted).toList()))
                    .append("]\n");
        }
        if (!stages.isEmpty()) {
            text.append("stages:\n");
            stages.forEach(stage -> text.append("  - ").append(stage.strip()).append('\n'));
        }
        text.append("sink: {").append(sink).append("}\n");
        return Plan.parse(text.toString(), "the command", base);
    }

    /** Makes the sink of documents in a folder. */
    public static String documents(Path folder, int shards, String compression) {
        return "documents: %s, shards: %d, compression: %s"
                .formatted(quoted(folder.toAbsolutePath().toString()), shards, compression);
    }

    /**
     * Makes a stage that tags.
     *
     * @param taggers each a name, or a name with options
     */
    public static String tagging(String experiment, List<String> taggers) {
        List<String> each = taggers.stream()
                .map(t -> t.contains(":") ? "{" + t + "}" : quoted(t))
                .toList();
        return "tag: {experiment: %s, taggers: [%s]}".formatted(quoted(experiment), String.join(", ", each));
    }

    /** Makes the sink of attributes beside the documents. */
    public static String attributes(String name) {
        return "attributes: " + quoted(name);
    }

    /** Writes a text as YAML reads it: JSON is YAML. */
    public static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
