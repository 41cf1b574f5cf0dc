package org.menura.data.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.menura.data.plan.Options;
import org.menura.data.plan.Registry;
import org.menura.data.plan.SourceType;
import org.menura.format.FormatException;

/**
 * How a source's files are read.
 *
 * @param attributes names of the attributes to read beside documents
 */
record Reading(
        Options options, Optional<String> format, List<String> attributes, Map<String, SourceType.Reader> readers) {
    static Reading of(Options options) {
        options.texts("path");
        Optional<String> format = options.has("format") ? Optional.of(options.text("format")) : Optional.empty();
        Reading reading = new Reading(options, format, options.texts("attributes"), new ConcurrentHashMap<>());
        return reading;
    }

    /** The format of a file: what the plan says, or what its name says. */
    SourceType type(Path file) {
        return format.map(name -> {
                    try {
                        return Registry.source(name);
                    } catch (FormatException e) {
                        throw options.error("format", "names no format: " + e.getMessage());
                    }
                })
                .or(() -> Registry.sourceOf(file))
                .orElseThrow(() -> options.error(
                        "path", "holds %s, whose name says no format; name one with format".formatted(file)));
    }

    SourceType.Reader reader(Path file) {
        SourceType type = type(file);
        return readers.computeIfAbsent(type.name(), name -> type.create(options));
    }

    /** Checks that all keys are known to one of the formats. */
    void check(List<Path> files) {
        files.forEach(this::reader);
        options.finish();
    }
}
