package org.menura.world.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/** A suite of tasks for agents, read from a folder. */
public interface Suite {
    /** Returns the name by which the command knows it, such as {@code tau-airline}. */
    String name();

    /** Returns what it measures, in a sentence. */
    String description();

    /** Returns whether a folder holds its data, by the files that lie there. */
    boolean reads(Path folder);

    /** Names the files that its folder must hold, to tell people; empty if the description says it all. */
    default String files() {
        return "";
    }

    /**
     * Reads the tasks of a folder, in the order of its files.
     *
     * @throws org.menura.format.FormatException if a file is malformed
     */
    List<? extends SuiteTask> tasks(Path folder) throws IOException;

    /** Returns the options that {@link #with} takes, each with what it means. */
    default Map<String, String> options() {
        return Map.of();
    }

    /**
     * Returns this suite with options set.
     *
     * @param options values by name, of {@link #options}
     * @throws FormatException if there is no option of a name, or a value is malformed
     */
    default Suite with(Map<String, String> options) {
        for (String option : options.keySet()) {
            throw new FormatException("the suite %s has no option %s".formatted(name(), option));
        }
        return this;
    }
}
