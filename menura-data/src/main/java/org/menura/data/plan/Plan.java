package org.menura.data.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;

/**
 * A plan: sources, stages in order, and a sink. It is a YAML file; nothing in it is executed. Paths are relative to its
 * folder.
 *
 * @param text the file's text
 * @param source the file's name, for messages
 * @param base the folder to which paths are relative
 */
public record Plan(String text, String source, Path base) {
    /** A place in the plan where a stage is named, with its options. */
    public record Step(String name, Options options) {}

    /**
     * Reads a plan and checks it: all keys, and that all stages and formats are there.
     *
     * @throws FormatException if it is no plan: one sentence with line and key
     */
    public static Plan read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new FormatException(file + " is a folder; give the file of a plan");
            }
            if (Files.size(file) > Yaml.MAX_BYTES) {
                throw new FormatException("%s has more than the %d bytes that a plan may have; is it the right file?"
                        .formatted(file, Yaml.MAX_BYTES));
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            return parse(Files.readString(file), file.toString(), folder == null ? Path.of("/") : folder);
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8; is it a plan?", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a plan's text; see {@link #read}. */
    public static Plan parse(String text, String source, Path base) {
        Plan plan = new Plan(text, source, base);
        plan.options().finish();
        return plan;
    }

    private Options options() {
        Options options = new Options(source, base, "", Yaml.parse(text, source, "plan"));
        options.parts("sources");
        options.parts("stages");
        options.part("sink");
        return options;
    }

    /**
     * Returns the sources.
     *
     * @throws FormatException if there are none
     */
    public List<Options> sources() {
        List<Options> sources = options().parts("sources");
        if (sources.isEmpty()) {
            throw options().error("sources", "is missing; it lists the files to read, such as - path: documents");
        }
        return sources;
    }

    /** Returns the sink's options. */
    public Options sink() {
        Options options = options();
        if (!options.has("sink")) {
            throw options.error("sink", "is missing; it says where results go, such as {documents: out}");
        }
        return options.part("sink");
    }

    /** Returns the stages in order. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Options item : options().parts("stages")) {
            List<String> names = item.names();
            if (names.size() != 1) {
                throw item.error(
                        names.isEmpty() ? "" : names.get(1),
                        "is a second name; a stage is one name with its options: - name: {option: value}");
            }
            steps.add(new Step(names.getFirst(), item.part(names.getFirst())));
        }
        return steps;
    }

    /**
     * Creates a stage and checks that it knows all of its keys.
     *
     * @throws FormatException if there is no such stage, or an option is wrong
     */
    public static Stage create(Step step) {
        Stage stage;
        try {
            stage = Registry.stage(step.name()).create(step.options());
        } catch (FormatException e) {
            if (Registry.stages().containsKey(step.name())) {
                throw e;
            }
            throw step.options().located(String.valueOf(e.getMessage()));
        }
        step.options().finish();
        return stage;
    }
}
