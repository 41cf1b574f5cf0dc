package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.plan.Options;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.yaml.Yaml;

/**
 * A configuration of Dolma's mixer (YAML or JSON) as plans, one for each of its streams. Keys that only say how to
 * compute ({@code processes}, {@code work_dir}) are passed over; what is not known is an error.
 */
public final class MixerConfig {
    private MixerConfig() {}

    /**
     * Reads a configuration. Paths are relative to the folder in which the command runs, as for Dolma.
     *
     * @throws FormatException if it is none: one sentence
     */
    public static List<Plan> plans(Path file, Path base) {
        try {
            return plans(TextFile.read(file), file.toString(), base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Plan> plans(String text, String name, Path base) {
        Options root = new Options(name, base, "", Yaml.parse(text, name, "mixer's configuration"));
        List<Options> streams = root.parts("streams");
        if (streams.isEmpty()) {
            throw root.error("streams", "is missing; it lists what to mix");
        }
        boolean shuffled = root.flag("shuffle", true);
        root.whole("processes", 1, 0, Integer.MAX_VALUE);
        root.has("work_dir");
        root.flag("dryrun", false);
        root.finish();
        List<Plan> plans = new ArrayList<>();
        streams.forEach(stream -> plans.add(plan(stream, shuffled, base)));
        return plans;
    }

    private static Plan plan(Options stream, boolean shuffled, Path base) {
        List<String> stages = new ArrayList<>();
        Options filter = stream.part("filter");
        Options output = stream.part("output");
        if (stream.has("filter")) {
            String syntax = filter.text("syntax", "jsonpath");
            List<String> include = filter.texts("include");
            List<String> exclude = filter.texts("exclude");
            filter.finish();
            if (!include.isEmpty() || !exclude.isEmpty()) {
                stages.add("filter: {syntax: %s, include: %s, exclude: %s}"
                        .formatted(Plans.quoted(syntax), list(include), list(exclude)));
            }
        }
        List<String> rules = new ArrayList<>();
        stream.parts("span_replacement").forEach(rule -> rules.add(rule(rule)));
        if (!rules.isEmpty()) {
            stages.add("replace_spans: {rules: [%s]}".formatted(String.join(", ", rules)));
        }
        List<String> discarded = new ArrayList<>(output.texts("discard_fields"));
        List<String> attributes = stream.texts("attributes");
        boolean bare = discarded.remove("attributes");
        if (!discarded.isEmpty()) {
            stages.add("discard: {fields: %s}".formatted(list(discarded)));
        }
        output.whole("min_text_length", 0, Integer.MAX_VALUE)
                .ifPresent(least -> stages.add("length: {min: %d, unit: bytes}".formatted(least)));
        String packed = stream.part("compression").text("output", "gz");
        String sink = ("documents: %s, order: input, name: %s, compression: %s, embed_attributes: %s,"
                        + " discard_attributes: %s, provenance: true%s")
                .formatted(
                        Plans.quoted(local(output, "path", output.text("path"))),
                        Plans.quoted(stream.text("name")),
                        packed.isEmpty() ? "none" : Plans.quoted(packed),
                        !bare && !attributes.isEmpty(),
                        bare,
                        shuffled
                                ? ", max_bytes: %d"
                                        .formatted(output.whole("max_size_in_bytes", 2L << 30, 1, Long.MAX_VALUE))
                                : "");
        output.whole("max_size_in_bytes", 1, Long.MAX_VALUE);
        List<String> documents = stream.texts("documents");
        documents.forEach(d -> local(stream, "documents", d));
        output.finish();
        stream.finish();
        return Plans.of(documents, attributes, stages, sink, base);
    }

    private static String rule(Options rule) {
        StringBuilder text = new StringBuilder("{span: %s, replacement: %s, syntax: %s"
                .formatted(
                        Plans.quoted(rule.text("span")),
                        Plans.quoted(rule.text("replacement", "")),
                        Plans.quoted(rule.text("syntax", "jsonpath"))));
        double most = Double.MAX_VALUE;
        rule.real("min_score", -most, most)
                .ifPresent(score -> text.append(", min_score: ").append(score));
        rule.real("max_score", -most, most)
                .ifPresent(score -> text.append(", max_score: ").append(score));
        rule.finish();
        return text.append('}').toString();
    }

    private static String list(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(Plans::quoted).toList()) + "]";
    }

    private static String local(Options options, String key, String path) {
        if (path.contains("://")) {
            throw options.error(key, "is %s; only files of this machine are read, so fetch them first".formatted(path));
        }
        if (path.contains("${")) {
            throw options.error(key, "has a variable, ${…}; write out what it stands for");
        }
        return path;
    }
}
