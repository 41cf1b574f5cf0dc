package org.menura.agent.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.menura.format.FormatException;

/** Finds the application of a file, folder or run. */
public final class AgentApplications {
    private AgentApplications() {}

    /** Returns all applications of the class path. */
    public static List<AgentApplication> all() {
        List<AgentApplication> all = new ArrayList<>();
        ServiceLoader.load(AgentApplication.class).forEach(all::add);
        all.add(new ProfileApplication());
        return all;
    }

    /**
     * Finds the application that runs a file or folder.
     *
     * @throws FormatException if there is none
     */
    public static AgentApplication of(Path source) {
        if (!Files.exists(source)) {
            throw new FormatException(
                    "there is no %s: name a profile in YAML, or a folder that holds one".formatted(source));
        }
        return all().stream()
                .filter(a -> a.reads(source))
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("%s is nothing that agents run: a profile (.yaml) or a folder with %s is"
                                .formatted(source, ProfileApplication.FILE)));
    }

    /**
     * Finds the application that a run was begun by.
     *
     * @throws FormatException if it is not on the class path, or a Java program began the run
     */
    public static AgentApplication of(RunInfo run) {
        if (run.application().isEmpty()) {
            throw new FormatException(
                    "the run %s was begun by a Java program; start that again with the same folder to resume it"
                            .formatted(run.id()));
        }
        return all().stream()
                .filter(a -> a.name().equals(run.application()))
                .findFirst()
                .orElseThrow(() -> new FormatException(
                        "the run %s was begun by '%s', which is not here".formatted(run.id(), run.application())));
    }
}
