package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.mind.Mind;
import org.menura.tensor.annotation.Extension;

/**
 * A kind of run that {@code menura agent run PATH} starts, found on the class path by {@code ServiceLoader}. The kind is told by what
 * lies at the path. Starting and resuming are the same: what the run's journal knows is not done again.
 */
@Extension
public interface AgentApplication {
    /** Returns the name that {@code run.json} keeps, by which a run finds its application again. */
    String name();

    /** Returns whether a file or folder is one that this application runs. */
    boolean reads(Path source);

    /**
     * Runs to the end, or until a person must answer.
     *
     * @throws org.menura.format.FormatException if what lies at the path is malformed
     */
    RunOutcome run(Start start) throws IOException, InterruptedException;

    /**
     * Opens the mind that a source itself names, for replays.
     *
     * @return empty if it names none
     */
    default Optional<Mind> mind(Path source) throws IOException {
        return Optional.empty();
    }

    /**
     * What a run starts with.
     *
     * @param source the file or folder that it is about
     * @param folder the run's folder, which is resumed if it holds a journal
     * @param task what is to be done, if the user said; null for what the source says
     * @param mind that the user named; null if none
     * @param embedded opens the model that comes with Menura
     * @param seed of a run that begins; a resumed run keeps its own
     * @param approval how a person is asked
     * @param sandbox whether programs run in a sandbox; false only where the user said so by name
     * @param report gets lines that tell how it goes
     */
    record Start(
            Path source,
            Path folder,
            @Nullable String task,
            @Nullable Mind mind,
            Supplier<Mind> embedded,
            long seed,
            Approval approval,
            boolean sandbox,
            Consumer<String> report) {
        /** Returns the mind that the user named, or that of the model that comes with Menura. */
        public Mind anyMind() {
            return mind == null ? embedded.get() : mind;
        }
    }
}
