package org.menura.data.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.NamedExtensions;
import org.menura.format.yaml.NearestName;

/** All kinds of stages and formats of sources, Menura's and those that others put on the class path. */
public final class Registry {
    private static final NamedExtensions<StageType> STAGES =
            new NamedExtensions<>(StageType.class, List.of(), StageType::name);
    private static final NamedExtensions<SourceType> SOURCES =
            new NamedExtensions<>(SourceType.class, List.of(), SourceType::name);

    private Registry() {}

    /** Returns the kinds of stages by name. */
    public static SequencedMap<String, StageType> stages() {
        return STAGES.byName();
    }

    /**
     * Returns a kind of stage.
     *
     * @throws FormatException if there is none of the name
     */
    public static StageType stage(String name) {
        StageType type = stages().get(name);
        if (type == null) {
            throw new FormatException("there is no stage '%s'; %s".formatted(name, near(name, stages())));
        }
        return type;
    }

    /**
     * Returns a format.
     *
     * @throws FormatException if there is none of the name
     */
    public static SourceType source(String name) {
        SourceType type = SOURCES.byName().get(name);
        if (type == null) {
            throw new FormatException("there is no format '%s'; %s".formatted(name, near(name, SOURCES.byName())));
        }
        return type;
    }

    /** Returns the format of a file by its name. */
    public static Optional<SourceType> sourceOf(Path file) {
        return SOURCES.byName().values().stream().filter(t -> t.matches(file)).findFirst();
    }

    private static String near(String name, SequencedMap<String, ?> known) {
        return NearestName.of(name, known.keySet())
                .map(n -> "did you mean %s?".formatted(n))
                .orElse("there are " + String.join(", ", known.keySet()));
    }
}
